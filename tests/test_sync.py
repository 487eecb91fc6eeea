import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings

from rag import generations, index, plan, sync
from rag.errors import DocumentError, EmbeddingError, IndexBusyError, IndexIncompatibleError
from rag.index import Generation, IndexReader
from rag.settings import Settings
from rag.stores import current_contents, open_store
from rag.sync import Action, Plan, SyncReport, apply_plan, make_plan

ROOT = Path(__file__).parents[1]
APOTEKER = "Apoteker\n\nMeracik obat untuk pasien.\n\nMelayani resep dokter.\n"


@pytest.fixture
def settings(tmp_path: Path, chroma_url: str) -> Settings:
    (tmp_path / "sources").mkdir()
    for name in ("kepala-humas.txt", "kepala-bagian-humas.txt"):
        shutil.copy(ROOT / "sources" / name, tmp_path / "sources")
    return Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url=chroma_url, embedding="bundled")


@pytest.fixture
def indexed(settings: Settings) -> Settings:
    """The owner's documents, indexed; in a folder, and on a server."""
    synchronise(settings)
    return settings


@pytest.fixture
def embedded(settings: Settings) -> Settings:
    """The same in a folder, for tests that look into it."""
    inside = settings.model_copy(update={"chroma_url": ""})
    synchronise(inside)
    return inside


def synchronise(settings: Settings, rebuild: bool = False) -> tuple[SyncReport, list[str]]:
    """Plan and apply; also returns the texts that were embedded."""
    embeddings = HashEmbeddings()
    report = apply_plan(make_plan(settings, rebuild), settings, embeddings)
    return report, embeddings.embedded


def write(settings: Settings, name: str, text: str) -> Path:
    path = settings.sources / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def actions(plan_or_report: Plan | SyncReport) -> dict[str, Action]:
    return {one.id: one.action for one in plan_or_report.documents}


def served(settings: Settings) -> Generation:
    return IndexReader(settings, HashEmbeddings()).current()


def test_the_first_run_adds_every_document(settings: Settings) -> None:
    report, embedded = synchronise(settings)
    assert actions(report) == {"kepala-bagian-humas": Action.ADDED, "kepala-humas": Action.ADDED}
    assert (report.embedded, report.paragraphs, len(embedded)) == (18, 18, 18)
    assert report.generation == open_store(settings).current_name() == served(settings).name


def test_paragraphs_are_embedded_with_their_title(settings: Settings) -> None:
    _, embedded = synchronise(settings)
    assert all(text.startswith("Kepala ") for text in embedded)


def test_an_unchanged_folder_leaves_everything_as_it_is(indexed: Settings) -> None:
    before = open_store(indexed).current_name()
    assert not make_plan(indexed).has_work
    report, embedded = synchronise(indexed)
    assert set(actions(report).values()) == {Action.UNCHANGED}
    assert embedded == []
    assert report.generation == before == open_store(indexed).current_name()


def test_a_new_document_is_added_and_nothing_else_embedded(indexed: Settings) -> None:
    write(indexed, "apoteker.txt", APOTEKER)
    report, embedded = synchronise(indexed)
    assert actions(report)["apoteker"] is Action.ADDED
    assert embedded == ["Apoteker. Meracik obat untuk pasien.", "Apoteker. Melayani resep dokter."]
    assert served(indexed).paragraph_count == 20


def test_only_the_changed_paragraph_is_embedded_again(indexed: Settings) -> None:
    write(indexed, "apoteker.txt", APOTEKER)
    synchronise(indexed)
    write(indexed, "apoteker.txt", APOTEKER.replace("resep dokter", "pembeli"))
    report, embedded = synchronise(indexed)
    assert actions(report)["apoteker"] is Action.CHANGED
    assert embedded == ["Apoteker. Melayani pembeli."]
    assert [one.text for one in served(indexed).paragraphs(["apoteker#p1", "apoteker#p2"])] == [
        "Meracik obat untuk pasien.",
        "Melayani pembeli.",
    ]


def test_a_changed_title_embeds_all_its_paragraphs_again(indexed: Settings) -> None:
    write(indexed, "apoteker.txt", APOTEKER)
    synchronise(indexed)
    write(indexed, "apoteker.txt", APOTEKER.replace("Apoteker", "Apoteker rumah sakit", 1))
    _, embedded = synchronise(indexed)
    assert len(embedded) == 2
    assert served(indexed).documents["apoteker"].title == "Apoteker rumah sakit"


