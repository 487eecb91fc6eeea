"""Providers that are slow, dead, rate-limited, cut off or malicious, through the production seam.

A real OpenAI-compatible server runs in another process (tests/openai_server.py); the assistant is opened from settings,
as the chat does.
"""

import json
import logging
import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest

from rag.chain import Assistant, open_assistant
from rag.prompts import NOTE_MODEL_FAILED, NOTE_MODEL_STOPPED
from rag.settings import Settings
from rag.types import Finished, Shown
from tests.openai_server import SCRIPTS, Server, serving
from tests.promises import assert_promises_hold

KEY = "sk-very-secret-4711"
DUTIES = "Apa tugas utama Kepala Humas?"
QUESTIONS = (DUTIES, "Siapa yang tidak cocok menjadi Kepala Humas?", "Berapa gaji kepala humas?")
LIMIT_SECONDS = 3.0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    for name in ("OPENAI_API_BASE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def opened(settings: Settings, model: str) -> Assistant:
    assistant = open_assistant(
        settings.model_copy(update={"model": f"openai:{model}", "answer_seconds": LIMIT_SECONDS})
    )
    # The time limit counts from the question: no test is to measure how long the embedding model takes to load.
    assistant.warm_up()
    return assistant


def times_asked(server: Server, model: str) -> int:
    with urllib.request.urlopen(server.url) as reply:
        return int(json.load(reply).get(model, 0))


@pytest.mark.parametrize("model", sorted(SCRIPTS))
def test_whatever_a_provider_writes_the_promises_hold(owner_settings: Settings, model: str) -> None:
    assistant = opened(owner_settings, model)
    for question in QUESTIONS:
        answer = assistant.ask(question)
        assert_promises_hold(answer.as_json(), owner_settings.sources)
        assert answer.status == ("not_found" if question.startswith("Berapa gaji") else "answered")
        shown = answer.text.lower()
        for invented in ("evil", "<", "canary", "rp15", "budi", "asdf", "press release", "selalu benar", "hebat", "["):
            assert invented not in shown.replace("[1]", "").replace("[2]", "")
        assert not answer.note


def test_what_a_provider_writes_truly_is_shown_as_its_own(owner_settings: Settings) -> None:
    answer = opened(owner_settings, "good").ask(DUTIES)
    assert answer.sentences[0].origin == "llm"
    assert answer.sentences[0].text == SCRIPTS["good"]
    assert answer.model == "openai:good"


@pytest.mark.parametrize(
    ("model", "note"),
    [
        ("silent", NOTE_MODEL_FAILED),
        ("stalls", NOTE_MODEL_STOPPED),
        ("limited", NOTE_MODEL_FAILED),
        ("broken", NOTE_MODEL_FAILED),
        ("garbage", NOTE_MODEL_FAILED),
        ("loops", ""),
        ("cuts-off", NOTE_MODEL_STOPPED),
    ],
)
def test_a_provider_that_fails_costs_prose_only_and_never_more_than_the_time_limit(
    owner_settings: Settings, model: str, note: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    assistant = opened(owner_settings, model)
    started = time.perf_counter()
    answer = assistant.ask(DUTIES)
    assert time.perf_counter() - started < LIMIT_SECONDS + 3
    assert_promises_hold(answer.as_json(), owner_settings.sources)
    assert answer.status == "answered"
    assert answer.note == note
    assert KEY not in " ".join([caplog.text, *capfd.readouterr(), json.dumps(answer.as_json())])


def test_a_provider_that_limits_its_rate_is_asked_once_more(owner_settings: Settings, server: Server) -> None:
    answer = opened(owner_settings, "limited-once").ask(DUTIES)
    assert answer.sentences[0].origin == "llm"
    assert times_asked(server, "limited-once") == 2
    opened(owner_settings, "limited").ask(DUTIES)
    assert times_asked(server, "limited") % 2 == 0, "two tries a question, no more"


def test_a_provider_killed_mid_stream_leaves_what_was_checked_and_quotes(
    owner_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as doomed:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{doomed.url}/v1")
        assistant = opened(owner_settings, "stalls")
        events = assistant.stream(DUTIES)
        first = next(event for event in events if isinstance(event, Shown))
        assert first.sentence.origin == "llm"
        killer = threading.Timer(0.2, doomed.process.kill)
        killer.start()
        started = time.perf_counter()
        answer = next(event.answer for event in events if isinstance(event, Finished))
        assert time.perf_counter() - started < LIMIT_SECONDS, "not waited for: the connection is gone"
    assert answer.sentences[0] == first.sentence
    assert answer.note == NOTE_MODEL_STOPPED
    assert_promises_hold(answer.as_json(), owner_settings.sources)
    again = assistant.ask(DUTIES)
    assert [one.origin for one in again.sentences] == ["quote"]
    assert again.note == NOTE_MODEL_FAILED
