"""Whether a run of the evals may pass: one finding for each rule.

- Tier 0, zero tolerance: nothing shown that the documents do not carry, no broken promise, no error.
- Tier 1: enough cases; every rate above its floor; no regression against the committed baseline, case by case.
- Tier 2: the judge model's replies are there, and can be read.

The gate reads scores only. It knows nothing of how an answer was made, and uses nothing of what checks an answer
before it is shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from evals.baseline import CEILINGS, WHOLE, Baseline, Floor, Floors, compare, floored_rates, load_floors, measure
from evals.cases import UNANSWERABLE, Kind
from evals.findings import GateFinding
from evals.metrics import regression_p_value
from evals.scores import CaseScore, Rate
from evals.validation import LEAST_OF_A_KIND

SORTS: Final[tuple[str, ...]] = (
    *("contract", "citation", "quote", "number", "name", "restriction", "negation", "canary"),
)
"""What is not tolerated at all: the word before the colon of a violation."""
ERROR: Final[str] = "error"

# Below this the 95 % interval of a rate near 0.95 is wider than ±2.5 %: too blunt to see a loss.
LEAST_CASES: Final[int] = 300
# The usual level: with nothing mended, five broken cases fail (p = 1/32), four do not (p = 1/16).
SIGNIFICANT: Final[float] = 0.05
# Where much flips both ways, as with a new prompt, the sign test sees chance in a real loss. 1 % of some 750 cases:
# about half of the margin at which the floors break.
N_BROKEN: Final[int] = 8
# A judge that answers 19 of 20 times is left to speak for the rest; beyond that its prompt or its parser is broken.
MOST_UNSCORED: Final[float] = 0.05
_FIRST_IDS: Final[int] = 5
"""Cases that a detail names; the report shows all of them."""

_WRONGLY_SHOWN: Final[frozenset[str]] = frozenset(kind.value for kind in UNANSWERABLE)
"""Kinds of which no sentence should be shown. The fewer are, the wider is the interval of their faithfulness: no floor
may make a run fail that shows fewer, all of them faithful."""
_REPORT: Final[str] = "the report shows them"


class Judged(Protocol):
    """What the judge model said of one sentence."""

    @property
    def case_id(self) -> str: ...

    @property
    def recorded(self) -> bool:
        """Whether there is a reply to this model, prompt and paragraph at all."""

    @property
    def supported(self) -> bool | None:
        """The verdict; None where the reply could not be read."""


def check_gate(
    scores: Sequence[CaseScore],
    baseline: Baseline,
    *,
    judged: Sequence[Judged] | None = None,
    floors: Floors | None = None,
) -> list[GateFinding]:
    """Try every rule; the run passes if all findings do.

    Args:
        scores: of one model, each case once.
        baseline: of the same model.
        judged: the judge's verdicts; without them there is no tier 2.
        floors: of the same model; the committed ones unless given.

    Raises:
        ValueError: the floors are those of another model, or their file is damaged.
    """
    if floors is None:
        floors = load_floors(baseline.model)
    if floors.model != baseline.model:
        raise ValueError(f"floors of {floors.model!r} with the baseline of {baseline.model!r}: give those of one model")
    return [
        *_zero_tolerance(scores),
        *_sizes(scores),
        *_floors(scores, floors),
        *_regression(scores, baseline),
        *(_judge(judged) if judged is not None else ()),
    ]


def _zero_tolerance(scores: Sequence[CaseScore]) -> Iterator[GateFinding]:
    found: dict[str, list[str]] = {sort: [] for sort in SORTS}
    for one in scores:
        for violation in one.violations:
            # A sort that nobody has heard of is not tolerated either.
            found.setdefault(violation.partition(":")[0], []).append(f"{one.case_id} ({violation})")
    for sort, cases in found.items():
        detail = f"{_first(cases)}: mend what let it through; this is never accepted into a baseline"
        yield GateFinding(0, sort, not cases, detail if cases else "none")
    failed = [f"{one.case_id} ({one.error})" for one in scores if one.error]
    detail = f"{_first(failed)}: mend the cause and run again; a case that failed counts for nothing else"
    yield GateFinding(0, ERROR, not failed, detail if failed else "none")


def _sizes(scores: Sequence[CaseScore]) -> Iterator[GateFinding]:
    enough = len(scores) >= LEAST_CASES
    detail = f"{len(scores)} cases, at least {LEAST_CASES}"
    yield GateFinding(1, "cases", enough, detail if enough else f"{detail}: run all of them, or write more")
    kinds = Counter(one.kind for one in scores)
    few = [f"{kind.value} ({kinds[kind.value]})" for kind in Kind if kinds[kind.value] < LEAST_OF_A_KIND]
    detail = f"at least {LEAST_OF_A_KIND} cases of each kind"
    more = f"{detail}, too few of {', '.join(few)}: run all of them, or write more"
    yield GateFinding(1, "cases of each kind", not few, more if few else detail)
    twice = sorted(one for one, count in Counter(one.case_id for one in scores).items() if count > 1)
    detail = f"{_first(twice)}: score each case once"
    yield GateFinding(1, "cases scored twice", not twice, detail if twice else "none")


def _floors(scores: Sequence[CaseScore], floors: Floors) -> Iterator[GateFinding]:
    measured = measure(scores)
    # A floor of what the suite no longer knows is not passed over: it fails, for there is nothing to measure.
    for part in dict.fromkeys((WHOLE, *(kind.value for kind in Kind), *floors.parts)):
        rates: Mapping[str, Rate] = measured[part].rates if part in measured else {}
        standing = floors.parts.get(part, {})
        for name in dict.fromkeys((*floored_rates(part), *standing)):
            rate, floor = rates.get(name), standing.get(name)
            # Of a single kind not every rate exists, as the hallucinations of one that can be answered.
            if part == WHOLE or floor is not None or (rate is not None and rate.total):
                yield _floor(part, name, rate, floor)


def _floor(part: str, name: str, rate: Rate | None, floor: Floor | None) -> GateFinding:
    title = name if part == WHOLE else f"{part}: {name}"
    if part in _WRONGLY_SHOWN and name == "faithfulness" and rate is not None and rate.count == rate.total:
        return GateFinding(1, title, True, f"{rate.count} of {rate.total} sentences shown")
    word, side = ("ceiling", "upper") if name in CEILINGS else ("floor", "lower")
    if rate is None or rate.value is None:
        detail = f"nothing to measure, so no {word} is kept: find out why nothing is counted"
        return GateFinding(1, title, False, detail)
    figures = f"{rate.count} of {rate.total} = {rate.value:.1%}"
    if floor is None:
        remedy = "`python -m evals floors --raise` sets it; commit it"
        return GateFinding(1, title, False, f"{figures}, and no {word}: {remedy}")
    bound = rate.high if name in CEILINGS else rate.low
    passed = bound <= floor.bound if name in CEILINGS else bound >= floor.bound
    detail = f"{figures}, {side} bound {bound:.4f}, {word} {floor.bound:.4f} ({floor.measured:.1%} on {floor.date})"
    remedy = f": mend the cases that fail ({_REPORT}); a {word} is not moved to make room"
    return GateFinding(1, title, passed, detail if passed else detail + remedy)


def _regression(scores: Sequence[CaseScore], baseline: Baseline) -> Iterator[GateFinding]:
    update = "`python -m evals baseline` writes it; commit it for review"
    if not baseline.passed:
        yield GateFinding(1, "baseline", False, f"there is none of the model {baseline.model!r}: {update}")
        return
    yield GateFinding(1, "baseline", True, f"{len(baseline.passed)} cases of the model {baseline.model!r}")
    found = compare(baseline, scores)
    flipped = f"broken: {_all(found.broken)}; mended: {_all(found.mended)}"
    remedy = f". Mend the broken cases ({_REPORT}), or have a new baseline reviewed: {update}"

    p = regression_p_value(len(found.broken), len(found.mended))
    passed = p >= SIGNIFICANT
    detail = f"p = {p:.4f}, at least {SIGNIFICANT}; {flipped}"
    yield GateFinding(1, "sign test", passed, detail if passed else detail + remedy)

    net = len(found.broken) - len(found.mended)
    passed = net <= N_BROKEN
    detail = f"{net} more broken than mended, at most {N_BROKEN}; {flipped}"
    yield GateFinding(1, "net broken cases", passed, detail if passed else detail + remedy)

    detail = f"{_all(found.vanished)}: run all cases; if they were removed on purpose, {update}"
    yield GateFinding(1, "vanished cases", not found.vanished, detail if found.vanished else "none")
    detail = f"{_all(found.new)}: not compared until they are in the baseline; {update}"
    yield GateFinding(1, "new cases", True, detail if found.new else "none")


def _judge(judged: Sequence[Judged]) -> Iterator[GateFinding]:
    missing = list(dict.fromkeys(one.case_id for one in judged if not one.recorded))
    detail = f"{_first(missing)}: no recorded reply; run the judge live (RAG_JUDGE), and commit the recordings"
    yield GateFinding(2, "missing recordings", not missing, detail if missing else "none")

    recorded = [one for one in judged if one.recorded]
    unscored = [one.case_id for one in recorded if one.supported is None]
    scored = len(recorded) - len(unscored)
    passed = len(unscored) <= MOST_UNSCORED * len(recorded)
    detail = f"{len(unscored)} of {len(recorded)} replies, at most {MOST_UNSCORED:.0%}"
    remedy = f"; {_first(dict.fromkeys(unscored))}: read these replies; mend the prompt of the judge or its parser"
    yield GateFinding(2, "unscored replies", passed, detail if passed else detail + remedy)

    supported = sum(one.supported is True for one in recorded)
    detail = f"{scored} sentences, {supported} of them supported"
    remedy = "none: nothing was judged; check that answers were given and that the judge was asked"
    yield GateFinding(2, "scored sentences", scored > 0, detail if scored else remedy)


def _first(cases: Iterable[str]) -> str:
    """The first cases of many."""
    ids = [" ".join(one.split()) for one in cases]  # a finding is one line, whatever an error says
    more = f" and {len(ids) - _FIRST_IDS} more" if len(ids) > _FIRST_IDS else ""
    return ", ".join(ids[:_FIRST_IDS]) + more


def _all(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "none"
