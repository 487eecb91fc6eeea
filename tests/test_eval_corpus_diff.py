"""After a change of documents: which gold paragraphs moved, were rewritten or are gone; which answers are others."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from evals.answers import GivenAnswer, GivenSentence
from evals.cases import Case, Kind
from evals.corpus_diff import (
    SNAPSHOT,
    Change,
    CorpusDiff,
    ParagraphChange,
    as_json,
    as_lines,
    compare,
    read_snapshot,
    snapshot,
    write_snapshot,
)
from evals.documents import Split, eval_documents
from rag.types import Paragraph, SourceDocument

BEFORE = {"a#p1": "one", "a#p2": "two", "a#p3": "three"}
CASE = Case(
    id="a-1",
    family="a",
    split=Split.DEVELOPMENT,
    kind=Kind.FACT,
    question="Apa?",
    history=(),
    answerable=True,
    gold=("a#p2",),
    all_gold=True,
    facts=(("dua",),),
    forbidden=(),
    twin="",
    removed=(),
)


def answer(text: str = "Dua.", *cited: str, case_id: str = "a-1", answered: bool = True) -> GivenAnswer:
    sentences = (GivenSentence(text, cited),) if answered else ()
    return GivenAnswer(case_id, answered=answered, text=text, sentences=sentences)


def after_change(after: Mapping[str, str], *cases: Case) -> CorpusDiff:
    return compare(BEFORE, after, cases or [CASE], {}, {})


def gold_change(after: Mapping[str, str]) -> ParagraphChange | None:
    found = after_change(after).gold
    assert len(found) <= 1
    return found[0].paragraph if found else None


def answers_of(before: GivenAnswer, after: GivenAnswer, documents: Mapping[str, str] = BEFORE) -> CorpusDiff:
    return compare(BEFORE, documents, [CASE], {before.case_id: before}, {after.case_id: after})


class TestSnapshot:
    def document(self, *texts: str) -> SourceDocument:
        paragraphs = tuple(Paragraph("a", number, text) for number, text in enumerate(texts, start=1))
        return SourceDocument("a", "a.txt", "A", (), "0", paragraphs)

    def test_it_holds_every_paragraph_by_id(self) -> None:
        assert list(snapshot([self.document("Satu.", "Dua.")])) == ["a#p1", "a#p2"]

    def test_white_space_is_no_change_and_a_comma_is(self) -> None:
        before = snapshot([self.document("Satu dua.")])
        assert snapshot([self.document("Satu\n dua. ")]) == before
        assert snapshot([self.document("Satu, dua.")]) != before

    def test_it_comes_back_from_its_file(self, tmp_path: Path) -> None:
        write_snapshot(tmp_path / "snapshot.json", BEFORE)
        assert read_snapshot(tmp_path / "snapshot.json") == BEFORE

    def test_its_file_has_a_line_for_each_paragraph_in_order(self, tmp_path: Path) -> None:
        write_snapshot(tmp_path / "snapshot.json", dict(reversed(BEFORE.items())))
        lines = (tmp_path / "snapshot.json").read_text("utf-8").splitlines()
        assert lines == ["{", '"a#p1": "one",', '"a#p2": "two",', '"a#p3": "three"', "}"]

    @pytest.mark.parametrize("content", [None, "{", "[]", '{"a#p1": 1}', '{"a": "one"}'])
    def test_a_file_that_is_none_is_named(self, tmp_path: Path, content: str | None) -> None:
        path = tmp_path / "snapshot.json"
        if content is not None:
            path.write_text(content)
        with pytest.raises(ValueError, match=r"^snapshot\.json: .*snapshot|^snapshot\.json: no JSON"):
            read_snapshot(path)

    def test_the_committed_one_is_that_of_the_documents(self) -> None:
        assert read_snapshot(SNAPSHOT) == snapshot(eval_documents().values()), (
            "the documents changed: look through `python -m evals diff`, then write the snapshot anew"
        )


class TestGold:
    def test_nothing_changed(self) -> None:
        diff = after_change(dict(BEFORE))
        assert diff == CorpusDiff((), (), (), 0)

    def test_a_gold_paragraph_is_gone(self) -> None:
        assert gold_change({"a#p1": "one", "a#p3": "three"}) == ParagraphChange("a#p2", Change.GONE)

    def test_a_gold_paragraph_was_rewritten(self) -> None:
        assert gold_change({**BEFORE, "a#p2": "other"}) == ParagraphChange("a#p2", Change.REWRITTEN)

    def test_a_gold_paragraph_whose_place_another_took_is_gone(self) -> None:
        assert gold_change({"a#p1": "one", "a#p2": "three"}) == ParagraphChange("a#p2", Change.GONE)

    def test_a_gold_paragraph_moved_down(self) -> None:
        after = {"a#p1": "new", "a#p2": "one", "a#p3": "two", "a#p4": "three"}
        assert gold_change(after) == ParagraphChange("a#p2", Change.MOVED, "a#p3")

    def test_a_gold_paragraph_moved_up_as_the_one_before_it_was_deleted(self) -> None:
        assert gold_change({"a#p1": "two", "a#p2": "three"}) == ParagraphChange("a#p2", Change.MOVED, "a#p1")

    def test_a_gold_paragraph_moved_to_another_document(self) -> None:
        after = {"a#p1": "one", "a#p2": "three", "b#p7": "two"}
        assert gold_change(after) == ParagraphChange("a#p2", Change.MOVED, "b#p7")

    def test_a_change_of_another_paragraph_does_not_concern_the_case(self) -> None:
        diff = after_change({**BEFORE, "a#p3": "other", "b#p1": "more"})
        assert diff.gold == ()
        assert diff.paragraphs == (ParagraphChange("a#p3", Change.REWRITTEN), ParagraphChange("b#p1", Change.NEW))

    def test_a_copy_elsewhere_is_no_move(self) -> None:
        assert gold_change({**BEFORE, "b#p1": "two"}) is None

    def test_of_several_places_the_one_in_the_same_document_is_named_then_the_nearest(self) -> None:
        after = {"0#p2": "two", "a#p1": "one", "a#p3": "three", "a#p9": "two", "a#p10": "two"}
        assert gold_change(after) == ParagraphChange("a#p2", Change.MOVED, "a#p9")

    def test_a_place_that_held_the_same_text_before_is_named_only_if_there_is_no_other(self) -> None:
        before = {**BEFORE, "a#p4": "two"}
        removed = {"a#p1": "one", "a#p3": "three", "a#p4": "two"}
        (alone,) = compare(before, removed, [CASE], {}, {}).gold
        (moved,) = compare(before, {**removed, "b#p1": "two"}, [CASE], {}, {}).gold
        assert alone.paragraph.moved_to == "a#p4"
        assert moved.paragraph.moved_to == "b#p1"

    def test_a_whole_document_moved_by_one_has_one_new_paragraph(self) -> None:
        diff = after_change({"a#p1": "new", "a#p2": "one", "a#p3": "two", "a#p4": "three"})
        assert [(one.paragraph_id, one.change) for one in diff.paragraphs] == [
            ("a#p1", Change.MOVED),
            ("a#p2", Change.MOVED),
            ("a#p3", Change.MOVED),
            ("a#p1", Change.NEW),
        ]

    def test_every_gold_paragraph_of_every_case_is_looked_at(self) -> None:
        other = replace(CASE, id="a-2", gold=("a#p1", "a#p2"))
        diff = after_change({"a#p3": "three"}, CASE, other)
        assert [(one.case_id, one.paragraph.paragraph_id) for one in diff.gold] == [
            ("a-1", "a#p2"),
            ("a-2", "a#p1"),
            ("a-2", "a#p2"),
        ]

    def test_a_paragraph_that_a_case_takes_out_is_looked_at_too(self) -> None:
        case = replace(CASE, kind=Kind.REMOVED, answerable=False, gold=(), removed=("a#p1",))
        (found,) = after_change({"a#p1": "other", "a#p2": "two", "a#p3": "three"}, case).gold
        assert (found.role, found.paragraph) == ("removed", ParagraphChange("a#p1", Change.REWRITTEN))

    def test_a_gold_paragraph_newer_than_the_snapshot_is_no_change(self) -> None:
        assert after_change({**BEFORE, "b#p1": "new"}, replace(CASE, gold=("b#p1",))).gold == ()

    def test_a_gold_paragraph_that_never_was_is_gone(self) -> None:
        (found,) = after_change(BEFORE, replace(CASE, gold=("b#p1",))).gold
        assert found.paragraph == ParagraphChange("b#p1", Change.GONE)


class TestAnswers:
    def test_the_same_answer_is_no_change(self) -> None:
        diff = answers_of(answer("Dua.", "a#p2"), answer("Dua. ", "a#p2"))
        assert diff.answers == ()
        assert diff.compared == 1

    def test_an_answer_that_is_not_found_any_more(self) -> None:
        (change,) = answers_of(answer("Dua.", "a#p2"), answer("Maaf.", answered=False)).answers
        assert change.changed == ("status", "cited", "text")
        assert (change.before.status, change.after.status) == ("answered", "not_found")

    def test_an_answer_that_fails(self) -> None:
        failed = GivenAnswer("a-1", answered=False, text="", error="ModelError: gone")
        (change,) = answers_of(answer("Maaf.", answered=False), failed).answers
        assert change.changed == ("status", "text")
        assert change.after.text == "ModelError: gone"

    def test_another_citation(self) -> None:
        (change,) = answers_of(answer("Dua.", "a#p2"), answer("Dua.", "a#p1")).answers
        assert change.changed == ("cited",)
        assert (change.before.cited, change.after.cited) == (("a#p2",), ("a#p1",))

    def test_another_text(self) -> None:
        (change,) = answers_of(answer("Dua.", "a#p2"), answer("Tiga.", "a#p2")).answers
        assert change.changed == ("text",)

    def test_a_citation_of_the_paragraph_under_its_new_id_is_the_same(self) -> None:
        after = {"a#p1": "one", "a#p3": "two", "a#p2": "three"}
        assert answers_of(answer("Dua.", "a#p2"), answer("Dua.", "a#p3"), after).answers == ()
        assert answers_of(answer("Dua.", "a#p2"), answer("Dua.", "a#p2"), after).answers != ()

    def test_the_order_of_citations_is_no_change(self) -> None:
        assert answers_of(answer("Dua.", "a#p2", "a#p1"), answer("Dua.", "a#p1", "a#p2")).answers == ()

    def test_a_case_that_was_asked_once_only_is_not_compared(self) -> None:
        diff = answers_of(answer("Dua.", "a#p2", case_id="a-0"), answer("Tiga.", "a#p2"))
        assert diff.answers == ()
        assert diff.compared == 0


class TestOutput:
    AFTER: Mapping[str, str] = {"a#p1": "new", "a#p3": "one"}

    def diff(self) -> CorpusDiff:
        case = replace(CASE, gold=("a#p1", "a#p2"))
        answers = {"a-1": answer("Dua " * 100 + ".", "a#p2")}
        return compare(BEFORE, self.AFTER, [case], answers, {"a-1": answer("Maaf.", answered=False)})

    def test_the_lines_say_what_happened_to_documents_gold_and_answers(self) -> None:
        lines = as_lines(self.diff())
        assert lines[:-1] == [
            "paragraphs: 1 moved, 2 gone, 1 new",
            "cases that name a changed paragraph: 1",
            "  a-1: gold a#p1 moved to a#p3",
            "  a-1: gold a#p2 is gone",
            "changed answers: 1 of 1",
            "  a-1: status answered → not_found",
            "  a-1: cited a#p2 → nothing",
        ]
        assert lines[-1].startswith("  a-1: text “Dua Dua ")
        assert lines[-1].endswith("…” → “Maaf.”")
        assert all(len(line) < 200 for line in lines)

    def test_without_a_change_three_lines_say_so(self) -> None:
        assert as_lines(after_change(BEFORE)) == [
            "paragraphs: none changed",
            "cases that name a changed paragraph: 0",
            "changed answers: 0 of 0",
        ]

    def test_the_json_holds_all_of_it(self) -> None:
        found = json.loads(json.dumps(as_json(self.diff())))
        assert found["gold"][0] == {
            "case_id": "a-1",
            "role": "gold",
            "paragraph": {"paragraph_id": "a#p1", "change": "moved", "moved_to": "a#p3"},
        }
        assert found["answers"][0]["changed"] == ["status", "cited", "text"]
        assert found["answers"][0]["before"]["text"] == "Dua " * 100 + "."
        assert found["compared"] == 1
        assert len(found["paragraphs"]) == 4
