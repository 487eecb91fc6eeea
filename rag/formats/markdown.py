"""Markdown becomes blocks; the source lines are kept as they are written, so that a paragraph is found in its file."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rag.formats.blocks import (
    HEADING_MAX_CHARACTERS,
    Block,
    fold_spaces,
    has_words,
    line_paragraphs,
    looks_like_heading,
    paragraph_text,
    without_marker,
)
from rag.formats.plain_text import has_blank_lines

if TYPE_CHECKING:
    from markdown_it.token import Token

# A line that is bold as a whole stands for a heading in texts that were pasted from a chat or a word processor. It is
# below all headings that are marked as such.
_BOLD_LEVEL: Final[int] = 7
_LISTS: Final[frozenset[str]] = frozenset({"bullet_list_open", "ordered_list_open"})
_BOLD_LINE = re.compile(r"(?:\*\*(?P<stars>[^*]+)\*\*|__(?P<underscores>[^_]+)__):?")
_TAGS_ONLY = re.compile(r"\s*(?:</?[a-zA-Z][^<>]*>\s*)+")


def markdown_blocks(text: str) -> list[Block]:
    """The top-level blocks of a text in reading order; a whole list, table, quotation or code block is one.

    Links, emphasis and HTML stay as written. HTML comments that stand by themselves are dropped, and so are rules,
    the fences of code blocks and lines that consist of tags. In a text without blank lines each line of prose is a
    paragraph, which Markdown itself would join.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    # What is inline is shown as written. Link definitions and indented lines are text like any other: in documents
    # that people type, an indented line is the first one of a paragraph rather than code.
    parser.core.ruler.disable("inline")
    parser.block.ruler.disable(["reference", "code"])
    by_line = not has_blank_lines(text)
    lines = text.split("\n")
    blocks: list[Block] = []
    tokens = [(token, token.map[0], token.map[1]) for token in parser.parse(text) if token.level == 0 and token.map]
    list_starts = {start for token, start, _ in tokens if token.type in _LISTS}
    lead_in: list[str] = []
    for token, start, end in tokens:
        written = [*lead_in, *lines[start:end]]
        if token.type == "paragraph_open" and written[-1].rstrip().endswith(":") and end in list_starts:
            lead_in = written  # Markdown ends the block where the list begins; to the reader it is one
        else:
            blocks.extend(_blocks(token, written, by_line))
            lead_in = []
    return [block for block in blocks if has_words(block.text)]


def _blocks(token: "Token", lines: Sequence[str], by_line: bool) -> Iterable[Block]:
    if token.type == "heading_open":
        return _heading_blocks(token, lines, by_line)
    if token.type == "fence":
        closing = len(lines) > 1 and lines[-1].strip().startswith(token.markup)
        return [_as_written(lines[1 : -1 if closing else None])]
    if token.type == "html_block":
        return _html_blocks(lines)
    if token.type in {"blockquote_open", "table_open"}:
        return [_as_written(lines)]
    if token.type == "hr":
        return []
    return _prose(lines, by_line)


def _prose(lines: Sequence[str], by_line: bool) -> list[Block]:
    """A paragraph or a list."""
    if by_line:
        return [Block(text) for text in line_paragraphs(lines)]
    bold = _bold_heading(lines)
    return [bold if bold else Block(paragraph_text(lines))]


def _heading_blocks(token: "Token", lines: Sequence[str], by_line: bool) -> list[Block]:
    level = int(token.tag[1:])
    if token.markup.startswith("#"):
        return [Block(fold_spaces(lines[0].strip().strip("#")), is_heading=True, level=level)]
    above = [line for line in lines[:-1] if line.strip()]
    # Whoever draws a rule right below a paragraph does not mean a heading, although Markdown takes it for one.
    wrapped = paragraph_text(above)
    if not by_line and len(wrapped) <= HEADING_MAX_CHARACTERS and not wrapped.endswith("."):
        return [Block(wrapped, is_heading=True, level=level)]
    if not by_line:
        return [Block(wrapped)]
    title = fold_spaces(above[-1])
    if not looks_like_heading(title):
        return [Block(text) for text in line_paragraphs(above)]
    return [*(Block(text) for text in line_paragraphs(above[:-1])), Block(title, is_heading=True, level=level)]


def _bold_heading(lines: Sequence[str]) -> Block | None:
    text = fold_spaces(" ".join(lines))
    match = _BOLD_LINE.fullmatch(text) if len(lines) == 1 else None
    if match is None:
        return None
    title = (match.group("stars") or match.group("underscores")).strip().removesuffix(":")
    is_title = looks_like_heading(without_marker(title))
    return Block(title, is_heading=True, level=_BOLD_LEVEL) if is_title else None


def _html_blocks(lines: Sequence[str]) -> list[Block]:
    """What an HTML block says: runs of lines, without comments and without the lines that are nothing but tags."""
    runs: list[list[str]] = [[]]
    for piece in _outside_comments("\n".join(lines)):
        for line in piece.split("\n"):
            if _TAGS_ONLY.fullmatch(line):
                runs.append([])
            elif line.strip():
                runs[-1].append(line)
        runs.append([])
    return [_as_written(run) for run in runs if run]


def _outside_comments(text: str) -> Iterable[str]:
    """The pieces of a text between HTML comments; a comment that is never closed is text."""
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield text[position:start]
        position = end + 3
    yield text[position:]


def _as_written(lines: Iterable[str]) -> Block:
    return Block("\n".join(fold_spaces(line) for line in lines if line.strip()))
