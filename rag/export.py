"""A conversation to keep or to print, with the paragraphs its answers rest on: Markdown, or a page without any script.

Pure: turns in, text out. Whatever others wrote (documents, models, users) is escaped.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from rag.conversation import ChatTurn
from rag.rendering import PAGE_TITLE, PARAGRAPH_NUMBER, mark_quote
from rag.types import Citation, Sentence

TITLE: Final[str] = f"Percakapan dengan {PAGE_TITLE}"
SOURCES: Final[str] = "Sumber"
_STYLE: Final[str] = (
    "body{font:11pt/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h2{margin-top:2rem;break-after:avoid}h3{font-size:1rem;margin-bottom:.3rem;break-after:avoid}"
    "article{break-inside:avoid;margin:.6rem 0;padding-left:.8rem;border-left:2px solid #999}"
    "article p{margin:.2rem 0}mark{background:none;font-weight:600}.note{font-style:italic}"
)


def as_markdown(turns: Sequence[ChatTurn]) -> str:
    """The questions with their answers and sources, as Markdown (CommonMark)."""
    blocks = [f"# {TITLE}"]
    for turn in turns:
        blocks.append(f"## {_line(turn.question)}")
        blocks.append(" ".join(map(_sentence_markdown, turn.sentences)) if turn.sentences else _plain(turn.text))
        if turn.note:
            blocks.append(f"*{_line(turn.note)}*")
        if turn.citations:
            blocks.append(f"### {SOURCES}")
            blocks += [_source_markdown(citation) for citation in turn.citations]
    return "\n\n".join(filter(None, blocks)) + "\n"


def as_html(turns: Sequence[ChatTurn]) -> str:
    """The same as a page to be printed, which asks for nothing from anywhere."""
    body = "".join(map(_turn_html, turns))
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"/><title>{escape(TITLE)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(TITLE)}</h1>{body}</body></html>"
    )


def _sentence_markdown(sentence: Sentence) -> str:
    about = f"**{_line(sentence.about)}:** " if sentence.about else ""
    text = _plain(sentence.text)
    return f"{about}{f'“{text}”' if sentence.origin == 'quote' else text} {_numbers(sentence)}"


def _source_markdown(citation: Citation) -> str:
    """The heading of a source, and its paragraph as a block quote with the supporting words in bold."""
    before, found, after = _around(citation)
    # Strong text begins and ends at a word, or it is none (CommonMark 0.31, section 6.2).
    words = found.strip()
    start, _, end = found.partition(words) if words else (found, "", "")
    strong = f"**{_plain(words)}**" if words else ""
    text = _plain(f"{before}{start}", ends=False) + strong + _plain(f"{end}{after}", ends=False)
    return f"{_line(_place(citation))}\n\n" + "\n".join(f"> {line}" for line in text.split("\n"))


def _turn_html(turn: ChatTurn) -> str:
    answer = " ".join(map(_sentence_html, turn.sentences)) if turn.sentences else escape(turn.text)
    note = f'<p class="note">{escape(turn.note)}</p>' if turn.note else ""
    sources = "".join(
        f"<article><p>{escape(_place(one))}</p><p>{mark_quote(one.text, one.quote)}</p></article>"
        for one in turn.citations
    )
    head = f"<h3>{escape(SOURCES)}</h3>" if sources else ""
    return f"<section><h2>{escape(turn.question)}</h2><p>{answer}</p>{note}{head}{sources}</section>"


def _sentence_html(sentence: Sentence) -> str:
    about = f"<strong>{escape(sentence.about)}:</strong> " if sentence.about else ""
    text = "<br/>".join(map(escape, sentence.text.split("\n")))
    return f"{about}{f'“{text}”' if sentence.origin == 'quote' else text} {_numbers(sentence)}"


def _numbers(sentence: Sentence) -> str:
    return " ".join(f"[{number}]" for number in sentence.citations)


def _place(citation: Citation) -> str:
    place = PARAGRAPH_NUMBER.format(number=citation.paragraph).lower()
    return f"[{citation.number}] {citation.title}, {place} ({citation.paragraph_id})"


def _around(citation: Citation) -> tuple[str, str, str]:
    return citation.text.partition(citation.quote) if citation.quote else (citation.text, "", "")


# What begins a construct inside a line, and what does so only where a line begins.
_INLINE: Final[re.Pattern[str]] = re.compile(r"[\\`*_\[\]<>|~$&]")
_LINE_START: Final[re.Pattern[str]] = re.compile(r"(?m)^(\s*)([#+=-]|\d+(?=[.)]))")


def _plain(text: str, *, ends: bool = True) -> str:
    """Text that Markdown shows as it is; its line breaks are kept.

    Args:
        text: Of one block, or of a part of it.
        ends: Whether white space at either end is dropped.
    """
    marked = _INLINE.sub(lambda found: "\\" + found[0], text.strip() if ends else text)
    # By numeric references, as a backslash escapes no digit.
    marked = _LINE_START.sub(lambda found: f"{found[1]}{_escaped_start(found[2])}", marked)
    return re.sub(r"[^\S\n]*\n\s*", "\\\\\n", marked)


def _line(text: str) -> str:
    """The same in one line."""
    return _plain(" ".join(text.split()))


def _escaped_start(start: str) -> str:
    return "".join(f"&#{ord(one)};" for one in start)
