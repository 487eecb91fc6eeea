"""A lock on a Chroma server: at most one ingest at a time, from whatever machine.

Chroma has no locks, but only one of several callers can create a collection of one name. The holder renews a count in
the collection's metadata, so that the lease of a holder that was killed is recognised by standing still.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from rag import chroma
from rag.errors import IndexBusyError, IndexUnavailableError

if TYPE_CHECKING:
    from rag.chroma import Client

_BEAT_SECONDS: Final[float] = 1.0
"""Between two renewals."""
_LEASE_SECONDS: Final[float] = 15.0
"""A lease that was not renewed for so long belongs to a process that is dead: fifteen renewals missed, more than a
machine that embeds on all its cores delays them (measured: under 2 s)."""
_LOOK_SECONDS: Final[float] = 0.25


class Lease:
    """Held from :func:`holding` on; may be lost to another process if this one stood still for too long."""

    def __init__(self, client: "Client", name: str, place: str) -> None:
        self._client = client
        self._name = name
        self._place = place
        self._token = secrets.token_hex(8)
        self._done = threading.Event()
        self._renewer = threading.Thread(target=self._renew, name="lease", daemon=True)

    def check(self) -> None:
        """Make sure that it is still held.

        Raises:
            IndexBusyError: another process has taken it.
        """
        if _holder(self._client, self._name, self._place) != self._token:
            raise IndexBusyError(f"another ingest has taken over {self._place} meanwhile: run again")

    def acquire(self) -> None:
        """Take the lease, or raise IndexBusyError if another process holds it and is alive."""
        while chroma.create(self._client, self._name, self._metadata(0), self._place) is None:
            self._await_its_death()
            chroma.drop(self._client, self._name, self._place)
        self.check()  # two may have found the same dead lease
        self._renewer.start()

    def release(self) -> None:
        self._done.set()
        self._renewer.join()
        if _holder(self._client, self._name, self._place) == self._token:
            chroma.drop(self._client, self._name, self._place)

    def _await_its_death(self) -> None:
        found = _metadata_of(self._client, self._name, self._place)
        deadline = time.monotonic() + _LEASE_SECONDS
        while time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
            now = _metadata_of(self._client, self._name, self._place)
            if now is None:
                return
            if now != found:
                raise IndexBusyError(f"another ingest is writing {self._place}: run again when it has finished")

    def _renew(self) -> None:
        beat = 0
        while not self._done.wait(_BEAT_SECONDS):
            beat += 1
            try:
                collection = chroma.find(self._client, self._name, self._place)
                if collection is None or (collection.metadata or {}).get("holder") != self._token:
                    return  # lost: check() says so before anything is published
                with chroma.translated(self._place, writing=True):
                    collection.modify(metadata=self._metadata(beat))
            except IndexUnavailableError:
                continue  # the run itself meets the same failure and reports it

    def _metadata(self, beat: int) -> dict[str, Any]:
        return {"holder": self._token, "beat": beat}


@contextmanager
def holding(client: "Client", name: str, place: str) -> Iterator[Lease]:
    """Hold the lease of this name.

    Raises:
        IndexBusyError: another process holds it; found out within a second or so, or after fifteen if that process
            has just died.
        IndexUnavailableError: the server fails.
    """
    lease = Lease(client, name, place)
    lease.acquire()
    try:
        yield lease
    finally:
        lease.release()


def _metadata_of(client: "Client", name: str, place: str) -> dict[str, Any] | None:
    collection = chroma.find(client, name, place)
    return None if collection is None else dict(collection.metadata or {})


def _holder(client: "Client", name: str, place: str) -> str | None:
    return (_metadata_of(client, name, place) or {}).get("holder")
