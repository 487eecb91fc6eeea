"""The gate against made-up scores: a perfect set passes, and each sabotage fails for its own reason.

All sets are made from one that is perfect: thirty cases of every kind, what cannot be answered refused.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from evals.baseline import (
    CEILINGS,
    KIND_RATES,
    WHOLE,
    WHOLE_RATES,
    Baseline,
    Floor,
    Floors,
    compare,
    load_baseline,
    load_floors,
    measure,
    new_baseline,
    raise_floors,
    save_baseline,
    save_floors,
)
from evals.cases import UNANSWERABLE, Kind
from evals.findings import GateFinding
from evals.gate import check_gate
from evals.scores import CaseScore

MODEL = "bundled"
SORTS = ["contract", "citation", "quote", "number", "name", "restriction", "negation", "canary"]


def perfect_score(case_id: str, kind: Kind) -> CaseScore:
    answered = kind not in UNANSWERABLE
    return CaseScore(
        case_id=case_id,
        family="humas",
        kind=kind.value,
        split="development",
        answerable=answered,
        answered=answered,
        error="",
        gold_rank=1 if answered else None,
        reciprocal_rank=float(answered),
        ndcg=float(answered),
        sentences=2 * answered,
        supported_sentences=2 * answered,
        citations=2 * answered,
        precise_citations=2 * answered,
        cites_gold=answered,
        only_gold_documents=answered,
        correct=True,
        missing_facts=(),
        said_forbidden=(),
        violations=(),
        passed=True,
        first_sentence_seconds=0.1,
        total_seconds=0.2,
        retrieve_seconds=0.1,
        faithful_sentences=2 * answered,
    )


PERFECT = tuple(perfect_score(f"{kind.value}-{number:02}", kind) for kind in Kind for number in range(30))
FIRST_IDS = [f"{kind.value}-00" for kind in Kind]


def changed(scores: Sequence[CaseScore], ids: Iterable[str], **changes: Any) -> list[CaseScore]:
    """The same scores, those of some cases replaced in part."""
    chosen = set(ids)
    assert chosen <= {one.case_id for one in scores}
    return [replace(one, **changes) if one.case_id in chosen else one for one in scores]


def floors_of(scores: Sequence[CaseScore]) -> Floors:
    return raise_floors(Floors(MODEL, {}), measure(scores), date="2026-01-31")


def gate(
    scores: Sequence[CaseScore],
    baseline: Sequence[CaseScore] = PERFECT,
    floors: Floors | None = None,
    judged: Sequence["Verdict"] | None = None,
) -> list[GateFinding]:
    return check_gate(
        scores, new_baseline(MODEL, baseline), judged=judged, floors=floors_of(PERFECT) if floors is None else floors
    )


def failing(findings: Iterable[GateFinding]) -> set[tuple[int, str]]:
    return {(one.tier, one.name) for one in findings if not one.passed}


def detail(findings: Iterable[GateFinding], name: str) -> str:
    [found] = [one for one in findings if one.name == name]
    return found.detail


def test_a_perfect_run_passes_every_rule() -> None:
    assert failing(gate(PERFECT)) == set()


def test_every_finding_has_a_name_of_its_own_and_one_line() -> None:
    findings = gate(changed(PERFECT, FIRST_IDS, error="first line\nsecond line"), judged=[])
    assert len({one.name for one in findings}) == len(findings)
    assert all(one.detail and "\n" not in one.detail for one in findings)


# Tier 0


@pytest.mark.parametrize("sort", SORTS)
def test_a_single_violation_of_any_sort_fails_with_its_case(sort: str) -> None:
    findings = gate(changed(PERFECT, ["fact-07"], violations=(f"{sort}: something",)))
    assert failing(findings) == {(0, sort)}
    assert "fact-07" in detail(findings, sort)


def test_each_sort_is_reported_also_where_there_is_none() -> None:
    assert [one.name for one in gate(PERFECT) if one.tier == 0] == [*SORTS, "error"]


def test_a_violation_of_an_unknown_sort_fails_as_well() -> None:
    assert failing(gate(changed(PERFECT, ["fact-07"], violations=("colour: blue",)))) == {(0, "colour")}


def test_an_answer_that_failed_with_an_error_fails_the_gate() -> None:
    findings = gate(changed(PERFECT, ["fits-03"], error="the model died"))
    assert failing(findings) == {(0, "error")}
    assert "fits-03 (the model died)" in detail(findings, "error")


def test_the_first_of_many_violations_are_named_and_the_others_counted() -> None:
    ids = [f"fact-{number:02}" for number in range(12)]
    text = detail(gate(changed(PERFECT, ids, violations=("number: 7",))), "number")
    assert all(one in text for one in ids[:5])
    assert ids[5] not in text
    assert "7 more" in text


# Tier 1: enough cases


def test_fewer_than_300_cases_are_too_few() -> None:
    assert (1, "cases") in failing(gate(PERFECT[:299]))
    assert (1, "cases") not in failing(gate(PERFECT[:300]))


def test_fewer_than_30_cases_of_a_kind_are_too_few() -> None:
    scores = [one for one in PERFECT if one.case_id != "conflict-29"]
    findings = gate(scores, scores, floors_of(scores))
    assert failing(findings) == {(1, "cases of each kind")}
    assert "conflict (29)" in detail(findings, "cases of each kind")


def test_a_kind_without_any_case_is_missed_and_so_are_its_rates() -> None:
    scores = [one for one in PERFECT if one.kind != Kind.REMOVED]
    findings = gate(scores, scores)
    assert failing(findings) == {(1, "cases of each kind"), (1, "removed: passed"), (1, "removed: hallucination")}
    assert "removed (0)" in detail(findings, "cases of each kind")


def test_no_scores_at_all_do_not_pass() -> None:
    assert {(1, "cases"), (1, "cases of each kind"), (1, "passed")} <= failing(gate([], PERFECT))


def test_a_case_cannot_be_counted_twice() -> None:
    findings = gate([*PERFECT, PERFECT[0]])
    assert failing(findings) == {(1, "cases scored twice")}
    assert PERFECT[0].case_id in detail(findings, "cases scored twice")


# Tier 1: floors and ceilings


def moved(floors: Floors, part: str, name: str, bound: float) -> Floors:
    rates = {**floors.parts[part], name: replace(floors.parts[part][name], bound=bound)}
    return Floors(floors.model, {**floors.parts, part: rates})


@pytest.mark.parametrize("name", WHOLE_RATES)
def test_each_rate_of_the_whole_is_held_against_its_own_bound(name: str) -> None:
    out_of_reach = 0.0 if name in CEILINGS else 1.0  # no Wilson interval of a finite sample excludes these
    findings = gate(PERFECT, floors=moved(floors_of(PERFECT), WHOLE, name, out_of_reach))
    assert failing(findings) == {(1, name)}


@pytest.mark.parametrize("name", KIND_RATES)
def test_each_rate_of_a_kind_is_held_against_its_own_bound(name: str) -> None:
    kind, out_of_reach = "removed" if name == "hallucination" else "fact", 0.0 if name in CEILINGS else 1.0
    findings = gate(PERFECT, floors=moved(floors_of(PERFECT), kind, name, out_of_reach))
    assert failing(findings) == {(1, f"{kind}: {name}")}


@pytest.mark.parametrize("shown", [0, 1, 12])
def test_fewer_sentences_where_none_should_be_shown_break_no_floor(shown: int) -> None:
    ids = [f"removed-{number:02}" for number in range(shown)]
    answered = {"answered": True, "sentences": 1, "supported_sentences": 1, "faithful_sentences": 1}
    floor = {"faithfulness": Floor(0.99, 1.0, "2026-01-31")}
    part = {**floors_of(PERFECT).parts["removed"], **floor}
    floors = Floors(MODEL, {**floors_of(PERFECT).parts, "removed": part})

    def fails(scores: Sequence[CaseScore]) -> bool:
        return (1, "removed: faithfulness") in failing(gate(scores, floors=floors))

    assert not fails(changed(PERFECT, ids, **answered))
    if ids:
        assert fails(changed(PERFECT, ids, **{**answered, "faithful_sentences": 0}))


def test_every_kind_has_its_own_floor() -> None:
    floored = {one.name for one in gate(PERFECT)}
    assert {f"{kind.value}: passed" for kind in Kind} <= floored


def test_the_interval_counts_and_not_the_rate_itself() -> None:
    # 30 of 30: the lower bound is 30 / (30 + 1.96²) = 0.8865, though the rate is 1.
    assert failing(gate(PERFECT, floors=moved(floors_of(PERFECT), "fact", "passed", 0.8864))) == set()
    findings = gate(PERFECT, floors=moved(floors_of(PERFECT), "fact", "passed", 0.8866))
    assert failing(findings) == {(1, "fact: passed")}
    # None of 30: the upper bound is 1.96² / (30 + 1.96²) = 0.1135, though the rate is 0.
    assert failing(gate(PERFECT, floors=moved(floors_of(PERFECT), "fact", "over_refusal", 0.1136))) == set()
    findings = gate(PERFECT, floors=moved(floors_of(PERFECT), "fact", "over_refusal", 0.1134))
    assert failing(findings) == {(1, "fact: over_refusal")}


def test_a_broken_floor_is_explained() -> None:
    findings = gate(PERFECT, floors=moved(floors_of(PERFECT), "fact", "passed", 0.95))
    text = detail(findings, "fact: passed")
    assert all(one in text for one in ("30 of 30", "0.8865", "floor 0.9500", "2026-01-31", "mend"))


def test_a_loss_in_one_kind_is_not_hidden_by_the_others() -> None:
    scores = changed(PERFECT, ["conflict-00", "conflict-01", "conflict-02"], passed=False)
    assert failing(gate(scores)) == {(1, "conflict: passed")}


def test_a_rate_without_a_floor_fails_and_says_how_to_set_it() -> None:
    parts = floors_of(PERFECT).parts
    lacking = {name: floor for name, floor in parts["fact"].items() if name != "passed"}
    findings = gate(PERFECT, floors=Floors(MODEL, {**parts, "fact": lacking}))
    assert failing(findings) == {(1, "fact: passed")}
    assert "python -m evals floors --raise" in detail(findings, "fact: passed")


def test_a_rate_of_the_whole_that_cannot_be_measured_fails_even_without_a_floor() -> None:
    scores = [never_refuse(one) for one in PERFECT]
    floors = floors_of(scores)
    assert "abstention_precision" not in floors.parts[WHOLE]
    assert failing(gate(scores, scores, floors)) == {(1, "abstention_precision")}


def test_a_floor_of_what_the_suite_no_longer_knows_fails() -> None:
    floor = Floor(0.5, 0.6, "2026-01-31")
    parts = floors_of(PERFECT).parts
    floors = Floors(MODEL, {**parts, "fact": {**parts["fact"], "charm": floor}, "poems": {"passed": floor}})
    assert failing(gate(PERFECT, floors=floors)) == {(1, "fact: charm"), (1, "poems: passed")}


def test_a_model_without_committed_floors_does_not_pass() -> None:
    findings = check_gate(PERFECT, new_baseline("no-such-model", PERFECT))
    assert {(1, name) for name in WHOLE_RATES} <= failing(findings)


def test_floors_of_another_model_are_refused() -> None:
    with pytest.raises(ValueError, match="other.*bundled"):
        gate(PERFECT, floors=replace(floors_of(PERFECT), model="other"))


# Tier 1: regression


def test_five_broken_cases_are_more_than_chance_and_four_are_not() -> None:
    broken = FIRST_IDS[:5]
    assert failing(gate(changed(PERFECT, broken[:4], passed=False))) == set()
    findings = gate(changed(PERFECT, broken, passed=False))
    assert failing(findings) == {(1, "sign test")}
    assert all(one in detail(findings, "sign test") for one in (*broken, "python -m evals baseline"))


def test_mended_cases_stand_against_broken_ones() -> None:
    scores = changed(PERFECT, FIRST_IDS[:5], passed=False)
    before = changed(PERFECT, FIRST_IDS[5:8], passed=False)
    findings = gate(scores, before)
    assert failing(findings) == set()  # p = P(X ≥ 5 of 8) = 93/256
    assert all(f"broken: {', '.join(sorted(FIRST_IDS[:5]))}" in detail(findings, name) for name in REGRESSION)
    assert all(f"mended: {', '.join(sorted(FIRST_IDS[5:8]))}" in detail(findings, name) for name in REGRESSION)


REGRESSION = ("sign test", "net broken cases")


def test_a_net_loss_fails_also_where_so_much_flips_that_it_may_be_chance() -> None:
    before = changed(PERFECT, [f"fact-{number:02}" for number in range(12)], passed=False)
    ids = [f"fits-{number:02}" for number in range(21)]
    nine = changed(PERFECT, ids, passed=False)  # 21 broken, 12 mended: p = 0.08
    findings = gate(nine, before, floors_of(nine))
    assert failing(findings) == {(1, "net broken cases")}
    assert all(one in detail(findings, "net broken cases") for one in (*ids, "python -m evals baseline"))
    eight = changed(PERFECT, ids[:20], passed=False)
    assert failing(gate(eight, before, floors_of(eight))) == set()


def test_a_vanished_case_fails() -> None:
    scores = [*PERFECT, perfect_score("fact-30", Kind.FACT)]
    findings = gate(PERFECT, scores)
    assert failing(findings) == {(1, "vanished cases")}
    assert "fact-30" in detail(findings, "vanished cases")


def test_a_new_case_is_listed_and_passes() -> None:
    findings = gate([*PERFECT, perfect_score("fact-30", Kind.FACT)])
    assert failing(findings) == set()
    assert "fact-30" in detail(findings, "new cases")


def test_a_model_without_a_baseline_does_not_pass_and_is_told_how_to_get_one() -> None:
    findings = check_gate(PERFECT, Baseline(MODEL, {}), floors=floors_of(PERFECT))
    assert failing(findings) == {(1, "baseline")}
    assert "python -m evals baseline" in detail(findings, "baseline")


# Tier 2


@dataclass(frozen=True, slots=True)
class Verdict:
    case_id: str
    recorded: bool = True
    supported: bool | None = True


def verdicts(scored: int, unscored: int = 0, missing: int = 0) -> list[Verdict]:
    return [
        *(Verdict(f"scored-{number}") for number in range(scored)),
        *(Verdict(f"unscored-{number}", supported=None) for number in range(unscored)),
        *(Verdict(f"missing-{number}", recorded=False, supported=None) for number in range(missing)),
    ]


def test_without_a_judge_there_is_no_tier_2() -> None:
    assert {one.tier for one in gate(PERFECT)} == {0, 1}
    assert {one.tier for one in gate(PERFECT, judged=verdicts(1))} == {0, 1, 2}


def test_one_missing_recording_fails_and_is_named() -> None:
    findings = gate(PERFECT, judged=verdicts(99, missing=1))
    assert failing(findings) == {(2, "missing recordings")}
    assert all(one in detail(findings, "missing recordings") for one in ("missing-0", "RAG_JUDGE"))


def test_more_than_5_percent_unscored_fail() -> None:
    assert failing(gate(PERFECT, judged=verdicts(95, unscored=5))) == set()
    findings = gate(PERFECT, judged=verdicts(94, unscored=6))
    assert failing(findings) == {(2, "unscored replies")}
    assert "unscored-0" in detail(findings, "unscored replies")


def test_missing_recordings_do_not_thin_out_the_unscored() -> None:
    findings = gate(PERFECT, judged=verdicts(94, unscored=6, missing=100))
    assert failing(findings) == {(2, "missing recordings"), (2, "unscored replies")}


def test_zero_scored_sentences_fail() -> None:
    assert failing(gate(PERFECT, judged=[])) == {(2, "scored sentences")}
    assert (2, "scored sentences") in failing(gate(PERFECT, judged=verdicts(0, unscored=3)))


def test_a_sentence_judged_unsupported_is_scored_all_the_same() -> None:
    findings = gate(PERFECT, judged=[Verdict("fact-00", supported=False), Verdict("fact-01")])
    assert failing(findings) == set()
    assert detail(findings, "scored sentences") == "2 sentences, 1 of them supported"


# Sabotaged runs: the reasons, and what must not be blamed


def always_refuse(one: CaseScore) -> CaseScore:
    if not one.answerable:
        return one
    nothing = {"sentences": 0, "supported_sentences": 0, "faithful_sentences": 0, "citations": 0}
    return replace(
        one,
        **nothing,
        precise_citations=0,
        answered=False,
        cites_gold=False,
        only_gold_documents=False,
        correct=False,
        passed=one.kind == Kind.FALSE_PREMISE,
    )


def never_refuse(one: CaseScore) -> CaseScore:
    if one.answerable:
        return one
    return replace(one, answered=True, sentences=1, citations=1, correct=False, passed=False)


def cite_the_neighbour(one: CaseScore) -> CaseScore:
    if not one.answerable:
        return one
    return replace(
        one,
        supported_sentences=0,
        precise_citations=0,
        cites_gold=False,
        only_gold_documents=False,
        passed=False,
    )


def shuffle_retrieval(one: CaseScore) -> CaseScore:
    return replace(one, gold_rank=None, reciprocal_rank=0.0, ndcg=0.0)


def invent(one: CaseScore) -> CaseScore:
    return replace(one, supported_sentences=0, faithful_sentences=0, precise_citations=0)


def alter_numbers(one: CaseScore) -> CaseScore:
    return replace(one, violations=("number: 12",), passed=False) if one.kind == Kind.NUMBERS else one


@pytest.mark.parametrize(
    ("sabotage", "blamed", "not_blamed"),
    [
        (
            always_refuse,
            {"over_refusal", "fact: over_refusal", "faithfulness", "abstention_precision", "correctness", "sign test"},
            {"hallucination", "abstention_recall", "hit@1", "number", "false_premise_pass"},
        ),
        (
            never_refuse,
            {"hallucination", "abstention_recall", "removed: hallucination", "removed: passed", "sign test"},
            {"over_refusal", "correctness", "hit@1", "fact: passed", "fact: faithfulness"},
        ),
        (
            cite_the_neighbour,
            {"citation_recall", "citation_precision", "gold_citation", "only_gold_documents", "fact: gold_citation"},
            {"faithfulness", "correctness", "hallucination", "over_refusal", "hit@1"},
        ),
        (
            shuffle_retrieval,
            {"hit@1", "hit@3", "hit@10"},
            {"passed", "gold_citation", "faithfulness", "sign test"},
        ),
        (
            invent,
            {"faithfulness", "citation_recall", "fact: faithfulness"},
            {"correctness", "gold_citation", "over_refusal"},
        ),
        (
            alter_numbers,
            {"number", "numbers: passed", "sign test", "net broken cases"},
            {"name", "error", "fact: passed", "faithfulness"},
        ),
    ],
)
def test_a_sabotaged_run_fails_for_the_right_reason(
    sabotage: Callable[[CaseScore], CaseScore], blamed: set[str], not_blamed: set[str]
) -> None:
    findings = gate([sabotage(one) for one in PERFECT])
    assert (blamed | not_blamed) <= {one.name for one in findings}
    failed = {name for _, name in failing(findings)}
    assert blamed <= failed
    assert not not_blamed & failed


# The ratchet


def test_floors_are_what_was_measured_less_the_margin() -> None:
    floors = floors_of(PERFECT)
    # 630 cases less 2 %, rounded up, are 617; the Wilson lower bound of 617/630 is 0.9650 (and of 28/30, 0.7868).
    assert floors.parts[WHOLE]["passed"] == Floor(
        bound=pytest.approx(0.9650, abs=2e-4), measured=1.0, date="2026-01-31"
    )
    assert floors.parts["fact"]["passed"].bound == pytest.approx(0.7868, abs=2e-4)
    # None of 30 refused, and 2 given away: the Wilson upper bound of 2/30 is 0.2132.
    assert floors.parts["fact"]["over_refusal"].bound == pytest.approx(0.2132, abs=2e-4)


def test_a_margin_of_whole_cases_is_not_one_more_by_rounding() -> None:
    hundred = [perfect_score(f"fact-{number:03}", Kind.FACT) for number in range(100)]
    floors = raise_floors(Floors(MODEL, {}), measure(hundred), date="2026-01-31", kind_margin=0.07)
    # 0.07 × 100 is 7.000000000000001; the Wilson lower bound of 93/100 is 0.8625, of 92/100 0.8501.
    assert floors.parts["fact"]["passed"].bound == pytest.approx(0.8625, abs=2e-4)


def test_a_rate_with_nothing_to_count_gets_no_floor() -> None:
    parts = floors_of(PERFECT).parts
    assert "hallucination" not in parts["fact"]
    assert "over_refusal" not in parts["removed"]


@pytest.mark.parametrize("lost", [0, 1, 7, 29])
def test_the_measured_run_itself_passes_without_any_margin(lost: int) -> None:
    scores = changed(PERFECT, [f"fact-{number:02}" for number in range(lost)], passed=False, supported_sentences=1)
    floors = raise_floors(Floors(MODEL, {}), measure(scores), 0.0, date="2026-01-31", kind_margin=0.0)
    assert failing(gate(scores, scores, floors)) == set()


def test_without_a_margin_one_more_lost_case_breaks_the_floor() -> None:
    floors = raise_floors(Floors(MODEL, {}), measure(PERFECT), 0.0, date="2026-01-31", kind_margin=0.0)
    scores = changed(PERFECT, ["fact-00"], passed=False)
    assert failing(gate(scores, floors=floors)) == {(1, "passed"), (1, "fact: passed")}


def test_better_figures_raise_floors_and_lower_ceilings() -> None:
    poor = [always_refuse(one) if one.case_id.endswith(("0", "1", "2")) else one for one in PERFECT]
    old = floors_of(poor)
    new = raise_floors(old, measure(PERFECT), date="2026-02-28")
    for part, name in ((WHOLE, "passed"), ("fact", "passed")):
        assert new.parts[part][name].bound > old.parts[part][name].bound
        assert new.parts[part][name].date == "2026-02-28"
    assert new.parts[WHOLE]["over_refusal"].bound < old.parts[WHOLE]["over_refusal"].bound


@pytest.mark.parametrize("sabotage", [always_refuse, never_refuse, cite_the_neighbour, shuffle_retrieval, invent])
def test_worse_figures_move_nothing(sabotage: Callable[[CaseScore], CaseScore]) -> None:
    old = floors_of(PERFECT)
    new = raise_floors(old, measure([sabotage(one) for one in PERFECT]), date="2026-02-28")
    for part, rates in old.parts.items():
        assert new.parts[part].items() >= rates.items()


def test_floors_of_what_is_no_longer_measured_stay() -> None:
    old = floors_of(PERFECT)
    new = raise_floors(old, measure([one for one in PERFECT if one.kind != Kind.REMOVED]), date="2026-02-28")
    assert new.parts["removed"] == old.parts["removed"]


def test_raising_leaves_the_old_record_alone() -> None:
    old = Floors(MODEL, {"fact": {"passed": Floor(0.1, 0.2, "2026-01-01")}})
    raise_floors(old, measure(PERFECT), date="2026-02-28")
    assert old.parts == {"fact": {"passed": Floor(0.1, 0.2, "2026-01-01")}}


# The committed files


def test_a_baseline_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = new_baseline(MODEL, changed(PERFECT, ["fact-00"], passed=False))
    save_baseline(baseline, path)
    assert load_baseline(MODEL, path) == baseline
    assert baseline.passed["fact-00"] is False
    assert baseline.passed["fact-01"] is True


def test_floors_are_read_back_as_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    save_floors(floors_of(PERFECT), path)
    assert load_floors(MODEL, path) == floors_of(PERFECT)


def test_the_file_does_not_depend_on_the_order_of_cases_or_models(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for path, models, scores in ((one, "ab", PERFECT), (other, "ba", PERFECT[::-1])):
        for model in models:
            save_baseline(new_baseline(model, scores), path)
    assert one.read_bytes() == other.read_bytes()
    assert list(json.loads(one.read_text("utf-8"))["a"]) == sorted(score.case_id for score in PERFECT)


def test_saving_one_model_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    save_baseline(Baseline("none", {"fact-00": False}), path)
    save_baseline(Baseline(MODEL, {"fact-00": True, "fact-01": True}), path)
    save_baseline(Baseline(MODEL, {"fact-00": True}), path)
    assert load_baseline("none", path).passed == {"fact-00": False}
    assert load_baseline(MODEL, path).passed == {"fact-00": True}


def test_what_was_never_committed_is_empty(tmp_path: Path) -> None:
    assert load_baseline(MODEL, tmp_path / "baseline.json") == Baseline(MODEL, {})
    assert load_floors(MODEL, tmp_path / "floors.json") == Floors(MODEL, {})


@pytest.mark.parametrize("load", [load_baseline, load_floors])
@pytest.mark.parametrize(
    "content", ["{", "[]", '{"bundled": []}', '{"bundled": {"fact": 1}}', '{"bundled": {"a": {}, "b": []}}']
)
def test_a_damaged_file_is_named(load: Callable[[str, Path], object], content: str, tmp_path: Path) -> None:
    path = tmp_path / "committed.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^committed\.json.*restore"):
        load(MODEL, path)


def test_a_baseline_takes_each_case_once() -> None:
    with pytest.raises(ValueError, match="once"):
        new_baseline(MODEL, [PERFECT[0], PERFECT[0]])


def test_cases_are_paired_by_their_id() -> None:
    baseline = Baseline(MODEL, {"fact-03": True, "fact-02": True, "fact-01": False, "gone": False, "fact-00": True})
    scores = changed(PERFECT[:5], ["fact-02", "fact-03"], passed=False)
    found = compare(baseline, scores)
    assert found.broken == ("fact-02", "fact-03")
    assert found.mended == ("fact-01",)
    assert found.new == ("fact-04",)
    assert found.vanished == ("gone",)
