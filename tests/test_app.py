import asyncio
import contextlib
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_assistant import ScriptedAssistant, answered, citation
from fake_embeddings import HashEmbeddings

import app
from rag import rendering
from rag.conversation import Phase, pose, respond
from rag.feedback import FeedbackStore
from rag.settings import Settings
from rag.stores import open_store
from rag.types import Sentence

ASSETS = Path(app.__file__).parent / "rag" / "assets"
EVENTS = answered("apa?", (Sentence("Menyusun strategi.", (1,), "llm"), citation(1, "Tugasnya menyusun strategi.")))


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


def built(assistant: ScriptedAssistant):
    """The page of an assistant, built within a running loop: outside one Gradio makes its own and never closes it."""

    async def build():
        return app.create_app(assistant)

    return asyncio.run(build())


def handlers(page) -> dict:
    return {function.fn.__name__: function.fn for function in page.fns.values() if function.fn}


def changes(update) -> dict:
    """What a component returned by a handler changes: the arguments that it was made with."""
    return update.constructor_args


def components(page, kind: str) -> list[dict]:
    return [one["props"] for one in page.get_config_file()["components"] if one["type"] == kind]


def test_no_handler_is_offered_as_an_api():
    page = built(ScriptedAssistant())

    assert {one["api_visibility"] for one in page.get_config_file()["dependencies"]} == {"private"}
    assert page.get_api_info()["named_endpoints"] == {}


def test_answers_are_limited_and_the_queue_has_an_end():
    page = built(ScriptedAssistant())
    (asked,) = {function.concurrency_limit for function in page.fns.values() if function.name == "on_asked"}

    assert asked in {"default", app.ANSWERS_AT_ONCE}
    assert page._queue.default_concurrency_limit == app.ANSWERS_AT_ONCE
    assert page._queue.max_size == app.QUEUE_SIZE


def test_the_start_offers_the_examples_of_the_assistant():
    questions = [f"Pertanyaan {number}?" for number in range(9)]
    (chat,) = components(built(ScriptedAssistant(examples=questions)), "chatbot")

    assert [example["text"] for example in chat["examples"]] == questions[: app.EXAMPLES]


def test_messages_are_sanitised_and_know_no_formulas():
    (chat,) = components(built(ScriptedAssistant()), "chatbot")

    assert chat["sanitize_html"] is True
    assert chat["latex_delimiters"] == []


def test_a_question_is_answered_step_by_step():
    assistant = ScriptedAssistant(*EVENTS)
    on_asked = handlers(built(assistant))["on_asked"]

    _, *updates = on_asked(pose("apa?", ()))
    states = [update[0][-1] for update in updates]
    _, messages, sources, box = updates[-1]

    assert [state.phase for state in states] == [Phase.SEARCHING, Phase.WRITING, Phase.WRITING, Phase.ANSWERED]
    assert "#src-t1-1" in messages[-1]["content"]
    assert 'id="src-t1-1"' in sources
    assert (changes(box)["submit_btn"], changes(box)["stop_btn"]) == (True, False)
    assert "value" not in changes(box)


def test_with_nothing_to_answer_the_handler_leaves_the_page_as_it_is():
    # A generator that yields nothing would make Gradio empty the chat.
    on_asked = handlers(built(ScriptedAssistant()))["on_asked"]

    assert list(on_asked(())) == [{"__type__": "update"}]


def test_the_box_is_emptied_when_a_question_is_taken_only():
    on_typed = handlers(built(ScriptedAssistant()))["on_typed"]

    taken, blank, too_long = (changes(on_typed(question, ())[-1]) for question in ("apa?", "  ", "x" * 2000))

    assert taken["value"] == ""
    assert (taken["submit_btn"], taken["stop_btn"]) == (False, True)
    assert "value" not in blank
    assert "value" not in too_long


def test_stopping_and_failing_end_the_turn():
    functions = handlers(built(ScriptedAssistant()))
    waiting = pose("apa?", ())

    assert functions["on_stop"](waiting)[0][-1].phase is Phase.STOPPED
    assert functions["on_failure"](waiting)[0][-1].phase is Phase.FAILED
    assert functions["on_restart"]()[0] == ()


@pytest.fixture
def said(monkeypatch) -> list[str]:
    """What the page tells in passing."""
    import gradio

    told: list[str] = []
    for kind in ("Info", "Warning"):
        monkeypatch.setattr(gradio, kind, lambda message, **_: told.append(message))
    return told


def chosen(index: int, liked: object):
    import gradio as gr

    return gr.LikeData(None, {"index": index, "value": ["…"], "liked": liked})


def with_feedback(store: FeedbackStore):
    async def build():
        return app.create_app(ScriptedAssistant(), store)

    return asyncio.run(build())


def test_what_people_think_of_an_answer_is_kept(tmp_path, said):
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    page = with_feedback(store)
    (chat,) = components(page, "chatbot")
    on_judged = handlers(page)["on_judged"]
    *_, turns = respond(ScriptedAssistant(*EVENTS), pose("apa?", ()))

    for liked, kept in ((True, "up"), (False, "down"), (chat["feedback_options"][2], "wrong_citation")):
        on_judged(turns, chosen(1, liked))
        on_judged(turns, chosen(1, liked))
        assert [one["choice"] for one in store.candidates()] == [kept]
    on_judged(turns, chosen(1, ""))

    assert store.candidates() == []
    assert said == [*[rendering.FEEDBACK_KEPT] * 3, rendering.FEEDBACK_TAKEN_BACK]


def test_an_answer_that_is_not_there_yet_is_not_judged(tmp_path, said):
    store = FeedbackStore(tmp_path / "feedback.sqlite")

    handlers(with_feedback(store))["on_judged"](pose("apa?", ()), chosen(1, True))

    assert store.candidates() == []
    assert said == [rendering.FEEDBACK_NOTHING]


def test_feedback_that_cannot_be_kept_is_a_sentence_in_the_page_and_a_line_in_the_log(tmp_path, said, caplog):
    (tmp_path / "file").write_text("")
    store = FeedbackStore(tmp_path / "file" / "feedback.sqlite")
    *_, turns = respond(ScriptedAssistant(*EVENTS), pose("apa?", ()))

    handlers(with_feedback(store))["on_judged"](turns, chosen(1, True))

    assert said == [rendering.FEEDBACK_FAILED]
    assert "feedback.sqlite" in caplog.text


def test_where_nothing_is_kept_nothing_is_asked():
    (chat,) = components(built(ScriptedAssistant()), "chatbot")

    assert chat.get("feedback_options") is None


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


def test_the_page_asks_no_other_host_for_anything():
    served = [one for one in sorted(ASSETS.iterdir()) if one.suffix in {".css", ".js"}]
    assert served
    for asset in served:
        assert not re.search(r"https?://|//[a-z0-9.-]+\.[a-z]{2,}/|@import", asset.read_text(encoding="utf-8")), asset


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [":root", ".dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "muted", "accent") for ground in ("page", "surface", "soft")),
        ("accent-ink", "accent"),
        ("mark-ink", "mark"),
    ],
)
def test_text_has_a_contrast_of_at_least_4_5(theme, ink, ground):
    css = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("theme.css", "chat.css", "browse.css"))
    block = re.search(rf"^{re.escape(theme)} {{(.*?)}}", css, re.MULTILINE | re.DOTALL)
    assert block
    colours = dict(re.findall(r"--tk-([a-z-]+): (#[0-9a-f]{6});", block[1]))

    darker, lighter = sorted((luminance(colours[ink]), luminance(colours[ground])))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
