"""The best candidates are read and put in order by what they answer; the others stay behind them."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from rag.index import Generation
from rag.reranking import MOST_READ, rerank
from rag.types import Hit, Paragraph, Ranked, Understanding

QUESTION = Understanding("apa?", "Apa?", aspects=(), names={}, named=frozenset(), topic=frozenset())


def ranked(*scores: float) -> Ranked:
    return Ranked(tuple(Hit(Paragraph("d", n, f"teks {n}"), "D", score) for n, score in enumerate(scores, 1)), {})


def reading(logits: dict[int, float] | None, asked: list[list[int]] | None = None) -> Generation:
    def read(question: str, paragraphs: list[Paragraph]) -> list[float] | None:
        if asked is not None:
            asked.append([one.number for one in paragraphs])
        return None if logits is None else [logits[one.number] for one in paragraphs]

    return cast(Generation, SimpleNamespace(read=read))


def numbers(given: Ranked) -> list[int]:
    return [hit.paragraph.number for hit in given.hits]


def test_what_answers_comes_first() -> None:
    found = rerank(reading({1: -3.0, 2: 2.0, 3: 0.0}), QUESTION, ranked(9.0, 8.5, 8.0))
    assert numbers(found) == [2, 3, 1]
    assert found.logits == {"d#p1": -3.0, "d#p2": 2.0, "d#p3": 0.0}


def test_a_clear_lead_is_not_overturned_by_what_was_not_read() -> None:
    asked: list[list[int]] = []
    found = rerank(reading({1: -5.0}, asked), QUESTION, ranked(9.0, 5.0, 4.0))
    assert asked == [[1]], "the others are too far behind"
    assert numbers(found) == [1, 2, 3]
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert [scores[0] - one for one in scores[1:]] == pytest.approx([4.0, 5.0]), "they stay as far behind"


def test_what_is_of_another_profession_than_is_named_does_not_come_before_it() -> None:
    own, other = Hit(Paragraph("perawat", 1, "a"), "Perawat", 9.0), Hit(Paragraph("bidan", 2, "b"), "Bidan", 8.8)
    second = Hit(Paragraph("perawat", 3, "c"), "Perawat", 8.5)
    asked: list[list[int]] = []
    named = replace(QUESTION, named=frozenset({"perawat"}))
    found = rerank(reading({1: -1.0, 3: 2.0}, asked), named, Ranked((own, other, second), {}))
    assert asked == [[1, 3]], "it is not read"
    assert numbers(found) == [3, 1, 2]
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    # Where the ranking puts another profession first, the name was misread: then all are read.
    found = rerank(reading({1: -1.0, 2: 0.0, 3: 2.0}, asked), named, Ranked((other, own, second), {}))
    assert asked[1] == [2, 1, 3]


def test_only_a_few_are_read() -> None:
    asked: list[list[int]] = []
    found = rerank(reading(dict.fromkeys(range(1, 9), 1.0), asked), QUESTION, ranked(*[5.0] * 8))
    assert [len(one) for one in asked] == [MOST_READ]
    assert numbers(found) == list(range(1, 9))


def test_what_a_second_document_on_the_profession_says_is_read_and_keeps_its_place() -> None:
    first, far = Hit(Paragraph("auditor", 1, "a"), "Auditor", 9.0), Hit(Paragraph("akuntan", 2, "b"), "Akuntan", 5.0)
    twin, later = (Hit(Paragraph("profil-auditor", n, "c"), "Auditor", 4.0 - n / 10) for n in (3, 4))
    asked: list[list[int]] = []
    found = rerank(reading({1: 1.0, 3: 4.0}, asked), QUESTION, Ranked((first, far, twin, later), {}))
    assert asked == [[1, 3]]
    assert numbers(found) == [1, 2, 3, 4]
    assert found.logits == {"auditor#p1": 1.0, "profil-auditor#p3": 4.0}


@pytest.mark.parametrize("several", [{"compared": ("a", "b")}, {"recommends": True}])
def test_who_wants_several_gets_them_as_ranked(several: dict[str, Any]) -> None:
    given = ranked(9.0, 8.5)
    assert rerank(reading({1: -3.0, 2: 2.0}), replace(QUESTION, **several), given) is given


def test_a_model_that_cannot_read_changes_nothing() -> None:
    given = ranked(3.0, 2.0)
    assert rerank(reading(None), QUESTION, given) is given
    empty = Ranked((), {})
    assert rerank(reading({}), QUESTION, empty) is empty
