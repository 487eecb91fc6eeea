"""The index: dense vectors in Chroma with BM25 beside them. The only importer of chromadb and langchain_chroma.

Writing (:func:`build_generation`) makes the next generation in a folder of its own; reading (:class:`IndexReader`)
follows the pointer that :mod:`rag.generations` keeps.
"""

import hashlib
import shutil
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from langchain_core.embeddings import Embeddings

from rag import generations, lexical
from rag.embedding import embedding_identity
from rag.errors import EmbeddingError, IndexUnavailableError, RagError
from rag.generations import Contents, DocumentRecord, ParagraphRecord, Stamp
from rag.language import stems
from rag.reading import passage_text
from rag.settings import Settings
from rag.types import Paragraph, SourceDocument

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from langchain_chroma import Chroma

__all__ = ["DocumentRecord", "Generation", "IndexReader", "ParagraphRecord", "build_generation", "document_record"]

Progress = Callable[[int, int], None]
"""Told how many paragraphs have been embedded, of how many."""

_COLLECTION: Final[str] = "paragraphs"
_EF_SEARCH: Final[int] = 400
"""Width of Chroma's approximate search. Recall at 20 against exact search over 10,000 clustered vectors of length 384:
100 (Chroma's default) 0.946 in 2.2 ms, 200 0.984 in 2.9 ms, 400 0.997 in 3.3 ms."""
_EF_CONSTRUCTION: Final[int] = 200
_EMBEDDED_AT_ONCE: Final[int] = 64
"""Paragraphs between two steps of the progress bar: two batches of the bundled model, about half a second."""
_READ_AT_ONCE: Final[int] = 1000
"""Ids in one request; SQLite takes no more than some thousands of variables."""

# Chroma counts the clients of a path without a lock of its own, so opening and closing must not overlap. Reentrant,
# because the garbage collector may close an old client in the very thread that is opening a new one.
_CLIENTS: Final = threading.RLock()


class Generation:
    """One generation, open for reading. Never changes; safe to share between threads."""

    def __init__(
        self, contents: Contents, store: "Chroma", index: lexical.LexicalIndex, embeddings: Embeddings, root: Path
    ) -> None:
        """Opened by :meth:`IndexReader.current`."""
        self.name: str = contents.name
        self.documents: Mapping[str, DocumentRecord] = contents.documents
        self.paragraph_count: int = len(index)
        self._store = store
        self._lexical = index
        self._embeddings = embeddings
        self._root = root
        self._records = {
            f"{document.id}#p{record.number}": (document.id, record)
            for document in contents.documents.values()
            for record in document.paragraphs
        }

    def search_dense(self, question: str, k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of paragraph id and cosine similarity to the question (-1 to 1), best first.

        Raises:
            EmbeddingError: the question cannot be embedded.
            IndexUnavailableError: the database fails.
        """
        if k < 1 or not self._records:
            return []
        vector = self._embeddings.embed_query(question)
        with _chroma_errors(self._root):
            # Despite its name the method returns Chroma's distance, which in cosine space is 1 - similarity.
            found = self._store.similarity_search_by_vector_with_relevance_scores(vector, k=k)
        hits = [(str(document.id), min(1.0, max(-1.0, 1.0 - distance))) for document, distance in found]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def search_lexical(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of paragraph id and BM25 score (above 0) for a question's stems, best first."""
        return self._lexical.search(terms, k)

    def has_term(self, term: str) -> bool:
        """Whether any paragraph, its title and headings included, has this stem."""
        return self._lexical.has_term(term)

    def document_frequency(self, term: str) -> int:
        """In how many paragraphs the stem stands, titles and headings included."""
        return self._lexical.document_frequency(term)

    def paragraphs(self, ids: Sequence[str]) -> list[Paragraph]:
        """The paragraphs of these ids, in the order asked.

        Raises:
            KeyError: an id is not in this generation.
            IndexUnavailableError: the database fails.
        """
        wanted = {one: self._records[one] for one in ids}
        texts = _texts(self._store, list(wanted), self._root)
        return [
            Paragraph(document_id, record.number, texts[one], record.aspect, record.heading)
            for one in ids
            for document_id, record in (wanted[one],)
        ]


class IndexReader:
    """Follows the index: every question sees the newest generation. Safe to share between threads."""

    def __init__(self, settings: Settings, embeddings: Embeddings) -> None:
        """Open nothing yet.

        Raises:
            SettingsError: the settings name a Chroma server.
        """
        self._root = generations.index_root(settings)
        self._settings = settings
        self._embeddings = embeddings
        self._opening = threading.Lock()
        self._generation: Generation | None = None

    def current(self) -> Generation:
        """The generation that serves now; costs one small file read unless another one has become current.

        Raises:
            IndexMissingError: there is no index yet.
            IndexIncompatibleError: made with another embedding model or format, or damaged.
            IndexUnavailableError: it cannot be opened.
        """
        generation = self._generation
        if generation is not None and generation.name == generations.current_name(self._root):
            return generation
        with self._opening:
            while True:
                name = generations.current_name(self._root)
                if name is None:
                    raise generations.missing(self._root)
                if self._generation is not None and self._generation.name == name:
                    return self._generation
                try:
                    self._generation = self._open(name)
                    return self._generation
                except IndexUnavailableError:
                    # Two quick ingests may delete a generation between reading its name and opening it.
                    if generations.current_name(self._root) == name:
                        raise

    def _open(self, name: str) -> Generation:
        contents = generations.read_contents(self._root, name)
        generations.check_embedding(self._root, contents, embedding_identity(self._settings))
        folder = generations.generation_folder(self._root, name)
        try:
            index = lexical.LexicalIndex.load(folder / "lexical")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise generations.damaged(self._root, f"{name}/lexical: {error}") from error
        paragraphs = sum(len(document.paragraphs) for document in contents.documents.values())
        if len(index) != paragraphs:
            raise generations.damaged(self._root, f"{name}: {len(index)} paragraphs indexed, {paragraphs} recorded")
        with generations.opening_lock(self._root), _chroma_errors(self._root), ExitStack() as opened:
            opened.callback(generations.mark_in_use(self._root, name))
            client = _open_client(folder / "chroma", self._root)
            opened.callback(_close, client)
            store = _open_store(client)
            if paragraphs:
                # The first search makes Chroma load its vectors, and write; see opening_lock.
                store.similarity_search_by_vector([1.0] * contents.stamp.dimension, k=1)
            generation = Generation(contents, store, index, self._embeddings, self._root)
            # Not closed when it is replaced: a question in another thread may still be reading it. Only when the
            # last one lets go of the generation is its client closed, and may an ingest delete its files.
            weakref.finalize(generation, opened.pop_all().close)
        return generation


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
    )


