"""What ``ingest.py`` does: take documents into the sources folder or out of it, then make the index match.

A document is copied only after it has been read and found sound, and the sources folder changes only after it is
known that the index can follow. A run that is killed at any moment leaves whole files only; the next run indexes them.
"""

import difflib
import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_core.embeddings import Embeddings

from rag.arrivals import Arrival, check_arrivals
from rag.errors import DocumentError
from rag.outcomes import Action, Outcome, SyncReport
from rag.plan import Plan, make_plan
from rag.settings import Settings
from rag.sources import FolderScan, check_folders, scan_sources, shown_name
from rag.stores import current_contents, open_store
from rag.sync import apply_plan, preload
from rag.types import SourceDocument

Progress = Callable[[int, int], None]


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


def ingest(
    settings: Settings,
    request: Request,
    embeddings: Embeddings,
    progress: Progress = lambda done, total: None,
    reading: Progress = lambda done, total: None,
) -> SyncReport:
    """Do what was asked, and make the index match the sources folder.

    Args:
        settings: Where the sources and the index are.
        request: What to do; an empty request only synchronises.
        embeddings: Called for new and changed paragraphs only.
        progress: Told ``(done, total)`` paragraphs to be embedded.
        reading: Told ``(done, total)`` files to be read; once for those taken in, once for the sources folder.

    Returns:
        What happened to each document. Files that were refused are among the failed ones.

    Raises:
        SettingsError: a path to take in does not exist, or the settings cannot be used together.
        DocumentError: an id to remove is unknown; or as in :func:`rag.plan.make_plan`.
        IndexUnavailableError: as in :func:`rag.plan.make_plan` and :func:`rag.sync.apply_plan`.
        EmbeddingError: a paragraph cannot be embedded.
    """
    check_folders(settings)
    present = scan_sources(settings.sources, may_be_missing=bool(request.paths))
    if not request.dry_run and _has_newer(present, open_store(settings).switched()):
        preload(embeddings)  # most likely needed, and known before thousands of documents are compared
    arrivals = check_arrivals(request.paths, settings, present, overwrite=request.replace, progress=reading)
    refused = {one.path: one.refusal for one in arrivals if one.refusal}
    accepted = {one.document.id: one for one in arrivals if one.document}
    going = files_of(request.remove, settings, present)
    plan: Plan | None = None
    while plan is None:
        if refused and not (accepted or present.files):
            return _nothing_taken_in(settings, refused)
        documents = [one.document for one in accepted.values() if one.document]
        plan = make_plan(
            settings,
            request.rebuild,
            incoming=documents,
            leaving=request.remove,
            scan=present,
            progress=reading,
            foresee=(lambda: None) if request.dry_run else lambda: preload(embeddings),
        )
        for one in plan.documents:
            if one.action is Action.FAILED and one.id in accepted:  # its text is there under another name
                refused[accepted.pop(one.id).path] = one.reason
                plan = None  # what it was to replace stays
    if request.dry_run:
        report = replace(plan.report(), to_embed=plan.to_embed)
    else:
        failed = _change_sources(settings, accepted.values(), going, present)
        refused |= failed
        if failed:
            if len(failed) == len(accepted) and not (going or present.files):
                return _nothing_taken_in(settings, refused)
            left = [one for one in request.remove if not failed.keys() & set(going[one])]
            plan = make_plan(settings, request.rebuild, leaving=left, progress=reading)
        report = apply_plan(plan, settings, embeddings, progress)
    return replace(report, documents=(*report.documents, *_refused_outcomes(refused)))


def _has_newer(present: FolderScan, moment: float) -> bool:
    """Whether a document was written after this moment."""
    with suppress(OSError):  # gone since the folder was walked
        return any(one.path.stat().st_mtime > moment for one in present.files)
    return False


def files_of(ids: Sequence[str], settings: Settings, present: FolderScan) -> dict[str, tuple[Path, ...]]:
    """The file in the sources folder behind each document id; for a document that is only indexed there is none.

    Raises:
        DocumentError: an id is unknown, with the ones that look like it; or several files claim it.
    """
    if not ids:
        return {}
    claimed: dict[str, tuple[Path, ...]] = {}
    for one in present.files:
        claimed[one.id] = (*claimed.get(one.id, ()), one.path)
    contents = current_contents(open_store(settings))
    known = {*claimed, *(contents.documents if contents else ())}
    if unknown := [_unknown(one, known) for one in dict.fromkeys(ids) if one not in known]:
        raise DocumentError("; ".join(unknown))
    for identifier in ids:
        if len(files := claimed.get(identifier, ())) > 1:
            names = " and ".join(str(path) for path in files)
            raise DocumentError(f"{names} have the same id {identifier!r}: delete the one that you do not want")
    return {identifier: claimed.get(identifier, ()) for identifier in ids}


def _unknown(identifier: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(identifier, sorted(known), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `python ingest.py --list`"
    return f"there is no document with the id {identifier!r}: {hint}"


def _nothing_taken_in(settings: Settings, refused: Mapping[Path, str]) -> SyncReport:
    """The report where no document is left to be indexed: an index that is there is not emptied for it."""
    return SyncReport(_refused_outcomes(refused), open_store(settings).current_name(), 0)


def _refused_outcomes(refused: Mapping[Path, str]) -> tuple[Outcome, ...]:
    return tuple(Outcome("", shown_name(str(path)), "", 0, Action.FAILED, reason) for path, reason in refused.items())


def _change_sources(
    settings: Settings,
    arrivals: Collection[Arrival],
    going: Mapping[str, Sequence[Path]],
    present: FolderScan,
) -> dict[Path, str]:
    """Copy and delete files; returns those with which it did not work, and why.

    Under the writer's lock, so that no run takes the temporary file of another one for a leftover.
    """
    failed: dict[Path, str] = {}
    if not (arrivals or going or present.leftovers):
        return failed
    with open_store(settings).writing():
        for path in present.leftovers:
            with suppress(OSError):  # never read as a document; the next run tries again
                path.unlink()
        for one in arrivals:
            assert one.document is not None
            try:
                _copy_in(one.path, one.document, one.superseded, settings.sources)
            except DocumentError as error:
                failed[one.path] = str(error)
        for path in (path for paths in going.values() for path in paths):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                failed[path] = f"cannot be deleted ({error.strerror}): give yourself access to its folder"
    return failed


def _copy_in(path: Path, document: SourceDocument, superseded: Sequence[Path], sources: Path) -> None:
    """Copy one file, whole or not at all.

    Raises:
        DocumentError: it changed since it was read, or the sources folder cannot be written.
    """
    target = sources / document.file
    temporary = target.with_name(f".ingest-{secrets.token_hex(4)}.new")  # see rag.sources.TEMPORARY_NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read any more ({error.strerror}): run again") from error
    if hashlib.sha256(data).hexdigest() != document.hash:
        raise DocumentError("changed while it was being taken in: run again")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the name on an empty file
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        for old in superseded:
            # Where upper and lower case are one to the file system, the old name may be that of the new file.
            if old != target and old.exists() and not old.samefile(target):
                old.unlink()
    except OSError as error:
        raise DocumentError(
            f"cannot be copied to {str(target)!r} ({error.strerror}): make room or give yourself access, and run again"
        ) from error
