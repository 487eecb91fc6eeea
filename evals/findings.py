"""What the gate found, and where it and the evals' own checker disagree: what gate and report share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One check of the gate and how it went."""

    tier: int
    """0: tolerates nothing; 1: floors and baseline; 2: a judge."""
    name: str
    passed: bool
    detail: str
    """Figures, or what is wrong; one line."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence that the assistant's gate and the evals' own support checker judge differently."""

    case_id: str
    sentence: str
    cited: tuple[str, ...]
    """Ids of the paragraphs it cites."""
    gate: str
    """What the gate said of it, in a word or two."""
    checker: str
    """What the support checker said of it."""
