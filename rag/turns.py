"""What earlier turns were about, where their questions do not say.

"SOC itu kerja malam juga?" names no title, yet was answered, and a follow-up means the profession of that answer. An
answer is close to its paragraph's words, so that the paragraph is found by them alone.
"""

import math
from collections.abc import Sequence
from typing import Final

from rag.answerability import term_weight
from rag.index import Generation
from rag.language import stems
from rag.professions import ProfessionNames, name_stems
from rag.types import Turn

_LEAST_TOLD: Final[float] = 0.6
"""Of an answer's stems, by weight, that its paragraph must have. Of 216 answers to earlier turns that do name their
profession, among the questions that teach, 215 have so much of a paragraph, and all of a right one."""
_LEAST_STEMS: Final[int] = 4
""""Hari-hari biasa memang bisa begitu." may be told of anybody."""
_CANDIDATES: Final[int] = 3


def with_professions(history: Sequence[Turn], generation: Generation, names: ProfessionNames) -> list[Turn]:
    """The turns, the last one that was about a profession naming it in its question.

    Args:
        history: Oldest first.
        generation: What the answers came from, or a later one.
        names: Of its professions.
    """
    turns = list(history)
    for place in range(len(turns) - 1, -1, -1):
        turn = turns[place]
        if names.match(names.said_in(turn.question))[1]:
            break
        if title := _told_of(turn.answer, generation, names):
            turns[place] = Turn(f"{turn.question} {title}", turn.answer)
            break
    return turns


def _told_of(answer: str, generation: Generation, names: ProfessionNames) -> str:
    """The name of the profession that an answer is about, or "" if no paragraph tells it."""
    said = frozenset(stems(answer))
    found = [one for one, _ in generation.search_lexical(sorted(said), _CANDIDATES)]
    if not found or len(said) < _LEAST_STEMS:
        return ""
    paragraphs = generation.paragraphs(found)
    identifier = paragraphs[0].document_id
    told = {one for each in paragraphs if each.document_id == identifier for one in stems(each.text)}
    name = names.core_text(identifier)
    weights = {one: term_weight(generation, one) for one in said - set(name_stems(name))}
    share = math.fsum(weights[one] for one in weights.keys() & told) / (math.fsum(weights.values()) or 1.0)
    return name if share >= _LEAST_TOLD else ""
