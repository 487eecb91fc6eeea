"""The index folder on disk: which generation is current, who has one open, and who may write.

    lock                            held by the one process that writes
    open.lock                       held for the moment in which a database is opened or copied
    current                         one line, the name of the generation that serves; replaced atomically
    generations/<name>/*.json           what it holds and was made with, see rag.contents
    generations/<name>/chroma/          the embedded Chroma database
    generations/<name>/lexical/         the BM25 index
    generations/<name>.partial/         a generation being built or deleted, or left behind by a run that was killed
    readers/<name>/<token>.lock     held by a reader for as long as it has the generation open

A generation is never changed once it has its final name, and not deleted while anyone has it open. There are never
more than the current one and the one being built, besides those that someone has open.
"""

import math
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from rag.contents import cannot_write, damaged
from rag.errors import IndexBusyError, IndexUnavailableError, SettingsError

_PARTIAL: Final[str] = ".partial"
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
_OPENING_SECONDS: Final[float] = 60.0
"""How long to wait for another process that opens or copies a database: opening takes milliseconds, copying a gigabyte
a few seconds."""


def place(root: Path) -> str:
    """The index of a folder, in words for a message."""
    return f"the index in {str(root)!r}"


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


def switched(root: Path) -> float:
    """When the pointer file was last changed, in seconds since the epoch; infinite where there is none."""
    try:
        return (root / "current").stat().st_mtime
    except OSError:
        return math.inf


def generation_folder(root: Path, name: str) -> Path:
    """The folder of a finished generation.

    Raises:
        IndexIncompatibleError: no generation can have this name.
    """
    if not _NAME.fullmatch(name):
        raise damaged(place(root), f"its pointer file holds {name[:60]!r}")
    return root / "generations" / name


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


def new_name() -> str:
    """A name for a generation, never used before; later ones sort later."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def start_generation(root: Path) -> Path:
    """Create the empty folder of a generation to be built; only under the writer's lock."""
    folder = root / "generations" / f"{new_name()}{_PARTIAL}"
    folder.mkdir()
    return folder


def publish(root: Path, partial: Path) -> str:
    """Make a finished folder the current generation, and return its name; only under the writer's lock.

    Everything is on the disk before the pointer names it, so that neither a kill nor a power cut at any moment leaves
    the pointer on something half-written. The generation it replaces goes, unless someone has it open: a chat that has
    only read its name finds it gone, and reads the pointer again.
    """
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
    remove_all_but(root, {name})
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


@contextmanager
def os_errors(root: Path) -> Iterator[None]:
    """Translate a full disk, or a file that cannot be read or written.

    Raises:
        IndexUnavailableError: in place of the OSError.
    """
    try:
        yield
    except (OSError, shutil.Error) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise cannot_write(place(root), reason) from error


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
