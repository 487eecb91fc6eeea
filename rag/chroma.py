"""Rows of vectors and texts in a Chroma collection, embedded or on a server. The only importer of chromadb.

A row's id is ``<paragraph id>@<passage hash>``: it says what the row holds, so writing one twice changes nothing, and
rows of two generations can stand in one collection without being confused.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from rag.contents import cannot_write, damaged
from rag.errors import IndexUnavailableError, RagError

if TYPE_CHECKING:
    import httpx

    # Under their own names again, for the other modules that annotate with them.
    from chromadb.api.client import Client as Client
    from chromadb.api.models.Collection import Collection as Collection

_EF_SEARCH: Final[int] = 400
"""Width of Chroma's approximate search. Recall at 20 against exact search over 10,000 clustered vectors of length 384:
100 (Chroma's default) 0.946 in 2.2 ms, 200 0.984 in 2.9 ms, 400 0.997 in 3.3 ms."""
_EF_CONSTRUCTION: Final[int] = 200
_MAX_NEIGHBORS: Final[int] = 32
"""Of a row in the graph. Near-duplicates are each other's neighbours and shut themselves off: of 7,200 such rows 27
could not be reached with 16 neighbours (Chroma's default) and a construction width of 100, 2 with 16 and 200, none with
32 and 200, at the same building time."""
_AT_ONCE: Final[int] = 1000
"""Ids in one request; SQLite takes no more than some thousands of variables."""
_ANSWER_SECONDS: Final[float] = 120.0
"""Longest wait for a server; Chroma's own client would wait for ever. Listing 90,000 rows takes about a second."""
_DATABASE_FILE: Final[str] = "chroma.sqlite3"

# Chroma counts the clients of a path without a lock of its own, so opening and closing must not overlap. Reentrant,
# because the garbage collector may close an old client in the very thread that is opening a new one.
_CLIENTS: Final = threading.RLock()


class Rows:
    """One collection. Safe to share between threads; every method raises IndexUnavailableError if Chroma fails."""

    def __init__(self, client: "Client", name: str, place: str) -> None:
        """Open an existing collection.

        Args:
            client: From :func:`open_folder` or :func:`connect`.
            name: The collection's name.
            place: The index, in words for a message.

        Raises:
            IndexUnavailableError: there is no such collection.
        """
        from langchain_chroma import Chroma

        self.name = name
        self._place = place
        with translated(place):
            self._collection = client.get_collection(name, embedding_function=None)
            self._store = Chroma(client=client, collection_name=name, create_collection_if_not_exists=False)

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of row id and cosine similarity to the vector (-1 to 1), best first."""
        with translated(self._place):
            # Despite its name the method returns Chroma's distance, which in cosine space is 1 - similarity.
            found = self._store.similarity_search_by_vector_with_relevance_scores(list(vector), k=k)
        return [(str(document.id), min(1.0, max(-1.0, 1.0 - distance))) for document, distance in found]

    def warm_up(self) -> None:
        """Search once, if there is anything to be found."""
        with translated(self._place):
            found = self._collection.get(limit=1, include=["embeddings"])
            vectors = found["embeddings"]
            if vectors is not None and len(vectors):
                self._store.similarity_search_by_vector(list(map(float, vectors[0])), k=1)

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """Texts by row id.

        Raises:
            IndexIncompatibleError: a row is missing, so the database is damaged.
        """
        texts: dict[str, str] = {}
        with translated(self._place):
            for batch in batches(ids):
                found = self._store.get(ids=list(batch), include=["documents"])
                texts.update(zip(found["ids"], found["documents"], strict=True))
        lost = next((one for one in ids if one not in texts), None)
        if lost is not None:
            raise damaged(self._place, f"the text of {lost} is gone")
        return texts

    def vectors(self, ids: Sequence[str]) -> list[list[float]]:
        """The vectors of rows, in the order asked.

        Raises:
            IndexIncompatibleError: a row is missing, so the database is damaged.
        """
        found: dict[str, list[float]] = {}
        with translated(self._place):
            for batch in batches(ids):
                rows = self._collection.get(ids=list(batch), include=["embeddings"])
                vectors = rows["embeddings"] if rows["embeddings"] is not None else ()
                lists = ([float(value) for value in vector] for vector in vectors)
                found.update(zip(rows["ids"], lists, strict=True))
        lost = next((one for one in ids if one not in found), None)
        if lost is not None:
            raise damaged(self._place, f"the vector of {lost} is gone")
        return [found[one] for one in ids]

    def ids(self) -> set[str]:
        """The ids of all rows."""
        with translated(self._place):
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        with translated(self._place):
            return self._collection.count()

    def write(
        self, ids: Sequence[str], vectors: list[list[float]], texts: Sequence[str], metadatas: Sequence[dict[str, Any]]
    ) -> None:
        """Add rows, or write them again. At most some thousands at once."""
        with translated(self._place, writing=True):
            self._collection.upsert(
                ids=list(ids),
                embeddings=vectors,  # type: ignore[arg-type]  # lists of floats are taken; the annotation is narrower
                documents=list(texts),
                metadatas=list(metadatas),
            )

    def delete(self, ids: Sequence[str]) -> None:
        with translated(self._place, writing=True):
            for batch in batches(ids):
                self._collection.delete(ids=list(batch))


def create_rows(client: "Client", name: str, place: str) -> Rows:
    """Make an empty collection for rows; one that is there already is replaced."""
    drop(client, name, place)
    with translated(place, writing=True):
        client.create_collection(
            name,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": _EF_SEARCH,
                    "ef_construction": _EF_CONSTRUCTION,
                    "max_neighbors": _MAX_NEIGHBORS,
                },
            },
            embedding_function=None,  # Chroma's default would download a model
        )
    return Rows(client, name, place)


def collection_names(client: "Client", place: str) -> set[str]:
    """The names of all collections."""
    names: set[str] = set()
    with translated(place):
        while page := client.list_collections(limit=_AT_ONCE, offset=len(names)):
            names.update(one.name for one in page)
    return names


def find(client: "Client", name: str, place: str) -> "Collection | None":
    """A collection, or None where there is none of this name."""
    from chromadb.errors import NotFoundError

    with translated(place):
        try:
            return client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return None


_TAKEN: Final[str] = "already exists"
"""What Chroma says of a collection whose name is taken."""


def create(client: "Client", name: str, metadata: dict[str, Any], place: str) -> "Collection | None":
    """Make a collection for metadata and plain data; None where the name is taken: one of several callers gets it."""
    from chromadb.errors import ChromaError

    with translated(place, writing=True):
        try:
            return client.create_collection(name, metadata=metadata, embedding_function=None)
        except ChromaError as error:
            # Chroma has no error class of its own for this; whoever had the name may have dropped it since.
            if _TAKEN not in str(error) and find(client, name, place) is None:
                raise
            return None


def drop(client: "Client", name: str, place: str) -> None:
    """Delete a collection if it is there."""
    from chromadb.errors import NotFoundError

    with translated(place, writing=True), suppress(NotFoundError):
        client.delete_collection(name)


def open_folder(path: Path, place: str, create: bool = False) -> "Client":
    """Open an embedded database; ``create`` makes it where there is none.

    Raises:
        IndexIncompatibleError: there is none.
    """
    import chromadb

    if not create and not (path / _DATABASE_FILE).is_file():
        raise damaged(place, f"{path.parent.name} has no database")  # Chroma would make an empty one
    with _CLIENTS, translated(place):
        client = chromadb.PersistentClient(path=str(path), settings=_chroma_settings())
    return cast("Client", client)  # announced as the interface, which lacks close()


def connect(url: str, place: str) -> "Client":
    """Connect to a Chroma server (``http://host:port``).

    Raises:
        IndexUnavailableError: nobody answers there, or it is no Chroma server.
    """
    import chromadb

    parts = urlsplit(url)
    is_https = parts.scheme == "https"
    with _CLIENTS, translated(place):
        try:
            client = chromadb.HttpClient(
                host=parts.hostname or "",
                port=parts.port or (443 if is_https else 80),
                ssl=is_https,
                settings=_chroma_settings(),
            )
        except ValueError as error:  # how it says that nobody answers, or something else than Chroma does
            raise _cannot_reach(place, error) from error
        for session in _sessions(client):
            session.timeout = _ANSWER_SECONDS
    return cast("Client", client)


def close(client: "Client") -> None:
    """Close a client; what it has open is let go."""
    with _CLIENTS:
        client.close()
        # Clients of one server share their connections, which Chroma itself never closes.
        if not client._server._running:
            for session in _sessions(client):
                session.close()


@contextmanager
def translated(place: str, *, writing: bool = False) -> Iterator[None]:
    """Translate what Chroma and its connection raise; everything it raises on purpose is a ChromaError.

    Raises:
        IndexIncompatibleError: reading failed, so the database is damaged.
        IndexUnavailableError: writing failed, or the server is gone.
    """
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except RagError:
        raise
    except ChromaError as error:
        reason = f"Chroma: {str(error).strip() or type(error).__name__}"
        raise (cannot_write(place, reason) if writing else damaged(place, reason)) from error
    except httpx.HTTPError as error:
        raise _cannot_reach(place, error) from error


def batches(items: Sequence[str], size: int = _AT_ONCE) -> Iterator[Sequence[str]]:
    """Cut a sequence into runs of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _cannot_reach(place: str, error: Exception) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"{place} cannot be reached ({type(error).__name__}): start the server with `chroma run`, "
        "or mend RAG_CHROMA_URL"
    )


def _sessions(client: Any) -> "list[httpx.Client]":
    """The connection pools of a server's client; an embedded database has none."""
    servers = (client._server, client._admin_client._server)
    return [server._session for server in servers if hasattr(server, "_session")]


def _chroma_settings() -> Any:
    from chromadb.config import Settings as ChromaSettings

    return ChromaSettings(anonymized_telemetry=False)
