import pytest

from rag.equivalents import canonical
from rag.types import Hit, Paragraph
from rag.verification import verify

TEXT = (
    "Setiap pekan pustakawan memakai komputer untuk mencatat buku, dan sering memeriksa rak. "
    "Ia tidak menjual buku, tetapi meminjamkannya selama setahun. "
    "Tugasnya meliputi menata rak, menyampul buku, dan bekerja sama dengan sekolah."
)
HIT = Hit(Paragraph("pustakawan", 1, TEXT), "Pustakawan", 0.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Setiap minggu pustakawan menggunakan komputer untuk mencatat buku, serta kerap mengecek rak.",
        "Pustakawan tidak menjual buku, melainkan meminjamkannya selama setahun.",
        "Tugasnya meliputi menata rak, menyampul buku, dan bekerjasama dengan sekolah.",
    ],
)
def test_words_that_say_the_same_may_stand_for_each_other(sentence):
    assert verify(sentence, HIT).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "Setiap bulan pustakawan menggunakan komputer untuk mencatat buku, serta kerap mengecek rak.",
        "Setiap minggu pustakawan menggunakan komputer untuk mencatat buku, serta selalu mengecek rak.",
        "Setiap minggu pustakawan tidak menggunakan komputer untuk mencatat buku.",
        "Pustakawan menjual buku, melainkan meminjamkannya selama satu tahun.",
        "Pustakawan tidak menjual buku, melainkan meminjamkannya selama dua tahun.",
        "Tugasnya meliputi menata rak, menyampul buku, dan bekerja sama dengan kantor.",
        "Semua pustakawan menata rak, menyampul buku, dan bekerja sama dengan sekolah.",
    ],
)
def test_they_hide_nothing_that_is_wrong(sentence):
    assert not verify(sentence, HIT).supported


def test_only_whole_words_are_exchanged_and_the_rest_stays():
    text = "Salah satu pemakai berpakaian rapi, Kerap pagi; sekerap, PT Punya Kita."

    assert canonical(text) == "Salah satu pemakai berpakaian rapi, sering pagi; sekerap, PT memiliki Kita."


def test_the_form_that_stands_for_others_stands_for_itself():
    for text in ("menggunakan", "sering", "bekerjasama"):
        assert canonical(canonical(text)) == canonical(text) == text
