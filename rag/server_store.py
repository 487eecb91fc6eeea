"""The index on a Chroma server (``chroma run``), shared by several chat processes and whoever ingests.

    tanya-karier                    its metadata name the current generation: the pointer
    tanya-karier-<generation>       the generation's files (records, lexical index), compressed and cut into pieces; its
                                    metadata name the collection of rows
    tanya-karier-rows-<generation>  vectors and texts; shared by all generations since the last rebuild
    tanya-karier-ingest             the lease of the one process that writes

A row's id says what it holds, so rows of the next generation stand beside those of the present one, unseen until the
pointer names it. Rows and collections that no generation needs any more go when the next run begins, not before: a
question that is being answered may still need them. A reader keeps a copy of the current generation's files in
``RAG_INDEX``.
"""

import base64
import hashlib
import io
import math
import shutil
import tarfile
import tempfile
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock

from rag import chroma, generations
from rag.chroma import Rows
from rag.contents import Contents, damaged, read_contents
from rag.errors import IndexIncompatibleError, IndexUnavailableError, SettingsError
from rag.lease import Lease, holding

if TYPE_CHECKING:
    from rag.chroma import Client

_PREFIX: Final[str] = "tanya-karier"
_ROWS_PREFIX: Final[str] = f"{_PREFIX}-rows-"
_LEASE: Final[str] = f"{_PREFIX}-ingest"
_PIECE_CHARACTERS: Final[int] = 1_000_000
_PIECES_AT_ONCE: Final[int] = 8
"""Pieces in one request: 8 MB, far below what Chroma's server takes (40 MB)."""
_NO_VECTOR: Final[Sequence[float]] = [0.0]
"""Chroma wants a vector with everything."""


class ServerStore:
    """Generations on a server; see :class:`rag.stores.IndexStore`. Safe to share between threads."""

    def __init__(self, url: str, cache: Path) -> None:
        """Connect to nobody yet.

        Args:
            url: Address of the server.
            cache: Folder for copies of the generations' files.
        """
        self.place = f"the index on {url}"
        self._url = url
        self._cache = cache / f"server-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
        self._connecting = threading.Lock()
        self._client: Client | None = None

    @property
    def client(self) -> "Client":
        """The connection, made when it is first needed."""
        with self._connecting:
            if self._client is None:
                self._client = chroma.connect(self._url, self.place)
                weakref.finalize(self, chroma.close, self._client)
            return self._client

    def current_name(self) -> str | None:
        pointer = chroma.find(self.client, _PREFIX, self.place)
        name = (pointer.metadata or {}).get("current") if pointer else None
        return None if name is None else str(name)

    def switched(self) -> float:
        return math.inf  # the clock of the server need not be that of the documents

    def folder(self, name: str) -> Path:
        """The local copy of a generation's files, fetched if it is not there yet."""
        folder = self._cache / name
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            with FileLock(self._cache / "lock"):
                if not folder.is_dir():
                    self._fetch(name, folder)
                    for other in self._cache.iterdir():
                        if other.is_dir() and other != folder:
                            shutil.rmtree(other, ignore_errors=True)
        except OSError as error:
            raise SettingsError(
                f"the folder {str(self._cache)!r} for copies of {self.place} cannot be written ({error.strerror}): "
                "set RAG_INDEX to a folder you may write"
            ) from error
        return folder

    def read_contents(self, name: str) -> Contents:
        return read_contents(self.folder(name), name, self.place)

    def open_rows(self, name: str, owner: object) -> Rows:
        return Rows(self.client, self._rows_name(name), self.place)

    @contextmanager
    def writing(self) -> Iterator["_ServerWriter"]:
        with holding(self.client, _LEASE, self.place) as lease:
            yield _ServerWriter(self, lease)

    def _rows_name(self, name: str) -> str:
        files = chroma.find(self.client, f"{_PREFIX}-{name}", self.place)
        if files is None:
            raise damaged(self.place, f"{name} is gone")
        return str((files.metadata or {})["rows"])

    def _fetch(self, name: str, folder: Path) -> None:
        """Copy the files of a generation here, whole or not at all."""
        files = chroma.find(self.client, f"{_PREFIX}-{name}", self.place)
        if files is None:
            raise damaged(self.place, f"{name} is gone")
        count = int((files.metadata or {})["pieces"])
        pieces: dict[str, str] = {}
        for ids in chroma.batches([str(number) for number in range(count)], _PIECES_AT_ONCE):
            with chroma.translated(self.place):
                found = files.get(ids=list(ids), include=["metadatas"])
            data = [str(piece["data"]) for piece in found["metadatas"] or ()]
            pieces.update(zip(found["ids"], data, strict=True))
        packed = base64.b85decode("".join(pieces.get(str(number), "") for number in range(count)))
        if hashlib.sha256(packed).hexdigest() != (files.metadata or {})["sha256"]:
            raise damaged(self.place, f"the files of {name} are not what was written")
        partial = Path(tempfile.mkdtemp(dir=self._cache))
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            archive.extractall(partial, filter="data")
        partial.rename(folder)


