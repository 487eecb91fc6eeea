import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from fake_embeddings import HashEmbeddings

import evals.search_reader
from evals.search_benchmark import write_documents
from evals.search_reader import Lookup, Measured, Memory, main, measure_reader, recall
from rag.settings import Settings, load_settings
from rag.sync import apply_plan, make_plan


def cosines_with(*nearest: float) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """A hundred rows, the first ones as near as these, the others far."""
    return np.array([*nearest, *[0.1] * (100 - len(nearest))], dtype=np.float32)


def test_recall_is_the_share_of_the_nearest_that_were_found() -> None:
    cosines = cosines_with(0.9, 0.8, 0.7, 0.6, 0.5)
    assert recall(cosines, [0, 1, 2, 3], 4) == 1.0
    assert recall(cosines, [3, 2, 1, 0], 4) == 1.0
    assert recall(cosines, [0, 1, 2, 4], 4) == 0.75
    assert recall(cosines, [0, 99], 4) == 0.25
    assert recall(cosines, [], 4) == 0.0


def test_of_rows_that_are_equally_near_any_will_do() -> None:
    cosines = cosines_with(0.9, 0.8, 0.8, 0.8 - 1e-7, 0.79)
    assert recall(cosines, [0, 1], 2) == recall(cosines, [0, 2], 2) == recall(cosines, [0, 3], 2) == 1.0
    assert recall(cosines, [0, 4], 2) == 0.5


def test_fewer_rows_than_wanted_can_all_be_found() -> None:
    assert recall(np.array([0.3, 0.2], dtype=np.float32), [0, 1], 20) == 1.0


def test_what_is_not_embedding_is_retrieval() -> None:
    assert Lookup(whole=0.05, embedding=0.03, reading=0.01).retrieval == pytest.approx(0.02)


def test_the_measurements_survive_the_pipe() -> None:
    measured = Measured(
        paragraphs=1800,
        opening=0.5,
        memory=Memory(model=1_000_000_000, opened=1_100_000_000, asked=1_200_000_000, most=1_300_000_000),
        lookups=(Lookup(whole=0.05, embedding=0.03, reading=0.004), Lookup(whole=0.06, embedding=0.02, reading=0.0)),
        recalls=(1.0, 0.95, 0.9),
    )
    assert Measured.from_json(json.loads(json.dumps(asdict(measured)))) == measured


def test_a_reader_is_measured_on_a_real_index(tmp_path: Path) -> None:
    settings = Settings(sources=tmp_path / "sources", index=tmp_path / "index", model="none")
    write_documents(settings.sources, 12)
    apply_plan(make_plan(settings), settings, HashEmbeddings())
    # Of two documents less than there are: what else is in the index does no harm.
    measured = measure_reader(settings, HashEmbeddings(), documents=10, count=15)
    assert measured.paragraphs == 108
    assert len(measured.lookups) == len(measured.recalls) == 15
    assert all(0 < one.embedding < one.whole and one.retrieval > 0 for one in measured.lookups)
    # So few rows are searched exactly.
    assert measured.recalls == (1.0,) * 15
    memory = measured.memory
    assert 0 < memory.opened <= memory.most
    assert 0 < memory.asked <= memory.most


def test_the_probe_measures_the_index_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAG_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr(evals.search_reader, "load_embeddings", lambda settings: HashEmbeddings())
    assert main(["2", "5"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("evals.search_reader: error: ")

    settings = load_settings()
    write_documents(settings.sources, 2)
    apply_plan(make_plan(settings), settings, HashEmbeddings())
    assert main(["2", "5"]) == 0
    measured = Measured.from_json(json.loads(capsys.readouterr().out))
    assert (measured.paragraphs, len(measured.lookups), len(measured.recalls)) == (18, 5, 5)
