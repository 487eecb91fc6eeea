"""What a generation of the index says of itself: records of documents and paragraphs, and what it was made with.

Plain JSON in two files of one folder, so that planning and listing cost neither chromadb nor torch.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rag.errors import IndexIncompatibleError, IndexMissingError, IndexUnavailableError
from rag.types import NO_METADATA, Aspect, Metadata, Paragraph, SourceDocument

FORMAT_VERSION: Final[int] = 2
"""Raise it when an older index can no longer be read: other files, other records, other vectors for one model."""

REBUILD_COMMAND: Final[str] = "python ingest.py --rebuild"

_STAMP_FILE: Final[str] = "stamp.json"
_DOCUMENTS_FILE: Final[str] = "documents.json"


@dataclass(frozen=True, slots=True)
class ParagraphRecord:
    """What the index knows of one paragraph besides its text."""

    number: int
    hash: str
    """Hash of the normalised text, :attr:`rag.types.Paragraph.hash`."""
    aspect: Aspect
    heading: str
    passage_hash: str
    """16 hex digits over the text and what was embedded of it, context included: a new title means new vectors."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the index knows of one document besides its texts."""

    id: str
    file: str
    title: str
    aliases: tuple[str, ...]
    hash: str
    paragraphs: tuple[ParagraphRecord, ...]
    metadata: Metadata = NO_METADATA
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record, ready for ``json.dumps``; :meth:`from_json` reads it back."""
        # By hand: dataclasses.asdict copies deeply, which takes seconds for 90,000 paragraphs.
        return {
            "id": self.id,
            "file": self.file,
            "title": self.title,
            "aliases": list(self.aliases),
            "hash": self.hash,
            "metadata": {
                "origin": self.metadata.origin,
                "licence": self.metadata.licence,
                "date": self.metadata.date,
                "language": self.metadata.language,
            },
            "warnings": list(self.warnings),
            "paragraphs": [
                {
                    "number": one.number,
                    "hash": one.hash,
                    "aspect": one.aspect.value,
                    "heading": one.heading,
                    "passage_hash": one.passage_hash,
                }
                for one in self.paragraphs
            ],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "DocumentRecord":
        """The reverse of :meth:`as_json`.

        Raises:
            KeyError, TypeError, ValueError: a key is missing or unknown, or a value is not what it should be.
        """
        fields = dict(value)
        paragraphs = tuple(
            ParagraphRecord(**{**one, "aspect": Aspect(one["aspect"])}) for one in fields.pop("paragraphs")
        )
        metadata = Metadata(**fields.pop("metadata"))
        aliases, warnings = tuple(fields.pop("aliases")), tuple(fields.pop("warnings"))
        return cls(**fields, aliases=aliases, paragraphs=paragraphs, metadata=metadata, warnings=warnings)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a generation was made with."""

    format: int
    embedding: str
    """:func:`rag.embedding.embedding_identity` of the settings it was built with."""
    dimension: int
    """Length of its vectors; 0 while it holds none."""
    reader: str
    """Fingerprint of the code that turned files into paragraphs and stems."""
    dropped: int = 0
    """Rows deleted from its graph of vectors since that was built: they stay in it, and get in the way of others."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A generation's own account of itself."""

    name: str
    stamp: Stamp
    documents: Mapping[str, DocumentRecord]
    """By document id, sorted."""

    def row_ids(self) -> set[str]:
        """The ids of all its rows in Chroma."""
        return {row_id(record.id, one) for record in self.documents.values() for one in record.paragraphs}

    def as_json(self) -> dict[str, Any]:
        """What is indexed, ready for ``json.dumps``."""
        return {
            "generation": self.name,
            "embedding": self.stamp.embedding,
            "documents": [record.as_json() for record in self.documents.values()],
        }


