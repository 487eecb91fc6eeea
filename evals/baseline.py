"""What is committed to measure against: which cases passed, and how low a rate may fall.

Both files hold one object for each model, for a floor of one model says nothing about another. Neither is written by a
run of the evals: a new baseline and raised floors are commits of their own, and reviewed.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from evals.documents import ROOT
from evals.metrics import flips, wilson
from evals.scores import CaseScore, Rate, Summary, by_kind, summarise

BASELINE: Final[Path] = ROOT / "evals" / "baseline.json"
FLOORS: Final[Path] = ROOT / "evals" / "floors.json"

WHOLE: Final[str] = "all"
"""The part that holds every case; the other parts are the kinds."""
CEILINGS: Final[frozenset[str]] = frozenset({"hallucination", "over_refusal"})
"""Rates of failures: their upper bound must stay below a ceiling."""
# Not the answer rate: whoever learns to refuse the unanswerable lowers it. Its good and bad halves are the ceilings.
WHOLE_RATES: Final[tuple[str, ...]] = (
    *("hit@1", "hit@3", "hit@10", "citation_recall", "citation_precision", "gold_citation", "only_gold_documents"),
    *("faithfulness", "correctness", "abstention_precision", "abstention_recall", "false_premise_pass", "passed"),
    *sorted(CEILINGS),
)
# What a mean over all kinds would hide in a single one: failing, citing the neighbour, refusing, inventing.
KIND_RATES: Final[tuple[str, ...]] = ("faithfulness", "gold_citation", "passed", *sorted(CEILINGS))

# How much of what was measured may be lost before a floor breaks, as a share of what the rate counts. The comparison
# with the baseline is for sudden losses; floors are for slow ones, over several baselines. 2 % of 750 cases are 15.
MARGIN: Final[float] = 0.02
# Of a kind with 30 to 40 cases: two, for a floor is never lowered, and a CPU that rounds otherwise may flip one.
KIND_MARGIN: Final[float] = 0.05
# Bounds are committed with four decimals, rounded to the lenient side, so that the measured run itself passes.
_STEPS: Final[int] = 10_000


@dataclass(frozen=True, slots=True)
class Baseline:
    """Which cases passed when the baseline of a model was committed; empty if it has none."""

    model: str
    passed: Mapping[str, bool]
    """By case id."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Case ids whose result is another than in the baseline, each sorted."""

    broken: tuple[str, ...]
    mended: tuple[str, ...]
    new: tuple[str, ...]
    """Not in the baseline."""
    vanished: tuple[str, ...]
    """Only in the baseline."""


@dataclass(frozen=True, slots=True)
class Floor:
    """How far a rate may fall; of a rate in :data:`CEILINGS`, how far it may rise."""

    bound: float
    """For the bound of the 95 % Wilson interval: the lower one, of a ceiling the upper one."""
    measured: float
    """The rate itself, when the bound was set."""
    date: str
    """When that was, as YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors of a model, by part (:data:`WHOLE` or a kind) and rate; empty if it has none."""

    model: str
    parts: Mapping[str, Mapping[str, Floor]]


def new_baseline(model: str, scores: Sequence[CaseScore]) -> Baseline:
    """What these scores are as a baseline.

    Raises:
        ValueError: two scores have the same case id.
    """
    passed = {one.case_id: one.passed for one in scores}
    if len(passed) < len(scores):
        raise ValueError(f"{len(scores)} scores of {len(passed)} cases: score each case once")
    return Baseline(model, passed)


def load_baseline(model: str, path: Path = BASELINE) -> Baseline:
    """The committed baseline of a model.

    Raises:
        ValueError: the file is damaged; the message names it.
    """
    passed = _load(path).get(model, {})
    wrong = next((one for one, value in passed.items() if not isinstance(value, bool)), None)
    if wrong is not None:
        raise ValueError(f"{path.name}: {wrong} of {model} is neither true nor false; restore the committed file")
    return Baseline(model, passed)


