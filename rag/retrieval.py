"""Question (and history) → ranked paragraphs, and whether they can answer at all.

Dense and lexical search propose; the profession named and the aspect asked for decide between near-duplicates. The
fusion is a weighted sum of scores scaled to 0–1 within one question, since neither E5's cosines (they crowd between
.79 and .95) nor BM25's sums mean anything across questions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr, SkipValidation

from rag.answerability import THRESHOLD, answerability, lacking, tells_who, term_weight, untold_aspect
from rag.errors import IndexUnavailableError
from rag.index import Generation
from rag.language import stems, tokens
from rag.professions import ProfessionNames
from rag.question_parts import question_parts
from rag.selection import CONTINUATION, answer_hits
from rag.titles import core_name
from rag.types import Aspect, Hit, Paragraph, Turn
from rag.understanding import ASKING_STEMS, Understanding, fact_kinds, understand

# How many paragraphs each search proposes, and how many are returned.
CANDIDATES: Final[int] = 30
TOP_K: Final[int] = 6

# Weights of the fused score: a conditional logit over the candidates of 275 development cases of the evals and of 276
# older questions about the owner's two documents (alone, and among all others; they weigh half and a quarter). It puts
# a gold paragraph first in 239 of the former, where weights set by hand had 225, and in 251 of the latter (250).
_WEIGHT_DENSE: Final[float] = 4.0
_WEIGHT_LEXICAL: Final[float] = 2.6
_WEIGHT_NAME: Final[float] = 2.4
# On top of that, for the name proper word for word: what tells near-duplicate professions apart.
_WEIGHT_SPELLED_OUT: Final[float] = 3.0
# A little above the fit's 4.1: 254 of the owner's questions instead of 252, for 235 of the others instead of 239.
_WEIGHT_ASPECT: Final[float] = 4.6
# A paragraph with the kind of fact asked for answers before one with the aspect alone.
_WEIGHT_FACT: Final[float] = 1.2
# The share of the topic's words, by inverse document frequency, that stand in the paragraph itself.
_WEIGHT_TOPIC: Final[float] = 3.6
# What a second or third aspect of the question counts beside the first.
_LATER_ASPECT: Final[float] = 0.5
# "Cocok gak?" asks for who does not fit, too, but less than for who does.
_OTHER_SIDE: Final[float] = 0.6
# What a paragraph that continues another counts where the main thing is asked for, and the other way round; less where
# the question has no words of its own that could decide between them.
_SECONDARY: Final[float] = 0.8
_HARDLY_ASKED: Final[float] = 0.25


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for one question."""

    understanding: Understanding
    hits: tuple[Hit, ...]
    answer_hits: tuple[Hit, ...]
    """Those of the hits to answer from, the main one first; empty where the question is not answerable."""
    missing: tuple[str, ...]
    """Words or phrases of the question that the documents lack; empty where it is answerable."""

    @property
    def answerable(self) -> bool:
        return bool(self.answer_hits)


class IndexSource(Protocol):
    """Where the current index generation comes from; :class:`rag.index.IndexReader` in production."""

    def current(self) -> Generation: ...


