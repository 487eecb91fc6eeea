"""Signs for and against an answer, over the owner's documents with the bundled embedding model."""

from dataclasses import replace

import pytest

from rag.answerability import THRESHOLD, answerability, signs, tells_who, untold_aspect
from rag.ranking import rank
from rag.retrieval import ParagraphRetriever
from rag.types import Ranked

NOT_TOLD = [
    "Berapa gaji kepala humas per bulan?",
    "cara bikin nasi goreng gimana",
    "Apa tugas utama seorang masinis kereta?",
    "kepala humas jam kerjanya berapa lama?",
]


def probability(retriever: ParagraphRetriever, question: str) -> float:
    generation = retriever.generation()
    understanding = retriever.understand(generation, question)
    ranked = rank(generation, understanding)
    found = answerability(generation, understanding, ranked)
    assert 0 <= found <= 1
    return found


@pytest.mark.parametrize(
    "question",
    ["Apa tugas utama kepala humas?", "siapa yg gak cocok jd kabag humas", "Apa miskonsepsi tentang kepala humas?"],
)
def test_what_the_documents_tell_is_likely_answered(owner_retriever: ParagraphRetriever, question: str) -> None:
    assert probability(owner_retriever, question) >= THRESHOLD


@pytest.mark.parametrize("question", NOT_TOLD)
def test_what_they_do_not_tell_is_not(owner_retriever: ParagraphRetriever, question: str) -> None:
    assert probability(owner_retriever, question) < THRESHOLD


def test_nothing_found_answers_nothing(owner_retriever: ParagraphRetriever) -> None:
    generation = owner_retriever.generation()
    assert answerability(generation, owner_retriever.understand(generation, "Apa?"), Ranked((), {})) == 0.0


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
