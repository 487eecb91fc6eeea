"""The indexes that the cases are asked of: all documents, without some paragraphs, and in another order."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from langchain_core.embeddings import Embeddings

from evals.cases import Case
from rag.plan import make_plan
from rag.settings import Settings
from rag.sync import apply_plan
from rag.types import SourceDocument

_SEED: Final[int] = 20_261_122


class Variant(StrEnum):
    """Which documents an index holds, and in which order."""

    WHOLE = "whole"
    REMOVED = "removed"
    """Without the paragraphs that the cases of that kind take out."""
    SHUFFLED = "shuffled"
    """The same documents under ids that put them in another order."""


@dataclass(frozen=True, slots=True)
class EvalIndex:
    """One index, ready to be opened."""

    settings: Settings
    names: dict[str, str]
    """Document ids in this index → the true ones, where they differ."""

    def true_id(self, paragraph_id: str) -> str:
        """The id that a paragraph has in the documents themselves."""
        document, _, number = paragraph_id.partition("#")
        return f"{self.names.get(document, document)}#{number}"


def build_index(
    variant: Variant,
    documents: Iterable[SourceDocument],
    cases: Iterable[Case],
    settings: Settings,
    folder: Path,
    embeddings: Embeddings,
) -> EvalIndex:
    """Make an index in ``folder``, or bring the one that is there up to date.

    Raises:
        RagError: it cannot be made.
    """
    names: dict[str, str] = {}
    chosen = list(documents)
    if variant is Variant.REMOVED:
        chosen = without_removed(chosen, cases)
    elif variant is Variant.SHUFFLED:
        chosen, names = _shuffled(chosen)
    empty = folder / "sources"
    empty.mkdir(parents=True, exist_ok=True)
    here = settings.model_copy(update={"sources": empty, "index": folder / "index", "chroma_url": ""})
    # Every document is given as one that has just arrived: what the folder itself lacks counts as removed.
    apply_plan(make_plan(here, incoming=chosen), here, embeddings)
    return EvalIndex(here, names)


def without_removed(documents: Iterable[SourceDocument], cases: Iterable[Case]) -> list[SourceDocument]:
    """The documents without the paragraphs that any case takes out; the others keep their numbers."""
    removed = {one for case in cases for one in case.removed}
    return [
        replace(one, paragraphs=tuple(paragraph for paragraph in one.paragraphs if paragraph.id not in removed))
        for one in documents
    ]


def _shuffled(documents: Iterable[SourceDocument]) -> tuple[list[SourceDocument], dict[str, str]]:
    """The documents under names that sort otherwise, and their true ids by these names."""
    ordered = sorted(documents, key=lambda one: one.id)
    ranks = list(range(len(ordered)))
    random.Random(_SEED).shuffle(ranks)
    names = {f"{rank:03}-{one.id}": one for rank, one in zip(ranks, ordered, strict=True)}
    renamed = [
        replace(one, id=name, paragraphs=tuple(replace(paragraph, document_id=name) for paragraph in one.paragraphs))
        for name, one in names.items()
    ]
    return renamed, {name: one.id for name, one in names.items()}
