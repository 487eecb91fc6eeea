"""English in an Indonesian question is translated where it steers, and left out where it is empty."""

import pytest

from rag.code_mixing import without_english


@pytest.mark.parametrize(
    "question",
    [
        "Apa saja skill yang dibutuhkan seorang auditor?",
        "Kepala humas harus bisa IT gak?",
        "apa tugas UI/UX designer?",
    ],
)
def test_an_indonesian_question_stays_as_it_is(question: str) -> None:
    assert without_english(question) == question


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What are the skills yang harus dikuasai data analyst?", "apa keterampilan yang harus dikuasai data analyst?"),
        ("Is it true kalau barista never duduk?", "benar kalau barista tidak duduk?"),
        ("Tell me tugas koki and skill-nya apa?", "ceritakan tugas koki dan keterampilannya apa?"),
        (
            "Reality-nya jadi dosen is different from the expectations gak?",
            "kenyataannya jadi dosen beda ekspektasi gak?",
        ),
    ],
)
def test_what_asks_becomes_indonesian_and_names_stay(question: str, words: str) -> None:
    assert without_english(question) == words


def test_an_abbreviation_in_capitals_is_a_name() -> None:
    assert "IT" in without_english("How do I get into IT dan apa yang harus dipelajari?").split()


def test_several_of_a_profession_are_called_by_its_name() -> None:
    assert without_english("For dancers, what's the reality?", {"dancer"}).startswith("dancer,")
    assert without_english("What do dancers do?", {"dancers"}).split() == ["apa", "dancers", "?"]


def test_what_people_get_wrong_is_a_misunderstanding() -> None:
    assert without_english("What do people usually get wrong about it?") == "apa orang biasanya salah paham ?"