def save_baseline(baseline: Baseline, path: Path = BASELINE) -> None:
    """Replace the baseline of this model; those of other models stay."""
    _save(path, baseline.model, dict(baseline.passed))


def compare(baseline: Baseline, scores: Sequence[CaseScore]) -> Comparison:
    """Pair every case with itself in the baseline."""
    before, now = baseline.passed, {one.case_id: one.passed for one in scores}
    broken, mended = flips(before, now)
    return Comparison(
        broken=broken,
        mended=mended,
        new=tuple(sorted(now.keys() - before.keys())),
        vanished=tuple(sorted(before.keys() - now.keys())),
    )


def measure(scores: Sequence[CaseScore]) -> dict[str, Summary]:
    """A summary for each part that has floors: the whole, and every kind there is."""
    return {WHOLE: summarise(scores), **by_kind(scores)}


def floored_rates(part: str) -> tuple[str, ...]:
    """The rates of a part that need a floor or a ceiling."""
    return WHOLE_RATES if part == WHOLE else KIND_RATES


def load_floors(model: str, path: Path = FLOORS) -> Floors:
    """The committed floors of a model.

    Raises:
        ValueError: the file is damaged; the message names it.
    """
    try:
        parts = {
            part: {name: Floor(float(row["bound"]), float(row["measured"]), row["date"]) for name, row in rates.items()}
            for part, rates in _load(path).get(model, {}).items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: no floors of {model} ({error!r}); restore the committed file") from error
    return Floors(model, parts)


def save_floors(floors: Floors, path: Path = FLOORS) -> None:
    """Replace the floors of this model; those of other models stay."""
    rows = {part: {name: asdict(floor) for name, floor in rates.items()} for part, rates in floors.parts.items()}
    _save(path, floors.model, rows)


def raise_floors(
    old: Floors,
    measured: Mapping[str, Summary],
    margin: float = MARGIN,
    *,
    date: str,
    kind_margin: float = KIND_MARGIN,
) -> Floors:
    """Tighten every bound that the measured figures allow; none is ever loosened or dropped.

    A new bound is that of the Wilson interval if ``margin`` of what the rate counts were lost, in whole cases (or
    sentences, or citations), rounded up.

    Args:
        old: what stands; an empty record sets the first floors.
        measured: of the same model, as :func:`measure` gives it.
        margin: share of the whole that may be lost.
        date: of the measurement, as YYYY-MM-DD.
        kind_margin: the same for a single kind.
    """
    parts = {part: dict(rates) for part, rates in old.parts.items()}
    for part, summary in measured.items():
        for name in floored_rates(part):
            rate = summary.rates[name]
            if rate.value is None:
                continue
            ceiling = name in CEILINGS
            bound = _bound(rate, margin if part == WHOLE else kind_margin, ceiling=ceiling)
            rates = parts.setdefault(part, {})
            standing = rates.get(name)
            if standing is None or (bound < standing.bound if ceiling else bound > standing.bound):
                rates[name] = Floor(bound, round(rate.value, 4), date)
    return Floors(old.model, parts)


def _bound(rate: Rate, margin: float, *, ceiling: bool) -> float:
    # Rounded first, for 0.07 × 100 is a little more than 7.
    lost = math.ceil(round(margin * rate.total, 6))
    if ceiling:
        _, high = wilson(min(rate.count + lost, rate.total), rate.total)
        return math.ceil(high * _STEPS) / _STEPS
    low, _ = wilson(max(rate.count - lost, 0), rate.total)
    return math.floor(low * _STEPS) / _STEPS


def _load(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is no JSON ({error}); restore the committed file") from error
    if not isinstance(content, dict) or not all(isinstance(one, dict) for one in content.values()):
        raise ValueError(f"{path.name} does not hold one object for each model; restore the committed file")
    return content


def _save(path: Path, model: str, content: Mapping[str, Any]) -> None:
    text = json.dumps({**_load(path), model: content}, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
