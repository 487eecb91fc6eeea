"""One log record for each question that was answered; without its words, unless they are asked for."""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from rag.types import Answer, Event, Finished, Turn

logger = logging.getLogger(__name__)
_FIELDS: Final[str] = "answer"
"""Attribute of a log record: what :class:`JsonLines` writes beside the message."""


class Answering(Protocol):
    """What is logged."""

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]: ...

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...

    def examples(self, limit: int) -> list[str]: ...

    def covered(self) -> int: ...


class Logged:
    """Answers as the assistant behind it does, and tells the log of every answer that was finished."""

    def __init__(self, assistant: Answering, *, questions: bool = False) -> None:
        """Take what answers.

        Args:
            assistant: Answers.
            questions: Whether the words of a question may stand in the log.
        """
        self._assistant = assistant
        self._questions = questions

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """The events of the answer, as they come."""
        events = self._assistant.stream(question, history)
        try:
            for event in events:
                if isinstance(event, Finished):
                    self._tell(event.answer)
                yield event
        finally:
            if close := getattr(events, "close", None):  # stops the model
                close()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The whole answer."""
        answer = self._assistant.ask(question, history)
        self._tell(answer)
        return answer

    def examples(self, limit: int) -> list[str]:
        """The example questions."""
        return self._assistant.examples(limit)

    def covered(self) -> int:
        """How many documents there are."""
        return self._assistant.covered()

    def _tell(self, answer: Answer) -> None:
        cited = list(dict.fromkeys(citation.paragraph_id for citation in answer.citations))
        fields: dict[str, Any] = {
            "status": answer.status,
            "seconds": round(answer.seconds.total, 3),
            "first_sentence": round(answer.seconds.first_sentence, 3),
            "sentences": len(answer.sentences),
            "quotes": sum(one.origin == "quote" for one in answer.sentences),
            "cited": cited,
            "model": answer.model,
            "complete": not answer.note,  # a note may name what was asked
        }
        if self._questions:
            fields["question"] = answer.question
        asked = f" {answer.question!r}" if self._questions else ""
        logger.info(
            "%s%s in %.2f s%s",
            answer.status.replace("_", " "),
            asked,
            answer.seconds.total,
            f" from {', '.join(cited)}" if cited else "",
            extra={_FIELDS: fields},
        )


class JsonLines(logging.Formatter):
    """A log record as a line of JSON: ``time`` (UTC, ISO 8601), ``level``, ``message``, and the fields of an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object in one line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row = {"time": time, "level": record.levelname.lower(), "message": record.getMessage()}
        return json.dumps(row | getattr(record, _FIELDS, {}), ensure_ascii=False)
