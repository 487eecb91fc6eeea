"""Make the index match the sources folder: :func:`make_plan` says what would be done, :func:`apply_plan` does it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from langchain_core.embeddings import Embeddings

from rag.contents import FORMAT_VERSION, Stamp
from rag.embedding import embedding_identity
from rag.embedding_process import ProcessEmbeddings
from rag.errors import EmbeddingError, IndexBusyError
from rag.index_writer import fill_draft
from rag.outcomes import Action, Outcome, SyncReport
from rag.plan import Plan, PlannedDocument, make_plan, reader_fingerprint
from rag.settings import Settings
from rag.stores import open_store

__all__ = ["Action", "Outcome", "Plan", "PlannedDocument", "SyncReport", "apply_plan", "make_plan", "preload"]


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
    store = open_store(settings)
    with store.writing() as writer:
        if store.current_name() != plan.base:
            raise IndexBusyError("another ingest has changed the index since this one compared it: run again")
        if plan.to_embed:
            preload(embeddings)
        writer.clean()
        if not plan.has_work:
            return plan.report()
        with writer.draft(plan.contents if plan.carries_on else None) as draft:
            embedded = fill_draft(
                draft,
                store,
                plan.contents,
                tuple(one.record for one in plan.documents if one.record and one.stays),
                tuple(one.document for one in plan.documents if one.document),
                Stamp(FORMAT_VERSION, embedding_identity(settings), 0, reader_fingerprint()),
                embeddings,
                progress,
                rebuild=plan.embed_all,
            )
            name = draft.publish()
    return replace(plan.report(), generation=name, embedded=embedded)


def preload(embeddings: Embeddings) -> None:
    """Begin to load the model beside what else there is to do: it takes longer than all the rest of one new document.

    Does nothing to a model that is loaded or being loaded.
    """
    if isinstance(embeddings, ProcessEmbeddings):
        embeddings.start()
    else:
        threading.Thread(target=_load, args=(embeddings,), name="load-embeddings", daemon=True).start()


def _load(embeddings: Embeddings) -> None:
    with suppress(EmbeddingError):  # the first paragraph meets the same failure and reports it
        embeddings.embed_query("pemanasan")
