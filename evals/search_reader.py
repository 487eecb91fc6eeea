"""The process that :mod:`evals.search_benchmark` measures; settings come from the environment.

python -m evals.search_reader DOCUMENTS QUESTIONS   opens the index and asks it questions; one JSON object
"""

import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from evals.search_questions import questions
from evals.timed_embeddings import TimedEmbeddings
from rag.chroma import Rows, batches
from rag.embedding import load_embeddings
from rag.errors import RagError
from rag.index import IndexReader
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings, load_settings
from rag.stores import open_store

NEAREST: Final[int] = 20
"""Paragraphs that recall looks for."""
_WARM_UP: Final[int] = 10
"""Questions before the clock starts: the first ones load word lists and fill caches, once in a chat's life."""
_TIE: Final[float] = 1e-6
"""Cosines that differ by less are equal: sums of 384 products of float32 are not more exact."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What one question cost, in seconds."""

    whole: float
    embedding: float
    """Of the question, in all its wordings and parts."""
    reading: float
    """Of paragraphs by the embedding model, where it can; counts as retrieval."""

    @property
    def retrieval(self) -> float:
        """All but the embedding."""
        return self.whole - self.embedding


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of the reader."""

    model: int
    """With the embedding model loaded and no index open."""
    opened: int
    asked: int
    """After the last question."""
    most: int
    """At any time until then."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the reader's process found out; ``asdict`` and :meth:`from_json` take it through a pipe."""

    paragraphs: int
    opening: float
    """Seconds until the first question could be asked, without loading the model."""
    memory: Memory
    lookups: tuple[Lookup, ...]
    recalls: tuple[float, ...]
    """Of each question, 0 to 1."""

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Measured":
        """The reverse of ``asdict``."""
        lookups = tuple(Lookup(**one) for one in value["lookups"])
        memory = Memory(**value["memory"])
        return cls(value["paragraphs"], value["opening"], memory, lookups, tuple(value["recalls"]))


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    documents, count = map(int, arguments)
    try:
        settings = load_settings()
        measured = measure_reader(settings, load_embeddings(settings), documents, count)
    except (RagError, OSError) as error:
        sys.stderr.write(f"evals.search_reader: error: {error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(measured)) + "\n")
    return 0


def measure_reader(settings: Settings, embeddings: Embeddings, documents: int, count: int) -> Measured:
    """Open the index of these settings and ask it questions, in this process.

    Args:
        settings: Whose index has the made-up documents.
        embeddings: The model of the index.
        documents: How many of the documents to ask about.
        count: How many questions to ask.

    Raises:
        IndexUnavailableError: the index cannot be used.
        EmbeddingError: the model cannot be loaded, or fails.
    """
    timed = _RecordingEmbeddings(embeddings)
    timed.embed_query("pemanasan")
    model_bytes, _ = _resident()
    started = time.perf_counter()
    retriever = ParagraphRetriever(source=IndexReader(settings, timed))
    retriever.warm_up()
    retriever.refresh()  # the names of the professions, which the chat also has read before anyone asks
    opening = time.perf_counter() - started
    opened_bytes, _ = _resident()
    generation = retriever.generation()
    titles = [generation.documents[Path(file_name(number)).stem].title for number in range(documents)]
    asked = questions(list(dict.fromkeys(titles)), count)
    # In other words, so that none is asked twice; the misspelt one loads the list of words that it might be.
    for question in asked[:_WARM_UP]:
        retriever.retrieve(f"tlg jlskn: {question}")

    lookups: list[Lookup] = []
    vectors: list[NDArray[np.float32]] = []
    for question in asked:
        timed.searched.clear()
        embedding, reading = timed.seconds, timed.reading_seconds
        started = time.perf_counter()
        retriever.retrieve(question)
        whole = time.perf_counter() - started
        lookups.append(Lookup(whole, timed.seconds - embedding, timed.reading_seconds - reading))
        vectors.append(_direction(timed.searched[0]))
    asked_bytes, most_bytes = _resident()

    # Only now: all vectors at once would count as the reader's memory.
    rows = open_store(settings).open_rows(generation.name, generation)
    found = tuple(recalls(rows, vectors))
    memory = Memory(model_bytes, opened_bytes, asked_bytes, most_bytes)
    return Measured(generation.paragraph_count, opening, memory, tuple(lookups), found)


def recalls(rows: Rows, vectors: Sequence[NDArray[np.float32]]) -> list[float]:
    """Recall of the approximate search for each of some vectors, 0 to 1.

    Args:
        rows: What is searched.
        vectors: Of length 1, as the searches had them.
    """
    ids = sorted(rows.ids())
    stored = np.concatenate([np.array(rows.vectors(batch), np.float32) for batch in batches(ids)])
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    places = {one: place for place, one in enumerate(ids)}
    return [
        recall(stored @ vector, [places[row] for row, _ in rows.search(vector.tolist(), NEAREST)], NEAREST)
        for vector in vectors
    ]


def recall(cosines: NDArray[np.float32], found: Sequence[int], k: int) -> float:
    """The share of the ``k`` nearest that were found, 0 to 1; of rows that are equally near, any will do.

    Args:
        cosines: Of every row with what was searched for; at least one.
        found: Places of the rows found, at most ``k``.
        k: How many were wanted.
    """
    wanted = min(k, len(cosines))
    least = np.partition(cosines, -wanted)[-wanted]
    near = cosines[np.array(found, dtype=np.intp)] >= least - _TIE
    return int(np.count_nonzero(near)) / wanted


def file_name(number: int) -> str:
    """Of a made-up document in the sources folder, as :mod:`evals.ingest_benchmark` names them."""
    return f"profesi-{number:05}.txt"


class _RecordingEmbeddings(TimedEmbeddings):
    """Embeddings that also keep what was searched with."""

    def __init__(self, embeddings: Embeddings) -> None:
        super().__init__(embeddings)
        self.searched: list[list[list[float]]] = []
        """The vectors of the wordings of each search."""

    def embed_queries(self, questions: Sequence[str]) -> list[list[float]]:
        vectors = super().embed_queries(questions)
        self.searched.append(vectors)
        return vectors


def _direction(vectors: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """The mean direction of vectors, which is what :meth:`rag.index.Generation.search_dense` searches with."""
    mean = np.mean(np.array(vectors, np.float64), axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)


def _resident() -> tuple[int, int]:
    """Resident bytes of this process, now and at most so far."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB$", status, re.MULTILINE))
    return int(found["VmRSS"]) * 1024, int(found["VmHWM"]) * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
