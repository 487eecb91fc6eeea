"""Plain text becomes blocks: the paragraph rule, titles and headings by their looks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rag.formats.blocks import (
    HEADING_MAX_CHARACTERS,
    Block,
    are_wrapped,
    fold_spaces,
    has_words,
    is_full_paragraph,
    is_list,
    is_list_item,
    line_paragraphs,
    looks_like_heading,
    looks_like_title,
    paragraph_text,
)

# A section and its subsection. Three or more short lines in a row are rather a list without markers.
_MAX_HEADINGS_IN_A_ROW: Final[int] = 2

# Depths of headings by their form, as schoolbooks and official letters nest them: BAB I > A. > 1. > 1.1.
_PLAIN_LEVEL: Final[int] = 2
_LETTER_LEVEL: Final[int] = 3
_NUMBER_LEVEL: Final[int] = 4

_CHAPTER = re.compile(r"(?:BAB|BAGIAN|PASAL)\s+(?:[IVXLC]+|\d{1,3})\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z]|[IVX]{1,4})(?P<mark>[.)]?)\s+(?P<text>[^\W\d_].*)")
_RULE = re.compile(r"\s*([-=_*~#.·•─━═—–])(?:\s*\1){2,}\s*")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")


@dataclass(slots=True)
class _Piece:
    """What stands between blank lines (or on one line), before it is decided whether it is a heading."""

    text: str
    is_line: bool
    underlined_level: int = 0


def plain_blocks(text: str) -> list[Block]:
    """The blocks of a text (see :func:`rag.formats.blocks.clean_text`) in reading order.

    Where the text has blank lines, a block is what stands between them; else each line is one, a list excepted. Where
    the only blank line is the one below the title, the rest is one block if it is wrapped, else one a line.
    Lines that are rules are dropped. The last block is never a heading.
    """
    return _with_headings(_pieces(text))


def has_blank_lines(text: str) -> bool:
    """Whether there is a blank line between the first and the last line with text."""
    return any(not line.strip() for line in text.strip().split("\n"))


def is_rule(line: str) -> bool:
    """Whether a line is a rule: one character of ornament, three times or more."""
    return _RULE.fullmatch(line) is not None


def _pieces(text: str) -> list[_Piece]:
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    by_line = len(groups) == 1 or (len(groups) == 2 and _is_title_above_lines(*groups))
    pieces: list[_Piece] = []
    for group in groups:
        for part, level in _cut_at_rules(group, by_line):
            texts = line_paragraphs(part) if by_line and not level else [paragraph_text(part)]
            pieces.extend(_Piece(piece, "\n" not in piece and (by_line or len(part) == 1), level) for piece in texts)
    return [piece for piece in pieces if has_words(piece.text)]


def _is_title_above_lines(first: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether a lone title line stands above lines that are a paragraph each."""
    title = fold_spaces(first[0])
    is_title = looks_like_title(title) and (len(first) == 1 or all(is_rule(line) for line in first[1:]))
    return is_title and not are_wrapped(rest)


def _cut_at_rules(lines: Sequence[str], by_line: bool) -> list[tuple[list[str], int]]:
    """The runs of lines between rules, and the level of a line that the rule below it makes a heading (else 0)."""
    runs: list[tuple[list[str], int]] = []
    run: list[str] = []
    for line in lines:
        if not is_rule(line):
            run.append(line)
            continue
        if _UNDERLINE.fullmatch(line) and run and (by_line or len(run) == 1) and _may_be_underlined(run[-1]):
            runs += [(run[:-1], 0), ([run[-1]], 1 if "=" in line else _PLAIN_LEVEL)]
        else:
            runs.append((run, 0))
        run = []
    return [(run, level) for run, level in [*runs, (run, 0)] if run]


def _may_be_underlined(line: str) -> bool:
    text = fold_spaces(line)
    return len(text) <= HEADING_MAX_CHARACTERS and has_words(text) and not text.endswith((".", ",", ";"))


def _with_headings(pieces: Sequence[_Piece]) -> list[Block]:
    blocks: list[Block] = []
    start = 0
    while start < len(pieces):
        end = start
        while end < len(pieces) and _is_candidate(pieces, end):
            end += 1
        if end == start:
            blocks.append(Block(pieces[start].text))
            start += 1
        else:
            blocks.extend(_candidate_blocks(pieces, start, end))
            start = end
    return blocks


def _candidate_blocks(pieces: Sequence[_Piece], start: int, end: int) -> list[Block]:
    """A run of lines that look like headings: they are where they are few and a full paragraph follows.

    At the beginning one more is allowed: the title. An underlined line is a heading in any company.
    """
    run = pieces[start:end]
    few = sum(not _is_marked(piece) for piece in run) <= _MAX_HEADINGS_IN_A_ROW + (start == 0)
    are_headings = few and end < len(pieces) and is_full_paragraph(pieces[end].text)
    blocks: list[Block] = []
    level = 0
    for index, piece in enumerate(run, start):
        if are_headings or (piece.underlined_level and index + 1 < len(pieces)):
            level = max(_level(piece), level + 1)  # one right below another is its subheading, whatever its form
            blocks.append(Block(piece.text, is_heading=True, level=level))
            if index == 0:
                level = 0  # below the title begin the sections
        else:
            blocks.append(Block(piece.text))
    return blocks


def _is_candidate(pieces: Sequence[_Piece], index: int) -> bool:
    piece = pieces[index]
    if piece.underlined_level:
        return True
    if not piece.is_line and not _CHAPTER.match(piece.text):
        return False
    if not is_list_item(piece.text):
        # Above a list such a line is a lead-in, which belongs to the list alone: with_lead_ins sees to it.
        leads_in = piece.text.endswith(":") and index + 1 < len(pieces) and is_list(pieces[index + 1].text)
        text = piece.text.removesuffix(":").removesuffix("?").rstrip()  # "Siapa yang cocok?" is a heading, too
        return not leads_in and (looks_like_title(text) if index == 0 else looks_like_heading(text))
    # "1. Tugas utama" is a heading where no other item stands beside it.
    match = _NUMBERED.fullmatch(piece.text)
    beside = (index - 1, index + 1)
    return (
        match is not None
        and looks_like_heading(match.group("text"))
        and len(piece.text) <= HEADING_MAX_CHARACTERS
        and not any(0 <= other < len(pieces) and is_list_item(pieces[other].text) for other in beside)
    )


def _is_marked(piece: _Piece) -> bool:
    return bool(piece.underlined_level) or _CHAPTER.match(piece.text) is not None or _number_level(piece.text) > 0


def _level(piece: _Piece) -> int:
    if piece.underlined_level:
        return piece.underlined_level
    if _CHAPTER.match(piece.text):
        return 1
    return _number_level(piece.text) or _PLAIN_LEVEL


def _number_level(text: str) -> int:
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return 0
    number = match.group("number")
    if number[0].isdigit():
        return _NUMBER_LEVEL + number.count(".") if match.group("mark") or "." in number else 0
    return _LETTER_LEVEL if match.group("mark") else 0
