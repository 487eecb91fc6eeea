"""The questions that teach fit together, and hold nothing that is reported on."""

from collections import Counter

from evals.cases import UNANSWERABLE, load_cases
from evals.documents import Split, families, labelled_documents
from evals.training import own_questions, training_documents, training_questions
from rag.language import fold, numbers


def test_every_gold_paragraph_is_there_and_every_answer_cites_all_of_it() -> None:
    paragraphs = {one.id: one.text for document in training_documents().values() for one in document.paragraphs}
    for one in training_questions():
        assert set(one.case.gold) <= paragraphs.keys(), one.case.id
        assert {cited for sentence in one.answer for cited in sentence.cites} == set(one.case.gold), one.case.id
        assert bool(one.case.gold) != (one.case.kind in UNANSWERABLE), one.case.id


def test_answers_hold_no_number_that_their_paragraphs_lack() -> None:
    paragraphs = {one.id: one.text for document in training_documents().values() for one in document.paragraphs}
    for one in training_questions():
        for sentence in one.answer:
            told = frozenset[str]().union(*(numbers(paragraphs[cited]) for cited in sentence.cites))
            # "salah satu" counts nothing
            assert numbers(sentence.text) - {"1"} <= told, (one.case.id, sentence.text)


def test_ids_and_questions_are_unique() -> None:
    asked = training_questions()
    assert len({one.case.id for one in asked}) == len(asked)
    texts = Counter((fold(one.case.question), one.case.history) for one in asked)
    assert [text for text, count in texts.items() if count > 1] == []


def test_nothing_of_the_test_split_teaches() -> None:
    test_families = {family for family, split in families().items() if split is Split.TEST}
    assert not test_families & {one.case.family for one in training_questions()}
    test_documents = {one.id for one in labelled_documents() if one.split is Split.TEST}
    assert not test_documents & training_documents().keys()
    reported = {fold(case.question) for case in load_cases() if case.split is Split.TEST}
    assert [one.case.id for one in training_questions() if fold(one.case.question) in reported] == []


def test_the_registers_are_balanced() -> None:
    registers = Counter(one.register for one in training_questions())
    assert min(registers.values()) > 0.2 * sum(registers.values())


def test_the_older_questions_are_about_the_owners_documents() -> None:
    gold = {one.partition("#")[0] for case in own_questions() for one in case.gold}
    assert gold == {"kepala-humas", "kepala-bagian-humas"}
