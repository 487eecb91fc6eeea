"""The indexed documents as people browse them: all professions, one document whole, and what can be asked about it.

Reads the generation that is current at each call, as a question does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rag.contents import DocumentRecord
from rag.language import fold, tokens
from rag.profession_synonyms import synonyms
from rag.retrieval import ParagraphRetriever
from rag.suggestions import Suggester
from rag.types import Aspect, Paragraph

MOST_LISTED: Final[int] = 200
"""Professions on one page of a list; a longer one is to be searched."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in a list."""

    id: str
    title: str
    aliases: tuple[str, ...]
    """Other names of the profession that the document tells."""
    paragraphs: int
    """How many it has."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a search among the documents found."""

    entries: tuple[Entry, ...]
    """By title; at most :data:`MOST_LISTED`."""
    found: int
    """How many there are."""
    indexed: int
    """How many documents were searched."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document, whole."""

    entry: Entry
    paragraphs: tuple[Paragraph, ...]
    """In their order, the text verbatim."""


class Library:
    """Safe to share between threads."""

    def __init__(self, retriever: ParagraphRetriever, suggester: Suggester) -> None:
        """Take what answers questions, so that both see the same documents."""
        self._retriever = retriever
        self._suggester = suggester

    def search(self, query: str) -> Listing:
        """The documents of which each word of a query begins a word of a name; all of them for an empty query.

        Names are the title, those that the document tells, and those by which people know the profession.

        Raises:
            IndexUnavailableError: there is no usable index.
        """
        documents = self._retriever.generation().documents
        wanted = tokens(query)
        found = [record for record in documents.values() if _fits(wanted, record)]
        found.sort(key=lambda record: (fold(record.title), record.id))
        return Listing(tuple(_entry(one) for one in found[:MOST_LISTED]), len(found), len(documents))

    def size(self) -> int:
        """How many documents are indexed.

        Raises:
            IndexUnavailableError: there is no usable index.
        """
        return len(self._retriever.generation().documents)

    def document(self, document_id: str) -> Document | None:
        """One document; None if it is not indexed.

        Raises:
            IndexUnavailableError: there is no usable index, or the database fails.
        """
        generation = self._retriever.generation()
        record = generation.documents.get(document_id)
        if record is None:
            return None
        paragraphs = generation.paragraphs([f"{document_id}#p{one.number}" for one in record.paragraphs])
        return Document(_entry(record), tuple(paragraphs))

    def questions(self, document_id: str) -> Mapping[Aspect, str]:
        """Questions about a document that retrieval answers from it, by what they ask for; empty if it is not indexed.

        The first call for a document asks them all, about a tenth of a second each.

        Raises:
            IndexUnavailableError: there is no usable index.
            EmbeddingError: a question cannot be embedded.
        """
        return self._suggester.about(document_id)


def _fits(wanted: Sequence[str], record: DocumentRecord) -> bool:
    if not wanted:
        return True
    words = {word for name in synonyms(_names(record)) for word in tokens(name)}
    return all(any(word.startswith(one) for word in words) for one in wanted)


def _names(record: DocumentRecord) -> Iterable[str]:
    return (record.title, *record.aliases)


def _entry(record: DocumentRecord) -> Entry:
    return Entry(record.id, record.title, record.aliases, len(record.paragraphs))
