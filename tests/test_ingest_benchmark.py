import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.ingest_benchmark import Figure, main, memory_at, memory_growth, table
from evals.watched_run import Sample

ROOT = Path(__file__).parents[1]


def benchmark(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """In a process of its own, because it sets the environment for its children."""
    command = [sys.executable, "-m", "evals.ingest_benchmark", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)


def test_it_measures_the_real_command_and_reports_every_figure(tmp_path: Path) -> None:
    done = benchmark("--documents", "3", "--repeats", "1", "--json", "--work", str(tmp_path / "work"))
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert (report["documents"], report["paragraphs"]) == (3, 27)
    figures = {figure["name"]: figure for figure in report["figures"]}
    assert list(figures) == [
        "full ingest",
        "full ingest, everything counted",
        "full ingest, without loading the model",
        "the bare embedding model",
        "ingest to bare embedding model",
        "memory at most",
        "memory at 25% embedded",
        "memory at 50% embedded",
        "memory at 75% embedded",
        "memory at 100% embedded",
        "memory growth over the second half",
        "no change",
        "one document added, until it serves",
        "one document added, until the end",
        "index of one generation",
        "disk at most",
        "disk at rest",
        "first question, model and index loaded",
        "first question after a switch",
        "a following question, median",
        "a following question, slowest",
    ]
    with_target = {name for name, figure in figures.items() if figure["passed"] is not None}
    assert with_target == {
        "ingest to bare embedding model",
        "no change",
        "one document added, until it serves",
        "one document added, until the end",
        "disk at most",
        "disk at rest",
    }
    # How many of so few paragraphs are seen to be embedded is chance.
    by_chance = {name for name in figures if name.endswith("% embedded") or name.startswith("memory growth")}
    assert all(figure["value"] > 0 for name, figure in figures.items() if name not in by_chance), figures
    assert (
        figures["one document added, until it serves"]["value"] <= figures["one document added, until the end"]["value"]
    )
    assert figures["a following question, median"]["value"] <= figures["a following question, slowest"]["value"]
    assert report["passed"] is all(figure["passed"] is not False for figure in report["figures"])
    assert done.returncode == (0 if report["passed"] else 1)
    # The three, one added, and one more for the reader.
    assert len(list((tmp_path / "work" / "sources").iterdir())) == 5


@pytest.mark.parametrize(
    "arguments",
    [("--documents", "0"), ("--repeats", "0"), ("--documents", "1000000"), ("--documents", "many"), ("--work", ".")],
    ids=" ".join,
)
def test_wrong_usage_is_refused_before_anything_is_measured(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "something.txt").write_text("already here")  # the working folder of this test, for --work
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("figure", "passed"),
    [
        (Figure("no target", 1.0, "s"), None),
        (Figure("no target, not measured", None, "s"), None),
        (Figure("fast enough", 4.9, "s", at_most=5.0), True),
        (Figure("too slow", 5.1, "s", at_most=5.0), False),
        (Figure("enough", 0.85, "", at_least=0.85), True),
        (Figure("too little", 0.84, "", at_least=0.85), False),
        (Figure("not measured", None, "s", at_most=5.0), False),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else "",
)
def test_a_figure_passes_when_it_meets_its_target(figure: Figure, passed: bool | None) -> None:
    assert figure.passed is passed
    assert figure.as_json()["passed"] is passed


def test_the_table_shows_value_target_and_verdict() -> None:
    (line,) = table([Figure("no change", 7.25, "s", at_most=5.0)])
    assert line.split() == ["no", "change", "7.25", "s", "at", "most", "5", "FAIL"]
    (line,) = table([Figure("memory", None, "MB")])
    assert line.split() == ["memory", "-", "MB"]


def test_memory_is_what_was_resident_when_so_many_were_embedded() -> None:
    samples = [Sample(100, 0), Sample(200, 40), Sample(0, 60), Sample(300, 60)]
    assert memory_at(samples, 25) == 200
    assert memory_at(samples, 50) == 300  # nothing could be read of the sample before
    assert memory_at(samples, 75) is None


def test_memory_growth_is_the_slope_over_the_second_half() -> None:
    first_half = [Sample(1000 + 50 * embedded, embedded) for embedded in range(0, 50, 10)]
    second_half = [Sample(5000 + 3 * embedded, embedded) for embedded in range(50, 100, 10)]
    writing = [Sample(90_000, 100)]
    assert memory_growth([*first_half, *second_half, *writing], 100) == pytest.approx(3.0)
    assert memory_growth([Sample(1000, 60)], 100) is None
