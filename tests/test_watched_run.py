import os
from pathlib import Path

import pytest

from evals.watched_run import ChildFailedError, disk_use, run_ingest, run_probe


def test_disk_use_counts_what_the_files_take_and_a_hard_link_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "below").mkdir(parents=True)
    (folder / "a").write_bytes(os.urandom(100_000))
    alone = disk_use(folder)
    assert 100_000 <= alone < 200_000
    (folder / "below" / "same").hardlink_to(folder / "a")
    assert disk_use(folder) == alone
    (folder / "below" / "copy").write_bytes((folder / "a").read_bytes())
    assert disk_use(folder) == 2 * alone
    assert disk_use(tmp_path / "nothing there") == 0


def test_an_ingest_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_SOURCES", str(tmp_path / "no such folder"))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index"))
    with pytest.raises(ChildFailedError, match=r"ingest\.py exited with 1: .*no such folder"):
        run_ingest(tmp_path / "index", 9)


def test_a_probe_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_MODEL", "nonsense")
    with pytest.raises(ChildFailedError, match="RAG_MODEL='nonsense'"):
        run_probe(["embed", "1", "0", "1"])
