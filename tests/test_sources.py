import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from unprivileged import run_unprivileged

from rag.errors import DocumentError, SettingsError
from rag.settings import Settings
from rag.sources import (
    FolderScan,
    check_folders,
    document_id,
    file_problem,
    scan_folder,
    scan_sources,
    shown_name,
    source_files,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path


def put(folder: Path, name: str, text: str = "Isi.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def files(scan: FolderScan) -> list[str]:
    return [one.file for one in scan.files]


def problems(scan: FolderScan) -> dict[str, str]:
    return {one.file: one.reason for one in scan.problems}


@contextmanager
def closed_to_everyone(path: Path) -> Iterator[None]:
    path.chmod(0)
    try:
        yield
    finally:
        path.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("seed-000.txt", "seed-000"),
        ("Kepala Humas.md", "kepala-humas"),
        ("  __Analis DATA (2024)!.docx", "analis-data-2024"),
        ("medis/gigi/Perawat Gigi.pdf", "perawat-gigi"),
        ("../Perawat.txt", "perawat"),
        ("laporan.v2.txt", "laporan-v2"),
        ("ahli caf\u00e9.txt", "ahli-caf"),
        ("ahli cafe\u0301.txt", "ahli-caf"),  # the same name as some file systems spell it
        ("\u00e9cole.txt", "cole"),
        ("9.txt", "9"),
        ("a" * 251 + ".txt", "a" * 251),
    ],
)
def test_an_id_is_the_stem_in_lower_case_with_hyphens_for_other_characters(name: str, expected: str) -> None:
    assert document_id(name) == expected


@pytest.mark.parametrize("name", ["???.txt", "\u00e9.txt", "医者.pdf", "..", "---.md"])
def test_a_name_without_letters_or_digits_gives_no_id(name: str) -> None:
    with pytest.raises(DocumentError, match="gives no document id: rename the file"):
        document_id(name)


def test_every_supported_suffix_is_found_whatever_its_case(folder: Path) -> None:
    names = ["a.txt", "b.md", "c.html", "d.htm", "e.docx", "f.pdf", "g.TXT", "h.Docx"]
    for name in names:
        put(folder, name)
    scan = scan_folder(folder)
    assert files(scan) == names
    assert [one.id for one in scan.files] == list("abcdefgh")
    assert scan.problems == ()


def test_files_come_sorted_by_their_relative_path(folder: Path) -> None:
    for name in ("z.txt", "a/b/c.txt", "a/z.txt", "a-b.txt", "B.txt"):
        put(folder, name)
    scan = scan_folder(folder)
    assert files(scan) == ["B.txt", "a-b.txt", "a/b/c.txt", "a/z.txt", "z.txt"]
    assert [one.path for one in scan.files] == [folder / file for file in files(scan)]
    assert source_files(folder) == [one.path for one in scan.files]


def test_a_folder_may_be_named_through_a_link(folder: Path, tmp_path: Path) -> None:
    put(folder, "a.txt")
    (tmp_path / "link").symlink_to(folder)
    scan = scan_folder(tmp_path / "link")
    assert [one.path for one in scan.files] == [tmp_path / "link" / "a.txt"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gambar.png", "is not a .docx, .htm, .html, .md, .pdf or .txt file: convert it, or move it out of the folder"),
        ("tanpa-akhiran", "is not a .docx, .htm, .html, .md, .pdf or .txt file"),
        ("lama.doc", "is a .doc file: save it as .docx"),
        ("Lama.ODT", "is a .ODT file: save it as .docx"),
        ("lama.rtf", "is a .rtf file: save it as .docx"),
        ("???.txt", "gives no document id: rename"),
    ],
)
def test_a_file_that_cannot_be_a_document_is_a_problem_with_its_remedy(name: str, expected: str, folder: Path) -> None:
    put(folder, name)
    put(folder, "baik.txt")
    scan = scan_folder(folder)
    assert files(scan) == ["baik.txt"]
    assert list(problems(scan)) == [name]
    assert expected in problems(scan)[name]
    assert expected in file_problem(folder / name)


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.txt", ".git/config.txt", ".DS_Store", "Thumbs.db", "desktop.ini", "a/Desktop.ini"),
        *("__MACOSX/a.txt", "~$surat.docx", ".~lock.surat.docx#", "a.txt~", "a.md.swp", "lost+found/x.txt"),
    ],
)
def test_hidden_files_and_what_systems_and_editors_leave_behind_are_passed_over(name: str, folder: Path) -> None:
    put(folder, name)
    assert scan_folder(folder) == FolderScan((), ())


