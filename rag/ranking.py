"""The candidates for one question, best first: a weighted sum of what speaks for each paragraph.

Dense and lexical search propose; the profession named, the aspect asked for and where the question's own words stand
decide. Scores of the searches are scaled to 0–1 within one question, since neither E5's cosines (they crowd between
.79 and .95) nor BM25's sums mean anything across questions.
"""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from rag.answerability import term_weight
from rag.index import Generation
from rag.language import numbers, sentences, stems, tokens
from rag.question_words import ASKING_STEMS, fact_kinds
from rag.selection import CONTINUATION
from rag.types import Aspect, Hit, Paragraph, Ranked, Understanding

CANDIDATES: Final[int] = 30
"""How many paragraphs each search proposes."""

# Fitted by python -m evals.fitting: a conditional logit over the candidates of 3,280 development questions (those of
# the evals count twice, those about the owner's two documents three times).
WEIGHTS: Final[Mapping[str, float]] = {
    "dense": 4.8,
    "lexical": 1.6,
    "name": 3.4,
    "spelled out": 2.2,
    "aspect": 2.2,
    "aspect alone": 1.6,
    "aspect and few words": 1.0,
    "topic": 2.5,
    "topic in one sentence": 1.7,
    "fact": 1.2,
    "number": 1.9,
}

# What a second or third aspect of the question counts beside the first.
_LATER_ASPECT: Final[float] = 0.5
# "Cocok gak?" asks for who does not fit, too, but less than for who does.
_OTHER_SIDE: Final[float] = 0.6
# What a paragraph that continues another counts where the main thing is asked for, and the other way round; less where
# the question has no words of its own that could decide between them.
_SECONDARY: Final[float] = 0.8
_HARDLY_ASKED: Final[float] = 0.25
_FEW_WORDS: Final[int] = 2


def rank(generation: Generation, understanding: Understanding, weights: Mapping[str, float] = WEIGHTS) -> Ranked:
    """All candidates; equal scores in the order of their ids.

    With fewer weights, what is not named among them counts nothing (:mod:`evals.retrieval` measures what each gives).
    """
    dense = dict(generation.search_dense(understanding.text, CANDIDATES, understanding.also))
    hits = [
        Hit(
            paragraph,
            generation.documents[paragraph.document_id].title,
            math.fsum(weights.get(name, 0.0) * value for name, value in found.items()),
        )
        for paragraph, found in features(generation, understanding, dense)
    ]
    return Ranked(tuple(sorted(hits, key=lambda hit: (-hit.score, hit.paragraph.id))), dense)


def features(
    generation: Generation, understanding: Understanding, dense: Mapping[str, float]
) -> Iterator[tuple[Paragraph, dict[str, float]]]:
    """Every candidate with what speaks for it, each 0 to 1, in the order of their ids."""
    terms = [one for one in stems(understanding.text) if one not in ASKING_STEMS]
    lexical = dict(generation.search_lexical(terms, CANDIDATES))
    dense_scaled = _scaled(dense)
    lexical_scaled = _scaled(lexical, floor=0.0)
    # What is told besides has other words than what a question sets aside ("selain siaran pers, apa lagi?").
    topic = {} if understanding.more else {one: term_weight(generation, one) for one in understanding.topic}
    all_topic = math.fsum(topic.values()) or 1.0
    asks_number = "berapa" in understanding.text.split()
    wanted = {*dense, *lexical, *_named_paragraphs(generation, understanding)}
    for paragraph in generation.paragraphs(sorted(wanted)):
        aspect = _aspect_match(paragraph, understanding)
        told = _told(paragraph.text) if topic else ()
        shares = [math.fsum(topic[one] for one in topic.keys() & words) / all_topic for words in told]
        yield (
            paragraph,
            {
                "dense": dense_scaled.get(paragraph.id, 0.0),
                "lexical": lexical_scaled.get(paragraph.id, 0.0),
                "name": understanding.names.get(paragraph.document_id, 0.0),
                "spelled out": float(paragraph.document_id in understanding.spelled_out),
                "aspect": aspect,
                "aspect alone": aspect if not understanding.topic else 0.0,
                "aspect and few words": aspect if 0 < len(understanding.topic) <= _FEW_WORDS else 0.0,
                "topic": shares[0] if shares else 0.0,
                "topic in one sentence": max(shares[1:], default=0.0),
                "fact": float(_tells_fact(paragraph, understanding)),
                "number": float(asks_number and bool(numbers(paragraph.text))),
            },
        )


@lru_cache(maxsize=4_000)
def _told(text: str) -> tuple[frozenset[str], ...]:
    """Stems and words of a paragraph, then those of each of its sentences."""
    told = [frozenset({*stems(part), *tokens(part)}) for part in sentences(text)]
    return (frozenset().union(*told), *told)


def _tells_fact(paragraph: Paragraph, understanding: Understanding) -> bool:
    """Whether a paragraph tells a fact of a kind that is asked for."""
    asked = understanding.facts
    return bool(asked) and not asked.isdisjoint(fact_kinds(f"{paragraph.heading}. {paragraph.text}"))


def _named_paragraphs(generation: Generation, understanding: Understanding) -> list[str]:
    """Paragraphs of the professions named that tell the aspect asked for, whether or not a search found them."""
    best = sorted(understanding.named, key=lambda one: (-understanding.names.get(one, 0.0), one))[:3]
    best += [one for one in understanding.compared if one not in best]
    return [
        f"{identifier}#p{record.number}"
        for identifier in best
        for record in generation.documents[identifier].paragraphs
        if record.aspect in understanding.aspects
    ]


def _aspect_match(paragraph: Paragraph, understanding: Understanding) -> float:
    """How well a paragraph tells what is asked for, 0 to 1.

    A paragraph that opens with "Selain itu" adds to one that says the main thing, and yields to it unless the question
    asks for more.
    """
    asked = understanding.aspects
    if paragraph.aspect not in asked:
        return 0.0
    if asked[0] is paragraph.aspect:
        match = 1.0
    elif asked[:2] == (Aspect.FITS, Aspect.MISFITS):
        match = _OTHER_SIDE
    else:
        match = _LATER_ASPECT
    if bool(CONTINUATION.match(paragraph.text)) != understanding.more:
        match *= _HARDLY_ASKED if understanding.more or not understanding.topic else _SECONDARY
    return match


def _scaled(scores: Mapping[str, float], floor: float | None = None) -> dict[str, float]:
    """Scores mapped linearly to 0–1, from ``floor`` (or the lowest) to the highest."""
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    span = max(scores.values()) - low
    return {key: (value - low) / span if span > 0 else 1.0 for key, value in scores.items()}
