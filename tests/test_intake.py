import os
import shutil
import signal
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings
from filelock import FileLock
from unprivileged import run_unprivileged

from rag import arrivals, generations, plan
from rag.errors import DocumentError, IndexBusyError, IndexIncompatibleError, SettingsError
from rag.intake import Request, ingest
from rag.settings import Settings
from rag.sync import Action, SyncReport

SEEDS = Path(__file__).parents[1] / "sources"
APOTEKER = "Apoteker\n\nMeracik obat untuk pasien.\n\nMelayani resep dokter.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sources").mkdir()
    for name in ("kepala-humas.txt", "kepala-bagian-humas.txt"):
        shutil.copy(SEEDS / name, tmp_path / "sources")
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
    put(inbox, ".hidden.txt")
    report = run(settings, inbox)
    assert {"apoteker", "dokter"} <= set(actions(report))
    assert [one.file for one in report.failed] == [str(inbox / "gambar.png")]
    assert set(files(settings.sources)) == {"apoteker.txt", "dokter.md", "kepala-humas.txt", "kepala-bagian-humas.txt"}


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
    assert report.failed[0].file == str(inbox / "lain.txt")
    assert not (settings.sources / "lain.txt").exists()


def test_of_two_arrivals_with_the_same_text_the_first_in_order_is_taken_in(settings: Settings, inbox: Path) -> None:
    report = run(settings, put(inbox, "b.txt"), put(inbox, "a.txt"))
    assert "a.txt" in files(settings.sources)
    assert [one.file for one in report.failed] == [str(inbox / "b.txt")]


