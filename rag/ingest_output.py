"""What ``ingest.py`` shows: the listing, the table and the summary of a run, and its progress."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from rag.contents import Contents, DocumentRecord, ParagraphRecord
from rag.outcomes import Action, Outcome, SyncReport
from rag.sources import shown_name

_SHOWN_AT_MOST: Final[int] = 40
"""Documents in the table besides those that failed or have warnings: about one screen."""


class Clock:
    """How long a run and its embedding take."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """Start."""
        self._now = now
        self._started = now()
        self._first: tuple[float, int] | None = None
        self._last: tuple[float, int] | None = None

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self._now() - self._started

    @property
    def rate(self) -> float | None:
        """Paragraphs embedded a second, without the first batch: that waits until the model is loaded."""
        if self._first is None or self._last is None or self._last[0] <= self._first[0]:
            return None
        return (self._last[1] - self._first[1]) / (self._last[0] - self._first[0])

    def embedded(self, done: int, total: int) -> None:
        """Take note that so many paragraphs are embedded."""
        if done:
            self._last = (self._now(), done)
            self._first = self._first or self._last


@contextmanager
def progress_bars(clock: Clock) -> Iterator[tuple[Callable[[int, int], None], Callable[[int, int], None]]]:
    """Two callbacks, told of files read and of paragraphs embedded, each with a bar on stderr if that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield (lambda done, total: None), clock.embedded
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        files = bars.add_task("reading", total=None, visible=False, rate="")
        paragraphs = bars.add_task("embedding", total=None, visible=False, rate="")

        def show(task: TaskID, unit: str, done: int, total: int) -> None:
            if not done:
                bars.reset(task, total=total)
            speed = bars.tasks[task].speed
            rate = f"{speed:.0f} {unit}/s" if speed else ""
            bars.update(task, completed=done, total=total, visible=total > 0, rate=rate)

        def embedded(done: int, total: int) -> None:
            clock.embedded(done, total)
            show(paragraphs, "paragraphs", done, total)

        yield (lambda done, total: show(files, "files", done, total)), embedded


def listing(contents: Contents) -> Iterator[str]:
    """Lines that say what is indexed: a block for each document."""
    for record in contents.documents.values():
        yield f"{record.id}: {shown_name(record.title)}"
        for name, value in _details(record):
            yield f"    {name}: {shown_name(value)}"
    paragraphs = sum(len(record.paragraphs) for record in contents.documents.values())
    yield f"{len(contents.documents)} documents, {paragraphs} paragraphs"


def report_table(report: SyncReport) -> tuple[Table | None, str]:
    """The documents that are not as they were, failures and warnings first, and a line about those left out."""
    told = [one for one in report.documents if one.action is not Action.UNCHANGED]
    if not told:
        return None, ""
    notable = [one for one in told if one.action is Action.FAILED]
    notable += [one for one in told if one.action is not Action.FAILED and one.warnings]
    others = [one for one in told if one.action is not Action.FAILED and not one.warnings]
    table = Table("document", "title", "paragraphs", "what", "note")
    for one in (*notable, *others[:_SHOWN_AT_MOST]):
        document = one.file if one.action is Action.FAILED else one.id
        cells = (document, one.title, str(one.paragraphs), one.action.value, _note(one))
        table.add_row(*(escape(shown_name(cell)) for cell in cells))
    left_out = len(others) - _SHOWN_AT_MOST
    return table, f"… and {left_out} more (--json lists all)" if left_out > 0 else ""


def complaints(report: SyncReport) -> Iterator[str]:
    """A line for each failure, and for each warning of a document that was read in this run."""
    for one in report.failed:
        yield shown_name(f"failed: {one.file}: {one.reason}")
    for one in report.documents:
        if one.action in {Action.ADDED, Action.CHANGED}:
            yield from (shown_name(f"warning: {one.file}: {warning}") for warning in one.warnings)


def summary(report: SyncReport, place: str, clock: Clock, *, dry_run: bool) -> str:
    """One line: the counts, what was embedded, how much there is now, and how long it took."""
    counts = ", ".join(f"{count} {action.value}" for action, count in report.counts.items() if count)
    if dry_run:
        done = (
            f"nothing was changed; {report.to_embed} paragraphs would be embedded, "
            f"the index would hold {report.paragraphs}"
        )
    else:
        done = f"{report.embedded} paragraphs embedded, {report.paragraphs} in {place}"
    parts = [counts or "no documents", done, _duration(clock)]
    if old := sum(one.action is Action.UNCHANGED and bool(one.warnings) for one in report.documents):
        parts.append(f"{old} unchanged with warnings (--list shows them)")
    return "; ".join(parts)


def _duration(clock: Clock) -> str:
    rate = clock.rate
    return f"{clock.seconds:.1f} s" + (f", {rate:.0f} paragraphs/s" if rate else "")


def _note(one: Outcome) -> str:
    return one.reason or "; ".join(one.warnings)


def _details(record: DocumentRecord) -> Iterator[tuple[str, str]]:
    yield "file", record.file
    if record.aliases:
        yield "other names", ", ".join(record.aliases)
    metadata = record.metadata
    told = (
        *(("asal", metadata.origin), ("lisensi", metadata.licence)),
        *(("tanggal", metadata.date), ("bahasa", metadata.language)),
    )
    yield from ((name, value) for name, value in told if value)
    yield f"{len(record.paragraphs)} paragraphs", _aspects(record.paragraphs)
    yield from (("warning", warning) for warning in record.warnings)


def _aspects(paragraphs: Sequence[ParagraphRecord]) -> str:
    """Numbers with what they tell, neighbours of one kind together: "1 deskripsi, 2-3 tugas"."""
    parts: list[str] = []
    for aspect, group in groupby(paragraphs, key=lambda one: one.aspect):
        numbers = [one.number for one in group]
        span = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
        parts.append(f"{span} {aspect.value}")
    return ", ".join(parts)
