"""Lexical search: BM25 over stems, built once per index generation and read back from its files.

The score of every term in every passage is known when the index is built (:mod:`rag.bm25`), so a query only adds up
columns.

    ids.json        the ids of the passages, in the order in which they were given
    keys.json       their keys, in the same order: passages of equal keys have equal tokens
    terms.json      every token that occurs, sorted; a term's number is its place in this list
    lengths.i32     how many tokens each passage has
    tokens.i32      the term numbers of all tokens, passage after passage
    columns.i64     where each term's column begins in the two files below, and where the last one ends
    rows.i32        the numbers of the passages that have the term, ascending
    scores.f32      the term's score in each of them

The arrays are little-endian, without a header. A search needs neither keys nor tokens: they are there for the next
generation, which takes from them what has not changed. That saves the stemming, by far the slowest step; everything
else is computed anew, so what is written does not depend on whether there was a generation before.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rag.bm25 import eager_scores

_IDS, _KEYS, _TERMS = "ids.json", "keys.json", "terms.json"
_LENGTHS, _TOKENS = "lengths.i32", "tokens.i32"
_COLUMNS, _ROWS, _SCORES = "columns.i64", "rows.i32", "scores.f32"
_DTYPES: Final[dict[str, str]] = {".i32": "<i4", ".i64": "<i8", ".f32": "<f4"}


class DamagedError(ValueError):
    """A file of a lexical index is missing or does not hold what it should; the message names it."""


class Passage(NamedTuple):
    """One text to be indexed, named by what is known of it without looking at it."""

    id: str
    key: str
    """A hash of the text: equal keys mean equal tokens, in this build and in its base."""


Tokenise = Callable[[Sequence[int]], Iterable[Sequence[str]]]
"""From positions among the passages to the tokens of each, in the order asked."""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of a list of passages."""

    keys: Sequence[str]
    terms: Sequence[str]
    lengths: NDArray[np.int32]
    numbers: NDArray[np.int32]
    """Places in ``terms``, passage after passage."""


def build(passages: Sequence[Passage], folder: Path, tokenise: Tokenise, base: Path | None = None) -> None:
    """Write the index of these passages into a folder, which is created.

    The same passages give the same bytes, with any base and with none.

    Args:
        passages: What to index, in the order that the index keeps.
        folder: Where to write; must not exist.
        tokenise: Asked once, for one passage of each key that ``base`` lacks; not asked where it lacks none. What it
            returns is used up one by one, so a generator keeps few token lists in memory.
        base: The folder of an index made with the same ``tokenise``, whose tokens serve again.

    Raises:
        DamagedError: a file of ``base`` is missing or does not hold what it should.
        OSError: the folder cannot be written, or ``base`` cannot be read.
        ValueError: ``tokenise`` does not give as many token lists as it was asked for.
    """
    tokens = _canonical(_gathered([one.key for one in passages], tokenise, _read_tokens(base) if base else _NOTHING))
    columns, rows, scores = eager_scores(tokens.numbers, tokens.lengths, len(tokens.terms))
    folder.mkdir(parents=True)
    for name, strings in ((_IDS, [one.id for one in passages]), (_KEYS, tokens.keys), (_TERMS, tokens.terms)):
        (folder / name).write_text(json.dumps(list(strings)), encoding="utf-8")
    arrays: tuple[tuple[str, NDArray[Any]], ...] = (
        (_LENGTHS, tokens.lengths),
        (_TOKENS, tokens.numbers),
        (_COLUMNS, columns),
        (_ROWS, rows),
        (_SCORES, scores),
    )
    for name, array in arrays:
        array.astype(_dtype(name), copy=False).tofile(folder / name)


class LexicalIndex:
    """A built index, read only; safe to share between threads."""

    def __init__(
        self,
        ids: Sequence[str],
        terms: Sequence[str],
        columns: NDArray[np.int64],
        rows: NDArray[np.int32],
        scores: NDArray[np.float32],
    ) -> None:
        """Use :meth:`load`. ``rows`` and ``scores`` of a term lie between its entry of ``columns`` and the next."""
        self._ids = tuple(ids)
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._columns = columns
        self._rows = rows
        self._scores = scores

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Open what :func:`build` wrote; the columns stay on disk and are mapped into memory as they are used.

        Raises:
            DamagedError: a file is missing or does not hold what it should.
            OSError: a file cannot be read.
        """
        ids, terms = _strings(folder / _IDS), _strings(folder / _TERMS)
        columns = _array(folder / _COLUMNS, len(terms) + 1)
        if columns[0] != 0 or (np.diff(columns) < 1).any():  # every term stands in some passage
            raise DamagedError(f"{_COLUMNS} does not fit {_TERMS}")
        rows = _array(folder / _ROWS, int(columns[-1]))
        _check_range(rows, len(ids), _ROWS)
        scores = _array(folder / _SCORES, len(rows))
        if len(scores) and not 0 < scores.min() <= scores.max() < np.inf:
            raise DamagedError(f"{_SCORES} holds what is no score")
        return cls(ids, terms, columns, rows, scores)

    def __len__(self) -> int:
        """How many passages there are, those without a token included."""
        return len(self._ids)

    def search(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of id and BM25 score, best first; equal scores by id, zero scores left out.

        Unknown terms count for nothing; a repeated term counts as often as it stands there.
        """
        if k < 1:
            return []
        totals = np.zeros(len(self._ids))
        for term in terms:
            column = self._column(term)
            totals[self._rows[column]] += self._scores[column]
        found = np.flatnonzero(totals)
        if len(found) > k:
            # Only those that can be among the first k are worth sorting; all that tie with the last of them are.
            least = np.partition(totals[found], -k)[-k]
            found = found[totals[found] >= least]
        hits = [(self._ids[row], float(totals[row])) for row in found.tolist()]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def has_term(self, term: str) -> bool:
        """Whether any passage has this term."""
        return term in self._numbers

    def document_frequency(self, term: str) -> int:
        """In how many passages the term stands."""
        column = self._column(term)
        return column.stop - column.start

    def _column(self, term: str) -> "slice[int, int, None]":
        """Where the term's rows and scores lie; empty for an unknown term."""
        number = self._numbers.get(term)
        if number is None:
            return slice(0, 0)
        return slice(int(self._columns[number]), int(self._columns[number + 1]))


