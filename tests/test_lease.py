import threading
import time

import pytest

from rag import chroma, lease
from rag.errors import IndexBusyError

PLACE = "the index on a test server"
NAME = "tanya-karier-ingest"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Renewals and deaths faster, but not so fast that a busy machine looks dead."""
    monkeypatch.setattr(lease, "_BEAT_SECONDS", 0.1)
    monkeypatch.setattr(lease, "_LEASE_SECONDS", 3.0)
    monkeypatch.setattr(lease, "_LOOK_SECONDS", 0.05)


def test_a_second_holder_is_refused_while_the_first_is_alive(empty_server: str, quick: None) -> None:
    client = chroma.connect(empty_server, PLACE)
    refused = pytest.raises(IndexBusyError, match="another ingest is writing the index on a test server")
    with lease.holding(client, NAME, PLACE), refused, lease.holding(client, NAME, PLACE):
        pass
    with lease.holding(client, NAME, PLACE):
        pass
    chroma.close(client)


def test_it_is_let_go_when_the_work_fails(empty_server: str) -> None:
    client = chroma.connect(empty_server, PLACE)
    with pytest.raises(ZeroDivisionError), lease.holding(client, NAME, PLACE):
        raise ZeroDivisionError
    assert chroma.find(client, NAME, PLACE) is None
    chroma.close(client)


def test_the_lease_of_a_dead_holder_is_taken_over(empty_server: str, quick: None) -> None:
    client = chroma.connect(empty_server, PLACE)
    chroma.create(client, NAME, {"holder": "killed", "beat": 7}, PLACE)
    begun = time.monotonic()
    with lease.holding(client, NAME, PLACE) as held:
        held.check()
        assert time.monotonic() - begun >= 3.0
    chroma.close(client)


def test_a_holder_that_stood_still_for_too_long_finds_out_that_it_has_lost_it(empty_server: str) -> None:
    client = chroma.connect(empty_server, PLACE)
    with lease.holding(client, NAME, PLACE) as held:
        held.check()
        chroma.drop(client, NAME, PLACE)
        chroma.create(client, NAME, {"holder": "somebody else", "beat": 0}, PLACE)
        with pytest.raises(IndexBusyError, match="has taken over"):
            held.check()
    assert chroma.find(client, NAME, PLACE) is not None, "the lease of the other one is left alone"
    chroma.close(client)


def test_of_many_that_want_it_at_once_one_gets_it(empty_server: str, quick: None) -> None:
    client = chroma.connect(empty_server, PLACE)
    chroma.create(client, NAME, {"holder": "killed", "beat": 7}, PLACE)
    held_at_once, most, refused = 0, 0, 0
    counting = threading.Lock()

    def want() -> None:
        nonlocal held_at_once, most, refused
        try:
            with lease.holding(client, NAME, PLACE) as one:
                time.sleep(0.2)
                one.check()
                with counting:
                    held_at_once += 1
                    most = max(most, held_at_once)
                time.sleep(0.3)
                with counting:
                    held_at_once -= 1
        except IndexBusyError:
            refused += 1

    threads = [threading.Thread(target=want) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == 1
    assert refused >= 1
    chroma.close(client)
