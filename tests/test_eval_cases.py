"""The documents and cases of the evals fit together, and the validator finds what does not."""

import json
import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_embeddings import HashEmbeddings

import ingest
from evals import validation
from evals.cases import Case, Kind, load_cases, parse_case
from evals.documents import CORPUS, SOURCES, LabelledParagraph, Split, eval_documents, families, labelled_documents
from rag.types import Aspect, Turn

ROW: dict[str, Any] = {
    "id": "data-x-1",
    "kind": "fact",
    "question": "Apa kerja analis data?",
    "history": [],
    "answerable": True,
    "gold": ["analis-data#p1"],
    "gold_needed": "any",
    "facts": [["data"]],
    "forbidden": [],
    "twin": None,
    "removed": [],
}


def case(**changes: Any) -> Case:
    return parse_case({**ROW, **changes}, "data", Split.DEVELOPMENT)


def problems(*cases: Case) -> list[str]:
    return list(validation.case_problems(cases, labelled_documents(), eval_documents()))


def test_documents_labels_and_cases_fit_together(capsys: pytest.CaptureFixture[str]) -> None:
    code = validation.main()
    assert code == 0, capsys.readouterr().out


def test_there_are_enough_documents_and_cases_of_either_split() -> None:
    assert len([one for one in labelled_documents() if one.path.parent == CORPUS]) >= 48
    assert len(load_cases()) >= 450
    assert {one.id for one in labelled_documents() if one.path.parent == SOURCES} == {
        "kepala-humas",
        "kepala-bagian-humas",
    }
    for split in Split:
        assert len([one for one in load_cases() if one.split is split]) >= 200
    assert {one.hostile for one in labelled_documents()} == {"", "injection", "contradiction", "html"}


def test_no_family_is_in_both_splits_and_every_document_belongs_to_one() -> None:
    assert sorted(path.name for path in CORPUS.iterdir()) == sorted(
        one.path.name for one in labelled_documents() if one.path.parent == CORPUS
    )
    assert {one.family for one in load_cases()} == set(families())


def test_the_corpus_is_taken_in_by_the_command_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ingest, "embedding_process", lambda settings: nullcontext(HashEmbeddings()))
    assert ingest.main([str(CORPUS), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {one["action"] for one in report["documents"]} == {"added"}
    assert len(report["documents"]) == len(list(CORPUS.iterdir()))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"gold": ["analis-data#p99"]}, "there is no paragraph analis-data#p99"),
        ({"facts": [["pesawat terbang"]]}, "'pesawat terbang' does not stand in a gold paragraph"),
        ({"gold": ["notaris#p1"]}, "notaris#p1 belongs to the other split"),
        ({"forbidden": ["DATA"]}, "'DATA' is forbidden and stands in a sentence that answers"),
        ({"gold": ["analis-data#p1", "barista#p1"], "gold_needed": "all"}, "no fact stands in barista#p1"),
        ({"gold": [], "facts": []}, "gold paragraphs and facts belong to answerable cases"),
        ({"answerable": False}, "answerable is False"),
        ({"kind": "follow_up"}, "a history belongs to follow-ups"),
        ({"history": [{"question": "Apa itu?", "answer": "Profesi."}]}, "a history belongs to follow-ups"),
        ({"kind": "numbers"}, "says nothing that is forbidden"),
        ({"kind": "informal"}, "needs its formal twin"),
        ({"twin": "data-x-2"}, "there is no twin data-x-2"),
        ({"removed": ["analis-data#p1"]}, "removed paragraphs belong to the kind removed"),
        ({"question": "a" * 1001}, "too long for the chat"),
    ],
)
def test_each_fault_of_a_case_is_named(changes: dict[str, Any], complaint: str) -> None:
    assert problems(case()) == []
    found = problems(case(**changes))
    assert any(complaint in one for one in found), found
    assert all(one.startswith("data-x-1: ") for one in found)


def test_twins_name_each_other_and_share_their_gold_where_one_is_informal() -> None:
    formal = case(twin="data-x-2")
    informal = case(id="data-x-2", kind="informal", twin="data-x-1")
    assert problems(formal, informal) == []
    assert problems(replace(formal, twin=""), informal) == ["data-x-2: data-x-1 does not name it as its twin"]
    other = replace(informal, gold=("analis-data#p2",), facts=(("a",),))
    assert "data-x-2: its twin data-x-1 has other gold paragraphs" in problems(formal, other)


def set_problems(cases: Iterable[Case]) -> list[str]:
    return [one for one in validation.set_problems(list(cases)) if not one.startswith("only ")]


def test_repetitions_and_templates_are_found() -> None:
    assert set_problems([case(), case(id="data-x-2", question="Siapa?")]) == []
    assert "id 'data-x-1' occurs 2 times" in set_problems([case(), case(question="Siapa?")])
    again = case(id="data-x-2", question="apa kerja  ANALIS data?")
    assert "question 'apa kerja analis data?' occurs 2 times" in set_problems([case(), again])
    later = replace(again, history=(Turn("Halo", "Halo."),))
    assert not any("occurs" in one for one in set_problems([case(), later])), "asked in another conversation"
    template = [case(id=f"data-x-{n}", question=f"Apa kerja {who}?") for n, who in enumerate("abcd")]
    assert set_problems(template[:3]) == []
    assert re.match("4 questions have the skeleton 'apa kerja …'", set_problems(template)[0])


def test_too_few_of_a_kind_is_found() -> None:
    few = [one for one in load_cases() if one.kind is not Kind.CONFLICT]
    assert list(validation.set_problems(few)) == ["only 0 cases of the kind conflict"]


def test_a_label_that_does_not_describe_its_document_is_found() -> None:
    label = next(one for one in labelled_documents() if one.id == "analis-data")
    shorter = replace(label, paragraphs=label.paragraphs[:-1])
    assert "are read, " in next(validation.label_problems([shorter], eval_documents()))
    wrong = replace(label, paragraphs=(LabelledParagraph("Koki", Aspect.OTHER), *label.paragraphs[1:]))
    assert "analis-data#p1: labelled as 'Koki'" in next(validation.label_problems([wrong], eval_documents()))
    assert "two documents have this id" in next(validation.label_problems([label, label], eval_documents()))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"kind": "quiz"}, "quiz"),
        ({"gold_needed": "some"}, "neither any nor all"),
        ({"answerable": "yes"}, "answerable"),
        ({"facts": ["data"]}, "no list of texts"),
        ({"question": " "}, "no text"),
        ({"notes": "x"}, "unknown keys: notes"),
    ],
)
def test_a_line_that_is_no_case_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises((TypeError, ValueError), match=complaint):
        case(**changes)
