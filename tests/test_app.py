import contextlib
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from fake_embeddings import HashEmbeddings

import app
from rag.settings import Settings
from rag.stores import open_store


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "65536"], ["--port", "http"], ["extra"]])
def test_wrong_usage_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        app.main(arguments)

    assert refused.value.code == 2
    assert "usage: app.py" in capsys.readouterr().err


def test_a_taken_port_is_one_line_with_the_remedy(taken_port, capsys):
    assert app.main(["--port", str(taken_port)]) == 2

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"127.0.0.1:{taken_port}" in said
    assert "--port" in said


def test_a_host_of_another_machine_is_one_line_with_the_remedy(capsys):
    assert app.main(["--host", "192.0.2.1", "--port", "7860"]) == 2

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "--host" in said


def free_port() -> str:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_wrong_setting_is_one_line_and_exit_code_2(monkeypatch, capsys):
    monkeypatch.setenv("RAG_MODEL", "nonsense")

    assert app.main(["--port", free_port()]) == 2
    assert re.fullmatch(r"app\.py: error: RAG_MODEL='nonsense'.*\n", capsys.readouterr().err)


def test_missing_sources_are_reported_without_a_traceback_and_exit_code_1(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("RAG_SOURCES", str(tmp_path / "nowhere"))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index"))

    assert app.main(["--port", free_port()]) == 1
    assert "app.py: error: " in capsys.readouterr().err


def test_a_chat_that_starts_while_another_process_builds_the_first_index_waits_for_it(monkeypatch, tmp_path, capsys):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "apoteker.txt").write_text("Apoteker\n\nMeracik obat.\n", encoding="utf-8")
    settings = Settings(sources=tmp_path / "sources", index=tmp_path / "index")
    monkeypatch.setattr(app, "load_embeddings", lambda settings: HashEmbeddings())
    monkeypatch.setattr(app, "_LOOK_SECONDS", 0.05)
    begun = threading.Event()

    def write_and_give_up():
        with open_store(settings).writing():
            begun.set()
            time.sleep(0.5)

    other = threading.Thread(target=write_and_give_up)
    other.start()
    begun.wait()
    app._build_missing_index(settings)
    other.join()

    assert open_store(settings).current_name() is not None
    assert "Another process is building the index" in capsys.readouterr().err
