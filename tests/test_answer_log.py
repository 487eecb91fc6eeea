import json
import logging
import re

import pytest
from fake_assistant import ScriptedAssistant, answered, citation

from rag.answer_log import JsonLines, Logged
from rag.types import Answer, Finished, Retrieved, Sentence, Turn

QUESTION = "berapa gajinya, Budi?"
PAIRS = (
    (Sentence("Menyusun strategi.", (1,), "llm"), citation(1, "Tugasnya menyusun strategi.")),
    (Sentence("Menulis siaran.", (2,), "quote"), citation(1, "Tugasnya menyusun strategi.")),
)
PARTLY = Finished(Answer(QUESTION, "not_found", "Gaji tidak ada.", note="Tentang gajinya Budi tidak ditemukan."))


@pytest.fixture(autouse=True)
def told(caplog):
    caplog.set_level(logging.INFO, "rag.answer_log")
    return caplog


def logged(record: logging.LogRecord) -> dict:
    return json.loads(JsonLines().format(record))


def test_an_answer_is_one_line_that_says_what_it_rests_on(told):
    list(Logged(ScriptedAssistant(*answered(QUESTION, *PAIRS))).stream(QUESTION))
    (record,) = told.records
    row = logged(record)

    assert re.fullmatch(r"answered in \d+\.\d\d s from kepala-humas#p1", record.getMessage())
    assert (row["status"], row["cited"], row["sentences"], row["quotes"]) == ("answered", ["kepala-humas#p1"], 2, 1)
    assert (row["level"], row["complete"]) == ("info", True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", row["time"])


@pytest.mark.parametrize("formatter", [logging.Formatter("%(message)s"), JsonLines()])
@pytest.mark.parametrize("script", [answered(QUESTION, *PAIRS), [Retrieved(()), PARTLY]])
def test_no_word_of_a_question_stands_in_the_log_unless_it_is_asked_for(told, formatter, script):
    Logged(ScriptedAssistant(*script)).ask(QUESTION)
    silent = formatter.format(told.records[-1])
    Logged(ScriptedAssistant(*script), questions=True).ask(QUESTION)
    telling = formatter.format(told.records[-1])

    assert not re.search("gaji|Budi", silent)
    assert QUESTION in telling


def test_events_and_history_pass_through():
    assistant = ScriptedAssistant(*answered(QUESTION, *PAIRS), examples=("Apa?",))
    logged = Logged(assistant)

    assert list(logged.stream(QUESTION, (Turn("tadi?"),))) == list(assistant.script)
    assert assistant.asked == [(QUESTION, (Turn("tadi?"),))]
    assert logged.examples(4) == ["Apa?"]


def test_who_stops_reading_stops_the_assistant(told):
    assistant = ScriptedAssistant(*answered(QUESTION, *PAIRS))
    events = Logged(assistant).stream(QUESTION)
    next(events)
    events.close()

    assert assistant.closed_early
    assert told.records == []
