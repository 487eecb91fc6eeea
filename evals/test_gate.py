"""The gate: every case is asked of the assistant of RAG_MODEL, and every rule must hold.

``pytest evals`` runs it alone. The report of the run is left in ``evals/report/``.
"""

import pytest

from evals.findings import GateFinding
from evals.report import REPORT, write_report
from evals.suite import suite_cases
from evals.whole_run import run_evals
from rag.settings import load_settings


@pytest.fixture(scope="session")
def findings() -> list[GateFinding]:
    """What the gate finds, of one run of all cases."""
    report = run_evals(load_settings(), suite_cases())
    write_report(REPORT, report)
    return list(report.gate)


def test_nothing_happens_that_is_not_tolerated_at_all(findings: list[GateFinding]) -> None:
    tier = [one for one in findings if one.tier == 0]
    assert tier, "the gate did not run"
    assert [f"{one.name}: {one.detail}" for one in tier if not one.passed] == []


def test_no_rate_is_below_its_floor_and_no_case_is_worse_than_in_the_baseline(findings: list[GateFinding]) -> None:
    """And, where there are recordings of a judge model, none is missing or unreadable."""
    tiers = [one for one in findings if one.tier > 0]
    assert tiers, "the gate did not run"
    assert [f"{one.name}: {one.detail}" for one in tiers if not one.passed] == []
