"""Where generations of the index live: a folder of this machine, or a Chroma server. Chosen by ``RAG_CHROMA_URL``."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from rag.chroma import Rows
from rag.contents import Contents, missing
from rag.embedded_store import EmbeddedStore
from rag.errors import IndexIncompatibleError
from rag.server_store import ServerStore
from rag.settings import Settings


class Draft(Protocol):
    """A generation being built: nobody sees it before it is published, and it is gone if it never is."""

    folder: Path
    """For its files: records and lexical index."""
    rows: Rows
    """What the base holds, to be changed; empty without a base."""

    @property
    def shares_rows(self) -> bool:
        """Whether readers of the base use these very rows, so that none of theirs may be deleted."""

    def publish(self) -> str:
        """Make it the current generation, and return its name.

        Raises:
            IndexUnavailableError: it cannot be written; the generation before it serves on.
        """


class IndexWriter(Protocol):
    """The right to write, as long as the context of :meth:`IndexStore.writing` lasts."""

    def clean(self) -> None:
        """Delete what runs that were killed left behind, and what nobody reads any more."""

    def draft(self, base: Contents | None) -> AbstractContextManager[Draft]:
        """Begin a generation that carries on from ``base``, or from nothing."""


class IndexStore(Protocol):
    """One index: its generations, and which of them is current. Cheap to make; connects when it is first asked."""

    place: str
    """The index in words, for a message."""

    def current_name(self) -> str | None:
        """The generation that serves, or None where there is no index."""

    def switched(self) -> float:
        """When the current generation became so, in seconds since the epoch; infinite where nobody can tell."""

    def folder(self, name: str) -> Path:
        """A local folder with the generation's files."""

    def read_contents(self, name: str) -> Contents:
        """What a generation says of itself."""

    def open_rows(self, name: str, owner: object) -> Rows:
        """Open a generation's rows; they stay open for as long as ``owner`` lives."""

    def writing(self) -> AbstractContextManager[IndexWriter]:
        """Be the only one that writes.

        Raises:
            IndexBusyError: another process is writing.
        """


def open_store(settings: Settings) -> IndexStore:
    """The index of these settings; nothing is opened or connected yet."""
    return ServerStore(settings.chroma_url, settings.index) if settings.chroma_url else EmbeddedStore(settings.index)


def current_contents(store: IndexStore) -> Contents | None:
    """What is indexed now, or None where there is no index.

    Raises:
        IndexIncompatibleError: damaged, or of another format.
        IndexUnavailableError: it cannot be read.
    """
    while True:
        name = store.current_name()
        if name is None:
            return None
        try:
            return store.read_contents(name)
        except IndexIncompatibleError:
            # An ingest may delete a generation between the reading of its name and of its records.
            if store.current_name() == name:
                raise


def present_contents(store: IndexStore) -> Contents:
    """The same, where there has to be an index.

    Raises:
        IndexMissingError: there is none.
    """
    contents = current_contents(store)
    if contents is None:
        raise missing(store.place)
    return contents
