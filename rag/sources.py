"""A folder of documents: which files in it are documents, and what stands in the way of the others.

Nothing is passed over silently but hidden files and what systems and editors leave behind. Links to folders are never
followed, and no file outside the folder is ever read through a link.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rag.errors import DocumentError, SettingsError
from rag.settings import Settings

SUFFIXES: Final[frozenset[str]] = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf"})
"""What a document's name ends in, in lower case; the case of a name does not matter."""

TEMPORARY_NAME: Final[re.Pattern[str]] = re.compile(r"\.ingest-[0-9a-f]{8}\.new")
"""Names of files that are being copied in. Hidden, so that none is ever read as a document, and short, so that a
document may have the longest name that the file system takes."""

# What Windows, macOS, Linux, Synology's NAS and editors put beside people's files: nobody meant them as documents.
_LITTER_NAMES: Final[frozenset[str]] = frozenset(
    {
        *("thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information"),
        *("__macosx", "icon\r", "lost+found", "@eadir"),
    }
)
_LITTER_STARTS: Final[tuple[str, ...]] = ("~$",)  # Word's lock files
_LITTER_ENDS: Final[tuple[str, ...]] = ("~", ".swp", ".swo")  # backups and swap files of editors

# Word processors' other formats, which they save as .docx without loss.
_SAVED_AS_DOCX: Final[frozenset[str]] = frozenset({".doc", ".dot", ".odt", ".ott", ".rtf", ".pages", ".wpd"})

