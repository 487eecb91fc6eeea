"""The retrieval chain: retrieve → draft → verify → show, streamed sentence by sentence.

Whatever drafts the text, what is shown is decided here by :mod:`rag.verification`: a drafted sentence is shown with the
paragraph that supports it, or replaced by the verbatim source sentence it came closest to, or dropped. Without a
model, or where nothing of a draft survives, the answer consists of verbatim quotes.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal, TypedDict

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from rag.embedding import load_embeddings
from rag.errors import ModelError, SettingsError
from rag.index import IndexReader
from rag.language import CONTRAST_WORDS, formalise, sentences, stems
from rag.llm import BASE_MODELS, LlamaChatModel, describe, load_chat_model, stream_text, warm_up
from rag.prompts import (
    BASE_MODEL_STOP,
    NOT_FOUND_MARK,
    NOTE_MODEL_FAILED,
    NOTE_MODEL_STOPPED,
    base_messages,
    base_prefix,
    chat_messages,
    not_found_text,
)
from rag.reading import core_name
from rag.retrieval import ParagraphRetriever, Retrieval
from rag.settings import Settings
from rag.suggestions import Suggester
from rag.types import Answer, Citation, Event, Finished, Hit, Retrieved, Seconds, Sentence, Shown, Turn
from rag.verification import Verdict, best_quotes, verify

# An answer is two to four sentences; a paragraph of the owner's documents has one or two.
_MOST_SENTENCES: Final[int] = 4
_MOST_QUOTES_PER_PARAGRAPH: Final[int] = 2
# The whole answer; then what is verified so far is shown and completed with quotes.
_ANSWER_SECONDS: Final[float] = 30.0
# A paragraph of the documents has up to 120 tokens; a base model that writes more is repeating itself.
_DRAFT_TOKENS: Final[int] = 160
# A drafted list that leaves out more of its source than this is not an answer to "apa tugasnya?": the source sentence
# is quoted instead. Chosen on development questions: complete drafts carry .8 and more, truncated ones .5 and less.
_LEAST_COVERAGE: Final[float] = 0.6
# A refused sentence with this share of its words in one source sentence meant to say that sentence.
_LEAST_OVERLAP: Final[float] = 0.5

_CITATION_MARK = re.compile(r"\s*\[\d+(?:\s*[,;]\s*\d+)*\]")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]+|\d{1,2}[.)])\s+")


class Question(TypedDict, total=False):
    """Input of the chain."""

    question: str
    history: Sequence[Turn]


@dataclass(frozen=True, slots=True)
class _Found:
    """A question with its retrieval; what the second link of the chain works from."""

    question: str
    retrieval: Retrieval
    started: float
    """``time.perf_counter()`` when the question came in."""
    retrieve_seconds: float


class Assistant:
    """Answers questions from the current index; one per process, safe to share between threads."""

    def __init__(
        self,
        retriever: ParagraphRetriever,
        model: BaseChatModel | None,
        model_name: str,
        *,
        base_model: bool = False,
    ) -> None:
        """Take the parts; :func:`open_assistant` builds them from settings.

        Args:
            retriever: finds the paragraphs.
            model: drafts the sentences; None for verbatim quotes only.
            model_name: what the answer says of the model.
            base_model: whether the model has no chat tuning: it gets few-shot turns and one paragraph at a time.
        """
        self._retriever = retriever
        self._model = model
        self._model_name = model_name
        self._base_model = base_model
        self._suggester = Suggester(retriever)
        self.chain: Runnable[Question, Event] = RunnableLambda(self._retrieve) | RunnableGenerator(self._respond)

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Answer one question as events: ``Retrieved``, ``Shown`` for each sentence, ``Finished``.

        Closing the iterator early makes the model stop writing.

        Raises:
            IndexUnavailableError: there is no usable index.
            EmbeddingError: the question cannot be embedded.
        """
        return self.chain.stream({"question": question, "history": tuple(history)})

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question; raises as :meth:`stream` does."""
        answer: Answer | None = None
        for event in self.stream(question, history):
            if isinstance(event, Finished):
                answer = event.answer
        assert answer is not None, "the chain always ends with Finished"
        return answer

    def examples(self, limit: int) -> list[str]:
        """Questions that the index answers, over as many professions and aspects as there is room for."""
        return self._suggester.examples(limit)

    def warm_up(self) -> None:
        """Load the embedding model and start the language model, so that the first question finds both ready."""
        if self._base_model:
            warm_up(self._model, base_prefix())
        self._retriever.warm_up()

    def close(self) -> None:
        """Stop the language model's process, if there is one."""
        if isinstance(self._model, LlamaChatModel):
            self._model.process.stop()

    def _retrieve(self, question: Question) -> _Found:
        started = time.perf_counter()
        text = " ".join(question["question"].split())
        retrieval = self._retriever.retrieve(text, question.get("history", ()))
        return _Found(text, retrieval, started, time.perf_counter() - started)

    def _respond(self, found: Iterator[_Found]) -> Iterator[Event]:
        for one in found:
            yield Retrieved(one.retrieval.hits)
            if not one.retrieval.answerable:
                yield Finished(self._not_found(one))
                return
            yield from self._answer(one)

    def _answer(self, found: _Found) -> Iterator[Event]:
        composition = _Composition(found.retrieval)
        failure = ""
        refused = False
        shown_at: float | None = None
        for group in self._groups(found):
            before = len(composition.sentences)
            try:
                if self._model is not None and not failure:
                    for draft in self._drafts(found, group):
                        refused = refused or (not composition.sentences and draft.startswith(NOT_FOUND_MARK))
                        for event in composition.add_draft(draft, group):
                            shown_at = shown_at or time.perf_counter()
                            yield event
                        if composition.full:
                            break
            except ModelError:
                failure = NOTE_MODEL_FAILED if len(composition.sentences) == before else NOTE_MODEL_STOPPED
            if refused and not composition.sentences and not self._base_model:
                yield Finished(self._not_found(found))
                return
            for hit in group:
                for event in composition.complete(hit):
                    shown_at = shown_at or time.perf_counter()
                    yield event
        yield Finished(
            Answer(
                question=found.question,
                status="answered",
                text=" ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in composition.sentences),
                sentences=tuple(composition.sentences),
                citations=tuple(composition.citations),
                retrieved=found.retrieval.hits,
                suggestions=self._suggester.further(found.retrieval),
                model=self._model_name,
                seconds=_seconds(found, shown_at),
                note=failure,
            )
        )

    def _groups(self, found: _Found) -> list[list[Hit]]:
        """The paragraphs to answer from: one prompt each for a base model, one prompt for all otherwise."""
        hits = found.retrieval.answer_hits
        if self._model is None or self._base_model:
            return [[hit] for hit in hits]
        return [list(hits)]

    def _drafts(self, found: _Found, group: Sequence[Hit]) -> Iterator[str]:
        """The model's sentences, one by one as they are complete."""
        assert self._model is not None
        left = _ANSWER_SECONDS - (time.perf_counter() - found.started)
        base = self._base_model
        messages = base_messages(found.question, group[0]) if base else chat_messages(found.question, group)
        pieces = stream_text(
            self._model,
            messages,
            seconds=max(1.0, left),
            stop=BASE_MODEL_STOP if base else (),
            max_tokens=_DRAFT_TOKENS if base else None,
        )
        with closing(pieces):
            yield from _split_stream(pieces)

    def _not_found(self, found: _Found) -> Answer:
        titles, suggestions = self._suggester.instead(found.retrieval)
        return Answer(
            question=found.question,
            status="not_found",
            text=not_found_text(
                found.retrieval.missing, titles, names_profession=bool(found.retrieval.understanding.named)
            ),
            retrieved=found.retrieval.hits,
            suggestions=suggestions,
            model=self._model_name,
            seconds=_seconds(found, None),
        )


