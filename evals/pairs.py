"""Sentences with the paragraph each is said to rest on, labelled by hand: ``evals/pairs/<split>.jsonl``.

They calibrate the evals' support checker and the answer gate; half of them are wrong on purpose, each in a named way.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from evals.documents import ROOT, LabelledDocument, Split, eval_documents, labelled_documents

PAIRS: Final[Path] = ROOT / "evals" / "pairs"


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence, one paragraph, and whether a careful reader finds the one supported by the other."""

    id: str
    split: Split
    sentence: str
    paragraph_id: str
    paragraph: str
    """The text of the paragraph."""
    titles: tuple[str, ...]
    """What the profession of its document is called."""
    supported: bool
    how: str
    """How the sentence was made from the paragraph, or what is wrong with it."""

    @property
    def document_id(self) -> str:
        return self.paragraph_id.partition("#")[0]


@cache
def load_pairs() -> tuple[Pair, ...]:
    """All pairs, by split, in the order of their files.

    Raises:
        ValueError: a line is no pair, or there is no such paragraph in this split; the message names the line.
    """
    texts = {one.id: one.text for document in eval_documents().values() for one in document.paragraphs}
    labels = {one.id: one for one in labelled_documents()}
    return tuple(pair for split in sorted(Split) for pair in _read(split, texts, labels))


def _read(split: Split, texts: Mapping[str, str], labels: Mapping[str, LabelledDocument]) -> Iterator[Pair]:
    path = PAIRS / f"{split}.jsonl"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield parse_pair(json.loads(line), split, texts, labels)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error!r}") from error


def parse_pair(
    row: Mapping[str, Any], split: Split, texts: Mapping[str, str], labels: Mapping[str, LabelledDocument]
) -> Pair:
    """One pair from its JSON object.

    Raises:
        KeyError, TypeError, ValueError: a key is missing or unknown, a value is not what it should be, or the
            paragraph does not exist or belongs to the other split.
    """
    if unknown := row.keys() - _KEYS:
        raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
    if not isinstance(row["supported"], bool):
        raise TypeError(f"supported is {row['supported']!r}")
    for key in ("id", "sentence", "how"):
        if not isinstance(row[key], str) or not row[key].strip():
            raise TypeError(f"{key} is {row[key]!r}")
    label = labels[row["paragraph"].partition("#")[0]]
    if label.split is not split:
        raise ValueError(f"{row['paragraph']} belongs to the other split")
    return Pair(
        id=row["id"],
        split=split,
        sentence=row["sentence"],
        paragraph_id=row["paragraph"],
        paragraph=texts[row["paragraph"]],
        titles=(*label.titles, *label.other_names),
        supported=row["supported"],
        how=row["how"],
    )


_KEYS: Final[frozenset[str]] = frozenset({"id", "paragraph", "sentence", "supported", "how"})
