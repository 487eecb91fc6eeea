"""The lines of pages in reading order: columns one after the other, page headers, footers and numbers left out.

Positions are in points (1/72 inch); ``bottom`` is a line's base line, counted from the page's top.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

# Headers and footers stand this close to the page's edge, as a share of its height. Word puts them half an inch from it
# (base line at 5 to 6 %) and text one inch (first base line at 9.8 % of A4): repeated first words of pages are text.
_MARGIN_ZONE: Final[float] = 0.09
_PAGE_NUMBER = re.compile(
    r"""[-–—|•\s]* (?: (?:halaman|hlm|hal|page|p)\.?\s* )? (?:\d{1,3}|[ivxlc]{1,6})
        (?: \s* (?:/|dari|of) \s* \d{1,3} )? (?: \s*\|\s*(?:halaman|page) )? [-–—|•\s]*""",
    re.VERBOSE | re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_MIN_SERIES_PAGES: Final[int] = 3  # of left-hand or right-hand pages alone: two with the same line may be chance

# Pieces are on the same line where their base lines differ by less than this share of the letter size: superscripts
# stand 0.33 to 0.4 higher, and they belong to their line.
_SAME_LINE: Final[float] = 0.45
# Letters fill this share of the line's height: measured between base lines, neighbouring lines overlap with less.
_LETTER_HEIGHT: Final[float] = 0.7
# Between columns is more space than between words: typesetters leave at least 1.5 letter sizes, a wide word space of a
# justified line seldom reaches 1.2, and such spaces do not lie below each other.
_MIN_GUTTER: Final[float] = 1.2
# A column, as against the cells of a table or the bullets of a list: so many lines, of so many characters on average,
# that fill so much of the width.
_MIN_COLUMN_LINES: Final[int] = 3
_MIN_COLUMN_LINE_LENGTH: Final[int] = 18
_MIN_COLUMN_SHARE: Final[float] = 0.2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a piece of one where a wide space cuts it."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on one page, in no particular order."""

    height: float
    lines: tuple[Line, ...]
    image_share: float = 0.0
    """Area of its images as a share of the page; more than 1 where they overlap."""
    characters: int = 0
    undefined: int = 0
    """How many of the characters have no meaning: the file does not tell which letters they are."""


Column = tuple[Line, ...]
"""Lines below each other, from top to bottom."""

_Gap = tuple[float, float]


def reading_order(pages: Sequence[Page]) -> list[Column]:
    """The columns of all pages in the order in which they are read."""
    return [column for page in without_margins(pages) for column in columns(page)]


def without_margins(pages: Sequence[Page]) -> list[tuple[Line, ...]]:
    """The lines of every page, less page numbers and what the margins of most pages hold alike, digits aside.

    "Most pages" are a majority of all of them, or of the left-hand or the right-hand ones, and at least two.
    """
    margins = [{key for line in page.lines if (key := _margin_key(line, page))} for page in pages]
    counts = Counter(key for keys in margins for key in keys)
    repeated = {key for key, count in counts.items() if count >= 2 and 2 * count > len(pages)}
    for series in (margins[0::2], margins[1::2]):
        counts = Counter(key for keys in series for key in keys)
        repeated |= {key for key, count in counts.items() if count >= _MIN_SERIES_PAGES and 2 * count > len(series)}
    kept: list[tuple[Line, ...]] = []
    for page in pages:
        keys = [(line, _margin_key(line, page)) for line in page.lines]
        kept.append(
            tuple(
                line
                for line, key in keys
                if not key or (key not in repeated and not _PAGE_NUMBER.fullmatch(line.text.strip()))
            )
        )
    return kept


def _margin_key(line: Line, page: Page) -> str:
    """What makes a line of the top or bottom margin the same as one on another page; empty for any other line."""
    where = line.bottom / max(page.height, 1.0)
    if _MARGIN_ZONE < where < 1 - _MARGIN_ZONE:
        return ""
    return ("top " if where < 0.5 else "bottom ") + _DIGITS.sub("#", " ".join(line.text.split())).casefold()


