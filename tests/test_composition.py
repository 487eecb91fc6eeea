"""What of an answer is shown: what the question wants told, in the model's words where they hold."""

from types import SimpleNamespace
from typing import cast

from rag.composition import Composition, answer_text
from rag.retrieval import Retrieval
from rag.types import Hit, Paragraph, Understanding

OVEN = "Pembuat roti memanaskan oven sejak subuh."
DOUGH = "Ia juga melipat adonan tiga kali."
SHOP = "Toko dibuka setelah roti matang."
HIT = Hit(Paragraph("pembuat-roti", 2, f"{OVEN} {DOUGH} {SHOP}"), "Pembuat Roti", 1.0)


def composition(*wanted: str, chooses: bool = True) -> Composition:
    asked = Understanding("apa?", "Apa?", aspects=(), names={}, named=frozenset(), topic=frozenset())
    retrieval = SimpleNamespace(understanding=asked, hits=(HIT,), answer_hits=(HIT,), wanted={HIT.paragraph.id: wanted})
    return Composition(cast(Retrieval, retrieval), chooses=chooses)


def shown(given: Composition) -> list[tuple[str, str]]:
    return [(sentence.text, sentence.origin) for sentence in given.sentences]


def test_what_is_wanted_is_told_whatever_the_model_leaves_out() -> None:
    given = composition(OVEN, DOUGH)
    list(given.add_draft(OVEN, [HIT]))
    list(given.complete(HIT))
    assert shown(given) == [(OVEN, "llm"), (DOUGH, "quote")]


def test_what_comes_before_is_told_before() -> None:
    given = composition(OVEN, DOUGH)
    list(given.add_draft(DOUGH, [HIT]))
    assert shown(given) == [(OVEN, "quote"), (DOUGH, "llm")]
    list(given.add_draft(OVEN, [HIT]))
    list(given.complete(HIT))
    assert len(given.sentences) == 2, "nothing is said twice"


def test_what_nobody_asked_for_is_not_shown_though_it_is_true() -> None:
    given = composition(OVEN)
    list(given.add_draft(SHOP, [HIT]))
    list(given.complete(HIT))
    assert shown(given) == [(OVEN, "quote")]


def test_a_model_that_knows_what_answers_chooses_itself() -> None:
    given = composition(OVEN, chooses=False)
    list(given.add_draft(SHOP, [HIT]))
    list(given.complete(HIT))
    assert shown(given) == [(SHOP, "llm")]


def test_where_such_a_model_says_nothing_that_holds_the_wanted_sentences_are_quoted() -> None:
    given = composition(OVEN, chooses=False)
    list(given.add_draft("Pembuat roti digaji tinggi.", [HIT]))
    list(given.complete(HIT))
    assert shown(given) == [(OVEN, "quote")]


def test_a_list_is_quoted_item_by_item_though_the_model_writes_it_on_one_line() -> None:
    listed = "Alat pembuat roti:\n- oven besar\n- loyang tipis"
    hit = Hit(Paragraph("pembuat-roti", 3, listed), "Pembuat Roti", 1.0)
    asked = Understanding("apa?", "Apa?", aspects=(), names={}, named=frozenset(), topic=frozenset())
    retrieval = SimpleNamespace(
        understanding=asked, hits=(hit,), answer_hits=(hit,), wanted={hit.paragraph.id: (listed,)}
    )
    given = Composition(cast(Retrieval, retrieval))
    list(given.add_draft("Alat pembuat roti: oven besar, loyang tipis", [hit]))
    list(given.complete(hit))
    assert shown(given) == [(listed, "quote")]


def test_what_begins_in_the_middle_of_its_source_is_no_sentence() -> None:
    given = composition(OVEN)
    list(given.add_draft("memanaskan oven sejak subuh.", [HIT]))
    assert shown(given) == [(OVEN, "quote")]
    lower = "iOS dan Android dipakai pembuat roti."
    hit = Hit(Paragraph("pembuat-roti", 9, lower), "Pembuat Roti", 1.0)
    given = composition(OVEN)
    given.chooses = False
    list(given.add_draft(lower, [hit]))
    assert shown(given) == [(lower, "llm")]


def test_an_answer_about_several_professions_says_where_each_begins_unless_its_sentence_does() -> None:
    cook = Hit(Paragraph("koki", 3, "Tugasnya memasak sup. Ia juga menyusun menu."), "Koki di hotel", 1.0)
    asked = Understanding("apa?", "Apa?", aspects=(), names={}, named=frozenset(), topic=frozenset())
    wanted = {HIT.paragraph.id: (OVEN, DOUGH), cook.paragraph.id: tuple(cook.paragraph.text.split(". "))}

    def about(*hits: Hit) -> tuple[list[str], str]:
        retrieval = SimpleNamespace(understanding=asked, hits=hits, answer_hits=hits, wanted=wanted)
        given = Composition(cast(Retrieval, retrieval))
        for hit in hits:
            list(given.complete(hit))
        return [sentence.about for sentence in given.sentences], answer_text(given.sentences)

    found, text = about(HIT, cook)
    assert found == ["", "", "Koki", ""]
    assert text.startswith(f"{OVEN} [1] {DOUGH} [2] Koki: Tugasnya memasak sup")
    assert about(cook)[0] == ["", ""]
    twin = Hit(Paragraph("koki-2", 1, "Ia digaji."), "Koki", 1.0)
    wanted[twin.paragraph.id] = ("Ia digaji.",)
    assert about(cook, twin)[0] == ["", "", ""], "two documents on the same profession"


def test_a_sentence_whose_document_leaves_out_the_subject_is_given_one() -> None:
    duty = "bertugas untuk memanggang roti dan kue."
    bare = Hit(Paragraph("pembuat-roti", 1, f"{duty} {SHOP}"), "Pembuat Roti", 1.0)
    given = composition()
    given.retrieval.answer_hits = (bare,)
    given.retrieval.wanted = {bare.paragraph.id: (duty, SHOP)}
    list(given.complete(bare))

    assert answer_text(given.sentences) == f"Pembuat Roti: {duty} [1] {SHOP} [2]"
    assert given.citations[0].quote == duty
