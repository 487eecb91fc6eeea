"""Where the content words of a sentence stand in a source sentence, in order, with what negates or restricts them.

The alignment is a longest common subsequence over stems, solved by dynamic programming: sentences are short.
"""

from collections.abc import Sequence

from rag.language import CONTRAST_WORDS, Unit, content_units, formalise


def segments(sentence: str) -> list[tuple[Unit, ...]]:
    """Cut a sentence at its contrast connectives ("…, padahal …"): each stretch tells something of its own."""
    words = formalise(sentence).split()
    cuts = [position for position, word in enumerate(words) if word in CONTRAST_WORDS]
    groups: list[list[Unit]] = [[] for _ in range(len(cuts) + 1)]
    for unit in content_units(sentence):
        groups[sum(cut < unit.position for cut in cuts)].append(unit)
    return [tuple(group) for group in groups if group]


def align(drafted: Sequence[Unit], source: Sequence[Unit]) -> list[tuple[int, int]]:
    """Longest common subsequence of two unit sequences by stem; among equals, operators that agree are preferred.

    Returns:
        Pairs (index among the drafted units, index among the source units), both strictly rising.
    """
    rows, columns = len(drafted), len(source)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + _weight(drafted[i], source[j]))
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        weight = _weight(drafted[i], source[j])
        if weight and best[i][j] == best[i + 1][j + 1] + weight:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _weight(drafted: Unit, source: Unit) -> int:
    if drafted.stem != source.stem:
        return 0
    return 3 if drafted.operators == source.operators else 2
