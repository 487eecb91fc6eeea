import asyncio
from types import SimpleNamespace

import pytest
from elements import Elements
from fake_assistant import ScriptedAssistant, answered, citation

from rag import page as pages
from rag import rendering
from rag.conversation import Phase, pose, respond
from rag.errors import IndexMissingError
from rag.feedback import FeedbackStore
from rag.rate_limit import RateLimit
from rag.types import Sentence, Turn

EVENTS = answered("apa?", (Sentence("Menyusun strategi.", (1,), "llm"), citation(1, "Tugasnya menyusun strategi.")))


FROM_HERE = SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"))
"""A request, as far as the page looks at it."""


def built(assistant: ScriptedAssistant, limit: RateLimit | None = None):
    """The page of an assistant, built within a running loop: outside one Gradio makes its own and never closes it."""

    async def build():
        return pages.create_page(assistant, None, limit)

    return asyncio.run(build())


def handlers(page) -> dict:
    return {function.fn.__name__: function.fn for function in page.fns.values() if function.fn}


def changes(update) -> dict:
    """What a component returned by a handler changes: the arguments that it was made with."""
    return update.constructor_args


def components(page, kind: str) -> list[dict]:
    return [one["props"] for one in page.get_config_file()["components"] if one["type"] == kind]


def test_the_api_offers_to_ask_and_nothing_else():
    page = built(ScriptedAssistant())
    offered = {
        one["api_name"]: one["api_visibility"]
        for one in page.get_config_file()["dependencies"]
        if one["api_visibility"] != "private"
    }

    assert offered == {"ask": "public"}
    assert list(page.get_api_info()["named_endpoints"]) == ["/ask"]


def test_answers_are_limited_and_the_queue_has_an_end():
    page = built(ScriptedAssistant())
    writing = [function for function in page.fns.values() if function.name in {"on_asked", "ask"}]

    assert {function.concurrency_limit for function in writing} == {"default"}
    assert len({function.concurrency_id for function in writing}) == 1
    assert page._queue.default_concurrency_limit == pages.ANSWERS_AT_ONCE
    assert page._queue.max_size == pages.QUEUE_SIZE


def test_the_start_offers_the_examples_of_the_assistant():
    questions = [f"Pertanyaan {number}?" for number in range(9)]
    update = changes(handlers(built(ScriptedAssistant(examples=questions)))["on_start"]())

    assert [example["text"] for example in update["examples"]] == questions[: pages.EXAMPLES]
    assert "7 profesi" in update["placeholder"]


def test_without_an_index_the_start_offers_nothing_and_the_log_says_why(caplog):
    class Unable(ScriptedAssistant):
        def examples(self, limit):
            raise IndexMissingError("no index")

    assert handlers(built(Unable()))["on_start"]() == {"__type__": "update"}
    assert "no index" in caplog.text


def test_messages_are_sanitised_and_know_no_formulas():
    (chat,) = components(built(ScriptedAssistant()), "chatbot")

    assert chat["sanitize_html"] is True
    assert chat["latex_delimiters"] == []


def test_a_question_is_answered_step_by_step():
    assistant = ScriptedAssistant(*EVENTS)
    on_asked = handlers(built(assistant))["on_asked"]

    _, *updates = on_asked(pose("apa?", ()))
    states = [update[0][-1] for update in updates]
    _, messages, sources, _, box = updates[-1]

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

    taken, blank, too_long = (changes(on_typed(question, (), FROM_HERE)[-1]) for question in ("apa?", "  ", "x" * 2000))

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


def choice(value: object):
    return SimpleNamespace(value=value)


def test_whoever_asks_too_fast_is_told_how_long_to_wait():
    functions = handlers(built(ScriptedAssistant(), RateLimit(1, clock=lambda: 5.0)))
    elsewhere = SimpleNamespace(client=SimpleNamespace(host="192.0.2.7"))

    ask = [
        lambda request: functions["on_typed"]("apa?", (), request),
        lambda request: functions["on_example"]((), choice({"text": "apa?"}), request),
        lambda request: functions["on_suggestion"]((), choice("apa?"), request),
    ]
    first, *further = [one(FROM_HERE)[0][-1] for one in ask]

    assert first.phase is Phase.WAITING
    assert {(turn.phase, turn.wait) for turn in further} == {(Phase.TOO_MANY, 60)}
    assert ask[0](elsewhere)[0][-1].phase is Phase.WAITING


