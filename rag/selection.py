"""Which of the paragraphs found an answer is made from: one as a rule, more where one cannot be the whole answer."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from rag.language import stems
from rag.titles import core_name
from rag.types import Aspect, Hit, Ranked, Understanding

CONTINUATION = re.compile(r"(?:selain itu|di samping itu|tambahan lagi|lebih lanjut|lebih dari itu)\b", re.IGNORECASE)
"""The opening of a paragraph that goes on with the one before it."""

_SIDES: Final[frozenset[Aspect]] = frozenset({Aspect.FITS, Aspect.MISFITS})
_RECOMMENDED: Final[int] = 3
"""Professions that a recommendation names at most."""
# Of the best paragraph's share of the topic, what one of a second document on the same profession must have to be its
# other view. Between .4 and .8 the development cases come out alike.
_OTHER_VIEW: Final[float] = 0.6
_LEAST_READ: Final[float] = 0.0
"""Logit above which a further paragraph answers: as likely as not."""
_LEAST_WITH_WORDS: Final[float] = -1.0
"""The same for another view of the matter that has as many words of the topic as it would have to have unread.
Set by hand, after a development case that lost its other view."""


def answer_hits(understanding: Understanding, ranked: Ranked, weights: Mapping[str, float]) -> list[Hit]:
    """The paragraphs to answer from, the main one first.

    Args:
        understanding: Of the question.
        ranked: All candidates; at least one.
        weights: How much each stem of the topic says (inverse document frequency).
    """
    if understanding.recommends:
        return _recommended(ranked.hits)
    if len(understanding.compared) > 1:
        return _sides_of_comparison(understanding, ranked.hits)
    best = ranked.hits[0]
    views = _other_views(understanding, best, ranked, weights)
    return [best, *views] if views else _of_one_document(understanding, best, ranked)


def in_turn(understanding: Understanding, ranked: Sequence[Hit]) -> list[Hit]:
    """The candidates, those of the professions compared first and in turn: what is retrieved is of every side."""
    sides = [[hit for hit in ranked if hit.paragraph.document_id == one] for one in understanding.compared]
    sides.sort(key=lambda hits: -hits[0].score if hits else math.inf)
    turns = [hit for row in zip_longest(*sides) for hit in row if hit is not None]
    return [*turns, *(hit for hit in ranked if hit.paragraph.document_id not in understanding.compared)]


def _recommended(ranked: Sequence[Hit]) -> list[Hit]:
    """The best paragraph of each of the best professions that tells whom it fits."""
    found: dict[str, Hit] = {}
    for hit in ranked:
        if hit.paragraph.aspect is Aspect.FITS:
            found.setdefault(core_name(hit.title), hit)
    return list(found.values())[:_RECOMMENDED]


def _sides_of_comparison(understanding: Understanding, ranked: Sequence[Hit]) -> list[Hit]:
    """A paragraph of each profession compared: the one on their difference if it names another of them.

    Where something else is asked of both ("bandingkan tugas utamanya"), the best paragraph of each.
    """
    # "Apa beda gajinya?" asks for the pay of each, told wherever it is.
    asks_difference = Aspect.DIFFERENCE in understanding.aspects and not understanding.topic and not understanding.facts
    titles = {hit.paragraph.document_id: hit.title for hit in ranked}
    names = {one: tuple(stems(core_name(titles[one]))) for one in understanding.compared if one in titles}
    sides: dict[str, Hit] = {}
    telling: dict[str, Hit] = {}
    for hit in ranked:
        one = hit.paragraph.document_id
        if one not in understanding.compared:
            continue
        if not (asks_difference and hit.paragraph.aspect is Aspect.DIFFERENCE):
            sides.setdefault(one, hit)  # a difference from third professions tells nothing of this one
        if hit.paragraph.aspect is not Aspect.DIFFERENCE:
            continue
        others = [names[other] for other in understanding.compared if other != one and other in names]
        # "Kepala Bagian Humas" does not name "Kepala Humas", nor its own document another one.
        said = _without(stems(hit.paragraph.text), names[one])
        if any(len(_without(said, it)) < len(said) for it in others):
            telling.setdefault(one, hit)
    if asks_difference and telling:
        return list(telling.values())[:2]
    return list(sides.values())[:2]


def _without(words: Sequence[str], name: tuple[str, ...]) -> list[str]:
    """The words without each occurrence of the name, word for word."""
    kept: list[str] = []
    place = 0
    while place < len(words):
        if name and tuple(words[place : place + len(name)]) == name:
            place += len(name)
        else:
            kept.append(words[place])
            place += 1
    return kept


def _of_one_document(understanding: Understanding, best: Hit, ranked: Ranked) -> list[Hit]:
    """The best hit, and a second one of its document where one paragraph cannot be the whole answer.

    That is the case for "cocok gak?", which has two sides; for duties that go on in a further paragraph; and where the
    second paragraph has words of the topic that the first lacks.
    """
    others = [hit for hit in ranked.hits[1:] if hit.paragraph.document_id == best.paragraph.document_id]
    aspects = understanding.aspects
    if best.paragraph.aspect in _SIDES and set(aspects) >= _SIDES:
        return [best, *(hit for hit in others if hit.paragraph.aspect in _SIDES)][:2]
    if aspects[:1] == (Aspect.DUTIES,) and best.paragraph.aspect is Aspect.DUTIES:
        further = [hit for hit in others if CONTINUATION.match(hit.paragraph.text)]
        wants_all = not understanding.main_only and not understanding.more
        return [best, *(hit for hit in further if hit.paragraph.aspect is Aspect.DUTIES and wants_all)][:2]
    if aspects:
        return [best]
    lacking = understanding.topic - set(stems(best.paragraph.text))
    return [best, *(hit for hit in others[:1] if lacking & set(stems(hit.paragraph.text)) and _answers(hit, ranked))]


def _other_views(understanding: Understanding, best: Hit, ranked: Ranked, weights: Mapping[str, float]) -> list[Hit]:
    """What a second document on the very same profession says of the matter, for it may say otherwise."""

    def share(hit: Hit) -> float:
        return sum(weights.get(one, 0.0) for one in understanding.topic & set(stems(hit.paragraph.text)))

    least = _OTHER_VIEW * share(best)
    name = core_name(best.title).casefold()
    others = (
        hit
        for hit in ranked.hits[1:]
        if hit.paragraph.document_id != best.paragraph.document_id and core_name(hit.title).casefold() == name
    )

    def is_view(hit: Hit) -> bool:
        if best.paragraph.id not in ranked.logits:
            return share(hit) >= least > 0
        nearly = ranked.logits.get(hit.paragraph.id, -math.inf) > _LEAST_WITH_WORDS
        return _answers(hit, ranked) or (nearly and share(hit) >= least > 0)

    return [hit for hit in others if is_view(hit)][:1]


def _answers(hit: Hit, ranked: Ranked) -> bool:
    """Whether a paragraph may answer as well, as far as reading tells."""
    return not ranked.logits or ranked.logits.get(hit.paragraph.id, -math.inf) > _LEAST_READ
