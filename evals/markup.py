"""Text of documents, questions and answers as HTML: always escaped, Indonesian marked as such."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Final

# Controls that HTML does not allow; a page must not break because a document or a model holds one.
_CONTROLS: Final[re.Pattern[str]] = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def escaped(text: str) -> str:
    """Text that the page shows exactly as it is, also inside an attribute."""
    return escape(_CONTROLS.sub("\ufffd", text))


def indonesian(text: str, tag: str = "span") -> str:
    """An element that holds an Indonesian text; line breaks are kept by the style sheet."""
    return f'<{tag} lang="id">{escaped(text)}</{tag}>'


def marked(text: str, wordings: Mapping[str, Iterable[str]]) -> str:
    """Escaped text in which every wording is marked with its class.

    Args:
        text: What to show.
        wordings: By CSS class, what to mark; case and white space do not count, and a later class wins.
    """
    classes = [""] * len(text)
    for css_class, phrases in wordings.items():
        for phrase in phrases:
            pattern = r"\s+".join(map(re.escape, phrase.split()))
            for found in re.finditer(pattern, text, re.IGNORECASE) if pattern else ():
                classes[found.start() : found.end()] = [css_class] * (found.end() - found.start())
    parts = []
    for css_class, pairs in groupby(zip(classes, text, strict=True), key=lambda pair: pair[0]):
        piece = escaped("".join(character for _, character in pairs))
        parts.append(f'<mark class="{css_class}">{piece}</mark>' if css_class else piece)
    return "".join(parts)


def table(caption: str, head: Iterable[str], rows: Iterable[str], css_class: str = "") -> str:
    """A table that scrolls by itself where it is wider than the screen; ``head`` and ``rows`` are HTML already."""
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    # Focusable, so that it can be scrolled with the keyboard.
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escaped(caption)}">'
        f'<table class="{css_class}"><caption>{escaped(caption)}</caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def folded(summary: str, content: str, is_open: bool = False) -> str:
    """Content behind a line that opens it; both are HTML already."""
    return f"<details{' open' if is_open else ''}><summary>{summary}</summary>{content}</details>"
