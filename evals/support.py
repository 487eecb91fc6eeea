"""Whether a sentence is supported by the paragraphs it cites: the evals' own judgement, deterministic and offline.

It grades the answer gate, so it shares nothing with it but stems and sentence boundaries. Two steps: what the
paragraphs do not carry at all (``tier_zero``) refuses a sentence whatever the rest; what remains is weighed by a
logistic model over the features of ``evals.support_features``. It cannot certify a free paraphrase, and says so by a
low score.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evals.support_features import features, missing_words
from evals.support_findings import Evidence, findings, gather

# Logistic regression on the 160 development pairs and on IndoNLI train (Mahendra et al., EMNLP 2021; entailed or not,
# 10,330 pairs, all together weighed like the 160, with an intercept of their own, which is left out here). L2 penalty
# 0.1; a sign that would reward a fault is not allowed. The features about professions and advice are fitted on the
# development pairs alone, for IndoNLI has neither.
#
# Agreement with the labels: development pairs, by cross-validation over documents, .98 (kappa .96, AUROC .99), but the
# word lists and rules were written with these pairs in sight; test pairs .806 (kappa .61, AUROC .87), the figure to
# believe: of the wrong sentences it refuses seven in eight, of the right ones it finds three in four supported, of free
# paraphrases one in three. IndoNLI validation AUROC .83.
INTERCEPT: Final[float] = 1.49
COEFFICIENTS: Final[Mapping[str, float]] = {
    "missing": -0.56,
    "spread": -0.22,
    "missing_in_weakest_clause": -0.53,
    "missing_clause": -2.71,
    "missing_run": -2.84,
    "broken_pairs": -0.23,
    "flips": -7.49,
    "negated_anew": -2.45,
    "new_number": -3.36,
    "new_name": -1.55,
    "new_restriction": -4.32,
    "said_as_true": -1.15,
    "condition_dropped": -0.15,
    "antonym": -1.56,
    "unknown_profession": -0.75,
    "other_subject": -5.00,
    "swapped_numbers": -1.08,
    "turned_cause": -3.60,
    "advice": -1.76,
    "hedge_dropped": -0.63,
    "negated": 0.36,
    "length": 1.84,
}
THRESHOLD: Final[float] = 0.5
"""Even odds: both labels are equally frequent among the pairs it was fitted on."""
_SHOWN_REASONS: Final[int] = 2


@dataclass(frozen=True, slots=True)
class Support:
    """The judgement on one sentence."""

    supported: bool
    score: float
    """0 to 1; below the threshold wherever there is a finding of tier zero."""
    reasons: tuple[str, ...]
    """Why not: the findings of tier zero, missing words, the features that weigh most. Empty where it is supported."""


def check_support(sentence: str, paragraphs: Sequence[str], titles: Sequence[str] = ()) -> Support:
    """Judge one sentence by all paragraphs it cites together.

    Args:
        sentence: as it is shown, without citation marks.
        paragraphs: texts of the cited paragraphs; without any, nothing is supported.
        titles: what the professions of the cited documents are called: a sentence may name them.
    """
    if not any(paragraph.strip() for paragraph in paragraphs):
        return Support(supported=False, score=0.0, reasons=("nothing is cited",))
    evidence = gather(sentence, paragraphs, titles)
    if not evidence.said.words:
        return Support(supported=False, score=0.0, reasons=("it says nothing",))
    found = findings(evidence)
    measured = features(evidence)
    score = _probability(measured)
    if found:
        score *= THRESHOLD
    supported = not found and score >= THRESHOLD
    return Support(supported, score, () if supported else (*found, *_weaknesses(evidence, measured)))


def tier_zero(sentence: str, paragraphs: Sequence[str], titles: Sequence[str] = ()) -> tuple[str, ...]:
    """What must never be said: numbers, names, restrictions and negations that the paragraphs do not carry.

    Each as "number: …", "name: …", "restriction: …" or "negation: …". A sentence that cites nothing carries nothing.
    """
    return findings(gather(sentence, paragraphs, titles))


def _probability(measured: Mapping[str, float]) -> float:
    weighed = INTERCEPT + sum(weight * measured[name] for name, weight in COEFFICIENTS.items())
    return 1 / (1 + math.exp(-weighed))


def _weaknesses(evidence: Evidence, measured: Mapping[str, float]) -> tuple[str, ...]:
    missing = missing_words(evidence)
    against = sorted((COEFFICIENTS.get(name, 0.0) * value, name) for name, value in measured.items())
    heaviest = (f"weak: {name.replace('_', ' ')}" for weight, name in against[:_SHOWN_REASONS] if weight < 0)
    return (*((f"missing: {', '.join(missing)}",) if missing else ()), *heaviest)
