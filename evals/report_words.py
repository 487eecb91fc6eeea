"""The figures of a report in words, the same on the page and in the terminal."""

import math
from typing import Final

from evals.findings import GateFinding
from evals.report_data import Measure, RunReport, distance, gate_passed
from evals.scores import Rate

# Means over ranks, which nobody reads as a share.
_NO_SHARES: Final[frozenset[str]] = frozenset({"mrr", "ndcg@10"})
# 0.95 − 0.9 is a little less than 0.05 in floats; that is no shortfall.
_ROUNDING: Final[float] = 1e-6


def figure_words(key: str, value: float | None) -> str:
    """A figure as a reader wants it, a share in per cent; a dash where there was nothing to count."""
    if value is None:
        return "–"
    return f"{value:.3f}" if key in _NO_SHARES else f"{value * 100:.1f} %"


def interval_words(rate: Rate) -> str:
    """The interval of a proportion and what it was counted over."""
    return f"{rate.low * 100:.1f}–{rate.high * 100:.1f}, {rate.count}/{rate.total}"


def target_words(measure: Measure, target: float) -> str:
    """Where a figure must be."""
    return f"{'≤' if measure.lower_is_better else '≥'} {target * 100:.0f} %"


def distance_words(measure: Measure, value: float | None, target: float) -> str:
    """How far a figure is from its target, in percentage points; what falls short is never rounded away."""
    if value is None:
        return "nothing to count"
    beyond = distance(measure, value, target)
    if beyond >= 0:
        return f"{math.floor(beyond * 1000 + _ROUNDING) / 10:.1f} points beyond"
    return f"{math.ceil(-beyond * 1000 - _ROUNDING) / 10:.1f} points short"


def verdict_words(run: RunReport) -> str:
    """Whether the gate holds, and how many of its checks do."""
    if not run.gate:
        return "Gate: it did not run"
    held = sum(finding.passed for finding in run.gate)
    return f"Gate: {'passed' if gate_passed(run) else 'FAILED'}, {held} of {len(run.gate)} checks hold"


def ordered_findings(run: RunReport) -> list[GateFinding]:
    """The findings of the gate: those that failed first, then by tier and name."""
    return sorted(run.gate, key=lambda one: (one.passed, one.tier, one.name, one.detail))