def columns(pieces: Sequence[Line]) -> list[Column]:
    """The columns of one page; a page that has none is one column."""
    found: list[Column] = []
    single: list[Line] = []
    for band, gutters in _bands(_strips(pieces)):
        split = _split(band, gutters)
        if not split:
            single += band
            continue
        if single:
            found.append(_joined(single))
            single = []
        for side in split:
            found += columns(side)
    if single:
        found.append(_joined(single))
    return found


def _strips(pieces: Sequence[Line]) -> list[list[Line]]:
    """The pieces in groups from top to bottom; those of one group overlap in height."""
    strips: list[list[Line]] = []
    reach = 0.0
    for piece in sorted(pieces, key=lambda piece: (piece.bottom - _LETTER_HEIGHT * piece.size, piece.left)):
        if strips and piece.bottom - _LETTER_HEIGHT * piece.size < reach:
            strips[-1].append(piece)
        else:
            strips.append([piece])
        reach = max(reach, piece.bottom) if len(strips[-1]) > 1 else piece.bottom
    return strips


def _bands(strips: Sequence[list[Line]]) -> list[tuple[list[Line], list[_Gap]]]:
    """Strips that the same vertical white spaces run through, with these; as tall as possible, from top to bottom."""
    bands: list[tuple[list[Line], list[_Gap]]] = []
    for strip in strips:
        own = _gaps(strip)
        if bands:
            band, gaps = bands[-1]
            shared = _shared(gaps, own, _MIN_GUTTER * max(piece.size for piece in strip))
            if shared:
                band += strip
                gaps[:] = shared
                continue
        bands.append((list(strip), own))
    return bands


def _gaps(strip: Sequence[Line]) -> list[_Gap]:
    """The white spaces of a strip from left to right, with the endless ones at both sides."""
    gaps: list[_Gap] = []
    end = float("-inf")
    for piece in sorted(strip, key=lambda piece: piece.left):
        if piece.left > end:
            gaps.append((end, piece.left))
        end = max(end, piece.right)
    return [*gaps, (end, float("inf"))]


def _shared(some: Sequence[_Gap], others: Sequence[_Gap], width: float) -> list[_Gap]:
    """Where white spaces of both overlap by a width; empty if only beside the text."""
    overlaps: list[_Gap] = []
    i = j = 0
    while i < len(some) and j < len(others):
        left, right = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if right - left >= width:
            overlaps.append((left, right))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return overlaps if any(left > float("-inf") and right < float("inf") for left, right in overlaps) else []


def _split(band: Sequence[Line], gutters: Sequence[_Gap]) -> tuple[list[Line], list[Line]] | None:
    """What stands left and right of the widest gutter, if these are columns."""
    edges = (min(piece.left for piece in band), max(piece.right for piece in band))
    inner = [(right - left, left, right) for left, right in gutters if edges[0] < left and right < edges[1]]
    if not inner:
        return None
    _, left, right = max(inner)
    sides = (
        [piece for piece in band if piece.right <= (left + right) / 2],
        [piece for piece in band if piece.right > (left + right) / 2],
    )
    return sides if all(_is_column(side, edges[1] - edges[0]) for side in sides) else None


def _is_column(pieces: Sequence[Line], width: float) -> bool:
    if len(pieces) < _MIN_COLUMN_LINES:
        return False
    own_width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    length = sum(len(piece.text) for piece in pieces) / len(pieces)
    return own_width >= _MIN_COLUMN_SHARE * width and length >= _MIN_COLUMN_LINE_LENGTH


def _joined(pieces: Sequence[Line]) -> Column:
    """The lines of one column, each made of its pieces from left to right."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.bottom, piece.left)):
        if rows and piece.bottom - rows[-1][0].bottom < _SAME_LINE * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(_row(sorted(row, key=lambda piece: piece.left)) for row in rows)


def _row(pieces: Sequence[Line]) -> Line:
    longest = max(pieces, key=lambda piece: len(piece.text))
    text = pieces[0].text
    for piece, following in pairwise(pieces):
        touches = following.left - piece.right < 0.1 * longest.size  # a change of font or height inside a word
        text += ("" if touches else " ") + following.text
    return replace(
        longest,
        text=text,
        left=pieces[0].left,
        right=max(piece.right for piece in pieces),
        is_bold=all(piece.is_bold for piece in pieces if any(character.isalnum() for character in piece.text))
        and any(piece.is_bold for piece in pieces),
    )
