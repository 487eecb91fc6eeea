from collections.abc import Iterator

import pytest

from rag.ingest_output import Clock, complaints, report_table, summary
from rag.outcomes import Action, Outcome, SyncReport


def outcome(name: str, action: Action, reason: str = "", warnings: tuple[str, ...] = ()) -> Outcome:
    return Outcome(name, f"{name}.txt", name.title(), 3, action, reason, warnings)


def report(*outcomes: Outcome, embedded: int = 0) -> SyncReport:
    return SyncReport(outcomes, "20260101T000000-00000000", embedded)


@pytest.fixture
def clock() -> Clock:
    """One that stands at 0 when it starts, and moves on by a second whenever it is looked at."""
    ticks: Iterator[float] = iter(range(100))
    return Clock(lambda: float(next(ticks)))


def test_the_rate_leaves_out_the_first_batch_which_waits_for_the_model(clock: Clock) -> None:
    clock.embedded(0, 192)
    clock.embedded(64, 192)
    assert clock.rate is None
    clock.embedded(128, 192)
    clock.embedded(192, 192)
    assert clock.rate == 64.0


def test_the_summary_has_counts_sums_time_and_rate(clock: Clock) -> None:
    clock.embedded(64, 128)
    clock.embedded(128, 128)
    done = report(outcome("a", Action.ADDED), outcome("b", Action.UNCHANGED), embedded=128)
    assert summary(done, "the index in 'x'", clock, dry_run=False) == (
        "1 added, 1 unchanged; 128 paragraphs embedded, 6 in the index in 'x'; 3.0 s, 64 paragraphs/s"
    )


def test_an_empty_run_says_so(clock: Clock) -> None:
    assert summary(report(), "the index in 'x'", clock, dry_run=False).startswith("no documents; 0 paragraphs")


def test_nothing_is_tabled_where_nothing_changed() -> None:
    assert report_table(report(outcome("a", Action.UNCHANGED, warnings=("lihat",)))) == (None, "")


def test_failures_are_complained_of_before_warnings_and_nothing_breaks_the_line() -> None:
    told = report(
        outcome("a", Action.CHANGED, warnings=("one", "two")),
        outcome("b", Action.FAILED, reason="is \x1b[31m empty\n"),
        outcome("c", Action.UNCHANGED, warnings=("old",)),
    )
    assert list(complaints(told)) == [
        r"failed: b.txt: is \x1b[31m empty\n",
        "warning: a.txt: one",
        "warning: a.txt: two",
    ]