def test_what_a_refused_copy_would_have_replaced_stays(settings: Settings, inbox: Path) -> None:
    run(settings)
    before = files(settings.sources)
    copy = shutil.copy(SEEDS / "kepala-bagian-humas.txt", inbox / "kepala-humas.txt")
    report = run(settings, Path(copy), replace=True)
    assert "the same text as kepala-bagian-humas.txt" in reason(report)
    assert actions(report)["kepala-humas"] is Action.UNCHANGED
    assert files(settings.sources) == before


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
        ("gambar.png", b"x", "is not a .docx, .htm, .html, .md, .pdf or .txt file"),
        ("lama.doc", b"x", "save it as .docx"),
        (".rahasia.txt", b"Isi.", "hidden"),
        ("baru\nbaris.txt", b"Isi.", "control characters"),
        ("???.txt", b"Isi dokumen.", "no document id"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_good_ones_are_taken_in(
    name: str, data: bytes, expected: str, settings: Settings, inbox: Path
) -> None:
    (inbox / name).write_bytes(data)
    report = run(settings, inbox / name, put(inbox, "apoteker.txt"))
    assert expected in reason(report)
    assert report.failed[0].file == str(inbox / name).replace("\n", "\\n")
    assert actions(report)["apoteker"] is Action.ADDED
    assert name not in files(settings.sources)


def test_a_link_out_of_the_folder_is_refused(settings: Settings, inbox: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "elsewhere", "secret.txt", "Rahasia\n\nTidak untuk dibaca.\n")
    (inbox / "apoteker.txt").symlink_to(secret)
    for path in (inbox, inbox / "apoteker.txt"):
        assert "leads out of" in reason(run(settings, path))
    assert "apoteker.txt" not in files(settings.sources)


def test_a_fifo_is_refused_and_not_waited_for(settings: Settings, inbox: Path) -> None:
    os.mkfifo(inbox / "pipa.txt")
    assert "is a FIFO" in reason(run(settings, inbox / "pipa.txt"))


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
    refused = run(settings, put(inbox, "apoteker.txt")).failed
    assert "overwrite it with --replace" in {one.file: one.reason for one in refused}[str(inbox / "apoteker.txt")]
    run(settings, inbox / "apoteker.txt", replace=True)
    assert outside.read_text(encoding="utf-8") == "Penting\n\nJangan diubah.\n"
    assert not (settings.sources / "apoteker.txt").is_symlink()


@pytest.mark.parametrize("name", ["tidak-ada.txt", "kosong"])
def test_a_path_that_gives_nothing_is_wrong_usage(name: str, settings: Settings, inbox: Path) -> None:
    (inbox / "kosong").mkdir()
    with pytest.raises(SettingsError, match=name):
        run(settings, inbox / name)


def test_a_folder_in_the_place_of_the_copy_is_left_alone(settings: Settings, inbox: Path) -> None:
    put(settings.sources, "apoteker.txt/dokter.txt", "Dokter\n\nMerawat pasien.\n")
    assert "folder of this name" in reason(run(settings, put(inbox, "apoteker.txt"), replace=True))
    assert "apoteker.txt/dokter.txt" in files(settings.sources)


def test_sources_and_index_inside_the_folder_to_be_taken_in_are_left_out(tmp_path: Path) -> None:
    settings = Settings(sources=tmp_path / "sources", index=tmp_path / "index", embedding="bundled")
    put(tmp_path, "apoteker.txt")
    assert not run(settings, tmp_path).failed
    put(tmp_path, "dokter.txt", "Dokter\n\nMerawat pasien.\n")
    report = run(settings, tmp_path)
    assert not report.failed
    assert actions(report) == {"apoteker": Action.UNCHANGED, "dokter": Action.ADDED}
    assert set(files(settings.sources)) == {"apoteker.txt", "dokter.txt"}


def test_an_index_folder_among_the_documents_is_refused_before_anything_is_copied(
    settings: Settings, inbox: Path
) -> None:
    before = files(settings.sources)
    with pytest.raises(SettingsError, match="RAG_INDEX=.*lies inside RAG_SOURCES="):
        run(settings.model_copy(update={"index": settings.sources / "index"}), put(inbox, "apoteker.txt"))
    assert files(settings.sources) == before


def test_a_file_that_changes_between_check_and_copy_is_refused_and_the_others_are_taken_in(
    settings: Settings, inbox: Path
) -> None:
    changing = put(inbox, "apoteker.txt")
    others = put(inbox, "dokter.txt", "Dokter\n\nMerawat pasien.\n")

    def change(done: int, total: int) -> None:
        if done:
            changing.write_text("Apoteker\n\nBelum selesai diti", encoding="utf-8")

    report = ingest(settings, Request((changing, others)), HashEmbeddings(), reading=change)
    assert "changed while it was being taken in" in reason(report)
    assert actions(report)["dokter"] is Action.ADDED
    assert "apoteker.txt" not in files(settings.sources)


def test_a_file_that_vanishes_between_check_and_copy_is_refused(settings: Settings, inbox: Path) -> None:
    vanishing = put(inbox, "apoteker.txt")

    def vanish(done: int, total: int) -> None:
        if done:
            vanishing.unlink(missing_ok=True)

    report = ingest(settings, Request((vanishing,)), HashEmbeddings(), reading=vanish)
    assert "run again" in reason(report)
    assert report.paragraphs == 18


_TAKE_IN = """
import resource, sys
from pathlib import Path
from fake_embeddings import HashEmbeddings
from rag.intake import Request, ingest
from rag.settings import Settings
inbox, sources, index, limit = sys.argv[1:]
def fill_disk(done, total):
    if int(limit) and done == total:  # everything has been read
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
settings = Settings(sources=Path(sources), index=Path(index), embedding="bundled")
report = ingest(settings, Request((Path(inbox),)), HashEmbeddings(), reading=fill_disk)
for one in report.documents:
    print(one.file, one.action, one.reason, sep="|")
"""


def take_in_unprivileged(settings: Settings, inbox: Path, limit: int = 0) -> dict[str, list[str]]:
    """Name of a file → what happened to it, and why, in a child process that cannot write everywhere."""
    done = run_unprivileged(_TAKE_IN, str(inbox), str(settings.sources), str(settings.index), str(limit))
    assert done.returncode == 0, done.stderr
    return {Path(file).name: rest for file, *rest in (line.split("|") for line in done.stdout.splitlines())}


def test_a_full_disk_leaves_nothing_half_copied_and_is_named(settings: Settings, inbox: Path) -> None:
    run(settings)
    limit = 1_500_000  # what no file of the small index comes near; writing beyond it fails in the kernel
    big = "\n\n".join(f"Paragraf {number} " + "kata " * 1000 + "selesai." for number in range(350))
    put(inbox, "besar.txt", f"Judul besar\n\n{big}\n")
    assert (inbox / "besar.txt").stat().st_size > limit
    put(inbox, "apoteker.txt")
    told = take_in_unprivileged(settings, inbox, limit)
    assert told["besar.txt"][0] == "failed"
    assert "cannot be copied" in told["besar.txt"][1]
    assert "File too large" in told["besar.txt"][1]
    assert told["apoteker.txt"][0] == "added"
    assert set(files(settings.sources)) == {"apoteker.txt", "kepala-humas.txt", "kepala-bagian-humas.txt"}


def test_a_sources_folder_that_may_not_be_written_is_named_for_each_file(settings: Settings, inbox: Path) -> None:
    run(settings)
    put(inbox, "apoteker.txt")
    settings.sources.chmod(0o555)
    try:
        told = take_in_unprivileged(settings, inbox)
    finally:
        settings.sources.chmod(0o755)
    assert told["apoteker.txt"][0] == "failed"
    assert "Permission denied" in told["apoteker.txt"][1]
    assert told["kepala-humas.txt"][0] == "unchanged"


_KILLED = """
import os, signal, sys
from pathlib import Path
from fake_embeddings import HashEmbeddings
from rag.intake import Request, ingest
from rag.settings import Settings
inbox, sources, index = map(Path, sys.argv[1:])
replace, copied = Path.replace, []
def kill_at_the_second(self, target):
    if self.suffix == ".new":
        copied.append(target)
        if len(copied) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = kill_at_the_second
ingest(Settings(sources=sources, index=index, embedding="bundled"), Request((inbox,)), HashEmbeddings())
"""


def test_a_run_killed_between_two_copies_leaves_whole_files_which_the_next_one_indexes(
    settings: Settings, inbox: Path
) -> None:
    run(settings)
    put(inbox, "apoteker.txt")
    put(inbox, "dokter.txt", "Dokter\n\nMerawat pasien.\n")
    killed = run_unprivileged(_KILLED, str(inbox), str(settings.sources), str(settings.index))
    assert killed.returncode == -signal.SIGKILL
    (temporary,) = settings.sources.glob(".ingest-*.new")
    report = run(settings)
    assert not report.failed
    assert actions(report)["apoteker"] is Action.ADDED
    assert not temporary.exists()
    assert set(files(settings.sources)) == {"apoteker.txt", "kepala-humas.txt", "kepala-bagian-humas.txt"}
    assert actions(run(settings, inbox))["dokter"] is Action.ADDED


def test_a_replacement_that_was_killed_halfway_is_finished_by_the_same_command(settings: Settings, inbox: Path) -> None:
    new = put(inbox, "Kepala Humas.md", f"# {APOTEKER}")
    shutil.copy(new, settings.sources)  # copied, and killed before the old file was deleted
    assert len(run(settings, new).failed) == 2  # the two of one id, told by the synchronisation
    assert not run(settings, new, replace=True).failed
    assert set(files(settings.sources)) == {"Kepala Humas.md", "kepala-bagian-humas.txt"}


def test_nothing_is_copied_while_another_ingest_is_writing(settings: Settings, inbox: Path) -> None:
    run(settings)
    with FileLock(settings.index / "lock"), pytest.raises(IndexBusyError):
        run(settings, put(inbox, "apoteker.txt"))
    assert "apoteker.txt" not in files(settings.sources)


def test_of_the_files_that_are_there_already_only_the_bytes_are_read(
    settings: Settings, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    taken_apart: list[str] = []
    for module in (arrivals, plan):
        real = module.read_document
        monkeypatch.setattr(
            module, "read_document", lambda path, root, real=real: (taken_apart.append(path.name), real(path, root))[1]
        )
    run(settings, put(inbox, "apoteker.txt"))
    assert taken_apart == ["apoteker.txt"]


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
    with pytest.raises(DocumentError, match="'kepala-hums'.*'zzz'"):
        run(settings, remove=("kepala-humas", "kepala-hums", "zzz"))
    assert len(files(settings.sources)) == 2


def test_a_file_that_cannot_be_deleted_is_named_and_stays_indexed(settings: Settings) -> None:
    run(settings)
    script = (
        "import sys; from pathlib import Path; from fake_embeddings import HashEmbeddings\n"
        "from rag.intake import Request, ingest; from rag.settings import Settings\n"
        "settings = Settings(sources=Path(sys.argv[1]), index=Path(sys.argv[2]), embedding='bundled')\n"
        "report = ingest(settings, Request(remove=('kepala-humas',)), HashEmbeddings())\n"
        "print([(Path(one.file).name, str(one.action), one.reason) for one in report.documents])"
    )
    settings.sources.chmod(0o555)
    try:
        done = run_unprivileged(script, str(settings.sources), str(settings.index))
    finally:
        settings.sources.chmod(0o755)
    assert "('kepala-humas.txt', 'unchanged', '')" in done.stdout, done.stderr
    assert "('kepala-humas.txt', 'failed', 'cannot be deleted (Permission denied)" in done.stdout


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
