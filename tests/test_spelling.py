"""Misspelt and abbreviated words of a question, repaired."""

import pytest

from rag.spelling import correct, is_english

STEERING = frozenset("backend uiux perawat terapis gigi arsitek accountant kepala bagian humas".split())
COMPOUNDS = {"backend": "back-end", "uiux": "ui ux"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # vowels left out
        ("prwt", "perawat"),
        ("trapis gigi", "terapis gigi"),
        ("mknan", "makanan"),
        ("wrna", "warna"),
        # typing errors in the words of names
        ("acountant", "accountant"),
        ("kepala bagain humas", "kepala bagian humas"),
        # together, apart, with a hyphen
        ("backend", "back-end"),
        ("back end", "back-end"),
        ("back-end", "back-end"),
        ("bckend", "back-end"),
        ("uiux", "ui ux"),
        # colloquial verbs
        ("ngerjain", "mengerjakan"),
        ("dibutuhin", "dibutuhkan"),
        ("masang", "memasang"),
    ],
)
def test_what_is_misspelt_is_repaired(written: str, meant: str) -> None:
    assert correct(written, STEERING, COMPOUNDS) == meant


@pytest.mark.parametrize(
    "word", "makan main kemarin disiplin mesin nilai tugas seduh analyst stakeholder 40 s1 pns".split()
)
def test_what_is_written_rightly_stays(word: str) -> None:
    assert correct(word, STEERING, COMPOUNDS) == word


def test_a_word_of_the_documents_is_no_error() -> None:
    assert correct("arsitok", STEERING, {}) == "arsitek"
    assert correct("arsitok", STEERING, {}, lambda stem: stem == "arsitok") == "arsitok"


@pytest.mark.parametrize(("word", "english"), [("nurse", True), ("teacher", True), ("air", False), ("tugas", False)])
def test_english_words_are_told_by_how_common_they_are(word: str, english: bool) -> None:
    assert is_english(word) is english
