"""Questions that the index answers: examples at the start, what to ask next, what to ask instead.

Each is built from an aspect that some paragraph tells, and offered only after retrieval has found that very paragraph
for it: a suggestion that ends in "not found" would be worse than none.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import Final

from rag.index import Generation
from rag.prompts import QUESTION_ASPECTS, aspect_question
from rag.retrieval import ParagraphRetriever, Retrieval
from rag.titles import core_name
from rag.types import Aspect

_SUGGESTIONS: Final[int] = 3
_NEAREST_TITLES: Final[int] = 3
# Start questions vary over at most this many professions: enough for any page, and a large index stays fast.
_EXAMPLE_DOCUMENTS: Final[int] = 12


@dataclass(frozen=True, slots=True)
class _Known:
    """What has been worked out for one index generation."""

    generation: str
    short_names: Counter[str]
    """How many professions have each short name, in lower case."""
    checked: dict[str, bool] = field(default_factory=dict)
    """Question → whether its own paragraph is found for it."""


class Suggester:
    """Ready questions, checked against the current index generation and remembered for as long as it is current."""

    def __init__(self, retriever: ParagraphRetriever) -> None:
        """Take the retriever that will have to answer the questions."""
        self._retriever = retriever
        self._known: _Known | None = None
        self._asking = threading.Lock()

    def examples(self, limit: int) -> list[str]:
        """Up to ``limit`` questions, the professions taking turns and each with an aspect of its own."""
        with self._asking:  # pages that open at the same time all want them, and checking them takes a second
            return self._examples(limit)

    def _examples(self, limit: int) -> list[str]:
        generation = self._retriever.generation()
        documents = list(generation.documents)[:_EXAMPLE_DOCUMENTS]
        shifted = [
            self._questions(generation, identifier, (*QUESTION_ASPECTS[shift:], *QUESTION_ASPECTS[:shift]))
            for shift, identifier in enumerate(documents)
        ]
        return list(islice((one for row in zip_longest(*shifted) for one in row if one), limit))

    def about(self, document: str) -> dict[Aspect, str]:
        """A question for each aspect that a document tells; empty if it is not indexed."""
        generation = self._retriever.generation()
        if document not in generation.documents:
            return {}
        return dict(self._answered(generation, document, QUESTION_ASPECTS))

    def further(self, retrieval: Retrieval) -> tuple[str, ...]:
        """What else to ask about the profession just answered: aspects that the question did not ask for."""
        generation = self._retriever.generation()
        told = {hit.paragraph.aspect for hit in retrieval.answer_hits} | set(retrieval.understanding.aspects)
        document = retrieval.hits[0].paragraph.document_id
        aspects = [aspect for aspect in QUESTION_ASPECTS if aspect not in told]
        return tuple(islice(self._questions(generation, document, aspects), _SUGGESTIONS))

    def instead(self, retrieval: Retrieval) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The nearest professions that are covered, and questions about them that have an answer."""
        generation = self._retriever.generation()
        documents = list(dict.fromkeys(hit.paragraph.document_id for hit in retrieval.hits))[:_NEAREST_TITLES]
        asked = [aspect for aspect in retrieval.understanding.aspects if aspect in QUESTION_ASPECTS]
        aspects = tuple(dict.fromkeys([*asked, *QUESTION_ASPECTS]))
        rows = [
            self._questions(generation, identifier, (*aspects[shift:], *aspects[:shift]))
            for shift, identifier in enumerate(documents)
        ]
        questions = (one for row in zip_longest(*rows) for one in row if one)
        titles = tuple(self._display_name(generation, identifier) for identifier in documents)
        return titles, tuple(islice(questions, _SUGGESTIONS))

    def _questions(self, generation: Generation, document: str, aspects: Sequence[Aspect]) -> Iterator[str]:
        return (question for _, question in self._answered(generation, document, aspects))

    def _answered(
        self, generation: Generation, document: str, aspects: Sequence[Aspect]
    ) -> Iterator[tuple[Aspect, str]]:
        told = {paragraph.aspect for paragraph in generation.documents[document].paragraphs}
        name = self._display_name(generation, document)
        for aspect in aspects:
            question = aspect_question(aspect, name)
            if aspect in told and self._answers(generation, question, document, aspect):
                yield aspect, question

    def _answers(self, generation: Generation, question: str, document: str, aspect: Aspect) -> bool:
        checked = self._knowledge(generation).checked
        if question not in checked:
            retrieval = self._retriever.retrieve(question)
            best = retrieval.hits[0].paragraph if retrieval.hits else None
            checked[question] = bool(
                best and retrieval.answerable and best.document_id == document and best.aspect is aspect
            )
        return checked[question]

    def _display_name(self, generation: Generation, document: str) -> str:
        """The short name where it is the only one of its kind in the index, else the whole title."""
        title = generation.documents[document].title
        short = core_name(title)
        return short if self._knowledge(generation).short_names[short.casefold()] == 1 else title

    def _knowledge(self, generation: Generation) -> _Known:
        known = self._known
        if known is None or known.generation != generation.name:
            titles = (record.title for record in generation.documents.values())
            known = self._known = _Known(generation.name, Counter(core_name(title).casefold() for title in titles))
        return known