def build_generation(
    folder: Path,
    root: Path,
    base: Contents | None,
    kept: Sequence[DocumentRecord],
    read: Sequence[SourceDocument],
    stamp: Stamp,
    embeddings: Embeddings,
    progress: Progress,
    *,
    reuse_vectors: bool,
) -> int:
    """Fill the folder of a new generation, from the one before it and the documents that were read.

    Args:
        folder: The new generation's folder, empty.
        root: The index folder.
        base: The generation to carry on from, or None.
        kept: Documents that stay as they are in ``base``.
        read: Documents that are new, or may differ from ``base``.
        stamp: What to stamp the generation with; the dimension is filled in.
        embeddings: Called for new and changed paragraphs only.
        progress: Called at the start and after every batch that was embedded.
        reuse_vectors: Whether the vectors of ``base`` serve again where the embedded text is the same.

    Returns:
        The number of paragraphs that were embedded.

    Raises:
        EmbeddingError: a paragraph cannot be embedded.
        IndexUnavailableError: the base cannot be read, or the database fails.
    """
    if base is not None:
        with generations.opening_lock(root), _os_errors(root):
            shutil.copytree(generations.generation_folder(root, base.name) / "chroma", folder / "chroma")
    with _chroma_errors(root), _os_errors(root):
        client = _open_client(folder / "chroma", root, create=base is None)
        try:
            documents = [*read, *_restored(client, root, kept)]
            documents.sort(key=lambda document: document.id)
            records = [document_record(document) for document in documents]
            reusable = base if reuse_vectors else None
            dimension, embedded = _write_vectors(client, reusable, documents, records, embeddings, progress)
        finally:
            _close(client)
    passages = [(one.id, passage_text(document, one)) for document in documents for one in document.paragraphs]
    with _os_errors(root):
        lexical.build([one for one, _ in passages], [stems(text) for _, text in passages], folder / "lexical")
        generations.write_contents(folder, Stamp(stamp.format, stamp.embedding, dimension, stamp.reader), records)
    return embedded


