import pytest

from rag.question_input import read_history, read_question
from rag.types import Turn


@pytest.mark.parametrize("value", [None, 3, [], {}, "", " \n"])
def test_what_is_no_text_is_no_question(value):
    with pytest.raises(ValueError, match="question"):
        read_question(value)


def test_earlier_turns_come_in_three_forms():
    sent = [
        "satu?",
        {"question": "dua?", "answer": "Ya."},
        {"question": "tiga?", "answer": None},
        {"role": "user", "content": "empat?"},
        {"role": "assistant", "content": "Ya."},
    ]

    assert read_history(sent) == [Turn("satu?"), Turn("dua?", "Ya."), Turn("tiga?"), Turn("empat?")]


@pytest.mark.parametrize("value", ["satu?", {"question": "x"}, [1], [{"text": "x"}], [{"role": "system"}], [None]])
def test_what_is_no_history_is_refused(value):
    with pytest.raises(ValueError, match="history"):
        read_history(value)
