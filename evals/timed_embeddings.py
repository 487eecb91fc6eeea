"""Embeddings with a clock: what of a search is the embedding of the question, and what the reading of passages."""

import time
from collections.abc import Sequence

from langchain_core.embeddings import Embeddings

from rag.embedding import embed_questions, read_passages


class TimedEmbeddings(Embeddings):
    """Embeddings that keep account of the time they take for questions; for one thread."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self.seconds = 0.0
        """That embedding questions took so far."""
        self.reading_seconds = 0.0
        """That reading passages took so far, which is no embedding."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embeddings.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.embed_queries([text])[0]

    def embed_queries(self, questions: Sequence[str]) -> list[list[float]]:
        """See :func:`rag.embedding.embed_questions`."""
        started = time.perf_counter()
        vectors = embed_questions(self._embeddings, questions)
        self.seconds += time.perf_counter() - started
        return vectors

    def read_passages(self, question: str, passages: Sequence[str]) -> list[float] | None:
        """See :func:`rag.embedding.read_passages`."""
        started = time.perf_counter()
        scores = read_passages(self._embeddings, question, passages)
        self.reading_seconds += time.perf_counter() - started
        return scores
