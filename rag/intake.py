"""What ``ingest.py`` does: take documents into the sources folder or out of it, then make the index match.

A document is copied only after it has been read and found sound, and the sources folder changes only after it is
known that the index can follow.
"""

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from langchain_core.embeddings import Embeddings

from rag import generations
from rag.errors import DocumentError, SettingsError
from rag.reading import SUFFIXES, document_id, read_document, source_files
from rag.settings import Settings
from rag.sync import Action, Outcome, SyncReport, apply_plan, make_plan
from rag.types import SourceDocument


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asked for."""

    paths: tuple[Path, ...] = ()
    """Files and folders to take in."""
    remove: tuple[str, ...] = ()
    """Ids of documents to delete from the sources folder."""
    replace: bool = False
    """Whether a document taken in may overwrite a different one of the same id."""
    rebuild: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was asked to be taken in."""

    path: Path
    document: SourceDocument | None
    """As it will stand in the sources folder; None where it is refused or there already."""
    superseded: tuple[Path, ...] = ()
    """Files in the sources folder that it takes the place of."""
    refusal: str = ""


@dataclass
class _Sources:
    """The sources folder as it is before anything is taken in."""

    root: Path
    files: dict[str, list[Path]] = field(default_factory=lambda: defaultdict(list))
    """By document id."""
    texts: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Hashes of all paragraphs → file that holds exactly these; white space and line ends do not count."""


def ingest(
    settings: Settings,
    request: Request,
    embeddings: Embeddings,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SyncReport:
    """Do what was asked, and make the index match the sources folder.

    Args:
        settings: Where the sources and the index are.
        request: What to do; an empty request only synchronises.
        embeddings: Called for new and changed paragraphs only.
        progress: Told ``(done, total)`` paragraphs to be embedded.

    Returns:
        What happened to each document. Files that were refused are among the failed ones.

    Raises:
        SettingsError: a path to take in does not exist.
        DocumentError: an id to remove is unknown; or as in :func:`rag.sync.make_plan`.
        IndexUnavailableError: as in :func:`rag.sync.make_plan` and :func:`rag.sync.apply_plan`.
        EmbeddingError: a paragraph cannot be embedded.
    """
    arrivals = check_arrivals(request.paths, settings.sources, overwrite=request.replace)
    accepted = [one for one in arrivals if one.document]
    going = files_of(request.remove, settings)
    refused = tuple(Outcome("", str(one.path), "", 0, Action.FAILED, one.refusal) for one in arrivals if one.refusal)
    if refused and not accepted and not _present_files(settings.sources):
        return SyncReport(refused, generations.current_name(generations.index_root(settings)), 0)
    documents = [one.document for one in accepted if one.document]
    plan = make_plan(settings, request.rebuild, incoming=documents, leaving=request.remove)
    if request.dry_run:
        report = plan.report()
    else:
        for one in accepted:
            _copy_in(one, settings.sources)
        for path in going:
            _delete(path)
        if accepted or going:
            plan = make_plan(settings, request.rebuild, leaving=request.remove)
        report = apply_plan(plan, settings, embeddings, progress)
    return replace(report, documents=(*report.documents, *refused))


def check_arrivals(paths: Sequence[Path], sources: Path, *, overwrite: bool) -> tuple[Arrival, ...]:
    """Read every file that is to be taken in, and say of each whether it may; changes nothing.

    Args:
        paths: Files, or folders to be searched for documents.
        sources: The sources folder; it need not exist yet.
        overwrite: Whether a different document of the same id may be replaced.

    Raises:
        SettingsError: a path does not exist, or a folder holds no document.
    """
    found: dict[Path, Path] = {}  # resolved → as named, so that a file named twice counts once
    roots: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            files, root = source_files(path), path
            if not files:
                raise SettingsError(f"{str(path)!r} holds no document: its {_suffixes()} files would be taken in")
        elif path.exists() or path.is_symlink():
            files, root = [path], path.parent
        else:
            raise SettingsError(f"{str(path)!r} does not exist: name a file or a folder")
        for file in files:
            found.setdefault(file.resolve(), file)
            roots.setdefault(file.resolve(), root)
    by_id: dict[str, list[Path]] = defaultdict(list)
    read: list[tuple[Path, SourceDocument | DocumentError]] = []
    for resolved, file in found.items():
        try:
            document = _read_arrival(file, roots[resolved])
            by_id[document.id].append(file)
            read.append((file, document))
        except DocumentError as error:
            read.append((file, error))
    present = _present_sources(sources) if read else _Sources(sources)
    arrivals: list[Arrival] = []
    for file, document_or_error in read:
        if isinstance(document_or_error, DocumentError):
            arrivals.append(Arrival(file, None, refusal=str(document_or_error)))
        elif len(same_id := by_id[document_or_error.id]) > 1:
            names = " and ".join(str(one) for one in same_id)
            reason = f"{names} have the same id {document_or_error.id!r}: rename one"
            arrivals.append(Arrival(file, None, refusal=reason))
        else:
            arrivals.append(_judged(file, document_or_error, present, overwrite))
    return tuple(arrivals)


def files_of(ids: Sequence[str], settings: Settings) -> tuple[Path, ...]:
    """The files in the sources folder behind document ids; for a document that is only indexed there is none.

    Raises:
        DocumentError: an id is unknown, with the ones that look like it; or several files claim it.
    """
    if not ids:
        return ()
    present = _present_files(settings.sources)
    root = generations.index_root(settings)
    name = generations.current_name(root)
    indexed = generations.read_contents(root, name).documents if name else {}
    known = sorted({*present, *indexed})
    files: list[Path] = []
    for identifier in dict.fromkeys(ids):
        if identifier not in known:
            near = difflib.get_close_matches(identifier, known, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "see `python ingest.py --list`"
            raise DocumentError(f"there is no document with the id {identifier!r}: {hint}")
        claimed = present.get(identifier, [])
        if len(claimed) > 1:
            names = " and ".join(str(path) for path in claimed)
            raise DocumentError(f"{names} have the same id {identifier!r}: delete the one that you do not want")
        files += claimed
    return tuple(files)


def _read_arrival(file: Path, root: Path) -> SourceDocument:
    if not file.resolve().is_relative_to(root.resolve()):
        raise DocumentError(f"{file.name}: is a link that leads out of {str(root)!r}; name the file it points to")
    if not file.is_file():
        raise DocumentError(f"{file.name}: is not a regular file")
    if file.suffix.lower() not in SUFFIXES:
        raise DocumentError(f"{file.name}: is not a {_suffixes()} file")
    if file.name.startswith("."):
        raise DocumentError(f"{file.name}: is a hidden file; rename it")
    return read_document(file, root)


def _suffixes() -> str:
    return " or ".join(sorted(SUFFIXES))


def _present_files(sources: Path) -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = defaultdict(list)
    for path in source_files(sources) if sources.exists() else ():
        try:
            files[document_id(path.name)].append(path)
        except DocumentError:
            continue  # a name without an id: the synchronisation reports it as failed
    return files


def _present_sources(sources: Path) -> _Sources:
    present = _Sources(sources, _present_files(sources))
    for paths in present.files.values():
        for path in paths:
            try:
                document = read_document(path, sources)
            except DocumentError:
                continue  # the synchronisation reports it as failed
            present.texts[_text_key(document)] = document.file
    return present


def _text_key(document: SourceDocument) -> tuple[str, ...]:
    return tuple(paragraph.hash for paragraph in document.paragraphs)


def _judged(file: Path, document: SourceDocument, present: _Sources, overwrite: bool) -> Arrival:
    """Accept or refuse a document that was read; what it is accepted as carries the file name it will have."""
    same_id = present.files.get(document.id, [])
    if any(_same_bytes(path, document) for path in same_id):
        return Arrival(file, None)  # there already, or a file of the sources folder itself
    twin = present.texts.get(_text_key(document))
    if twin is not None and document_id(twin) != document.id:
        return Arrival(file, None, refusal=f"{file.name}: holds the same text as {twin} in the sources folder")
    if same_id and not overwrite:
        names = " and ".join(path.relative_to(present.root).as_posix() for path in same_id)
        return Arrival(
            file,
            None,
            refusal=f"{file.name}: the sources folder holds a different document of this id, {names}; "
            "overwrite it with --replace, or rename the file",
        )
    # In place of the old file, so that a document sorted into a subfolder stays there.
    target = same_id[0].with_name(file.name) if same_id else present.root / file.name
    return Arrival(file, replace(document, file=target.relative_to(present.root).as_posix()), tuple(same_id))


def _same_bytes(path: Path, document: SourceDocument) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == document.hash


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise DocumentError(f"{path}: cannot be deleted ({error.strerror})") from error


def _copy_in(arrival: Arrival, sources: Path) -> None:
    """Copy one file, whole or not at all.

    Raises:
        DocumentError: it changed since it was read, or the sources folder cannot be written.
    """
    assert arrival.document is not None
    target = sources / arrival.document.file
    temporary = target.with_name(f".{target.name}.new")  # hidden, so that no run reads it as a document
    try:
        data = arrival.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != arrival.document.hash:
            raise DocumentError(f"{arrival.path}: changed while it was being taken in; run again")
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(target)
        for path in arrival.superseded:
            if path != target:
                path.unlink()
    except OSError as error:
        raise DocumentError(f"{arrival.path}: cannot be copied to {str(target)!r} ({error.strerror})") from error
    finally:
        temporary.unlink(missing_ok=True)
