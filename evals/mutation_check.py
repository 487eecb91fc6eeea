"""What the gate lets through and what it refuses: mutated sentences, true ones, and light paraphrases.

    python -m evals.mutation_check [--show]

Nothing is drafted and nothing retrieved: each sentence is judged against the paragraph it cites, as a draft would be.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.documents import Split
from evals.metrics import wilson
from evals.mutations import Pair, false_pairs, paraphrases, true_pairs
from rag.verification import verify


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the pairs of one kind the gate refuses."""

    kind: str
    split: Split
    refused: int
    total: int


def rates(pairs: Iterable[Pair]) -> list[Rate]:
    """The rate of every kind in every split, in the order in which the kinds come."""
    found: dict[tuple[str, Split], list[bool]] = {}
    for pair in pairs:
        found.setdefault((pair.kind, pair.split), []).append(is_refused(pair))
    return [Rate(kind, split, sum(one), len(one)) for (kind, split), one in found.items()]


def is_refused(pair: Pair) -> bool:
    """Whether the gate refuses a sentence with the paragraph it cites."""
    return not verify(pair.sentence, pair.hit, pair.other_names).supported


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.mutation_check", description="Try the gate on mutations.")
    parser.add_argument("--show", action="store_true", help="print what goes wrong on the development split")
    options = parser.parse_args(arguments)
    true = [*true_pairs(), *paraphrases()]
    for heading, pairs, wrong in (("false: refused", false_pairs(), False), ("true: refused", true, True)):
        sys.stdout.write(f"{heading}\n")
        for rate in sorted(rates(pairs), key=lambda one: (one.kind, one.split)):
            low, high = wilson(rate.refused, rate.total)
            sys.stdout.write(
                f"  {rate.kind:32} {rate.split:12} {rate.refused:5} of {rate.total:5} "
                f"{rate.refused / rate.total:.3f} ({low:.3f} to {high:.3f})\n"
            )
        if options.show:
            for pair in pairs:
                if pair.split is Split.DEVELOPMENT and is_refused(pair) is wrong:
                    sys.stdout.write(f"    {pair.kind}: {pair.sentence}\n      [{pair.hit.title}] ")
                    sys.stdout.write(f"{pair.hit.paragraph.text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
