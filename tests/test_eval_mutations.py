"""The mutations that the gate is tried with; all of them by ``python -m evals.mutation_check``."""

import re
from collections import Counter

import pytest

from evals.documents import Split
from evals.mutation_check import Rate, is_refused, main, rates
from evals.mutations import Form, Kind, false_pairs, paraphrases, true_pairs
from rag.language import fold, numbers

LEAST_CAUGHT = 0.99
MOST_TRUE_REFUSED = 0.02
EVERY = 4
"""Each of them takes some milliseconds, and there are thousands."""


@pytest.fixture(scope="module")
def false():
    return false_pairs()


@pytest.fixture(scope="module")
def true():
    return true_pairs()


def test_there_are_enough_of_them_and_of_every_kind(false, true):
    kinds = Counter(pair.kind for pair in false)

    assert Counter(pair.kind for pair in true)[Form.VERBATIM] >= 400
    assert set(kinds) == set(Kind)
    assert min(count for kind, count in kinds.items() if kind is not Kind.CONDITION_DROPPED) >= 30


def test_two_runs_give_the_same(false):
    assert false == false_pairs()


def test_a_mutated_sentence_is_none_of_its_paragraph(false):
    cited_elsewhere = {Kind.NEIGHBOUR, Kind.STRANGER}

    for pair in false:
        text = fold(pair.hit.paragraph.text)
        assert fold(pair.sentence) not in re.split(r"(?<=[.!?]) ", text), pair
        if pair.kind in cited_elsewhere:
            assert fold(pair.sentence) not in text, pair
        if pair.kind is Kind.NUMBER:
            assert not numbers(pair.sentence) <= numbers(pair.hit.paragraph.text), pair
        if pair.kind is Kind.PROFESSION:
            assert any(fold(name) in fold(pair.sentence) for name in pair.other_names), pair


def test_true_sentences_stand_in_their_paragraph(true):
    for pair in true:
        if pair.kind is Form.VERBATIM:
            assert pair.sentence in pair.hit.paragraph.text


@pytest.mark.parametrize("kind", Kind)
def test_the_gate_catches_mutations_of_every_kind(false, kind):
    pairs = [pair for pair in false if pair.kind is kind][::EVERY]
    shown = [pair.sentence for pair in pairs if not is_refused(pair)]

    assert len(shown) <= (1 - LEAST_CAUGHT) * len(pairs), shown


def test_the_gate_shows_what_documents_say(true):
    pairs = [pair for pair in true if pair.kind is Form.VERBATIM][::EVERY]
    refused = [pair.sentence for pair in pairs if is_refused(pair)]

    assert len(refused) <= MOST_TRUE_REFUSED * len(pairs), refused


def test_there_are_paraphrases_of_many_documents_and_of_both_splits():
    pairs = paraphrases()

    assert len(pairs) >= 100
    assert len({pair.hit.paragraph.document_id for pair in pairs}) >= 25
    assert {pair.split for pair in pairs} == set(Split)


def test_a_paraphrase_of_a_sentence_that_no_document_has_is_an_error(monkeypatch, tmp_path):
    file = tmp_path / "paraphrases.jsonl"
    file.write_text('{"file": "apoteker.txt", "source": "Tidak ada.", "sentence": "Tidak ada."}\n', encoding="utf-8")
    monkeypatch.setattr("evals.mutations.PARAPHRASES", file)

    with pytest.raises(ValueError, match=r"paraphrases\.jsonl: 'Tidak ada\.' stands in no paragraph of apoteker\.txt"):
        paraphrases()


def test_a_rate_is_of_one_kind_in_one_split(true):
    few = [next(pair for pair in true if pair.split is split) for split in Split]

    assert rates(few) == [Rate("verbatim", split, 0, 1) for split in Split]


def test_the_command_prints_every_rate(monkeypatch, false, true, capsys):
    monkeypatch.setattr("evals.mutation_check.false_pairs", lambda: false[:20])
    monkeypatch.setattr("evals.mutation_check.true_pairs", lambda: true[:5])
    monkeypatch.setattr("evals.mutation_check.paraphrases", list)

    assert main(["--show"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"negation added +(development|test) +\d+ of +\d+ 1\.000 \(", printed)
    assert re.search(r"verbatim +(development|test) +0 of", printed)
