"""Questions in the form of SQuAD 2 (Rajpurkar et al. 2018), and their contexts as documents to be searched."""

import hashlib
import json
import unicodedata
from argparse import ArgumentTypeError
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.types import Paragraph, SourceDocument


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """One question of a file in the form of SQuAD."""

    text: str
    context: str
    """What it was asked of."""
    answerable: bool
    answers: tuple[str, ...] = ()
    """Spans of the context, verbatim; none where it is not answerable."""


def read_squad(path: Path) -> tuple[list[SquadQuestion], list[str]]:
    """All questions of a file in the form of SQuAD 2, and its contexts.

    White space is folded, so that contexts that differ in nothing else are the same.

    Raises:
        ValueError: the file cannot be read, or is not of this form; the message names it.
    """
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        articles = data["data"] if isinstance(data, dict) else data
        entries = [entry for article in articles for entry in article.get("paragraphs", [article])]
        if not entries:
            raise ValueError("no context is there")
        questions = [
            SquadQuestion(_text(one["question"]), _text(entry["context"]), *_answers(one))
            for entry in entries
            for one in entry["qas"]
        ]
        return questions, [_text(entry["context"]) for entry in entries]
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"not of the form that is read ({type(error).__name__}: {error})"
    raise ValueError(f"{path}: {reason}; give a JSON file in the form of SQuAD 2, or a list of its paragraphs")


def squad_path(value: str) -> Path:
    """The path of such a file, for the command line.

    Raises:
        ArgumentTypeError: the file cannot be read, or is not of this form.
    """
    path = Path(value)
    try:
        read_squad(path)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    return path


def context_documents(contexts: Iterable[str]) -> dict[str, SourceDocument]:
    """Each different context as a document of one paragraph, by the context.

    It has no title, which nothing can take for a profession: what is indexed is the text alone, and no question names
    it. Nor has it an aspect, for it tells nothing of a profession.
    """
    return {
        context: SourceDocument(
            id=name,
            file=f"{name}.txt",
            title="",
            aliases=(),
            hash=hashlib.sha256(context.encode()).hexdigest(),
            paragraphs=(Paragraph(name, 1, context),),
        )
        for number, context in enumerate(dict.fromkeys(contexts), 1)
        for name in (f"context-{number:06}",)
    }


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} is no text")
    return " ".join(unicodedata.normalize("NFC", value).split())


def _answers(question: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Whether a question is answerable, and the spans that answer it."""
    given = question.get("answers")
    if not given or question.get("is_impossible"):
        return False, ()
    return True, tuple(dict.fromkeys(_text(one["text"]) for one in given))
