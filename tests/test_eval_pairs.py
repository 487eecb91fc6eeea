"""The labelled pairs are sound: every paragraph exists, every id is its own, neither label is rare."""

from collections import Counter
from typing import Any

import pytest

from evals.documents import Split, eval_documents, labelled_documents
from evals.pairs import PAIRS, load_pairs, parse_pair

LEAST_PAIRS = 200
LEAST_SHARE_OF_A_LABEL = 0.4

DOCUMENTS = eval_documents()
TEXTS = {one.id: one.text for document in DOCUMENTS.values() for one in document.paragraphs}
LABELS = {one.id: one for one in labelled_documents()}
ROW = {"id": "one", "paragraph": "perawat#p2", "sentence": "Perawat merawat.", "supported": True, "how": "shortened"}


def test_every_pair_has_the_paragraph_it_names() -> None:
    assert all(pair.paragraph == TEXTS[pair.paragraph_id] for pair in load_pairs())


def test_no_id_occurs_twice_and_no_sentence_is_paired_twice_with_one_paragraph() -> None:
    pairs = load_pairs()
    assert [one for one, count in Counter(pair.id for pair in pairs).items() if count > 1] == []
    both = Counter((pair.paragraph_id, pair.sentence.casefold()) for pair in pairs)
    assert [one for one, count in both.items() if count > 1] == []


def test_there_are_enough_pairs_and_neither_label_is_rare() -> None:
    assert len(load_pairs()) >= LEAST_PAIRS
    for split in Split:
        labels = [pair.supported for pair in load_pairs() if pair.split is split]
        assert LEAST_SHARE_OF_A_LABEL <= sum(labels) / len(labels) <= 1 - LEAST_SHARE_OF_A_LABEL


def test_one_way_of_making_a_sentence_always_has_one_label() -> None:
    labels: dict[str, set[bool]] = {}
    for pair in load_pairs():
        labels.setdefault(pair.how, set()).add(pair.supported)
    assert [how for how, both in labels.items() if len(both) > 1] == []


def test_every_line_of_both_files_is_a_pair() -> None:
    lines = [line for split in Split for line in (PAIRS / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(load_pairs()) == len(lines)


def test_a_pair_knows_what_its_profession_is_called() -> None:
    pair = parse_pair(ROW, Split.DEVELOPMENT, TEXTS, LABELS)
    assert pair.document_id == "perawat"
    assert "Perawat" in pair.titles


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"paragraph": "perawat#p99"}, "perawat#p99"),
        ({"paragraph": "tukang-sulap#p1"}, "tukang-sulap"),
        ({"supported": "ya"}, "supported is 'ya'"),
        ({"sentence": "  "}, "sentence is '  '"),
        ({"note": "…"}, "unknown keys: note"),
    ],
)
def test_a_wrong_line_is_refused_and_the_message_says_what_is_wrong(changed: dict[str, Any], message: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        parse_pair({**ROW, **changed}, Split.DEVELOPMENT, TEXTS, LABELS)


def test_a_paragraph_of_the_other_split_is_refused() -> None:
    with pytest.raises(ValueError, match="belongs to the other split"):
        parse_pair(ROW, Split.TEST, TEXTS, LABELS)