def document_record(document: SourceDocument) -> DocumentRecord:
    """What the index keeps of a document besides its texts and vectors."""
    return DocumentRecord(
        id=document.id,
        file=document.file,
        title=document.title,
        aliases=document.aliases,
        hash=document.hash,
        paragraphs=tuple(
            ParagraphRecord(one.number, one.hash, one.aspect, one.heading, _passage_hash(document, one))
            for one in document.paragraphs
        ),
        metadata=document.metadata,
        warnings=document.warnings,
    )


def passage_text(title: str, paragraph: Paragraph) -> str:
    """The text that is embedded and lexically indexed: the paragraph in its context of title and headings."""
    return ". ".join(part for part in (title, paragraph.heading, paragraph.text) if part)


def row_id(document_id: str, record: ParagraphRecord) -> str:
    """A paragraph's row in Chroma: its id, and what the row holds of it."""
    return f"{document_id}#p{record.number}@{record.passage_hash}"


def read_contents(folder: Path, name: str, place: str) -> Contents:
    """Read the stamp and the records of one generation.

    Args:
        folder: Where :func:`write_contents` wrote them.
        name: The generation's name.
        place: The index, in words for a message.

    Raises:
        IndexIncompatibleError: of another format version, or unreadable.
    """
    try:
        stamp = json.loads((folder / _STAMP_FILE).read_text(encoding="utf-8"))
        if stamp["format"] != FORMAT_VERSION:
            raise IndexIncompatibleError(
                f"{place} has format {stamp['format']!r}, this version reads format {FORMAT_VERSION}: "
                f"rebuild it with `{REBUILD_COMMAND}`"
            )
        documents = json.loads((folder / _DOCUMENTS_FILE).read_text(encoding="utf-8"))
        records = [DocumentRecord.from_json(document) for document in documents]
        return Contents(name, Stamp(**stamp), {record.id: record for record in records})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(place, f"{name}: {type(error).__name__}: {error}") from error


def write_contents(folder: Path, stamp: Stamp, documents: Iterable[DocumentRecord]) -> None:
    """Write what :func:`read_contents` reads."""
    values = {
        "format": stamp.format,
        "embedding": stamp.embedding,
        "dimension": stamp.dimension,
        "reader": stamp.reader,
        "dropped": stamp.dropped,
    }
    (folder / _STAMP_FILE).write_text(json.dumps(values, indent=1), encoding="utf-8")
    ordered = sorted(documents, key=lambda record: record.id)
    # One document a line: json's own indentation would bypass its fast encoder.
    lines = ",\n".join(json.dumps(record.as_json(), ensure_ascii=False) for record in ordered)
    (folder / _DOCUMENTS_FILE).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def check_embedding(contents: Contents, embedding: str, place: str) -> None:
    """Refuse vectors of another embedding model, which look alike and mean nothing to each other.

    Raises:
        IndexIncompatibleError: the generation was made with another model than ``embedding``.
    """
    if contents.stamp.embedding != embedding:
        raise IndexIncompatibleError(
            f"{place} was made with the embedding model {contents.stamp.embedding!r}, the settings name "
            f"{embedding!r}: set RAG_EMBEDDING back, or rebuild the index with `{REBUILD_COMMAND}`"
        )


def missing(place: str) -> IndexMissingError:
    """The error for a place without an index."""
    return IndexMissingError(f"{place} does not exist yet: build it with `python ingest.py`")


def damaged(place: str, reason: str) -> IndexIncompatibleError:
    """The error for an index that is not what it should be."""
    return IndexIncompatibleError(f"{place} is damaged ({reason}): rebuild it with `{REBUILD_COMMAND}`")


def cannot_write(place: str, reason: object) -> IndexUnavailableError:
    """The error for an index that takes nothing in: a full disk, a file system that is read-only."""
    return IndexUnavailableError(
        f"{place} cannot be written ({reason}): nothing was changed; see whether its disk is full or read-only, "
        "and run again"
    )


def _passage_hash(document: SourceDocument, paragraph: Paragraph) -> str:
    held = f"{passage_text(document.title, paragraph)}\0{paragraph.text}"
    return hashlib.sha256(held.encode()).hexdigest()[:16]
