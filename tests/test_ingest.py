import errno
import json
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings
from filelock import FileLock

import ingest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "ingest.py"
APOTEKER = "Apoteker\n\nMeracik obat untuk pasien.\n\nMelayani resep dokter.\n"

Run = Callable[..., int]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the seed documents and no setting in the environment."""
    for name in [name for name in os.environ if name.startswith("RAG_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "work"
    (folder / "sources").mkdir(parents=True)
    for name in ("kepala-humas.txt", "kepala-bagian-humas.txt"):
        shutil.copy(ROOT / "sources" / name, folder / "sources")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command in this process with an instant embedding model; returns the exit code."""
    monkeypatch.setattr(ingest, "embedding_process", lambda settings: nullcontext(HashEmbeddings()))

    def call(*arguments: str) -> int:
        try:
            return ingest.main(arguments)
        except SystemExit as end:  # argparse
            return int(str(end.code))

    return call


def command(arguments: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_builds_the_index_with_the_bundled_model_and_then_finds_nothing_to_do(workplace: Path) -> None:
    first = command(["--json"])
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["embedded"] == 18
    assert first.stderr == ""
    before = files(workplace / ".rag")
    second = command([])
    assert second.returncode == 0, second.stderr
    assert "2 unchanged" in second.stdout
    assert files(workplace / ".rag") == before


def test_a_run_with_nothing_to_do_loads_no_model_no_database_and_no_parser(run: Run) -> None:
    assert run() == 0
    script = (
        "import runpy, sys\n"
        f"sys.argv = [{str(SCRIPT)!r}]; sys.path.insert(0, {str(ROOT)!r})\n"
        f"try: runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "heavy = {'torch', 'transformers', 'chromadb', 'langchain_chroma', 'Sastrawi', 'bm25s', 'gradio', 'lxml',"
        " 'bs4', 'docx', 'pdfminer', 'yaml', 'py3langid', 'markdown_it'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "2 unchanged" in done.stdout, done.stderr
    assert "HEAVY []" in done.stdout


def test_it_tells_what_happened_to_each_document(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    printed = capsys.readouterr().out
    assert "Kepala Humas di lembaga pemerintah atau perusahaan" in printed
    assert re.search(r"^2 added; 18 paragraphs embedded, 18 in the index in '.rag/index'; \d+\.\d s$", printed, re.M)
    for heading in ("document", "title", "paragraphs", "what", "note"):
        assert heading in printed.splitlines()[1]


def test_json_is_one_object_and_nothing_else(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["added"] == 2
    assert report["dry_run"] is False
    assert {one["id"]: one["paragraphs"] for one in report["documents"]} == {
        "kepala-humas": 9,
        "kepala-bagian-humas": 9,
    }


def test_a_dry_run_changes_nothing(run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(workplace)
    assert run("--dry-run") == 0
    assert "2 added; nothing was changed; 18 paragraphs would be embedded" in capsys.readouterr().out
    assert files(workplace) == before


def test_list_shows_ids_titles_other_names_and_aspects_uncut(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    capsys.readouterr()
    assert run("--list") == 0
    printed = capsys.readouterr().out
    for expected in (
        "kepala-bagian-humas",
        "Kepala Bagian Humas di instansi pemerintah",
        "other names: Kepala Bagian Humas",
        "file: kepala-humas.txt",
        "9 paragraphs: 1 deskripsi, 2-3 tugas,",
        "7 miskonsepsi",
        "9 perbedaan",
        "2 documents, 18 paragraphs",
    ):
        assert expected in printed
    assert "…" not in printed
    assert run("--list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in listed["documents"]] == ["kepala-bagian-humas", "kepala-humas"]
    assert listed["documents"][1]["aliases"] == ["Kepala Humas"]
    assert listed["documents"][1]["paragraphs"][6]["aspect"] == "miskonsepsi"


def test_list_without_an_index_fails_and_names_the_command(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list") == 1
    assert capsys.readouterr().err.startswith("ingest.py: error: the index in '.rag/index' does not exist yet")


def test_documents_are_taken_in_replaced_and_removed(
    run: Run, workplace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "apoteker.txt"
    document.write_text(APOTEKER, encoding="utf-8")
    assert run(str(document)) == 0
    assert (workplace / "sources" / "apoteker.txt").read_text(encoding="utf-8") == APOTEKER
    document.write_text(APOTEKER + "\nMenyimpan obat.\n", encoding="utf-8")
    assert run(str(document)) == 1
    assert "--replace" in capsys.readouterr().err
    assert run(str(document), "--replace") == 0
    assert run("--remove", "apoteker") == 0
    assert not (workplace / "sources" / "apoteker.txt").exists()
    assert run("--remove", "apoteker") == 1


def test_a_failed_file_is_named_with_its_reason_and_the_rest_is_done(
    run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "sources" / "rusak.txt").write_bytes(b"")
    assert run("--json") == 1
    captured = capsys.readouterr()
    assert captured.err == "ingest.py: failed: rusak.txt: is empty\n"
    assert json.loads(captured.out)["paragraphs"] == 18


def test_text_from_documents_is_printed_as_it_is(run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "sources" / "aneh.txt").write_text(
        "Ahli [bold]aneh[/bold] [/]\n\nMengurus hal aneh.", encoding="utf-8"
    )
    assert run() == 0
    assert "Ahli [bold]aneh[/bold] [/]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--unknown"], ["--list", "--rebuild"], ["--replace"], ["--remove", "x", "file.txt"]),
        *(["no-such-file.txt"], [""]),
    ],
    ids=" ".join,
)
def test_wrong_usage_has_exit_code_2(arguments: list[str], run: Run) -> None:
    assert run(*arguments) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_CHROMA_URL", "localhost:8000"),
        ("RAG_MODEL", "nonsense"),
        ("RAG_EMBEDDING", " "),
        ("RAG_INDEX", "sources/index"),
    ],
)
def test_wrong_settings_have_exit_code_2_and_one_line_without_a_traceback(
    name: str, value: str, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert run() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"ingest.py: error: {name}=")


def test_an_index_of_another_model_is_refused_with_the_command_that_mends_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    monkeypatch.setenv("RAG_EMBEDDING", "owner/another-model")
    assert run() == 1
    assert "`python ingest.py --rebuild`" in capsys.readouterr().err
    assert run("--rebuild") == 0
    assert run() == 0


def test_a_missing_sources_folder_fails(run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(workplace / "sources")
    assert run() == 1
    assert "RAG_SOURCES" in capsys.readouterr().err


def test_a_second_ingest_at_once_fails_with_a_clear_line(
    run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    with FileLock(workplace / ".rag" / "index" / "lock"):
        assert run() == 1
    assert "another ingest is writing" in capsys.readouterr().err


def test_an_interrupt_ends_in_one_line_and_leaves_no_index_half_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(HashEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise KeyboardInterrupt

    monkeypatch.setattr(ingest, "embedding_process", lambda settings: nullcontext(Interrupted()))
    assert run() == 130
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list((workplace / ".rag" / "index" / "generations").iterdir()) == []
    assert not (workplace / ".rag" / "index" / "current").exists()


_SLOW = """
import sys, time
from contextlib import nullcontext
sys.path[:0] = sys.argv[1:3]
import ingest
from fake_embeddings import HashEmbeddings

class Slow(HashEmbeddings):
    def embed_documents(self, texts):
        open("embedding", "w").close()
        time.sleep(60)

ingest.embedding_process = lambda settings: nullcontext(Slow())
sys.exit(ingest.main(sys.argv[3:]))
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_in_one_line_with_its_exit_code_and_nothing_half_done(
    number: signal.Signals, code: int, workplace: Path
) -> None:
    arguments = [sys.executable, "-c", _SLOW, str(ROOT), str(ROOT / "tests")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not Path("embedding").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        printed, complaint = process.communicate(timeout=30)
    assert process.returncode == code
    assert printed == ""
    (line,) = complaint.splitlines()
    assert line.startswith("ingest.py: ")
    assert list((workplace / ".rag" / "index" / "generations").iterdir()) == []
    assert command(["--dry-run"]).returncode == 0


@pytest.mark.parametrize("arguments", [["--list"], ["--list", "--json"], ["--dry-run", "--rebuild"]], ids=" ".join)
def test_a_reader_that_goes_away_early_is_no_error(arguments: list[str], run: Run) -> None:
    run()
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), *arguments], stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_cannot_be_written_fails_in_one_line(run: Run) -> None:
    run()
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "--list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("ingest.py: error: No space left on device")


def test_an_error_of_the_system_is_one_line_that_names_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*arguments: object) -> None:
        raise OSError(errno.EIO, "Input/output error", "sources/rusak.txt")

    monkeypatch.setattr(ingest, "ingest", fails)
    assert run() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("ingest.py: error: 'sources/rusak.txt': Input/output error: ")


def test_json_is_one_object_also_when_it_fails(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--remove", "tidak-ada", "--json") == 1
    captured = capsys.readouterr()
    assert "'tidak-ada'" in json.loads(captured.out)["error"]
    assert captured.err.startswith("ingest.py: error: ")


def warned_document(folder: Path, name: str = "apoteker.txt") -> Path:
    """A document in Windows-1252, which is taken in with a warning."""
    path = folder / name
    path.write_bytes(APOTEKER.replace("obat", "ob\u00e4t").encode("cp1252"))
    return path


def test_warnings_are_told_and_are_no_failure(run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warned_document(workplace / "sources")
    assert run() == 0
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith("ingest.py: warning: apoteker.txt: ")
    assert line.removeprefix("ingest.py: warning: apoteker.txt: ") in captured.out
    assert run() == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "1 unchanged with warnings (--list shows them)" in captured.out
    assert run("--list") == 0
    assert line.removeprefix("ingest.py: warning: apoteker.txt: ") in capsys.readouterr().out
    assert run("--list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["documents"]
    assert [bool(one["warnings"]) for one in listed] == [True, False, False]


def test_what_a_document_says_of_itself_is_listed(
    run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front_matter = "---\njudul: Apoteker\nasal: Dinas Kesehatan\nlisensi: CC BY 4.0\ntanggal: 2024-05-01\n---\n\n"
    (workplace / "sources" / "apoteker.md").write_text(front_matter + APOTEKER, encoding="utf-8")
    run()
    capsys.readouterr()
    run("--list")
    printed = capsys.readouterr().out
    for expected in ("asal: Dinas Kesehatan", "lisensi: CC BY 4.0", "tanggal: 2024-05-01"):
        assert expected in printed
    assert printed.count("asal:") == 1  # nothing is said of documents that say nothing
    run("--list", "--json")
    metadata = json.loads(capsys.readouterr().out)["documents"][0]["metadata"]
    assert (metadata["origin"], metadata["licence"], metadata["date"]) == ("Dinas Kesehatan", "CC BY 4.0", "2024-05-01")


def test_a_big_run_shows_what_needs_attention_first_and_is_cut(
    run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(60):
        text = f"Profesi {number}\n\nBertugas melayani nomor {number}.\n"
        (workplace / "sources" / f"a-{number:02d}.txt").write_text(text, encoding="utf-8")
    warned_document(workplace / "sources", "w.txt")
    (workplace / "sources" / "z.txt").write_bytes(b"")
    assert run("--dry-run") == 1
    lines = capsys.readouterr().out.splitlines()
    documents = [line.split("\u2502")[1].strip() for line in lines if line.startswith("\u2502")]
    assert documents[:2] == ["z.txt", "w"]
    assert documents[2:] == [f"a-{number:02d}" for number in range(40)]
    assert "\u2026 and 22 more (--json lists all)" in lines
    assert lines[-1].startswith("63 added, 1 failed; nothing was changed")
    run("--dry-run", "--json")
    assert len(json.loads(capsys.readouterr().out)["documents"]) == 64


def test_progress_is_shown_on_a_terminal_only_and_never_on_stdout(workplace: Path) -> None:
    script = _SLOW.replace("time.sleep(60)", "return super().embed_documents(texts)")
    arguments = [sys.executable, "-c", script, str(ROOT), str(ROOT / "tests"), "--json"]
    ours, terminal = os.openpty()
    shown = b""
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=terminal, env=environment) as process:
        os.close(terminal)
        assert process.stdout is not None
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the terminal is closed at its other end
                break
        printed = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0
    assert json.loads(printed)["embedded"] == 18
    assert b"reading" in shown
    assert b"embedding" in shown
    assert b"18/18" in shown


def test_help_names_every_option_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        ingest.main(["--help"])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    for option in ("FILE_OR_FOLDER", "--dry-run", "--rebuild", "--list", "--remove ID", "--replace", "--json"):
        assert option in printed


def test_importing_it_runs_nothing(workplace: Path) -> None:
    runpy.run_path(str(SCRIPT), run_name="ingest")
    assert not (workplace / ".rag").exists()
