"""The retrieval chain: retrieve → draft → verify → show, streamed sentence by sentence.

Whatever drafts the text, the gate decides what is shown (:mod:`rag.composition`): a drafted sentence appears with the
paragraph that supports it, or is replaced by the verbatim source sentence it came closest to, or dropped. Without a
model, or where nothing of a draft survives, the answer consists of verbatim quotes.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypedDict

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from rag.composition import Composition, answer_text, least_sentences
from rag.embedding import load_embeddings
from rag.errors import ModelError, RagError, SettingsError
from rag.index import IndexReader
from rag.language import sentences
from rag.library import Library
from rag.llm import LlamaChatModel, describe, load_chat_model, prompting, stream_text, warm_up
from rag.prompts import (
    BASE_MODEL_STOP,
    NOT_FOUND_MARK,
    NOTE_MODEL_FAILED,
    NOTE_MODEL_STOPPED,
    READER_STOP,
    Prompting,
    base_messages,
    base_prefix,
    chat_messages,
    not_found_text,
    partly_found_text,
    reader_messages,
)
from rag.retrieval import ParagraphRetriever, Retrieval
from rag.sentence_choice import cut_down
from rag.settings import Settings
from rag.suggestions import Suggester
from rag.types import Answer, Event, Finished, Hit, Retrieved, Seconds, Turn

# A model that goes past these is looping: nobody waits for a thirteenth sentence, or for a full stop that never comes.
_MOST_DRAFTS: Final[int] = 12
_LONGEST_SENTENCE: Final[int] = 1000
# A paragraph of the documents has up to 120 tokens; a base model that writes more is repeating itself.
_DRAFT_TOKENS: Final[int] = 160
# How often an open chat looks for a newer index: one small read, and well below the five seconds that are promised.
_FOLLOW_SECONDS: Final[float] = 1.0


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
        prompting: Prompting = Prompting.CHAT,
        answer_seconds: float = 30.0,
    ) -> None:
        """Take the parts; :func:`open_assistant` builds them from settings.

        Args:
            retriever: finds the paragraphs.
            model: drafts the sentences; None for verbatim quotes only.
            model_name: what the answer says of the model.
            prompting: how the model is asked.
            answer_seconds: how long after the question the model may write; what is verified by then is completed with
                quotes.
        """
        self._retriever = retriever
        self._model = model
        self._model_name = model_name
        self._prompting = prompting
        self._answer_seconds = answer_seconds
        self._suggester = Suggester(retriever)
        self._closed = threading.Event()
        self.library = Library(retriever, self._suggester)
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

    def drafts(self, question: str, history: Sequence[Turn] = ()) -> Iterator[tuple[str, Sequence[Hit]]]:
        """What the model writes before the gate, sentence by sentence, with the paragraphs it had; to be measured only.

        Raises:
            ModelError: the model failed; and what :meth:`stream` raises.
        """
        found = self._retrieve({"question": question, "history": history})
        if self._model is not None and found.retrieval.answerable:
            for group in self._groups(found):
                for draft in self._drafts(found, group):
                    yield draft, group

    def examples(self, limit: int) -> list[str]:
        """Questions that the index answers, over as many professions and aspects as there is room for."""
        return self._suggester.examples(limit)

    def covered(self) -> int:
        """How many documents are indexed; raises IndexUnavailableError where there is no usable index."""
        return self.library.size()

    def warm_up(self) -> None:
        """Load the embedding model and start the language model, so that the first question finds both ready."""
        if self._prompting is Prompting.FEW_SHOT:
            warm_up(self._model, base_prefix())
        elif self._prompting is Prompting.READER:
            warm_up(self._model, reader_messages("", ()))
        self._retriever.warm_up()

    def follow_index(self) -> None:
        """Keep the newest index open from now on, also while nobody asks.

        Otherwise the first question after an ingest would wait for the opening, and an idle chat would keep an old
        generation, which may be large, from being deleted.
        """

        def follow() -> None:
            while not self._closed.wait(_FOLLOW_SECONDS):
                with suppress(RagError):  # the next question meets the same failure and reports it
                    self._retriever.refresh()

        threading.Thread(target=follow, name="follow-index", daemon=True).start()

    def close(self) -> None:
        """Stop following the index, and the language model's process, if there is one."""
        self._closed.set()
        if isinstance(self._model, LlamaChatModel):
            self._model.process.stop()
            self._model.close()

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
        # A model that can be told what to write knows better what answers; a small one goes on with anything.
        composition = Composition(found.retrieval, chooses=self._model is None or self._prompting is not Prompting.CHAT)
        failure = ""
        refused = False
        shown_at: float | None = None
        groups = self._groups(found)
        for index, group in enumerate(groups):
            composition.reserved = sum(least_sentences(one[0]) for one in groups[index + 1 :])
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
            if refused and not composition.sentences and self._prompting is Prompting.CHAT:
                yield Finished(self._not_found(found))
                return
            for hit in group:
                for event in composition.complete(hit):
                    shown_at = shown_at or time.perf_counter()
                    yield event
        if not composition.sentences:
            yield Finished(self._not_found(found))
            return
        yield Finished(
            Answer(
                question=found.question,
                understanding=found.retrieval.understanding,
                status="answered",
                text=answer_text(composition.sentences),
                sentences=tuple(composition.sentences),
                citations=tuple(composition.citations),
                retrieved=found.retrieval.hits,
                suggestions=self._suggester.further(found.retrieval),
                model=self._model_name,
                seconds=_seconds(found, shown_at),
                note=" ".join(filter(None, (failure, partly_found_text(found.retrieval.unanswered)))),
            )
        )

    def _groups(self, found: _Found) -> list[list[Hit]]:
        """The paragraphs to answer from: one prompt for all for a chat model, one each for the bundled one.

        The reader, given several, tells only what it finds to answer best: of what is shown .59 came from it, with one
        prompt each .70 (test split of the evals; correctness the same), and the first sentence comes sooner.
        """
        hits = found.retrieval.answer_hits
        if self._model is None or self._prompting is not Prompting.CHAT:
            return [[hit] for hit in hits]
        return [list(hits)]

    def _drafts(self, found: _Found, group: Sequence[Hit]) -> Iterator[str]:
        """The model's sentences, one by one as they are complete."""
        assert self._model is not None
        left = self._answer_seconds - (time.perf_counter() - found.started)
        if self._prompting is Prompting.FEW_SHOT:
            messages, stop = base_messages(found.question, group[0]), BASE_MODEL_STOP
        elif self._prompting is Prompting.READER:
            wanted = found.retrieval.wanted
            read = [cut_down(hit, wanted[hit.paragraph.id]) for hit in group if wanted.get(hit.paragraph.id)]
            if not read:
                return
            messages, stop = reader_messages(found.retrieval.understanding.spoken, read), READER_STOP
        else:
            messages, stop = chat_messages(found.question, group), ()
        pieces = stream_text(
            self._model,
            messages,
            seconds=max(1.0, left),
            stop=stop,
            max_tokens=_DRAFT_TOKENS if self._prompting is not Prompting.CHAT else None,
        )
        with closing(pieces):
            yield from islice(_split_stream(pieces), _MOST_DRAFTS)

    def _not_found(self, found: _Found) -> Answer:
        titles, suggestions = self._suggester.instead(found.retrieval)
        return Answer(
            question=found.question,
            understanding=found.retrieval.understanding,
            status="not_found",
            text=not_found_text(
                found.retrieval.missing, titles, names_profession=bool(found.retrieval.understanding.named)
            ),
            retrieved=found.retrieval.hits,
            suggestions=suggestions,
            model=self._model_name,
            seconds=_seconds(found, None),
        )


def _split_stream(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences out of a stream of text pieces; the last one when the stream ends. An endless one is let go."""
    text = ""
    for piece in pieces:
        text += piece
        *done, rest = sentences(text) or [""]
        if done:
            yield from done
            text = rest + (" " if text[-1:].isspace() else "")
        if len(text) > _LONGEST_SENTENCE:
            return
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
        ParagraphRetriever(source=reader),
        model,
        describe(settings),
        prompting=prompting(settings),
        answer_seconds=settings.answer_seconds,
    )
