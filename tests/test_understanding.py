from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.contents import passage_text
from rag.language import stems
from rag.professions import NamedDocument, ProfessionNames
from rag.question_words import fact_kinds
from rag.reading import read_document
from rag.sources import source_files
from rag.titles import core_name
from rag.types import Aspect, Turn, Understanding
from rag.understanding import understand

SOURCES = Path(__file__).parents[1] / "sources"
DOCUMENTS = [read_document(path, SOURCES) for path in source_files(SOURCES)]
NAMES = ProfessionNames(
    NamedDocument(document.id, document.title, core_name(document.title), document.aliases) for document in DOCUMENTS
)
VOCABULARY = {
    one
    for document in DOCUMENTS
    for paragraph in document.paragraphs
    for one in stems(passage_text(document.title, paragraph))
}
HEAD, DIVISION = "kepala-humas", "kepala-bagian-humas"
FITS, MISFITS, DUTIES, SKILLS = Aspect.FITS, Aspect.MISFITS, Aspect.DUTIES, Aspect.SKILLS


def asked(question: str, *earlier: str) -> Understanding:
    return understand(question, [Turn(one) for one in earlier], NAMES, VOCABULARY.__contains__)


def best(understanding: Understanding) -> str | None:
    """The profession named; None where none is, or where two are equally."""
    ranked = sorted(understanding.named, key=lambda identifier: -understanding.names[identifier])
    if len(ranked) > 1 and understanding.names[ranked[0]] == understanding.names[ranked[1]]:
        return None
    return ranked[0] if ranked else None


@pytest.mark.parametrize(
    ("question", "profession"),
    [
        ("Apa tugas Kepala Humas?", HEAD),
        ("Apa tugas KEPALA HUMAS di perusahaan?", HEAD),
        ("Apa tugas kepala humas di lembaga pemerintah atau perusahaan?", HEAD),
        ("tugas kepla humas apa ya", HEAD),
        ("kepala humsa itu kerjanya ngapain", HEAD),
        ("Apa tugas Kepala Bagian Humas?", DIVISION),
        ("kerjaan kabag humas ngapain aja?", DIVISION),
        ("tugas kepala bagain humas apa", DIVISION),
        ("Apa tugas humas di instansi pemerintah?", DIVISION),
        ("Apa tugas kepala bagian humas di instansi pemerintah?", DIVISION),
    ],
)
def test_the_profession_named_is_told_from_its_near_duplicate(question: str, profession: str) -> None:
    assert best(asked(question)) == profession


def test_the_last_word_of_a_name_is_enough_and_its_first_is_not() -> None:
    assert HEAD in asked("kerjaan humas ngapain aja sih?").named
    assert asked("kerjaan kepala ngapain aja sih?").named == frozenset()


@pytest.mark.parametrize(
    "question",
    [
        "Apa tugas apoteker?",
        "Apa tugas kepala sekolah?",
        "Apa tugas kepala bagian keuangan?",
        "Siapa yang cocok bekerja di instansi pemerintah?",
        "Halo!",
    ],
)
def test_a_profession_that_is_not_indexed_is_not_named(question: str) -> None:
    assert asked(question).named == frozenset()


