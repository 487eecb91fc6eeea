"""The whole suite in one call: the cases asked, held against their gold, and set beside the quick start."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from evals.answers import GivenAnswer, GivenSentence
from evals.cases import Case, Kind, load_cases
from evals.documents import ROOT, eval_documents
from evals.runner import Progress, answer_all, open_eval_assistant, open_quick_start, with_shuffled
from evals.scores import CaseScore, Texts, score_case
from rag.llm import describe
from rag.settings import Settings

WORK: Final[Path] = ROOT / ".rag" / "evals"
"""Indexes and drafts between runs; may be deleted at any time."""
QUICK_START: Final[Path] = ROOT / "evals" / "quick_start.jsonl"
"""The answers of the LangChain quick start, kept in the repository so that every report can show them."""


@dataclass(frozen=True, slots=True)
class SystemRun:
    """One system's answers to some cases, and what they are worth."""

    cases: tuple[Case, ...]
    answers: Mapping[str, GivenAnswer]
    scores: tuple[CaseScore, ...]


def suite_cases() -> list[Case]:
    """Every case, those in shuffled order included."""
    return with_shuffled(load_cases())


def eval_texts() -> Texts:
    """What answers are held against."""
    documents = eval_documents().values()
    return Texts(
        paragraphs={one.id: one.text for document in documents for one in document.paragraphs},
        titles={document.id: document.title for document in documents},
    )


def run_assistant(
    settings: Settings, cases: Sequence[Case], progress: Progress = lambda done, total: None, work: Path = WORK
) -> SystemRun:
    """Ask the assistant of these settings every case.

    Raises:
        RagError: the model or an index cannot be made ready.
    """
    with open_eval_assistant(settings, cases, work) as asks:
        answers = answer_all(cases, asks, progress)
    return SystemRun(tuple(cases), answers, tuple(score_all(cases, answers)))


def score_all(cases: Sequence[Case], answers: Mapping[str, GivenAnswer]) -> list[CaseScore]:
    """The score of every case that was answered, in the order of the cases.

    A case that was asked again in another order of the documents passes if its answer is that of its twin, word by
    word and citation by citation, whatever that is worth.
    """
    texts = eval_texts()
    scores = []
    for case in cases:
        if case.id not in answers:
            continue
        score = score_case(case, answers[case.id], texts)
        if case.kind is Kind.SHUFFLED and case.twin in answers:
            is_same = answers[case.id].sentences == answers[case.twin].sentences
            score = replace(score, passed=is_same and not score.error)
        scores.append(score)
    return scores


def compared_cases(cases: Sequence[Case]) -> list[Case]:
    """What the quick start is asked: all but the cases in shuffled order, which only tell an answer from another."""
    return [case for case in cases if case.kind is not Kind.SHUFFLED]


def run_quick_start(
    settings: Settings, cases: Sequence[Case], progress: Progress = lambda done, total: None, path: Path = QUICK_START
) -> None:
    """Ask the LangChain quick start, with the model of these settings, and keep its answers.

    Raises:
        SettingsError: the settings name no model.
        RagError: the model cannot be made ready.
    """
    chosen = compared_cases(cases)
    with open_quick_start(settings, chosen, WORK) as asks:
        answers = answer_all(chosen, asks, progress)
    lines = (json.dumps({"model": describe(settings), **_compact(one)}, ensure_ascii=False) for one in answers.values())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def load_quick_start(settings: Settings, cases: Sequence[Case], path: Path = QUICK_START) -> SystemRun | None:
    """What the quick start last answered to these cases, with the same model; None where nothing is kept."""
    if not path.is_file():
        return None
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    given = [_expanded(row) for row in rows if row["model"] == describe(settings)]
    known = {case.id: case for case in cases}
    answers = {one.case_id: one for one in given if one.case_id in known}
    asked = tuple(known[one] for one in answers)
    return SystemRun(asked, answers, tuple(score_all(asked, answers))) if answers else None


def save_answers(model: str, answers: Mapping[str, GivenAnswer], work: Path = WORK) -> None:
    """Keep the answers of a run, to be compared with those after a change of documents."""
    work.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in answers.values())
    _answers_file(model, work).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def load_answers(model: str, work: Path = WORK) -> dict[str, GivenAnswer]:
    """The answers that were kept last, by case id; empty where there are none."""
    path = _answers_file(model, work)
    if not path.is_file():
        return {}
    given = map(TypeAdapter(GivenAnswer).validate_json, path.read_text(encoding="utf-8").splitlines())
    return {one.case_id: one for one in given}


def _answers_file(model: str, work: Path) -> Path:
    return work / f"answers-{re.sub('[^a-z0-9]+', '-', model.lower()).strip('-')}.jsonl"


def _compact(given: GivenAnswer) -> dict[str, Any]:
    """An answer of the quick start as JSON; all its sentences cite the same."""
    return {
        "case_id": given.case_id,
        "answered": given.answered,
        "text": given.text,
        "sentences": [one.text for one in given.sentences],
        "retrieved": list(given.retrieved),
        "seconds": [
            round(given.retrieve_seconds, 3),
            round(given.first_sentence_seconds, 3),
            round(given.total_seconds, 3),
        ],
        "error": given.error,
    }


def _expanded(row: Mapping[str, Any]) -> GivenAnswer:
    retrieved = tuple(row["retrieved"])
    return GivenAnswer(
        case_id=row["case_id"],
        answered=row["answered"],
        text=row["text"],
        sentences=tuple(GivenSentence(one, retrieved) for one in row["sentences"]),
        retrieved=retrieved,
        retrieve_seconds=row["seconds"][0],
        first_sentence_seconds=row["seconds"][1],
        total_seconds=row["seconds"][2],
        error=row["error"],
    )
