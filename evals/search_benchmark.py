"""How fast, how exactly and with how much memory questions are looked up in 100,000 paragraphs, against targets.

    python -m evals.search_benchmark [--documents 11112] [--questions 300] [--work FOLDER] [--json]

The real ``ingest.py`` makes the index, then a process of its own (:mod:`evals.search_reader`) opens it and retrieves,
as the chat does before it drafts an answer. The machine should have nothing else to do. An index kept with --work, also
by :mod:`evals.ingest_benchmark`, is brought up to date, so that only the first run embeds. RAG_EMBEDDING counts;
RAG_SOURCES and RAG_INDEX do not. Needs Linux (/proc).

Exit codes: 0 every target is met; 1 one is missed, or something failed; 2 wrong usage.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from evals.ingest_benchmark import Figure, table
from evals.metrics import percentile
from evals.search_questions import most_questions
from evals.search_reader import NEAREST, Measured, file_name
from evals.synthetic_documents import MOST_DOCUMENTS, PARAGRAPHS, synthetic_documents
from evals.watched_run import ROOT, ChildFailedError, disk_use, run_ingest
from rag.errors import RagError

_NAME: Final[str] = "evals.search_benchmark"
_MEGABYTE: Final[float] = 1e6

# The targets.
_MOST_MEDIAN_MILLISECONDS: Final[float] = 40.0
_MOST_95TH_MILLISECONDS: Final[float] = 80.0
_LEAST_RECALL_PERCENT: Final[float] = 98.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure, print; returns the exit code."""
    options = _parse(arguments)
    try:
        with ExitStack() as opened:
            work = options.work or Path(opened.enter_context(tempfile.TemporaryDirectory()))
            figures = measure(work.resolve(), options.documents, options.questions)
    except (ChildFailedError, RagError, OSError) as error:
        sys.stderr.write(f"{_NAME}: error: {error}\n")
        return 1
    passed = all(figure.passed is not False for figure in figures)
    if options.json:
        report = {
            "documents": options.documents,
            "questions": options.questions,
            "cpus": os.cpu_count(),
            "figures": [figure.as_json() for figure in figures],
            "passed": passed,
        }
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in table(figures)))
    return 0 if passed else 1


def measure(work: Path, documents: int, count: int) -> list[Figure]:
    """Bring the index in a folder up to date and measure it. Sets the environment of this process, for its children.

    Args:
        work: Where the documents and the index are, or go.
        documents: How many the index must have at least.
        count: How many questions to ask.

    Raises:
        ChildFailedError: a process failed, or did not do what it should.
    """
    sources, index = work / "sources", work / "index"
    os.environ.update(RAG_SOURCES=str(sources), RAG_INDEX=str(index), RAG_CHROMA_URL="")
    written = write_documents(sources, documents)
    _note(f"ingest of {written} new documents")
    held = run_ingest(index, written * PARAGRAPHS).report["paragraphs"]
    if held < documents * PARAGRAPHS:
        raise ChildFailedError(f"ingest.py left {held} paragraphs in the index, not {documents * PARAGRAPHS}")
    _note(f"{count} questions, and the same by exact search")
    return figures_of(_run_reader(documents, count), disk_use(index))


def write_documents(sources: Path, count: int) -> int:
    """Write those of the first ``count`` made-up documents that a folder lacks; returns how many that were."""
    sources.mkdir(parents=True, exist_ok=True)
    paths = [sources / file_name(number) for number in range(count)]
    missing = {path for path in paths if not path.exists()}
    if missing:  # all have to be made up, each depends on those before
        for path, text in zip(paths, synthetic_documents(count), strict=True):
            if path in missing:
                path.write_text(text, encoding="utf-8")
    return len(missing)


def figures_of(measured: Measured, index_bytes: int) -> list[Figure]:
    """The figures with their targets.

    Args:
        measured: By the reader.
        index_bytes: What the index takes on the disk.
    """
    lookups, memory = measured.lookups, measured.memory
    return [
        Figure("paragraphs in the index", measured.paragraphs, ""),
        Figure("index on the disk", index_bytes / _MEGABYTE, "MB"),
        Figure("opening, without loading the model", measured.opening, "s"),
        Figure("memory, embedding model alone", memory.model / _MEGABYTE, "MB"),
        Figure("memory, index opened", memory.opened / _MEGABYTE, "MB"),
        Figure("memory, all questions asked", memory.asked / _MEGABYTE, "MB"),
        Figure("memory at most", memory.most / _MEGABYTE, "MB"),
        *_milliseconds("query embedding", [one.embedding for one in lookups]),
        *_milliseconds(
            "retrieval after it",
            [one.retrieval for one in lookups],
            (_MOST_MEDIAN_MILLISECONDS, _MOST_95TH_MILLISECONDS),
        ),
        Figure("retrieval after it, slowest", 1000 * max(one.retrieval for one in lookups), "ms"),
        *_milliseconds("of that, reading paragraphs", [one.reading for one in lookups]),
        *_milliseconds("both together", [one.whole for one in lookups]),
        Figure(
            f"recall at {NEAREST}, mean",
            100 * statistics.mean(measured.recalls),
            "%",
            at_least=_LEAST_RECALL_PERCENT,
        ),
        Figure(f"recall at {NEAREST}, worst question", 100 * min(measured.recalls), "%"),
    ]


def _milliseconds(
    name: str, seconds: Sequence[float], at_most: tuple[float | None, float | None] = (None, None)
) -> list[Figure]:
    """Median and 95th percentile, with the targets of each."""
    return [
        Figure(f"{name}, {word}", 1000 * (percentile(seconds, share) or 0.0), "ms", at_most=most)
        for word, share, most in zip(("p50", "p95"), (0.5, 0.95), at_most, strict=True)
    ]


def _run_reader(documents: int, count: int) -> Measured:
    """What :mod:`evals.search_reader` finds in a process of its own, with the settings of this one's environment."""
    command = [sys.executable, "-m", "evals.search_reader", str(documents), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ChildFailedError(f"the reader exited with {done.returncode}: {done.stderr.strip()}")
    return Measured.from_json(json.loads(done.stdout))


def _note(text: str) -> None:
    sys.stderr.write(f"{text} …\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"python -m {_NAME}",
        description="Measure retrieval from an index of made-up documents, against targets.",
        epilog="Exit codes: 0 every target is met; 1 one is missed, or something failed; 2 wrong usage.",
    )
    parser.add_argument("--documents", type=int, default=11_112, help="of nine paragraphs each (default: %(default)s)")
    parser.add_argument("--questions", type=int, default=300, help="no two the same (default: %(default)s)")
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="keep documents and index here, and bring up to date what is there"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    options = parser.parse_args(arguments)
    if options.documents < 1 or options.questions < 1:
        parser.error("--documents and --questions must be at least 1")
    if options.documents > MOST_DOCUMENTS:
        parser.error(f"--documents {options.documents}: there are {MOST_DOCUMENTS} different professions only")
    if options.questions > most_questions(options.documents):
        parser.error(
            f"--questions {options.questions}: of {options.documents} documents there are "
            f"{most_questions(options.documents)} at most"
        )
    if options.work is not None and not _is_usable(options.work):
        # Nobody's own documents are to get made-up ones among them.
        parser.error(f"--work {options.work}: neither empty nor a folder that a benchmark has made")
    return options


def _is_usable(work: Path) -> bool:
    """Whether a work folder is new or empty, or has the documents of an earlier run."""
    if not work.exists():
        return True
    return work.is_dir() and (not any(work.iterdir()) or (work / "sources" / file_name(0)).is_file())


if __name__ == "__main__":
    sys.exit(main())
