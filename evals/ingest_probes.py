"""What :mod:`evals.ingest_benchmark` measures in processes of their own; settings come from the environment.

python -m evals.ingest_probes embed COUNT PART PARTS   the bare embedding model; one JSON object
python -m evals.ingest_probes search                   questions on stdin, one a line; a JSON object a line
"""

import json
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rag.contents import passage_text
from rag.embedding import load_embeddings
from rag.index import IndexReader
from rag.reading import read_document
from rag.settings import Settings, load_settings

_WARM_UP: Final[int] = 64
"""Passages that are embedded before the clock starts: the first batches of a fresh torch are slower."""
_HITS: Final[int] = 20


def main(arguments: Sequence[str]) -> int:
    """Run one probe; returns the exit code."""
    settings = load_settings()
    if arguments[0] == "embed":
        count, part, parts = map(int, arguments[1:])
        _say(measure_embedder(settings, count, part, parts))
    else:
        for measured in measure_search(settings, sys.stdin):
            _say(measured)
    return 0


def measure_embedder(settings: Settings, count: int, part: int, parts: int) -> dict[str, Any]:
    """Embed passages of the sources folder in one call, as any user of sentence-transformers would.

    Args:
        settings: Where the documents are, and which model.
        count: How many passages to embed at most, spread evenly over the documents.
        part: Which of ``parts`` equal samples to take, from 0; they do not overlap.
        parts: How many samples there are.
    """
    passages = [
        passage_text(document.title, paragraph)
        for path in sorted(settings.sources.iterdir())
        for document in (read_document(path, settings.sources),)
        for paragraph in document.paragraphs
    ]
    sample = passages[part :: max(parts, len(passages) // count)][:count]
    embeddings = load_embeddings(settings)
    started = time.perf_counter()
    embeddings.embed_documents(sample[:1])
    loaded = time.perf_counter()
    embeddings.embed_documents(sample[:_WARM_UP])
    warm = time.perf_counter()
    embeddings.embed_documents(sample)
    return {"passages": len(sample), "seconds": time.perf_counter() - warm, "load_seconds": loaded - started}


def measure_search(settings: Settings, questions: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Answer every question from the newest generation, as the chat does, and say how long it took."""
    reader = IndexReader(settings, load_embeddings(settings))
    for question in questions:
        started = time.perf_counter()
        generation = reader.current()
        hits = generation.search_dense(question.strip(), _HITS)
        yield {"seconds": time.perf_counter() - started, "generation": generation.name, "hits": len(hits)}


def _say(measured: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(measured) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
