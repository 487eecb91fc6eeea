import pytest

from rag.aspects import question_aspects, question_cue_words
from rag.types import Aspect

DESCRIPTION, DUTIES, FITS, SKILLS = Aspect.DESCRIPTION, Aspect.DUTIES, Aspect.FITS, Aspect.SKILLS
MISFITS, MISCONCEPTION = Aspect.MISFITS, Aspect.MISCONCEPTION
EXPECTATION, DIFFERENCE = Aspect.EXPECTATION, Aspect.DIFFERENCE


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("Apa itu kepala humas?", (DESCRIPTION,)),
        ("humas itu apa sih?", (DESCRIPTION,)),
        ("Apa tugas utama kepala humas?", (DUTIES,)),
        ("kerjaan humas ngapain aja sih?", (DUTIES,)),
        ("tgs nya kabag humas apa aja bang", (DUTIES,)),
        ("Apa tanggung jawab kepala humas?", (DUTIES,)),
        ("Orang seperti apa yang cocok menjadi kepala humas?", (FITS,)),
        ("siapa yg pas jadi humas", (FITS,)),
        ("Keterampilan apa yang dibutuhkan kepala humas?", (SKILLS,)),
        ("skill yg dibutuhin humas apa aja", (SKILLS,)),
        ("Siapa yang tidak cocok menjadi kepala humas?", (MISFITS,)),
        ("org kyk gmn yg gak cocok jd humas?", (MISFITS,)),
        ("siapa yang sebaiknya jangan jadi humas?", (MISFITS,)),
        ("Apa miskonsepsi tentang kepala humas?", (MISCONCEPTION,)),
        ("Apa kesalahpahaman orang soal kepala humas?", (MISCONCEPTION,)),
        ("humas cuma ngurusin media doang kan?", (MISCONCEPTION,)),
        ("Bagaimana ekspektasi dan realita kepala humas?", (EXPECTATION,)),
        ("kenyataannya gimana sih jadi humas?", (EXPECTATION,)),
        ("Apa perbedaan kepala humas dengan public relations?", (DIFFERENCE,)),
        ("bedanya humas sama PR apaan", (DIFFERENCE,)),
        ("Halo, selamat pagi!", ()),
        ("Berapa gaji kepala humas?", ()),
    ],
)
def test_a_question_asks_for_its_aspect_formal_or_not(question: str, aspects: tuple[Aspect, ...]) -> None:
    assert question_aspects(question)[:1] == aspects


@pytest.mark.parametrize(
    "question",
    [
        "gw pemalu, cocok gak jadi humas?",
        "Saya pemalu. Apakah saya cocok menjadi kepala humas atau tidak?",
        "aku introvert cocok ga ya jadi kabag humas",
    ],
)
def test_who_asks_for_himself_asks_for_both_sides(question: str) -> None:
    assert set(question_aspects(question)[:2]) == {FITS, MISFITS}


@pytest.mark.parametrize(
    "question", ["Siapa yang tidak cocok menjadi humas?", "org yg kurang cocok jadi humas tuh kyk apa"]
)
def test_who_does_not_fit_is_not_who_fits(question: str) -> None:
    assert FITS not in question_aspects(question)


def test_the_special_aspect_comes_before_the_general_one() -> None:
    assert question_aspects("Apa perbedaan tugas kepala humas dan kabag humas?") == (DIFFERENCE, DUTIES)
    assert question_aspects("Apa miskonsepsi tentang tugas kepala humas?") == (MISCONCEPTION, DUTIES)


def test_the_words_that_ask_are_told_from_what_is_asked_about() -> None:
    assert "keterampilan" in question_cue_words("skill negosiasi perlu gak?")
    assert "negosiasi" not in question_cue_words("skill negosiasi perlu gak?")
