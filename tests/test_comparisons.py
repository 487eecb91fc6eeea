"""What a comparison asks of each side, and which names are one side."""

import pytest

from rag.comparisons import asks_of_each_side, side_question, sides_of
from rag.professions import NamedDocument, ProfessionNames
from rag.types import Understanding
from rag.understanding import understand

NAMES = ProfessionNames(
    [
        NamedDocument("bidan", "Bidan", "bidan"),
        NamedDocument("perawat", "Perawat", "perawat"),
        NamedDocument("guru-sd", "Guru SD", "guru sd"),
        NamedDocument("guru-sekolah-dasar", "Guru Sekolah Dasar", "guru sekolah dasar"),
        NamedDocument("guru-bk", "Guru BK", "guru bk"),
    ]
)


def asked(question: str) -> Understanding:
    return understand(question, (), NAMES)


@pytest.mark.parametrize(
    ("question", "bidan", "perawat"),
    [
        ("skill bidan vs perawat beda?", "keterampilan bidan", "keterampilan perawat"),
        (
            "Antara bidan dan perawat, siapa yang lebih sering jaga malam?",
            "bidan siapa yang sering jaga malam",
            "perawat siapa yang sering jaga malam",
        ),
    ],
)
def test_a_side_is_asked_without_the_other_and_without_what_compares(question: str, bidan: str, perawat: str) -> None:
    text = asked(question).text
    assert side_question(text, ("bidan",), ("perawat",), NAMES) == bidan
    assert side_question(text, ("perawat",), ("bidan",), NAMES) == perawat


def test_a_side_that_the_question_calls_otherwise_gets_its_name() -> None:
    assert side_question("tugas keduanya", ("bidan",), ("perawat",), NAMES) == "tugas bidan"


def test_documents_that_the_question_names_by_the_same_words_are_one_side_in_the_order_said() -> None:
    sides = sides_of("tugas guru sd dibandingkan guru bk", ("guru-bk", "guru-sd", "guru-sekolah-dasar"), NAMES)
    assert sides == [("guru sd", "guru sekolah dasar"), ("guru bk",)]
    assert sides_of("perawat apa bidan", ("bidan", "perawat"), NAMES) == [("perawat",), ("bidan",)]


@pytest.mark.parametrize(
    ("question", "of_each"),
    [
        ("Apa tugas bidan dan perawat?", True),
        ("gaji bidan vs perawat beda berapa", True),
        ("Apa perbedaan bidan dan perawat?", False),
        ("bidan sama perawat bedanya di mana, bukannya dua-duanya di klinik?", False),
        ("Apa tugas bidan?", False),
    ],
)
def test_what_sets_professions_apart_is_asked_of_both_at_once(question: str, of_each: bool) -> None:
    assert asks_of_each_side(asked(question)) is of_each
