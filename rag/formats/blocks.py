"""What every reader hands on: the pieces of a file in reading order, and how lines become such pieces."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# A line without a full stop and no longer than this may be a title or a heading: the longest title in the owner's
# documents has 50 characters, the shortest paragraph 120.
HEADING_MAX_CHARACTERS: Final[int] = 90

_SENTENCE_MARKS: Final[str] = ".!?…"
_CLOSING_MARKS: Final[str] = "\"'”’»)]*_"
# The first need a space after them: "-5" and "*penting*" are no items.
_DASHES: Final[str] = "-*+–—"
_BULLETS: Final[str] = "•·▪▫◦‣●○■□➢➤✓✔"
_LIST_ITEM = re.compile(
    rf"\s*(?:[{_BULLETS}]\s*|(?:[{re.escape(_DASHES)}]|\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{1,4}}|[IVX]{{1,4}})[.)])\s+)\S"
)
# Shown as nothing, yet they keep equal texts from matching; tags (U+E0000) can even hide whole sentences.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028]")
_PAGE_END = re.compile("[\f\u2029\x1c-\x1e]")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file: a heading, or what will be one paragraph."""

    text: str
    """Verbatim but for white space; list items and table rows on a line each."""
    is_heading: bool = False
    level: int = 1
    """Depth of a heading: it holds until the next one of the same or a smaller level. Without meaning otherwise."""


def clean_text(text: str) -> str:
    r"""NFC; lines end with ``\n``; a page break is a blank line; invisible and control characters are gone."""
    if text.isascii() and text.isprintable():
        return text
    text = _PAGE_END.sub("\n\n", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text).replace("\u00a0", " "))


def fold_spaces(text: str) -> str:
    """The text with every run of white space turned into one space, none at either end."""
    return " ".join(text.split())


def is_list_item(line: str) -> bool:
    """Whether a line begins with a bullet, a number or a letter as list items do."""
    return _LIST_ITEM.match(line) is not None


def without_marker(text: str) -> str:
    """A text without the bullet, number or letter it may begin with."""
    match = _LIST_ITEM.match(text)
    return text[match.end() - 1 :] if match else text


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a full stop or the like, closing quotation marks and brackets aside."""
    return text.rstrip().rstrip(_CLOSING_MARKS).endswith(tuple(_SENTENCE_MARKS))


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it; what has none is a rule or an ornament."""
    return any(character.isalnum() for character in text)


def looks_like_heading(text: str) -> bool:
    """Whether one line of text reads like a title or heading: short, a capital or digit first, no mark at the end."""
    return (
        len(text) <= HEADING_MAX_CHARACTERS
        and text[:1].isalnum()
        and not text[:1].islower()
        and any(character.isalpha() for character in text)
        and not text.endswith((":", ";", ","))
        and not ends_sentence(text)
        and not is_list_item(text)
    )


def looks_like_title(text: str) -> bool:
    """Whether the first line of a text reads like its title; a title may ask or exclaim."""
    return looks_like_heading(text.rstrip("?!").rstrip())


def is_list(text: str) -> bool:
    """Whether the text of a block is a list (or another block whose lines are kept apart)."""
    return "\n" in text or is_list_item(text)


def is_full_paragraph(text: str) -> bool:
    """Whether a block is surely no heading: a sentence, longer than a title, a list, or what introduces one."""
    return ends_sentence(text) or text.endswith(":") or len(text) > HEADING_MAX_CHARACTERS or is_list(text)


def paragraph_text(lines: Iterable[str]) -> str:
    r"""The lines of one block as one text: wrapped lines joined by a space, list items on a line each.

    A line counts as a list item where the block begins with one, where a line ending with ":" introduces it, or
    where there are several: a wrapped sentence may by chance put "5. " at the beginning of a line.
    """
    written = [line for line in lines if line.strip()]
    items = [is_list_item(line) for line in written]
    introduced = any(items[i] and (i == 0 or written[i - 1].rstrip().endswith(":")) for i in range(len(written)))
    has_items = introduced or sum(items) > 1
    parts: list[str] = []
    for line, is_item in zip(written, items, strict=True):
        if parts:
            parts.append("\n" if has_items and is_item else " ")
        parts.append(fold_spaces(line))
    return "".join(parts)


def line_paragraphs(lines: Iterable[str]) -> list[str]:
    """Each line a paragraph, but the items of a list in one, with a lead-in line that ends with ":" before them."""
    pieces: list[list[str]] = []
    in_list = False
    for line in lines:
        if not line.strip():
            continue
        is_item = is_list_item(line)
        continues = in_list and (is_item or line[:1].isspace())
        introduced = is_item and not in_list and bool(pieces) and _is_lead_in(pieces[-1])
        if continues or introduced:
            pieces[-1].append(line)
        else:
            pieces.append([line])
        in_list = is_item or continues
    return [paragraph_text(piece) for piece in pieces]


def are_wrapped(lines: Sequence[str]) -> bool:
    """Whether one sentence runs over the line ends: at least half of the lines before the last end in no sentence.

    List items do not count; they end without a mark in any layout.
    """
    prose = [line for line in lines[:-1] if not is_list_item(line)]
    return 2 * sum(ends_sentence(line) for line in prose) <= len(prose)


def prose_paragraphs(lines: Sequence[str]) -> list[str]:
    """The paragraphs of lines broken on purpose: one if a sentence runs over their ends, else one a line."""
    return [paragraph_text(lines)] if are_wrapped(lines) else line_paragraphs(lines)


def with_title_line(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, the first one marked as a heading where it reads like a title and its text follows."""
    if len(blocks) < 2 or blocks[0].is_heading or not looks_like_title(blocks[0].text):
        return list(blocks)
    if not (blocks[1].is_heading or is_full_paragraph(blocks[1].text)):
        return list(blocks)
    return [Block(blocks[0].text, is_heading=True), *blocks[1:]]


def with_lead_ins(blocks: Sequence[Block], written: str = "") -> list[Block]:
    """The same blocks, a short line ending with ":" joined with the list below it: without it the items say little.

    Args:
        blocks: In reading order.
        written: The text they come from, if it is text: what was dropped between the two, a rule or a comment, keeps
            them apart, for a paragraph stands in its source as it is.
    """
    folded = fold_spaces(written)
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if above and not (above.is_heading or block.is_heading) and is_list(block.text) and _is_lead_in([above.text]):
            together = Block(f"{above.text}\n{block.text}")
            if not folded or fold_spaces(together.text) in folded:
                joined[-1] = together
                continue
        joined.append(block)
    return joined


def _is_lead_in(lines: Sequence[str]) -> bool:
    text = lines[0].strip()
    return len(lines) == 1 and text.endswith(":") and len(text) <= HEADING_MAX_CHARACTERS and "\n" not in text
