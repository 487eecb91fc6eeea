"""Question (and history) → ranked paragraphs, and whether they can answer at all.

Understands the question, ranks what the searches propose, estimates whether that answers it, and selects what an answer
is made from; each of these has a module of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr, SkipValidation

from rag.answerability import answerability, is_answerable, lacking, tells_who, term_weight, untold_aspect
from rag.code_mixing import without_english
from rag.comparisons import asks_of_each_side, side_question, sides_of
from rag.errors import IndexUnavailableError
from rag.index import Generation
from rag.language import formalise, stems
from rag.professions import NamedDocument, ProfessionNames
from rag.question_parts import question_parts
from rag.question_words import fact_kinds
from rag.ranking import rank
from rag.reranking import rerank
from rag.selection import answer_hits, in_turn
from rag.sentence_choice import wanted_sentences
from rag.titles import core_name
from rag.turns import with_professions
from rag.types import Aspect, Hit, Turn, Understanding
from rag.understanding import understand

TOP_K: Final[int] = 6
"""How many paragraphs are returned."""

# With a typing error and a word without vowels, which need the lists of common words.
_WARM_UP: Final[str] = "gmn pemanasn yg bener?"
# How much more answerable a follow-up must be without the profession of the turn before, to be read without it.
# Set by hand.
_WORTH_A_SWITCH: Final[float] = 0.2
_MOST_SIDES: Final[int] = 2
"""Of a comparison: an answer has four sentences."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for one question."""

    understanding: Understanding
    hits: tuple[Hit, ...]
    answer_hits: tuple[Hit, ...]
    """Those of the hits to answer from, the main one first; empty where the question is not answerable."""
    wanted: Mapping[str, tuple[str, ...]]
    """The sentences to answer with, verbatim and in order, by the ids of the paragraphs to answer from."""
    missing: tuple[str, ...]
    """Words or phrases of the question that the documents lack; empty where it is answerable."""
    unanswered: tuple[str, ...] = ()
    """The same of a part of the question that finds no answer, where another part does."""

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
        names = self._profession_names(generation)
        if asks_of_each_side(whole.understanding):
            return self._retrieve_sides(generation, whole, names)
        parts = question_parts(without_english(question, names.words))
        if len(parts) < 2 or len(whole.understanding.compared) > 1 or whole.understanding.recommends:
            return whole
        found: list[Retrieval] = []
        turns = [*history, Turn(question)]  # a part may leave out what another one names
        for part in parts:
            found.append(self._retrieve_one(generation, _completed(part, whole.understanding, names), turns))
            turns.append(Turn(part))
        # By paragraph: two parts may find the same one, with different scores.
        firsts = {one.answer_hits[0].paragraph.id: one.answer_hits[0] for one in found if one.answerable}
        # Taken apart wrongly, a question strays to what it only tells, or loses what it asks for.
        about = set(whole.understanding.named)
        best = whole.answer_hits[:1]
        if whole.answerable:
            # Each part asks for something else and finds it where it should: then the whole was just too much at once.
            asked = {one.understanding.aspects[:1] for one in found}
            clean = len(firsts) == len(found) == len(asked - {()}) and all(
                one.paragraph.document_id in about for one in firsts.values()
            )
            whole = replace(whole, unanswered=_unanswered(found, whole.answer_hits))
            if best[0].paragraph.id not in firsts and not clean:
                return whole
            about = about or {best[0].paragraph.document_id}
        answers = [hit for hit in firsts.values() if hit.paragraph.document_id in about]
        unanswered = _unanswered(found, answers)
        # One part alone answers where the whole does not, if what the other one lacks can be said.
        if len(answers) < 2 and (whole.answerable or not answers or not unanswered):
            return whole
        # Retrieved stands what is best for the whole, the answer goes through the parts in the order asked.
        found_first = {hit.paragraph.id: hit for hit in (*best, *answers, *whole.hits)}
        # A paragraph that answers two parts answers with what the first of them wants.
        wanted = {identifier: said for one in reversed(found) for identifier, said in one.wanted.items()}
        return replace(
            whole,
            hits=tuple(found_first.values())[:TOP_K],
            answer_hits=tuple(answers),
            wanted={hit.paragraph.id: wanted[hit.paragraph.id] for hit in answers},
            missing=(),
            unanswered=unanswered,
        )

    def _retrieve_sides(self, generation: Generation, whole: Retrieval, names: ProfessionNames) -> Retrieval:
        """Ask of each profession by itself what a comparison asks of both; where one has no answer, the whole stays."""
        text = whole.understanding.text
        sides = sides_of(text, whole.understanding.compared, names)
        if len(sides) < _MOST_SIDES:
            return whole
        answers: dict[str, Hit] = {}
        wanted: dict[str, tuple[str, ...]] = {}
        for side in sides[:_MOST_SIDES]:
            others = [one for other in sides if other != side for one in other]
            found = self._retrieve_one(generation, side_question(text, side, others, names), ())
            own = [hit for hit in found.hits if names.core_text(hit.paragraph.document_id) in side]
            if not found.answerable or not own:
                return whole
            best = own[0]
            answers[best.paragraph.id] = best
            # Known already where it is what the side is answered from; reading is slow.
            wanted[best.paragraph.id] = found.wanted.get(best.paragraph.id) or wanted_sentences(
                generation, found.understanding, best
            )
        found_first = {hit.paragraph.id: hit for hit in (*answers.values(), *whole.hits)}
        return replace(
            whole,
            hits=tuple(found_first.values())[:TOP_K],
            answer_hits=tuple(answers.values()),
            wanted=wanted,
            missing=(),
        )

    def _retrieve_one(self, generation: Generation, question: str, history: Sequence[Turn]) -> Retrieval:
        """Find the paragraphs for a question that asks one thing."""
        understanding = self.understand(generation, question, history)
        ranked = rerank(generation, understanding, rank(generation, understanding))
        if understanding.carried and ranked.hits:
            # Read as a question of its own it may be answered by another profession, and better.
            alone = self.understand(generation, question)
            again = rerank(generation, alone, rank(generation, alone))
            gain = answerability(generation, alone, again) - answerability(generation, understanding, ranked)
            if gain > _WORTH_A_SWITCH and (alone.named or alone.topic):
                understanding, ranked = alone, again
        hits = ranked.hits
        if understanding.recommends:
            answerable = any(hit.paragraph.aspect is Aspect.FITS for hit in hits)
        else:
            answerable = is_answerable(generation, understanding, ranked) and not _asks_nothing(understanding)
            answerable = answerable or bool(hits and tells_who(generation, understanding, hits))
        missing = () if answerable else lacking(understanding, hits)
        if hits and (untold := untold_aspect(generation, understanding, hits)):
            answerable, missing = False, (untold.value,)
        weights = {one: term_weight(generation, one) for one in understanding.topic}
        answers = answer_hits(understanding, ranked, weights) if answerable else []
        rest = [hit for hit in in_turn(understanding, hits)[: TOP_K + len(answers)] if hit not in answers]
        wanted = {hit.paragraph.id: wanted_sentences(generation, understanding, hit) for hit in answers}
        # What is cited was retrieved, and the main paragraph stands first.
        return Retrieval(understanding, (*answers, *rest)[:TOP_K], tuple(answers), wanted, missing)

    def understand(self, generation: Generation, question: str, history: Sequence[Turn] = ()) -> Understanding:
        """What a question means to this generation of the index."""
        names = self._profession_names(generation)
        return understand(question, with_professions(history, generation, names), names, generation.has_term)

    def generation(self) -> Generation:
        """The current index generation."""
        return self.source.current()

    def refresh(self) -> None:
        """Open the current generation if it is a new one, and let go of the one before."""
        self._profession_names(self.generation())

    def warm_up(self) -> None:
        """Answer once, so that the embedding model, the index and the word lists are loaded."""
        self.retrieve(_WARM_UP)

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
            documents = (
                NamedDocument(r.id, r.title, core_name(r.title), r.aliases, len(r.paragraphs)) for r in records
            )
            known = (generation.name, ProfessionNames(documents, generation.document_frequency))
            self._names = known
        return known[1]


