"""Whether the paragraphs found hold what a question asks, as a calibrated probability.

No single sign decides: a paraphrased question shares no word with its paragraph, and "gaji perawat" shares all but one
with paragraphs that do not answer it. A logistic model weighs the signs; ``python -m evals.fitting`` fits it on the
development cases of the evals and prints the curve of wrong answers against wrong refusals.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from rag.index import Generation
from rag.language import numbers, stem, stems, tokens
from rag.types import Aspect, Hit
from rag.understanding import Understanding, fact_kinds

# Fitted by python -m evals.fitting on 755 development questions, 163 of them unanswerable.
_INTERCEPT: Final[float] = -4.24
_WEIGHTS: Final[Mapping[str, float]] = {
    "aspect asked": 1.95,
    "aspect nowhere": 0.03,
    "aspect told": 0.16,
    "clear winner": 1.80,
    "cosine": 1.12,
    "fact asked": -0.91,
    "fact lacking": -1.85,
    "foreign rival": -1.54,
    "found by vector": 0.02,
    "lead": -0.20,
    "no topic": 1.66,
    "number lacking": -2.31,
    "of that profession": 1.41,
    "profession named": 2.12,
    "special aspect told": 0.54,
    "topic around": 2.37,
    "topic in paragraph": 1.50,
    "unknown words": -0.32,
}
THRESHOLD: Final[float] = 0.75
"""Least probability with which a question is answered. By family held out, .7 refuses 9.8 % of the answerable questions
and answers 17.2 % of the others, .8 refuses 13.7 % and answers 8.0 %; the bound between them weighs both alike."""

# Cosines of the bundled embedding model crowd between .79 and .95; a difference of .1 is a world.
_COSINE_MIDDLE: Final[float] = 0.85
_COSINE_SCALE: Final[float] = 10.0
# The rank that the best one's lead is measured against: beyond what a question about one profession can fill.
_FIELD: Final[int] = 10
_COVERING_HITS: Final[int] = 3
# Aspects that are told in words of their own or not at all; duties and skills may hide in any paragraph.
_SPECIAL_ASPECTS: Final[frozenset[Aspect]] = frozenset(
    {Aspect.MISCONCEPTION, Aspect.EXPECTATION, Aspect.DIFFERENCE, Aspect.MISFITS}
)
# A refusal names what is missing in one sentence.
_MOST_LACKING: Final[int] = 3


def answerability(
    generation: Generation, understanding: Understanding, ranked: Sequence[Hit], dense: Mapping[str, float]
) -> float:
    """The probability, 0 to 1, that the best paragraphs answer the question.

    Args:
        generation: The index they are from.
        understanding: Of the question.
        ranked: The candidates, best first.
        dense: Cosines of question and paragraph, of those that the search by vectors found.
    """
    if not ranked:
        return 0.0
    found = signs(generation, understanding, ranked, dense)
    return 1 / (1 + math.exp(-_INTERCEPT - math.fsum(_WEIGHTS.get(name, 0.0) * value for name, value in found.items())))


def signs(
    generation: Generation, understanding: Understanding, ranked: Sequence[Hit], dense: Mapping[str, float]
) -> dict[str, float]:
    """What speaks for or against an answer, each about 0 to 1. There must be a candidate."""
    best = ranked[0]
    said = _said(best.paragraph.text)
    context = " ".join(_with_context(hit) for hit in covering(ranked))
    around = _said(context)
    cosines = sorted(dense.values(), reverse=True) or [0.0]
    told = {paragraph.aspect for paragraph in generation.documents[best.paragraph.document_id].paragraphs}
    aspects = understanding.aspects
    asks_number = "berapa" in understanding.text.split()
    return {
        "cosine": (dense.get(best.paragraph.id, cosines[-1]) - _COSINE_MIDDLE) * _COSINE_SCALE,
        "lead": (cosines[0] - cosines[min(_FIELD, len(cosines)) - 1]) * _COSINE_SCALE,
        "found by vector": float(best.paragraph.id in dense),
        "topic in paragraph": _share(generation, understanding.topic, said),
        "topic around": _share(generation, understanding.topic, around),
        "no topic": float(not understanding.topic),
        "unknown words": 1
        - _share(generation, understanding.topic, set(filter(generation.has_term, understanding.topic))),
        "profession named": float(bool(understanding.named)),
        "of that profession": float(best.paragraph.document_id in understanding.named),
        "aspect asked": float(bool(aspects)),
        "aspect told": float(best.paragraph.aspect in aspects),
        "special aspect told": float(best.paragraph.aspect in aspects and best.paragraph.aspect in _SPECIAL_ASPECTS),
        "aspect nowhere": float(bool(aspects) and aspects[0] in _SPECIAL_ASPECTS and not told & set(aspects)),
        "fact asked": float(bool(understanding.facts)),
        "fact lacking": float(bool(understanding.facts - fact_kinds(context))),
        "number lacking": float(asks_number and not any(numbers(hit.paragraph.text) for hit in covering(ranked))),
        "foreign rival": float(bool(understanding.rivals) and not understanding.rivals & around),
        "clear winner": min(1.0, (best.score - ranked[1].score) / 5) if len(ranked) > 1 else 0.0,
    }


def covering(ranked: Sequence[Hit]) -> list[Hit]:
    """The best hit, and those of its document among the next ones: what an answer can draw on."""
    return [hit for hit in ranked[:_COVERING_HITS] if hit.paragraph.document_id == ranked[0].paragraph.document_id]


def lacking(understanding: Understanding, ranked: Sequence[Hit]) -> tuple[str, ...]:
    """The phrases of the question's topic of which the paragraphs lack a word; a fact alone if one is asked."""
    found = _said(" ".join(_with_context(hit) for hit in covering(ranked))) if ranked else set()
    absent = understanding.topic - found
    phrases: list[list[str]] = [[]]
    for word in understanding.text.split():
        if {word, stem(word)} & understanding.topic:
            phrases[-1].append(word)
        elif phrases[-1]:
            phrases.append([])
    wanting = [phrase for phrase in phrases if any({word, stem(word)} & absent for word in phrase)]
    facts = [phrase for phrase in wanting if fact_kinds(" ".join(phrase))]
    return tuple(dict.fromkeys(" ".join(phrase) for phrase in facts or wanting))[:_MOST_LACKING]


def term_weight(generation: Generation, term: str) -> float:
    """BM25's inverse document frequency of a stem over the indexed paragraphs."""
    total, having = generation.paragraph_count, generation.document_frequency(term)
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _share(generation: Generation, topic: frozenset[str], said: set[str]) -> float:
    weights = {one: term_weight(generation, one) for one in topic}
    return math.fsum(weights[one] for one in topic & said) / (math.fsum(weights.values()) or 1.0)


def _with_context(hit: Hit) -> str:
    return f"{hit.title}. {hit.paragraph.heading}. {hit.paragraph.text}"


def _said(text: str) -> set[str]:
    return {*stems(text), *tokens(text)}