@dataclass(slots=True)
class _Composition:
    """The answer as it grows; what has been shown is never changed."""

    retrieval: Retrieval
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    _used: set[tuple[str, str]] = field(default_factory=set)
    """(paragraph id, source sentence) pairs that have been said already."""

    @property
    def full(self) -> bool:
        return len(self.sentences) >= _MOST_SENTENCES

    def add_draft(self, draft: str, group: Sequence[Hit]) -> Iterator[Shown]:
        """Show a drafted sentence if a paragraph supports it, else the source sentence it meant, else nothing."""
        text = clean(draft)
        if self.full or not text:
            return
        hit, verdict = _attribute(text, group, [core_name(hit.title) for hit in self.retrieval.hits])
        if (hit.paragraph.id, verdict.quote) in self._used:
            return
        topical = bool(self.retrieval.understanding.aspects)
        if verdict.supported and (verdict.coverage >= _LEAST_COVERAGE or not topical):
            yield self._show(text, hit, verdict.quote, "llm")
        elif verdict.quote and (verdict.supported or verdict.overlap >= _LEAST_OVERLAP):
            yield self._show(verdict.quote, hit, verdict.quote, "quote")

    def complete(self, hit: Hit) -> Iterator[Shown]:
        """Quote what must not be missing: the paragraph if nothing of it is shown, and the other half of a contrast."""
        source = sentences(hit.paragraph.text)
        said = [sentence for sentence in source if (hit.paragraph.id, sentence) in self._used]
        if not said:
            asked = frozenset(stems(self.retrieval.understanding.text))
            wanted = best_quotes(asked, hit, _MOST_QUOTES_PER_PARAGRAPH)
        else:
            wanted = [
                after
                for before, after in pairwise(source)
                if before in said and formalise(after).split(" ", 1)[0] in CONTRAST_WORDS
            ]
        for sentence in wanted:
            if not self.full and (hit.paragraph.id, sentence) not in self._used:
                yield self._show(sentence, hit, sentence, "quote")

    def _show(self, text: str, hit: Hit, quote: str, origin: Literal["llm", "quote"]) -> Shown:
        self._used.add((hit.paragraph.id, quote))
        citation = Citation(
            number=len(self.citations) + 1,
            paragraph_id=hit.paragraph.id,
            document_id=hit.paragraph.document_id,
            title=hit.title,
            paragraph=hit.paragraph.number,
            quote=quote,
            text=hit.paragraph.text,
        )
        sentence = Sentence(text, (citation.number,), origin)
        self.citations.append(citation)
        self.sentences.append(sentence)
        return Shown(sentence, (citation,))


