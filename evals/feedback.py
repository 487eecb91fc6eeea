"""Answers that users of the web chat judged become cases, once a person has filled in what is right.

The web chat exports a candidate a line:

    {"question": "…", "history": [{"question": "…", "answer": "…"}], "answer": "…", "cited": ["perawat#p2"],
     "choice": "up" | "down" | "wrong_citation", "time": "2026-11-22T13:00:00+00:00"}

:func:`propose` turns them into a review file: the keys of a case to fill in (:mod:`evals.cases`), the family whose file
it goes to, and under ``seen`` what was answered and chosen. :func:`accept` takes from it what is a valid case.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evals.cases import CASES, Case, Kind, load_cases, parse_case
from evals.documents import LabelledDocument, eval_documents, labelled_documents
from evals.personal_data import personal_data
from evals.validation import case_problems, set_problems
from rag.language import fold
from rag.types import SourceDocument

CHOICES: Final[frozenset[str]] = frozenset({"up", "down", "wrong_citation"})

_CANDIDATE_KEYS: Final[frozenset[str]] = frozenset({"question", "history", "answer", "cited", "choice", "time"})
# Beside the case itself in a line of the review file.
_REVIEW_KEYS: Final[tuple[str, ...]] = ("family", "seen")
_CASE_KEYS: Final[tuple[str, ...]] = (
    *("id", "kind", "question", "history", "answerable", "gold", "gold_needed", "facts"),
    *("forbidden", "twin", "removed"),
)


@dataclass(frozen=True, slots=True)
class Suite:
    """What new cases are held against, and where they go."""

    folder: Path
    """Of the files of cases."""
    cases: tuple[Case, ...]
    labelled: tuple[LabelledDocument, ...]
    documents: Mapping[str, SourceDocument]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of candidates."""

    added: int
    """New lines of the review file."""
    known: int
    """Candidates whose question is a case, or was in the review file before."""
    refused: tuple[str, ...]
    """The others, each by its line and the reason; without a word of what it holds."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of the lines of a review file."""

    accepted: tuple[str, ...]
    """Ids of the new cases."""
    problems: tuple[str, ...]
    """Of the lines that stay in the review file, each by its line."""


def committed_suite() -> Suite:
    """The suite as it is committed."""
    return Suite(CASES, load_cases(), labelled_documents(), eval_documents())


def propose(candidates: Path, review: Path, cases: Iterable[Case]) -> Proposed:
    """Add candidates to a review file, which is made if there is none; what stands in it stays as it is.

    Candidates with one and the same question and earlier questions become one line, with all of what was seen. One
    whose question is a case already is dropped; one that may hold personal data is refused.

    Args:
        candidates: JSON lines, as above.
        review: JSON lines to fill in.
        cases: Those that exist.

    Raises:
        OSError: the candidates cannot be read, or the review file cannot be written.
        ValueError: a line of the review file is no JSON object; the message names it.
    """
    written = review.read_text(encoding="utf-8") if review.exists() else ""
    known = {_asked(case.question, (turn.question for turn in case.history)) for case in cases}
    known |= {_asked_in(row) for _, row in _review_rows(written, review.name)}
    added: dict[tuple[str, ...], dict[str, Any]] = {}
    refused: list[str] = []
    n_known = 0
    for number, line in _numbered(candidates.read_text(encoding="utf-8")):
        try:
            candidate = _candidate(line)
        except ValueError as error:
            refused.append(f"line {number}: {error}")
            continue
        asked = _asked_in(candidate)
        if asked in known:
            n_known += 1
            continue
        row = added.setdefault(asked, _to_fill_in(candidate))
        row["seen"].append({key: candidate[key] for key in ("choice", "answer", "cited", "time")})
    if added:
        _replace(review, _ended(written) + "".join(map(_line, added.values())))
    return Proposed(len(added), n_known, tuple(refused))


def accept(review: Path, suite: Suite) -> Accepted:
    """Move the valid cases of a review file to the files of their families.

    A case is valid if :mod:`evals.validation` has nothing to say of it, among the cases that exist and those that are
    accepted with it. An empty id is filled in. If the program is stopped between the two writes, a case stands in both
    files, and the next call names it as a repetition.

    Raises:
        OSError: the review file cannot be read, or a file cannot be written.
        ValueError: a line of the review file is no JSON object; the message names it.
    """
    rows = list(_review_rows(review.read_text(encoding="utf-8"), review.name))
    problems: dict[int, list[str]] = {}
    parsed: dict[int, Case] = {}
    ids = {case.id for case in suite.cases} | {str(row.get("id")) for _, row in rows}
    for number, row in rows:
        try:
            if row.get("id") == "":
                row = row | {"id": _new_id(row, ids)}
            parsed[number] = _case(row, suite.labelled)
        except (KeyError, TypeError, ValueError) as error:
            reason = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
            problems[number] = [reason]
    # A case that is refused may be the twin of another, so it is asked again until nothing changes.
    while found := _problems(parsed, suite):
        problems |= found
        parsed = {number: case for number, case in parsed.items() if number not in found}
    _write_cases({number: row for number, row in rows if number in parsed}, parsed, suite.folder)
    if parsed:
        _replace(review, "".join(_line(row) for number, row in rows if number not in parsed))
    named = [f"line {number}: {one}" for number, several in sorted(problems.items()) for one in several]
    return Accepted(tuple(case.id for case in parsed.values()), tuple(named))


