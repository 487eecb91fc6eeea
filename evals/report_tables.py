"""The tables of the page: rates, groups of cases, violations, gate, baseline, agreement."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evals.findings import Disagreement
from evals.gate import SORTS
from evals.markup import escaped, folded, indonesian, table
from evals.plots import interval_bar
from evals.report_data import (
    Measure,
    RunReport,
    SystemResult,
    distance,
    measures_of,
    rate_of,
    value_of,
)
from evals.report_words import distance_words, figure_words, interval_words, ordered_findings, target_words
from evals.scores import Summary

# Of a group of cases: whether they pass, then why they do not.
_OF_A_GROUP: Final[tuple[str, ...]] = (
    *("passed", "correctness", "over_refusal", "hallucination", "gold_citation", "citation_recall"),
    *("citation_precision", "faithfulness", "answer_rate", "hit@3"),
)


def rates_table(run: RunReport, results: Sequence[SystemResult]) -> str:
    """All measures, the systems side by side, with target and distance."""
    rows = (
        f'<tr><th scope="row">{escaped(measure.label)}<small>{escaped(measure.meaning)}</small></th>'
        + "".join(
            _figure_cell(result.overall, measure.key, run.targets.get(measure.key), result.name) for result in results
        )
        + _target_cells(run, measure, results[0].overall)
        + "</tr>"
        for measure in measures_of(results)
    )
    head = ("Measure", *(escaped(result.name) for result in results), "Target", "Distance")
    return table("All cases, with 95 % Wilson intervals", head, rows, "stack")


def groups_table(caption: str, what: str, groups: Mapping[str, Summary], others: Sequence[SystemResult] = ()) -> str:
    """One row for each group of cases, with intervals; of the ``others``, how much of each kind passes."""
    measures = {measure.key: measure for measure in measures_of(())}
    rows = (
        f'<tr><th scope="row">{escaped(shown_name(name))}</th><td>{summary.cases}</td>'
        + _figure_cell(summary, "passed")
        + "".join(_figure_cell(other.kinds[name], "passed") if name in other.kinds else _NONE for other in others)
        + "".join(_figure_cell(summary, key) for key in _OF_A_GROUP[1:])
        + "</tr>"
        for name, summary in groups.items()
    )
    passed = (f"{escaped(other.name)} passes" for other in others)
    head = (what, "Cases", "Passed", *passed, *(escaped(measures[key].label) for key in _OF_A_GROUP[1:]))
    return table(caption, head, rows, "wide")


def violations_table(results: Sequence[SystemResult]) -> str:
    """How often each system did what is not tolerated."""
    sorts = dict.fromkeys((*SORTS, *sorted({one for result in results for one in result.overall.counts})))
    rows = (
        f'<tr><th scope="row">{escaped(sort)}</th>'
        + "".join(_count_cell(result.overall.counts.get(sort, 0)) for result in results)
        + "</tr>"
        for sort in sorts
    )
    return table("Tier 0: must be 0", ("Finding", *(escaped(result.name) for result in results)), rows)


def gate_table(run: RunReport) -> str:
    """What failed, open; what held, folded."""
    if not run.gate:
        return "<p>The gate did not run.</p>"
    found = ordered_findings(run)
    broken, held = [one for one in found if not one.passed], [one for one in found if one.passed]
    parts = []
    for caption, findings in (("Checks that fail", broken), ("Checks that hold", held)):
        if findings:
            rows = (
                f'<tr class="{"" if one.passed else "bad"}"><th scope="row">{escaped(one.name)}</th>'
                f'<td data-label="tier">{one.tier}</td>'
                f'<td data-label="result">{"holds" if one.passed else "FAILS"}</td>'
                f'<td class="whole">{escaped(one.detail)}</td></tr>'
                for one in findings
            )
            parts.append(table(caption, ("Check", "Tier", "Result", "Detail"), rows, "stack"))
    if not broken:
        return folded(f"All {len(held)} checks hold", parts[0])
    return parts[0] + (folded(f"{len(held)} checks hold", parts[1]) if held else "")


def baseline_lists(run: RunReport, linked: frozenset[str]) -> str:
    """The cases that flipped; those in ``linked`` are shown further down on the page."""
    if not run.broken and not run.mended:
        return "<p>No case flipped against the committed baseline.</p>"
    return "".join(
        f"<h3>{heading}: {len(ids)}</h3>" + (f"<ul>{''.join(_flips(run, ids, linked))}</ul>" if ids else "")
        for heading, ids in (("Broken", run.broken), ("Mended", run.mended))
    )


def agreement_table(agreement: Mapping[str, float]) -> str:
    """Cohen's κ by what was compared."""
    rows = (
        f'<tr><th scope="row">{escaped(name)}</th><td>{value:.2f}</td></tr>'
        for name, value in sorted(agreement.items())
    )
    return table("Agreement of the support checker", ("Compared with", "Cohen’s κ"), rows)


def disagreements_table(disagreements: Sequence[Disagreement], linked: frozenset[str]) -> str:
    """Every sentence on which gate and checker differ."""
    rows = (
        f"<tr><td>{case_link(one.case_id, linked)}</td><td>{indonesian(one.sentence)}</td>"
        f"<td>{'<br>'.join(map(escaped, one.cited)) or 'nothing'}</td>"
        f"<td>{escaped(one.gate)}</td><td>{escaped(one.checker)}</td></tr>"
        for one in disagreements
    )
    return table("Where gate and checker differ", ("Case", "Sentence", "Cites", "Gate", "Checker"), rows)


def case_link(case_id: str, linked: frozenset[str]) -> str:
    """A case's id, as a link where the page shows the case."""
    shown = f"<code>{escaped(case_id)}</code>"
    return f'<a href="#{case_anchor(case_id)}">{shown}</a>' if case_id in linked else shown


def case_anchor(case_id: str) -> str:
    """The HTML id of a case."""
    return f"case-{escaped(case_id)}"


def shown_name(name: str) -> str:
    """A kind or family as words."""
    return name.replace("_", " ")


_NONE: Final[str] = "<td>–</td>"


def _figure_cell(summary: Summary, key: str, target: float | None = None, label: str = "") -> str:
    """A figure with its interval; the label stands above it where there is no room for the head of the table."""
    cell = f'<td data-label="{escaped(label)}">' if label else "<td>"
    rate, value = rate_of(summary, key), value_of(summary, key)
    if rate is None or rate.value is None:
        return f"{cell}{figure_words(key, value)}</td>"
    bar = interval_bar(rate.value, rate.low, rate.high, target)
    return f"{cell}<b>{figure_words(key, value)}</b>{bar}<small>{interval_words(rate)}</small></td>"


def _target_cells(run: RunReport, measure: Measure, summary: Summary) -> str:
    target = run.targets.get(measure.key)
    if target is None:
        return "<td></td><td></td>"
    value = value_of(summary, measure.key)
    css_class = "short" if value is None or distance(measure, value, target) < 0 else "reached"
    return (
        f'<td data-label="target">{target_words(measure, target)}</td>'
        f'<td data-label="distance" class="{css_class}">{distance_words(measure, value, target)}</td>'
    )


def _count_cell(count: int) -> str:
    return f'<td class="{"short" if count else "reached"}">{count}</td>'


def _flips(run: RunReport, ids: Sequence[str], linked: frozenset[str]) -> Iterator[str]:
    for one in sorted(ids):
        case = run.cases.get(one)  # a case that is no longer there can still be in the baseline
        question = indonesian(case.question) if case else "(no longer a case)"
        yield f"<li>{case_link(one, linked)} {question}</li>"
