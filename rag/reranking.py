"""The few best candidates, read with the question in mind and put in order again (:mod:`rag.cross_encoder`).

The ranking knows which words a paragraph has and what it is about; reading tells whether what is asked for is in it.
Only what the ranking hardly tells apart is read, for reading is slow; and what a second document on the same profession
has to say, which keeps its place.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from rag.index import Generation
from rag.titles import core_name
from rag.types import Hit, Ranked, Understanding

# Measured on 803 questions that teach, of six families that neither adapter had seen, whose answer is among the first
# four: it comes first in 76.3 % as ranked, in 82.1 % with the weight below, 82.9 % with 1.1. Three to read give .4
# points less than four, and six no more; nor does a greater lead give more.
MOST_READ: Final[int] = 4
_LEAD: Final[float] = 2.5
"""What scores less than the best one by so much is not read."""
_WEIGHT: Final[float] = 0.7
"""Of a logit beside the score of the ranking. A conditional logit over the same questions gives 1.1, hardly better; but
the logits are greater on documents the adapter was trained on, and there 1.1 overturned what the ranking knew (two of
32 acceptance questions on the owner's documents)."""


def rerank(generation: Generation, understanding: Understanding, ranked: Ranked) -> Ranked:
    """Read the best candidates: those that were read come first, the others stay behind them as they were.

    Who compares or asks for a recommendation wants several, whatever each of them tells: then nothing changes, nor with
    an embedding model that cannot read.

    Raises:
        EmbeddingError: the model fails.
    """
    if understanding.recommends or understanding.compared:
        return ranked
    hits = ranked.hits
    near = [hit for hit in hits[:MOST_READ] if hit.score > hits[0].score - _LEAD]
    if near and near[0].paragraph.document_id in understanding.named:
        # Reading hardly tells professions apart: what is of another one than is named does not come before it.
        near = [hit for hit in near if hit.paragraph.document_id in understanding.named]
    twins = [hit for hit in _twins(hits) if hit not in near]
    logits = generation.read(understanding.text, [hit.paragraph for hit in (*near, *twins)])
    if not logits:
        return ranked
    known = {hit.paragraph.id: logit for hit, logit in zip((*near, *twins), logits, strict=True)}
    read = [replace(hit, score=hit.score + _WEIGHT * known[hit.paragraph.id]) for hit in near]
    read.sort(key=lambda hit: (-hit.score, hit.paragraph.id))
    # As far behind the last one that was read as they were before.
    last = read[-1].score
    gap = near[-1].score - last
    rest = (replace(hit, score=min(last, hit.score - gap)) for hit in hits if hit not in near)
    return replace(ranked, hits=(*read, *rest), logits=known)


def _twins(hits: Sequence[Hit]) -> list[Hit]:
    """The best candidate of a second document on the profession of the first: what it says may be the same, or not."""
    if not hits:
        return []
    name, first = core_name(hits[0].title).casefold(), hits[0].paragraph.document_id
    twins = (hit for hit in hits if hit.paragraph.document_id != first and core_name(hit.title).casefold() == name)
    return list(islice(twins, 1))
