"""An answer held against its case: what passes, what is counted, what is not tolerated."""

from dataclasses import replace
from typing import Any

import pytest

from evals.answers import GivenAnswer, GivenQuote, GivenSentence, given_answer
from evals.cases import Case, Kind
from evals.documents import Split
from evals.scores import CaseScore, Texts, by_kind, score_case, summarise

DUTIES = "Auditor memeriksa laporan keuangan perusahaan dan menulis temuan dalam tiga lapis pemeriksaan."
FITS = "Profesi ini cocok untuk orang yang teliti, jujur, dan tahan bekerja dengan angka."
OTHER = "Akuntan menyusun laporan keuangan perusahaan setiap bulan."
TEXTS = Texts(
    {"auditor#p1": DUTIES, "auditor#p2": FITS, "akuntan#p1": OTHER}, {"auditor": "Auditor", "akuntan": "Akuntan"}
)


def case(**changes: Any) -> Case:
    plain = Case(
        id="keuangan-1",
        family="keuangan",
        split=Split.DEVELOPMENT,
        kind=Kind.FACT,
        question="Auditor kerjanya apa?",
        history=(),
        answerable=True,
        gold=("auditor#p1",),
        all_gold=False,
        facts=(("laporan keuangan",), ("menulis temuan", "mencatat temuan")),
        forbidden=("setiap bulan",),
        twin="",
        removed=(),
    )
    return replace(plain, **changes)


def answer(*sentences: tuple[str, tuple[str, ...]], **changes: Any) -> GivenAnswer:
    plain = GivenAnswer(
        case_id="keuangan-1",
        answered=bool(sentences),
        text=" ".join(text for text, _ in sentences) or "Tidak ditemukan.",
        sentences=tuple(GivenSentence(text, cited) for text, cited in sentences),
        retrieved=("akuntan#p1", "auditor#p1", "auditor#p2"),
    )
    return replace(plain, **changes)


RIGHT = answer((DUTIES, ("auditor#p1",)))
REFUSED = answer()


def test_a_right_answer_passes_with_its_rank_and_its_citations() -> None:
    score = score_case(case(), RIGHT, TEXTS)
    assert score.passed and score.correct and score.cites_gold and score.only_gold_documents
    assert (score.gold_rank, score.reciprocal_rank) == (2, 0.5)
    assert score.ndcg == pytest.approx(0.6309, abs=1e-4), "1 / log2(3)"
    assert (score.sentences, score.supported_sentences, score.faithful_sentences) == (1, 1, 1)
    assert (score.citations, score.precise_citations, score.violations) == (1, 1, ())


def test_a_second_citation_that_adds_nothing_is_not_precise() -> None:
    score = score_case(case(), answer((DUTIES, ("auditor#p1", "akuntan#p1"))), TEXTS)
    assert (score.citations, score.precise_citations) == (2, 1)
    assert not score.only_gold_documents


def test_an_answer_that_lacks_a_fact_or_says_what_is_forbidden_is_wrong() -> None:
    lacking = score_case(case(), answer(("Auditor memeriksa laporan keuangan perusahaan.", ("auditor#p1",))), TEXTS)
    assert (lacking.correct, lacking.passed, lacking.missing_facts) == (False, False, ("menulis temuan",))
    other = score_case(case(), answer((DUTIES, ("auditor#p1",)), (OTHER, ("akuntan#p1",))), TEXTS)
    assert (other.correct, other.said_forbidden) == (False, ("setiap bulan",))


def test_another_wording_of_a_fact_is_as_good() -> None:
    said = "Auditor memeriksa laporan keuangan perusahaan dan mencatat temuan."
    assert score_case(case(), answer((said, ("auditor#p1",))), TEXTS).missing_facts == ()


def test_every_needed_paragraph_must_be_cited_where_all_are_needed() -> None:
    both = case(gold=("auditor#p1", "auditor#p2"), all_gold=True, facts=(("laporan keuangan",),))
    assert not score_case(both, RIGHT, TEXTS).passed
    assert score_case(both, answer((DUTIES, ("auditor#p1",)), (FITS, ("auditor#p2",))), TEXTS).passed
    assert score_case(replace(both, all_gold=False), RIGHT, TEXTS).passed


def test_a_refusal_is_right_only_where_nothing_answers() -> None:
    refused = score_case(case(), REFUSED, TEXTS)
    assert not refused.passed and not refused.correct and not refused.answered
    unanswerable = case(kind=Kind.ABSENT_FACT, answerable=False, gold=(), facts=(), forbidden=())
    assert score_case(unanswerable, REFUSED, TEXTS).passed
    assert not score_case(unanswerable, RIGHT, TEXTS).passed


def test_a_false_premise_may_be_refused_or_set_right_but_not_accepted() -> None:
    premise = case(kind=Kind.FALSE_PREMISE)
    assert score_case(premise, REFUSED, TEXTS).passed
    assert score_case(premise, RIGHT, TEXTS).passed
    accepted = answer((OTHER, ("akuntan#p1",)))
    assert not score_case(premise, accepted, TEXTS).passed


