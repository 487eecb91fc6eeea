"""The evals from the cases to the answers: who is asked what, of which index, and what is kept."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings

import evals.runner
from evals import __main__ as command
from evals import suite
from evals.answers import GivenAnswer, GivenQuote, GivenSentence
from evals.cases import Case, Kind, load_cases
from evals.documents import eval_documents
from evals.indexes import Variant, build_index, without_removed
from evals.runner import SHUFFLED_KINDS, answer_all, variant_of, with_shuffled
from evals.suite import compared_cases, load_answers, load_quick_start, save_answers, score_all, suite_cases
from rag.errors import IndexUnavailableError
from rag.index import IndexReader
from rag.settings import Settings

SOME = list(load_cases()[:7])


def answering(name: str, asked: list[tuple[str, str]]) -> Callable[[Case], GivenAnswer]:
    lock = threading.Lock()

    def ask(case: Case) -> GivenAnswer:
        with lock:
            asked.append((name, case.id))
        if case is SOME[3]:
            raise IndexUnavailableError("the index is gone")
        return GivenAnswer(case.id, answered=True, text=name)

    return ask


def test_each_case_always_goes_to_the_same_one_and_a_failure_stops_no_other() -> None:
    asked: list[tuple[str, str]] = []
    steps: list[tuple[int, int]] = []
    answers = answer_all(SOME, [answering("a", asked), answering("b", asked)], lambda *step: steps.append(step))
    assert list(answers) == [case.id for case in SOME]
    assert [one for name, one in asked if name == "a"] == [case.id for case in SOME[0::2]]
    assert [one for name, one in asked if name == "b"] == [case.id for case in SOME[1::2]]
    assert answers[SOME[3].id].error == "IndexUnavailableError: the index is gone"
    assert sum(bool(one.error) for one in answers.values()) == 1
    assert sorted(steps) == [(done, 7) for done in range(8)]


def test_some_cases_are_asked_again_in_another_order_of_the_documents() -> None:
    cases = with_shuffled(load_cases())
    again = [case for case in cases if case.kind is Kind.SHUFFLED]
    first = {case.id: case for case in cases}
    assert len(again) == sum(case.kind in SHUFFLED_KINDS for case in load_cases()) >= 30
    assert all(first[case.twin].question == case.question for case in again)
    assert {variant_of(case) for case in again} == {Variant.SHUFFLED}
    assert {variant_of(case) for case in cases if case.removed} == {Variant.REMOVED}


def test_a_case_in_another_order_passes_if_it_is_answered_alike() -> None:
    case = next(one for one in suite_cases() if one.kind is Kind.SHUFFLED)
    twin = next(one for one in suite_cases() if one.id == case.twin)
    sentence = GivenSentence("Apa pun.", ("analis-data#p1",))
    one = GivenAnswer(twin.id, answered=True, text="x", sentences=(sentence,), retrieved=("analis-data#p1",))
    same = replace(one, case_id=case.id, total_seconds=3.0)
    other = replace(same, sentences=(replace(sentence, cited=("analis-data#p2",)),))
    for given, passes in ((same, True), (other, False)):
        scores = {score.case_id: score for score in score_all([twin, case], {twin.id: one, case.id: given})}
        assert scores[case.id].passed is passes


def test_removed_paragraphs_are_gone_and_the_others_keep_their_numbers() -> None:
    cases = [case for case in load_cases() if case.removed]
    removed = {one for case in cases for one in case.removed}
    before = {one.id for document in eval_documents().values() for one in document.paragraphs}
    after = {one.id for document in without_removed(eval_documents().values(), cases) for one in document.paragraphs}
    assert before - after == removed


def test_a_shuffled_index_has_the_same_documents_in_another_order(tmp_path: Path) -> None:
    documents = [one for one in eval_documents().values() if one.id in {"perawat", "bidan", "akuntan", "koki"}]
    index = build_index(Variant.SHUFFLED, documents, [], Settings(model="none"), tmp_path, HashEmbeddings())
    found = IndexReader(index.settings, HashEmbeddings()).current().documents
    true = [index.true_id(f"{identifier}#p1") for identifier in sorted(found)]
    assert sorted(true) == ["akuntan#p1", "bidan#p1", "koki#p1", "perawat#p1"]
    assert true != sorted(true)


def test_answers_are_kept_as_they_are(tmp_path: Path) -> None:
    given = GivenAnswer(
        "x",
        answered=True,
        text="A [1]",
        sentences=(GivenSentence("A", ("d#p1",), "quote"),),
        quotes=(GivenQuote("d#p1", "A"),),
        retrieved=("d#p1", "d#p2"),
        total_seconds=1.5,
    )
    assert load_answers("model (x)", tmp_path) == {}
    save_answers("model (x)", {"x": given}, tmp_path)
    assert load_answers("model (x)", tmp_path) == {"x": given}
    assert load_answers("another", tmp_path) == {}


def test_the_quick_start_answers_the_same_cases() -> None:
    every = {case.id for case in suite_cases() if case.kind is not Kind.SHUFFLED}
    assert {case.id for case in compared_cases(suite_cases())} == every
    kept = load_quick_start(Settings(), suite_cases())
    assert kept is not None and {case.id for case in kept.cases} == every, "ask it again: python -m evals --compare"
    assert load_quick_start(Settings(model="none"), suite_cases()) is None, "another model wrote them"


def test_the_command_names_what_is_wrong_with_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--case", "no-such-case"]) == 2
    assert "there is no case no-such-case" in capsys.readouterr().err
    assert command.main(["--split", "test", "--family", "data"]) == 2
    assert "no case is like that" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        command.main(["--kind", "quiz"])
    assert ended.value.code == 2
    assert command.main(["check"]) == 0


def test_a_run_of_some_cases_writes_a_report_and_does_not_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAG_MODEL", "none")
    monkeypatch.setattr(evals.runner, "load_embeddings", lambda settings: HashEmbeddings())
    monkeypatch.setattr(suite.run_assistant, "__defaults__", (lambda done, total: None, tmp_path / "work"))
    code = command.main(["--case", SOME[0].id, "--report", str(tmp_path / "report")])
    said = capsys.readouterr().out
    assert code == 0
    assert "the gate judges whole runs only" in said
    assert SOME[0].question in (tmp_path / "report" / "report.json").read_text("utf-8")
    assert (tmp_path / "report" / "index.html").is_file()
