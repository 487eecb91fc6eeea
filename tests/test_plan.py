import ast
import os
import shutil
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings
from unprivileged import run_unprivileged

from rag import plan as plan_module
from rag.errors import DocumentError, SettingsError
from rag.index import IndexReader
from rag.outcomes import Action, Outcome, SyncReport
from rag.plan import READER_MODULES, Plan, make_plan
from rag.reading import read_document
from rag.settings import Settings
from rag.sync import apply_plan

ROOT = Path(__file__).parents[1]
APOTEKER = "Apoteker\n\nMeracik obat untuk pasien.\n\nMelayani resep dokter.\n"
DOKTER = "Dokter\n\nMerawat pasien yang sakit.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sources").mkdir()
    for name in ("kepala-humas.txt", "kepala-bagian-humas.txt"):
        shutil.copy(ROOT / "sources" / name, tmp_path / "sources")
    return Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url="", embedding="bundled")


@pytest.fixture
def indexed(settings: Settings) -> Settings:
    synchronise(settings)
    return settings


def synchronise(settings: Settings, rebuild: bool = False) -> tuple[SyncReport, int]:
    """Plan and apply; also returns how many paragraphs were embedded."""
    embeddings = HashEmbeddings()
    report = apply_plan(make_plan(settings, rebuild), settings, embeddings)
    return report, len(embeddings.embedded)


def write(settings: Settings, name: str, text: str | bytes = APOTEKER) -> Path:
    path = settings.sources / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def actions(planned: Plan) -> dict[str, Action]:
    """By file."""
    return {one.file: one.action for one in planned.documents}


def failure(planned: Plan) -> Outcome:
    (failed,) = planned.report().failed
    return failed


def indexed_ids(settings: Settings) -> list[str]:
    return list(IndexReader(settings, HashEmbeddings()).current().documents)


def test_planning_writes_nothing(settings: Settings) -> None:
    assert make_plan(settings).has_work
    assert not settings.index.exists()


def test_a_new_index_needs_a_document(settings: Settings) -> None:
    for path in settings.sources.iterdir():
        path.unlink()
    with pytest.raises(DocumentError, match=r"put \.docx, \.htm, \.html, \.md, \.pdf or \.txt files there"):
        make_plan(settings)


def test_where_nothing_is_a_document_the_first_reason_is_told(settings: Settings) -> None:
    for path in settings.sources.iterdir():
        path.rename(path.with_suffix(".doc"))
    with pytest.raises(DocumentError, match=r"2 to look at.*kepala-bagian-humas\.doc is a \.doc file: save it as"):
        make_plan(settings)


def test_a_missing_sources_folder_is_an_error_and_wipes_nothing(indexed: Settings) -> None:
    shutil.rmtree(indexed.sources)
    for rebuild in (False, True):
        with pytest.raises(DocumentError, match="does not exist"):
            make_plan(indexed, rebuild)
    assert len(indexed_ids(indexed)) == 2


def test_an_index_folder_among_the_documents_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="lies inside"):
        make_plan(settings.model_copy(update={"index": settings.sources / "index"}))


def test_incoming_and_leaving_documents_are_planned_as_if_they_had_come_and_gone(indexed: Settings) -> None:
    aside = indexed.sources.with_name("aside")
    aside.mkdir()
    (aside / "apoteker.txt").write_text(APOTEKER, encoding="utf-8")
    planned = make_plan(indexed, incoming=[read_document(aside / "apoteker.txt", aside)], leaving=["kepala-humas"])
    assert actions(planned) == {
        "apoteker.txt": Action.ADDED,
        "kepala-bagian-humas.txt": Action.UNCHANGED,
        "kepala-humas.txt": Action.REMOVED,
    }


def test_an_unchanged_file_is_not_taken_apart_again(indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, root: Path) -> None:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(plan_module, "read_document", refuse)
    assert set(actions(make_plan(indexed)).values()) == {Action.UNCHANGED}


def test_two_files_with_one_id_are_refused_with_both_names_and_change_nothing(indexed: Settings) -> None:
    write(indexed, "Kepala Humas.md")
    planned = make_plan(indexed)
    failed = planned.report().failed
    assert {one.file for one in failed} == {"Kepala Humas.md", "kepala-humas.txt"}
    assert all("Kepala Humas.md and kepala-humas.txt" in one.reason for one in failed)
    assert not planned.has_work
    assert planned.report().paragraphs == 18


