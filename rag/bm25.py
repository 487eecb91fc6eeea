"""BM25 in its eager form: the score of every term in every passage, computed once.

The formula is that of Robertson and Zaragoza 2009 ("The Probabilistic Relevance Framework: BM25 and Beyond") with
Lucene's idf, as compared by Kamphuis et al. 2020 ("Which BM25 Do You Mean?"). Keeping the scores of all pairs that
occur in a sparse matrix comes from Lù 2024 ("BM25S: Orders of magnitude faster lexical search via eager sparse
scoring"); the library of that paper loops over the passages in Python, this is the same in a few array operations.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# The usual values of BM25 (Robertson and Zaragoza 2009 find good ones between 1.2 and 2, and 0.5 and 0.8).
_K1: Final[float] = 1.5
_B: Final[float] = 0.75


def eager_scores(
    numbers: NDArray[np.int32], lengths: NDArray[np.int32], terms: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """The BM25 score of every term in every passage that has it, as a sparse matrix in columns.

    Args:
        numbers: Term numbers of all tokens, passage after passage.
        lengths: Tokens of each passage.
        terms: How many terms there are.

    Returns:
        The beginnings of the columns (``terms + 1``), and the row and score of each entry.
    """
    passages = len(lengths)
    # Sorted by term, then passage: each pair once, with its term frequency.
    pairs, frequencies = np.unique(
        numbers.astype(np.int64) * passages + np.repeat(np.arange(passages), lengths), return_counts=True
    )
    columns_of, rows = np.divmod(pairs, max(passages, 1))
    document_frequencies = np.bincount(columns_of, minlength=terms)
    # Lucene's idf cannot become negative, so a term that is found never lowers a score.
    idf = np.log1p((passages - document_frequencies + 0.5) / (document_frequencies + 0.5))
    average_length = len(numbers) / max(passages, 1)
    saturation = _K1 * (1 - _B + _B * lengths[rows] / average_length) if len(pairs) else 0.0
    scores = idf[columns_of] * frequencies / (frequencies + saturation)
    columns = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(document_frequencies, dtype=np.int64)])
    return columns, rows.astype(np.int32), scores.astype(np.float32)
