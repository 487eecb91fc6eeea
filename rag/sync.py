"""Make the index match the sources folder: plan first (cheap, reads only), then apply.

Planning needs neither torch nor chromadb, so a run that finds nothing to do is over at once.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from langchain_core.embeddings import Embeddings

from rag import aspects, generations, language, reading
from rag.embedding import embedding_identity
from rag.errors import DocumentError, IndexBusyError, IndexIncompatibleError
from rag.generations import FORMAT_VERSION, Contents, DocumentRecord, Stamp
from rag.index import build_generation, document_record
from rag.reading import document_id, read_document, source_files
from rag.settings import Settings
from rag.types import SourceDocument

_READER_MODULES: Final = (reading, aspects, language)


class Action(StrEnum):
    """What happens to a document."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One file of the sources folder, or one document that is indexed and has no file any more."""

    id: str
    """Empty where the file name gives none."""
    file: str
    action: Action
    document: SourceDocument | None = None
    """As read now; None where the file was not read because it is the one that was indexed, or cannot be read."""
    record: DocumentRecord | None = None
    """As indexed now."""
    reason: str = ""
    """Why it failed; else empty."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do."""

    base: str | None
    """The pointer when the plan was made."""
    contents: Contents | None
    """The generation it names, where that can be read."""
    documents: tuple[PlannedDocument, ...]
    rewrite: bool
    """Write a new generation even if no document differs."""
    embed_all: bool
    """Use no vector of the present index again."""

    @property
    def has_work(self) -> bool:
        """Whether applying it would write anything."""
        quiet = {Action.UNCHANGED, Action.FAILED}
        return self.rewrite or any(one.action not in quiet for one in self.documents)

    def report(self) -> "SyncReport":
        """What would be reported if it were applied now, with nothing embedded yet."""
        return SyncReport(tuple(_outcome(one) for one in self.documents), self.base, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one document."""

    id: str
    file: str
    title: str
    paragraphs: int
    """How many of its paragraphs the index holds afterwards."""
    action: Action
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did."""

    documents: tuple[Outcome, ...]
    generation: str | None
    """Name of the generation that serves now."""
    embedded: int
    """Paragraphs embedded in this run."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The documents that could not be taken in."""
        return tuple(one for one in self.documents if one.action is Action.FAILED)

    @property
    def counts(self) -> dict[Action, int]:
        """How many documents had each action."""
        counted = Counter(one.action for one in self.documents)
        return {action: counted[action] for action in Action}

    @property
    def paragraphs(self) -> int:
        """Paragraphs in the index afterwards."""
        # By id: two files that claim one id are two outcomes, of one indexed document.
        return sum({one.id: one.paragraphs for one in self.documents}.values())

    def as_json(self) -> dict[str, Any]:
        """The report, ready for ``json.dumps``."""
        return {
            "generation": self.generation,
            "embedded": self.embedded,
            "paragraphs": self.paragraphs,
            "counts": {action.value: count for action, count in self.counts.items()},
            "documents": [
                {
                    "id": one.id,
                    "file": one.file,
                    "title": one.title,
                    "paragraphs": one.paragraphs,
                    "action": one.action.value,
                    "reason": one.reason,
                }
                for one in self.documents
            ],
        }


def make_plan(
    settings: Settings,
    rebuild: bool = False,
    *,
    incoming: Sequence[SourceDocument] = (),
    leaving: Collection[str] = (),
) -> Plan:
    """Compare the sources folder with the index.

    Args:
        settings: Where both are.
        rebuild: Embed everything anew, whatever the present index is made with.
        incoming: Documents to be treated as if they were in the folder already, in place of those of the same id.
        leaving: Ids whose files are to be treated as if they were gone already.

    Raises:
        DocumentError: the folder is missing; or it holds no document, and neither ``rebuild`` nor ``leaving`` says that
            the index is meant to become empty.
        IndexIncompatibleError: the index was made with another embedding model or format, and ``rebuild`` is not set.
        SettingsError: the settings name a Chroma server.
    """
    root = generations.index_root(settings)
    base = generations.current_name(root)
    contents = _present_contents(settings, root, base, rebuild)
    records = contents.documents if contents else {}
    arriving = {document.id for document in incoming}
    files = [] if incoming and not settings.sources.exists() else source_files(settings.sources)
    if not (files or incoming or leaving or rebuild):
        raise DocumentError(_no_documents(settings.sources, records))
    rewrite = contents is None or rebuild or contents.stamp.reader != reader_fingerprint()
    planned = _named_twice_or_unnamed(files, settings.sources, records)
    set_aside = {one.file for one in planned}
    for path in files:
        file = path.relative_to(settings.sources).as_posix()
        if file not in set_aside and document_id(path.name) not in {*arriving, *leaving}:
            planned.append(_planned_file(path, settings.sources, records, reread=rewrite))
    planned += [_planned_document(document, records.get(document.id)) for document in incoming]
    seen = {one.id for one in planned}
    planned += [
        PlannedDocument(record.id, record.file, Action.REMOVED, record=record)
        for record in records.values()
        if record.id not in seen
    ]
    return Plan(base, contents, tuple(sorted(planned, key=lambda one: (one.id, one.file))), rewrite, embed_all=rebuild)


def apply_plan(
    plan: Plan,
    settings: Settings,
    embeddings: Embeddings,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SyncReport:
    """Carry out a plan: build the next generation beside the present one, then switch to it.

    Until the switch the present generation serves on, whatever happens here. A failed document keeps what was indexed
    of it.

    Args:
        plan: From :func:`make_plan`, with the same settings.
        settings: Where the index is.
        embeddings: Called for new and changed paragraphs only.
        progress: Told ``(done, total)`` paragraphs to be embedded.

    Raises:
        IndexBusyError: another ingest is writing, or has written since the plan was made.
        EmbeddingError: a paragraph cannot be embedded.
        IndexUnavailableError: the present index cannot be carried on from, or the new one cannot be written.
    """
    root = generations.index_root(settings)
    with generations.writer_lock(root):
        if generations.current_name(root) != plan.base:
            raise IndexBusyError("another ingest has changed the index since this one compared it: run again")
        generations.remove_leftovers(root)
        if not plan.has_work:
            return plan.report()
        kept = {one.id: one.record for one in plan.documents if one.record and _stays(one)}
        partial = generations.start_generation(root)
        try:
            embedded = build_generation(
                partial,
                root,
                plan.contents if kept or not plan.embed_all else None,
                tuple(kept.values()),
                tuple(one.document for one in plan.documents if one.document),
                Stamp(FORMAT_VERSION, embedding_identity(settings), 0, reader_fingerprint()),
                embeddings,
                progress,
                reuse_vectors=not plan.embed_all,
            )
            name = generations.publish(root, partial)
        finally:
            generations.discard(partial)  # there only if something went wrong
    return replace(plan.report(), generation=name, embedded=embedded)


def reader_fingerprint() -> str:
    """Hash of the code that turns files into paragraphs, aspects and stems.

    When it differs from the one in the index, every file is read again, so that an improved reader reaches documents
    that have not changed. Only paragraphs whose text or context comes out differently are embedded again.
    """
    digest = hashlib.sha256()
    for module in _READER_MODULES:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]


def _present_contents(settings: Settings, root: Path, base: str | None, rebuild: bool) -> Contents | None:
    """What is indexed; a rebuild does without where that cannot be read, and does not mind other vectors."""
    if base is None:
        return None
    try:
        contents = generations.read_contents(root, base)
    except IndexIncompatibleError:
        if rebuild:
            return None
        raise
    if not rebuild:
        generations.check_embedding(root, contents, embedding_identity(settings))
    return contents


def _no_documents(sources: Path, records: Mapping[str, DocumentRecord]) -> str:
    suffixes = " or ".join(sorted(reading.SUFFIXES))
    if not records:
        return f"the sources folder {str(sources)!r} holds no document: put {suffixes} files there"
    return (
        f"the sources folder {str(sources)!r} holds no document, the index holds {len(records)}: nothing was changed. "
        f"Set RAG_SOURCES to the right folder, or empty the index with `{generations.REBUILD_COMMAND}`"
    )


def _named_twice_or_unnamed(
    files: Sequence[Path], sources: Path, records: Mapping[str, DocumentRecord]
) -> list[PlannedDocument]:
    """The files that fail for their names alone: several with one id, or a name that gives no id."""
    failed: list[PlannedDocument] = []
    by_id: dict[str, list[str]] = defaultdict(list)
    for path in files:
        file = path.relative_to(sources).as_posix()
        try:
            by_id[document_id(path.name)].append(file)
        except DocumentError as error:
            failed.append(PlannedDocument("", file, Action.FAILED, reason=str(error)))
    for identifier, names in by_id.items():
        if len(names) > 1:
            reason = f"{' and '.join(names)} have the same id {identifier!r}: rename or remove one"
            record = records.get(identifier)
            failed += [PlannedDocument(identifier, name, Action.FAILED, record=record, reason=reason) for name in names]
    return failed


def _planned_file(path: Path, sources: Path, records: Mapping[str, DocumentRecord], *, reread: bool) -> PlannedDocument:
    file = path.relative_to(sources).as_posix()
    identifier = document_id(path.name)
    record = records.get(identifier)
    try:
        if record and not reread and record.file == file and record.hash == _file_hash(path):
            return PlannedDocument(identifier, file, Action.UNCHANGED, record=record)
        document = read_document(path, sources)
    except DocumentError as error:
        return PlannedDocument(identifier, file, Action.FAILED, record=record, reason=str(error))
    return _planned_document(document, record)


def _planned_document(document: SourceDocument, record: DocumentRecord | None) -> PlannedDocument:
    if record is None:
        action = Action.ADDED
    elif document_record(document) == record:
        action = Action.UNCHANGED
    else:
        action = Action.CHANGED
    return PlannedDocument(document.id, document.file, action, document, record)


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""  # reading it as a document says what is wrong


def _stays(one: PlannedDocument) -> bool:
    """Whether a document goes into the next generation just as it is in this one."""
    return one.document is None and one.action is not Action.REMOVED


def _outcome(one: PlannedDocument) -> Outcome:
    now = one.document or (one.record if _stays(one) else None)
    named = one.document or one.record
    return Outcome(
        id=one.id,
        file=one.file,
        title=named.title if named else "",
        paragraphs=len(now.paragraphs) if now else 0,
        action=one.action,
        reason=one.reason,
    )
