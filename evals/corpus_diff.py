"""What a change of documents does to the cases: gold paragraphs that moved, were rewritten or are gone, other answers.

A snapshot keeps the hash of every paragraph, so the old documents need not be at hand. It is committed, and written
anew when a change of documents has been looked through.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from evals.answers import GivenAnswer
from evals.cases import Case
from evals.documents import ROOT
from rag.types import SourceDocument

SNAPSHOT: Final[Path] = ROOT / "evals" / "snapshot.json"

_PARAGRAPH_ID: Final[re.Pattern[str]] = re.compile(r"[^#]+#p[1-9]\d*")
_SHOWN_CHARACTERS: Final[int] = 160
"""Of an answer's text in the terminal; the JSON holds all of it."""


class Change(StrEnum):
    """What happened to a paragraph. One that stands where it stood with the same text has no change."""

    MOVED = "moved"
    """The same text has another id now."""
    REWRITTEN = "rewritten"
    """A text that was nowhere before has its id, and its own stands nowhere now."""
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """One paragraph that is not what or where it was."""

    paragraph_id: str
    """The id before; of a new one, its id."""
    change: Change
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class GoldChange:
    """A case that names a paragraph which changed."""

    case_id: str
    role: str
    """What the case names it as: "gold", or "removed" where the case is asked without it."""
    paragraph: ParagraphChange


@dataclass(frozen=True, slots=True)
class AnswerState:
    """What is compared of an answer."""

    status: str
    """"answered", "not_found" or "failed"."""
    cited: tuple[str, ...]
    """Ids of the paragraphs it cites, in the order of their first citation."""
    text: str
    """Of an answer that failed, the error."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A case that is answered otherwise than before."""

    case_id: str
    changed: tuple[str, ...]
    """Which of "status", "cited" and "text"."""
    before: AnswerState
    after: AnswerState


@dataclass(frozen=True, slots=True)
class CorpusDiff:
    """All that a change of documents did."""

    paragraphs: tuple[ParagraphChange, ...]
    gold: tuple[GoldChange, ...]
    answers: tuple[AnswerChange, ...]
    compared: int
    """Answers there were both before and after; the others say nothing."""


def snapshot(documents: Iterable[SourceDocument]) -> dict[str, str]:
    """The hash of every paragraph (:attr:`rag.types.Paragraph.hash`) by paragraph id, sorted."""
    return dict(sorted((one.id, one.hash) for document in documents for one in document.paragraphs))


def write_snapshot(path: Path, hashes: Mapping[str, str]) -> None:
    """Write a snapshot as JSON, a paragraph a line, so that a change of it can be reviewed."""
    path.write_text(json.dumps(dict(hashes), indent=0, sort_keys=True) + "\n", encoding="utf-8")


def read_snapshot(path: Path) -> dict[str, str]:
    """Read a snapshot.

    Raises:
        ValueError: there is none, or it is none; the message names the file.
    """
    try:
        hashes: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(f"{path.name}: there is no snapshot of the documents yet; write one first") from error
    except ValueError as error:
        raise ValueError(f"{path.name}: no JSON ({error}); restore the committed file") from error
    if not isinstance(hashes, dict) or not all(
        _PARAGRAPH_ID.fullmatch(one) and isinstance(text_hash, str) for one, text_hash in hashes.items()
    ):
        raise ValueError(f"{path.name}: no snapshot, which has a hash for each paragraph; restore the committed file")
    return hashes


def compare(
    before: Mapping[str, str],
    after: Mapping[str, str],
    cases: Iterable[Case],
    answers_before: Mapping[str, GivenAnswer],
    answers_after: Mapping[str, GivenAnswer],
) -> CorpusDiff:
    """Hold two states of the documents, and the answers to the cases from each, against each other.

    Args:
        before: A snapshot of the documents before the change.
        after: One of the documents now.
        cases: Those whose gold and answers are looked at, in the order of the result.
        answers_before: By case id; may be empty.
        answers_after: The same.
    """
    changes = _paragraph_changes(before, after)
    gold: list[GoldChange] = []
    answers: list[AnswerChange] = []
    compared = 0
    for case in cases:
        for role, ids in (("gold", case.gold), ("removed", case.removed)):
            gold += [GoldChange(case.id, role, changes[one]) for one in ids if one in changes]
            # A case may name what the snapshot does not know, if both are newer.
            gone = [one for one in ids if one not in before and one not in after]
            gold += [GoldChange(case.id, role, ParagraphChange(one, Change.GONE)) for one in gone]
        if case.id in answers_before and case.id in answers_after:
            compared += 1
            answers += _answer_change(case.id, answers_before[case.id], answers_after[case.id], changes)
    news = [ParagraphChange(one, Change.NEW) for one in _new(before, after, changes)]
    return CorpusDiff((*changes.values(), *news), tuple(gold), tuple(answers), compared)


