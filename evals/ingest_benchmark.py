"""How fast, and with how much memory and disk, ``ingest.py`` indexes many documents: figures against targets.

    python -m evals.ingest_benchmark [--documents 10000] [--work FOLDER] [--json]

Everything is measured from outside, on the real command in processes of its own. The machine should have nothing else
to do. RAG_EMBEDDING counts; RAG_SOURCES and RAG_INDEX do not. Needs Linux (/proc).

Exit codes: 0 every target is met; 1 one is missed, or something failed; 2 wrong usage.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from evals.synthetic_documents import MOST_DOCUMENTS, PARAGRAPHS, synthetic_documents
from evals.watched_run import ROOT, ChildFailedError, Run, Sample, disk_use, run_ingest, run_probe

_EMBEDDER_SAMPLE: Final[int] = 4000
"""Passages for the bare embedding model, half before and half after the ingest: about 25 seconds on 2 cores."""
_QUESTIONS: Final[int] = 20
"""Questions after the first one that follows a switch."""
_PROGRESS_POINTS: Final = (0.25, 0.5, 0.75, 1.0)
_MEGABYTE: Final[float] = 1e6

# The targets. Throughput: what is not embedding may cost at most 15 % of it.
_LEAST_RATIO: Final[float] = 0.85
_MOST_SECONDS_UNCHANGED: Final[float] = 5.0
_MOST_SECONDS_ADDED: Final[float] = 10.0
# The generation that serves, the next one, and a bit for what a database writes beside its files.
_MOST_GENERATIONS_ON_DISK: Final[float] = 2.3


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, with its target where it has one."""

    name: str
    value: float | None
    """None where there was too little to measure."""
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def passed(self) -> bool | None:
        """Whether the target is met; None without a target. A value that could not be measured meets none."""
        if self.at_least is None and self.at_most is None:
            return None
        if self.value is None:
            return False
        enough = self.at_least is None or self.value >= self.at_least
        return enough and (self.at_most is None or self.value <= self.at_most)

    def as_json(self) -> dict[str, Any]:
        """Ready for ``json.dumps``."""
        return {**asdict(self), "passed": self.passed}


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure, print; returns the exit code."""
    options = _parse(arguments)
    try:
        with _work_folder(options.work) as work:
            figures = measure(work, options.documents, options.repeats)
    except ChildFailedError as error:
        sys.stderr.write(f"evals.ingest_benchmark: error: {error}\n")
        return 1
    passed = all(figure.passed is not False for figure in figures)
    if options.json:
        report = {
            "documents": options.documents,
            "paragraphs": options.documents * PARAGRAPHS,
            "cpus": os.cpu_count(),
            "figures": [figure.as_json() for figure in figures],
            "passed": passed,
        }
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in table(figures)))
    return 0 if passed else 1


def measure(work: Path, documents: int, repeats: int) -> list[Figure]:
    """Take all measurements in an empty folder. Sets the environment of this process, for its children.

    Args:
        work: Where the documents and the index go.
        documents: How many to begin with.
        repeats: How often the short runs are made; their medians count.

    Raises:
        ChildFailedError: a run failed, or did not do what it should.
    """
    sources, index = work / "sources", work / "index"
    os.environ.update(RAG_SOURCES=str(sources), RAG_INDEX=str(index), RAG_CHROMA_URL="")
    # The progress bar, which tells how far a run is, appears on terminals only.
    os.environ.update(FORCE_COLOR="1", TERM="xterm", COLUMNS="200")
    sources.mkdir(parents=True)
    # One more for every time a document is added: the repeats, and once for the reader.
    texts = list(synthetic_documents(documents + repeats + 1))
    for number, text in enumerate(texts[:documents]):
        _write_document(sources, number, text)
    paragraphs = documents * PARAGRAPHS

    _note(f"full ingest of {documents} documents, the bare embedding model before and after")
    sample = min(_EMBEDDER_SAMPLE, paragraphs) // 2
    bare = [run_probe(["embed", str(sample), "0", "2"])]
    full = _ingest(index, paragraphs, paragraphs)
    bare.append(run_probe(["embed", str(sample), "1", "2"]))
    one_generation = disk_use(index)

    _note("runs without a change")
    unchanged = [_ingest(index, 0, paragraphs) for _ in range(repeats)]

    _note("runs with one document added")
    added: list[Run] = []
    for number in range(documents, documents + repeats):
        _write_document(sources, number, texts[number])
        added.append(_ingest(index, PARAGRAPHS, (number + 1) * PARAGRAPHS))
    at_rest = disk_use(index)
    peak_disk = max(run.peak_disk for run in (full, *added))

    _note("questions of a reader that is open while a document is added")
    with _Reader() as reader:
        opened = reader.ask()
        _write_document(sources, len(texts) - 1, texts[-1])
        _ingest(index, PARAGRAPHS, len(texts) * PARAGRAPHS)
        switched = reader.ask()
        if switched["generation"] == opened["generation"]:
            raise ChildFailedError("the open reader did not see the new generation")
        following = [reader.ask()["seconds"] for _ in range(_QUESTIONS)]

    return [
        *_throughput(full, bare, paragraphs),
        *_memory(full, paragraphs),
        Figure("no change", _median(unchanged), "s", at_most=_MOST_SECONDS_UNCHANGED),
        Figure(
            "one document added, until it serves",
            statistics.median(run.switched or run.seconds for run in added),
            "s",
            at_most=_MOST_SECONDS_ADDED,
        ),
        Figure("one document added, until the end", _median(added), "s", at_most=_MOST_SECONDS_ADDED),
        Figure("index of one generation", one_generation / _MEGABYTE, "MB"),
        Figure("disk at most", peak_disk / one_generation, "generations", at_most=_MOST_GENERATIONS_ON_DISK),
        Figure("disk at rest", at_rest / one_generation, "generations", at_most=_MOST_GENERATIONS_ON_DISK),
        Figure("first question, model and index loaded", opened["seconds"], "s"),
        Figure("first question after a switch", switched["seconds"], "s"),
        Figure("a following question, median", statistics.median(following), "s"),
        Figure("a following question, slowest", max(following), "s"),
    ]


def _throughput(full: Run, bare: Sequence[dict[str, Any]], paragraphs: int) -> list[Figure]:
    """Loading the model counts on neither side; everything else that the ingest does counts against it."""
    bare_rate = sum(one["passages"] for one in bare) / sum(one["seconds"] for one in bare)
    load_seconds = statistics.mean(one["load_seconds"] for one in bare)
    rate = paragraphs / max(full.seconds - load_seconds, 1e-9)
    return [
        Figure("full ingest", full.seconds, "s"),
        Figure("full ingest, everything counted", paragraphs / full.seconds, "paragraphs/s"),
        Figure("full ingest, without loading the model", rate, "paragraphs/s"),
        Figure("the bare embedding model", bare_rate, "paragraphs/s"),
        Figure("ingest to bare embedding model", rate / bare_rate, "", at_least=_LEAST_RATIO),
    ]


def memory_at(samples: Sequence[Sample], embedded: float) -> int | None:
    """Resident bytes when so many paragraphs had been embedded; None if that was over before anyone looked."""
    return next((one.memory for one in samples if one.embedded >= embedded and one.memory), None)


def memory_growth(samples: Sequence[Sample], paragraphs: int) -> float | None:
    """Resident bytes gained with every paragraph, from half of them to the last but one; None with too few samples."""
    half = [one for one in samples if paragraphs / 2 <= one.embedded < paragraphs]
    if len({one.embedded for one in half}) < 2:
        return None
    return statistics.linear_regression([one.embedded for one in half], [one.memory for one in half]).slope


def _memory(full: Run, paragraphs: int) -> list[Figure]:
    figures = [Figure("memory at most", full.peak_memory / _MEGABYTE, "MB")]
    for point in _PROGRESS_POINTS:
        memory = memory_at(full.samples, point * paragraphs)
        figures.append(Figure(f"memory at {point:.0%} embedded", memory and memory / _MEGABYTE, "MB"))
    growth = memory_growth(full.samples, paragraphs)
    per_ten_thousand = None if growth is None else growth * 10_000 / _MEGABYTE
    return [*figures, Figure("memory growth over the second half", per_ten_thousand, "MB/10,000 paragraphs")]


def _ingest(index: Path, embedded: int, paragraphs: int) -> Run:
    """One run, which must embed so many paragraphs and leave so many in the index."""
    run = run_ingest(index, embedded)
    found = (run.report["embedded"], run.report["paragraphs"])
    if found != (embedded, paragraphs):
        raise ChildFailedError(
            f"ingest.py embedded {found[0]} of {found[1]} paragraphs, not {embedded} of {paragraphs}"
        )
    return run


class _Reader:
    """A process that keeps the index open and answers questions, as the chat does."""

    def __enter__(self) -> "_Reader":
        command = [sys.executable, "-m", "evals.ingest_probes", "search"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, encoding="utf-8")
        self._asked = 0
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self) -> dict[str, Any]:
        """What the probe measured for the next question, each one different."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._asked += 1
        self._process.stdin.write(f"Siapa yang cocok untuk pekerjaan nomor {self._asked}?\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ChildFailedError(f"the reader ended with {self._process.wait()}")
        measured: dict[str, Any] = json.loads(line)
        return measured


def _write_document(sources: Path, number: int, text: str) -> None:
    (sources / f"profesi-{number:05}.txt").write_text(text, encoding="utf-8")


def _median(runs: Sequence[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """The figures for people, a line each."""
    verdicts = {True: "pass", False: "FAIL", None: ""}
    for figure in figures:
        value = "-" if figure.value is None else f"{figure.value:,.2f}"
        limits = (("at least", figure.at_least), ("at most", figure.at_most))
        target = " ".join(f"{word} {limit:g}" for word, limit in limits if limit is not None)
        line = f"{figure.name:<42}{value:>12} {figure.unit:<22}{target:<16}{verdicts[figure.passed]}"
        yield line.rstrip()


@contextmanager
def _work_folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def _note(text: str) -> None:
    sys.stderr.write(f"{text} …\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.ingest_benchmark",
        description="Measure ingest.py on made-up documents, against targets.",
        epilog="Exit codes: 0 every target is met; 1 one is missed, or something failed; 2 wrong usage.",
    )
    parser.add_argument("--documents", type=int, default=10_000, help="of nine paragraphs each (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="of the short runs (default: %(default)s)")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="keep documents and index here; must be empty")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    options = parser.parse_args(arguments)
    if options.repeats < 1 or options.documents < 1:
        parser.error("--documents and --repeats must be at least 1")
    if options.documents + options.repeats + 1 > MOST_DOCUMENTS:
        parser.error(f"--documents {options.documents}: there are {MOST_DOCUMENTS} different professions only")
    if options.work is not None and options.work.exists() and any(options.work.iterdir()):
        parser.error(f"--work {options.work}: not empty")
    return options


if __name__ == "__main__":
    sys.exit(main())