class _ServerWriter:
    """Holds the lease; see :class:`rag.stores.IndexWriter`."""

    def __init__(self, store: ServerStore, lease: Lease) -> None:
        self._store = store
        self._lease = lease

    def clean(self) -> None:
        store = self._store
        name = store.current_name()
        needed = {_PREFIX, _LEASE, f"{_PREFIX}-{name}"}
        if name is not None:
            # A generation that cannot be read serves nobody; whether it is to be rebuilt the plan has decided.
            with suppress(IndexIncompatibleError):
                rows = store.open_rows(name, self)
                needed.add(rows.name)
                rows.delete(sorted(rows.ids() - store.read_contents(name).row_ids()))
        for collection in sorted(chroma.collection_names(store.client, store.place)):
            if collection.startswith(_PREFIX) and collection not in needed:
                chroma.drop(store.client, collection, store.place)

    @contextmanager
    def draft(self, base: Contents | None) -> Iterator["_ServerDraft"]:
        store = self._store
        name = generations.new_name()
        if base is None:
            rows = chroma.create_rows(store.client, _ROWS_PREFIX + name, store.place)
        else:
            rows = store.open_rows(base.name, self)
        with tempfile.TemporaryDirectory() as folder:
            yield _ServerDraft(store, self._lease, name, rows, Path(folder))


class _ServerDraft:
    """A generation being built; see :class:`rag.stores.Draft`."""

    shares_rows = True

    def __init__(self, store: ServerStore, lease: Lease, name: str, rows: Rows, folder: Path) -> None:
        self._store = store
        self._lease = lease
        self._name = name
        self.rows = rows
        self.folder = folder

    def publish(self) -> str:
        client, place = self._store.client, self._store.place
        packed = _pack(self.folder)
        text = base64.b85encode(packed).decode("ascii")
        pieces = [text[start : start + _PIECE_CHARACTERS] for start in range(0, len(text), _PIECE_CHARACTERS)]
        about = {
            "rows": self.rows.name,
            "pieces": len(pieces),
            "sha256": hashlib.sha256(packed).hexdigest(),
        }
        files = chroma.create(client, f"{_PREFIX}-{self._name}", about, place)
        if files is None:
            raise IndexUnavailableError(f"{place} holds {self._name} already: run again")
        numbers = [str(number) for number in range(len(pieces))]
        for ids in chroma.batches(numbers, _PIECES_AT_ONCE):
            with chroma.translated(place, writing=True):
                files.add(
                    ids=list(ids),
                    embeddings=[_NO_VECTOR] * len(ids),
                    metadatas=[{"data": pieces[int(one)]} for one in ids],
                )
        self._lease.check()
        pointer = chroma.find(client, _PREFIX, place)
        if pointer is None:
            chroma.create(client, _PREFIX, {"current": self._name}, place)
        else:
            with chroma.translated(place, writing=True):
                pointer.modify(metadata={"current": self._name})
        return self._name


def _pack(folder: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            archive.add(path, arcname=path.name)
    return packed.getvalue()