def test_a_shorter_document_loses_its_last_paragraph(indexed: Settings) -> None:
    write(indexed, "apoteker.txt", APOTEKER)
    synchronise(indexed)
    write(indexed, "apoteker.txt", "Apoteker\n\nMeracik obat untuk pasien.\n")
    _, embedded = synchronise(indexed)
    assert embedded == []
    generation = served(indexed)
    assert "apoteker#p2" not in dict(generation.search_dense("Apoteker. Melayani resep dokter.", 50))
    assert not generation.has_term("resep")


def test_a_deleted_file_is_removed_from_every_search(indexed: Settings) -> None:
    (indexed.sources / "kepala-humas.txt").unlink()
    report, embedded = synchronise(indexed)
    assert actions(report)["kepala-humas"] is Action.REMOVED
    assert embedded == []
    generation = served(indexed)
    assert set(generation.documents) == {"kepala-bagian-humas"}
    assert all(found.startswith("kepala-bagian-humas#") for found, _ in generation.search_dense("kepala humas", 50))
    assert not generation.has_term("wartawan")


def test_a_moved_file_keeps_its_vectors(indexed: Settings) -> None:
    (indexed.sources / "humas").mkdir()
    (indexed.sources / "kepala-humas.txt").rename(indexed.sources / "humas" / "kepala-humas.txt")
    report, embedded = synchronise(indexed)
    assert actions(report)["kepala-humas"] is Action.CHANGED
    assert embedded == []
    assert served(indexed).documents["kepala-humas"].file == "humas/kepala-humas.txt"


def test_a_file_that_cannot_be_read_fails_with_its_reason_and_keeps_what_was_indexed(indexed: Settings) -> None:
    (indexed.sources / "kepala-humas.txt").write_bytes(b"\0\1\2 broken \0")
    write(indexed, "apoteker.txt", APOTEKER)
    report, _ = synchronise(indexed)
    (failed,) = report.failed
    assert (failed.id, failed.paragraphs) == ("kepala-humas", 9)
    assert failed.reason
    assert not failed.reason.startswith("kepala-humas")  # the file is named beside it
    generation = served(indexed)
    assert "apoteker" in generation.documents
    assert generation.paragraphs(["kepala-humas#p1"])[0].text.startswith("bertugas")
    assert generation.has_term("wartawan")


def test_a_failed_file_alone_is_no_reason_to_write(indexed: Settings) -> None:
    (indexed.sources / "kepala-humas.txt").write_bytes(b"")
    planned = make_plan(indexed)
    assert actions(planned)["kepala-humas"] is Action.FAILED
    assert not planned.has_work


def test_a_mended_file_is_taken_in_by_the_next_run(indexed: Settings) -> None:
    good = (indexed.sources / "kepala-humas.txt").read_bytes()
    (indexed.sources / "kepala-humas.txt").write_bytes(b"")
    synchronise(indexed)
    (indexed.sources / "kepala-humas.txt").write_bytes(good + b"\nParagraf baru tentang pekerjaan itu.")
    report, embedded = synchronise(indexed)
    assert actions(report)["kepala-humas"] is Action.CHANGED
    assert len(embedded) == 1


def test_a_rebuild_carries_a_failed_document_over(indexed: Settings) -> None:
    (indexed.sources / "kepala-humas.txt").write_bytes(b"")
    report, embedded = synchronise(indexed, rebuild=True)
    assert [one.id for one in report.failed] == ["kepala-humas"]
    assert len(embedded) == 18
    assert served(indexed).paragraphs(["kepala-humas#p1"])[0].text.startswith("bertugas")


def test_an_emptied_sources_folder_wipes_nothing_unless_the_index_is_rebuilt(indexed: Settings) -> None:
    for path in indexed.sources.iterdir():
        path.unlink()
    with pytest.raises(DocumentError, match="the index holds 2.*--rebuild"):
        make_plan(indexed)
    assert served(indexed).paragraph_count == 18
    report, _ = synchronise(indexed, rebuild=True)
    assert set(actions(report).values()) == {Action.REMOVED}
    generation = served(indexed)
    assert generation.paragraph_count == 0
    assert generation.search_dense("humas", 5) == []
    assert generation.search_lexical(["humas"], 5) == []