class ParagraphRetriever(BaseRetriever):
    """LangChain retriever over the index.

    ``invoke`` gives Documents; the chain calls :meth:`retrieve` for the whole record.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: SkipValidation[IndexSource]
    _names: tuple[str, ProfessionNames] | None = PrivateAttr(default=None)

    def retrieve(self, question: str, history: Sequence[Turn] = ()) -> Retrieval:
        """Find the paragraphs for a question.

        Raises:
            IndexUnavailableError: there is no usable index.
            EmbeddingError: the question cannot be embedded.
        """
        generation = self.generation()
        try:
            return self._retrieve(generation, question, history)
        except IndexUnavailableError:
            # A server drops what no generation needs any more, also under a question that has just begun.
            renewed = self.generation()
            if renewed.name == generation.name:
                raise
            return self._retrieve(renewed, question, history)

    def _retrieve(self, generation: Generation, question: str, history: Sequence[Turn]) -> Retrieval:
        whole = self._retrieve_one(generation, question, history)
        parts = question_parts(question)
        if len(parts) < 2 or len(whole.understanding.compared) > 1 or whole.understanding.recommends:
            return whole
        found: list[Retrieval] = []
        turns = list(history)
        for part in parts:
            found.append(self._retrieve_one(generation, part, turns))
            turns.append(Turn(part))  # the next part leaves out what this one has named
        answers = list(dict.fromkeys(one.answer_hits[0] for one in found if one.answerable))
        if len(answers) < 2:
            return whole
        rest = [hit for hit in whole.hits if hit not in answers]
        return replace(whole, hits=(*answers, *rest)[:TOP_K], answer_hits=tuple(answers), missing=())

    def _retrieve_one(self, generation: Generation, question: str, history: Sequence[Turn]) -> Retrieval:
        """Find the paragraphs for a question that asks one thing."""
        understanding = self.understand(generation, question, history)
        ranked, dense = rank(generation, understanding)
        if understanding.recommends:
            answerable = any(hit.paragraph.aspect is Aspect.FITS for hit in ranked)
        else:
            answerable = answerability(generation, understanding, ranked, dense) >= THRESHOLD
            answerable = answerable or bool(ranked and tells_who(generation, understanding, ranked))
        missing = () if answerable else lacking(understanding, ranked)
        if ranked and (untold := untold_aspect(generation, understanding, ranked)):
            answerable, missing = False, (untold.value,)
        weights = {one: term_weight(generation, one) for one in understanding.topic}
        answers = answer_hits(understanding, ranked, weights) if answerable else []
        rest = [hit for hit in ranked[: TOP_K + len(answers)] if hit not in answers]
        # What is cited was retrieved, and the main paragraph stands first.
        return Retrieval(understanding, (*answers, *rest)[:TOP_K], tuple(answers), missing)

    def understand(self, generation: Generation, question: str, history: Sequence[Turn] = ()) -> Understanding:
        """What a question means to this generation of the index."""
        return understand(question, history, self._profession_names(generation), generation.has_term)

    def generation(self) -> Generation:
        """The current index generation."""
        return self.source.current()

    def refresh(self) -> None:
        """Open the current generation if it is a new one, and let go of the one before."""
        self._profession_names(self.generation())

    def warm_up(self) -> None:
        """Search once, so that the embedding model and the index are loaded."""
        self.generation().search_dense("pemanasan", 1)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                page_content=hit.paragraph.text,
                id=hit.paragraph.id,
                metadata={"title": hit.title, "aspect": hit.paragraph.aspect.value, "score": hit.score},
            )
            for hit in self.retrieve(query).hits
        ]

    def _profession_names(self, generation: Generation) -> ProfessionNames:
        known = self._names
        if known is None or known[0] != generation.name:
            records = generation.documents.values()
            known = (generation.name, ProfessionNames((r.id, r.title, core_name(r.title)) for r in records))
            self._names = known
        return known[1]


def rank(generation: Generation, understanding: Understanding) -> tuple[list[Hit], dict[str, float]]:
    """All candidates, best first, equal scores in the order of their ids; and cosines of those that vectors found."""
    dense = dict(generation.search_dense(understanding.text, CANDIDATES))
    terms = [one for one in stems(understanding.text) if one not in ASKING_STEMS]
    lexical = dict(generation.search_lexical(terms, CANDIDATES))
    wanted = {*dense, *lexical, *_named_paragraphs(generation, understanding)}
    # What is told besides has other words than what a question sets aside ("selain siaran pers, apa lagi?").
    topic = {} if understanding.more else {one: term_weight(generation, one) for one in understanding.topic}
    all_topic = math.fsum(topic.values()) or 1.0
    dense_scaled = _scaled(dense)
    lexical_scaled = _scaled(lexical, floor=0.0)

    def score(paragraph: Paragraph) -> float:
        said = topic.keys() & {*stems(paragraph.text), *tokens(paragraph.text)} if topic else set()
        return (
            _WEIGHT_DENSE * dense_scaled.get(paragraph.id, 0.0)
            + _WEIGHT_LEXICAL * lexical_scaled.get(paragraph.id, 0.0)
            + _WEIGHT_NAME * understanding.names.get(paragraph.document_id, 0.0)
            + _WEIGHT_SPELLED_OUT * (paragraph.document_id in understanding.spelled_out)
            + _WEIGHT_ASPECT * _aspect_match(paragraph, understanding)
            + _WEIGHT_TOPIC * math.fsum(topic[one] for one in said) / all_topic
            + _WEIGHT_FACT * bool(understanding.facts & fact_kinds(f"{paragraph.heading}. {paragraph.text}"))
        )

    hits = [
        Hit(paragraph, generation.documents[paragraph.document_id].title, score(paragraph))
        for paragraph in generation.paragraphs(sorted(wanted))
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.paragraph.id)), dense


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

    A paragraph that opens with "Selain itu" adds to one that says the main
    thing, and yields to it unless the question asks for more.
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


def _scaled(scores: dict[str, float], floor: float | None = None) -> dict[str, float]:
    """Scores mapped linearly to 0–1, from ``floor`` (or the lowest) to the highest."""
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    span = max(scores.values()) - low
    return {key: (value - low) / span if span > 0 else 1.0 for key, value in scores.items()}
