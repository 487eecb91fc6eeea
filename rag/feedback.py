"""What people think of answers: kept in one SQLite file on this machine, exported as candidates for new eval cases.

A row is one answer, as it was shown, with the last choice of whoever read it. Nothing tells who that was: no name, no
address, no session. :mod:`evals.feedback` reads what is exported.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from rag.errors import FeedbackError
from rag.types import Turn


class Choice(StrEnum):
    """What may be said of an answer."""

    UP = "up"
    DOWN = "down"
    WRONG_CITATION = "wrong_citation"


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer, and what it was the answer to."""

    key: str
    """Tells it from every other answer."""
    question: str
    history: tuple[Turn, ...]
    """The turns before it, oldest first."""
    answer: str
    cited: tuple[str, ...]
    """Paragraph ids, in the order of the citations' numbers."""
    model: str


_SCHEMA: Final[str] = """
    CREATE TABLE IF NOT EXISTS feedback (
        key TEXT PRIMARY KEY, time TEXT NOT NULL, question TEXT NOT NULL, history TEXT NOT NULL,
        answer TEXT NOT NULL, cited TEXT NOT NULL, model TEXT NOT NULL, choice TEXT NOT NULL
    )
"""
_KEEP: Final[str] = """
    INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET time = excluded.time, choice = excluded.choice WHERE choice <> excluded.choice
"""
_WAIT_SECONDS: Final[float] = 5.0
"""For another process that writes at the same time."""


class FeedbackStore:
    """The file; it is made with the first choice. May be used by several threads and processes.

    Args:
        path: Of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, judged: Judged, choice: Choice | None) -> bool:
        """Keep a choice, in place of an earlier one for the same answer; None takes that back.

        Returns:
            Whether that changed anything.

        Raises:
            FeedbackError: the file cannot be written.
        """
        with self._opened() as database:
            if choice is None:
                return database.execute("DELETE FROM feedback WHERE key = ?", (judged.key,)).rowcount > 0
            return database.execute(_KEEP, _row(judged, choice)).rowcount > 0

    def candidates(self) -> list[dict[str, Any]]:
        """All that is kept, the oldest first, in the form that ``python -m evals propose`` reads.

        Raises:
            FeedbackError: the file cannot be read.
        """
        if not self._path.exists():
            return []
        with self._opened() as database:
            rows = database.execute(
                "SELECT question, history, answer, cited, choice, time FROM feedback ORDER BY time, rowid"
            ).fetchall()
        return [
            {
                "question": question,
                "history": json.loads(history),
                "answer": answer,
                "cited": json.loads(cited),
                "choice": choice,
                "time": time,
            }
            for question, history, answer, cited, choice, time in rows
        ]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """One transaction: kept at the end, or undone where something fails."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as database, database:
                database.execute(_SCHEMA)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise FeedbackError(
                f"feedback cannot be kept in {self._path} ({error}); make the file writable, or set RAG_FEEDBACK"
            ) from error


def _row(judged: Judged, choice: Choice) -> tuple[str, ...]:
    return (
        judged.key,
        datetime.now(UTC).isoformat(timespec="seconds"),
        judged.question,
        _dump([{"question": turn.question, "answer": turn.answer} for turn in judged.history]),
        judged.answer,
        _dump(judged.cited),
        judged.model,
        choice.value,
    )


def _dump(value: Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
