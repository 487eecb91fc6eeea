import shutil
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings

from rag import generations
from rag.errors import DocumentError, IndexIncompatibleError, SettingsError
from rag.intake import Request, ingest
from rag.settings import Settings
from rag.sync import Action, SyncReport

SEEDS = Path(__file__).parents[1] / "sources"
APOTEKER = "Apoteker\n\nMeracik obat untuk pasien.\n\nMelayani resep dokter.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(SEEDS, tmp_path / "sources")
    return Settings(sources=tmp_path / "sources", index=tmp_path / "index", chroma_url="", embedding="bundled")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, text: str = APOTEKER) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(settings: Settings, *paths: Path, **options: object) -> SyncReport:
    return ingest(settings, Request(paths=paths, **options), HashEmbeddings())  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def actions(report: SyncReport) -> dict[str, Action]:
    return {one.id: one.action for one in report.documents}


def reason(report: SyncReport) -> str:
    (failed,) = report.failed
    return failed.reason


def test_a_file_is_copied_and_indexed(settings: Settings, inbox: Path) -> None:
    report = run(settings, put(inbox, "apoteker.txt"))
    assert actions(report)["apoteker"] is Action.ADDED
    assert files(settings.sources)["apoteker.txt"] == APOTEKER.encode()
    assert report.paragraphs == 20
    assert sorted(files(settings.sources)) == ["apoteker.txt", "kepala-bagian-humas.txt", "kepala-humas.txt"]


def test_a_folder_is_searched_for_documents(settings: Settings, inbox: Path) -> None:
    put(inbox, "apoteker.txt")
    put(inbox, "medis/dokter.md", "# Dokter\n\nMerawat pasien.\n")
    put(inbox, "gambar.png", "bukan dokumen")
    report = run(settings, inbox)
    assert {"apoteker", "dokter"} <= set(actions(report))
    assert not report.failed
    assert "gambar.png" not in files(settings.sources)


def test_the_sources_folder_is_created_for_the_first_document(tmp_path: Path, inbox: Path) -> None:
    settings = Settings(sources=tmp_path / "new" / "sources", index=tmp_path / "index", embedding="bundled")
    run(settings, put(inbox, "apoteker.txt"))
    assert set(files(settings.sources)) == {"apoteker.txt"}


def test_a_different_document_of_the_same_id_is_refused(settings: Settings, inbox: Path) -> None:
    before = files(settings.sources)
    report = run(settings, put(inbox, "Kepala Humas.txt"))
    assert "kepala-humas.txt" in reason(report)
    assert "--replace" in reason(report)
    assert files(settings.sources) == before


def test_replace_overwrites_it_where_it_stands(settings: Settings, inbox: Path) -> None:
    (settings.sources / "humas").mkdir()
    (settings.sources / "kepala-humas.txt").rename(settings.sources / "humas" / "kepala-humas.txt")
    report = run(settings, put(inbox, "Kepala Humas.md", f"# {APOTEKER}"), replace=True)
    assert not report.failed
    assert set(files(settings.sources)) == {"kepala-bagian-humas.txt", "humas/Kepala Humas.md"}
    assert {one.id: one.title for one in report.documents}["kepala-humas"] == "Apoteker"


def test_the_same_document_again_changes_nothing(settings: Settings) -> None:
    before = files(settings.sources)
    report = run(settings, SEEDS / "kepala-humas.txt")
    assert not report.failed
    assert files(settings.sources) == before


def test_a_file_that_stands_in_the_sources_folder_already_is_only_indexed(settings: Settings) -> None:
    report = run(settings, settings.sources / "kepala-humas.txt", settings.sources)
    assert not report.failed
    assert report.paragraphs == 18


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_same_text_under_another_id_is_refused(overwrite: bool, settings: Settings, inbox: Path) -> None:
    text = (SEEDS / "kepala-humas.txt").read_text(encoding="utf-8").replace("\n", "\r\n") + "\r\n"
    report = run(settings, put(inbox, "lain.txt", text), replace=overwrite)
    assert "the same text as kepala-humas.txt" in reason(report)
    assert not (settings.sources / "lain.txt").exists()


def test_two_arrivals_of_one_id_are_both_refused_with_both_names(settings: Settings, inbox: Path) -> None:
    report = run(settings, put(inbox, "a/apoteker.txt"), put(inbox, "b/Apoteker.md", "# Lain\n\nIsi yang lain.\n"))
    assert len(report.failed) == 2
    assert all("apoteker.txt" in one.reason and "Apoteker.md" in one.reason for one in report.failed)
    assert "apoteker.txt" not in files(settings.sources)


