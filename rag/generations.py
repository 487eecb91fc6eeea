"""The index folder on disk: which generation is current, what each says of itself, and who may write.

    lock                            held by the one process that writes
    open.lock                       held for the moment in which a database is opened or copied
    current                         one line, the name of the generation that serves; replaced atomically
    generations/<name>/stamp.json       format version and embedding model
    generations/<name>/documents.json   the records of what is indexed
    generations/<name>/chroma/          the embedded Chroma database
    generations/<name>/lexical/         the BM25 index
    generations/<name>.partial/         a generation being built or deleted, or left behind by a run that was killed
    readers/<name>/<token>.lock     held by a reader for as long as it has the generation open

A generation is never changed once it has its final name, and not deleted while anyone has it open. Everything here is
plain files, so that planning and listing cost neither chromadb nor torch.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from rag.errors import (
    IndexBusyError,
    IndexIncompatibleError,
    IndexMissingError,
    IndexUnavailableError,
    SettingsError,
)
from rag.settings import Settings
from rag.types import Aspect

FORMAT_VERSION: Final[int] = 1
"""Raise it when an older index can no longer be read: other files, other records, other vectors for one model."""

REBUILD_COMMAND: Final[str] = "python ingest.py --rebuild"

_PARTIAL: Final[str] = ".partial"
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
_OPENING_SECONDS: Final[float] = 60.0
"""How long to wait for another process that opens or copies a database: opening takes milliseconds, copying a gigabyte
a few seconds."""


@dataclass(frozen=True, slots=True)
class ParagraphRecord:
    """What the index knows of one paragraph besides its text."""

    number: int
    hash: str
    """Hash of the normalised text, :attr:`rag.types.Paragraph.hash`."""
    aspect: Aspect
    heading: str
    passage_hash: str
    """Hash of the text that was embedded, context included: a new title means new vectors."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the index knows of one document besides its texts."""

    id: str
    file: str
    title: str
    aliases: tuple[str, ...]
    hash: str
    paragraphs: tuple[ParagraphRecord, ...]


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


@dataclass(frozen=True, slots=True)
class Contents:
    """A generation's own account of itself."""

    name: str
    stamp: Stamp
    documents: Mapping[str, DocumentRecord]
    """By document id, sorted."""

    def as_json(self) -> dict[str, Any]:
        """What is indexed, ready for ``json.dumps``."""
        return {
            "generation": self.name,
            "embedding": self.stamp.embedding,
            "documents": [asdict(record) for record in self.documents.values()],
        }


def index_root(settings: Settings) -> Path:
    """The index folder of these settings.

    Raises:
        SettingsError: ``RAG_CHROMA_URL`` is set, which this version cannot serve from.
    """
    if settings.chroma_url:
        raise SettingsError(
            f"RAG_CHROMA_URL={settings.chroma_url!r} cannot be used: "
            "this version has the embedded database only; unset it"
        )
    return settings.index


def current_name(root: Path) -> str | None:
    """What the pointer file names, or None where there is no index."""
    try:
        return (root / "current").read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IndexUnavailableError(
            f"the index in {str(root)!r} cannot be read ({error.strerror}): set RAG_INDEX to a folder you may use"
        ) from error


def generation_folder(root: Path, name: str) -> Path:
    """The folder of a finished generation.

    Raises:
        IndexIncompatibleError: no generation can have this name.
    """
    if not _NAME.fullmatch(name):
        raise damaged(root, f"its pointer file holds {name[:60]!r}")
    return root / "generations" / name


def missing(root: Path) -> IndexMissingError:
    """The error for a folder without an index."""
    return IndexMissingError(f"there is no index in {str(root)!r} yet: build it with `python ingest.py`")


def damaged(root: Path, reason: str) -> IndexIncompatibleError:
    """The error for an index whose files are not what they should be."""
    return IndexIncompatibleError(
        f"the index in {str(root)!r} is damaged ({reason}): rebuild it with `{REBUILD_COMMAND}`"
    )


def read_contents(root: Path, name: str) -> Contents:
    """Read the stamp and the records of one generation.

    Raises:
        IndexIncompatibleError: of another format version, or unreadable.
    """
    folder = generation_folder(root, name)
    try:
        stamp = json.loads((folder / "stamp.json").read_text(encoding="utf-8"))
        if stamp["format"] != FORMAT_VERSION:
            raise IndexIncompatibleError(
                f"the index in {str(root)!r} has format {stamp['format']!r}, this version reads format "
                f"{FORMAT_VERSION}: rebuild it with `{REBUILD_COMMAND}`"
            )
        documents = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
        records = [_document_record(document) for document in documents]
        return Contents(name, Stamp(**stamp), {record.id: record for record in records})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(root, f"{name}: {type(error).__name__}: {error}") from error


def check_embedding(root: Path, contents: Contents, embedding: str) -> None:
    """Refuse vectors of another embedding model, which look alike and mean nothing to each other.

    Raises:
        IndexIncompatibleError: the generation was made with another model than ``embedding``.
    """
    if contents.stamp.embedding != embedding:
        raise IndexIncompatibleError(
            f"the index in {str(root)!r} was made with the embedding model {contents.stamp.embedding!r}, the settings "
            f"name {embedding!r}: set RAG_EMBEDDING back, or rebuild the index with `{REBUILD_COMMAND}`"
        )


