import shutil
from pathlib import Path

import pytest
from chroma_server import free_port, serving
from fake_embeddings import HashEmbeddings

from rag import chroma
from rag.errors import IndexBusyError, IndexIncompatibleError, IndexMissingError, IndexUnavailableError, SettingsError
from rag.index import IndexReader
from rag.language import stems
from rag.lease import holding
from rag.server_store import ServerStore
from rag.settings import Settings
from rag.sync import apply_plan, make_plan

SEEDS = Path(__file__).parents[1] / "sources"


@pytest.fixture
def settings(tmp_path: Path, empty_server: str) -> Settings:
    shutil.copytree(SEEDS, tmp_path / "sources")
    return Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url=empty_server)


def synchronise(settings: Settings) -> None:
    apply_plan(make_plan(settings), settings, HashEmbeddings())


def add_document(settings: Settings, name: str) -> None:
    text = f"{name.capitalize()}\n\nMengurus hal {name}.\n"
    (settings.sources / f"{name}.txt").write_text(text, encoding="utf-8")
    synchronise(settings)


def collections(settings: Settings) -> set[str]:
    client = chroma.connect(settings.chroma_url, "the test server")
    try:
        return chroma.collection_names(client, "the test server")
    finally:
        chroma.close(client)


def test_a_chat_on_another_machine_sees_what_was_ingested_on_this_one(settings: Settings, tmp_path: Path) -> None:
    synchronise(settings)
    elsewhere = settings.model_copy(update={"sources": tmp_path / "none", "index": tmp_path / "elsewhere"})
    generation = IndexReader(elsewhere, HashEmbeddings()).current()
    assert generation.paragraph_count == 18
    assert generation.paragraphs(["kepala-humas#p1"])[0].text.startswith("bertugas")
    assert generation.search_lexical(stems("konferensi pers"), 5)[0][0] == "kepala-humas#p2"
    assert len(generation.search_dense("komunikasi", 50)) == 18


def test_an_ingest_from_another_machine_carries_on_without_embedding_anything_again(
    settings: Settings, tmp_path: Path
) -> None:
    synchronise(settings)
    shutil.copytree(settings.sources, tmp_path / "copy")
    elsewhere = settings.model_copy(update={"sources": tmp_path / "copy", "index": tmp_path / "elsewhere"})
    (elsewhere.sources / "apoteker.txt").write_text("Apoteker\n\nMeracik obat.\n", encoding="utf-8")
    embeddings = HashEmbeddings()
    report = apply_plan(make_plan(elsewhere), elsewhere, embeddings)
    assert (report.embedded, len(embeddings.embedded), report.paragraphs) == (1, 1, 19)
    assert "apoteker" in IndexReader(settings, HashEmbeddings()).current().documents


