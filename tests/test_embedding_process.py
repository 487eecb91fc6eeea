"""The embedding model in a process of its own: the same vectors, and what happens when either side goes away."""

import io
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fake_embeddings import HashEmbeddings

from rag.embedding import load_embeddings
from rag.embedding_process import ProcessEmbeddings, embedding_process, serve
from rag.errors import EmbeddingError
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
TEXTS = ["Perawat merawat pasien.", "Akuntan menyusun laporan keuangan.", "Barista meracik kopi."]


def until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_it_gives_the_vectors_of_the_model_itself_and_ends_with_its_context() -> None:
    here = load_embeddings(Settings())
    with embedding_process(Settings()) as embeddings:
        assert embeddings.embed_documents([]) == []
        assert embeddings._process is None, "nothing is started before there is a text"
        assert np.allclose(embeddings.embed_documents(TEXTS), here.embed_documents(TEXTS), atol=1e-6)
        assert np.allclose(embeddings.embed_query("siapa?"), here.embed_query("siapa?"), atol=1e-6)
        batches = list(embeddings.embed_batches([TEXTS[:2], TEXTS[2:]]))
        assert [len(vectors) for vectors in batches] == [2, 1]
        assert embeddings._process is not None
        pid = embeddings._process.pid
    assert not is_alive(pid)


@pytest.mark.parametrize("is_gone", [False, True], ids=["killed", "gone"])
def test_a_process_that_is_killed_is_one_clear_error_and_the_next_text_starts_another(is_gone: bool) -> None:
    with embedding_process(Settings()) as embeddings:
        embeddings.start()
        assert embeddings._process is not None
        embeddings._process.kill()
        if is_gone:  # then already the asking fails, else perhaps the answer
            embeddings._process.wait()
        with pytest.raises(EmbeddingError, match="'bundled' has ended .killed, perhaps for lack of memory.: run again"):
            embeddings.embed_documents(TEXTS)
        assert len(embeddings.embed_documents(TEXTS)) == len(TEXTS)


def test_what_is_wrong_with_a_model_reaches_the_one_who_asks(tmp_path: Path) -> None:
    with embedding_process(Settings(embedding=str(tmp_path))) as embeddings:
        for _ in range(2):
            with pytest.raises(EmbeddingError, match="cannot be loaded.*set RAG_EMBEDDING"):
                embeddings.embed_documents(TEXTS)


def test_batches_that_are_not_all_wanted_leave_nothing_for_the_next_question() -> None:
    with embedding_process(Settings()) as embeddings:
        wanted = embeddings.embed_batches([[text] for text in TEXTS])
        first = next(wanted)[0]
        wanted.close()
        assert np.allclose(
            embeddings.embed_documents(TEXTS[1:]), load_embeddings(Settings()).embed_documents(TEXTS[1:])
        )
        assert np.allclose(first, embeddings.embed_documents(TEXTS[:1])[0], atol=1e-6)


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time; from rag.embedding_process import ProcessEmbeddings; from rag.settings import Settings\n"
        "one = ProcessEmbeddings(Settings()); one.embed_query('siapa?'); print(one._process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
    assert until(lambda: not is_alive(pid))


def test_the_interrupt_of_a_terminal_is_left_to_the_parent() -> None:
    with embedding_process(Settings()) as embeddings:
        embeddings.embed_query("siapa?")
        assert embeddings._process is not None
        os.kill(embeddings._process.pid, signal.SIGINT)
        assert len(embeddings.embed_documents(TEXTS)) == len(TEXTS)


def test_an_error_in_the_middle_ends_the_batches_and_not_the_service() -> None:
    class Failing(HashEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            if "rusak" in texts:
                raise EmbeddingError("the model failed")
            return super().embed_documents(texts)

    questions, answers = io.BytesIO(), io.BytesIO()
    for batches in ([["a"], ["rusak"], ["b"]], [["c"]]):
        pickle.dump(("documents", batches), questions)
    questions.seek(0)
    serve(questions, answers, Failing())
    answers.seek(0)
    expected = HashEmbeddings()
    assert np.allclose(pickle.load(answers), expected.embed_documents(["a"]))
    assert pickle.load(answers) == "the model failed"
    assert np.allclose(pickle.load(answers), expected.embed_documents(["c"]))
    assert not answers.read()


def test_an_ingest_embeds_in_the_process_and_not_in_its_own(tmp_path: Path) -> None:
    script = "import sys, ingest; code = ingest.main([]); print('torch' in sys.modules, code)"
    environment = {**os.environ, "RAG_SOURCES": str(ROOT / "sources"), "RAG_INDEX": str(tmp_path / "index")}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False 0", done.stderr


def test_it_is_started_at_most_once() -> None:
    one = ProcessEmbeddings(Settings())
    try:
        one.start()
        first = one._process
        one.start()
        assert one._process is first
    finally:
        one.close()