def test_a_file_named_twice_is_taken_in_once(settings: Settings, inbox: Path) -> None:
    report = run(settings, put(inbox, "apoteker.txt"), inbox)
    assert not report.failed
    assert actions(report)["apoteker"] is Action.ADDED


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("kosong.txt", b"  \n", "empty"),
        ("biner.txt", b"a\0b", "binary"),
        ("latin.txt", "caf\u00e9 di sudut".encode("latin-1"), "not UTF-8"),
        ("gambar.png", b"x", r"not a .md or .txt file"),
        (".rahasia.txt", b"Isi.", "hidden"),
        ("???.txt", b"Isi dokumen.", "no document id"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_good_ones_are_taken_in(
    name: str, data: bytes, expected: str, settings: Settings, inbox: Path
) -> None:
    (inbox / name).write_bytes(data)
    report = run(settings, inbox / name, put(inbox, "apoteker.txt"))
    assert expected in reason(report)
    assert report.failed[0].file.endswith(name)
    assert actions(report)["apoteker"] is Action.ADDED
    assert name not in files(settings.sources)


def test_a_link_out_of_the_folder_is_refused(settings: Settings, inbox: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "elsewhere", "secret.txt", "Rahasia\n\nTidak untuk dibaca.\n")
    (inbox / "apoteker.txt").symlink_to(secret)
    report = run(settings, inbox)
    assert "leads out of" in reason(report)
    assert "apoteker.txt" not in files(settings.sources)


def test_a_path_cannot_place_a_file_outside_the_sources_folder(settings: Settings, inbox: Path, tmp_path: Path) -> None:
    put(inbox, "apoteker.txt")
    run(settings, inbox / ".." / "inbox" / "apoteker.txt")
    assert "apoteker.txt" in files(settings.sources)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "index", "sources"]


def test_a_link_in_the_place_of_the_copy_is_replaced_not_followed(
    settings: Settings, inbox: Path, tmp_path: Path
) -> None:
    outside = put(tmp_path / "elsewhere", "penting.txt", "Penting\n\nJangan diubah.\n")
    (settings.sources / "apoteker.txt").symlink_to(outside)
    run(settings, put(inbox, "apoteker.txt"), replace=True)
    assert outside.read_text(encoding="utf-8") == "Penting\n\nJangan diubah.\n"
    assert not (settings.sources / "apoteker.txt").is_symlink()


@pytest.mark.parametrize("name", ["tidak-ada.txt", "kosong"])
def test_a_path_that_gives_nothing_is_wrong_usage(name: str, settings: Settings, inbox: Path) -> None:
    (inbox / "kosong").mkdir()
    with pytest.raises(SettingsError, match=name):
        run(settings, inbox / name)


def test_a_document_is_removed_by_its_id(settings: Settings) -> None:
    run(settings)
    report = run(settings, remove=("kepala-humas",))
    assert actions(report)["kepala-humas"] is Action.REMOVED
    assert set(files(settings.sources)) == {"kepala-bagian-humas.txt"}
    assert report.paragraphs == 9


def test_the_last_document_may_be_removed_on_purpose(settings: Settings) -> None:
    run(settings)
    report = run(settings, remove=("kepala-humas", "kepala-bagian-humas"))
    assert report.paragraphs == 0
    assert files(settings.sources) == {}


def test_an_unknown_id_is_refused_with_the_near_ones(settings: Settings) -> None:
    with pytest.raises(DocumentError, match="'kepala-hums'.*did you mean kepala-humas"):
        run(settings, remove=("kepala-hums",))
    with pytest.raises(DocumentError, match="--list"):
        run(settings, remove=("zzz",))
    assert len(files(settings.sources)) == 2


@pytest.mark.parametrize("removing", [False, True])
def test_a_dry_run_tells_the_same_and_changes_nothing(removing: bool, settings: Settings, inbox: Path) -> None:
    run(settings)
    put(inbox, "apoteker.txt")
    request: dict[str, object] = {"remove": ("kepala-humas",)} if removing else {"paths": (inbox,)}
    before = files(settings.sources), files(settings.index)
    dry = ingest(settings, Request(dry_run=True, **request), HashEmbeddings())  # type: ignore[arg-type]
    assert (files(settings.sources), files(settings.index)) == before
    assert dry.documents == ingest(settings, Request(**request), HashEmbeddings()).documents  # type: ignore[arg-type]


def test_an_index_that_cannot_follow_is_found_out_before_anything_is_copied(settings: Settings, inbox: Path) -> None:
    run(settings)
    other = settings.model_copy(update={"embedding": "owner/another-model"})
    with pytest.raises(IndexIncompatibleError):
        run(other, put(inbox, "apoteker.txt"))
    with pytest.raises(IndexIncompatibleError):
        run(other, remove=("kepala-humas",))
    assert set(files(settings.sources)) == {"kepala-humas.txt", "kepala-bagian-humas.txt"}


def test_when_everything_is_refused_and_there_is_nothing_else_no_index_is_made(tmp_path: Path, inbox: Path) -> None:
    settings = Settings(sources=tmp_path / "sources", index=tmp_path / "index", embedding="bundled")
    report = run(settings, put(inbox, "kosong.txt", ""))
    assert "empty" in reason(report)
    assert generations.current_name(settings.index) is None
