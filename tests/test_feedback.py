"""What people think of answers: one choice an answer, kept in a file, exported in the form the evals read."""

import json
import sqlite3
import threading
from pathlib import Path

import pytest

from evals.feedback import propose
from rag.__main__ import main
from rag.errors import FeedbackError
from rag.feedback import Choice, FeedbackStore, Judged
from rag.types import Turn

ANSWER = Judged(
    key="k1",
    question="kalau shift-nya?",
    history=(Turn("Apa tugas perawat?", "Merawat pasien."),),
    answer="Perawat bekerja juga pada malam hari. [1]",
    cited=("perawat#p2",),
    model="gemma-3-270m (bundled)",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "feedback.sqlite"


def choices(path: Path) -> list[str]:
    return [one["choice"] for one in FeedbackStore(path).candidates()]


def test_a_choice_is_kept_with_the_answer_it_is_about(path: Path) -> None:
    FeedbackStore(path).record(ANSWER, Choice.WRONG_CITATION)

    (kept,) = FeedbackStore(path).candidates()

    assert kept.pop("time").endswith("+00:00")
    assert kept == {
        "question": "kalau shift-nya?",
        "history": [{"question": "Apa tugas perawat?", "answer": "Merawat pasien."}],
        "answer": "Perawat bekerja juga pada malam hari. [1]",
        "cited": ["perawat#p2"],
        "choice": "wrong_citation",
    }


def test_the_file_holds_these_columns_and_nothing_of_the_person(path: Path) -> None:
    FeedbackStore(path).record(ANSWER, Choice.UP)

    columns = [row[1] for row in sqlite3.connect(path).execute("PRAGMA table_info(feedback)")]

    assert columns == ["key", "time", "question", "history", "answer", "cited", "model", "choice"]


def test_a_changed_mind_replaces_the_choice_and_a_withdrawn_one_removes_it(path: Path) -> None:
    store = FeedbackStore(path)
    assert store.record(ANSWER, Choice.UP)
    assert store.record(ANSWER, Choice.DOWN)
    assert not store.record(ANSWER, Choice.DOWN)
    assert choices(path) == ["down"]

    assert store.record(ANSWER, None)
    assert not store.record(ANSWER, None)
    assert choices(path) == []


def test_without_a_file_there_is_nothing_and_none_is_made(path: Path) -> None:
    assert FeedbackStore(path).candidates() == []
    assert not path.parent.exists()


def test_many_at_once_lose_nothing(path: Path) -> None:
    def judge(number: int) -> None:
        answer = Judged(f"k{number}", f"apa {number}?", (), "Ini.", (), "none")
        FeedbackStore(path).record(answer, Choice.UP)

    threads = [threading.Thread(target=judge, args=(number,)) for number in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(one["question"] for one in FeedbackStore(path).candidates()) == sorted(
        f"apa {number}?" for number in range(16)
    )


def test_a_place_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    with pytest.raises(FeedbackError, match=r"feedback\.sqlite.*RAG_FEEDBACK"):
        FeedbackStore(blocked / "feedback.sqlite").record(ANSWER, Choice.UP)


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_text("Ini bukan basis data. " * 50)

    with pytest.raises(FeedbackError, match=r"feedback\.sqlite"):
        FeedbackStore(path).record(ANSWER, Choice.UP)
    with pytest.raises(FeedbackError, match=r"feedback\.sqlite"):
        FeedbackStore(path).candidates()
    assert path.read_text() == "Ini bukan basis data. " * 50


def test_what_is_printed_is_what_the_evals_read(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, choice in enumerate(Choice):
        FeedbackStore(path).record(
            Judged(f"k{number}", f"Apa tugas {number}?", ANSWER.history, "Ini.", (), "none"), choice
        )
    monkeypatch.setenv("RAG_FEEDBACK", str(path))

    assert main(["feedback"]) == 0
    candidates, review = tmp_path / "candidates.jsonl", tmp_path / "review.jsonl"
    candidates.write_text(capsys.readouterr().out, encoding="utf-8")
    result = propose(candidates, review, ())

    assert (result.added, result.refused) == (3, ())
    assert [json.loads(line)["seen"][0]["choice"] for line in review.read_text().splitlines()] == [
        "up", "down", "wrong_citation",
    ]  # fmt: skip


def test_nothing_is_printed_where_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAG_FEEDBACK", "none")

    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == ""
