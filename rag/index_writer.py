"""Writing the index: a draft becomes the next generation, with no more embedding and stemming than what is new."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from langchain_core.embeddings import Embeddings

from rag import lexical
from rag.chroma import Rows
from rag.contents import (
    REBUILD_COMMAND,
    Contents,
    DocumentRecord,
    ParagraphRecord,
    Stamp,
    cannot_write,
    damaged,
    document_record,
    passage_text,
    row_id,
    write_contents,
)
from rag.embedding import BATCH_SIZE, embed_batches
from rag.errors import EmbeddingError, IndexUnavailableError
from rag.index import LEXICAL_FOLDER
from rag.language import stems
from rag.stores import Draft, IndexStore
from rag.types import Paragraph, SourceDocument

Progress = Callable[[int, int], None]
"""Told how many paragraphs have been embedded, of how many."""

_WRITTEN_AT_ONCE: Final[int] = 1024
"""Rows in one write to Chroma. 20,000 rows take 25 s of CPU in writes of 64, 21 s in writes of 2,048."""
_STEMMED_AT_ONCE: Final[int] = 1000
"""Passages whose texts are fetched together."""


def fill_draft(
    draft: Draft,
    store: IndexStore,
    base: Contents | None,
    kept: Sequence[DocumentRecord],
    read: Sequence[SourceDocument],
    stamp: Stamp,
    embeddings: Embeddings,
    progress: Progress,
    *,
    rebuild: bool,
) -> int:
    """Write a new generation into a draft, from the one before it and the documents that were read.

    Args:
        draft: Begun with ``base``; or with nothing, for a rebuild or where the base's graph of vectors is worn out.
        store: Where ``base`` is.
        base: The generation to carry on from, or None.
        kept: Documents that stay as they are in ``base``.
        read: Documents that are new, or may differ from ``base``.
        stamp: What to stamp the generation with; the dimension is filled in.
        embeddings: Called for paragraphs only that the draft has no row of.
        progress: Called at the start and after every batch that was embedded.
        rebuild: Use nothing of ``base`` again but the texts of what is kept.

    Returns:
        The number of paragraphs that were embedded.

    Raises:
        EmbeddingError: a paragraph cannot be embedded.
        IndexUnavailableError: the base cannot be read, or the draft cannot be written.
    """
    passages = _Passages(store, base, kept, read)
    there = draft.rows.ids()
    dropped = len(there - passages.rows) + (base.stamp.dropped if base and there else 0)
    if base is not None and not rebuild:
        _carry_over(draft, store, base, passages)
    # Stems made by other code are not carried on, and a rebuild carries on nothing.
    carries_on = base is not None and base.stamp.reader == stamp.reader and not rebuild
    with ThreadPoolExecutor(1, thread_name_prefix="build-lexical") as beside, closing(passages):
        # Needs no vectors: one document more costs it nothing while the embedding model is still being loaded.
        building = beside.submit(
            lexical.build,
            [lexical.Passage(one.id, one.paragraph.passage_hash) for one in passages.all],
            draft.folder / LEXICAL_FOLDER,
            passages.stems,
            base=store.folder(base.name) / LEXICAL_FOLDER if base is not None and carries_on else None,
        )
        dimension, embedded = _write_rows(draft, passages, base.stamp.dimension if base else 0, embeddings, progress)
        try:
            building.result()
            write_contents(draft.folder, replace(stamp, dimension=dimension, dropped=dropped), passages.records)
        except lexical.DamagedError as error:
            raise damaged(store.place, f"{LEXICAL_FOLDER}: {error}") from error
        except OSError as error:
            raise cannot_write(store.place, error.strerror or error) from error
    return embedded


@dataclass(frozen=True, slots=True)
class _Passage:
    """One paragraph of the new generation."""

    record: DocumentRecord
    paragraph: ParagraphRecord

    @property
    def id(self) -> str:
        return f"{self.record.id}#p{self.paragraph.number}"

    @property
    def row(self) -> str:
        return row_id(self.record.id, self.paragraph)


class _Passages:
    """All paragraphs of the new generation, by document id and number.

    The texts of documents that are kept lie in the base, and are fetched only if they are needed.
    """

    def __init__(
        self,
        store: IndexStore,
        base: Contents | None,
        kept: Sequence[DocumentRecord],
        read: Sequence[SourceDocument],
    ) -> None:
        self._store = store
        self._base = base
        self._texts = {one.id: one.text for document in read for one in document.paragraphs}
        self.records = sorted([*kept, *map(document_record, read)], key=lambda record: record.id)
        self.all = [_Passage(record, paragraph) for record in self.records for paragraph in record.paragraphs]
        self.rows = {one.row for one in self.all}
        self._closed = threading.Event()

    def close(self) -> None:
        """Let whoever stems passages stop: the draft has failed."""
        self._closed.set()

    def paragraphs(self, passages: Sequence[_Passage]) -> list[Paragraph]:
        """The paragraphs themselves, with their texts."""
        lacking = [one for one in passages if one.id not in self._texts]
        if lacking and self._base is not None:
            rows = self._store.open_rows(self._base.name, self)
            texts = rows.texts([one.row for one in lacking])
            self._texts.update((one.id, texts[one.row]) for one in lacking)
        return [
            Paragraph(
                one.record.id,
                one.paragraph.number,
                self._texts[one.id],
                one.paragraph.aspect,
                one.paragraph.heading,
            )
            for one in passages
        ]

    def passage_texts(self, passages: Sequence[_Passage]) -> list[str]:
        """What is embedded and stemmed of them."""
        pairs = zip(passages, self.paragraphs(passages), strict=True)
        return [passage_text(one.record.title, paragraph) for one, paragraph in pairs]

    def stems(self, positions: Sequence[int]) -> Iterator[list[str]]:
        """The stems of the passages at these positions of :attr:`all`, one after another."""
        for start in range(0, len(positions), _STEMMED_AT_ONCE):
            if self._closed.is_set():
                raise CancelledError
            batch = [self.all[position] for position in positions[start : start + _STEMMED_AT_ONCE]]
            yield from map(stems, self.passage_texts(batch))


def _carry_over(draft: Draft, store: IndexStore, base: Contents, passages: _Passages) -> None:
    """Copy rows of the base that a draft begun with nothing lacks, so that they need not be embedded again."""
    lacking = (base.row_ids() & passages.rows) - draft.rows.ids()
    if not lacking:
        return
    rows = store.open_rows(base.name, passages)
    carried = [one for one in passages.all if one.row in lacking]
    for start in range(0, len(carried), _WRITTEN_AT_ONCE):
        batch = carried[start : start + _WRITTEN_AT_ONCE]
        vectors = rows.vectors([one.row for one in batch])
        _write(draft.rows, passages, list(zip(batch, vectors, strict=True)))


def _write_rows(
    draft: Draft, passages: _Passages, dimension: int, embeddings: Embeddings, progress: Progress
) -> tuple[int, int]:
    """Make the draft's rows those of the passages; return the vectors' length and how many were made."""
    there, wanted = draft.rows.ids(), passages.rows
    if not draft.shares_rows:
        draft.rows.delete(sorted(there - wanted))
    texts = _embedding_order([one for one in passages.all if one.row not in there], passages)
    progress(0, len(texts))
    waiting: list[tuple[_Passage, list[float]]] = []
    batches = [texts[start : start + BATCH_SIZE] for start in range(0, len(texts), BATCH_SIZE)]
    with (
        ThreadPoolExecutor(1, thread_name_prefix="write-rows") as background,
        closing(embed_batches(embeddings, [[text for _, text in batch] for batch in batches])) as embedded,
    ):
        writing: Future[None] | None = None
        done = 0
        for batch, vectors in zip(batches, embedded, strict=True):
            if len(vectors) != len(batch):
                raise EmbeddingError(f"the embedding model gave {len(vectors)} vectors for {len(batch)} paragraphs")
            dimension = len(vectors[0])
            waiting += zip((one for one, _ in batch), vectors, strict=True)
            done += len(batch)
            if len(waiting) >= _WRITTEN_AT_ONCE or done == len(texts):
                if writing:
                    writing.result()
                # Chroma sorts rows into its graph on one core while the next ones are embedded.
                writing = background.submit(_write, draft.rows, passages, waiting)
                waiting = []
            progress(done, len(texts))
        if writing:
            writing.result()
    lost = wanted - draft.rows.ids()
    if lost:
        raise IndexUnavailableError(
            f"Chroma has lost {len(lost)} of {len(wanted)} paragraphs, the first {min(lost)}: run `{REBUILD_COMMAND}`"
        )
    return (dimension if wanted else 0), len(texts)


def _write(rows: Rows, passages: _Passages, embedded: Sequence[tuple[_Passage, list[float]]]) -> None:
    written = [one for one, _ in embedded]
    rows.write(
        [one.row for one in written],
        [vector for _, vector in embedded],
        [paragraph.text for paragraph in passages.paragraphs(written)],
        [{"document_id": one.record.id, "number": one.paragraph.number} for one in written],
    )


def _embedding_order(new: Sequence[_Passage], passages: _Passages) -> list[tuple[_Passage, str]]:
    """New passages with their texts, the longest first.

    Paragraphs of like length fill a batch without padding, as a sentence-transformers model itself sorts what it is
    given at once; and memory is highest at the beginning, where running out of it costs least.
    """
    texts = list(zip(new, passages.passage_texts(new), strict=True))
    return sorted(texts, key=lambda one: (-len(one[1]), one[0].id))