def test_an_index_that_was_emptied_can_be_filled_again(indexed: Settings) -> None:
    shutil.move(indexed.sources, indexed.sources.with_name("aside"))
    indexed.sources.mkdir()
    synchronise(indexed, rebuild=True)
    write(indexed, "apoteker.txt", APOTEKER)
    synchronise(indexed)
    assert served(indexed).search_dense("Apoteker. Meracik obat untuk pasien.", 1)[0][0] == "apoteker#p1"


def test_another_embedding_model_is_refused_with_the_command_and_a_rebuild_mends_it(indexed: Settings) -> None:
    other = indexed.model_copy(update={"embedding": "owner/another-model"})
    with pytest.raises(IndexIncompatibleError, match="python ingest.py --rebuild"):
        make_plan(other)
    report, embedded = synchronise(other, rebuild=True)
    assert len(embedded) == report.paragraphs == 18
    assert served(other).paragraph_count == 18
    with pytest.raises(IndexIncompatibleError):
        served(indexed)


def test_a_rebuild_mends_a_damaged_index(embedded: Settings) -> None:
    name = str(generations.current_name(embedded.index))
    (embedded.index / "generations" / name / "stamp.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexIncompatibleError, match="damaged.*python ingest.py --rebuild"):
        make_plan(embedded)
    synchronise(embedded, rebuild=True)
    assert served(embedded).paragraph_count == 18


def test_a_rebuild_embeds_everything_again(indexed: Settings) -> None:
    report, embedded = synchronise(indexed, rebuild=True)
    assert len(embedded) == 18
    assert set(actions(report).values()) == {Action.UNCHANGED}


def test_an_improved_reader_reaches_unchanged_files_without_embedding_them_again(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (plan, sync):
        monkeypatch.setattr(module, "reader_fingerprint", lambda: "another reader")
    before = open_store(indexed).current_name()
    report, embedded = synchronise(indexed)
    assert embedded == []
    assert report.generation != before
    assert not make_plan(indexed).has_work


def test_a_run_that_fails_while_embedding_leaves_the_old_index_serving(indexed: Settings) -> None:
    class Failing(HashEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise EmbeddingError("out of memory")

    before = open_store(indexed).current_name()
    write(indexed, "apoteker.txt", APOTEKER)
    with pytest.raises(EmbeddingError):
        apply_plan(make_plan(indexed), indexed, Failing())
    assert open_store(indexed).current_name() == before == served(indexed).name
    synchronise(indexed)
    assert "apoteker" in served(indexed).documents


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from fake_embeddings import HashEmbeddings
from rag import generations
from rag.settings import Settings
from rag.stores import current_contents, open_store
from rag.sync import apply_plan, make_plan

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

settings = Settings(sources=Path({sources!r}), index=Path({index!r}), embedding="bundled")
progress = lambda done, total: None
if {moment!r} == "while embedding":
    progress = lambda done, total: done and die()
elif {moment!r} == "before the new folder gets its name":
    generations.publish = die
elif {moment!r} == "before the pointer is switched":
    Path.replace = die
else:
    before, remove_all_but = generations.current_name(settings.index), generations.remove_all_but
    generations.remove_all_but = lambda root, names: (
        remove_all_but(root, names) if generations.current_name(root) == before else die()
    )
apply_plan(make_plan(settings), settings, HashEmbeddings(), progress)
"""


@pytest.mark.parametrize(
    ("moment", "is_switched"),
    [
        ("while embedding", False),
        ("before the new folder gets its name", False),
        ("before the pointer is switched", False),
        ("before the old ones are removed", True),
    ],
)
def test_a_kill_at_any_moment_leaves_an_index_that_serves_and_the_next_run_completes(
    moment: str, is_switched: bool, embedded: Settings
) -> None:
    before = generations.current_name(embedded.index)
    write(embedded, "apoteker.txt", APOTEKER)
    script = _KILLED.format(
        tests=str(ROOT / "tests"), sources=str(embedded.sources), index=str(embedded.index), moment=moment
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=_clean_environment(), timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert (generations.current_name(embedded.index) != before) is is_switched
    assert ("apoteker" in served(embedded).documents) is is_switched
    assert served(embedded).search_dense("komunikasi", 3)
    synchronise(embedded)
    assert served(embedded).search_dense("Apoteker. Meracik obat untuk pasien.", 1)[0][0] == "apoteker#p1"
    write(embedded, "dokter.txt", "Dokter\n\nMerawat pasien yang sakit.\n")
    synchronise(embedded)
    assert [path.name for path in (embedded.index / "generations").iterdir()] == [
        generations.current_name(embedded.index)
    ]


def test_what_a_killed_run_left_is_removed_even_when_there_is_nothing_to_do(embedded: Settings) -> None:
    leftover = generations.start_generation(embedded.index)
    synchronise(embedded)
    assert not leftover.exists()


def test_a_second_ingest_at_once_is_refused(indexed: Settings) -> None:
    write(indexed, "apoteker.txt", APOTEKER)
    refused = pytest.raises(IndexBusyError, match="another ingest is writing")
    with open_store(indexed).writing(), refused:
        synchronise(indexed)
    synchronise(indexed)


def test_a_plan_that_another_run_overtook_is_refused(indexed: Settings) -> None:
    write(indexed, "apoteker.txt", APOTEKER)
    planned = make_plan(indexed)
    synchronise(indexed)
    with pytest.raises(IndexBusyError, match="run again"):
        apply_plan(planned, indexed, HashEmbeddings())


def test_a_graph_of_vectors_that_is_mostly_deleted_rows_is_built_anew_without_embedding_anything_again(
    indexed: Settings,
) -> None:
    dropped: list[int] = []
    for edition in range(12):
        lines = [f"Edisi {edition} hal {number}." for number in range(3)]
        write(indexed, "apoteker.txt", "Apoteker\n\n" + "\n\n".join(lines) + "\n")
        report, embedded = synchronise(indexed)
        assert len(embedded) == report.embedded == 3
        contents = current_contents(open_store(indexed))
        assert contents is not None
        dropped.append(contents.stamp.dropped)
        generation = served(indexed)
        for number in range(3):
            found, similarity = generation.search_dense(f"Apoteker. Edisi {edition} hal {number}.", 1)[0]
            assert (found, similarity) == (f"apoteker#p{number + 1}", pytest.approx(1.0, abs=1e-4))
        assert len(generation.search_dense("komunikasi", 50)) == 21
    # Each edition drops three rows of the one before; five of 21 are a quarter.
    assert dropped == [0, 3, 0, 3, 0, 3, 0, 3, 0, 3, 0, 3]


def test_rows_of_an_edition_that_is_gone_do_not_crowd_out_those_of_the_present_one(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_EXACT", 0)  # on a server the graph holds the rows of both editions
    write(indexed, "apoteker.txt", "Apoteker\n\n" + "\n\n".join(f"Obat nomor {one}." for one in range(4)) + "\n")
    synchronise(indexed)
    write(indexed, "apoteker.txt", "Apoteker\n\nPasien.\n")
    synchronise(indexed)
    hits = served(indexed).search_dense("Apoteker. Obat nomor 2.", 2)
    assert len(hits) == 2
    assert hits[0][0] == "apoteker#p1"


def test_progress_counts_the_paragraphs_to_embed(settings: Settings) -> None:
    write(settings, "panjang.txt", "Judul\n\n" + "\n\n".join(f"Paragraf nomor {number}." for number in range(100)))
    told: list[tuple[int, int]] = []
    apply_plan(make_plan(settings), settings, HashEmbeddings(), lambda done, total: told.append((done, total)))
    assert told[0] == (0, 118)
    assert told[-1] == (118, 118)
    assert len(told) > 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_report_is_plain_json_data(indexed: Settings) -> None:
    import json

    write(indexed, "apoteker.txt", APOTEKER)
    report = json.loads(json.dumps(synchronise(indexed)[0].as_json()))
    assert report["counts"] == {"added": 1, "changed": 0, "unchanged": 2, "removed": 0, "failed": 0}
    assert report["embedded"] == 2
    assert report["documents"][0] == {
        "id": "apoteker",
        "file": "apoteker.txt",
        "title": "Apoteker",
        "paragraphs": 2,
        "action": "added",
        "reason": "",
        "warnings": [],
    }


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