@pytest.mark.parametrize("name", ["???.txt", "gambar.png", "lama.doc"])
def test_what_cannot_be_a_document_fails_alone(name: str, indexed: Settings) -> None:
    write(indexed, name)
    planned = make_plan(indexed)
    assert failure(planned).file == name
    assert failure(planned).id == ""
    assert not planned.has_work
    assert planned.report().paragraphs == 18


def test_the_same_text_under_another_name_is_refused_and_what_was_indexed_stays(indexed: Settings) -> None:
    text = (indexed.sources / "kepala-humas.txt").read_text(encoding="utf-8")
    write(indexed, "a-salinan.txt", text.replace("\n", "\r\n") + "\r\n  ")  # sorted first; other bytes
    planned = make_plan(indexed)
    assert failure(planned).file == "a-salinan.txt"
    assert "the same text as kepala-humas.txt" in failure(planned).reason
    assert not planned.has_work


def test_of_two_new_files_with_the_same_text_the_first_in_order_is_taken_in(indexed: Settings) -> None:
    write(indexed, "b-apoteker.txt")
    write(indexed, "a-apoteker.txt")
    planned = make_plan(indexed)
    assert actions(planned)["a-apoteker.txt"] is Action.ADDED
    assert failure(planned).file == "b-apoteker.txt"
    assert "a-apoteker.txt" in failure(planned).reason


def test_a_document_that_becomes_a_copy_keeps_what_was_indexed_of_it(indexed: Settings) -> None:
    shutil.copy(indexed.sources / "kepala-humas.txt", indexed.sources / "kepala-bagian-humas.txt")
    planned = make_plan(indexed)
    assert failure(planned).file == "kepala-bagian-humas.txt"
    assert failure(planned).paragraphs == 9
    assert not planned.has_work


def test_two_documents_may_exchange_their_texts(indexed: Settings) -> None:
    first, second = indexed.sources / "kepala-humas.txt", indexed.sources / "kepala-bagian-humas.txt"
    texts = first.read_bytes(), second.read_bytes()
    first.write_bytes(texts[1])
    second.write_bytes(texts[0])
    assert set(actions(make_plan(indexed)).values()) == {Action.CHANGED}


def test_a_renamed_file_is_removed_and_added(indexed: Settings) -> None:
    (indexed.sources / "kepala-humas.txt").rename(indexed.sources / "humas.txt")
    assert actions(make_plan(indexed)) == {
        "humas.txt": Action.ADDED,
        "kepala-bagian-humas.txt": Action.UNCHANGED,
        "kepala-humas.txt": Action.REMOVED,
    }


def test_a_copy_that_was_refused_is_taken_in_when_the_other_one_is_deleted(indexed: Settings) -> None:
    shutil.copy(indexed.sources / "kepala-humas.txt", indexed.sources / "salinan.txt")
    synchronise(indexed)
    (indexed.sources / "kepala-humas.txt").unlink()
    synchronise(indexed)
    assert indexed_ids(indexed) == ["kepala-bagian-humas", "salinan"]


def test_a_file_that_vanishes_while_planning_fails_and_keeps_what_was_indexed(indexed: Settings) -> None:
    def vanish(done: int, total: int) -> None:
        if done == 1:
            (indexed.sources / "kepala-humas.txt").unlink()

    planned = make_plan(indexed, progress=vanish)
    assert failure(planned).file == "kepala-humas.txt"
    assert failure(planned).paragraphs == 9
    assert make_plan(indexed).report().counts[Action.REMOVED] == 1


def test_a_file_that_changes_while_planning_is_read_whole(indexed: Settings) -> None:
    def change(done: int, total: int) -> None:
        if done == 1:
            write(indexed, "kepala-humas.txt", DOKTER)

    planned = make_plan(indexed, progress=change)
    assert actions(planned)["kepala-humas.txt"] is Action.CHANGED
    (document,) = (one.document for one in planned.documents if one.document)
    assert [one.text for one in document.paragraphs] == ["Merawat pasien yang sakit."]


def test_a_link_in_the_place_of_a_document_keeps_what_was_indexed(indexed: Settings, tmp_path: Path) -> None:
    (indexed.sources / "kepala-humas.txt").rename(tmp_path / "kepala-humas.txt")
    (indexed.sources / "kepala-humas.txt").symlink_to(tmp_path / "kepala-humas.txt")
    planned = make_plan(indexed)
    assert (failure(planned).id, failure(planned).paragraphs) == ("kepala-humas", 9)
    assert "leads out of" in failure(planned).reason
    assert not planned.has_work