def clean(draft: str) -> str:
    """A drafted sentence without the model's own citation marks and list marks; attribution is ours."""
    text = _LIST_MARK.sub("", _CITATION_MARK.sub("", draft))
    return " ".join(text.replace("**", "").split())


def _attribute(text: str, group: Sequence[Hit], names: Sequence[str]) -> tuple[Hit, Verdict]:
    """The paragraph that supports a sentence best, the better ranked one among equals."""
    judged = [(hit, verify(text, hit, names)) for hit in group]
    return max(judged, key=lambda pair: (pair[1].supported, round(pair[1].coverage, 2)))


def _split_stream(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences out of a stream of text pieces; the last one when the stream ends."""
    text = ""
    for piece in pieces:
        text += piece
        *done, rest = sentences(text) or [""]
        if done:
            yield from done
            text = rest + (" " if text[-1:].isspace() else "")
    yield from sentences(text)


def _seconds(found: _Found, shown_at: float | None) -> Seconds:
    now = time.perf_counter()
    first = (shown_at or now) - found.started
    return Seconds(found.retrieve_seconds, first, now - found.started)


def open_assistant(settings: Settings) -> Assistant:
    """Build the assistant that the settings describe.

    Raises:
        SettingsError: the model setting cannot be used, or a judge is set.
        IndexUnavailableError: there is no usable index.
    """
    if settings.judge:
        raise SettingsError(f"RAG_JUDGE={settings.judge!r} cannot be used: this version has no judge yet; unset it")
    model = load_chat_model(settings)
    embeddings = load_embeddings(settings)
    reader = IndexReader(settings, embeddings)
    reader.current()
    return Assistant(
        ParagraphRetriever(source=reader), model, describe(settings), base_model=settings.model in BASE_MODELS
    )