def as_json(diff: CorpusDiff) -> dict[str, Any]:
    """The difference, ready for ``json.dumps``."""
    return asdict(diff)


def as_lines(diff: CorpusDiff) -> list[str]:
    """The difference for a terminal: documents, gold, answers."""
    counts = Counter(one.change for one in diff.paragraphs)
    paragraphs = ", ".join(f"{counts[one]} {one}" for one in Change if counts[one])
    found = [f"paragraphs: {paragraphs or 'none changed'}"]
    affected = len({one.case_id for one in diff.gold})
    found.append(f"cases that name a changed paragraph: {affected}")
    found += [f"  {one.case_id}: {one.role} {_told(one.paragraph)}" for one in diff.gold]
    found.append(f"changed answers: {len(diff.answers)} of {diff.compared}")
    for answer in diff.answers:
        found += [f"  {answer.case_id}: {line}" for line in _difference(answer)]
    return found


def _paragraph_changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, ParagraphChange]:
    places: dict[str, list[str]] = {}
    for one, text_hash in after.items():
        places.setdefault(text_hash, []).append(one)
    known = set(before.values())
    changes = {}
    for one, text_hash in before.items():
        if after.get(one) == text_hash:
            continue
        if text_hash in places:
            moved_to = min(places[text_hash], key=lambda place: _distance(one, place, before.get(place) == text_hash))
            changes[one] = ParagraphChange(one, Change.MOVED, moved_to)
        else:
            rewritten = one in after and after[one] not in known
            changes[one] = ParagraphChange(one, Change.REWRITTEN if rewritten else Change.GONE)
    return changes


def _distance(paragraph_id: str, place: str, stood_there: bool) -> tuple[bool, bool, int, str]:
    """Of several places with one text: rather one that is new, in the same document, near the old number."""
    document, _, number = paragraph_id.partition("#p")
    other, _, other_number = place.partition("#p")
    return stood_there, document != other, abs(int(number) - int(other_number)), place


def _new(before: Mapping[str, str], after: Mapping[str, str], changes: Mapping[str, ParagraphChange]) -> Iterator[str]:
    known = set(before.values())
    for one, text_hash in after.items():
        rewritten = one in changes and changes[one].change is Change.REWRITTEN
        if text_hash not in known and not rewritten:
            yield one


def _answer_change(
    case_id: str, before: GivenAnswer, after: GivenAnswer, changes: Mapping[str, ParagraphChange]
) -> Iterator[AnswerChange]:
    old, new = _state(before), _state(after)
    # A paragraph that only moved is cited under its new id; that is the same citation.
    cited = {(changes[one].moved_to or one) if one in changes else one for one in old.cited}
    same_text = " ".join(old.text.split()) == " ".join(new.text.split())
    differs = {"status": old.status != new.status, "cited": cited != set(new.cited), "text": not same_text}
    if any(differs.values()):
        yield AnswerChange(case_id, tuple(what for what, is_other in differs.items() if is_other), old, new)


def _state(answer: GivenAnswer) -> AnswerState:
    cited = tuple(dict.fromkeys(one for sentence in answer.sentences for one in sentence.cited))
    if answer.error:
        return AnswerState("failed", cited, answer.error)
    return AnswerState("answered" if answer.answered else "not_found", cited, answer.text)


def _told(change: ParagraphChange) -> str:
    how = {
        Change.MOVED: f"moved to {change.moved_to}",
        Change.REWRITTEN: "was rewritten",
        Change.GONE: "is gone",
        Change.NEW: "is new",
    }
    return f"{change.paragraph_id} {how[change.change]}"


def _difference(answer: AnswerChange) -> Iterator[str]:
    old, new = answer.before, answer.after
    if "status" in answer.changed:
        yield f"status {old.status} → {new.status}"
    if "cited" in answer.changed:
        yield f"cited {', '.join(old.cited) or 'nothing'} → {', '.join(new.cited) or 'nothing'}"
    if "text" in answer.changed:
        yield f"text {_shown(old.text)} → {_shown(new.text)}"


def _shown(text: str) -> str:
    folded = " ".join(text.split())
    return f"“{folded if len(folded) <= _SHOWN_CHARACTERS else folded[:_SHOWN_CHARACTERS] + '…'}”"
