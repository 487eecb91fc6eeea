import base64

import pytest
from fake_assistant import ScriptedAssistant, answered, citation

from rag import tab_memory
from rag.conversation import ChatTurn, Phase, pose, respond
from rag.tab_memory import TabMemory
from rag.types import Sentence

PAIRS = (
    (Sentence("Menyusun <b>strategi</b>.", (1,), "llm", "Humas"), citation(1, "Tugasnya menyusun strategi.")),
    (Sentence("“Siaran” pers.", (2,), "quote"), citation(2, "“Siaran” pers.")),
)


def conversation() -> tuple[ChatTurn, ...]:
    *_, turns = respond(ScriptedAssistant(*answered("apa?", *PAIRS, suggestions=("Lalu?",))), pose("apa?", ()))
    return turns


def test_what_was_sealed_comes_back_as_it_was():
    memory = TabMemory()
    turns = conversation()
    opened = memory.open(memory.seal(turns))

    assert opened == turns
    assert [turn.key for turn in opened] == [turn.key for turn in turns]


def test_it_is_text_that_any_attribute_and_address_can_hold():
    assert set(TabMemory().seal(conversation())) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
    )


def test_an_empty_conversation_is_an_empty_text():
    memory = TabMemory()

    assert memory.seal(()) == ""
    assert memory.open("") == ()


def test_an_answer_under_way_ended_there():
    memory = TabMemory()

    assert [turn.phase for turn in memory.open(memory.seal(pose("lalu?", conversation())))] == [
        Phase.ANSWERED,
        Phase.STOPPED,
    ]


def test_the_oldest_turns_are_left_out(monkeypatch):
    monkeypatch.setattr(tab_memory, "_MOST_TURNS", 2)
    memory = TabMemory()
    turns = tuple(ChatTurn(f"t{number}", "apa?", Phase.ANSWERED) for number in range(1, 6))

    assert [turn.id for turn in memory.open(memory.seal(turns))] == ["t4", "t5"]


@pytest.mark.parametrize("place", [0, 31, 32, 60])
def test_text_that_was_changed_is_not_taken(place):
    memory = TabMemory()
    data = bytearray(base64.urlsafe_b64decode(memory.seal(conversation())))
    data[place] ^= 1

    assert memory.open(base64.urlsafe_b64encode(bytes(data)).decode()) == ()


@pytest.mark.parametrize("text", ["x", "====", "\u2028", "ü", "AAAA" * 30, "[]"])
def test_text_from_elsewhere_is_not_taken(text):
    assert TabMemory().open(text) == ()


def test_text_of_another_run_is_not_taken():
    assert TabMemory().open(TabMemory().seal(conversation())) == ()
