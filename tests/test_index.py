import gc
import shutil
import threading
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings

from rag import generations, index
from rag.contents import passage_text
from rag.embedding import load_embeddings
from rag.errors import IndexIncompatibleError, IndexMissingError
from rag.index import Generation, IndexReader
from rag.language import stems
from rag.reading import read_document
from rag.settings import Settings
from rag.sync import apply_plan, make_plan
from rag.types import Aspect

SEEDS = Path(__file__).parents[1] / "sources"


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    shutil.copytree(SEEDS, tmp_path / "sources")
    return Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url="", embedding="bundled")


@pytest.fixture
def settings(embedded: Settings, chroma_url: str) -> Settings:
    """An index in a folder, and one on a server."""
    return embedded.model_copy(update={"chroma_url": chroma_url})


@pytest.fixture
def reader(settings: Settings) -> IndexReader:
    synchronise(settings)
    return IndexReader(settings, HashEmbeddings())


def synchronise(settings: Settings) -> None:
    apply_plan(make_plan(settings), settings, HashEmbeddings())


def add_document(settings: Settings, name: str, text: str) -> None:
    (settings.sources / name).write_text(text, encoding="utf-8")
    synchronise(settings)


def test_every_paragraph_comes_back_as_it_was_read_in_the_order_asked(settings: Settings, reader: IndexReader) -> None:
    document = read_document(settings.sources / "kepala-humas.txt", settings.sources)
    backwards = document.paragraphs[::-1]
    assert reader.current().paragraphs([one.id for one in backwards]) == list(backwards)
    assert reader.current().paragraphs([backwards[0].id] * 2) == [backwards[0]] * 2
    assert reader.current().paragraphs([]) == []


def test_an_unknown_paragraph_is_an_error(reader: IndexReader) -> None:
    with pytest.raises(KeyError):
        reader.current().paragraphs(["kepala-humas#p99"])


def test_the_records_tell_title_file_and_aspects(reader: IndexReader) -> None:
    record = reader.current().documents["kepala-humas"]
    assert (record.file, record.title) == (
        "kepala-humas.txt",
        "Kepala Humas di lembaga pemerintah atau perusahaan",
    )
    assert [one.number for one in record.paragraphs] == list(range(1, 10))
    assert record.paragraphs[6].aspect is Aspect.MISCONCEPTION
    assert reader.current().paragraph_count == 18


def test_dense_search_finds_a_paragraph_by_its_own_passage_with_similarity_one(
    settings: Settings, reader: IndexReader
) -> None:
    for file in ("kepala-humas.txt", "kepala-bagian-humas.txt"):
        document = read_document(settings.sources / file, settings.sources)
        for paragraph in document.paragraphs:
            found, similarity = reader.current().search_dense(passage_text(document.title, paragraph), 3)[0]
            assert found == paragraph.id
            assert similarity == pytest.approx(1.0, abs=1e-4)


def test_dense_similarities_are_cosines_and_fall(reader: IndexReader) -> None:
    hits = reader.current().search_dense("komunikasi dengan wartawan", 100)
    similarities = [similarity for _, similarity in hits]
    assert len(hits) == 18
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 <= one <= 1 for one in similarities)
    assert similarities[0] > similarities[-1]


