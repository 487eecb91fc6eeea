"""What professions are called, and which of them a question names."""

import pytest

from rag.language import formalise
from rag.profession_synonyms import names_profession, synonyms
from rag.professions import NamedDocument, ProfessionNames, name_stems

NAMES = ProfessionNames(
    [
        NamedDocument("perawat", "Perawat", "Perawat"),
        NamedDocument("terapis-gigi", "Terapis gigi dan mulut", "Terapis gigi dan mulut", ("perawat gigi",)),
        NamedDocument("konselor", "Konselor", "Konselor"),
        NamedDocument("guru-bk", "Guru BK", "Guru BK", ("konselor sekolah",)),
        NamedDocument("back-end", "Pengembang back-end", "Pengembang back-end"),
        NamedDocument("front-end", "Pengembang front-end", "Pengembang front-end"),
        NamedDocument("desainer", "Desainer UI/UX", "Desainer UI/UX"),
        NamedDocument("peternak-lebah", "Peternak lebah", "Peternak lebah", ("apiaris",)),
    ]
)


def named(question: str) -> frozenset[str]:
    return NAMES.match(name_stems(formalise(question)), NAMES.said_in(question))[1]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Apa tugas perawat?", "perawat"),
        ("suster itu ngapain?", "perawat"),
        ("is being a nurse berat?", "perawat"),
        ("Apa tugas perawat gigi?", "terapis-gigi"),
        ("terapis gigi kerjanya apa", "terapis-gigi"),
        ("terapis mulut kerjanya apa", "terapis-gigi"),
        ("konselor sekolah ngapain aja", "guru-bk"),
        ("guru bp ngapain aja", "guru-bk"),
        ("konselor ngapain aja", "konselor"),
        ("back end developer pakai bahasa apa", "back-end"),
        ("ux designer belajar apa", "desainer"),
        ("apiaris itu apa", "peternak-lebah"),
    ],
)
def test_a_profession_is_named_by_any_of_its_names(question: str, document: str) -> None:
    assert named(question) == {document}


def test_a_name_inside_a_longer_one_is_not_meant() -> None:
    assert NAMES.spelled_out(name_stems("perawat gigi")) == {"terapis-gigi"}
    scores, _ = NAMES.match(name_stems("perawat gigi"))
    assert scores["terapis-gigi"] > scores["perawat"]


@pytest.mark.parametrize("question", ["siapa yang merawat pasien?", "perawatan kulit itu gimana", "konseling itu apa"])
def test_a_word_that_only_shares_its_root_names_nothing(question: str) -> None:
    assert named(question) == frozenset()


def test_a_name_keeps_its_form_with_a_particle_behind_it() -> None:
    assert named("perawatnya baik?") == named("perawatlah yang berjaga") == {"perawat"}


def test_a_root_lends_its_name_to_what_is_derived_from_it() -> None:
    names = ProfessionNames([NamedDocument("humas", "Kepala Humas", "Kepala Humas")])
    assert names.said_in("kehumasan") == ("humas",)


def test_a_longer_name_does_not_name_what_shares_a_word_with_it() -> None:
    titles = ["Ilmuwan data", "Analis data", "Analis kredit", "Analis kebijakan", "Perawat", "Bidan", "Koki", "Pilot"]
    names = ProfessionNames([NamedDocument(title.casefold(), title, title) for title in titles])
    assert names.match(name_stems("kerja di bidang data"))[1] == {"analis data"}, "its other word says little"
    assert names.match(name_stems("ilmuwan data bekalnya apa"))[1] == {"ilmuwan data"}


def test_an_ordinary_word_of_the_documents_names_nobody_alone() -> None:
    documents = [
        NamedDocument("analis", "Analis data", "Analis data", paragraphs=10),
        NamedDocument("humas", "Kepala Humas", "Kepala Humas", paragraphs=10),
    ]
    names = ProfessionNames(documents, lambda one: {"data": 21, "analis": 10, "humas": 20}.get(one, 0))
    assert names.match(name_stems("datanya disimpan di mana?"))[1] == frozenset()
    assert names.match(name_stems("datanya disimpan di mana?"))[0]["analis"] > 0, "it still counts for something"
    assert names.match(name_stems("analis data itu apa"))[1] == {"analis"}
    assert names.match(name_stems("humas itu apa"))[1] == {"humas"}


def test_one_word_hints_at_a_profession_if_no_other_has_it_in_a_name() -> None:
    assert NAMES.hinted(name_stems("front")) == {"front-end"}
    assert NAMES.hinted(name_stems("pengembang")) == frozenset(), "two are called so"
    assert NAMES.hinted(name_stems("ux")) == frozenset(), "too short to hint at anything"


def test_nothing_is_named_by_a_word_of_another_meaning() -> None:
    assert named("cuaca besok gimana?") == frozenset()


def test_the_words_of_a_name_are_told_from_the_topic() -> None:
    said = NAMES.stems_said({"perawat"}, name_stems("suster itu menyuntik pasien"))
    assert set(name_stems("perawat suster")) <= said
    assert not said & {"suntik", "pasien"}


def test_compounds_are_known_in_every_spelling() -> None:
    assert NAMES.compounds["backend"] == "back-end"
    assert NAMES.compounds["uiux"] == "ui ux"


def test_synonyms_hold_what_is_asked_and_all_names_of_its_groups() -> None:
    assert {"advokat", "pengacara", "lawyer"} <= set(synonyms(["Pengacara"]))
    assert synonyms(["Penjinak singa"]) == ("penjinak singa",)


@pytest.mark.parametrize(
    ("text", "expected"), [("kalau juru masak gimana", True), ("kalau yang di desa gimana", False)]
)
def test_a_text_tells_whether_it_names_any_profession(text: str, expected: bool) -> None:
    assert names_profession(text) is expected
