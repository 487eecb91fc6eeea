"""The formulas of the evals: pure functions of ids, counts and booleans, without knowledge of cases or models.

Nothing here is ever NaN. A share of nothing is ``None``: undefined, to be left out of a mean and shown as such, never
read as 0 or 1. An abstention has no sentences and so enters no measure of support at all; it is counted by the
abstention measures alone. Other tools differ there: DeepEval counts "I don't know" as faithful, RAGAS gives NaN
without claims, TruLens counts abstentions as grounded.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# The two-sided 95 % quantile of the normal distribution.
Z_95: Final[float] = 1.96


# Shares and means


def ratio(count: int, total: int) -> float | None:
    """``count`` of ``total``, in [0, 1]; None of nothing.

    Raises:
        ValueError: not 0 ≤ count ≤ total.
    """
    _check_counts(count, total)
    return count / total if total else None


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean; None of nothing.

    Raises:
        ValueError: a value is not finite.
    """
    known = _finite(values)
    return math.fsum(known) / len(known) if known else None


def percentile(values: Iterable[float], share: float) -> float | None:
    """The value below which ``share`` of the values lie; None of nothing.

    Between two values it is interpolated linearly (type 7 of Hyndman and Fan 1996, the default of NumPy):
    0.5 is the median, 0 the least, 1 the greatest.

    Args:
        values: in any order.
        share: in [0, 1].

    Raises:
        ValueError: ``share`` is outside [0, 1], or a value is not finite.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share is {share!r}, not within 0 and 1")
    known = sorted(_finite(values))
    if not known:
        return None
    position = share * (len(known) - 1)
    below = math.floor(position)
    above = min(below + 1, len(known) - 1)
    return known[below] + (known[above] - known[below]) * (position - below)


def wilson(successes: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a proportion, (low, high) in [0, 1] (Wilson 1927).

    Of nothing it is (0.0, 1.0): nothing is known, so no floor above 0 is reached. No success gives a low of exactly
    0, no failure a high of exactly 1.

    Raises:
        ValueError: not 0 ≤ successes ≤ total, or ``z`` is negative or not finite.
    """
    _check_counts(successes, total)
    if not 0.0 <= z < math.inf:
        raise ValueError(f"z is {z!r}, not a finite number from 0")
    if total == 0:
        return 0.0, 1.0
    share, weight = successes / total, z * z / total
    centre = (share + weight / 2) / (1 + weight)
    half = math.sqrt(share * (1 - share) * weight + weight * weight / 4) / (1 + weight)
    # Rounding would leave a little less than the 1 of the formula, and a perfect score outside its own interval.
    high = 1.0 if successes == total else min(1.0, centre + half)
    return max(0.0, centre - half), high


# Retrieval (MIRACL): of one question that has gold paragraphs. Without gold all of them are 0 or None: an
# unanswerable question has no right ranking, and must be left out of the mean by the caller.


def first_gold_rank(ranked: Sequence[str], gold: Collection[str]) -> int | None:
    """The rank, from 1, of the first gold paragraph; None where there is none.

    Args:
        ranked: ids of the retrieved paragraphs, best first.
        gold: ids of the paragraphs that hold the answer.
    """
    return next((rank for rank, one in enumerate(ranked, 1) if one in gold), None)


def hit_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> bool:
    """Whether a gold paragraph is among the first ``k``.

    Raises:
        ValueError: ``k`` is below 1.
    """
    _check_depth(k)
    return first_gold_rank(ranked[:k], gold) is not None


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str], k: int | None = None) -> float:
    """1 / the rank of the first gold paragraph (among the first ``k``, where given); 0.0 where there is none.

    Raises:
        ValueError: ``k`` is below 1.
    """
    if k is not None:
        _check_depth(k)
    rank = first_gold_rank(ranked[:k], gold)
    return 1.0 / rank if rank else 0.0


