"""What a model writes before the gate: how much of it is wrong, and how much the gate lets through.

    python -m evals.drafts [--model NAME …] [--split SPLIT]

Every case is retrieved for as usual; where there is something to answer from, the model writes, and each sentence is
held against the paragraphs that stood in its prompt: by the evals' own checker (numbers, names, restrictions and
negations that they do not carry) and by the gate. Nothing of this is shown to anybody; it tells what a model is worth
beside another.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from evals.cases import Case
from evals.documents import Split
from evals.metrics import wilson
from evals.runner import open_drafting
from evals.suite import WORK, suite_cases
from evals.support import tier_zero
from rag.composition import clean
from rag.prompts import NOT_FOUND_MARK
from rag.settings import Settings, load_settings
from rag.titles import core_name
from rag.types import Hit
from rag.verification import verify

Drafter = Callable[[Case], list[tuple[str, Sequence[Hit]]]]


@dataclass(frozen=True, slots=True)
class DraftedSentence:
    """One sentence as the model wrote it, and what is to be said of it."""

    text: str
    breaks: bool
    """Whether it has a number, name, restriction or negation that its paragraphs do not carry."""
    passes: bool
    """Whether the gate would let it through."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.drafts", description="What models write before the gate.")
    parser.add_argument("--model", nargs="+", default=["bundled-base", "bundled"], metavar="NAME")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.TEST)
    options = parser.parse_args(arguments)
    cases = [case for case in suite_cases() if case.split is options.split]
    for name in options.model:
        write(name, drafted(load_settings().model_copy(update={"model": name}), cases))
    return 0


def drafted(settings: Settings, cases: Sequence[Case]) -> list[DraftedSentence]:
    """What the model of these settings writes to all cases, but where it says that nothing answers."""
    with open_drafting(settings, cases, WORK) as drafters, ThreadPoolExecutor(len(drafters)) as pool:
        shares = [cases[start :: len(drafters)] for start in range(len(drafters))]
        found = pool.map(lambda drafter, share: [one for case in share for one in drafter(case)], drafters, shares)
        return [judged(text, hits) for share in found for text, hits in share if not text.startswith(NOT_FOUND_MARK)]


def judged(draft: str, hits: Sequence[Hit]) -> DraftedSentence:
    """One drafted sentence against the paragraphs that its model was shown."""
    text = clean(draft)
    titles = [hit.title for hit in hits]
    names = [core_name(title) for title in titles]
    return DraftedSentence(
        text,
        breaks=bool(tier_zero(text, [hit.paragraph.text for hit in hits], titles)),
        passes=any(verify(text, hit, names).supported for hit in hits),
    )


def write(name: str, sentences: Iterable[DraftedSentence]) -> None:
    """Print the shares of one model."""
    said = [one for one in sentences if one.text]
    for what, count in (
        ("has a number, name, restriction or negation that its paragraphs have not", sum(one.breaks for one in said)),
        ("is let through by the gate", sum(one.passes for one in said)),
    ):
        low, high = wilson(count, len(said))
        share = count / max(1, len(said))
        sys.stdout.write(f"{name}: of {len(said)} sentences {share:.3f} ({low:.3f} to {high:.3f}) {what}\n")


if __name__ == "__main__":
    sys.exit(main())
