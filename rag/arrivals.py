"""The files that a user wants taken in: each is read and judged before anything is copied. Changes nothing."""

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import DocumentError, SettingsError
from rag.reading import read_document
from rag.settings import Settings
from rag.sources import FolderScan, cannot_be_read, file_problem, is_left_out, scan_folder, suffix_list
from rag.types import SourceDocument


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was asked to be taken in."""

    path: Path
    document: SourceDocument | None = None
    """As it will stand in the sources folder; None where it is refused or there already."""
    superseded: tuple[Path, ...] = ()
    """Files in the sources folder that it takes the place of."""
    refusal: str = ""


def check_arrivals(
    paths: Sequence[Path],
    settings: Settings,
    present: FolderScan,
    *,
    overwrite: bool,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Arrival, ...]:
    """Read every file that is to be taken in, and say of each whether it may.

    Whether its text is there already under another name shows only when it is compared with the index, in
    :func:`rag.plan.make_plan`.

    Args:
        paths: Files, or folders to be searched for documents. Of what lies in the sources folder nothing is copied.
        settings: Where the sources and the index are; they are left out of a folder that has them inside.
        present: What the sources folder holds.
        overwrite: Whether a different document of the same id may be replaced.
        progress: Told ``(done, total)`` files.

    Raises:
        SettingsError: a path does not exist, or a folder holds nothing to take in.
    """
    files, refused = _named_files(paths, settings)
    read: list[tuple[Path, SourceDocument]] = []
    progress(0, len(files))
    for done, path in enumerate(files, start=1):
        try:
            read.append((path, read_document(path, path.parent)))
        except DocumentError as error:
            refused.append(Arrival(path, refusal=str(error).removeprefix(f"{path.name}: ")))
        progress(done, len(files))
    arriving: dict[str, list[Path]] = defaultdict(list)
    for path, document in read:
        arriving[document.id].append(path)
    there: dict[str, list[Path]] = defaultdict(list)
    for one in present.files:
        there[one.id].append(one.path)
    judged: list[Arrival] = []
    for path, document in read:
        if len(rivals := arriving[document.id]) > 1:
            names = " and ".join(str(one) for one in rivals)
            judged.append(Arrival(path, refusal=f"{names} have the same id {document.id!r}: rename one"))
        else:
            judged.append(_judged(path, document, there[document.id], settings.sources, overwrite))
    return (*judged, *refused)


def _named_files(paths: Iterable[Path], settings: Settings) -> tuple[list[Path], list[Arrival]]:
    """The files behind the paths, each once, and what cannot be a document by its name or kind."""
    own_folders = [settings.sources, settings.index]
    sources = Path(os.path.realpath(settings.sources))
    files: dict[str, Path] = {}  # by real path, so that a file named twice counts once
    refused: dict[Path, str] = {}
    for path in paths:
        is_in_place = Path(os.path.realpath(path)).is_relative_to(sources)
        try:
            if stat.S_ISDIR(path.stat().st_mode):
                if is_in_place:
                    continue
                scan = scan_folder(path, own_folders)
                if not (scan.files or scan.problems):
                    raise SettingsError(f"{str(path)!r} holds nothing to take in: its {suffix_list()} files would be")
                refused.update({path / one.file: one.reason for one in scan.problems})
                files |= {os.path.realpath(one.path): one.path for one in scan.files}
                continue
        except FileNotFoundError as error:
            if not path.is_symlink():
                raise SettingsError(f"{str(path)!r} does not exist: name a file or a folder") from error
        except OSError as error:
            refused[path] = cannot_be_read(error)
            continue
        if is_in_place and not is_left_out(path.name):
            continue  # the synchronisation tells what is wrong with it
        if problem := file_problem(path):
            refused[path] = problem
        else:
            files.setdefault(os.path.realpath(path), path)
    return list(files.values()), [Arrival(path, refusal=reason) for path, reason in refused.items()]


def _judged(path: Path, document: SourceDocument, same_id: Sequence[Path], sources: Path, overwrite: bool) -> Arrival:
    """Accept or refuse a document that was read; what it is accepted as carries the file name it will have."""
    equal = [one for one in same_id if _file_hash(one) == document.hash]
    if equal and (len(same_id) == 1 or not overwrite):
        return Arrival(path)  # there already
    # In place of the old file, so that a document sorted into a subfolder stays there.
    target = equal[0] if equal else same_id[0].with_name(path.name) if same_id else sources / path.name
    in_the_way = ""
    if same_id:
        names = " and ".join(one.relative_to(sources).as_posix() for one in same_id)
        in_the_way = f"a different document of this id, {names}"
    elif target.is_symlink() or target.exists():
        in_the_way = f"{target.name}, which is not a document"
        if target.is_dir() and not target.is_symlink():
            return Arrival(path, refusal="the sources folder holds a folder of this name: rename the file")
    if in_the_way and not overwrite:
        reason = f"the sources folder holds {in_the_way}: overwrite it with --replace, or rename the file"
        return Arrival(path, refusal=reason)
    return Arrival(path, replace(document, file=target.relative_to(sources).as_posix()), tuple(same_id))


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
