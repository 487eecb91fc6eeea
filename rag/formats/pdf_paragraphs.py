"""Lines in reading order become blocks: paragraphs, lists, headings.

A PDF knows letters on paper, no paragraphs. Where one ends is told by what a reader sees: a wider gap, an indent, a
line that ends early, another size.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Final

from rag.formats.blocks import HEADING_MAX_CHARACTERS, Block, clean_text, ends_sentence, fold_spaces, is_list_item
from rag.formats.pdf_layout import Column, Line
from rag.formats.pdf_words import joined_lines, vocabulary

# A heading is larger than the body by this factor: 13 over 12 points is the smallest step in use.
_HEADING_SIZE: Final[float] = 1.08
# Text that was recognised in a scan varies in size from line to line; only twice that much is a heading.
_SCANNED_HEADING_SIZE: Final[float] = 1.4
_MIXED_SIZE: Final[float] = 1.25  # footnotes are smaller than the text by that much or more
_MIN_BODY_SHARE: Final[float] = 0.5  # with fewer characters of exactly the body's size, it is such text
_LARGE_HEADING_MAX_CHARACTERS: Final[int] = 200  # a title of three lines; larger text beyond that is an introduction
# A gap this much wider than the usual one ends a paragraph: Word's and LaTeX's smallest paragraph space is a third of a
# line, and lines with superscripts are up to a tenth further apart.
_PARAGRAPH_GAP: Final[float] = 1.25
_USUAL_LEADING: Final[float] = 1.2  # single spacing, where a document has no wrapped sentence to measure
_INDENT: Final[float] = 0.8  # in letter sizes: the smallest indent in use is 1, ragged left edges stay below 0.3
_SPACE_WIDTH: Final[float] = 0.25  # in letter sizes, as in Times and Helvetica
_MIN_WIDE_COLUMN: Final[int] = 5  # with fewer lines, a column does not show where its right edge is
_MAX_LEVEL: Final[int] = 8

_DASHES: Final[str] = "-–—"
# Ligatures and nothing else: NFKC would also turn "m²" into "m2".
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# Symbol fonts have their bullets in the private use area, or as these letters of Wingdings and Courier.
_SYMBOL_BULLET = re.compile(r"^[\uf000-\uf0ff\ufffdo§Øü](?=\s+\S)")
_ORDINAL = re.compile(r"\(?(\d{1,2})[.)]")


@dataclass(frozen=True, slots=True)
class _Style:
    """What is usual in a document."""

    body: float
    """Size of most characters."""
    is_bold: bool
    heading: float
    """Factor from which on a larger size is a heading's."""
    leading: dict[float, float]
    """Distance of base lines within a paragraph, for each size that has a wrapped sentence."""

    def usual_leading(self, size: float) -> float:
        known = self.leading.get(size)
        return known or size * self.leading.get(self.body, _USUAL_LEADING * self.body) / self.body

    def same_size(self, some: Line, other: Line) -> bool:
        return max(some.size, other.size) < self.heading * min(some.size, other.size)

    def is_mixed(self, some: Line, other: Line) -> bool:
        """Whether two sizes may be two fonts of one paragraph: names of files, say, are set smaller."""
        largest, smallest = max(some.size, other.size), min(some.size, other.size)
        return largest < self.heading * self.body and largest < _MIXED_SIZE * smallest

    def is_large(self, line: Line) -> bool:
        return line.size >= self.heading * self.body

    def stands_out(self, line: Line) -> bool:
        return self.is_large(line) or (line.is_bold and not self.is_bold)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and the right edge of its column."""

    line: Line
    edge: float

    def has_room_for(self, following: Line) -> bool:
        """Whether the first word of the next line would have fitted: then the line was ended on purpose."""
        word = following.text.split(maxsplit=1)[0]
        width = (following.right - following.left) * len(word) / len(following.text)
        return self.line.right + _SPACE_WIDTH * self.line.size + width < self.edge


def column_blocks(columns: Sequence[Column]) -> list[Block]:
    """The blocks of a document whose columns are given in reading order. Lines without letters or digits are kept."""
    columns = [column for raw in columns if (column := tuple(_with_bullet(line) for line in raw if line.text.strip()))]
    lines = [line for column in columns for line in column]
    if not lines:
        return []
    style = _style(lines)
    words = vocabulary(line.text for line in lines)
    groups = _groups(list(_placed(columns)), style)
    sizes = sorted({group[0].size for group in groups if style.is_large(group[0])}, reverse=True)
    blocks: list[Block] = []
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        text = _text(group, words)
        introduces = following is not None and _is_list(following) and text.endswith(":")
        if _is_heading(group, text, style, introduces):
            large = style.is_large(group[0])
            level = min(1 + (sizes.index(group[0].size) if large else len(sizes)), _MAX_LEVEL)
            blocks.append(Block(text, is_heading=True, level=level))
        elif blocks and _is_list(group) and _takes_list(blocks[-1], group):
            blocks[-1] = Block(f"{blocks[-1].text}\n{text}")
        else:
            blocks.append(Block(text))
    return blocks


def _with_bullet(line: Line) -> Line:
    text = _SYMBOL_BULLET.sub("•", line.text.strip())
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return Line(text, line.page, line.left, line.right, line.bottom, line.size, line.is_bold)


def _placed(columns: Sequence[Column]) -> Iterable[_Placed]:
    edges = [max(line.right for line in column) for column in columns]
    for column, edge in zip(columns, edges, strict=True):
        if len(column) < _MIN_WIDE_COLUMN:
            left = min(line.left for line in column)
            alike = [
                other_edge
                for other, other_edge in zip(columns, edges, strict=True)
                if abs(min(line.left for line in other) - left) < column[0].size
            ]
            edge = max(alike)
        yield from (_Placed(line, edge) for line in column)


def _style(lines: Sequence[Line]) -> _Style:
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[line.size] += len(line.text)
        bold += len(line.text) * line.is_bold
    body = max(sizes, key=lambda size: (sizes[size], size))
    gaps: dict[float, list[float]] = {}
    for line, following in pairwise(lines):
        is_wrapped = following.text[:1].islower() and not ends_sentence(line.text) and not is_list_item(following.text)
        if is_wrapped and _is_below(following, line) and line.size == following.size:
            gaps.setdefault(line.size, []).append(following.bottom - line.bottom)
    is_steady = sizes[body] >= _MIN_BODY_SHARE * sizes.total()
    return _Style(
        body=body,
        is_bold=2 * bold > sizes.total(),
        heading=_HEADING_SIZE if is_steady else _SCANNED_HEADING_SIZE,
        leading={size: median_low(found) for size, found in gaps.items()},
    )


def _is_below(line: Line, above: Line) -> bool:
    """Whether a line is under another in the same column; else a page or a column ends between them."""
    overlaps = line.left < above.right and above.left < line.right
    return line.page == above.page and line.bottom > above.bottom and overlaps


def _groups(lines: Sequence[_Placed], style: _Style) -> list[list[Line]]:
    """The lines of each block."""
    groups: list[list[Line]] = [[lines[0].line]]
    for before, placed in pairwise(lines):
        if _begins_group(before, placed.line, groups[-1], style):
            groups.append([placed.line])
        else:
            groups[-1].append(placed.line)
    return groups


def _begins_group(before: _Placed, line: Line, group: Sequence[Line], style: _Style) -> bool:
    above = before.line
    is_open = not ends_sentence(above.text) and not before.has_room_for(line)
    if not style.same_size(above, line):
        is_mixed = is_open and style.is_mixed(above, line) and _is_below(line, above)
        return not is_mixed or _is_far(above, line, group, style)
    runs_on = is_open and line.text[:1].islower()
    if style.stands_out(above) != style.stands_out(line):
        return not is_open if style.stands_out(line) else not runs_on
    if style.is_large(line):
        return not _is_below(line, above) or _is_far(above, line, group, style)
    if not _is_below(line, above):
        return not _goes_on(before, line, group, is_open)
    if runs_on:  # at most a picture stands between them
        return False
    if _is_far(above, line, group, style):
        return True
    if is_list_item(line.text):
        return not _is_list(group) and _may_begin_list(before, line)
    if _is_list(group) and line.left > _last_item(group).left + _INDENT / 2 * line.size:
        return False
    is_lower = line.text[:1].islower()
    if not is_lower and not is_open and (_is_indented(line, above) or _is_dedented(line, group)):
        return True
    if style.stands_out(line):
        return False
    ends_early = ends_sentence(above.text) or _is_list(group)
    return ends_early and before.has_room_for(line) and not is_lower


def _is_far(above: Line, line: Line, group: Sequence[Line], style: _Style) -> bool:
    gap = line.bottom - above.bottom
    usual = style.usual_leading(line.size)
    if len(group) > 1 and _is_below(group[1], group[0]):
        usual = min(usual, group[1].bottom - group[0].bottom)
    return gap > _PARAGRAPH_GAP * usual


def _goes_on(before: _Placed, line: Line, group: Sequence[Line], is_open: bool) -> bool:
    """Whether a block goes on behind the end of a page or column."""
    if is_list_item(line.text):
        return _is_list(group)
    return line.text[:1].islower() or is_open


def _may_begin_list(before: _Placed, line: Line) -> bool:
    """Whether an item in the lines of a paragraph is one; a wrapped sentence may put "5. " or "– " there by chance."""
    is_bullet = not line.text[0].isalnum() and line.text[0] not in f"{_DASHES}("
    above = before.line.text
    return is_bullet or ends_sentence(above) or above.endswith((":", ";")) or before.has_room_for(line)


def _is_list(group: Sequence[Line]) -> bool:
    return is_list_item(group[0].text)


def _last_item(group: Sequence[Line]) -> Line:
    return next(line for line in reversed(group) if is_list_item(line.text))


def _is_indented(line: Line, above: Line) -> bool:
    return line.left - above.left > _INDENT * line.size


def _is_dedented(line: Line, group: Sequence[Line]) -> bool:
    """Whether a line stands further left than the two above it; further left than one is only a second line."""
    return len(group) > 1 and all(above.left - line.left > _INDENT * line.size for above in group[-2:])


def _is_heading(group: Sequence[Line], text: str, style: _Style, introduces: bool) -> bool:
    if not all(style.stands_out(line) for line in group) or not any(character.isalpha() for character in text):
        return False
    if style.is_large(group[0]):
        return len(text) <= _LARGE_HEADING_MAX_CHARACTERS and not text.endswith((".", ";", ","))
    is_bullet = is_list_item(text) and not text[0].isalnum()
    ends = ends_sentence(text) or text.endswith((";", ","))
    return len(text) <= HEADING_MAX_CHARACTERS and not ends and not is_bullet and not introduces


def _takes_list(block: Block, group: Sequence[Line]) -> bool:
    """Whether a list belongs to the block above it: its lead-in, or the same list before a gap or a page's end."""
    if block.is_heading:
        return False
    last = block.text.rsplit("\n", 1)[-1]
    if not is_list_item(last):
        return block.text.endswith(":") and len(block.text) <= HEADING_MAX_CHARACTERS
    ordinals = _ORDINAL.match(last), _ORDINAL.match(group[0].text)
    return not (ordinals[0] and ordinals[1] and int(ordinals[1][1]) == 1)


def _text(group: Sequence[Line], words: frozenset[str]) -> str:
    items: list[list[str]] = [[]]
    for line in group:
        if items[-1] and is_list_item(line.text) and _is_list(group):
            items.append([])
        items[-1].append(line.text)
    return "\n".join(fold_spaces(clean_text(joined_lines(item, words))) for item in items)
