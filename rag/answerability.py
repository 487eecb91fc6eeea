"""Whether the paragraphs found hold what a question asks, as a calibrated probability.

No single sign decides: a paraphrased question shares no word with its paragraph, and "gaji perawat" shares all but one
with paragraphs that do not answer it. A logistic model weighs the signs; ``python -m evals.fitting`` fits it on the
development cases of the evals and prints the curve of wrong answers against wrong refusals.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from rag.index import Generation
from rag.language import numbers, sentences, stem, stems, tokens
from rag.quantities import asked_kind, tells_kind
from rag.question_words import fact_kinds
from rag.types import Aspect, Hit, Ranked, Understanding

# Fitted by python -m evals.fitting on 3,760 development questions, 477 of them unanswerable.
_INTERCEPT: Final[float] = -3.34
_WEIGHTS: Final[Mapping[str, float]] = {
    "aspect asked": 1.27,
    "aspect told": 0.61,
    "clear winner": 0.79,
    "fact asked": -0.86,
    "fact lacking": -1.47,
    "foreign profession": -1.81,
    "foreign rival": -1.67,
    "lead": 2.17,
    "many words": 1.67,
    "most of a topic": 0.12,
    "no topic": 1.87,
    "number lacking": -3.12,
    "number told": -1.60,
    "of that profession": 0.92,
    "profession named": 0.46,
    "special aspect told": 0.61,
    "topic around": 1.35,
    "topic in one sentence": 1.26,
    "unknown words": -0.30,
}
# The same where the best candidates were read: the log-odds of above as one sign, with what reading says and the four
# signs whose weights it changes most. Fitted on 1,670 questions, 189 of them unanswerable: of six families that neither
# the query adapter nor the cross-encoder had seen (area under the curve .948, unread .86), and on the owner's two
# documents; those that ask there of a profession without a document were left out, for reading does not tell
# professions apart. A fit of all signs anew does no better (.942).
_UNREAD_SHARE: Final[float] = 0.46
_READ_INTERCEPT: Final[float] = 0.94 + _UNREAD_SHARE * _INTERCEPT
_READ: Final[Mapping[str, float]] = {
    "aspect told": 1.19,
    "of that profession": 0.45,
    "profession named": -1.21,
    "read": 3.20,
    "special aspect told": 0.91,
}
_READ_WEIGHTS: Final[Mapping[str, float]] = {
    name: _UNREAD_SHARE * _WEIGHTS.get(name, 0.0) + _READ.get(name, 0.0) for name in {*_WEIGHTS, *_READ}
}
THRESHOLD: Final[float] = 0.7
"""Least probability with which a question is answered. Of the questions that teach, of the families held out, this
refuses 17 % of 904 answerable ones and answers 8 % of the 113 others where the best candidates are read; unread 29 and
18 %."""

SURE: Final[float] = 0.9
"""The same, unread, for a question that seems to be about a profession of which there is no document. Set by hand:
31 of the 104 unanswerable development questions on the owner's documents are such, and 3 % of the answerable training
questions. As sure without reading, any other question is answered whatever reading says: of families held out this
answers no further unanswerable question, .89 two."""

# The cosines of different embedding models lie elsewhere: only differences count. Where they are spread wider than the
# bundled model's, of which the lead is seldom above this, they may not decide alone.
_COSINE_SCALE: Final[float] = 10.0
_MOST_LEAD: Final[float] = 2.0
# Logits of the cross-encoder lie between -10 and 10.
_LOGIT_SCALE: Final[float] = 4.0
# Beyond so many words of its own a question is no better described.
_MANY_WORDS: Final[int] = 8
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


def answerability(generation: Generation, understanding: Understanding, ranked: Ranked) -> float:
    """The probability, 0 to 1, that the best paragraphs answer the question."""
    if not ranked.hits or lacks_amount(understanding, ranked.hits):
        return 0.0
    return _probability(signs(generation, understanding, ranked))


def is_answerable(generation: Generation, understanding: Understanding, ranked: Ranked) -> bool:
    """Whether the best paragraphs are likely enough to answer the question."""
    if not ranked.hits or lacks_amount(understanding, ranked.hits):
        return False
    found = signs(generation, understanding, ranked)
    likely = _probability(found) >= THRESHOLD
    sure = _probability({name: value for name, value in found.items() if name != "read"}) >= SURE
    # "Apa tugas dokter hewan?" is told of other professions in words as near as these can be, and reads as well.
    return likely and sure if understanding.foreign and understanding.aspects else likely or sure


def signs(generation: Generation, understanding: Understanding, ranked: Ranked) -> dict[str, float]:
    """What speaks for or against an answer, each about 0 to 1. There must be a candidate.

    Where nothing was read, there is no "read".
    """
    hits = ranked.hits
    best = hits[0]
    said = _said(best.paragraph.text)
    context = " ".join(_with_context(hit) for hit in covering(hits))
    around = _said(context)
    cosines = sorted(ranked.cosines.values(), reverse=True) or [0.0]
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
        "lead": min(_MOST_LEAD, (cosines[0] - math.fsum(cosines) / len(cosines)) * _COSINE_SCALE),
        "topic in one sentence": max(
            (_share(generation, understanding.topic, _said(one)) for one in sentences(best.paragraph.text)), default=0.0
        ),
        "many words": min(len(understanding.topic), _MANY_WORDS) / _MANY_WORDS,
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
        "number told": float(asks_number and bool(numbers(best.paragraph.text))),
        "number lacking": float(asks_number and not any(numbers(hit.paragraph.text) for hit in covering(hits))),
        "foreign profession": float(understanding.foreign),
        "foreign rival": float(bool(understanding.rivals) and not understanding.rivals & around),
        "clear winner": min(1.0, (best.score - hits[1].score) / 5) if len(hits) > 1 else 0.0,
        **({"read": _read(ranked) / _LOGIT_SCALE} if ranked.logits else {}),
    }


def _probability(found: Mapping[str, float]) -> float:
    """Of an answer, from its signs; with the weights for what was read if there is a sign of reading."""
    intercept, weights = (_READ_INTERCEPT, _READ_WEIGHTS) if "read" in found else (_INTERCEPT, _WEIGHTS)
    return 1 / (1 + math.exp(-intercept - math.fsum(weights.get(name, 0.0) * value for name, value in found.items())))


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


def _read(ranked: Ranked) -> float:
    """What reading says of those paragraphs that an answer can draw on: the best logit.

    The weights were fitted with that of the first one alone. Of 300 questions of two families held out, the best one
    refuses 6.9 % of the answerable instead of 7.3, and answers as many of the others.
    """
    return max(ranked.logits.get(hit.paragraph.id, -math.inf) for hit in covering(ranked.hits))


def lacks_amount(understanding: Understanding, ranked: Sequence[Hit]) -> bool:
    """Whether a question asks for an amount of a kind that the best paragraphs do not tell: for money, for hours.

    Not left to the model, which takes any number for one. Of 164 answerable development questions that ask for such
    an amount, the paragraph lacks it for four; 139 others ask for one that is told nowhere.
    """
    kind = asked_kind(understanding.text)
    return bool(kind) and not any(tells_kind(_with_context(hit), kind) for hit in covering(ranked))


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
