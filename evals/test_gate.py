"""The gate: every case is asked of the assistant of RAG_MODEL, and every rule must hold.

``pytest evals`` runs it alone. The report of the run is left in ``evals/report/``.
"""

from typing import Final

import pytest

from evals.findings import GateFinding
from evals.indexes import Variant
from evals.report import REPORT, write_report
from evals.runner import variant_of
from evals.suite import run_assistant, suite_cases
from evals.whole_run import run_evals
from rag.settings import load_settings

_SAMPLED: Final[int] = 6
"""Of so many cases one is asked of the plain model, too."""
_LEAST_DRAFTED: Final[int] = 20
"""Sentences in its own words, or nothing has been tried."""


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


def test_the_plain_model_gets_nothing_through_the_gate_either() -> None:
    """Without its adapter the bundled model invents, flips negations and cites nothing: what is shown is clean."""
    cases = [case for case in suite_cases() if variant_of(case) is Variant.WHOLE][::_SAMPLED]
    run = run_assistant(load_settings().model_copy(update={"model": "bundled-base"}), cases)
    assert [f"{one.case_id}: {one.error or one.violations}" for one in run.scores if one.error or one.violations] == []
    shown = [sentence for answer in run.answers.values() for sentence in answer.sentences]
    assert sum(sentence.origin == "llm" for sentence in shown) >= _LEAST_DRAFTED, "the model wrote hardly anything"