def _gathered(keys: Sequence[str], tokenise: Tokenise, base: _Tokens) -> _Tokens:
    """The tokens of the passages of these keys: those that ``base`` has out of it, the others asked for.

    The terms of the result are those of ``base``, needed or not, then the new ones as they come.
    """
    sources = {key: source for source, key in enumerate(base.keys)}
    missing: list[int] = []
    for position, key in enumerate(keys):
        if key not in sources:
            sources[key] = len(base.keys) + len(missing)
            missing.append(position)
    terms = {term: number for number, term in enumerate(base.terms)}
    new_numbers: list[NDArray[np.int32]] = []
    for words in tokenise(missing) if missing else ():
        new_numbers.append(np.array([terms.setdefault(word, len(terms)) for word in words], dtype=np.int32))
    if len(new_numbers) != len(missing):
        raise ValueError(f"{len(new_numbers)} token lists for {len(missing)} passages")
    source_lengths = np.concatenate([base.lengths, np.array([len(one) for one in new_numbers], dtype=np.int32)])
    source_numbers = np.concatenate([base.numbers, *new_numbers])
    wanted = np.array([sources[key] for key in keys], dtype=np.int64)
    lengths = source_lengths[wanted]
    # For every token its place in the source: where its passage begins there, and how far into the passage it is.
    begins = (_ends(source_lengths) - source_lengths)[wanted] - (_ends(lengths) - lengths)
    numbers = source_numbers[np.repeat(begins, lengths) + np.arange(lengths.sum())]
    return _Tokens(keys, list(terms), lengths, numbers)


def _canonical(tokens: _Tokens) -> _Tokens:
    """The same tokens with the terms that occur only, sorted: no trace of what they were taken from."""
    occurring = np.flatnonzero(np.bincount(tokens.numbers, minlength=len(tokens.terms))).tolist()
    order = sorted(occurring, key=lambda number: tokens.terms[number])
    renumbered = np.zeros(len(tokens.terms), dtype=np.int32)
    renumbered[order] = np.arange(len(order), dtype=np.int32)
    return _Tokens(tokens.keys, [tokens.terms[number] for number in order], tokens.lengths, renumbered[tokens.numbers])


def _read_tokens(folder: Path) -> _Tokens:
    keys, terms = _strings(folder / _KEYS), _strings(folder / _TERMS)
    lengths = _array(folder / _LENGTHS, len(keys))
    if (lengths < 0).any():
        raise DamagedError(f"{_LENGTHS} has a negative length")
    numbers = _array(folder / _TOKENS, int(lengths.sum(dtype=np.int64)))
    _check_range(numbers, len(terms), _TOKENS)
    return _Tokens(keys, terms, lengths, numbers)


def _strings(path: Path) -> list[str]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DamagedError(f"{path.name} is missing") from error
    except ValueError as error:  # no UTF-8, or no JSON
        raise DamagedError(f"{path.name}: {error}") from error
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DamagedError(f"{path.name} holds no list of strings")
    return value


def _array(path: Path, length: int) -> NDArray[Any]:
    """A written array, mapped into memory; its length is known from elsewhere."""
    dtype = np.dtype(_dtype(path.name))
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise DamagedError(f"{path.name} is missing") from error
    if size != length * dtype.itemsize:
        raise DamagedError(f"{path.name} has {size} bytes, not {length * dtype.itemsize}")
    # Nothing cannot be mapped.
    return np.asarray(np.memmap(path, dtype, mode="r")) if length else np.zeros(0, dtype)


def _check_range(numbers: NDArray[np.int32], end: int, name: str) -> None:
    if len(numbers) and not 0 <= numbers.min() <= numbers.max() < end:
        raise DamagedError(f"{name} holds a number outside 0 to {end - 1}")


def _dtype(name: str) -> DTypeLike:
    return _DTYPES[Path(name).suffix]


def _ends(lengths: NDArray[Any]) -> NDArray[np.int64]:
    return np.cumsum(lengths, dtype=np.int64)


_NOTHING: Final = _Tokens((), (), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
