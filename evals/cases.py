"""The questions of the evals, with what a right answer to each must hold: ``evals/cases/<family>.jsonl``."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from evals.documents import ROOT, Split, families
from rag.types import Turn

CASES: Final[Path] = ROOT / "evals" / "cases"


class Kind(StrEnum):
    """What a case tries."""

    FACT = "fact"
    NUMBERS = "numbers"
    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    MISCONCEPTION = "misconception"
    EXPECTATION = "expectation"
    COMPARISON = "comparison"
    NEAR_DUPLICATE = "near_duplicate"
    SEVERAL_PARAGRAPHS = "several_paragraphs"
    RECOMMENDATION = "recommendation"
    INFORMAL = "informal"
    CODE_MIXED = "code_mixed"
    FOLLOW_UP = "follow_up"
    TOPIC_SWITCH = "topic_switch"
    FALSE_PREMISE = "false_premise"
    CONFLICT = "conflict"
    INJECTION = "injection"
    ABSENT_FACT = "absent_fact"
    OUT_OF_SCOPE = "out_of_scope"
    REMOVED = "removed"
    SHUFFLED = "shuffled"
    """Never in a file: see :func:`evals.runner.with_shuffled`."""


UNANSWERABLE: Final[frozenset[Kind]] = frozenset({Kind.ABSENT_FACT, Kind.OUT_OF_SCOPE, Kind.REMOVED})
WITH_HISTORY: Final[frozenset[Kind]] = frozenset({Kind.FOLLOW_UP, Kind.TOPIC_SWITCH})


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what is known about its answer."""

    id: str
    family: str
    split: Split
    kind: Kind
    question: str
    history: tuple[Turn, ...]
    answerable: bool
    gold: tuple[str, ...]
    """Ids of the paragraphs that hold the answer."""
    all_gold: bool
    """Whether every gold paragraph is needed, or each alone answers."""
    facts: tuple[tuple[str, ...], ...]
    """What a right answer says, each in one of several wordings, the first that of a gold paragraph."""
    forbidden: tuple[str, ...]
    """What only a wrong answer says."""
    twin: str
    """The case that asks the same otherwise, or the opposite; or ""."""
    removed: tuple[str, ...]
    """Ids of the paragraphs that are not in the index when this case is asked."""


@cache
def load_cases() -> tuple[Case, ...]:
    """All cases, by family, in the order of their files.

    Raises:
        ValueError: a line is no case; the message names it.
    """
    return tuple(case for path in sorted(CASES.glob("*.jsonl")) for case in _read(path))


def _read(path: Path) -> Iterator[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield parse_case(json.loads(line), path.stem, families()[path.stem])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error!r}") from error


def parse_case(row: Mapping[str, Any], family: str, split: Split) -> Case:
    """One case from its JSON object.

    Raises:
        KeyError, TypeError, ValueError: a key is missing or unknown, or a value is not what it should be.
    """
    unknown = row.keys() - _KEYS
    if unknown:
        raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
    if row["gold_needed"] not in {"any", "all"}:
        raise ValueError(f"gold_needed is {row['gold_needed']!r}, neither any nor all")
    if not isinstance(row["answerable"], bool):
        raise TypeError(f"answerable is {row['answerable']!r}")
    return Case(
        id=_text(row["id"]),
        family=family,
        split=split,
        kind=Kind(row["kind"]),
        question=_text(row["question"]),
        history=tuple(Turn(_text(turn["question"]), _text(turn["answer"])) for turn in row["history"]),
        answerable=row["answerable"],
        gold=_texts(row["gold"]),
        all_gold=row["gold_needed"] == "all",
        facts=tuple(map(_texts, row["facts"])),
        forbidden=_texts(row["forbidden"]),
        twin=_text(row["twin"]) if row["twin"] is not None else "",
        removed=_texts(row["removed"]),
    )


_KEYS: Final[frozenset[str]] = frozenset(
    {
        *("id", "kind", "question", "history", "answerable", "gold", "gold_needed", "facts"),
        *("forbidden", "twin", "removed"),
    }
)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list of texts")
    return tuple(map(_text, value))
