"""The conversation of one browser tab: what was asked, and how far each answer has come.

Immutable: every step returns the next state, so that a turn keeps its own sources whatever comes after it.
"""

import logging
import uuid
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final, Protocol, assert_never, cast

from rag.errors import RagError
from rag.feedback import Judged
from rag.types import Citation, Event, Finished, Retrieved, Sentence, Shown, Turn

MAX_QUESTION_CHARS: Final[int] = 1000
"""Longer questions are refused: no real question is that long, and a small model's context is short."""

logger = logging.getLogger(__name__)


class Phase(Enum):
    """How far the answer to one question has come, or why it ended early."""

    WAITING = auto()
    """Asked, and not yet taken up: the queue may hold it back."""
    SEARCHING = auto()
    WRITING = auto()
    ANSWERED = auto()
    NOT_FOUND = auto()
    STOPPED = auto()
    FAILED = auto()
    TOO_LONG = auto()
    TOO_MANY = auto()
    """Not taken: whoever asked has asked too many in too short a time."""


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One question and what there is to show for it so far."""

    id: str
    """Unique within the conversation; part of the address of its sources."""
    question: str
    phase: Phase = Phase.WAITING
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    text: str = ""
    """The whole answer as plain text; empty until it is finished."""
    note: str = ""
    suggestions: tuple[str, ...] = ()
    model: str = ""
    """Which drafted it; empty until it is finished."""
    wait: int = 0
    """Seconds until another question is taken, where this one was not."""
    key: str = field(default_factory=lambda: uuid.uuid4().hex, compare=False)
    """Tells it from every answer of every conversation."""

    @property
    def pending(self) -> bool:
        """Whether more of this answer is expected."""
        return self.phase in {Phase.WAITING, Phase.SEARCHING, Phase.WRITING}

    @property
    def taken(self) -> bool:
        """Whether the question has reached, or will reach, what answers it."""
        return self.phase not in {Phase.TOO_LONG, Phase.TOO_MANY}

    @property
    def repeatable(self) -> bool:
        """Whether asking the same again may bring more."""
        return self.phase in {Phase.STOPPED, Phase.FAILED, Phase.TOO_MANY}


Conversation = tuple[ChatTurn, ...]


class Answering(Protocol):
    """What a conversation needs of :class:`rag.chain.Assistant`."""

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]: ...


def pose(question: str, turns: Conversation) -> Conversation:
    """Return the conversation with ``question`` asked; unchanged if it is blank or an answer is under way."""
    question = question.strip()
    if not question or (turns and turns[-1].pending):
        return turns
    phase = Phase.TOO_LONG if len(question) > MAX_QUESTION_CHARS else Phase.WAITING
    number = int(turns[-1].id.removeprefix("t")) + 1 if turns else 1
    return (*turns, ChatTurn(f"t{number}", question, phase))


def pose_again(turns: Conversation) -> Conversation:
    """Return the conversation with its last question asked anew; unchanged if that would bring nothing."""
    if not turns or not turns[-1].repeatable:
        return turns
    return (*turns[:-1], ChatTurn(turns[-1].id, turns[-1].question))


def turn_away(turns: Conversation, seconds: int) -> Conversation:
    """Return the conversation with its last question not taken, for so many seconds."""
    return (*turns[:-1], replace(turns[-1], phase=Phase.TOO_MANY, wait=seconds))


def respond(assistant: Answering, turns: Conversation) -> Iterator[Conversation]:
    """Answer the last turn if it still waits; yield the conversation as it stands after every event.

    Closing this iterator closes the assistant's, which stops the model.
    """
    if not turns or turns[-1].phase is not Phase.WAITING:
        return
    *earlier, turn = turns
    turn = replace(turn, phase=Phase.SEARCHING)
    yield (*earlier, turn)
    try:
        events = cast("Generator[Event, None, None]", assistant.stream(turn.question, history(earlier)))
        with closing(events):
            for event in events:
                turn = advance(turn, event)
                yield (*earlier, turn)
    except RagError as error:
        # Its message tells the maintainer what to mend; the user cannot, and gets a plain sentence.
        logger.error("a question could not be answered: %s", error)
        yield (*earlier, replace(turn, phase=Phase.FAILED))


def advance(turn: ChatTurn, event: Event) -> ChatTurn:
    """Return the turn as it stands after one streaming event."""
    match event:
        case Retrieved():
            return replace(turn, phase=Phase.WRITING)
        case Shown(sentence=sentence, new_citations=new):
            return replace(
                turn,
                phase=Phase.WRITING,
                sentences=(*turn.sentences, sentence),
                citations=(*turn.citations, *new),
            )
        case Finished(answer=answer):
            return replace(
                turn,
                phase=Phase.ANSWERED if answer.status == "answered" else Phase.NOT_FOUND,
                sentences=answer.sentences,
                citations=answer.citations,
                text=answer.text,
                note=answer.note,
                suggestions=answer.suggestions,
                model=answer.model,
            )
        case _:
            assert_never(event)


def cut_off(turns: Conversation, phase: Phase) -> Conversation:
    """Return the conversation with its last answer ended, if it is still under way.

    Args:
        turns: The conversation.
        phase: Why: ``STOPPED`` or ``FAILED``. The sentences already shown stay, each was verified.
    """
    if not turns or not turns[-1].pending:
        return turns
    return (*turns[:-1], replace(turns[-1], phase=phase))


def judged(turns: Conversation, position: int) -> Judged | None:
    """Return what is kept of an answer that somebody judges; None where nothing was answered yet, or ever.

    Args:
        turns: The conversation.
        position: Of the turn, from 0.
    """
    if not 0 <= position < len(turns):
        return None
    turn = turns[position]
    if turn.phase not in {Phase.ANSWERED, Phase.NOT_FOUND} and not (turn.sentences and not turn.pending):
        return None
    return Judged(
        key=turn.key,
        question=turn.question,
        history=history(turns[:position]),
        answer=turn.text or _said(turn),
        cited=tuple(citation.paragraph_id for citation in turn.citations),
        model=turn.model,
    )


def history(turns: Sequence[ChatTurn]) -> tuple[Turn, ...]:
    """Return the turns as the retrieval chain takes them, oldest first.

    Where no sentence was shown the answer is empty. Questions that were not taken are left out.
    """
    return tuple(Turn(question=turn.question, answer=_said(turn)) for turn in turns if turn.taken)


def _said(turn: ChatTurn) -> str:
    return " ".join(sentence.text for sentence in turn.sentences)
