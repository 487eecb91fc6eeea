"""A question for an amount is answered by an amount of that kind, not by any number."""

import pytest

from evals.training import training_documents, training_questions
from rag.code_mixing import without_english
from rag.language import formalise
from rag.quantities import asked_kind, tells_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("brp jam sehari kerjanya?", "jam"),
        ("kuliahnya berapa lama sih?", "waktu"),
        ("butuh berapa kira-kira tahun buat jadi spesialis?", "tahun"),
        ("Berapa honor satu hari yang berlangsung 12 jam itu?", "uang"),
        ("tarifnya berapaan dong", "uang"),
        ("dananya cair berapa juta?", "uang"),
        ("how many hours sehari kerjanya?", "jam"),
        ("gajinya gimana?", "upah"),
        ("How long is the course, ya?", "waktu"),
        ("how much komisi yang masuk?", "uang"),
        ("ada berapa tahap kerjanya?", ""),
        ("Apa tugas utama perawat?", ""),
    ],
)
def test_the_kind_of_amount_is_told_from_the_question(question: str, kind: str) -> None:
    assert asked_kind(formalise(without_english(question))) == kind


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("Ia bekerja 8 jam sehari.", "jam", True),
        ("Toko dibuka pukul 06.00.", "jam", True),
        ("Ia bekerja 8 jam sehari.", "uang", False),
        ("Tamu membayar Rp50.000.", "uang", True),
        ("Upah awalnya 4 juta.", "uang", True),
        ("Komisinya 5% dari penjualan.", "uang", True),
        ("Gajinya tidak seberapa.", "upah", True),
        ("Gajinya tidak seberapa.", "uang", False),
        ("Masa belajarnya setahun.", "tahun", True),
        ("Naskah digarap berbulan-bulan.", "bulan", True),
        ("Bulannya tidak tentu.", "bulan", True),
        ("Ada tiga tahap pemeriksaan.", "waktu", False),
    ],
)
def test_a_text_tells_an_amount_by_its_unit(text: str, kind: str, told: bool) -> None:
    assert tells_kind(text, kind) is told


def test_what_answers_a_question_for_an_amount_tells_one_of_that_kind() -> None:
    paragraphs = {one.id: one.text for document in training_documents().values() for one in document.paragraphs}
    asked = [
        (one.case, kind)
        for one in training_questions()
        if one.case.gold and (kind := asked_kind(formalise(without_english(one.case.question))))
    ]
    told = [any(tells_kind(paragraphs[gold], kind) for gold in case.gold) for case, kind in asked]
    assert len(asked) > 100
    assert sum(told) / len(told) > 0.95
