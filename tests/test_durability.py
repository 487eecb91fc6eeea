"""Nothing that was indexed is lost, whatever happens to an ingest, and a chat notices nothing but new documents.

Each test holds for an embedded database and for a Chroma server. Ingests run as processes of their own
(`ingest_zygote.py`), so that they can be killed; the embedding model is instant, everything else is real.
"""

import gc
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings

from rag.chain import Assistant
from rag.errors import IndexMissingError
from rag.index import Generation, IndexReader
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings
from rag.stores import open_store

DOCUMENTS = 300
PARAGRAPHS = 4
KILLS = 30
INGESTS = 20
QUESTIONS_A_SECOND = 10
SEEN_WITHIN_SECONDS = 5.0


class Ingests:
    """Starts ingests, and kills them."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {
            "RAG_SOURCES": str(settings.sources),
            "RAG_INDEX": str(settings.index),
            "RAG_CHROMA_URL": settings.chroma_url,
        }
        self._zygote = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("ingest_zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._read() == "ready"

    def start(self, *arguments: str) -> int:
        """Begin one; returns its pid."""
        assert self._zygote.stdin is not None
        self._zygote.stdin.write(json.dumps({"environment": self._environment, "arguments": arguments}) + "\n")
        self._zygote.stdin.flush()
        return int(self._read())

    def wait(self) -> int:
        """Exit code of the one that was begun last."""
        return int(self._read())

    def run(self, *arguments: str) -> int:
        self.start(*arguments)
        return self.wait()

    def close(self) -> None:
        self._zygote.kill()
        self._zygote.communicate()

    def _read(self) -> str:
        assert self._zygote.stdout is not None
        return self._zygote.stdout.readline().strip()


@pytest.fixture
def settings(tmp_path: Path, chroma_url: str) -> Settings:
    (tmp_path / "sources").mkdir()
    return Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url=chroma_url)


@pytest.fixture
def ingests(settings: Settings) -> Iterator[Ingests]:
    ingests = Ingests(settings)
    yield ingests
    ingests.close()


def text_of(number: int, edition: int) -> str:
    lines = [f"Ahli Bidang{number}", ""]
    for paragraph in range(PARAGRAPHS):
        lines += [f"Edisi {edition} bagian {paragraph}: ahli bidang{number} mengurus hal ke-{number * paragraph}.", ""]
    return "\n".join(lines)


def write_edition(settings: Settings, numbers: Sequence[int], edition: int) -> None:
    for number in numbers:
        (settings.sources / f"ahli-{number:03}.txt").write_text(text_of(number, edition), encoding="utf-8")


def editions_of(generation: Generation) -> dict[str, set[str]]:
    """What is served of each document: the edition that each of its paragraphs belongs to. Reads everything."""
    served: dict[str, set[str]] = {}
    ids = [f"{one.id}#p{p.number}" for one in generation.documents.values() for p in one.paragraphs]
    for paragraph in generation.paragraphs(ids):
        served.setdefault(paragraph.document_id, set()).add(paragraph.text.split(" bagian ")[0])
    return served


def check_complete(generation: Generation, edition: int) -> None:
    """Every document is there in this edition, readable, and found by dense and by lexical search."""
    assert editions_of(generation) == {f"ahli-{n:03}": {f"Edisi {edition}"} for n in range(DOCUMENTS)}
    assert generation.paragraph_count == DOCUMENTS * PARAGRAPHS
    for number in (0, 123, DOCUMENTS - 1):
        passage = f"Ahli Bidang{number}. Edisi {edition} bagian 2: ahli bidang{number} mengurus hal ke-{number * 2}."
        assert generation.search_dense(passage, 1)[0] == (f"ahli-{number:03}#p3", pytest.approx(1.0, abs=1e-4))
        lexical = generation.search_lexical([f"bidang{number}"], 10)
        assert {hit for hit, _ in lexical} == {f"ahli-{number:03}#p{n}" for n in range(1, PARAGRAPHS + 1)}


def served(settings: Settings) -> Generation:
    return IndexReader(settings, HashEmbeddings()).current()


def test_thirty_kills_at_random_moments_lose_nothing(settings: Settings, ingests: Ingests) -> None:
    chance = random.Random(20)
    everything = range(DOCUMENTS)
    write_edition(settings, everything, 1)
    begun = time.monotonic()
    assert ingests.run() == 0
    duration = time.monotonic() - begun
    check_complete(served(settings), 1)
    chat = IndexReader(settings, HashEmbeddings())
    chat.current()
    edition, killed = 1, 0
    while killed < KILLS:
        write_edition(settings, everything, edition + 1)
        pid = ingests.start()
        time.sleep(chance.uniform(0, duration))
        with suppress(ProcessLookupError):  # done already
            os.kill(pid, signal.SIGKILL)
        killed += ingests.wait() == -signal.SIGKILL
        # Served is the whole old edition or the whole new one, to a chat that is open and to one that is opened now.
        for generation in (chat.current(), served(settings)):
            now = {text for texts in editions_of(generation).values() for text in texts}
            assert now in ({f"Edisi {edition}"}, {f"Edisi {edition + 1}"})
            check_complete(generation, int(next(iter(now)).removeprefix("Edisi ")))
        edition += 1
        assert ingests.run() == 0, "the next run finishes the work"
        check_complete(chat.current(), edition)
        assert ingests.run("--dry-run") == 0


def test_a_first_ingest_that_is_killed_leaves_no_index_and_the_next_one_builds_it(
    settings: Settings, ingests: Ingests
) -> None:
    write_edition(settings, range(DOCUMENTS), 1)
    for delay in (0.05, 0.1, 0.2):
        pid = ingests.start()
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        assert ingests.wait() == -signal.SIGKILL
        with pytest.raises(IndexMissingError):
            served(settings)
    assert ingests.run() == 0
    check_complete(served(settings), 1)


def test_a_chat_sees_twenty_ingests_come_without_an_error_or_a_half_state(settings: Settings, ingests: Ingests) -> None:
    write_edition(settings, range(3), 1)
    assert ingests.run() == 0
    retriever = ParagraphRetriever(source=IndexReader(settings, HashEmbeddings()))
    failures: list[BaseException] = []
    first_seen: dict[str, float] = {}
    asked = 0
    stop = threading.Event()

    def chat() -> None:
        nonlocal asked
        previous = 0
        try:
            while not stop.wait(1 / QUESTIONS_A_SECOND):
                generation = retriever.generation()
                count = len(generation.documents)
                assert set(generation.documents) == {f"ahli-{number:03}" for number in range(count)}
                assert generation.paragraph_count == count * PARAGRAPHS
                assert count >= previous, "what was seen once is never gone again"
                previous = count
                newest = f"ahli-{count - 1:03}"
                first_seen.setdefault(newest, time.monotonic())
                found = retriever.retrieve(f"apa yang diurus ahli bidang{count - 1}?")
                assert found.hits[0].paragraph.document_id == newest
                asked += 1
        except BaseException as error:
            failures.append(error)

    chats = [threading.Thread(target=chat) for _ in range(2)]
    for one in chats:
        one.start()
    published: dict[str, float] = {}
    begun = time.monotonic()
    for number in range(3, 3 + INGESTS):
        write_edition(settings, [number], 1)
        assert ingests.run() == 0
        published[f"ahli-{number:03}"] = time.monotonic()
    seconds = time.monotonic() - begun
    deadline = time.monotonic() + SEEN_WITHIN_SECONDS
    while len(retriever.generation().documents) < 3 + INGESTS and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    stop.set()
    for one in chats:
        one.join(30)
    assert failures == []
    assert asked > seconds * QUESTIONS_A_SECOND / 2
    for document, moment in published.items():
        # One that was overtaken by the next ingest before a question came was seen together with it.
        seen = min(first_seen[later] for later in first_seen if later >= document)
        assert seen - moment < SEEN_WITHIN_SECONDS


def test_disk_holds_no_more_than_the_current_generation_afterwards(settings: Settings, ingests: Ingests) -> None:
    store = open_store(settings)
    for edition in (1, 2, 3):
        write_edition(settings, range(20), edition)
        assert ingests.run() == 0
    write_edition(settings, [20], 3)
    assert ingests.run() == 0
    name = store.current_name()
    assert name is not None
    if settings.chroma_url:
        # The rows of the generation before may still be needed by a question under way; older ones are gone.
        rows = store.open_rows(name, store)
        assert rows.count() == 21 * PARAGRAPHS
    else:
        assert [path.name for path in (settings.index / "generations").iterdir()] == [name]


def test_a_chat_that_nobody_asks_follows_the_index_and_holds_no_old_generation(
    settings: Settings, ingests: Ingests
) -> None:
    write_edition(settings, range(3), 1)
    assert ingests.run() == 0
    reader = IndexReader(settings, HashEmbeddings())
    chat = Assistant(ParagraphRetriever(source=reader), None, "none")
    assert chat.ask("apa yang diurus ahli bidang1?").status == "answered"
    chat.follow_index()
    try:
        for number in (3, 4):
            write_edition(settings, [number], 1)
            assert ingests.run() == 0
            newest = open_store(settings).current_name()
            deadline = time.monotonic() + SEEN_WITHIN_SECONDS
            while reader._generation is None or reader._generation.name != newest:
                assert time.monotonic() < deadline, "the chat did not follow"
                time.sleep(0.05)
        gc.collect()
        assert ingests.run() == 0
        if not settings.chroma_url:
            assert [path.name for path in (settings.index / "generations").iterdir()] == [newest]
    finally:
        chat.close()