def test_what_is_not_asked_does_not_count():
    functions = handlers(built(ScriptedAssistant(), RateLimit(1, clock=lambda: 5.0)))

    for question in ("  ", "x" * 2000):
        functions["on_typed"](question, (), FROM_HERE)

    assert functions["on_typed"]("apa?", (), FROM_HERE)[0][-1].phase is Phase.WAITING


def test_an_answer_that_was_stopped_can_be_asked_for_again():
    functions = handlers(built(ScriptedAssistant()))
    stopped, messages, *_ = functions["on_stop"](pose("apa?", ()))

    assert [one["value"] for one in messages[-1]["options"]] == [rendering.AGAIN]
    (again,) = functions["on_suggestion"](stopped, choice(rendering.AGAIN), FROM_HERE)[0]
    assert (again.id, again.question, again.phase) == ("t1", "apa?", Phase.WAITING)


def kept_in(updates: list) -> str:
    """What the page's script would store after these updates."""
    (data,) = Elements(updates[3]).named("data")
    return data["value"]


def test_a_reload_brings_the_conversation_back_with_its_sources():
    functions = handlers(built(ScriptedAssistant(*EVENTS)))
    _, *updates = functions["on_asked"](pose("apa?", ()))

    turns, messages, sources, *_ = functions["on_opened"](kept_in(updates[-1]), ())

    assert (turns, messages, sources) == (updates[-1][0], updates[-1][1], updates[-1][2])
    assert "#src-t1-1" in messages[-1]["content"]


def test_a_question_is_kept_before_it_is_answered_and_a_new_conversation_forgets_all():
    functions = handlers(built(ScriptedAssistant(*EVENTS)))

    (asked,) = functions["on_opened"](kept_in(functions["on_typed"]("apa?", (), FROM_HERE)), ())[0]

    assert (asked.question, asked.phase) == ("apa?", Phase.STOPPED)
    assert kept_in(functions["on_restart"]()) == ""


def test_what_another_run_of_the_program_kept_is_forgotten():
    other = handlers(built(ScriptedAssistant(*EVENTS)))
    kept = kept_in(other["on_typed"]("apa?", (), FROM_HERE))

    turns, *_, forgotten, _ = handlers(built(ScriptedAssistant()))["on_opened"](kept, ())

    assert turns == ()
    assert Elements(forgotten).named("data") == [{"value": ""}]


def test_nothing_is_brought_back_into_a_conversation_that_has_begun():
    functions = handlers(built(ScriptedAssistant(*EVENTS)))
    kept = kept_in(functions["on_typed"]("apa?", (), FROM_HERE))

    assert functions["on_opened"](kept, pose("lain?", ())) == {"__type__": "update"}
    assert functions["on_opened"]("", ()) == {"__type__": "update"}


def test_the_api_answers_with_the_object_of_the_contract():
    assistant = ScriptedAssistant(*EVENTS)
    ask = handlers(built(assistant))["ask"]

    answer = ask("apa?", FROM_HERE, [{"question": "tadi?", "answer": "Itu."}])

    assert answer["text"] == "Menyusun strategi. [1]"
    assert answer["citations"][0]["paragraph_id"] == "kepala-humas#p1"
    assert assistant.asked == [("apa?", (Turn("tadi?", "Itu."),))]


@pytest.mark.parametrize(
    ("question", "history", "reason"),
    [
        ("  ", [], "non-empty"),
        ("x" * 1001, [], "1001"),
        ("apa?", [{"content": "?"}], "history"),
        ("apa?", ["satu"] * 2 + [3], "history"),
    ],
)
def test_the_api_refuses_what_is_no_question(question, history, reason):
    import gradio as gr

    with pytest.raises(gr.Error, match=reason):
        handlers(built(ScriptedAssistant(*EVENTS)))["ask"](question, FROM_HERE, history)


def test_the_api_is_limited_as_the_page_is():
    import gradio as gr

    functions = handlers(built(ScriptedAssistant(*EVENTS), RateLimit(1, clock=lambda: 5.0)))
    functions["on_typed"]("apa?", (), FROM_HERE)

    with pytest.raises(gr.Error, match="60 s"):
        functions["ask"]("apa?", FROM_HERE)


def test_a_failure_reaches_whoever_called_the_api():
    import gradio as gr

    with pytest.raises(gr.Error, match="no index"):
        handlers(built(ScriptedAssistant(IndexMissingError("no index"))))["ask"]("apa?", FROM_HERE)


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
        return pages.create_page(ScriptedAssistant(), store)

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