def test_documents_in_a_folder_that_cannot_be_read_are_kept(indexed: Settings) -> None:
    write(indexed, "medis/apoteker.txt")
    write(indexed, "medis/dokter.txt", DOKTER)
    synchronise(indexed)
    (indexed.sources / "medis").chmod(0)
    script = (
        "import sys; from pathlib import Path; from fake_embeddings import HashEmbeddings\n"
        "from rag.settings import Settings; from rag.sync import apply_plan, make_plan\n"
        "settings = Settings(sources=Path(sys.argv[1]), index=Path(sys.argv[2]), embedding='bundled')\n"
        "(settings.sources / 'kepala-humas.txt').unlink()\n"
        "report = apply_plan(make_plan(settings), settings, HashEmbeddings())\n"
        "for one in report.documents: print(one.file, one.action, one.reason, sep='|')"
    )
    try:
        done = run_unprivileged(script, str(indexed.sources), str(indexed.index))
    finally:
        (indexed.sources / "medis").chmod(0o755)
    told = {line.split("|")[0]: line.split("|")[1:] for line in done.stdout.splitlines()}
    assert {file: action for file, (action, _) in told.items()} == {
        "kepala-bagian-humas.txt": "unchanged",
        "kepala-humas.txt": "removed",
        "medis": "failed",
        "medis/apoteker.txt": "unchanged",
        "medis/dokter.txt": "unchanged",
    }, done.stderr
    assert "Permission denied" in told["medis"][1]
    assert "what was indexed from it is kept (2 documents)" in told["medis"][1]
    assert indexed_ids(indexed) == ["apoteker", "dokter", "kepala-bagian-humas"]


def test_warnings_travel_into_the_report_and_stay_with_the_document(settings: Settings) -> None:
    write(settings, "apoteker.txt", APOTEKER.replace("obat", "ob\u00e4t").encode("cp1252"))
    (warned,) = (one for one in make_plan(settings).report().documents if one.warnings)
    assert (warned.file, warned.action) == ("apoteker.txt", Action.ADDED)
    synchronise(settings)
    (again,) = (one for one in make_plan(settings).report().documents if one.warnings)
    assert again.action is Action.UNCHANGED
    assert again.warnings == warned.warnings


def test_the_paragraphs_to_embed_are_known_before_anything_is_embedded(settings: Settings) -> None:
    def expect(count: int, *, rebuild: bool = False) -> None:
        assert make_plan(settings, rebuild).to_embed == count
        assert synchronise(settings, rebuild)[1] == count

    expect(18)
    expect(0)
    write(settings, "apoteker.txt")
    expect(2)
    write(settings, "apoteker.txt", APOTEKER.replace("resep dokter", "pembeli"))
    expect(1)
    write(settings, "apoteker.txt", APOTEKER.replace("Apoteker", "Apoteker rumah sakit", 1))
    expect(2)
    write(settings, "apoteker.txt", b"")
    expect(0)
    expect(20, rebuild=True)  # what was indexed of the failed document too


def test_files_are_counted_while_they_are_read(settings: Settings) -> None:
    told: list[tuple[int, int]] = []
    make_plan(settings, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_every_module_that_reading_needs_is_part_of_the_readers_fingerprint() -> None:
    needed: set[str] = set()
    waiting = ["reading", "language"]
    while waiting:
        module = waiting.pop()
        if module in needed:
            continue
        needed.add(module)
        file = (ROOT / "rag").joinpath(*module.split(".")).with_suffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "rag":
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rag."):
                waiting.append(str(node.module).removeprefix("rag."))
    # Records, errors and the walk of the folder: what they change is seen without reading a file again.
    assert needed - set(READER_MODULES) <= {"errors", "types", "settings", "sources"}
    assert set(READER_MODULES) <= needed


def test_the_fingerprint_changes_with_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "rag", tmp_path / "rag", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(plan_module, "__file__", os.fspath(tmp_path / "rag" / "plan.py"))
    before = plan_module.reader_fingerprint()
    with (tmp_path / "rag" / "formats" / "decoding.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    changed = plan_module.reader_fingerprint()
    assert changed != before
    with (tmp_path / "rag" / "assets" / "paragraph_examples.txt").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    before, changed = changed, plan_module.reader_fingerprint()
    assert changed != before
    monkeypatch.setattr(plan_module, "version", lambda library: "another")
    assert plan_module.reader_fingerprint() != changed