def write_contents(folder: Path, stamp: Stamp, documents: Iterable[DocumentRecord]) -> None:
    """Write what :func:`read_contents` reads."""
    (folder / "stamp.json").write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    ordered = sorted(documents, key=lambda record: record.id)
    text = json.dumps([asdict(record) for record in ordered], ensure_ascii=False, indent=1)
    (folder / "documents.json").write_text(text, encoding="utf-8")


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Be the only process that writes this index. The system lets go of the lock when its holder dies.

    Raises:
        IndexBusyError: another process holds it.
        SettingsError: the folder cannot be written.
    """
    lock = FileLock(root / "lock", timeout=0)
    try:
        (root / "generations").mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexBusyError(
            f"another ingest is writing the index in {str(root)!r}: run again when it has finished"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"the index folder {str(root)!r} cannot be written ({error.strerror}): "
            "set RAG_INDEX to a folder you may write"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def opening_lock(root: Path) -> Iterator[None]:
    """Be the only one that opens or copies a database of this index.

    Chroma 1.5 writes into its folder whenever it is opened, even when it is only going to be read (measured: the SQLite
    header, and the vector files while there are fewer than 1,000 vectors), and never again while reading. Two openings
    at once, or a copy taken during one, could meet half-written files.

    Raises:
        IndexBusyError: it did not come free in time.
        IndexUnavailableError: the folder cannot be written, which Chroma needs too.
    """
    lock = FileLock(root / "open.lock", timeout=_OPENING_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusyError(f"another process has been opening the index in {str(root)!r} for too long") from error
    except OSError as error:
        raise _cannot_open(root, error) from error
    try:
        yield
    finally:
        lock.release()


def mark_in_use(root: Path, name: str) -> Callable[[], None]:
    """Keep a generation from being deleted; only under :func:`opening_lock`.

    SQLite opens further connections while it is asked, so deleting the files of an open database breaks it, even where
    the system would let a file that is open live on. The system lets go of the mark when its holder dies.

    Returns:
        What takes the mark away again; may be called in any thread.

    Raises:
        IndexUnavailableError: the folder cannot be written.
    """
    mark = root / "readers" / name / f"{secrets.token_hex(8)}.lock"
    lock = FileLock(mark, thread_local=False)
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        raise _cannot_open(root, error) from error

    def release() -> None:
        lock.release()
        with suppress(OSError):
            mark.unlink(missing_ok=True)

    return release


def start_generation(root: Path) -> Path:
    """Create the empty folder of a generation to be built; only under the writer's lock."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    folder = root / "generations" / f"{name}{_PARTIAL}"
    folder.mkdir()
    return folder


def publish(root: Path, partial: Path) -> str:
    """Make a finished folder the current generation, and return its name; only under the writer's lock.

    Everything is on the disk before the pointer names it, so that neither a kill nor a power cut at any moment leaves
    the pointer on something half-written. The generation it replaces stays: a chat may be about to open it.
    """
    previous = current_name(root)
    name = partial.name.removesuffix(_PARTIAL)
    for path in sorted(partial.rglob("*")):
        _sync_to_disk(path)
    _sync_to_disk(partial)
    partial.rename(generation_folder(root, name))
    _sync_to_disk(root / "generations")
    pointer = root / "current.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync_to_disk(pointer)
    pointer.replace(root / "current")
    _sync_to_disk(root)
    remove_all_but(root, {name, previous})
    return name


def remove_leftovers(root: Path) -> None:
    """Delete what killed runs left half-built or half-deleted; only under the writer's lock."""
    for path in sorted((root / "generations").glob(f"*{_PARTIAL}")):
        discard(path)


def remove_all_but(root: Path, names: Iterable[str | None]) -> None:
    """Delete every generation that is not named and that nobody has open; only under the writer's lock."""
    kept = set(names)
    # Renamed under the lock, so that nobody opens what is about to go; deleting itself may take its time.
    with suppress(IndexBusyError), opening_lock(root):
        for path in sorted((root / "generations").iterdir()):
            if path.name not in kept and not path.name.endswith(_PARTIAL) and not _is_in_use(root, path.name):
                with suppress(OSError):  # Windows refuses while a file in it is open: the next run tries again
                    path.rename(path.with_name(path.name + _PARTIAL))
    remove_leftovers(root)


def discard(folder: Path) -> None:
    """Delete a folder as far as the system allows; what is left of it the next run tries again."""
    shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(root: Path, name: str) -> bool:
    """Whether a reader that is alive has marked the generation; marks of the dead are taken away."""
    marks = root / "readers" / name
    for mark in sorted(marks.glob("*.lock")):
        try:
            with FileLock(mark, timeout=0):
                pass
        except Timeout:
            return True
        mark.unlink(missing_ok=True)
    with suppress(OSError):
        marks.rmdir()
    return False


def _cannot_open(root: Path, error: OSError) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"the index in {str(root)!r} cannot be opened ({error.strerror}): readers need write access to its folder too"
    )


def _sync_to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open folders
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _document_record(value: dict[str, object]) -> DocumentRecord:
    """One entry of documents.json; a missing or unknown key raises what :func:`read_contents` translates."""
    fields = dict(value)
    paragraphs = fields.pop("paragraphs")
    aliases = fields.pop("aliases")
    if not isinstance(paragraphs, list) or not isinstance(aliases, list):
        raise TypeError("documents.json: paragraphs and aliases must be lists")
    records = tuple(ParagraphRecord(**{**one, "aspect": Aspect(one["aspect"])}) for one in paragraphs)
    return DocumentRecord(**fields, aliases=tuple(aliases), paragraphs=records)  # type: ignore[arg-type]
