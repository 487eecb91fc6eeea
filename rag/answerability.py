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
_INTERCEPT: Final[float] = -4.00
_WEIGHTS: Final[Mapping[str, float]] = {
    "aspect asked": 1.70,
    "aspect told": 0.42,
    "clear winner": 1.75,
    "cosine": 0.98,
    "fact asked": -1.14,
    "fact lacking": -1.68,
    "foreign rival": -1.49,
    "found by vector": -0.03,
    "lead": -0.08,
    "most of a topic": 1.30,
    "no topic": 1.60,
    "number lacking": -2.09,
    "of that profession": 1.31,
    "profession named": 2.12,
    "special aspect told": 0.33,
    "topic around": 2.43,
    "topic in paragraph": 0.92,
    "unknown words": -0.40,
}
THRESHOLD: Final[float] = 0.65
"""Least probability with which a question is answered. By family held out, .6 refuses 7.8 % of the answerable questions
and answers 27.6 % of the others, .7 refuses 10.8 % and answers 16.6 %."""

# Cosines of the bundled embedding model crowd between .79 and .95; a difference of .1 is a world. Those of another
# model lie elsewhere, so that they may not decide alone: they count up to a difference of .1.
_COSINE_MIDDLE: Final[float] = 0.85
_COSINE_SCALE: Final[float] = 10.0
# The rank that the best one's lead is measured against: beyond what a question about one profession can fill.
_FIELD: Final[int] = 10
_COVERING_HITS: Final[int] = 3
# Aspects that are told in words of their own or not at all; duties and skills may hide in any paragraph.
_SPECIAL_ASPECTS: Final[frozenset[Aspect]] = frozenset(
    {Aspect.MISCONCEPTION, Aspect.EXPECTATION, Aspect.DIFFERENCE, Aspect.MISFITS}
)
_LEAST_TOPIC: Final[float] = 0.3
# Several words of a topic in one paragraph are no chance, whoever is asked about.
_MOST_OF_TOPIC: Final[float] = 0.7
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
    aspects = understanding.aspects
    # A fact may be told in another word of its kind: "jurusan" by "pendidikan".
    facts = fact_kinds(context)
    by_kind = {
        form
        for word in understanding.text.split()
        if (kinds := fact_kinds(word)) and kinds <= facts
        for form in (word, stem(word))
    }
    asks_number = "berapa" in understanding.text.split()
    return {
        "cosine": max(-1.0, min(1.0, (dense.get(best.paragraph.id, cosines[-1]) - _COSINE_MIDDLE) * _COSINE_SCALE)),
        "lead": min(1.0, (cosines[0] - cosines[min(_FIELD, len(cosines)) - 1]) * _COSINE_SCALE),
        "found by vector": float(best.paragraph.id in dense),
        "topic in paragraph": _share(generation, understanding.topic, said | by_kind),
        "topic around": _share(generation, understanding.topic, around | by_kind),
        "most of a topic": float(
            len(understanding.topic) > 1 and _share(generation, understanding.topic, said | by_kind) >= _MOST_OF_TOPIC
        ),
        "no topic": float(not understanding.topic),
        "unknown words": 1
        - _share(generation, understanding.topic, set(filter(generation.has_term, understanding.topic))),
        "profession named": float(bool(understanding.named)),
        "of that profession": float(best.paragraph.document_id in understanding.named),
        "aspect asked": float(bool(aspects)),
        "aspect told": float(best.paragraph.aspect in aspects),
        "special aspect told": float(best.paragraph.aspect in aspects and best.paragraph.aspect in _SPECIAL_ASPECTS),
        "fact asked": float(bool(understanding.facts)),
        "fact lacking": float(bool(understanding.facts - facts)),
        "number lacking": float(asks_number and not any(numbers(hit.paragraph.text) for hit in covering(ranked))),
        "foreign rival": float(bool(understanding.rivals) and not understanding.rivals & around),
        "clear winner": min(1.0, (best.score - ranked[1].score) / 5) if len(ranked) > 1 else 0.0,
    }


def tells_who(generation: Generation, understanding: Understanding, ranked: Sequence[Hit]) -> bool:
    """Whether the best paragraph tells what a question asks the doer of: "siapa yang mengatur konferensi pers?".

    Such a question names no profession because it asks for one, which the model takes for a bad sign.
    """
    if understanding.named or understanding.aspects or "siapa" not in understanding.text.split():
        return False
    return _share(generation, understanding.topic, _said(ranked[0].paragraph.text)) >= _LEAST_TOPIC


def untold_aspect(generation: Generation, understanding: Understanding, ranked: Sequence[Hit]) -> Aspect | None:
    """The special aspect asked for of which the document tells nothing, so that any paragraph would be beside it.

    Not left to the model: nearly every document tells all of them, so there was nothing to learn from.
    """
    best = ranked[0]
    aspects = understanding.aspects
    told = {paragraph.aspect for paragraph in generation.documents[best.paragraph.document_id].paragraphs}
    if not (aspects and understanding.named and aspects[0] in _SPECIAL_ASPECTS) or told & set(aspects):
        return None
    around = _said(" ".join(_with_context(hit) for hit in covering(ranked)))
    is_told = _share(generation, understanding.topic, around) >= _LEAST_TOPIC
    return None if is_told else aspects[0]


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
