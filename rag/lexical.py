"""Lexical search: BM25 over stems, built once per index generation and read back from its files.

The scoring is bm25s' eager sparse BM25 (Lù 2024, "BM25S: Orders of magnitude faster lexical search via eager sparse
scoring"): the score of every term in every paragraph is computed when the index is built, so a query only adds up
columns.
"""

import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

# The usual values of Robertson's BM25, and bm25s' own defaults.
_K1: Final[float] = 1.5
_B: Final[float] = 0.75
_METHOD: Final[str] = "lucene"
"""Lucene's idf cannot become negative, so a term that is found never lowers a score."""

_IDS_FILE: Final[str] = "ids.json"
_SCORES_FOLDER: Final[str] = "bm25"


def build(ids: Sequence[str], token_lists: Sequence[Sequence[str]], folder: Path) -> None:
    """Write the index of ``token_lists[i]`` under ``ids[i]`` into a folder, which is created.

    The same input gives the same bytes. Without a single token there is nothing to score: only the ids are written.

    Raises:
        ValueError: ``ids`` and ``token_lists`` differ in length.
    """
    if len(ids) != len(token_lists):
        raise ValueError(f"{len(ids)} ids for {len(token_lists)} token lists")
    folder.mkdir(parents=True)
    # Numbered in sorted order: bm25s itself numbers them in the order of a set, which changes with every process.
    vocabulary = {token: number for number, token in enumerate(sorted(set(chain.from_iterable(token_lists))))}
    (folder / _IDS_FILE).write_text(json.dumps({"ids": list(ids), "terms": len(vocabulary)}), encoding="utf-8")
    if not vocabulary:
        return
    import bm25s

    scores = bm25s.BM25(k1=_K1, b=_B, method=_METHOD, backend="numpy")
    numbered = [[vocabulary[token] for token in tokens] for tokens in token_lists]
    scores.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
    scores.save(folder / _SCORES_FOLDER, show_progress=False)


class LexicalIndex:
    """A built index, read only; safe to share between threads."""

    def __init__(self, ids: Sequence[str], scores: Any) -> None:
        """Use :meth:`load`. ``scores`` is a ``bm25s.BM25``, or None where no text has a token."""
        self._ids = tuple(ids)
        self._scores = scores

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Open what :func:`build` wrote; the scores stay on disk and are mapped into memory as they are used.

        Raises:
            OSError: a file is missing or cannot be read.
            ValueError, KeyError, TypeError: a file does not hold what it should.
        """
        written = json.loads((folder / _IDS_FILE).read_text(encoding="utf-8"))
        if not written["terms"]:
            return cls(written["ids"], None)
        import bm25s

        return cls(written["ids"], bm25s.BM25.load(folder / _SCORES_FOLDER, mmap=True, show_progress=False))

    def __len__(self) -> int:
        """How many texts there are, those without a token included."""
        return len(self._ids)

    def search(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of id and BM25 score, best first; equal scores by id, zero scores left out.

        Unknown terms count for nothing; a repeated term counts as often as it stands there.
        """
        known = [term for term in terms if self.has_term(term)]
        if not known:
            return []
        # Not bm25s' retrieve(): that refuses k beyond the corpus, pads with zero scores and breaks ties by chance.
        scores = self._scores.get_scores(known)
        found = [(self._ids[position], float(scores[position])) for position in scores.nonzero()[0].tolist()]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]

    def has_term(self, term: str) -> bool:
        """Whether any text has this term."""
        return self._scores is not None and term in self._scores.vocab_dict

    def document_frequency(self, term: str) -> int:
        """In how many texts the term stands."""
        if not self.has_term(term):
            return 0
        column = self._scores.vocab_dict[term]
        starts = self._scores.scores["indptr"]
        return int(starts[column + 1] - starts[column])
