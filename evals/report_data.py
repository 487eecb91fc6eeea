"""What a report is made of, and the figures that all its forms share: page, JSON and terminal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from evals.answers import GivenAnswer
from evals.cases import Case
from evals.findings import Disagreement, GateFinding
from evals.scores import RETRIEVAL_DEPTH, CaseScore, Rate, Summary, by_kind, summarise

TARGETS: Final[Mapping[str, float]] = {
    "citation_precision": 0.97,
    "citation_recall": 0.97,
    "gold_citation": 0.92,
    "correctness": 0.90,
    "abstention_f1": 0.92,
    "over_refusal": 0.04,
    "false_premise_pass": 0.90,
}
"""Where the rates must be when all capabilities have landed; the floors of the gate rise towards them."""

CURVE: Final[tuple[str, ...]] = tuple(f"hit@{depth}" for depth in range(1, RETRIEVAL_DEPTH + 1))
"""The rates that make up the retrieval curve; the tables show three of them."""

_TIMINGS: Final[frozenset[str]] = frozenset({"first_sentence_median", "first_sentence_p95", "total_median"})
_ROUNDING: Final[float] = 1e-9
"""A sum of floats that should be on the target may lie this far beside it."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run of the evals, with everything that its report shows."""

    model: str
    systems: Mapping[str, Sequence[CaseScore]]
    """Scores by name of the system, the assistant first, then what it is compared with."""
    cases: Mapping[str, Case]
    answers: Mapping[str, Mapping[str, GivenAnswer]]
    """By system, then by case id."""
    paragraphs: Mapping[str, str]
    """Text by paragraph id."""
    gate: Sequence[GateFinding]
    broken: Sequence[str]
    """Ids of the cases that pass in the committed baseline and fail now."""
    mended: Sequence[str]
    """Ids of the cases that fail in the committed baseline and pass now."""
    targets: Mapping[str, float] = field(default_factory=lambda: TARGETS)
    agreement: Mapping[str, float] = field(default_factory=dict)
    """Cohen's κ of the support checker, by what it is compared with."""
    disagreements: Sequence[Disagreement] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a :class:`Summary`, for a reader."""

    key: str
    label: str
    meaning: str
    lower_is_better: bool = False


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("passed", "Cases passed", "right and rightly cited, or rightly refused, and no tier-0 finding"),
    Measure("correctness", "Correctness", "answerable questions: all required facts said, nothing forbidden"),
    Measure("gold_citation", "Gold citation", "answers to answerable questions that cite the needed gold paragraphs"),
    Measure(
        "only_gold_documents",
        "Only gold documents",
        "answers to answerable questions that cite nothing of another document",
    ),
    Measure("citation_recall", "Citation recall", "sentences supported by the paragraphs they cite (ALCE)"),
    Measure("citation_precision", "Citation precision", "citations that their sentence needs (ALCE)"),
    Measure(
        "faithfulness",
        "Faithfulness",
        "sentences supported by anything retrieved; answered cases only, so read it beside the next",
    ),
    Measure("answer_rate", "Answer rate", "cases that were answered at all"),
    Measure("abstention_precision", "Abstention precision", "refusals that were right"),
    Measure("abstention_recall", "Abstention recall", "unanswerable questions that were refused"),
    Measure("abstention_f1", "Abstention F1", "harmonic mean of the two"),
    Measure("hallucination", "Hallucination", "unanswerable questions that were answered (NoMIRACL)", True),
    Measure("over_refusal", "Over-refusal", "answerable questions that were refused (NoMIRACL)", True),
    Measure("false_premise_pass", "False premise", "refuses or denies the premise, says nothing forbidden (CRAG)"),
    Measure("hit@1", "Hit@1", "a gold paragraph is the first retrieved"),
    Measure("hit@3", "Hit@3", "a gold paragraph is among the first three"),
    Measure("hit@10", "Hit@10", "a gold paragraph is among the first ten"),
    Measure("mrr", "MRR", "mean of 1/rank of the first gold paragraph"),
    Measure("ndcg@10", "nDCG@10", "discounted gain of the gold paragraphs among the first ten"),
)


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system's scores, by case id, with their summaries."""

    name: str
    scores: tuple[CaseScore, ...]
    overall: Summary
    kinds: Mapping[str, Summary]
    """In the order of :class:`evals.cases.Kind`."""
    families: Mapping[str, Summary]
    splits: Mapping[str, Summary]


def results_of(run: RunReport) -> list[SystemResult]:
    """The systems of a run in its order, each with its summaries."""
    return [_result(name, sorted(scores, key=lambda one: one.case_id)) for name, scores in run.systems.items()]


def failing(result: SystemResult) -> list[CaseScore]:
    """The cases that did not pass, by id."""
    return [score for score in result.scores if not score.passed]


def gate_passed(run: RunReport) -> bool:
    """Whether the gate ran and every check of it held."""
    return bool(run.gate) and all(finding.passed for finding in run.gate)


def measures_of(results: Sequence[SystemResult]) -> Iterator[Measure]:
    """The known measures in reading order, then whatever else the summaries hold; never a duration."""
    yield from MEASURES
    known = {measure.key for measure in MEASURES} | _TIMINGS | set(CURVE)
    found = {key for result in results for key in (*result.overall.rates, *result.overall.means)}
    yield from (Measure(key, key, "") for key in sorted(found - known))


def rate_of(summary: Summary, key: str) -> Rate | None:
    """The proportion of this name, where there was anything to count."""
    rate = summary.rates.get(key)
    return rate if rate is not None and rate.total else None


def value_of(summary: Summary, key: str) -> float | None:
    """The figure of this name, a proportion or a mean; None where there was nothing to count."""
    rate = summary.rates.get(key)
    return rate.value if rate is not None else summary.means.get(key)


def plain_means(summary: Summary) -> dict[str, float | None]:
    """The means that are not durations."""
    return {key: value for key, value in summary.means.items() if key not in _TIMINGS}


def duration_means(summary: Summary) -> dict[str, float | None]:
    """The means that are durations, in seconds."""
    return {key: value for key, value in summary.means.items() if key in _TIMINGS}


def distance(measure: Measure, value: float, target: float) -> float:
    """How far beyond its target a figure is; negative where it falls short, 0.0 where it is on it."""
    beyond = target - value if measure.lower_is_better else value - target
    return 0.0 if abs(beyond) < _ROUNDING else beyond


def _result(name: str, scores: Sequence[CaseScore]) -> SystemResult:
    return SystemResult(
        name=name,
        scores=tuple(scores),
        overall=summarise(scores),
        kinds=by_kind(scores),
        families=_grouped(scores, lambda score: score.family),
        splits=_grouped(scores, lambda score: score.split),
    )


def _grouped(scores: Sequence[CaseScore], group: Callable[[CaseScore], str]) -> dict[str, Summary]:
    names = sorted({group(score) for score in scores})
    return {name: summarise([score for score in scores if group(score) == name]) for name in names}
