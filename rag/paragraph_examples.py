"""What the words of a paragraph say about its aspect, learned from labelled examples.

Naive Bayes over the presence of words, of pairs of neighbours and of the words a paragraph opens with. The examples
stand in ``assets/paragraph_examples.txt``, to be read and added to; nothing else has to be trained or kept.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from rag.types import Aspect

ASPECTS: Final[tuple[Aspect, ...]] = tuple(Aspect)

_EXAMPLES: Final[str] = "paragraph_examples.txt"
# Smoothing, as many imagined examples: 0.5, 2 and 5 differ by less than the noise on examples held out, 5 was best.
_SMOOTHING: Final[float] = 5.0
# Features of an average example; of a longer paragraph every feature counts less, for its words depend on each other.
_TYPICAL_FEATURES: Final[int] = 40
# A root is its first letters after the prefix: "menyusun", "disusun", "penyusunan" are one. No dictionary is needed.
_ROOT_LETTERS: Final[int] = 5
_SHORT_WORD: Final[int] = 4
_OPENING_WORDS: Final[int] = 3
_PREFIX = re.compile(r"(?:meng|meny|mem|men|me|ber|ter|peng|peny|pem|pen|pe|di)(?=[a-z]{3})")
_MARKS: Final[frozenset[str]] = frozenset('?:;!"')


def example_scores(words: Sequence[str]) -> list[float]:
    """How much likelier than the average aspect each of :data:`ASPECTS` is, in order, as a logarithm.

    All are 0 where nothing in the text is known.

    Args:
        words: the words and marks of a paragraph, lower-case, each a token.
    """
    table = _weights()
    features = _features(words)
    known = [weights for feature in features if (weights := table.get(feature))]
    if not known:
        return [0.0] * len(ASPECTS)
    totals = [sum(column) for column in zip(*known, strict=True)]
    share = _TYPICAL_FEATURES / max(_TYPICAL_FEATURES, len(features))
    average = sum(totals) / len(totals)
    return [(total - average) * share for total in totals]


def words_of(text: str) -> list[str]:
    """The words and marks of a text in lower case, as the examples are read."""
    return re.findall(r"\w+(?:-\w+)*|[?:;!\"]", text.lower())


def _features(words: Sequence[str]) -> list[str]:
    roots = [_root(word) for word in words if word.isalpha() or word in _MARKS]
    pairs = map(" ".join, pairwise(roots))
    # In the order of the text: a sum of floats must not depend on the hash of strings.
    return list(dict.fromkeys([*roots, *pairs, *(f"^{root}" for root in roots[:_OPENING_WORDS])]))


@lru_cache(maxsize=20_000)
def _root(word: str) -> str:
    return word if len(word) <= _SHORT_WORD else _PREFIX.sub("", word, count=1)[:_ROOT_LETTERS]


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    """Feature → for each aspect the logarithm of how much likelier it is in it than in the others."""
    seen: dict[str, Counter[Aspect]] = defaultdict(Counter)
    examples: Counter[Aspect] = Counter()
    aspect = Aspect.OTHER
    for line in files("rag").joinpath("assets", _EXAMPLES).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            aspect = Aspect(line.removeprefix("## "))
        elif line and not line.startswith("# "):
            examples[aspect] += 1
            for feature in _features(words_of(line)):
                seen[feature][aspect] += 1
    total = examples.total()
    return {
        feature: tuple(_log_odds(counts, examples, total, one) for one in ASPECTS) for feature, counts in seen.items()
    }


def _log_odds(counts: Counter[Aspect], examples: Counter[Aspect], total: int, aspect: Aspect) -> float:
    with_feature = counts.total()
    expected = _SMOOTHING * with_feature / total
    inside = (counts[aspect] + expected) / (examples[aspect] + _SMOOTHING)
    outside = (with_feature - counts[aspect] + expected) / (total - examples[aspect] + _SMOOTHING)
    return math.log(inside / outside)