def _candidate(line: str) -> dict[str, Any]:
    """A candidate as it should be. No message repeats what it holds: it may be personal."""
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise ValueError("no JSON") from error
    if not isinstance(row, dict) or row.keys() != _CANDIDATE_KEYS:
        raise ValueError(f"no candidate, which has the keys {', '.join(sorted(_CANDIDATE_KEYS))}")
    texts, history, cited = [row["question"], row["answer"], row["time"]], row["history"], row["cited"]
    if not isinstance(history, list) or not all(
        isinstance(turn, dict) and turn.keys() == {"question", "answer"} for turn in history
    ):
        raise ValueError("history is no list of questions and answers")
    if not isinstance(cited, list):
        raise ValueError("cited is no list of paragraph ids")
    said = [text for turn in history for text in turn.values()]
    if not all(isinstance(one, str) for one in (*texts, *said, *cited)) or not row["question"].strip():
        raise ValueError("a value is no text")
    if not isinstance(row["choice"], str) or row["choice"] not in CHOICES:
        raise ValueError(f"choice is none of {', '.join(sorted(CHOICES))}")
    for text in (row["question"], row["answer"], *said):
        if what := personal_data(text):
            raise ValueError(f"may hold {what}; refused")
    return row


def _to_fill_in(candidate: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the review file. What was cited is no hint at the gold: a reviewer is to look for it himself."""
    return {
        "family": "",
        "id": "",
        "kind": "",
        "question": " ".join(candidate["question"].split()),
        "history": candidate["history"],
        "answerable": None,
        "gold": [],
        "gold_needed": "any",
        "facts": [],
        "forbidden": [],
        "twin": None,
        "removed": [],
        "seen": [],
    }


def _case(row: Mapping[str, Any], labelled: Iterable[LabelledDocument]) -> Case:
    splits = {one.family: one.split for one in labelled}
    family = row.get("family")
    if family not in splits:
        raise ValueError(f"family is {family!r}; use one of {', '.join(sorted(splits))}")
    case = parse_case({key: value for key, value in row.items() if key not in _REVIEW_KEYS}, family, splits[family])
    if case.kind is Kind.SHUFFLED:
        raise ValueError(f"no case of a file is of the kind {case.kind}")
    return case


def _new_id(row: Mapping[str, Any], ids: set[str]) -> str:
    stem = f"{row.get('family')}-{str(row.get('kind')).replace('_', '-')}"
    number = 1
    while f"{stem}-{number}" in ids:
        number += 1
    ids.add(f"{stem}-{number}")
    return f"{stem}-{number}"


def _problems(parsed: Mapping[int, Case], suite: Suite) -> dict[int, list[str]]:
    """By line, what is wrong with new cases; a line without problems has none."""
    found: dict[int, list[str]] = {}
    cases = [*suite.cases, *parsed.values()]
    single = list(case_problems(cases, suite.labelled, suite.documents))
    taken = {case.id for case in suite.cases}
    for number, case in parsed.items():
        if case.id in taken:
            found[number] = [f"the id {case.id} is taken"]
        elif own := [one for one in single if one.startswith(f"{case.id}: ")]:
            found[number] = own
        taken.add(case.id)
    # What concerns the set is laid to the case with which it comes in.
    among = list(suite.cases)
    for number, case in parsed.items():
        if number in found:
            continue
        if new := _new_problems(among, case):
            found[number] = [f"{case.id}: {one}" for one in new]
        else:
            among.append(case)
    return found


def _new_problems(cases: Sequence[Case], case: Case) -> list[str]:
    def told(several: Iterable[Case]) -> Iterator[str]:
        # A set with too few of a kind is no fault of a case that adds to it.
        return (one for one in set_problems(list(several)) if not one.startswith("only "))

    return list((Counter(told([*cases, case])) - Counter(told(cases))).elements())


def _write_cases(rows: Mapping[int, Mapping[str, Any]], cases: Mapping[int, Case], folder: Path) -> None:
    by_family: dict[str, list[str]] = {}
    for number, case in cases.items():
        row = {**rows[number], "id": case.id}
        by_family.setdefault(case.family, []).append(_line({key: row[key] for key in _CASE_KEYS}))
    for family, lines in sorted(by_family.items()):
        path = folder / f"{family}.jsonl"
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        _replace(path, _ended(written) + "".join(lines))


def _review_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _numbered(text):
        try:
            row: Any = json.loads(line)
        except ValueError as error:
            raise ValueError(f"{name}, line {number}: no JSON ({error}); mend the line") from error
        if not isinstance(row, dict):
            raise ValueError(f"{name}, line {number}: no JSON object; mend the line")
        yield number, row


def _asked_in(row: Mapping[str, Any]) -> tuple[str, ...]:
    history = row.get("history")
    turns = (
        [turn.get("question", "") for turn in history if isinstance(turn, dict)] if isinstance(history, list) else []
    )
    return _asked(row.get("question", ""), turns)


def _asked(question: object, before: Iterable[object]) -> tuple[str, ...]:
    """What two candidates that ask the same have in common: the words of the questions, in order."""
    return tuple(" ".join(re.findall(r"\w+", fold(str(one)))) for one in (*before, question))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    """Write a file in one step: a program that is stopped leaves the old one."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