def ndcg(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Normalised discounted cumulative gain at ``k``, with gain 1 of a gold paragraph and 0 of any other.

    The discount is log2(rank + 1) (Järvelin and Kekäläinen 2002). The ideal puts min(number of gold, ``k``) gold
    paragraphs first. A paragraph that is retrieved twice gains once, or the value could exceed 1.

    Raises:
        ValueError: ``k`` is below 1.
    """
    _check_depth(k)
    wanted = set(gold)
    first_ranks: dict[str, int] = {}
    for rank, one in enumerate(ranked[:k], 1):
        first_ranks.setdefault(one, rank)
    gain = math.fsum(_discounted(rank) for one, rank in first_ranks.items() if one in wanted)
    ideal = math.fsum(_discounted(rank) for rank in range(1, min(len(wanted), k) + 1))
    return gain / ideal if ideal else 0.0


def _discounted(rank: int) -> float:
    return 1.0 / math.log2(rank + 1)


# Citations and support (ALCE, Gao et al. 2023)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence that was shown, what it cites, and a judge of what supports it."""

    cited: tuple[str, ...]
    """Ids of the paragraphs it cites; the same id twice is one citation."""
    supports: Callable[[tuple[str, ...]], bool]
    """Whether these cited paragraphs, read together in this order, support the sentence. Never asked of none."""


@dataclass(frozen=True, slots=True)
class CitationCounts:
    """The numerators and denominators of citation recall and precision; those of several answers may be added up."""

    sentences: int
    supported_sentences: int
    citations: int
    precise_citations: int


def citation_counts(sentences: Iterable[CitedSentence]) -> CitationCounts:
    """What of one answer is supported and needed.

    A sentence is supported when all it cites, together, supports it; citing nothing, it is not. A citation is precise
    when its sentence is supported, and the paragraph alone supports it or the others without it do not.
    """
    total = supported = citations = precise = 0
    for sentence in sentences:
        total += 1
        cited = tuple(dict.fromkeys(sentence.cited))
        citations += len(cited)
        if cited and sentence.supports(cited):
            supported += 1
            precise += _needed(cited, sentence.supports)
    return CitationCounts(total, supported, citations, precise)


def _needed(cited: tuple[str, ...], supports: Callable[[tuple[str, ...]], bool]) -> int:
    # ``cited`` is known to support the sentence, so a sole citation is needed without asking again.
    if len(cited) == 1:
        return 1
    alone = [one for one in cited if supports((one,))]
    if alone:
        # Whatever else goes, one of these is left; only if there is a single one could its loss matter, and it counts.
        return len(alone)
    return sum(not supports(tuple(other for other in cited if other != one)) for one in cited)


def citation_recall(sentences: Iterable[CitedSentence]) -> float | None:
    """Supported sentences / sentences of one answer; None of an answer without sentences, as an abstention is."""
    counts = citation_counts(sentences)
    return ratio(counts.supported_sentences, counts.sentences)


def citation_precision(sentences: Iterable[CitedSentence]) -> float | None:
    """Precise citations / citations of one answer.

    0.0 where there are sentences but none cites (as ALCE has it: citing nothing must not pay), None where there are
    no sentences. Counts that are added up over answers lose this zero; citation recall then still shows the lack.
    """
    counts = citation_counts(sentences)
    if counts.sentences and not counts.citations:
        return 0.0
    return ratio(counts.precise_citations, counts.citations)


def cites_gold(cited: Collection[str], gold: Collection[str], *, all_gold: bool) -> bool:
    """Whether an answer cites a gold paragraph, or with ``all_gold`` every one.

    False where nothing is cited or nothing is gold: an abstention is no vacuous success.
    """
    found = set(cited) & set(gold)
    return bool(found) and (not all_gold or found == set(gold))


def cites_only_gold(cited: Collection[str], gold: Collection[str]) -> bool:
    """Whether an answer cites, and nothing but gold; give it document ids to tell near-duplicate documents apart.

    False where nothing is cited: an abstention is no vacuous success.
    """
    return bool(cited) and set(cited) <= set(gold)


@dataclass(frozen=True, slots=True)
class SupportedSentences:
    """Of one case: whether it was answered, and how many of the sentences shown are supported."""

    answered: bool
    supported: int
    sentences: int


def faithfulness_counts(cases: Iterable[SupportedSentences]) -> tuple[int, int]:
    """(supported sentences, sentences) over the answered cases; what a case not answered holds is not looked at."""
    answered = [case for case in cases if case.answered]
    return sum(case.supported for case in answered), sum(case.sentences for case in answered)


def faithfulness(cases: Iterable[SupportedSentences]) -> float | None:
    """Supported sentences / sentences over the answered cases only, each sentence weighing the same (RAGAS, FACTS).

    None without sentences: a system that always abstains is not faithful, it is unmeasured. To be shown beside the
    answer rate, never alone.

    Raises:
        ValueError: more sentences are supported than there are.
    """
    return ratio(*faithfulness_counts(cases))


# Abstention (NoMIRACL, CRAG)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a case can be answered from the documents, and what the system did."""

    answerable: bool
    answered: bool
    failed: bool = False
    """It broke before it answered: neither an answer nor a "not found", or a system that always breaks would have
    perfect abstention recall. It stays in the denominators."""

    @property
    def abstained(self) -> bool:
        """Whether it said "not found"."""
        return not self.answered and not self.failed


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How many outcomes of each sort; positive is an abstention."""

    answerable: int
    unanswerable: int
    answered: int
    abstained: int
    hallucinated: int
    """Answered though unanswerable."""
    over_refused: int
    """Abstained though answerable."""
    rightly_abstained: int


def count_outcomes(outcomes: Iterable[Outcome]) -> OutcomeCounts:
    """Each sort counted."""
    known = list(outcomes)
    return OutcomeCounts(
        answerable=sum(one.answerable for one in known),
        unanswerable=sum(not one.answerable for one in known),
        answered=sum(one.answered for one in known),
        abstained=sum(one.abstained for one in known),
        hallucinated=sum(one.answered and not one.answerable for one in known),
        over_refused=sum(one.abstained and one.answerable for one in known),
        rightly_abstained=sum(one.abstained and not one.answerable for one in known),
    )


@dataclass(frozen=True, slots=True)
class AbstentionScores:
    """How well "not found" is said; each in [0, 1], or None where undefined."""

    precision: float | None
    """Right abstentions / abstentions; None where it never abstained."""
    recall: float | None
    """Right abstentions / unanswerable cases; None where every case is answerable."""
    f1: float | None
    """2 · right abstentions / (abstentions + unanswerable cases): the harmonic mean of both where both exist.

    So it is 0.0, not None, for a system that never abstains though it should, and None only where abstaining is
    neither called for nor done.
    """


def abstention_scores(outcomes: Iterable[Outcome]) -> AbstentionScores:
    """Precision, recall and F1 of abstaining, over all cases."""
    counts = count_outcomes(outcomes)
    both = counts.abstained + counts.unanswerable
    return AbstentionScores(
        precision=ratio(counts.rightly_abstained, counts.abstained),
        recall=ratio(counts.rightly_abstained, counts.unanswerable),
        f1=ratio(2 * counts.rightly_abstained, both),
    )


def hallucination_rate(outcomes: Iterable[Outcome]) -> float | None:
    """Answered and unanswerable / unanswerable; None where every case is answerable."""
    counts = count_outcomes(outcomes)
    return ratio(counts.hallucinated, counts.unanswerable)


def over_refusal_rate(outcomes: Iterable[Outcome]) -> float | None:
    """Abstained and answerable / answerable; None where no case is answerable."""
    counts = count_outcomes(outcomes)
    return ratio(counts.over_refused, counts.answerable)


def false_premise_passes(*, abstained: bool, denies_premise: bool, said_forbidden: bool) -> bool:
    """Whether a question built on something false was met: refused or denied, and no forbidden claim made.

    A case that failed neither abstained nor denied, and does not pass.
    """
    return (abstained or denies_premise) and not said_forbidden


# Text


_THOUSANDS_DOT: Final = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
# Written inside a word ("Jum'at"), they do not part it.
_APOSTROPHES: Final = str.maketrans("", "", "'’‘ʼ`")
_TOKEN: Final = re.compile(r"[^\W_]+(?:(?<=\d),\d+)?")


def tokens(text: str) -> list[str]:
    """The words of a text for ``token_f1``: in lower case, without punctuation.

    Unlike in SQuAD, punctuation parts words ("hak-hak" is two, "2–3" never 23), apostrophes aside; a decimal comma
    stays (5,5 is not 55) and the dot of thousands goes (1.000 is 1000). Indonesian has no articles to drop.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES)
    return _TOKEN.findall(_THOUSANDS_DOT.sub("", plain))