def _write_vectors(
    client: "Client",
    base: Contents | None,
    documents: Sequence[SourceDocument],
    records: Sequence[DocumentRecord],
    embeddings: Embeddings,
    progress: Progress,
) -> tuple[int, int]:
    """Make the collection hold exactly these documents; return the vectors' length and how many were made."""
    collection = _collection(client, fresh=base is None)
    there = _paragraph_hashes(base.documents.values()) if base else {}
    wanted = _paragraph_hashes(records)
    changed = [
        (one, passage_text(document, one))
        for document in documents
        for one in document.paragraphs
        if there.get(one.id) != wanted[one.id]
    ]
    for ids in _batches(sorted(there.keys() - wanted.keys()), _READ_AT_ONCE):
        collection.delete(ids=list(ids))
    dimension = base.stamp.dimension if base else 0
    progress(0, len(changed))
    for start in range(0, len(changed), _EMBEDDED_AT_ONCE):
        batch = changed[start : start + _EMBEDDED_AT_ONCE]
        vectors = embeddings.embed_documents([text for _, text in batch])
        if len(vectors) != len(batch):
            raise EmbeddingError(f"the embedding model gave {len(vectors)} vectors for {len(batch)} paragraphs")
        dimension = len(vectors[0])
        collection.upsert(
            ids=[one.id for one, _ in batch],
            embeddings=vectors,  # type: ignore[arg-type]  # lists of floats are taken; the annotation wants an invariant list
            documents=[one.text for one, _ in batch],
            metadatas=[{"document_id": one.document_id, "number": one.number} for one, _ in batch],
        )
        progress(start + len(batch), len(changed))
    if collection.count() != len(wanted):
        raise IndexUnavailableError(
            f"Chroma holds {collection.count()} paragraphs where {len(wanted)} were written: "
            f"run `{generations.REBUILD_COMMAND}`"
        )
    return (dimension if wanted else 0), len(changed)


def _restored(client: "Client", root: Path, kept: Sequence[DocumentRecord]) -> Iterator[SourceDocument]:
    """Documents as they were indexed: the records, with the texts out of Chroma."""
    if not kept:
        return
    ids = [f"{record.id}#p{one.number}" for record in kept for one in record.paragraphs]
    texts = _texts(_open_store(client), ids, root)
    for record in kept:
        paragraphs = tuple(
            Paragraph(record.id, one.number, texts[f"{record.id}#p{one.number}"], one.aspect, one.heading)
            for one in record.paragraphs
        )
        yield SourceDocument(record.id, record.file, record.title, record.aliases, record.hash, paragraphs)


def _paragraph_hashes(records: Iterable[DocumentRecord]) -> dict[str, tuple[str, str]]:
    """Paragraph id → what must be the same for its vector and text to be used again."""
    return {
        f"{record.id}#p{one.number}": (one.hash, one.passage_hash) for record in records for one in record.paragraphs
    }


def _passage_hash(document: SourceDocument, paragraph: Paragraph) -> str:
    return hashlib.sha256(passage_text(document, paragraph).encode()).hexdigest()[:16]


def _texts(store: "Chroma", ids: Sequence[str], root: Path) -> dict[str, str]:
    """Texts of paragraphs by id; a missing one means that the database is damaged."""
    texts: dict[str, str] = {}
    with _chroma_errors(root):
        for batch in _batches(ids, _READ_AT_ONCE):
            found = store.get(ids=list(batch), include=["documents"])
            texts.update(zip(found["ids"], found["documents"], strict=True))
    lost = next((one for one in ids if one not in texts), None)
    if lost is not None:
        raise generations.damaged(root, f"the text of {lost} is gone")
    return texts


def _collection(client: "Client", fresh: bool) -> "Collection":
    """The collection to write to; with ``fresh`` an empty one."""
    names = [collection.name for collection in client.list_collections()]
    if not fresh:
        return client.get_collection(_COLLECTION, embedding_function=None)
    if _COLLECTION in names:
        client.delete_collection(_COLLECTION)
    return client.create_collection(
        _COLLECTION,
        configuration={
            "hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "ef_construction": _EF_CONSTRUCTION},
        },
        embedding_function=None,  # Chroma's default would download a model
    )


def _open_store(client: "Client") -> "Chroma":
    from langchain_chroma import Chroma

    return Chroma(client=client, collection_name=_COLLECTION, create_collection_if_not_exists=False)


def _open_client(path: Path, root: Path, create: bool = False) -> "Client":
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    if not create and not (path / "chroma.sqlite3").is_file():
        raise generations.damaged(root, f"{path.parent.name} has no database")  # Chroma would make an empty one
    with _CLIENTS:
        client = chromadb.PersistentClient(path=str(path), settings=ChromaSettings(anonymized_telemetry=False))
    return cast("Client", client)  # announced as the interface, which lacks close()


def _close(client: "Client") -> None:
    with _CLIENTS:
        client.close()


@contextmanager
def _chroma_errors(root: Path) -> Iterator[None]:
    """Translate what Chroma raises; everything it raises on purpose is a ChromaError."""
    from chromadb.errors import ChromaError

    try:
        yield
    except RagError:
        raise
    except ChromaError as error:
        raise generations.damaged(root, f"Chroma: {str(error).strip() or type(error).__name__}") from error


@contextmanager
def _os_errors(root: Path) -> Iterator[None]:
    """Translate a full disk, or a file that cannot be read or written."""
    try:
        yield
    except (OSError, shutil.Error) as error:
        raise IndexUnavailableError(f"the index in {str(root)!r} cannot be written: {error}") from error


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