def _completed(part: str, whole: Understanding, names: ProfessionNames) -> str:
    """The part of a question with the one profession that the whole names, if it names none itself."""
    professions = {names.core_text(one) for one in whole.named}
    if len(professions) != 1 or names.match(names.said_in(formalise(part)))[1]:
        return part
    return f"{part.rstrip(' ?.!')} {professions.pop()}?"


def _unanswered(parts: Sequence[Retrieval], answers: Sequence[Hit]) -> tuple[str, ...]:
    """Facts of known kinds ("gajinya") that parts without an answer ask for, unless what is told has them.

    Of other words that the documents lack ("keep", "skalanya") the answer may well be told in others: of 97 training
    questions in several parts five would wrongly be said to lack something, with known kinds alone one.
    """
    if not any(part.answerable for part in parts):
        return ()
    told = {one for hit in answers for one in stems(hit.paragraph.text)}
    lacked = (word for part in parts if not part.answerable for word in part.missing if fact_kinds(word))
    return tuple(dict.fromkeys(word for word in lacked if not set(stems(word)) <= told))


def _asks_nothing(understanding: Understanding) -> bool:
    """Whether a question leaves out both of whom and of what it asks: "halo, lagi ngapain?"."""
    return not (understanding.named or understanding.topic or understanding.facts)
