"""Compare the sources folder with the index: what a run would do. Reads only.

Planning needs neither torch nor chromadb, and reads no more of an unchanged file than its bytes, so a run that finds
nothing to do is over at once.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Final

from rag.contents import REBUILD_COMMAND, Contents, DocumentRecord, check_embedding, document_record, row_id
from rag.embedding import embedding_identity
from rag.errors import DocumentError, IndexIncompatibleError
from rag.outcomes import Action, Outcome, SyncReport
from rag.reading import read_document
from rag.settings import Settings
from rag.sources import FolderScan, Problem, SourceFile, check_folders, scan_sources, suffix_list
from rag.stores import IndexStore, current_contents, open_store
from rag.types import SourceDocument

# Every module that turns files into paragraphs, titles, aspects or stems, and the libraries that they rest on. By name,
# because a run with nothing to do hashes them and imports none.
READER_MODULES: Final[tuple[str, ...]] = (
    *("language", "instructions", "paragraph_cues", "paragraph_examples", "paragraph_aspects"),
    *("name_candidates", "titles", "other_names", "reading"),
    *(f"formats.{name}" for name in ("blocks", "decoding", "front_matter", "plain_text", "markdown", "html", "docx")),
    *(f"formats.pdf{part}" for part in ("", "_limits", "_words", "_layout", "_paragraphs", "_miner")),
    "formats.language_detection",
)
# Of deleted rows in the graph of vectors, as a share of those that are served. Rows begin to be unreachable where the
# deleted ones outnumber the others; and it bounds what they take on disk.
_MOST_DROPPED_SHARE: Final[float] = 0.25
READER_DATA: Final[tuple[str, ...]] = ("assets/paragraph_examples.txt",)
READER_LIBRARIES: Final[tuple[str, ...]] = (
    *("markdown-it-py", "beautifulsoup4", "lxml", "python-docx", "pdfminer.six", "PyYAML", "py3langid"),
    *("PySastrawi", "indonlp"),
)


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One file of the sources folder, or one document that is indexed and has no file any more."""

    id: str
    """Empty where there is none."""
    file: str
    action: Action
    document: SourceDocument | None = None
    """As read now; None where the file was not read because it is the one that was indexed, or is not taken in."""
    record: DocumentRecord | None = None
    """As indexed now."""
    reason: str = ""
    """Why it failed; else empty."""
    coming: DocumentRecord | None = None
    """What the index will know of ``document``."""

    @property
    def stays(self) -> bool:
        """Whether what is indexed of it goes into the next generation just as it is in this one."""
        return self.record is not None and self.document is None and self.action is not Action.REMOVED

    @property
    def afterwards(self) -> DocumentRecord | None:
        """What the index knows of it after the run."""
        return self.coming or (self.record if self.stays else None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do."""

    base: str | None
    """The pointer when the plan was made."""
    contents: Contents | None
    """The generation it names, where that can be read."""
    documents: tuple[PlannedDocument, ...]
    """Sorted by id, then by file."""
    rewrite: bool
    """Write a new generation even if no document differs."""
    embed_all: bool
    """Use no vector of the present index again."""

    @property
    def has_work(self) -> bool:
        """Whether applying it would write anything."""
        quiet = {Action.UNCHANGED, Action.FAILED}
        return self.rewrite or any(one.action not in quiet for one in self.documents)

    @property
    def to_embed(self) -> int:
        """How many paragraphs applying it would embed: those that are new, or embedded with another text or context."""
        if not self.has_work:
            return 0
        there = set() if self.embed_all or self.contents is None else self.contents.row_ids()
        return len(self._wanted_rows() - there)

    @property
    def carries_on(self) -> bool:
        """Whether the next generation is a copy of this one with the difference worked in.

        If not, its graph of vectors is built anew: for a rebuild, or because too much of the present one is deleted
        rows, which Chroma keeps in it for good.
        """
        if self.embed_all or self.contents is None:
            return False
        wanted = self._wanted_rows()
        dropped = self.contents.stamp.dropped + len(self.contents.row_ids() - wanted)
        return dropped <= _MOST_DROPPED_SHARE * len(wanted)

    def _wanted_rows(self) -> set[str]:
        records = [one.afterwards for one in self.documents if one.afterwards]
        return {row_id(record.id, one) for record in records for one in record.paragraphs}

    def report(self) -> SyncReport:
        """What would be reported if it were applied now, with nothing embedded yet."""
        return SyncReport(tuple(_outcome(one) for one in self.documents), self.base, 0)


def make_plan(
    settings: Settings,
    rebuild: bool = False,
    *,
    incoming: Sequence[SourceDocument] = (),
    leaving: Collection[str] = (),
    scan: FolderScan | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    foresee: Callable[[], None] = lambda: None,
) -> Plan:
    """Compare the sources folder with the index.

    A document that fails keeps what was indexed of it, and so does every document of a folder that cannot be read.

    Args:
        settings: Where both are.
        rebuild: Embed everything anew, whatever the present index is made with.
        incoming: Documents to be treated as if they were in the folder already, in place of those of the same id.
        leaving: Ids whose files are to be treated as if they were gone already.
        scan: The sources folder as just walked; None to walk it.
        progress: Told ``(done, total)`` files.
        foresee: Called once, as soon as it seems that something will have to be embedded.

    Raises:
        DocumentError: the folder is missing; or it holds no document, and neither ``rebuild`` nor ``leaving`` says that
            the index is meant to become empty.
        IndexIncompatibleError: the index was made with another embedding model or format, and ``rebuild`` is not set.
        SettingsError: the index folder lies in the sources folder, or the other way round.
    """
    check_folders(settings)
    contents, base = _present_contents(settings, open_store(settings), rebuild)
    records = contents.documents if contents else {}
    scan = scan or scan_sources(settings.sources, may_be_missing=bool(incoming))
    if not (scan.files or incoming or leaving or rebuild):
        raise DocumentError(_no_documents(settings.sources, scan.problems, records))
    rewrite = contents is None or rebuild or contents.stamp.reader != reader_fingerprint()
    aside = {*leaving, *(document.id for document in incoming)}
    is_foreseen = bool(incoming) or any(one.id not in records for one in scan.files)
    if is_foreseen:
        foresee()
    files, planned = _told_apart([one for one in scan.files if one.id not in aside], records)
    progress(0, len(files))
    for done, file in enumerate(files, start=1):
        planned.append(_planned_file(file, settings.sources, records.get(file.id), reread=rewrite))
        if not is_foreseen and planned[-1].action is Action.CHANGED:
            is_foreseen = True
            foresee()
        progress(done, len(files))
    planned += [_planned_document(document, records.get(document.id)) for document in incoming]
    planned = _each_text_once(planned, {document.id for document in incoming})
    gone = {record.id: record for record in records.values()}
    for one in planned:
        gone.pop(one.id, None)
    planned += _planned_without_file(gone, scan.problems, set(leaving))
    return Plan(base, contents, tuple(sorted(planned, key=lambda one: (one.id, one.file))), rewrite, embed_all=rebuild)


def reader_fingerprint() -> str:
    """Hash of the code that turns files into paragraphs, aspects and stems, and of its libraries' versions.

    When it differs from the one in the index, every file is read again, so that an improved reader reaches documents
    that have not changed. Only paragraphs whose text or context comes out differently are embedded again.
    """
    digest = hashlib.sha256()
    for file in (*(f"{module.replace('.', '/')}.py" for module in READER_MODULES), *READER_DATA):
        digest.update((Path(__file__).parent / file).read_bytes())
    for library in READER_LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()[:16]


def _present_contents(settings: Settings, store: IndexStore, rebuild: bool) -> tuple[Contents | None, str | None]:
    """What is indexed, and what the pointer names.

    A rebuild does without the contents where they cannot be read, and does not mind other vectors.
    """
    try:
        contents = current_contents(store)
    except IndexIncompatibleError:
        if rebuild:
            return None, store.current_name()
        raise
    if contents is not None and not rebuild:
        check_embedding(contents, embedding_identity(settings), store.place)
    return contents, contents.name if contents else None


def _no_documents(sources: Path, problems: Sequence[Problem], records: Mapping[str, DocumentRecord]) -> str:
    first = f" ({len(problems)} to look at, the first: {problems[0].file} {problems[0].reason})" if problems else ""
    if not records:
        return f"the sources folder {str(sources)!r} holds no document{first}: put {suffix_list()} files there"
    return (
        f"the sources folder {str(sources)!r} holds no document{first}, the index holds {len(records)}: nothing was "
        f"changed. Set RAG_SOURCES to the right folder, or empty the index with `{REBUILD_COMMAND}`"
    )


def _told_apart(
    files: Iterable[SourceFile], records: Mapping[str, DocumentRecord]
) -> tuple[list[SourceFile], list[PlannedDocument]]:
    """The files that have an id for themselves, and those that fail because they share one."""
    by_id: dict[str, list[SourceFile]] = defaultdict(list)
    for one in files:
        by_id[one.id].append(one)
    alone: list[SourceFile] = []
    failed: list[PlannedDocument] = []
    for identifier, claimants in by_id.items():
        if len(claimants) == 1:
            alone += claimants
            continue
        names = " and ".join(one.file for one in claimants)
        reason = f"{names} have the same id {identifier!r}: rename or remove one"
        record = records.get(identifier)
        failed += [
            PlannedDocument(identifier, one.file, Action.FAILED, record=record, reason=reason) for one in claimants
        ]
    return alone, failed


def _planned_file(one: SourceFile, sources: Path, record: DocumentRecord | None, *, reread: bool) -> PlannedDocument:
    if record and not reread and record.file == one.file and record.hash == _file_hash(one.path):
        return PlannedDocument(one.id, one.file, Action.UNCHANGED, record=record)
    try:
        return _planned_document(read_document(one.path, sources), record)
    except DocumentError as error:
        reason = str(error).removeprefix(f"{one.file}: ")
        return PlannedDocument(one.id, one.file, Action.FAILED, record=record, reason=reason)


def _planned_document(document: SourceDocument, record: DocumentRecord | None) -> PlannedDocument:
    coming = document_record(document)
    if record is None:
        action = Action.ADDED
    elif coming == record:
        action = Action.UNCHANGED
    else:
        action = Action.CHANGED
    return PlannedDocument(document.id, document.file, action, document, record, coming=coming)


def _each_text_once(planned: Iterable[PlannedDocument], arriving: Collection[str]) -> list[PlannedDocument]:
    """The same documents; where several hold the same text under different ids, all but one fail.

    Two copies would be found together and cited one for the other. What was indexed with this text stays; else the
    first file in sorted order, and one in the sources folder before one that is to be copied there.
    """
    by_text: dict[tuple[str, ...], list[PlannedDocument]] = defaultdict(list)
    told: list[PlannedDocument] = []
    for one in planned:
        if one.action is Action.FAILED or one.afterwards is None:
            told.append(one)
        else:
            by_text[_text_key(one.afterwards)].append(one)
    for text, holders in by_text.items():
        first = min(
            holders,
            key=lambda one: (one.record is None or _text_key(one.record) != text, one.id in arriving, one.file),
        )
        reason = f"holds the same text as {first.file}: keep one of the two"
        told += [
            one if one is first else replace(one, action=Action.FAILED, document=None, coming=None, reason=reason)
            for one in holders
        ]
    return told


def _planned_without_file(
    records: Mapping[str, DocumentRecord], problems: Sequence[Problem], leaving: Collection[str]
) -> list[PlannedDocument]:
    """The problems of the folder, and what becomes of the indexed documents for which no file was found.

    What stands behind a problem is not gone: nobody could look. Only what is really missing is removed.
    """
    at_problem = {one.file for one in problems}
    unseen_folders = {one.file for one in problems if one.is_folder}
    kept_below: Counter[str] = Counter()
    kept: dict[str, DocumentRecord] = {}
    planned: list[PlannedDocument] = []
    for record in records.values():
        folder = next((str(one) for one in PurePosixPath(record.file).parents if str(one) in unseen_folders), "")
        if record.id in leaving or not (folder or record.file in at_problem):
            planned.append(PlannedDocument(record.id, record.file, Action.REMOVED, record=record))
        elif folder:
            planned.append(PlannedDocument(record.id, record.file, Action.UNCHANGED, record=record))
            kept_below[folder] += 1
        else:
            kept[record.file] = record
    for problem in problems:
        known = kept.get(problem.file)
        count = kept_below[problem.file]
        reason = f"{problem.reason}; what was indexed from it is kept ({count} documents)" if count else problem.reason
        identifier = known.id if known else ""
        planned.append(PlannedDocument(identifier, problem.file, Action.FAILED, record=known, reason=reason))
    return planned


def _text_key(record: DocumentRecord) -> tuple[str, ...]:
    return tuple(paragraph.hash for paragraph in record.paragraphs)


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # reading it as a document says what is wrong


def _outcome(one: PlannedDocument) -> Outcome:
    afterwards = one.afterwards
    named = afterwards or one.record
    return Outcome(
        id=one.id,
        file=one.file,
        title=named.title if named else "",
        paragraphs=len(afterwards.paragraphs) if afterwards else 0,
        action=one.action,
        reason=one.reason,
        warnings=afterwards.warnings if afterwards else (),
    )
