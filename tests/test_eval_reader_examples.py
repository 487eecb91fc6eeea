"""The reader is taught sentences that the gate passes, cited by the number their paragraph has in the prompt."""

import random

from evals.reader_examples import ReaderExample, answering_sentence, example_of, told_sentences
from evals.squad import SquadQuestion
from rag.types import Hit, Paragraph

RIGHT = Hit(Paragraph("koki", 2, "Koki memasak. Koki menyusun menu."), "Koki", 0.0)
OTHERS = [Hit(Paragraph("koki", number, f"Paragraf {number}."), "Koki", 0.0) for number in range(3, 8)]
CONTEXT = "Candi itu dibangun pada abad kesembilan. Raja meninggal pada tahun 856. Pada tahun 856 candi itu selesai."


def test_an_answer_cites_the_number_of_its_paragraph_wherever_it_stands() -> None:
    drawn = random.Random(0)
    places = set()
    for _ in range(50):
        example = example_of("apa?", [(RIGHT, ("Koki memasak.", "Koki menyusun menu."))], OTHERS, drawn)
        number = example.hits.index(RIGHT) + 1
        assert example.answer == f"Koki memasak. [{number}] Koki menyusun menu. [{number}]"
        assert len(example.hits) <= 3
        assert len({hit.paragraph.id for hit in example.hits}) == len(example.hits)
        places.add((number, len(example.hits)))
    assert {number for number, _ in places} == {1, 2, 3}
    assert {count for _, count in places} == {1, 2, 3}


def test_where_nothing_answers_there_are_paragraphs_all_the_same_and_the_answer_says_so() -> None:
    drawn = random.Random(0)
    for _ in range(20):
        example = example_of("apa?", [], OTHERS, drawn, always_first=True)
        assert OTHERS[0] in example.hits
        assert example.answer == "Tidak ditemukan."
    assert ReaderExample("apa?", (), ()).answer == "Tidak ditemukan."


def test_all_that_is_to_be_told_is_told_in_order_in_the_words_of_the_author_where_they_say_as_much() -> None:
    first, second, third = "Ia memasak sup, nasi, ikan, dan sayur.", "Ia juga menyusun menu.", "Dapurnya panas sekali."
    hit = Hit(Paragraph("koki", 2, f"{first} {second} {third}"), "Koki", 0.0)

    def told(answer: list[str], wanted: list[str]) -> dict[str, str]:
        return told_sentences(hit, answer, wanted, least_coverage=0.6)

    assert told(["Koki juga menyusun menu."], [first, second]) == {
        first: "Koki memasak sup, nasi, ikan, dan sayur.",
        second: "Koki juga menyusun menu.",
    }, "what stands first names the profession"
    assert told(["Koki memasak sup."], [first, second]) == {
        first: "Koki memasak sup, nasi, ikan, dan sayur.",
        second: second,
    }, "an author's sentence that leaves out half does not stand for the whole"
    assert told(["Koki juga menyusun menu dan anggaran."], []) == {second: "Koki juga menyusun menu."}
    assert told(["Koki digaji tinggi."], [first]) == {}


def test_an_answer_has_no_heading_that_asks_and_a_list_on_one_line() -> None:
    text = "Siapa yang betah? Orang yang sabar dan teliti."
    hit = Hit(Paragraph("koki", 4, text), "Koki", 0.0)
    told = told_sentences(hit, ["Orang yang sabar dan teliti."], text.split("? "), least_coverage=0.6)
    assert list(told.values()) == ["Orang yang sabar dan teliti."]
    listed = "Alat yang dipakai:\n- pisau tajam\n- panci besar"
    hit = Hit(Paragraph("koki", 5, listed), "Koki", 0.0)
    told = told_sentences(hit, [listed], [listed], least_coverage=0.6)
    assert told and all("\n" not in text for text in told.values())


def test_a_question_for_a_span_is_answered_by_the_sentence_that_has_it_and_most_of_its_words() -> None:
    def sentence(question: str, *answers: str) -> str:
        return answering_sentence(SquadQuestion(question, CONTEXT, bool(answers), answers))

    assert sentence("Kapan candi itu selesai?", "856") == "Pada tahun 856 candi itu selesai."
    assert sentence("Kapan raja meninggal?", "856") == "Raja meninggal pada tahun 856."
    assert sentence("Siapa rajanya?") == ""