def test_rows_of_a_run_that_was_killed_are_used_by_the_next_one_and_never_served(settings: Settings) -> None:
    class Killed(HashEmbeddings):
        """Dies in the second batch."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_documents(texts)

    synchronise(settings)
    lines = [f"Mengurus hal yang ke-{number}." for number in range(100)]
    (settings.sources / "apoteker.txt").write_text("Apoteker\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        apply_plan(make_plan(settings), settings, Killed())
    generation = IndexReader(settings, HashEmbeddings()).current()
    hits = generation.search_dense("Apoteker. Mengurus hal yang ke-7.", 18)
    assert len(hits) == 18
    assert all(found.startswith("kepala-") for found, _ in hits)
    synchronise(settings)
    assert IndexReader(settings, HashEmbeddings()).current().paragraph_count == 118


def test_a_question_under_way_finishes_on_its_generation_after_the_next_ingest(settings: Settings) -> None:
    synchronise(settings)
    held = IndexReader(settings, HashEmbeddings()).current()
    (settings.sources / "kepala-humas.txt").unlink()
    synchronise(settings)
    assert len(held.paragraphs([f"kepala-humas#p{number}" for number in range(1, 10)])) == 9
    assert len(held.search_dense("komunikasi", 50)) == 18
    assert "kepala-humas" not in IndexReader(settings, HashEmbeddings()).current().documents


def test_the_server_holds_only_what_the_current_generation_and_the_one_before_need(settings: Settings) -> None:
    for name in ("apoteker", "bidan", "nelayan"):
        add_document(settings, name)
    (settings.sources / "apoteker.txt").unlink()
    synchronise(settings)
    add_document(settings, "pilot")
    names = collections(settings)
    rows = [name for name in names if name.startswith("tanya-karier-rows-")]
    assert len(rows) == 1
    assert len(names) == 4, "pointer, rows, files of this generation and of the one before"
    client = chroma.connect(settings.chroma_url, "the test server")
    held = chroma.Rows(client, rows[0], "the test server").ids()
    chroma.close(client)
    assert not any(row.startswith("apoteker#") for row in held)
    assert len(held) == 18 + 3


def test_collections_of_others_on_the_same_server_are_left_alone(settings: Settings) -> None:
    client = chroma.connect(settings.chroma_url, "the test server")
    chroma.create(client, "somebody-elses", {"kept": True}, "the test server")
    chroma.close(client)
    for name in ("apoteker", "bidan"):
        add_document(settings, name)
    assert "somebody-elses" in collections(settings)


def test_a_rebuild_begins_anew_beside_what_is_served(settings: Settings) -> None:
    synchronise(settings)
    held = IndexReader(settings, HashEmbeddings()).current()
    apply_plan(make_plan(settings, rebuild=True), settings, HashEmbeddings())
    assert len(held.search_dense("komunikasi", 50)) == 18
    synchronise(settings)
    add_document(settings, "apoteker")
    assert len([name for name in collections(settings) if name.startswith("tanya-karier-rows-")]) == 1


def test_while_another_ingest_holds_the_lease_a_second_one_is_refused(settings: Settings) -> None:
    synchronise(settings)
    (settings.sources / "apoteker.txt").write_text("Apoteker\n\nMeracik obat.\n", encoding="utf-8")
    client = chroma.connect(settings.chroma_url, "the test server")
    with (
        holding(client, "tanya-karier-ingest", "the test server"),
        pytest.raises(IndexBusyError, match=r"another ingest is writing the index on http://127\.0\.0\.1"),
    ):
        synchronise(settings)
    chroma.close(client)
    synchronise(settings)


def test_without_an_index_the_reader_names_the_command(settings: Settings) -> None:
    with pytest.raises(IndexMissingError, match=r"python ingest\.py`"):
        IndexReader(settings, HashEmbeddings()).current()


def test_lost_files_are_refused_with_the_command_and_a_rebuild_mends_it(settings: Settings) -> None:
    synchronise(settings)
    store = ServerStore(settings.chroma_url, settings.index)
    name = f"tanya-karier-{store.current_name()}"
    files = chroma.find(store.client, name, store.place)
    assert files is not None
    files.delete(ids=["0"])
    elsewhere = settings.model_copy(update={"index": settings.index / "other"})
    with pytest.raises(IndexIncompatibleError, match=r"damaged.*python ingest\.py --rebuild"):
        IndexReader(elsewhere, HashEmbeddings()).current()
    apply_plan(make_plan(elsewhere, rebuild=True), elsewhere, HashEmbeddings())
    assert IndexReader(elsewhere, HashEmbeddings()).current().paragraph_count == 18


def test_where_no_server_answers_the_address_and_the_remedy_are_named(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    expected = rf"the index on {url} cannot be reached.*chroma run.*RAG_CHROMA_URL"
    with pytest.raises(IndexUnavailableError, match=expected):
        ServerStore(url, tmp_path).current_name()


def test_a_chat_outlives_a_restart_of_the_server(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "sources")
    database = tmp_path / "database"
    with serving(database) as url:
        settings = Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url=url)
        synchronise(settings)
        reader = IndexReader(settings, HashEmbeddings())
        assert len(reader.current().search_dense("komunikasi", 50)) == 18
    with pytest.raises(IndexUnavailableError, match="cannot be reached"):
        reader.current()
    with serving(database, int(url.rpartition(":")[2])):
        assert len(reader.current().search_dense("komunikasi", 50)) == 18


def test_a_cache_folder_that_cannot_be_written_is_named(settings: Settings, tmp_path: Path) -> None:
    synchronise(settings)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    blocked = settings.model_copy(update={"index": tmp_path / "file"})
    with pytest.raises(SettingsError, match="RAG_INDEX"):
        IndexReader(blocked, HashEmbeddings()).current()