def token_f1(prediction: str, reference: str) -> float:
    """The harmonic mean of token precision and recall, each token as often as it occurs (SQuAD 2).

    Where either has no tokens it is 1.0 if neither has, else 0.0: so the text of an abstention must be given as "",
    as must the reference of an unanswerable case. Citation marks ("[1]") are tokens: give texts without them.
    """
    predicted, expected = tokens(prediction), tokens(reference)
    if not predicted or not expected:
        return float(predicted == expected)
    common = (Counter(predicted) & Counter(expected)).total()
    return 2 * common / (len(predicted) + len(expected))


# Agreement and comparison


def cohen_kappa(pairs: Iterable[tuple[bool, bool]]) -> float | None:
    """The agreement of two judges beyond chance, in [-1, 1] (Cohen 1960).

    None without pairs, and where both judges give one and the same verdict throughout: chance alone then explains
    everything, and the formula is 0 / 0.
    """
    known = list(pairs)
    total = len(known)
    agreed = sum(first == second for first, second in known)
    first_yes = sum(first for first, _ in known)
    second_yes = sum(second for _, second in known)
    # Counts times the total keep every number whole, so that "no room beyond chance" is exact.
    by_chance = first_yes * second_yes + (total - first_yes) * (total - second_yes)
    room = total * total - by_chance
    return (total * agreed - by_chance) / room if room else None


def flips(before: Mapping[str, bool], after: Mapping[str, bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids (broken, mended) of the cases that passed before and fail now, and the other way round; both sorted.

    Cases that only one of the two runs knows have no pair and are in neither.
    """
    shared = sorted(before.keys() & after.keys())
    broken = tuple(one for one in shared if before[one] and not after[one])
    mended = tuple(one for one in shared if after[one] and not before[one])
    return broken, mended


def regression_p_value(broken: int, mended: int) -> float:
    """How likely so many of the flipped cases, or more, would be broken if nothing had become worse.

    The exact one-sided sign test, that is McNemar's test with the binomial distribution:
    P(X ≥ broken) for X of broken + mended coins. 1.0 without flips.

    Raises:
        ValueError: a count is negative.
    """
    if broken < 0 or mended < 0:
        raise ValueError(f"{broken} broken and {mended} mended cases: a count is below 0")
    flipped = broken + mended
    return sum(math.comb(flipped, count) for count in range(broken, flipped + 1)) / (1 << flipped)


def _check_counts(count: int, total: int) -> None:
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is no share")


def _check_depth(k: int) -> None:
    if k < 1:
        raise ValueError(f"k is {k}, below 1")


def _finite(values: Iterable[float]) -> list[float]:
    known = list(values)
    for value in known:
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is not finite")
    return known
