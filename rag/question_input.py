"""A question and its history as other programs send them: checked, and made into records."""

from collections.abc import Iterator
from typing import Any

from rag.types import Turn


def read_question(value: Any) -> str:
    """The question.

    Raises:
        ValueError: it is no text, or a blank one.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError('needs a "question" that is a non-empty text')
    return value


def read_history(value: Any) -> list[Turn]:
    """Earlier turns, oldest first: questions as texts, ``{"question", "answer"?}``, or ``{"role", "content"}``.

    Raises:
        ValueError: it is not such a list.
    """
    if not isinstance(value, list):
        raise ValueError('"history" must be a list')
    return list(_turns(value))


def _turns(history: list[Any]) -> Iterator[Turn]:
    for item in history:
        if isinstance(item, str):
            yield Turn(item)
        elif isinstance(item, dict) and isinstance(item.get("question"), str):
            yield Turn(item["question"], str(item.get("answer") or ""))
        elif isinstance(item, dict) and item.get("role") in {"user", "assistant"}:
            if item["role"] == "user":  # what was asked decides what a follow-up means
                yield Turn(str(item.get("content") or ""))
        else:
            raise ValueError('"history" holds texts, {"question", "answer"} or {"role", "content"} objects')
