"""The index in a folder of this machine: each generation has a Chroma database of its own.

A database that anyone has open is never written to: the next generation is a copy of the present one with the
difference worked in, and one small file says which is current (see :mod:`rag.generations`).
"""

import shutil
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from rag import chroma, generations
from rag.chroma import Rows
from rag.contents import Contents, read_contents

_COLLECTION: Final[str] = "paragraphs"
_DATABASE: Final[str] = "chroma"


class EmbeddedStore:
    """Generations in a folder; see :class:`rag.stores.IndexStore`."""

    def __init__(self, root: Path) -> None:
        """Touch nothing yet."""
        self.root = root
        self.place = generations.place(root)

    def current_name(self) -> str | None:
        return generations.current_name(self.root)

    def switched(self) -> float:
        return generations.switched(self.root)

    def folder(self, name: str) -> Path:
        return generations.generation_folder(self.root, name)

    def read_contents(self, name: str) -> Contents:
        return read_contents(self.folder(name), name, self.place)

    def open_rows(self, name: str, owner: object) -> Rows:
        with generations.opening_lock(self.root), ExitStack() as opened:
            opened.callback(generations.mark_in_use(self.root, name))
            client = chroma.open_folder(self.folder(name) / _DATABASE, self.place)
            opened.callback(chroma.close, client)
            rows = Rows(client, _COLLECTION, self.place)
            # The first search makes Chroma load its vectors, and write; see opening_lock.
            rows.warm_up()
            weakref.finalize(owner, opened.pop_all().close)
        return rows

    @contextmanager
    def writing(self) -> Iterator["_EmbeddedWriter"]:
        with generations.writer_lock(self.root):
            yield _EmbeddedWriter(self)


class _EmbeddedWriter:
    """Holds the writer's lock; see :class:`rag.stores.IndexWriter`."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def clean(self) -> None:
        generations.remove_all_but(self._store.root, {self._store.current_name()})

    @contextmanager
    def draft(self, base: Contents | None) -> Iterator["_EmbeddedDraft"]:
        root, place = self._store.root, self._store.place
        with generations.os_errors(root):
            folder = generations.start_generation(root)
        try:
            if base is not None:
                with generations.opening_lock(root), generations.os_errors(root):
                    shutil.copytree(self._store.folder(base.name) / _DATABASE, folder / _DATABASE)
            with ExitStack() as opened:
                client = chroma.open_folder(folder / _DATABASE, place, create=base is None)
                opened.callback(chroma.close, client)
                is_fresh = base is None
                rows = chroma.create_rows(client, _COLLECTION, place) if is_fresh else Rows(client, _COLLECTION, place)
                yield _EmbeddedDraft(root, folder, rows, opened)
        finally:
            generations.discard(folder)  # there only if it was not published


class _EmbeddedDraft:
    """A generation being built; see :class:`rag.stores.Draft`."""

    shares_rows = False

    def __init__(self, root: Path, folder: Path, rows: Rows, opened: ExitStack) -> None:
        self._root = root
        self._opened = opened
        self.folder = folder
        self.rows = rows

    def publish(self) -> str:
        self._opened.close()  # nothing may write to the files any more
        with generations.os_errors(self._root):
            return generations.publish(self._root, self.folder)
