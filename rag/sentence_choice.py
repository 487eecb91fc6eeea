"""Which sentences of a paragraph answer a question, where the paragraph as a whole does.

The same cross-encoder that read the paragraph reads each of its sentences; the question's own words count beside it,
for a sentence alone tells less of what it is about. Where nothing can be read, the words alone decide.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rag.beliefs import followers
from rag.index import Generation
from rag.instructions import citable_sentences
from rag.language import CONTRAST_WORDS, formalise, stems, tokens
from rag.question_words import fact_kinds
from rag.types import Hit, Understanding

# Measured on 1,094 paragraphs of several sentences that answer questions of eight families which the cross-encoder had
# not seen, with the sentences that their authors' answers rest on: these three keep all of them for 95 % of the
# questions that ask for an aspect, showing 2.2 sentences, and for 96 % of the others, showing 1.7. The two with most
# words of the question keep them for 86 and 94 %, showing 2. That was with another cross-encoder and 5 in place of 6;
# of 278 paragraphs of two families that the one in force has not seen, both keep all for 97 %, showing 1.9 and 2.0.
_WORD: Final[float] = 1.0
"""Of each stem that question and sentence share, beside the logit."""
_WITHIN: Final[float] = 6.0
"""What a sentence may score below the best one."""
MOST_SENTENCES: Final[int] = 3
_MOST_UNREAD: Final[int] = 2


def wanted_sentences(generation: Generation, understanding: Understanding, hit: Hit) -> tuple[str, ...]:
    """The sentences of a paragraph that answer, verbatim and in their order; none only where none may be quoted.

    Raises:
        EmbeddingError: the model that reads fails.
    """
    found = citable_sentences(hit.paragraph.text)
    if len(found) < 2:
        return tuple(found)
    asked = frozenset(stems(understanding.text))
    # Who compares or wants a recommendation asks nothing of a single sentence.
    if not (understanding.recommends or understanding.compared):
        logits = generation.read(understanding.text, [replace(hit.paragraph, text=one) for one in found])
        if logits:
            scores = [logit + _WORD * len(asked & set(stems(one))) for logit, one in zip(logits, found, strict=True)]
            ranked = sorted(range(len(found)), key=lambda place: (-scores[place], place))
            best = ranked[0]
            chosen = {place for place in ranked[:MOST_SENTENCES] if scores[place] >= scores[best] - _WITHIN}
            return tuple(one for place, one in enumerate(found) if place in chosen)
    return tuple(one for one in most_alike(asked, hit, _MOST_UNREAD) if _has_what_is_asked(one, found, understanding))


def cut_down(hit: Hit, sentences: Sequence[str]) -> Hit:
    """A hit whose paragraph is these of its sentences alone, for a model that is to tell all it reads."""
    return replace(hit, paragraph=replace(hit.paragraph, text=" ".join(sentences)))


def most_alike(question_stems: frozenset[str], hit: Hit, most: int) -> list[str]:
    """The sentences of a paragraph with most of the question's stems, in order: all of a short one.

    A sentence that sets the one before it right ("Namun, realitanya …") is never parted from it: without its second
    half a misconception reads as a fact.
    """
    found = citable_sentences(hit.paragraph.text)
    if len(found) <= most:
        return found
    following = followers(hit.paragraph)
    groups: list[list[str]] = []
    for source in found:
        if groups and following.get(groups[-1][-1]) == source:
            groups[-1].append(source)
        else:
            groups.append([source])
    ranked = sorted(
        range(len(groups)),
        key=lambda index: (-len(question_stems & {s for text in groups[index] for s in stems(text)}), index),
    )
    chosen: list[int] = []
    room = most
    for index in ranked:
        if len(groups[index]) <= room or not chosen:
            chosen.append(index)
            room -= len(groups[index])
    return [source for index in sorted(chosen) for source in groups[index]]


def _has_what_is_asked(sentence: str, found: Sequence[str], understanding: Understanding) -> bool:
    """Whether a sentence has what a question for something special asks for, if any of its paragraph has.

    A question for an aspect gets the paragraph; "gajinya berapa?" does not get the diploma that is told beside it.
    """
    if understanding.aspects or not understanding.topic:
        return True
    having = [
        source
        for source in found
        if understanding.topic & {*stems(source), *tokens(source)} or understanding.facts & fact_kinds(source)
    ]
    return not having or sentence in having or formalise(sentence).split(" ", 1)[0] in CONTRAST_WORDS
