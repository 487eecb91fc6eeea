"""Which word of a sentence stands for which word of a text: the best monotone alignment, with costs for gaps.

A fitting alignment in the manner of Smith & Waterman (1981), over content words: a shared stem earns its weight, a word
of the sentence without a partner costs part of its weight, a skipped word of the text a little, the end of a
sentence more. So words that merely occur somewhere, in another order, earn nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evals.support_words import Word

UNCOVERED_COST: Final[float] = 0.3
"""Per weight of a sentence word without a partner: less than a match earns, or paraphrases would lose their rest."""
SKIP_COST: Final[float] = 0.04
"""Per skipped word of the text: 25 skipped words, a long sentence, cost as much as one match earns."""
SENTENCE_COST: Final[float] = 0.25
"""More for the last word of a sentence: an answer seldom draws one claim from two sentences."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The aligned words as pairs of places, in order, and the score."""

    score: float
    pairs: tuple[tuple[int, int], ...]


def align(sentence: Sequence[Word], text: Sequence[Word]) -> Alignment:
    """The best alignment of a sentence within a text; without a shared stem, none."""
    skips = [
        SKIP_COST + (SENTENCE_COST if place + 1 < len(text) and text[place + 1].sentence != one.sentence else 0.0)
        for place, one in enumerate(text)
    ]
    previous: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (len(text) + 1)
    for i, word in enumerate(sentence):
        lost = UNCOVERED_COST * word.weight
        current = [(previous[0][0] - lost, previous[0][1])]
        for j, other in enumerate(text):
            best = (previous[j + 1][0] - lost, previous[j + 1][1])
            if word.stem == other.stem:
                score = previous[j][0] + word.weight
                if score > best[0]:
                    best = (score, (*previous[j][1], (i, j)))
            # What the sentence has not begun yet may begin anywhere in the text for nothing.
            skipped = current[j][0] - (skips[j] if current[j][1] else 0.0)
            if skipped > best[0]:
                best = (skipped, current[j][1])
            current.append(best)
        previous = current
    score, pairs = max(previous, key=lambda one: one[0])
    return Alignment(score, pairs)