_CONTROL_CATEGORIES: Final[frozenset[str]] = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, bytes that are no UTF-8, line and paragraph separators: they break a terminal and a list."""

_RENAME: Final[str] = "has control characters or bytes that are not UTF-8 in its name: rename it"
_GIVE_ACCESS: Final[str] = "give yourself access to it"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that is a document by its name and kind."""

    path: Path
    file: str
    """Path relative to the folder, with forward slashes."""
    id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that cannot be a document, or cannot be looked at."""

    file: str
    """Path relative to the folder, with forward slashes; control characters are written as escapes."""
    reason: str
    """Why, and what to do; reads on after the name."""
    is_folder: bool = False
    """Nothing below it was looked at."""


@dataclass(frozen=True, slots=True)
class FolderScan:
    """What one walk of a folder found, sorted by relative path."""

    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    leftovers: tuple[Path, ...] = ()
    """Temporary files of copies that were being made, or were when a run was killed."""


def document_id(name: str) -> str:
    """Id of a document: the file stem in lower case, runs of other characters than a-z0-9 turned into one hyphen.

    Never longer than the stem, so the file system bounds it: 255 bytes on all that are in use.

    Raises:
        DocumentError: nothing of the name is left.
    """
    # Some file systems hand out names decomposed ("e" and an accent): composed, the id is the same on all of them.
    stem = unicodedata.normalize("NFC", Path(name).stem)
    folded = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    if not folded:
        raise DocumentError(f"{name!r} gives no document id: rename the file so that it has letters a-z or digits")
    return folded


def scan_folder(root: Path, leave_out: Collection[Path] = ()) -> FolderScan:
    """Walk a folder once.

    Args:
        root: The folder; may be a link to one.
        leave_out: Folders below it that are not to be looked at.

    Raises:
        OSError: the folder does not exist or cannot be read; a folder below it that cannot be is one of the problems.
    """
    real_root = os.path.realpath(root, strict=True)
    left_out = {os.path.realpath(path) for path in leave_out}
    files: list[SourceFile] = []
    problems: list[Problem] = []
    leftovers: list[Path] = []
    # A list of what is still to be looked through instead of recursion: folders nest deeper than Python's calls may.
    waiting = [("", _listed(real_root))]
    while waiting:
        prefix, entries = waiting.pop()
        for entry in entries:
            file = prefix + entry.name
            if is_left_out(entry.name):
                if TEMPORARY_NAME.fullmatch(entry.name):
                    leftovers.append(root / file)
            elif _is_folder(entry):
                if entry.path in left_out:
                    continue
                try:
                    if _has_control_characters(entry.name):
                        problems.append(Problem(shown_name(file), _RENAME, is_folder=True))
                    else:
                        waiting.append((f"{file}/", _listed(entry.path)))
                except OSError as error:
                    problems.append(Problem(file, f"{cannot_be_read(error)}: {_GIVE_ACCESS}", is_folder=True))
            elif _is_folder_link(entry):
                # One that leads inside adds nothing: the files are reached without it.
                if not _is_below(os.path.realpath(entry.path), real_root):
                    reason = f"is a link to a folder outside of {str(root)!r}: put the folder itself there"
                    problems.append(Problem(shown_name(file), reason, is_folder=True))
            elif reason := _entry_problem(entry, root, real_root):
                problems.append(Problem(shown_name(file), reason))
            else:
                files.append(SourceFile(root / file, file, document_id(entry.name)))
    return FolderScan(
        tuple(sorted(files, key=lambda one: one.file)),
        tuple(sorted(problems, key=lambda one: one.file)),
        tuple(sorted(leftovers)),
    )


def scan_sources(root: Path, *, may_be_missing: bool = False) -> FolderScan:
    """Walk the sources folder; one that may be missing is empty then.

    Raises:
        DocumentError: it does not exist or cannot be read.
    """
    try:
        return scan_folder(root)
    except OSError as error:
        if may_be_missing and isinstance(error, FileNotFoundError) and not root.is_symlink():
            return FolderScan((), ())
        raise DocumentError(f"the sources folder {str(root)!r} {_unusable_reason(error)}") from error


def source_files(root: Path) -> list[Path]:
    """The documents in the sources folder, sorted by relative path; raises as :func:`scan_sources`."""
    return [one.path for one in scan_sources(root).files]


def file_problem(path: Path) -> str:
    """Why a file named by itself cannot be a document, by its name and kind alone; else "".

    A link may lead to a file in its own folder only.
    """
    if is_left_out(path.name):
        return "is a hidden file, or one that a system or an editor leaves behind: rename it"
    return _name_problem(path.name) or _kind_problem(str(path), path.parent, os.path.realpath(path.parent))


def is_left_out(name: str) -> bool:
    """Whether a file or folder is passed over without a word: hidden, or left behind by a system or an editor."""
    folded = name.lower()
    return (
        name.startswith(".")
        or folded in _LITTER_NAMES
        or folded.startswith(_LITTER_STARTS)
        or folded.endswith(_LITTER_ENDS)
    )


def check_folders(settings: Settings) -> None:
    """Refuse settings under which the index would be read as documents, or documents be written among it.

    An index below a hidden folder of the sources folder is let be: nothing hidden is ever looked at.

    Raises:
        SettingsError: one of the two folders lies in the other.
    """
    sources, index = Path(os.path.realpath(settings.sources)), Path(os.path.realpath(settings.index))
    named = f"RAG_INDEX={str(settings.index)!r}", f"RAG_SOURCES={str(settings.sources)!r}"
    if index == sources:
        raise SettingsError(f"{named[0]} is the same folder as {named[1]}: set one of them to another folder")
    if index.is_relative_to(sources) and not any(part.startswith(".") for part in index.relative_to(sources).parts):
        raise SettingsError(f"{named[0]} lies inside {named[1]}: set RAG_INDEX to a folder outside of it")
    if sources.is_relative_to(index):
        raise SettingsError(f"{named[1]} lies inside {named[0]}: set RAG_INDEX to another folder")


def cannot_be_read(error: OSError) -> str:
    """The reason for a file or folder that the system does not let us read."""
    return f"cannot be read ({error.strerror or error})"


def suffix_list() -> str:
    """The supported suffixes, to be read by people: ".docx, .htm … or .txt"."""
    *others, last = sorted(SUFFIXES)
    return f"{', '.join(others)} or {last}"


def shown_name(name: str) -> str:
    """A name fit for a terminal: control characters and bytes that are no UTF-8 written as escapes."""
    return "".join(_escaped(character) for character in name) if _has_control_characters(name) else name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # gone, or not to be looked at: treated as a file, which says what is wrong


def _is_folder_link(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _entry_problem(entry: os.DirEntry[str], root: Path, real_root: str) -> str:
    # By name first: what is no document is best moved away, whatever else is wrong with it.
    if problem := _name_problem(entry.name):
        return problem
    try:
        if entry.is_file(follow_symlinks=False):  # the usual case costs nothing: listing the folder has told it
            return ""
    except OSError as error:
        return cannot_be_read(error)
    return _kind_problem(entry.path, root, real_root)


def _name_problem(name: str) -> str:
    if _has_control_characters(name):
        return _RENAME
    suffix = Path(name).suffix
    if suffix.lower() in _SAVED_AS_DOCX:
        return f"is a {suffix} file: save it as .docx"
    if suffix.lower() not in SUFFIXES:
        return f"is not a {suffix_list()} file: convert it, or move it out of the folder"
    try:
        document_id(name)
    except DocumentError as error:
        return str(error).removeprefix(f"{name!r} ")
    return ""


def _kind_problem(path: str, root: Path, real_root: str) -> str:
    try:
        target = os.path.realpath(path, strict=True)
        if Path(path).is_symlink() and not _is_below(target, real_root):
            return f"is a link that leads out of {str(root)!r}: put the file itself there"
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        return "is a link to a file that does not exist: put the file itself there"
    except OSError as error:
        return cannot_be_read(error)
    if stat.S_ISREG(mode):
        return ""
    return f"is {_kind(mode)}, not a file: move it out of the folder"


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"))
    return next((name for is_kind, name in kinds if is_kind(mode)), "a device")


def _listed(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _unusable_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist: create it or set RAG_SOURCES"
    if isinstance(error, NotADirectoryError):
        return "is not a folder: set RAG_SOURCES to one"
    return f"{cannot_be_read(error)}: {_GIVE_ACCESS}, or set RAG_SOURCES to another"


def _has_control_characters(name: str) -> bool:
    # Looking every character up is slow, and the names of most files are plain ASCII.
    if name.isascii() and name.isprintable():
        return False
    return any(unicodedata.category(character) in _CONTROL_CATEGORIES for character in name)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in _CONTROL_CATEGORIES:
        return character
    code = ord(character)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else character.encode("unicode_escape").decode()
