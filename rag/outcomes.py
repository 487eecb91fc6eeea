"""What is told of an ingest: what happened to each document, and the sums."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What happens to a document."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one document, or to something in the folder that cannot be one."""

    id: str
    """Empty for what has no id."""
    file: str
    title: str
    paragraphs: int
    """How many of its paragraphs the index holds afterwards."""
    action: Action
    reason: str = ""
    """Why it failed, and what to do; else empty."""
    warnings: tuple[str, ...] = ()
    """What a maintainer should look at although the document was taken in."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did, or would do."""

    documents: tuple[Outcome, ...]
    generation: str | None
    """Name of the generation that serves now."""
    embedded: int
    """Paragraphs embedded in this run."""
    to_embed: int = 0
    """Paragraphs that a run would embed; 0 once it has been made."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The documents that could not be taken in."""
        return tuple(one for one in self.documents if one.action is Action.FAILED)

    @property
    def counts(self) -> dict[Action, int]:
        """How many documents had each action."""
        counted = Counter(one.action for one in self.documents)
        return {action: counted[action] for action in Action}

    @property
    def paragraphs(self) -> int:
        """Paragraphs in the index afterwards."""
        # By id: two files that claim one id are two outcomes, of one indexed document.
        return sum({one.id: one.paragraphs for one in self.documents}.values())

    def as_json(self) -> dict[str, Any]:
        """The report, ready for ``json.dumps``."""
        return {
            "generation": self.generation,
            "embedded": self.embedded,
            "to_embed": self.to_embed,
            "paragraphs": self.paragraphs,
            "counts": {action.value: count for action, count in self.counts.items()},
            "documents": [
                {
                    "id": one.id,
                    "file": one.file,
                    "title": one.title,
                    "paragraphs": one.paragraphs,
                    "action": one.action.value,
                    "reason": one.reason,
                    "warnings": list(one.warnings),
                }
                for one in self.documents
            ],
        }