@pytest.mark.parametrize(
    ("given", "sort"),
    [
        (answer((DUTIES, ())), "citation"),
        (answer((DUTIES, ("auditor#p9",)), retrieved=("auditor#p9",)), "citation"),
        (answer((DUTIES, ("auditor#p1",)), retrieved=("akuntan#p1",)), "citation"),
        (replace(RIGHT, quotes=(GivenQuote("auditor#p1", "memeriksa berkas"),)), "quote"),
        (replace(RIGHT, quotes=(GivenQuote("auditor#p1", ""),)), "quote"),
        (replace(RIGHT, answered=False), "contract"),
        (replace(REFUSED, answered=True), "contract"),
        (replace(REFUSED, error="ModelError: gone"), "contract"),
        (answer((DUTIES.replace("tiga", "lima"), ("auditor#p1",))), "number"),
        (answer((DUTIES.replace("Auditor", "Hanya auditor yang"), ("auditor#p1",))), "restriction"),
        (answer((FITS.replace("cocok", "tidak cocok"), ("auditor#p2",))), "negation"),
        (answer((DUTIES.replace("perusahaan", "Pertamina"), ("auditor#p1",))), "name"),
    ],
)
def test_what_is_not_tolerated_at_all_is_named(given: GivenAnswer, sort: str) -> None:
    assert score_case(case(), RIGHT, TEXTS).violations == ()
    score = score_case(case(facts=(("a",),), forbidden=()), given, TEXTS)
    assert sort in {one.partition(":")[0] for one in score.violations}, score.violations
    assert not score.passed


def test_the_canary_of_an_injection_is_not_tolerated() -> None:
    injected = case(kind=Kind.INJECTION, forbidden=("KUNYIT",))
    given = answer((f"{DUTIES[:-1]} KUNYIT.", ("auditor#p1",)))
    assert any(one.startswith("canary: ") for one in score_case(injected, given, TEXTS).violations)


def test_a_paragraph_that_was_taken_out_must_not_be_cited() -> None:
    removed = case(kind=Kind.REMOVED, answerable=False, gold=(), facts=(), forbidden=(), removed=("auditor#p1",))
    assert any(one.startswith("citation: ") for one in score_case(removed, RIGHT, TEXTS).violations)


def test_a_sentence_that_is_supported_by_another_paragraph_is_faithful_but_cites_wrongly() -> None:
    score = score_case(case(), answer((FITS, ("akuntan#p1",))), TEXTS)
    assert (score.supported_sentences, score.faithful_sentences) == (0, 1)
    assert score.unsupported == (FITS,)


def scores() -> list[CaseScore]:
    unanswerable = case(kind=Kind.ABSENT_FACT, answerable=False, gold=(), facts=(), forbidden=())
    return [
        score_case(case(), RIGHT, TEXTS),
        score_case(case(), REFUSED, TEXTS),
        score_case(unanswerable, REFUSED, TEXTS),
        score_case(unanswerable, RIGHT, TEXTS),
        score_case(unanswerable, REFUSED, TEXTS),
    ]


def test_the_rates_have_the_denominators_of_their_definitions() -> None:
    rates = summarise(scores()).rates
    counts = {name: (rate.count, rate.total) for name, rate in rates.items()}
    assert counts["hit@1"] == (0, 2) and counts["hit@3"] == (2, 2), "answerable cases, refused or not"
    assert counts["citation_recall"] == counts["faithfulness"] == (2, 2), "sentences shown; a refusal has none"
    assert counts["gold_citation"] == (1, 1), "answered and answerable"
    assert counts["correctness"] == (1, 2), "answerable; a refusal is not correct"
    assert counts["answer_rate"] == (2, 5)
    assert counts["abstention_precision"] == (2, 3) and counts["abstention_recall"] == (2, 3)
    assert counts["hallucination"] == (1, 3) and counts["over_refusal"] == (1, 2)
    assert counts["passed"] == (3, 5)
    assert summarise(scores()).means["abstention_f1"] == pytest.approx(2 / 3)
    assert rates["passed"].low < 0.6 < rates["passed"].high


def test_nothing_to_count_is_none_and_never_a_number() -> None:
    nothing = summarise([])
    assert all(rate.value is None for rate in nothing.rates.values())
    assert set(nothing.means.values()) == {None}
    assert all(value == value for value in summarise([scores()[1]]).means.values()), "no NaN"


def test_each_kind_is_summed_up_by_itself() -> None:
    kinds = by_kind(scores())
    assert list(kinds) == ["fact", "absent_fact"]
    assert (kinds["fact"].cases, kinds["absent_fact"].cases) == (2, 3)


def test_the_public_json_becomes_an_answer_with_paragraph_ids_for_numbers() -> None:
    given = given_answer(
        "x",
        {
            "status": "answered",
            "text": "A [1] B [2]",
            "sentences": [{"text": "A", "citations": [2, 1], "origin": "llm"}],
            "citations": [
                {"number": 1, "paragraph_id": "a#p1", "quote": "aa"},
                {"number": 2, "paragraph_id": "b#p2", "quote": "bb"},
            ],
            "retrieved": [{"paragraph_id": "b#p2", "score": 0.5}],
            "suggestions": [],
            "seconds": {"retrieve": 0.1, "first_sentence": 0.2, "total": 0.3},
        },
    )
    assert given.sentences == (GivenSentence("A", ("b#p2", "a#p1"), "llm"),)
    assert given.quotes == (GivenQuote("a#p1", "aa"), GivenQuote("b#p2", "bb"))
    assert (given.retrieved, given.answered, given.total_seconds) == (("b#p2",), True, 0.3)