@pytest.mark.parametrize(
    ("earlier", "question", "profession", "aspect"),
    [
        (["Apa tugas kepala humas?"], "kalau yang di pemerintah?", DIVISION, DUTIES),
        (["Apa tugas kepala humas?"], "kalau yang di instansi pemerintah?", DIVISION, DUTIES),
        (["Apa tugas kabag humas?"], "kalau yang di perusahaan?", HEAD, DUTIES),
        (["Apa tugas kabag humas?"], "terus yang gak cocok siapa?", DIVISION, MISFITS),
        (["Apa tugas kepala humas?"], "terus yang gak cocok siapa?", HEAD, MISFITS),
        (["Apa tugas kepala humas?"], "skillnya apa aja?", HEAD, SKILLS),
        (["Apa tugas kepala humas?"], "Keterampilan apa yang dibutuhkan dalam profesi itu?", HEAD, SKILLS),
        (["Siapa yang cocok jadi kepala humas?"], "kalau kabag humas?", DIVISION, FITS),
        (["Siapa yang cocok jadi kabag humas?"], "Apa tugas kepala humas?", HEAD, DUTIES),
        (["Apa tugas kabag humas?", "terus yang gak cocok siapa?"], "skillnya?", DIVISION, SKILLS),
        (["Apa tugas kepala humas?", "kalau yang di instansi pemerintah?"], "yg cocok siapa?", DIVISION, FITS),
        (["Apa tugas kepala humas?"], "kalau yg di pemerintah, siapa yg cocok?", DIVISION, FITS),
        (["Siapa yang cocok jadi kepala humas?"], "Apa tugasnya menyampaikan informasi ke pemerintah?", HEAD, DUTIES),
        (["Apa tugas kepala humas?"], "Saya gampang gugup kalau bicara di depan kamera, cocok gak?", HEAD, FITS),
        (["Siapa yang cocok jadi kabag humas?"], "kalau kepala humas gimana?", HEAD, FITS),
        (["Siapa yang cocok jadi kepala humas?"], "Bagaimana dengan yang sebaliknya?", HEAD, MISFITS),
        (["siapa yg cocok jd kabag humas?"], "kalo yg nggak?", DIVISION, MISFITS),
        (["Siapa yang tidak cocok jadi kabag humas?"], "terus kebalikannya?", DIVISION, FITS),
        (["Apa tugas kabag humas?"], "terus kebalikannya?", DIVISION, DUTIES),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out_from_before(
    earlier: Sequence[str], question: str, profession: str, aspect: Aspect
) -> None:
    understood = asked(question, *earlier)
    assert (best(understood), understood.aspects[:1]) == (profession, (aspect,))


@pytest.mark.parametrize(
    "question",
    ["kalau apoteker?", "kalau dokter gimana?", "terus tugas arsitek apa?", "Siapa yang cocok menjadi akuntan?",
     "kalau kepala sekolah?",
     "Saya ingin tahu, orang seperti apa yang cocok bekerja sebagai perancang busana pengantin tradisional?"],
)  # fmt: skip
def test_a_switch_to_a_profession_that_is_not_indexed_inherits_no_profession(question: str) -> None:
    assert asked(question, "Apa tugas kepala humas?").named == frozenset()


def test_a_follow_up_searches_for_the_profession_it_left_out() -> None:
    assert "humas" in asked("terus yang gak cocok siapa?", "Apa tugas kepala humas?").text.split()
    assert "humas" not in asked("terus yang gak cocok siapa?").text.split()


def test_a_follow_up_that_says_only_which_profession_takes_the_matter_along() -> None:
    assert asked("kalau kabag humas?", "Berapa gaji kepala humas?").facts == {"gaji"}
    understood = asked("kalau kabag humas?", "Apakah kepala humas menerbitkan siaran pers?")
    assert understood.topic == {"terbit", "siar", "pers"}
    assert {"siaran", "pers"} <= set(understood.text.split())
    assert asked("Apa itu kabag humas?", "Berapa gaji kepala humas?").facts == set()


def test_an_endless_conversation_is_understood() -> None:
    assert asked("terus?", *["Apa tugas kepala humas?", *["terus?"] * 2000]).aspects in {(), (DUTIES,)}


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("Berapa gaji kepala humas?", {"gaji"}),
        ("gajinya brp?", {"gaji"}),
        ("jam kerjanya gimana?", {"jam"}),
        ("Harus kuliah jurusan apa?", {"pendidikan"}),
        ("Apa tugas kepala humas?", set()),
    ],
)
def test_a_fact_asked_for_is_known(question: str, facts: set[str]) -> None:
    assert asked(question).facts == facts


def test_kinds_of_fact_are_told_whatever_the_word() -> None:
    assert fact_kinds("Gajinya besar, jam kerjamu panjang.") == {"gaji", "jam"}
    assert fact_kinds("upah dan penghasilan") == fact_kinds("gaji")
    assert fact_kinds("kuliah jurusan apa") == fact_kinds("Pendidikan")


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("Apa perbedaan Kepala Humas dan Kepala Bagian Humas?", (DIVISION, HEAD)),
        ("bedanya kepala humas sama kabag humas apa sih", (DIVISION, HEAD)),
        ("Apa perbedaan Kepala Humas dengan Public Relations?", ()),
        ("Apa tugas Kepala Humas dan Kepala Bagian Humas?", (DIVISION, HEAD)),
        ("Saya kepala humas di hotel, apa tugas kepala bagian humas?", ()),
    ],
)
def test_two_indexed_professions_are_compared(question: str, compared: tuple[str, ...]) -> None:
    assert asked(question).compared == compared


