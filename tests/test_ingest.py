import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings
from filelock import FileLock
from langchain_core.embeddings import Embeddings

import ingest
from rag.settings import Settings

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
    shutil.copytree(ROOT / "sources", folder / "sources")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command in this process with an instant embedding model; returns the exit code."""

    def instant(settings: Settings) -> Embeddings:
        return HashEmbeddings()

    monkeypatch.setattr(ingest, "load_embeddings", instant)

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


def test_a_run_with_nothing_to_do_loads_neither_torch_nor_chromadb_nor_the_stemmer(run: Run) -> None:
    assert run() == 0
    script = (
        "import runpy, sys\n"
        f"sys.argv = [{str(SCRIPT)!r}]; sys.path.insert(0, {str(ROOT)!r})\n"
        f"try: runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "heavy = {'torch', 'transformers', 'chromadb', 'langchain_chroma', 'Sastrawi', 'bm25s'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "2 unchanged" in done.stdout, done.stderr
    assert "HEAVY []" in done.stdout


def test_it_tells_what_happened_to_each_document(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    printed = capsys.readouterr().out
    assert "Kepala Humas di lembaga pemerintah atau perusahaan" in printed
    assert "2 added; 18 paragraphs embedded" in printed


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
    assert "2 added; nothing was changed" in capsys.readouterr().out
    assert files(workplace) == before


def test_list_shows_ids_titles_other_names_and_aspects_uncut(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    capsys.readouterr()
    assert run("--list") == 0
    printed = capsys.readouterr().out
    for expected in (
        "kepala-bagian-humas",
        "Kepala Bagian Humas di instansi pemerintah",
        "7 miskonsepsi",
        "9 perbedaan",
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
    assert capsys.readouterr().err.startswith("ingest.py: error: there is no index in '.rag/index' yet")


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
    (workplace / "sources" / "rusak.txt").write_bytes(b"\xff\xff")
    assert run("--json") == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("ingest.py: failed: rusak.txt: ")
    assert "not UTF-8" in captured.err
    assert json.loads(captured.out)["paragraphs"] == 18


def test_text_from_documents_is_printed_as_it_is(run: Run, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "sources" / "aneh.txt").write_text(
        "Ahli [bold]aneh[/bold] [/]\n\nMengurus hal aneh.", encoding="utf-8"
    )
    assert run() == 0
    assert "Ahli [bold]aneh[/bold] [/]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["--unknown"], ["--list", "--rebuild"], ["--replace"], ["--remove", "x", "file.txt"], ["no-such-file.txt"]],
    ids=" ".join,
)
def test_wrong_usage_has_exit_code_2(arguments: list[str], run: Run) -> None:
    assert run(*arguments) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("RAG_CHROMA_URL", "http://localhost:8000"), ("RAG_MODEL", "nonsense"), ("RAG_EMBEDDING", " ")]
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

    monkeypatch.setattr(ingest, "load_embeddings", lambda settings: Interrupted())
    assert run() == 130
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list((workplace / ".rag" / "index" / "generations").iterdir()) == []
    assert not (workplace / ".rag" / "index" / "current").exists()


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
