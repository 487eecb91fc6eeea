"""The report for the terminal: verdict, rates and kinds as plain text."""

import io
from collections.abc import Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.report_data import (
    RunReport,
    SystemResult,
    duration_means,
    failing,
    measures_of,
    rate_of,
    results_of,
    value_of,
)
from evals.report_words import (
    distance_words,
    figure_words,
    interval_words,
    ordered_findings,
    target_words,
    verdict_words,
)
from evals.scores import Summary

# Two systems fit beside each other; a terminal that is narrower wraps lines, a file keeps them.
_WIDTH: Final[int] = 120
# Of a kind: why it does not pass.
_OF_A_KIND: Final[tuple[str, ...]] = ("correctness", "gold_citation", "citation_recall")
# A kind is either answerable or not, and so has only one of the two.
_EITHER: Final[tuple[str, ...]] = ("over_refusal", "hallucination")
_UNWRAPPED: Final[int] = 2


def terminal_table(run: RunReport) -> str:
    """Plain text: the verdict with what failed, all rates with target and distance, every kind by itself."""
    results = results_of(run)
    console = Console(file=io.StringIO(), width=_WIDTH, color_system=None, legacy_windows=False, highlight=False)
    with console.capture() as capture:
        _print(console, f"Model: {run.model}. {verdict_words(run)}.")
        for finding in ordered_findings(run):
            if not finding.passed:
                _print(console, f"  tier {finding.tier}, {finding.name}: {finding.detail}")
        console.print(_rates(run, results))
        console.print(_kinds(results))
        _print(console, f"Against the baseline: {len(run.broken)} broken, {len(run.mended)} mended")
        for sign, flipped in (("broken", run.broken), ("mended", run.mended)):
            if flipped:
                _print(console, f"  {sign}: {', '.join(sorted(flipped))}")
        for result in results:
            line = f"{result.name}: {len(failing(result))} of {len(result.scores)} cases fail"
            _print(console, f"{line}; {_durations(result.overall)}")
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _print(console: Console, line: str) -> None:
    """A line as it is: brackets in it are no markup, and only the terminal breaks it."""
    console.print(Text(line), soft_wrap=True)


def _rates(run: RunReport, results: Sequence[SystemResult]) -> Table:
    table = _table("All cases, with 95 % intervals", "measure", *(one.name for one in results), "target", "distance")
    for measure in measures_of(results):
        target = run.targets.get(measure.key)
        value = value_of(results[0].overall, measure.key)
        table.add_row(
            measure.label,
            *(_figure(result.overall, measure.key) for result in results),
            "" if target is None else target_words(measure, target),
            "" if target is None else distance_words(measure, value, target),
        )
    return table


def _kinds(results: Sequence[SystemResult]) -> Table:
    assistant, *others = results
    labels = {measure.key: measure.label.lower() for measure in measures_of(results)}
    passed = ("passed", *(f"passed by {result.name}" for result in others))
    measured = (*(labels[key] for key in _OF_A_KIND), " or ".join(labels[key] for key in _EITHER))
    table = _table(f"{assistant.name}, each kind by itself", "kind", *passed, *measured)
    for kind, summary in assistant.kinds.items():
        of_others = (result.kinds.get(kind) for result in others)
        either = next((value for key in _EITHER if (value := value_of(summary, key)) is not None), None)
        table.add_row(
            kind.replace("_", " "),
            _figure(summary, "passed"),
            *("–" if one is None else figure_words("passed", value_of(one, "passed")) for one in of_others),
            *(figure_words(key, value_of(summary, key)) for key in _OF_A_KIND),
            figure_words("share", either),
        )
    return table


def _table(title: str, *headings: str) -> Table:
    """A table that wraps its headings before its cells; the first two columns are read first and never wrap."""
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(Text(heading), no_wrap=place < _UNWRAPPED)
    return table


def _figure(summary: Summary, key: str) -> str:
    rate = rate_of(summary, key)
    figure = figure_words(key, value_of(summary, key))
    return figure if rate is None else f"{figure} ({interval_words(rate)})"


def _durations(summary: Summary) -> str:
    found = (
        f"{name.replace('_', ' ')} {value:.2f} s"
        for name, value in sorted(duration_means(summary).items())
        if value is not None
    )
    return ", ".join(found) or "no timings"
