"""Reading the index: dense and lexical search in the generation that is current.

:class:`IndexReader` follows the pointer, so that a chat sees new documents without a restart; a :class:`Generation`
never changes.
"""

import math
import threading
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from rag.contents import Contents, DocumentRecord, check_embedding, damaged, missing, passage_text, row_id
from rag.embedding import embed_questions, embedding_identity, read_passages
from rag.errors import IndexUnavailableError
from rag.lexical import LexicalIndex
from rag.settings import Settings
from rag.stores import IndexStore, open_store
from rag.types import Paragraph

LEXICAL_FOLDER = "lexical"
"""Of a generation's files."""
_EXACT: Final[int] = 2_000
"""Paragraphs up to which a question is compared with every one of them. Chroma's graph of neighbours does not always
lead to every row, least of all where rows were deleted. To read 2,000 vectors costs 0.12 s when a generation is opened
and 3 MB; to compare them all takes 0.2 ms, a search in the graph 3 ms."""
_WIDER = 4
"""How much wider to search when rows of another generation crowded out some of this one's."""


class Generation:
    """One generation, open for reading. Never changes; safe to share between threads."""

    def __init__(self, store: IndexStore, contents: Contents, index: LexicalIndex, embeddings: Embeddings) -> None:
        """Opened by :meth:`IndexReader.current`."""
        self.name: str = contents.name
        self.documents: Mapping[str, DocumentRecord] = contents.documents
        self.paragraph_count: int = len(index)
        self._store = store  # keeps its connection open
        self._lexical = index
        self._embeddings = embeddings
        self._records = {
            f"{document.id}#p{record.number}": (document.id, record)
            for document in contents.documents.values()
            for record in document.paragraphs
        }
        self._rows = store.open_rows(contents.name, self)
        self._vectors = self._read_vectors() if 0 < len(self._records) <= _EXACT else None

    def search_dense(self, question: str, k: int, also: Sequence[str] = ()) -> list[tuple[str, float]]:
        """At most ``k`` pairs of paragraph id and cosine similarity to the question (-1 to 1), best first.

        Args:
            question: What is searched for.
            k: How many.
            also: Other wordings of the question; the mean of all their vectors is searched with.

        Raises:
            EmbeddingError: the question cannot be embedded.
            IndexUnavailableError: the database fails.
        """
        if k < 1 or not self._records:
            return []
        vector = _mean(embed_questions(self._embeddings, (question, *also)))
        if self._vectors is None:
            return self._search_graph(vector, k)
        similarities = (self._vectors @ np.asarray(vector, dtype=np.float32)).clip(-1.0, 1.0).tolist()
        return sorted(zip(self._records, similarities, strict=True), key=lambda hit: (-hit[1], hit[0]))[:k]

    def search_lexical(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of paragraph id and BM25 score (above 0) for a question's stems, best first."""
        return self._lexical.search(terms, k)

    def read(self, question: str, paragraphs: Sequence[Paragraph]) -> list[float] | None:
        """How far each paragraph answers the question, as a logit; None if the embedding model cannot read.

        Raises:
            EmbeddingError: the model fails.
        """
        titled = [passage_text(self.documents[one.document_id].title, one) for one in paragraphs]
        return read_passages(self._embeddings, question, titled)

    def has_term(self, term: str) -> bool:
        """Whether any paragraph, its title and headings included, has this stem."""
        return self._lexical.has_term(term)

    def document_frequency(self, term: str) -> int:
        """In how many paragraphs the stem stands, titles and headings included."""
        return self._lexical.document_frequency(term)

    def paragraphs(self, ids: Sequence[str]) -> list[Paragraph]:
        """The paragraphs of these ids, in the order asked.

        Raises:
            KeyError: an id is not in this generation.
            IndexUnavailableError: the database fails.
        """
        wanted = {one: row_id(*self._records[one]) for one in ids}
        texts = self._rows.texts(list(wanted.values()))
        return [
            Paragraph(document_id, record.number, texts[wanted[one]], record.aspect, record.heading)
            for one in ids
            for document_id, record in (self._records[one],)
        ]

    def _search_graph(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """Search with Chroma's graph of neighbours: nearly always the best ``k``, in a time that hardly grows."""
        width = k
        while True:
            found = self._rows.search(vector, width)
            hits = [(paragraph, score) for row, score in found if (paragraph := self._paragraph_of(row))]
            if len(hits) >= k or len(found) < width:
                return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]
            width *= _WIDER

    def _read_vectors(self) -> npt.NDArray[np.float32]:
        """The vectors of all paragraphs, of length 1, in the order of the records."""
        vectors = np.asarray(self._rows.vectors([row_id(*one) for one in self._records.values()]), dtype=np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return vectors

    def _paragraph_of(self, row: str) -> str:
        """The paragraph a row holds, or "" if it is a row of another generation, as a server may have."""
        paragraph, _, passage_hash = row.rpartition("@")
        known = self._records.get(paragraph)
        return paragraph if known and known[1].passage_hash == passage_hash else ""


class IndexReader:
    """Follows the index: every question sees the newest generation. Safe to share between threads."""

    def __init__(self, settings: Settings, embeddings: Embeddings) -> None:
        """Open nothing yet."""
        self._store = open_store(settings)
        self._settings = settings
        self._embeddings = embeddings
        self._opening = threading.Lock()
        self._generation: Generation | None = None

    def current(self) -> Generation:
        """The generation that serves now; costs one small look-up unless another one has become current.

        Raises:
            IndexMissingError: there is no index yet.
            IndexIncompatibleError: made with another embedding model or format, or damaged.
            IndexUnavailableError: it cannot be opened.
        """
        generation = self._generation
        if generation is not None and generation.name == self._store.current_name():
            return generation
        with self._opening:
            while True:
                name = self._store.current_name()
                if name is None:
                    raise missing(self._store.place)
                if self._generation is not None and self._generation.name == name:
                    return self._generation
                try:
                    # Not closed when it is replaced: a question in another thread may still be reading it. Only when
                    # the last one lets go of the generation is its database closed, and may an ingest delete its files.
                    self._generation = self._open(name)
                    return self._generation
                except IndexUnavailableError:
                    # An ingest may delete a generation between the reading of its name and its opening.
                    if self._store.current_name() == name:
                        raise

    def _open(self, name: str) -> Generation:
        place = self._store.place
        contents = self._store.read_contents(name)
        check_embedding(contents, embedding_identity(self._settings), place)
        try:
            index = LexicalIndex.load(self._store.folder(name) / LEXICAL_FOLDER)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(place, f"{name}/{LEXICAL_FOLDER}: {error}") from error
        paragraphs = sum(len(document.paragraphs) for document in contents.documents.values())
        if len(index) != paragraphs:
            raise damaged(place, f"{name}: {len(index)} paragraphs indexed, {paragraphs} recorded")
        return Generation(self._store, contents, index, self._embeddings)


def _mean(vectors: Sequence[Sequence[float]]) -> list[float]:
    """The mean direction of vectors of length 1, as a vector of length 1."""
    total = [math.fsum(values) for values in zip(*vectors, strict=True)]
    length = math.hypot(*total) or 1.0
    return [value / length for value in total]
