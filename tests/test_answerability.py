"""Signs for and against an answer, over the owner's documents with the bundled embedding model."""

from dataclasses import replace
from typing import cast

import pytest

from rag import answerability as module
from rag.answerability import SURE, THRESHOLD, answerability, is_answerable, signs, tells_who, untold_aspect
from rag.index import Generation
from rag.ranking import rank
from rag.reranking import rerank
from rag.retrieval import ParagraphRetriever
from rag.types import Aspect, Hit, Paragraph, Ranked, Understanding

NOT_TOLD = [
    "Berapa gaji kepala humas per bulan?",
    "cara bikin nasi goreng gimana",
    "Apa tugas utama seorang masinis kereta?",
    "kepala humas jam kerjanya berapa lama?",
]


def probability(retriever: ParagraphRetriever, question: str, reads: bool) -> float:
    generation = retriever.generation()
    understanding = retriever.understand(generation, question)
    ranked = rank(generation, understanding)
    if reads:
        ranked = rerank(generation, understanding, ranked)
        assert ranked.logits, "the bundled model reads unless told otherwise"
    found = answerability(generation, understanding, ranked)
    assert 0 <= found <= 1
    return found


@pytest.mark.parametrize(
    "question",
    ["Apa tugas utama kepala humas?", "siapa yg gak cocok jd kabag humas", "Apa miskonsepsi tentang kepala humas?"],
)
@pytest.mark.parametrize("reads", [False, True])
def test_what_the_documents_tell_is_likely_answered(
    owner_retriever: ParagraphRetriever, question: str, reads: bool
) -> None:
    assert probability(owner_retriever, question, reads) >= THRESHOLD


@pytest.mark.parametrize("question", NOT_TOLD)
@pytest.mark.parametrize("reads", [False, True])
def test_what_they_do_not_tell_is_not(owner_retriever: ParagraphRetriever, question: str, reads: bool) -> None:
    assert probability(owner_retriever, question, reads) < (SURE if "masinis" in question else THRESHOLD)


def test_reading_tells_a_fact_from_its_neighbours(owner_retriever: ParagraphRetriever) -> None:
    generation = owner_retriever.generation()
    understanding = owner_retriever.understand(generation, "Apa tugas utama kepala humas?")
    ranked = rerank(generation, understanding, rank(generation, understanding))
    best = ranked.hits[0].paragraph.id
    assert best == "kepala-humas#p2"
    told, untold = (
        answerability(generation, understanding, replace(ranked, logits={best: logit})) for logit in (4.0, -4.0)
    )
    assert told > THRESHOLD > untold


@pytest.mark.parametrize(
    ("read", "unread", "about_another", "expected"),
    [
        (THRESHOLD, 0.0, False, True),
        (THRESHOLD - 0.01, SURE - 0.01, False, False),
        (0.0, SURE, False, True),
        (1.0, SURE - 0.01, True, False),
        (THRESHOLD - 0.01, 1.0, True, False),
        (THRESHOLD, SURE, True, True),
    ],
)
def test_reading_decides_unless_it_is_about_another_profession_or_sure_without(
    monkeypatch: pytest.MonkeyPatch, read: float, unread: float, about_another: bool, expected: bool
) -> None:
    aspects = (Aspect.DUTIES,) if about_another else ()
    asked = Understanding(
        "apa?", "Apa?", aspects=aspects, names={}, named=frozenset(), topic=frozenset(), foreign=about_another
    )
    given = Ranked((Hit(Paragraph("d", 1, "teks"), "D", 1.0),), {}, {"d#p1": 0.0})
    monkeypatch.setattr(module, "signs", lambda generation, understanding, ranked: {"read": 0.0})
    monkeypatch.setattr(module, "_probability", lambda found: read if "read" in found else unread)
    assert is_answerable(cast(Generation, None), asked, given) is expected


def test_an_amount_of_another_kind_answers_nothing(owner_retriever: ParagraphRetriever) -> None:
    generation = owner_retriever.generation()
    paragraph = Paragraph("kepala-humas", 2, "Kepala Humas bekerja 8 jam sehari.", Aspect.DUTIES)
    ranked = Ranked((Hit(paragraph, "Kepala Humas", 20.0),), {paragraph.id: 0.95}, {paragraph.id: 9.0})
    for question, told in (("kepala humas kerja berapa jam sehari?", True), ("kepala humas digaji berapa?", False)):
        understanding = owner_retriever.understand(generation, question)
        assert is_answerable(generation, understanding, ranked) is told
        assert (answerability(generation, understanding, ranked) > 0) is told


def test_nothing_found_answers_nothing(owner_retriever: ParagraphRetriever) -> None:
    generation = owner_retriever.generation()
    asked = owner_retriever.understand(generation, "Apa?")
    assert answerability(generation, asked, Ranked((), {})) == 0.0
    assert not is_answerable(generation, asked, Ranked((), {}))


def test_who_does_something_may_be_asked_without_a_name(owner_retriever: ParagraphRetriever) -> None:
    generation = owner_retriever.generation()
    for question, told in (("siapa yang mengatur konferensi pers?", True), ("siapa yang memasak rendang?", False)):
        understanding = owner_retriever.understand(generation, question)
        hits = rank(generation, understanding).hits
        assert tells_who(generation, understanding, hits) is told
        assert untold_aspect(generation, understanding, hits) is None


def test_no_sign_of_another_models_cosines_can_decide_alone(owner_retriever: ParagraphRetriever) -> None:
    generation = owner_retriever.generation()
    understanding = owner_retriever.understand(generation, "Apa tugas utama kepala humas?")
    ranked = rank(generation, understanding)
    dense = ranked.cosines
    for cosine in (-1.0, 0.0, 1.0):
        found = signs(generation, understanding, replace(ranked, cosines=dict.fromkeys(dense, cosine)))
        assert found["lead"] == pytest.approx(0.0), "only differences count"
    wide = {one: cosine * 100 for one, cosine in dense.items()}
    assert signs(generation, understanding, replace(ranked, cosines=wide))["lead"] == 2
