"""What a follow-up goes on about is told by the answer before, where the question before does not name it."""

import pytest
from fake_embeddings import HashEmbeddings

from rag.index import Generation, IndexReader
from rag.professions import NamedDocument, ProfessionNames
from rag.prompts import not_found_text
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings
from rag.sync import apply_plan, make_plan
from rag.turns import with_professions
from rag.types import Turn

BAKER = """\
Pembuat roti membuat roti dan kue setiap pagi di dapur.
Adonan croissant dilipat tiga kali sebelum dibentuk, dan didinginkan di antaranya.
Pembuat roti yang tidak tahan bangun dini hari kurang cocok dengan pekerjaan ini.
"""
WELDER = """\
Tukang las menyambung logam dengan panas di bengkel.
Kursus mengelas berlangsung tiga bulan dan ditutup dengan ujian pelat.
Tukang las yang silau oleh cahaya terang kurang cocok dengan pekerjaan ini.
"""
NAMES = ProfessionNames(
    [NamedDocument("roti", "Pembuat roti", "Pembuat roti"), NamedDocument("las", "Tukang las", "Tukang las")]
)
TOLD = Turn("croissant dilipat berapa kali?", "Adonan croissant dilipat tiga kali sebelum dibentuk.")


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> ParagraphRetriever:
    folder = tmp_path_factory.mktemp("turns")
    sources = folder / "sources"
    sources.mkdir()
    (sources / "roti.txt").write_text(f"---\njudul: Pembuat roti\n---\n{BAKER}", encoding="utf-8")
    (sources / "las.txt").write_text(f"---\njudul: Tukang las\n---\n{WELDER}", encoding="utf-8")
    settings = Settings(sources=sources, index=folder / "index", model="none")
    embeddings = HashEmbeddings()
    apply_plan(make_plan(settings), settings, embeddings)
    return ParagraphRetriever(source=IndexReader(settings, embeddings))


@pytest.fixture(scope="module")
def generation(retriever: ParagraphRetriever) -> Generation:
    return retriever.generation()


def asked(history: list[Turn], generation: Generation) -> list[str]:
    return [one.question for one in with_professions(history, generation, NAMES)]


def test_the_answer_tells_the_profession_that_the_question_left_out(generation: Generation) -> None:
    assert asked([TOLD], generation) == [f"{TOLD.question} pembuat roti"]


def test_a_profession_that_was_named_stays(generation: Generation) -> None:
    named = Turn("kursus tukang las berapa lama?", "Kursus mengelas berlangsung tiga bulan.")
    assert asked([TOLD, named], generation) == [TOLD.question, named.question]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Bisa.",
        "Gajinya sepuluh juta rupiah sebulan di kota besar.",
        not_found_text(["gaji"], ["Pembuat roti", "Tukang las"], names_profession=False),
    ],
)
def test_what_no_paragraph_tells_is_about_no_profession_and_the_turn_before_counts(
    generation: Generation, answer: str
) -> None:
    assert asked([TOLD, Turn("gajinya?", answer)], generation) == [f"{TOLD.question} pembuat roti", "gajinya?"]


def test_a_follow_up_is_searched_for_with_that_profession(
    retriever: ParagraphRetriever, generation: Generation
) -> None:
    understanding = retriever.understand(generation, "yang gak cocok siapa?", [TOLD])
    assert understanding.named == {"roti"} and understanding.carried
    assert retriever.understand(generation, "yang gak cocok siapa?").named == frozenset()