def test_what_a_killed_copy_left_is_told_apart_from_hidden_files(folder: Path) -> None:
    leftover = put(folder, "a/.ingest-0123abcd.new")
    put(folder, ".catatan.txt.new")
    assert scan_folder(folder).leftovers == (leftover,)


@pytest.mark.parametrize("name", ["dua\nbaris.txt", "warna\x1b[31m.txt", "garis\u2028baru.txt"])
def test_a_control_character_in_a_name_is_a_problem_and_is_never_shown(name: str, folder: Path) -> None:
    put(folder, name)
    scan = scan_folder(folder)
    assert files(scan) == []
    ((shown, reason),) = problems(scan).items()
    assert "control characters" in reason
    assert shown.isprintable()
    assert shown.endswith(".txt")


def test_a_name_that_is_not_utf_8_is_a_problem_that_can_be_printed(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_bytes(b"Isi.")
    scan = scan_folder(folder)
    assert list(problems(scan)) == [r"caf\xe9.txt"]
    json.dumps(list(problems(scan)), ensure_ascii=False).encode()


def test_a_folder_with_control_characters_in_its_name_is_one_problem(folder: Path) -> None:
    put(folder, "dua\tkolom/a.txt")
    put(folder, "dua\tkolom/b.txt")
    (problem,) = scan_folder(folder).problems
    assert problem.file == r"dua\tkolom"
    assert problem.is_folder


def test_names_of_people_and_places_are_shown_as_they_are() -> None:
    assert shown_name("café – Ñandú 医.txt") == "café – Ñandú 医.txt"


def test_a_link_to_a_file_outside_is_a_problem(folder: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "elsewhere", "rahasia.txt")
    (folder / "a.txt").symlink_to(secret)
    scan = scan_folder(folder)
    assert files(scan) == []
    assert "leads out of" in problems(scan)["a.txt"]
    assert "put the file itself there" in problems(scan)["a.txt"]


def test_a_folder_whose_name_begins_alike_is_outside_too(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").symlink_to(put(tmp_path / "documents-lain", "a.txt"))
    assert "leads out of" in problems(scan_folder(folder))["a.txt"]


def test_a_link_to_a_file_inside_is_a_document(folder: Path) -> None:
    put(folder, ".simpan/a.txt")
    (folder / "a.txt").symlink_to(Path(".simpan") / "a.txt")
    assert files(scan_folder(folder)) == ["a.txt"]


@pytest.mark.parametrize("target", ["tidak-ada.txt", "a.txt"])
def test_a_dangling_link_and_a_link_to_itself_are_problems(target: str, folder: Path) -> None:
    (folder / "a.txt").symlink_to(target)
    scan = scan_folder(folder)
    assert files(scan) == []
    assert list(problems(scan)) == ["a.txt"]


def test_a_link_to_a_folder_outside_is_a_problem_and_not_followed(folder: Path, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", "rahasia.txt")
    (folder / "lain").symlink_to(tmp_path / "elsewhere")
    scan = scan_folder(folder)
    assert files(scan) == []
    assert "link to a folder outside" in problems(scan)["lain"]


def test_a_link_to_a_folder_inside_is_passed_over_and_no_walk_is_endless(folder: Path) -> None:
    put(folder, "a/a.txt")
    (folder / "a" / "atas").symlink_to(folder)
    scan = scan_folder(folder)
    assert files(scan) == ["a/a.txt"]
    assert scan.problems == ()


def test_what_is_no_regular_file_is_a_problem_and_never_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipa.txt")
    monkeypatch.chdir(folder)  # a socket's address has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("soket.txt")
        scan = scan_folder(folder)
    assert problems(scan) == {
        "pipa.txt": "is a FIFO, not a file: move it out of the folder",
        "soket.txt": "is a socket, not a file: move it out of the folder",
    }
    assert "is a FIFO" in file_problem(folder / "pipa.txt")


def test_a_folder_deeper_than_calls_may_nest_is_walked(folder: Path) -> None:
    path = "d/" * (sys.getrecursionlimit() + 100)
    try:
        subprocess.run(["mkdir", "-p", path], cwd=folder, check=True, timeout=60)
        put(folder, f"{path}a.txt")
        assert files(scan_folder(folder)) == [f"{path}a.txt"]
    finally:
        subprocess.run(["rm", "-r", "d"], cwd=folder, check=True, timeout=60)  # Python's own way is recursive


def test_a_folder_that_may_not_be_read_is_a_problem_and_the_rest_is_found(folder: Path) -> None:
    put(folder, "tertutup/a.txt")
    put(folder, "baik.txt")
    script = (
        "import json, sys; from pathlib import Path; from rag.sources import scan_folder\n"
        "scan = scan_folder(Path(sys.argv[1]))\n"
        "print(json.dumps([[one.file for one in scan.files], "
        "[[one.file, one.reason, one.is_folder] for one in scan.problems]]))"
    )
    with closed_to_everyone(folder / "tertutup"):
        done = run_unprivileged(script, str(folder))
    found, ((name, reason, is_folder),) = json.loads(done.stdout)
    assert found == ["baik.txt"]
    assert (name, is_folder) == ("tertutup", True)
    assert "cannot be read (Permission denied)" in reason


def test_sources_that_may_not_be_read_are_an_error_with_the_remedy(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rag.errors import DocumentError\n"
        "from rag.sources import scan_sources\n"
        "try: scan_sources(Path(sys.argv[1]))\n"
        "except DocumentError as error: print(error)"
    )
    with closed_to_everyone(folder):
        done = run_unprivileged(script, str(folder))
    assert "Permission denied" in done.stdout
    assert "RAG_SOURCES" in done.stdout


def test_sources_that_are_missing_or_a_file_are_an_error_with_the_remedy(folder: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist: create it or set RAG_SOURCES"):
        scan_sources(folder / "tidak-ada")
    with pytest.raises(DocumentError, match="is not a folder: set RAG_SOURCES"):
        scan_sources(put(folder, "a.txt"))


def test_sources_that_may_be_missing_are_empty(folder: Path) -> None:
    assert scan_sources(folder / "tidak-ada", may_be_missing=True) == FolderScan((), ())
    (folder / "putus").symlink_to("tidak-ada")
    with pytest.raises(DocumentError, match="does not exist"):
        scan_sources(folder / "putus", may_be_missing=True)


def test_folders_can_be_left_out_of_a_walk(folder: Path) -> None:
    put(folder, "sources/a.txt")
    put(folder, "b.txt")
    assert files(scan_folder(folder, [folder / "sources"])) == ["b.txt"]


@pytest.mark.parametrize(
    ("sources", "index"),
    [("data", "data"), ("data", "data/index"), ("data/index/sources", "data/index"), ("data", "link/index")],
)
def test_an_index_among_the_documents_or_documents_in_the_index_are_refused(
    sources: str, index: str, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    settings = Settings(sources=tmp_path / sources, index=tmp_path / index, embedding="bundled")
    with pytest.raises(SettingsError, match="RAG_INDEX=.*RAG_SOURCES=|RAG_SOURCES=.*RAG_INDEX="):
        check_folders(settings)


@pytest.mark.parametrize(("sources", "index"), [(".", ".rag/index"), ("sources", "sources-index"), ("a", "b")])
def test_an_index_beside_the_documents_or_hidden_below_them_is_fine(sources: str, index: str, tmp_path: Path) -> None:
    check_folders(Settings(sources=tmp_path / sources, index=tmp_path / index, embedding="bundled"))
