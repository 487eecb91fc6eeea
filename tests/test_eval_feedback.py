"""Judged answers of the web chat become cases after review: nothing known twice, nothing personal, nothing invalid."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Case, parse_case
from evals.documents import LabelledDocument, Split
from evals.feedback import Accepted, Suite, accept, committed_suite, propose
from rag.types import Paragraph, SourceDocument

QUESTION = "Apa tugas perawat?"
FIRST = "Perawat merawat pasien di rumah sakit."
SECOND = "Perawat bekerja juga pada malam hari."


def candidate(question: str = QUESTION, **values: Any) -> dict[str, Any]:
    return {
        "question": question,
        "history": [],
        "answer": "Perawat memasak.",
        "cited": ["perawat#p2"],
        "choice": "down",
        "time": "2026-11-22T13:00:00+00:00",
        **values,
    }


def case_row(**values: Any) -> dict[str, Any]:
    return {
        "id": "uji-fact-1",
        "kind": "fact",
        "question": QUESTION,
        "history": [],
        "answerable": True,
        "gold": ["perawat#p1"],
        "gold_needed": "any",
        "facts": [["merawat pasien"]],
        "forbidden": [],
        "twin": None,
        "removed": [],
        **values,
    }


def review_row(**values: Any) -> dict[str, Any]:
    return {"family": "uji", **case_row(), "seen": [], **values}


def existing(**values: Any) -> Case:
    return parse_case(case_row(**values), "uji", Split.DEVELOPMENT)


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return tmp_path / "review.jsonl"


class TestPropose:
    def proposed(
        self, review: Path, *candidates: Any, cases: tuple[Case, ...] = ()
    ) -> tuple[int, int, tuple[str, ...]]:
        result = propose(write(review.with_name("candidates.jsonl"), *candidates), review, cases)
        return result.added, result.known, result.refused

    def test_a_candidate_becomes_a_line_to_fill_in(self, review: Path) -> None:
        history = [{"question": "Perawat itu apa?", "answer": "Orang yang merawat."}]
        assert self.proposed(review, candidate("  Apa\n tugasnya? ", history=history)) == (1, 0, ())
        (row,) = read(review)
        assert row == {
            "family": "",
            "id": "",
            "kind": "",
            "question": "Apa tugasnya?",
            "history": history,
            "answerable": None,
            "gold": [],
            "gold_needed": "any",
            "facts": [],
            "forbidden": [],
            "twin": None,
            "removed": [],
            "seen": [
                {
                    "choice": "down",
                    "answer": "Perawat memasak.",
                    "cited": ["perawat#p2"],
                    "time": "2026-11-22T13:00:00+00:00",
                }
            ],
        }

    def test_a_line_has_every_key_of_a_case(self, review: Path) -> None:
        self.proposed(review, candidate())
        (row,) = read(review)
        assert set(case_row()) | {"family", "seen"} == set(row)

    @pytest.mark.parametrize("question", [QUESTION, "apa  TUGAS perawat", "Apa tugas perawat ?!"])
    def test_the_question_of_a_case_is_known(self, review: Path, question: str) -> None:
        assert self.proposed(review, candidate(question), cases=(existing(),)) == (0, 1, ())
        assert not review.exists()

    def test_another_question_is_not_known(self, review: Path) -> None:
        assert self.proposed(review, candidate("Apa tugas bidan?"), cases=(existing(),)) == (1, 0, ())

    def test_the_same_words_after_other_questions_ask_something_else(self, review: Path) -> None:
        history = [{"question": "Siapa yang cocok?", "answer": "Yang sabar."}]
        assert self.proposed(review, candidate(history=history), cases=(existing(),)) == (1, 0, ())

    def test_the_same_question_twice_is_one_line_with_all_that_was_seen(self, review: Path) -> None:
        others = candidate("apa tugas perawat", choice="wrong_citation", answer="Perawat merawat.", cited=[])
        assert self.proposed(review, candidate(choice="up"), others) == (1, 0, ())
        (row,) = read(review)
        assert row["question"] == QUESTION
        assert [one["choice"] for one in row["seen"]] == ["up", "wrong_citation"]

    def test_a_review_file_is_added_to_and_what_was_filled_in_stays(self, review: Path) -> None:
        write(review, review_row(question="Siapa yang cocok jadi perawat?"))
        before = read(review)
        assert self.proposed(review, candidate(), candidate("siapa yang cocok jadi perawat?")) == (1, 1, ())
        assert read(review)[:1] == before
        assert [row["question"] for row in read(review)[1:]] == [QUESTION]

    def test_a_review_file_without_a_last_end_of_line_is_not_damaged(self, review: Path) -> None:
        review.write_text(json.dumps(review_row(question="Lain?")), encoding="utf-8")
        self.proposed(review, candidate())
        assert [row["question"] for row in read(review)] == ["Lain?", QUESTION]

    @pytest.mark.parametrize("choice", ["up", "down", "wrong_citation"])
    def test_every_choice_may_become_a_case(self, review: Path, choice: str) -> None:
        assert self.proposed(review, candidate(choice=choice)) == (1, 0, ())

    @pytest.mark.parametrize(
        ("values", "what"),
        [
            ({"question": "Perawat? Balas ke budi@contoh.id"}, "an e-mail address"),
            ({"history": [{"question": "WA 081234567890", "answer": "Baik."}]}, "a telephone number"),
            ({"history": [{"question": "Apa?", "answer": "Hubungi 081234567890."}]}, "a telephone number"),
            ({"answer": "Tulis ke budi@contoh.id."}, "an e-mail address"),
        ],
        ids=["question", "earlier question", "earlier answer", "answer"],
    )
    def test_personal_data_are_refused_and_not_repeated(self, review: Path, values: dict[str, Any], what: str) -> None:
        added, _, refused = self.proposed(review, candidate("Apa tugas bidan?"), candidate(**values))
        assert added == 1
        assert refused == (f"line 2: may hold {what}; refused",)
        assert "budi" not in review.read_text("utf-8")
        assert "0812" not in review.read_text("utf-8")

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ([], "no candidate"),
            ({"question": "Apa?"}, "no candidate"),
            (candidate(name="Budi"), "no candidate"),
            (candidate(""), "no text"),
            (candidate(question=None), "no text"),
            (candidate(cited=[1]), "no text"),
            (candidate(cited="perawat#p1"), "cited"),
            (candidate(history=["Apa?"]), "history"),
            (candidate(history=[{"question": "Apa?"}]), "history"),
            (candidate(history=[{"question": "Apa?", "answer": None}]), "no text"),
            (candidate(choice="👍"), "choice"),
            (candidate(choice=["up"]), "choice"),
        ],
    )
    def test_what_is_no_candidate_is_named_and_the_others_are_taken(self, review: Path, row: Any, reason: str) -> None:
        added, _, (refused,) = self.proposed(review, row, candidate())
        assert added == 1
        assert refused.startswith("line 1: ")
        assert reason in refused

    def test_a_damaged_line_is_refused(self, review: Path, tmp_path: Path) -> None:
        (tmp_path / "c.jsonl").write_text('{"question": "Budi', encoding="utf-8")
        assert propose(tmp_path / "c.jsonl", review, ()).refused == ("line 1: no JSON",)

    def test_a_damaged_review_file_is_named_and_left_as_it_is(self, review: Path) -> None:
        review.write_text("{\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"review\.jsonl, line 1: no JSON"):
            self.proposed(review, candidate())
        assert review.read_text("utf-8") == "{\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    return tmp_path / "cases"


def suite_of(folder: Path, *cases: Case) -> Suite:
    paragraphs = tuple(Paragraph("perawat", number, text) for number, text in enumerate((FIRST, SECOND), start=1))
    document = SourceDocument("perawat", "perawat.txt", "Perawat", (), "0", paragraphs)
    label = LabelledDocument("perawat", Path("perawat.txt"), "uji", Split.DEVELOPMENT, ("Perawat",), (), "", ())
    return Suite(folder, cases, (label,), {"perawat": document})


def accepted(review: Path, folder: Path, *rows: Any, cases: tuple[Case, ...] = ()) -> Accepted:
    return accept(write(review, *rows), suite_of(folder, *cases))


class TestAccept:
    def test_a_valid_case_moves_to_the_file_of_its_family(self, review: Path, folder: Path) -> None:
        result = accepted(review, folder, review_row(seen=[{"choice": "up"}]))
        assert result == Accepted(("uji-fact-1",), ())
        assert read(folder / "uji.jsonl") == [case_row()]
        assert review.read_text("utf-8") == ""

    def test_it_is_appended_after_the_cases_that_are_there(self, review: Path, folder: Path) -> None:
        (folder / "uji.jsonl").write_text(json.dumps(case_row()), encoding="utf-8")
        new = review_row(
            id="uji-fact-2", question="Kapan perawat bekerja?", gold=["perawat#p2"], facts=[["malam hari"]]
        )
        assert accepted(review, folder, new, cases=(existing(),)).accepted == ("uji-fact-2",)
        assert [row["id"] for row in read(folder / "uji.jsonl")] == ["uji-fact-1", "uji-fact-2"]

    def test_the_line_has_the_keys_in_the_order_of_the_other_lines(self, review: Path, folder: Path) -> None:
        accepted(review, folder, dict(reversed(review_row().items())))
        assert (folder / "uji.jsonl").read_text("utf-8") == json.dumps(case_row(), ensure_ascii=False) + "\n"

    def test_an_empty_id_is_filled_in(self, review: Path, folder: Path) -> None:
        new = review_row(id="", question="Siapa yang dirawat?")
        assert accepted(review, folder, new, cases=(existing(),)).accepted == ("uji-fact-2",)
        assert read(folder / "uji.jsonl")[0]["id"] == "uji-fact-2"

    def test_two_empty_ids_are_two_ids(self, review: Path, folder: Path) -> None:
        rows = [review_row(id="", question="Siapa yang dirawat?"), review_row(id="", question="Di mana merawat?")]
        assert accepted(review, folder, *rows).accepted == ("uji-fact-1", "uji-fact-2")

    @pytest.mark.parametrize(
        ("values", "problem"),
        [
            ({"family": ""}, "family is ''; use one of uji"),
            ({"family": "lain"}, "family is 'lain'"),
            ({"kind": ""}, "''"),
            ({"kind": "shuffled"}, "shuffled"),
            ({"answerable": None}, "answerable is None"),
            ({"gold": ["perawat#p9"]}, "there is no paragraph perawat#p9"),
            ({"gold": [], "facts": []}, "gold paragraphs and facts"),
            ({"facts": [["memasak"]]}, "'memasak' does not stand in a gold paragraph"),
            ({"twin": "uji-fact-9"}, "there is no twin uji-fact-9"),
            ({"twin": "uji-fact-0"}, "does not name it"),
            ({"id": "uji-fact-0"}, "the id uji-fact-0 is taken"),
            ({"question": "Di mana perawat bekerja?"}, "occurs 2 times"),
            ({"sure": True}, "unknown keys: sure"),
        ],
    )
    def test_a_case_with_problems_is_named_and_stays(
        self, review: Path, folder: Path, values: dict[str, Any], problem: str
    ) -> None:
        row = review_row(**values)
        old = existing(id="uji-fact-0", question="Di mana perawat bekerja?")
        result = accepted(review, folder, row, cases=(old,))
        assert result.accepted == ()
        assert result.problems[0].startswith("line 1: ")
        assert problem in result.problems[0]
        assert read(review) == [row]
        assert list(folder.iterdir()) == []

    def test_a_key_that_is_missing_is_named(self, review: Path, folder: Path) -> None:
        row = review_row()
        del row["forbidden"]
        assert accepted(review, folder, row).problems == ("line 1: the key 'forbidden' is missing",)

    def test_a_line_as_it_was_proposed_stays(self, review: Path, folder: Path) -> None:
        propose(write(review.with_name("candidates.jsonl"), candidate()), review, ())
        before = read(review)
        result = accept(review, suite_of(folder))
        assert (result.accepted, len(result.problems)) == ((), 1)
        assert read(review) == before

    def test_the_good_are_accepted_and_the_bad_stay_as_they_are(self, review: Path, folder: Path) -> None:
        bad = review_row(id="uji-fact-2", question="Kapan?", gold=["perawat#p9"])
        good = review_row(id="uji-fact-3", question="Siapa yang dirawat?")
        result = accepted(review, folder, review_row(), bad, good)
        assert result.accepted == ("uji-fact-1", "uji-fact-3")
        assert [one.partition(":")[0] for one in result.problems] == ["line 2"]
        assert read(review) == [bad]
        assert [row["id"] for row in read(folder / "uji.jsonl")] == ["uji-fact-1", "uji-fact-3"]

    def test_of_two_with_one_question_the_first_is_accepted(self, review: Path, folder: Path) -> None:
        result = accepted(review, folder, review_row(), review_row(id="uji-fact-2"))
        assert result.accepted == ("uji-fact-1",)
        assert [row["id"] for row in read(review)] == ["uji-fact-2"]

    def test_twins_are_accepted_together(self, review: Path, folder: Path) -> None:
        informal = review_row(id="uji-2", kind="informal", question="perawat ngapain aja?", twin="uji-fact-1")
        assert accepted(review, folder, informal, review_row(twin="uji-2")).accepted == ("uji-2", "uji-fact-1")

    def test_a_twin_is_not_accepted_without_the_other(self, review: Path, folder: Path) -> None:
        informal = review_row(id="uji-2", kind="informal", question="perawat ngapain aja?", twin="uji-fact-1")
        result = accepted(review, folder, informal, review_row(twin="uji-2", facts=[["memasak"]]))
        assert result.accepted == ()
        assert len(read(review)) == 2
        assert any("there is no twin uji-fact-1" in problem for problem in result.problems)

    def test_a_fourth_question_of_one_skeleton_is_refused(self, review: Path, folder: Path) -> None:
        old = tuple(
            existing(id=f"uji-{number}", question=f"Apa tugas {name}?")
            for number, name in enumerate(("bidan", "dokter", "apoteker"))
        )
        (problem,) = accepted(review, folder, review_row(), cases=old).problems
        assert "4 questions have the skeleton 'apa tugas …'" in problem

    def test_problems_of_cases_that_are_there_are_not_laid_to_a_new_one(self, review: Path, folder: Path) -> None:
        broken = existing(id="uji-fact-0", question="Kapan?", gold=["perawat#p9"])
        assert accepted(review, folder, review_row(), cases=(broken,)).accepted == ("uji-fact-1",)

    def test_accepting_again_changes_nothing(self, review: Path, folder: Path) -> None:
        accepted(review, folder, review_row())
        before = (folder / "uji.jsonl").read_text("utf-8")
        assert accept(review, suite_of(folder, existing())) == Accepted((), ())
        assert (folder / "uji.jsonl").read_text("utf-8") == before

    def test_a_case_left_in_both_files_by_a_crash_is_not_added_twice(self, review: Path, folder: Path) -> None:
        result = accepted(review, folder, review_row(), cases=(existing(),))
        assert result.problems == ("line 1: the id uji-fact-1 is taken",)

    def test_a_line_that_is_no_json_is_named_and_nothing_is_written(self, review: Path, folder: Path) -> None:
        review.write_text(json.dumps(review_row()) + "\n{\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"review\.jsonl, line 2: no JSON"):
            accept(review, suite_of(folder))
        assert list(folder.iterdir()) == []


def test_a_candidate_can_become_a_case_of_the_committed_suite(review: Path, folder: Path) -> None:
    suite = committed_suite()
    suite = Suite(folder, suite.cases, suite.labelled, suite.documents)
    propose(
        write(review.with_name("candidates.jsonl"), candidate("Siaran pers itu urusan siapa?")), review, suite.cases
    )
    (row,) = read(review)
    filled = {"family": "humas", "kind": "fact", "answerable": True, "gold": ["kepala-humas#p2"]}
    write(review, row | filled | {"facts": [["siaran pers"]]})
    result = accept(review, suite)
    assert result.problems == ()
    assert read(folder / "humas.jsonl")[0]["id"] == result.accepted[0]
