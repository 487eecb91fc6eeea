import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.search_benchmark import figures_of, main, write_documents
from evals.search_reader import Lookup, Measured, Memory
from evals.synthetic_documents import synthetic_documents

ROOT = Path(__file__).parents[1]
MEASURED = Measured(
    paragraphs=1800,
    opening=0.5,
    memory=Memory(model=1_000_000_000, opened=1_100_000_000, asked=1_200_000_000, most=1_300_000_000),
    lookups=tuple(Lookup(whole=0.05 + 0.001 * one, embedding=0.03, reading=0.004) for one in range(21)),
    recalls=(1.0, 0.95, 0.9),
)


def test_every_figure_is_reported_and_those_with_a_target_judged() -> None:
    figures = {figure.name: figure for figure in figures_of(MEASURED, index_bytes=9_000_000)}
    values = {name: figure.value for name, figure in figures.items()}
    assert values == pytest.approx(
        {
            "paragraphs in the index": 1800,
            "index on the disk": 9.0,
            "opening, without loading the model": 0.5,
            "memory, embedding model alone": 1000.0,
            "memory, index opened": 1100.0,
            "memory, all questions asked": 1200.0,
            "memory at most": 1300.0,
            "query embedding, p50": 30.0,
            "query embedding, p95": 30.0,
            "retrieval after it, p50": 30.0,
            "retrieval after it, p95": 39.0,
            "retrieval after it, slowest": 40.0,
            "of that, reading paragraphs, p50": 4.0,
            "of that, reading paragraphs, p95": 4.0,
            "both together, p50": 60.0,
            "both together, p95": 69.0,
            "recall at 20, mean": 95.0,
            "recall at 20, worst question": 90.0,
        }
    )
    judged = {name: (figure.at_least, figure.at_most, figure.passed) for name, figure in figures.items()}
    assert {name: one for name, one in judged.items() if one != (None, None, None)} == {
        "retrieval after it, p50": (None, 40.0, True),
        "retrieval after it, p95": (None, 80.0, True),
        "recall at 20, mean": (98.0, None, False),
    }


def test_only_documents_that_are_missing_are_written(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    assert write_documents(sources, 3) == 3
    texts = [path.read_text(encoding="utf-8") for path in sorted(sources.iterdir())]
    assert texts == list(synthetic_documents(3))
    (sources / "profesi-00001.txt").write_text("kept", encoding="utf-8")
    (sources / "profesi-00002.txt").unlink()
    assert write_documents(sources, 4) == 2
    assert [path.name for path in sorted(sources.iterdir())] == [f"profesi-0000{number}.txt" for number in range(4)]
    assert (sources / "profesi-00001.txt").read_text(encoding="utf-8") == "kept"
    assert (sources / "profesi-00002.txt").read_text(encoding="utf-8") == texts[2]
    assert write_documents(sources, 2) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--documents", "0"),
        ("--documents", "1000000"),
        ("--documents", "many"),
        ("--questions", "0"),
        ("--questions", "11", "--documents", "1"),
        ("--work", "."),
        ("--work", "something.txt"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_refused_before_anything_is_measured(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "something.txt").write_text("already here")  # the working folder of this test, for --work
    (tmp_path / "sources").mkdir()
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert arguments[0] in capsys.readouterr().err
    assert not any((tmp_path / "sources").iterdir())


def test_an_ingest_that_fails_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    # In a process of its own, because it sets the environment for its children.
    done = subprocess.run(
        [sys.executable, "-m", "evals.search_benchmark", "--documents", "1", "--questions", "1", "--work", "work"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RAG_EMBEDDING": "/nowhere"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "evals.search_benchmark: error: ingest.py exited with 1" in done.stderr
    assert "/nowhere" in done.stderr
    assert (tmp_path / "work" / "sources" / "profesi-00000.txt").is_file()