def test_what_is_asked_of_both_professions_is_kept_or_else_their_difference_is_asked_for() -> None:
    for how in ("mendasar", "yang paling mencolok"):  # no word that a paragraph must have
        assert not asked(f"Apa perbedaan {how} antara Kepala Humas dan Kepala Bagian Humas?").topic
    assert asked("Apa perbedaan Kepala Humas dan Kepala Bagian Humas?").aspects[0] is Aspect.DIFFERENCE
    assert asked("Bandingkan tugas Kepala Humas dan Kepala Bagian Humas.").aspects == (Aspect.DUTIES,)
    assert asked("Apa perbedaan Kepala Humas dengan Public Relations?").aspects == (Aspect.DIFFERENCE,)


def test_whether_one_fits_asks_for_both_sides() -> None:
    assert set(asked("gw pemalu, cocok gak jadi humas?").aspects[:2]) == {FITS, MISFITS}
    assert "ramai" in asked("gw suka keramaian, cocok gak jadi humas?").topic


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Apakah kepala humas menerbitkan siaran pers?", {"terbit", "siar", "pers"}),
        ("Tolong jelaskan, apa saja tugas kepala humas?", set()),
        ("Saya siswa SMA di Bandung. Apa tugas kepala humas?", set()),
        ("kabag humas ngurusin wartawan gak?", {"urus", "wartawan"}),
    ],
)
def test_the_topic_holds_what_the_documents_must_have(question: str, topic: set[str]) -> None:
    assert asked(question).topic == topic


def test_a_typing_error_is_repaired_but_a_word_of_the_documents_is_left_alone() -> None:
    assert asked("ketrampilan kepla humas").text.split()[1] == "kepala"
    assert "reputasi" in asked("reputasi kepala humas").text.split()
    assert "perawat" in asked("tugas perawat apa").text.split()


@pytest.mark.parametrize(
    ("question", "more", "main_only"),
    [
        ("Apa tugas utama kepala humas?", False, True),
        ("Selain itu apa lagi tugasnya?", True, False),
        ("Apa tugas kepala humas?", False, False),
    ],
)
def test_the_main_thing_and_what_comes_beside_it_are_told_apart(question: str, more: bool, main_only: bool) -> None:
    understood = asked(question)
    assert (understood.more, understood.main_only) == (more, main_only)


@pytest.mark.parametrize("question", ["halo", "makasih ya", "😀😀", "apa?"])
def test_what_asks_nothing_takes_nothing_from_the_turn_before(question: str) -> None:
    understood = asked(question, "Apa tugas Kepala Humas?")
    assert not understood.named
    assert not understood.aspects
    assert not understood.topic


def test_a_bare_name_asks_what_it_is_whatever_was_asked_before() -> None:
    for earlier in ([], ["SELECT * FROM; DROP"], ["Apa tugas Kepala Bagian Humas?"]):
        understood = asked("kepala humas", *earlier)
        assert best(understood) == HEAD
        assert understood.aspects == (Aspect.DESCRIPTION,)
        assert not understood.topic


@pytest.mark.parametrize(
    "question",
    [
        "saya suka menulis dan ngobrol, cocoknya jadi apa?",
        "aku gak bisa diem, enaknya kerja apa ya",
        "Profesi apa yang pas untuk anak yang gemar membaca?",
        "ada kerjaan buat orang yang doyan ngitung gak?",
    ],
)
def test_who_names_no_profession_and_tells_of_somebody_asks_for_a_recommendation(question: str) -> None:
    understood = asked(question)
    assert understood.recommends and understood.aspects == (FITS,) and not understood.named


@pytest.mark.parametrize("question", ["kerja apa sih kepala humas itu?", "saya suka menulis, cocok jadi kepala humas?"])
def test_who_names_a_profession_asks_for_no_recommendation(question: str) -> None:
    assert not asked(question).recommends
