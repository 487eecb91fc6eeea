"""The documents that the evals ask about, and what a careful reader says of each.

``evals/corpus/`` was written for this purpose: evaluation data, never part of ``sources/``. Beside every family of
near-duplicate professions stands a file of labels in ``evals/labels/``: titles, other names, the aspect of every
paragraph, and the split. A family is in one split as a whole, for its documents tell much the same.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from rag.reading import read_document
from rag.sources import document_id
from rag.types import Aspect, SourceDocument

ROOT: Final[Path] = Path(__file__).resolve().parent.parent
CORPUS: Final[Path] = ROOT / "evals" / "corpus"
SOURCES: Final[Path] = ROOT / "sources"
LABELS: Final[Path] = ROOT / "evals" / "labels"


class Split(StrEnum):
    """What a family may be used for: to improve the assistant, or only to report on it."""

    DEVELOPMENT = "development"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class LabelledParagraph:
    """A paragraph by its first characters, and its aspect."""

    starts: str
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """One document as a careful reader describes it."""

    id: str
    path: Path
    family: str
    split: Split
    titles: tuple[str, ...]
    """The title first, then what is equally right."""
    other_names: tuple[str, ...]
    hostile: str
    """"injection", "contradiction" or "html" where the document tries the assistant, else ""."""
    paragraphs: tuple[LabelledParagraph, ...]


@cache
def labelled_documents() -> tuple[LabelledDocument, ...]:
    """All documents of the evals, by family and name.

    Raises:
        ValueError: a file of labels is not as it should be; the message names it.
    """
    return tuple(one for path in sorted(LABELS.glob("*.json")) for one in _family(path))


@cache
def eval_documents() -> dict[str, SourceDocument]:
    """The same documents as ``ingest.py`` reads them, by id."""
    return {one.id: read_document(one.path, one.path.parent) for one in labelled_documents()}


@cache
def families() -> dict[str, Split]:
    """The split of every family."""
    return {one.family: one.split for one in labelled_documents()}


def _family(path: Path) -> Iterator[LabelledDocument]:
    try:
        labels: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        split = Split(labels["split"])
        for name, document in sorted(labels["documents"].items()):
            folder = CORPUS if (CORPUS / name).is_file() else SOURCES
            yield LabelledDocument(
                id=document_id(name),
                path=folder / name,
                family=path.stem,
                split=split,
                titles=(document["title"], *document["accepted_titles"]),
                other_names=tuple(document["aliases_expected"]),
                hostile=document.get("hostile") or "",
                paragraphs=tuple(
                    LabelledParagraph(one["starts"], Aspect(one["aspect"])) for one in document["paragraphs"]
                ),
            )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error!r}") from error
