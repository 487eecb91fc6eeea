"""Questions that teach, and never measure: what the query adapter, the ranking and the refusal are fitted on.

``evals/training/questions/`` holds one file a family of professions, written by authors who had not seen the code:
formal, colloquial, abbreviated and code-mixed questions with the paragraphs that answer them and an answer close to
their words. Some families are development families of the evals; the others have their documents in
``evals/training/documents/``. No family of the test split is among them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from evals.cases import Case, Kind
from evals.documents import ROOT, Split, eval_documents, labelled_documents
from rag.reading import read_document
from rag.types import SourceDocument, Turn

TRAINING: Final[Path] = ROOT / "evals" / "training"
OWN_QUESTIONS: Final[Path] = ROOT / "tests" / "data" / "development"
"""The older development questions, on the owner's two documents."""
OWN_FAMILY: Final[str] = "humas"
REGISTERS: Final[tuple[str, ...]] = ("formal", "santai", "singkat", "campur")


@dataclass(frozen=True, slots=True)
class TaughtSentence:
    """One sentence of a good answer."""

    text: str
    cites: tuple[str, ...]
    """Ids of the paragraphs it rests on."""


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question as a case, with how it is put and how it is answered well."""

    case: Case
    register: str
    """One of :data:`REGISTERS`."""
    answer: tuple[TaughtSentence, ...]
    """Empty where nothing answers it."""


@cache
def training_documents() -> dict[str, SourceDocument]:
    """The documents that the training questions are about: those of their own, and of the development families."""
    folder = TRAINING / "documents"
    own = [read_document(path, folder) for path in sorted(folder.glob("*.txt"))]
    development = [one.id for one in labelled_documents() if one.split is Split.DEVELOPMENT]
    return {one.id: one for one in (*own, *(eval_documents()[identifier] for identifier in development))}


@cache
def training_questions() -> tuple[TrainingQuestion, ...]:
    """All training questions, by family, in the order of their files.

    Raises:
        ValueError: a line is none; the message names it.
    """
    return tuple(one for path in sorted((TRAINING / "questions").glob("*.jsonl")) for one in _read(path))


def own_questions() -> Iterator[Case]:
    """The older development questions, as cases of one family."""
    for path in sorted(OWN_QUESTIONS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            history = tuple(Turn(text) for text in row.get("history", ()) if isinstance(text, str))
            yield _case(row["id"], OWN_FAMILY, Kind.FACT, row["question"], history, tuple(row.get("gold", ())))


def _read(path: Path) -> Iterator[TrainingQuestion]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            history = tuple(Turn(one["question"], one["answer"]) for one in row["history"])
            case = _case(row["id"], path.stem, Kind(row["kind"]), row["question"], history, tuple(row["gold"]))
            answer = tuple(TaughtSentence(one["text"], tuple(one["cites"])) for one in row["answer"])
            if row["register"] not in REGISTERS:
                raise ValueError(f"unknown register {row['register']!r}")
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error!r}") from error
        yield TrainingQuestion(case, row["register"], answer)


def _case(
    identifier: str, family: str, kind: Kind, question: str, history: tuple[Turn, ...], gold: tuple[str, ...]
) -> Case:
    return Case(
        id=identifier,
        family=family,
        split=Split.DEVELOPMENT,
        kind=kind,
        question=question,
        history=history,
        answerable=bool(gold),
        gold=gold,
        all_gold=kind in {Kind.COMPARISON, Kind.SEVERAL_PARAGRAPHS},
        facts=(),
        forbidden=(),
        twin="",
        removed=(),
    )
