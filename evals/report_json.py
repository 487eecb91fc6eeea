"""The report for machines: everything of a run that two runs have in common, and its durations apart from that."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from evals.answers import GivenAnswer
from evals.cases import Case
from evals.report_data import (
    RunReport,
    SystemResult,
    distance,
    duration_means,
    failing,
    gate_passed,
    measures_of,
    plain_means,
    results_of,
    value_of,
)
from evals.report_words import ordered_findings
from evals.scores import CaseScore, Summary

_DECIMALS: Final[int] = 6
_SECONDS: Final[tuple[str, ...]] = ("first_sentence_seconds", "retrieve_seconds", "total_seconds")


def report_object(run: RunReport) -> dict[str, Any]:
    """The report as a JSON object; whatever differs between two equal runs stands under ``timings``."""
    results = results_of(run)
    return {
        "agreement": {name: _rounded(value) for name, value in run.agreement.items()},
        "baseline": {"broken": sorted(run.broken), "mended": sorted(run.mended)},
        "cases": {one: _case(case) for one, case in run.cases.items()},
        "disagreements": [asdict(one) for one in run.disagreements],
        "failing": {result.name: [score.case_id for score in failing(result)] for result in results},
        "gate": {
            "ran": bool(run.gate),
            "passed": gate_passed(run),
            "findings": [asdict(one) for one in ordered_findings(run)],
        },
        "model": run.model,
        "systems": [_system(result, run.answers[result.name]) for result in results],
        "targets": _targets(run, results),
        "timings": {result.name: _timings(result) for result in results},
    }


def _system(result: SystemResult, answers: Mapping[str, GivenAnswer]) -> dict[str, Any]:
    return {
        "name": result.name,
        "summary": _summary(result.overall),
        "kinds": {name: _summary(one) for name, one in result.kinds.items()},
        "families": {name: _summary(one) for name, one in result.families.items()},
        "splits": {name: _summary(one) for name, one in result.splits.items()},
        "cases": [
            {"score": _without_seconds(score), "answer": _without_seconds(answers[score.case_id])}
            for score in result.scores
        ],
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "cases": summary.cases,
        "rates": {
            name: {
                "value": _rounded(rate.value),
                # Of nothing there is no interval.
                "low": _rounded(rate.low) if rate.total else None,
                "high": _rounded(rate.high) if rate.total else None,
                "count": rate.count,
                "total": rate.total,
            }
            for name, rate in summary.rates.items()
        },
        "means": {name: _rounded(value) for name, value in plain_means(summary).items()},
        "violations": dict(summary.counts),
    }


def _targets(run: RunReport, results: list[SystemResult]) -> dict[str, Any]:
    """Each target with the distance of the assistant, which is negative where it falls short."""
    found: dict[str, Any] = {}
    for measure in measures_of(results):
        if measure.key in run.targets:
            target, value = run.targets[measure.key], value_of(results[0].overall, measure.key)
            beyond = None if value is None else distance(measure, value, target)
            found[measure.key] = {
                "target": target,
                "distance": _rounded(beyond),
                "reached": beyond is not None and beyond >= 0,
            }
    return found


def _timings(result: SystemResult) -> dict[str, Any]:
    return {
        "summary": {name: _rounded(value) for name, value in duration_means(result.overall).items()},
        "cases": {
            score.case_id: {name: _rounded(getattr(score, name)) for name in _SECONDS} for score in result.scores
        },
    }


def _case(case: Case) -> dict[str, Any]:
    row = asdict(case)
    del row["id"]
    return row


def _without_seconds(record: CaseScore | GivenAnswer) -> dict[str, Any]:
    row = asdict(record)
    for name in _SECONDS:
        del row[name]
    return {name: _rounded(value) if isinstance(value, float) else value for name, value in row.items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