def test_a_large_index_is_searched_with_the_graph_and_finds_the_same(
    reader: IndexReader, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = reader.current().search_dense("komunikasi dengan wartawan", 5)
    monkeypatch.setattr(index, "_EXACT", 17)  # one fewer than there are
    monkeypatch.setattr(Generation, "_read_vectors", lambda generation: pytest.fail("compared with every row"))
    generation = IndexReader(settings, HashEmbeddings()).current()
    searched = generation.search_dense("komunikasi dengan wartawan", 5)
    assert [found for found, _ in searched] == [found for found, _ in compared]
    assert [score for _, score in searched] == pytest.approx([score for _, score in compared], abs=1e-5)


def test_dense_search_gives_no_more_than_k(reader: IndexReader) -> None:
    assert len(reader.current().search_dense("komunikasi", 4)) == 4
    assert reader.current().search_dense("komunikasi", 0) == []


def test_lexical_search_finds_by_stems_and_knows_the_terms(reader: IndexReader) -> None:
    generation = reader.current()
    assert generation.search_lexical(stems("konferensi pers"), 5)[0][0] == "kepala-humas#p2"
    assert generation.has_term("wartawan")
    assert generation.document_frequency("wartawan") == 1
    assert not generation.has_term("astronaut")


def test_the_title_counts_for_lexical_search(reader: IndexReader) -> None:
    found = dict(reader.current().search_lexical(stems("kepala bagian humas di instansi"), 18))
    assert set(found) >= {f"kepala-bagian-humas#p{number}" for number in range(1, 10)}


def test_with_the_bundled_model_every_paragraph_is_found_first_by_its_own_words(settings: Settings) -> None:
    embeddings = load_embeddings(settings)
    apply_plan(make_plan(settings), settings, embeddings)
    generation = IndexReader(settings, embeddings).current()
    for paragraph in generation.paragraphs([f"kepala-humas#p{number}" for number in range(1, 10)]):
        hits = generation.search_dense(paragraph.text, 18)
        assert hits[0][0] == paragraph.id
        assert all(-1 <= similarity <= 1 for _, similarity in hits)


def test_without_an_index_the_reader_names_the_command(settings: Settings) -> None:
    with pytest.raises(IndexMissingError, match=r"python ingest\.py`"):
        IndexReader(settings, HashEmbeddings()).current()


def test_another_embedding_model_is_refused_with_the_command(settings: Settings, reader: IndexReader) -> None:
    other = settings.model_copy(update={"embedding": "owner/another-model"})
    with pytest.raises(IndexIncompatibleError, match="owner/another-model.*python ingest.py --rebuild"):
        IndexReader(other, HashEmbeddings()).current()


@pytest.mark.parametrize("part", ["chroma/chroma.sqlite3", "lexical/ids.json", "stamp.json", "lexical/rows.i32"])
def test_a_lost_part_is_refused_with_the_command_and_not_made_up(part: str, embedded: Settings) -> None:
    synchronise(embedded)
    name = generations.current_name(embedded.index)
    lost = embedded.index / "generations" / str(name) / part
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    with pytest.raises(IndexIncompatibleError, match="damaged.*python ingest.py --rebuild"):
        IndexReader(embedded, HashEmbeddings()).current()
    assert not lost.exists()


@pytest.mark.parametrize("part", ["chroma/chroma.sqlite3", "lexical/ids.json", "lexical/rows.i32"])
def test_a_garbled_part_is_refused_with_the_command(part: str, embedded: Settings) -> None:
    synchronise(embedded)
    name = generations.current_name(embedded.index)
    (embedded.index / "generations" / str(name) / part).write_bytes(b"garbage " * 1000)
    with pytest.raises(IndexIncompatibleError, match="damaged.*python ingest.py --rebuild"):
        IndexReader(embedded, HashEmbeddings()).current()


def test_the_reader_keeps_a_generation_until_there_is_another(settings: Settings, reader: IndexReader) -> None:
    first = reader.current()
    assert reader.current() is first
    add_document(settings, "apoteker.txt", "Apoteker\n\nMeracik obat untuk pasien.\n")
    second = reader.current()
    assert second is not first
    assert "apoteker" in second.documents
    assert second.search_dense("Apoteker. Meracik obat untuk pasien.", 1)[0][0] == "apoteker#p1"
    assert [found for found, _ in second.search_lexical(stems("obat"), 5)] == ["apoteker#p1"]


def test_a_question_in_flight_finishes_on_its_own_generation_whatever_is_ingested(embedded: Settings) -> None:
    synchronise(embedded)
    reader = IndexReader(embedded, HashEmbeddings())
    held = reader.current()
    for number in range(4):
        add_document(embedded, f"profesi-{number}.txt", f"Profesi {number}\n\nMengurus hal nomor {number}.\n")
        reader.current()
    assert len(held.search_dense("komunikasi", 50)) == 18
    assert held.paragraphs(["kepala-humas#p1"])[0].text.startswith("bertugas")
    assert held.search_lexical(stems("wartawan"), 5)
    folder = generations.generation_folder(embedded.index, held.name)
    assert folder.exists()
    del held
    gc.collect()
    add_document(embedded, "terakhir.txt", "Terakhir\n\nMengurus hal terakhir.\n")
    assert not folder.exists()


def test_a_generation_nobody_holds_is_closed(embedded: Settings) -> None:
    synchronise(embedded)
    reader = IndexReader(embedded, HashEmbeddings())
    from chromadb.api.shared_system_client import SharedSystemClient

    path = str(generations.generation_folder(embedded.index, reader.current().name) / "chroma")
    assert path in SharedSystemClient._identifier_to_system
    add_document(embedded, "apoteker.txt", "Apoteker\n\nMeracik obat untuk pasien.\n")
    reader.current()
    gc.collect()
    assert path not in SharedSystemClient._identifier_to_system


def test_a_generation_that_vanishes_while_it_is_opened_is_passed_over(
    embedded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    synchronise(embedded)
    reader = IndexReader(embedded, HashEmbeddings())
    stale = str(generations.current_name(embedded.index))
    add_document(embedded, "satu.txt", "Satu\n\nMengurus hal pertama.\n")
    add_document(embedded, "dua.txt", "Dua\n\nMengurus hal kedua.\n")
    assert not generations.generation_folder(embedded.index, stale).exists()
    real, answers = generations.current_name, [stale]

    def pointer_read_too_early(root: Path) -> str | None:
        return answers.pop() if answers else real(root)

    monkeypatch.setattr(generations, "current_name", pointer_read_too_early)
    assert {"satu", "dua"} <= set(reader.current().documents)


def test_many_threads_can_ask_while_the_index_changes(settings: Settings, reader: IndexReader) -> None:
    failures: list[BaseException] = []
    seen: set[str] = set()
    stop = threading.Event()

    def ask() -> None:
        try:
            while not stop.is_set():
                generation: Generation = reader.current()
                seen.add(generation.name)
                hits = generation.search_dense("komunikasi dengan media", 5)
                assert len(generation.paragraphs([found for found, _ in hits])) == 5
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(4):
        add_document(settings, f"profesi-{number}.txt", f"Profesi {number}\n\nMengurus hal nomor {number}.\n")
    stop.set()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert len(seen) > 1


def test_a_copy_carries_on_exactly_what_a_fresh_build_would_hold(settings: Settings, reader: IndexReader) -> None:
    add_document(settings, "apoteker.txt", "Apoteker\n\nMeracik obat.\n\nMelayani pasien.\n")
    add_document(settings, "apoteker.txt", "Apoteker\n\nMelayani pasien.\n")
    (settings.sources / "kepala-bagian-humas.txt").unlink()
    synchronise(settings)
    carried_on = reader.current()
    apply_plan(make_plan(settings, rebuild=True), settings, HashEmbeddings())
    fresh = reader.current()
    assert fresh is not carried_on
    assert fresh.documents == carried_on.documents
    similarities = dict(carried_on.search_dense("melayani pasien", 50))
    assert dict(fresh.search_dense("melayani pasien", 50)) == pytest.approx(similarities, abs=1e-6)
    assert fresh.search_lexical(["pasien"], 50) == carried_on.search_lexical(["pasien"], 50)
