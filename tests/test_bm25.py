import math

import numpy as np
import pytest

from rag.bm25 import eager_scores

PASSAGES = [
    ["humas", "susun", "strategi", "humas"],
    ["dokter", "rawat", "pasien"],
    [],
    ["humas", "media", "media", "media", "wartawan", "strategi", "acara"],
    ["pasien"],
]


def textbook_score(term: str, passage: list[str]) -> float:
    """BM25 as Robertson and Zaragoza write it, without their constant factor k1 + 1; idf as Lucene does."""
    k1, b = 1.5, 0.75
    containing = sum(term in one for one in PASSAGES)
    average = sum(len(one) for one in PASSAGES) / len(PASSAGES)
    frequency = passage.count(term)
    idf = math.log(1 + (len(PASSAGES) - containing + 0.5) / (containing + 0.5))
    return idf * frequency / (frequency + k1 * (1 - b + b * len(passage) / average))


def scores_of(passages: list[list[str]]) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    terms = sorted({word for passage in passages for word in passage})
    numbers = np.array([terms.index(word) for passage in passages for word in passage], dtype=np.int32)
    lengths = np.array([len(passage) for passage in passages], dtype=np.int32)
    return terms, *eager_scores(numbers, lengths, len(terms))


def test_every_score_is_that_of_the_textbook() -> None:
    terms, columns, rows, scores = scores_of(PASSAGES)
    found = {
        (term, int(rows[entry])): float(scores[entry])
        for number, term in enumerate(terms)
        for entry in range(columns[number], columns[number + 1])
    }
    expected = {
        (term, row): textbook_score(term, passage) for row, passage in enumerate(PASSAGES) for term in set(passage)
    }
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_rows_of_a_term_ascend() -> None:
    terms, columns, rows, _ = scores_of(PASSAGES)
    humas = terms.index("humas")
    assert rows[columns[humas] : columns[humas + 1]].tolist() == [0, 3]


def test_a_term_of_every_passage_still_scores_above_zero() -> None:
    _, _, _, scores = scores_of([["sama"], ["sama"]])
    assert (scores > 0).all()


@pytest.mark.parametrize("passages", [[], [[], []]], ids=["no passages", "no tokens"])
def test_without_tokens_there_are_no_scores(passages: list[list[str]]) -> None:
    _, columns, rows, scores = scores_of(passages)
    assert (columns.tolist(), rows.tolist(), scores.tolist()) == ([0], [], [])
