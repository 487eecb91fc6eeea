"""The formulas of the evals on examples made by hand; every expected value is worked out beside it."""

import math
from collections.abc import Callable, Iterable
from itertools import combinations_with_replacement, product

import pytest

from evals.metrics import (
    AbstentionScores,
    CitationCounts,
    CitedSentence,
    Outcome,
    OutcomeCounts,
    SupportedSentences,
    abstention_scores,
    citation_counts,
    citation_precision,
    citation_recall,
    cites_gold,
    cites_only_gold,
    cohen_kappa,
    count_outcomes,
    faithfulness,
    faithfulness_counts,
    false_premise_passes,
    first_gold_rank,
    flips,
    hallucination_rate,
    hit_at_k,
    mean,
    ndcg,
    over_refusal_rate,
    percentile,
    ratio,
    reciprocal_rank,
    regression_p_value,
    token_f1,
    tokens,
    wilson,
)

RANKED = ["a#p1", "a#p2", "b#p1", "b#p2", "c#p1", "c#p2", "d#p1"]


# Shares, means and percentiles


def test_a_share_is_count_over_total_and_undefined_of_nothing() -> None:
    assert ratio(1, 4) == 0.25
    assert ratio(0, 4) == 0.0
    assert ratio(0, 0) is None


@pytest.mark.parametrize(("count", "total"), [(2, 1), (-1, 1), (1, 0), (0, -1)])
def test_counts_that_make_no_share_are_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match=f"{count} of {total} is no share"):
        ratio(count, total)
    with pytest.raises(ValueError, match=f"{count} of {total} is no share"):
        wilson(count, total)


def test_the_mean_of_nothing_is_undefined() -> None:
    assert mean([1.0, 0.5, 0.0]) == 0.5  # 1.5 / 3
    assert mean([]) is None


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, 1.0),
        (0.5, 2.5),  # position 0.5 · 3 = 1.5: half way from 2 to 3
        (0.95, 8.95),  # position 2.85: 3 + 0.85 · (10 − 3)
        (1.0, 10.0),
    ],
)
def test_a_percentile_is_interpolated_between_the_sorted_values(share: float, expected: float) -> None:
    assert percentile([10.0, 1.0, 3.0, 2.0], share) == pytest.approx(expected)


def test_a_percentile_of_one_value_is_that_value_and_of_none_is_undefined() -> None:
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.5) is None


@pytest.mark.parametrize("share", [-0.1, 1.1, 95, math.nan])
def test_a_percentile_is_asked_for_as_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="not within 0 and 1"):
        percentile([1.0], share)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_that_is_no_finite_number_is_refused_instead_of_spreading(value: float) -> None:
    with pytest.raises(ValueError, match="is not finite"):
        mean([1.0, value])
    with pytest.raises(ValueError, match="is not finite"):
        percentile([1.0, value], 0.5)


# Wilson's interval


@pytest.mark.parametrize(
    ("successes", "expected"),
    [
        # n = 12, z = 2: weight z²/n = 1/3. Share 1/2: centre (1/2 + 1/6) / (4/3) = 1/2;
        # half √(1/4 · 1/3 + 1/9 · 1/4) / (4/3) = √(4/36) / (4/3) = 1/4.
        (6, (0.25, 0.75)),
        # Share 0: centre = half = (1/6) / (4/3) = 1/8, so 0 to 1/4; share 1 is its mirror image.
        (0, (0.0, 0.25)),
        (12, (0.75, 1.0)),
    ],
)
def test_the_wilson_interval_follows_its_formula(successes: int, expected: tuple[float, float]) -> None:
    assert wilson(successes, 12, z=2.0) == pytest.approx(expected)


def test_95_percent_seen_in_200_cases_means_91_to_97() -> None:
    low, high = wilson(190, 200)
    assert (round(low, 2), round(high, 2)) == (0.91, 0.97)


def test_the_wilson_interval_of_nothing_is_everything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("total", range(1, 60))
def test_the_wilson_interval_holds_the_share_and_stays_within_0_and_1(total: int) -> None:
    assert wilson(0, total)[0] == 0.0
    assert wilson(total, total)[1] == 1.0
    for successes in range(total + 1):
        low, high = wilson(successes, total)
        assert 0.0 <= low <= successes / total <= high <= 1.0
        assert low < high


@pytest.mark.parametrize("z", [-1.0, math.nan, math.inf])
def test_a_wilson_interval_needs_a_width(z: float) -> None:
    with pytest.raises(ValueError, match="not a finite number from 0"):
        wilson(1, 2, z=z)


# Retrieval


def test_a_hit_is_a_gold_paragraph_among_the_first_k() -> None:
    gold = {"b#p1", "d#p1"}  # ranks 3 and 7
    assert first_gold_rank(RANKED, gold) == 3
    assert not hit_at_k(RANKED, gold, 2)
    assert hit_at_k(RANKED, gold, 3)
    assert hit_at_k(RANKED, gold, 100)


def test_the_reciprocal_rank_is_that_of_the_first_gold_paragraph() -> None:
    assert reciprocal_rank(RANKED, {"a#p1"}) == 1.0
    assert reciprocal_rank(RANKED, {"d#p1", "b#p2"}) == 0.25  # ranks 4 and 7
    assert reciprocal_rank(RANKED, {"x#p1"}) == 0.0


def test_the_reciprocal_rank_looks_no_deeper_than_asked() -> None:
    assert reciprocal_rank(RANKED, {"c#p1"}, k=5) == 0.2
    assert reciprocal_rank(RANKED, {"c#p1"}, k=4) == 0.0


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ({"a#p1"}, 1.0),
        # One gold paragraph: the ideal is 1 / log2 2 = 1.
        ({"b#p1"}, 0.5),  # rank 3: 1 / log2 4
        ({"d#p1"}, 1 / 3),  # rank 7: 1 / log2 8
        # Ranks 1 and 3: 1 + 0.5 = 1.5; ideal, ranks 1 and 2: 1 + 1 / 1.584963 = 1.630930.
        ({"a#p1", "b#p1"}, 0.919721),
        # One of two is found, at rank 1: 1 / 1.630930. The missing one counts.
        ({"a#p1", "x#p1"}, 0.613147),
        ({"x#p1"}, 0.0),
    ],
)
def test_ndcg_discounts_by_rank_and_divides_by_the_ideal_of_all_gold(gold: set[str], expected: float) -> None:
    assert ndcg(RANKED, gold, 10) == pytest.approx(expected, abs=1e-6)


def test_ndcg_sees_only_the_first_k_and_its_ideal_has_room_for_no_more() -> None:
    assert ndcg(RANKED, {"b#p1"}, 2) == 0.0
    # Three gold paragraphs but two places: both places gold is ideal.
    assert ndcg(RANKED, {"a#p1", "a#p2", "b#p1"}, 2) == pytest.approx(1.0)


def test_a_paragraph_that_is_retrieved_twice_gains_once() -> None:
    assert ndcg(["a#p1", "a#p1", "a#p1"], ["a#p1", "a#p1"], 10) == 1.0
    # Ranks 1 and 3 as above: the repetition at rank 2 holds its place.
    assert ndcg(["a#p1", "a#p1", "b#p1"], {"a#p1", "b#p1"}, 10) == pytest.approx(0.919721, abs=1e-6)


@pytest.mark.parametrize(("ranked", "gold"), [([], {"a#p1"}), (RANKED, set()), ([], set())])
def test_without_gold_or_without_results_retrieval_scores_nothing(ranked: list[str], gold: set[str]) -> None:
    assert first_gold_rank(ranked, gold) is None
    assert not hit_at_k(ranked, gold, 10)
    assert reciprocal_rank(ranked, gold) == 0.0
    assert ndcg(ranked, gold, 10) == 0.0


@pytest.mark.parametrize("k", [0, -1])
def test_a_depth_below_one_is_refused(k: int) -> None:
    for measure in (hit_at_k, reciprocal_rank, ndcg):
        with pytest.raises(ValueError, match=f"k is {k}, below 1"):
            measure(RANKED, {"a#p1"}, k)


# Citations


def needs(*needed: Iterable[str]) -> Callable[[tuple[str, ...]], bool]:
    """A judge: any one of these sets of paragraphs supports the sentence."""

    def supports(cited: tuple[str, ...]) -> bool:
        assert cited, "support by no paragraph is never asked for"
        return any(set(one) <= set(cited) for one in needed)

    return supports


def nothing_supports(cited: tuple[str, ...]) -> bool:
    assert cited, "support by no paragraph is never asked for"
    return False


def counts(cited: str, supports: Callable[[tuple[str, ...]], bool]) -> tuple[int, int, int, int]:
    found = citation_counts([CitedSentence(tuple(cited), supports)])
    return found.sentences, found.supported_sentences, found.citations, found.precise_citations


def test_a_sole_citation_is_precise_when_it_supports_the_sentence() -> None:
    assert counts("a", needs("a")) == (1, 1, 1, 1)
    assert counts("b", needs("a")) == (1, 0, 1, 0)


def test_the_judge_of_a_sole_citation_is_asked_once() -> None:
    asked: list[tuple[str, ...]] = []

    def supports(cited: tuple[str, ...]) -> bool:
        asked.append(cited)
        return True

    assert counts("a", supports) == (1, 1, 1, 1)
    assert asked == [("a",)]


def test_a_citation_beside_one_that_suffices_is_not_precise() -> None:
    # a alone supports; b alone does not, and without b the sentence still stands.
    assert counts("ab", needs("a")) == (1, 1, 2, 1)


def test_two_citations_that_are_both_needed_are_both_precise() -> None:
    # Neither alone supports, but each one's removal breaks the support.
    assert counts("ab", needs("ab")) == (1, 1, 2, 2)


def test_two_citations_that_each_suffice_are_both_precise() -> None:
    assert counts("ab", needs("a", "b")) == (1, 1, 2, 2)


def test_a_third_citation_that_adds_nothing_is_the_only_imprecise_one() -> None:
    assert counts("abc", needs("ab")) == (1, 1, 3, 2)


def test_a_part_that_other_parts_can_replace_is_not_precise() -> None:
    # Any two of the three support: none alone does, and none is missed.
    assert counts("abc", needs("ab", "ac", "bc")) == (1, 1, 3, 0)


def test_no_citation_of_an_unsupported_sentence_is_precise() -> None:
    assert counts("ab", nothing_supports) == (1, 0, 2, 0)

    # A judge for whom b destroys what a alone would support: the set as a whole is what is shown.
    def only_without_b(cited: tuple[str, ...]) -> bool:
        return "a" in cited and "b" not in cited

    assert counts("ab", only_without_b) == (1, 0, 2, 0)


def test_a_sentence_without_citations_is_not_supported_and_the_judge_is_not_asked() -> None:
    assert counts("", needs(())) == (1, 0, 0, 0)


def test_the_same_paragraph_cited_twice_is_one_citation() -> None:
    assert counts("aa", needs("a")) == (1, 1, 1, 1)
    assert counts("abab", needs("ab")) == (1, 1, 2, 2)


def test_the_paragraphs_are_read_in_the_order_in_which_they_are_cited() -> None:
    asked: list[tuple[str, ...]] = []

    def supports(cited: tuple[str, ...]) -> bool:
        asked.append(cited)
        return len(cited) == 3

    citation_counts([CitedSentence(("c", "a", "b"), supports)])
    assert asked[0] == ("c", "a", "b")
    assert {one for one in asked if len(one) == 2} == {("a", "b"), ("c", "b"), ("c", "a")}


def test_recall_and_precision_of_an_answer_pool_its_sentences() -> None:
    answer = [
        CitedSentence(("a",), needs("a")),  # supported, 1 of 1 precise
        CitedSentence(("a", "b"), needs("a")),  # supported, 1 of 2 precise
        CitedSentence(("b",), nothing_supports),  # 0 of 1
        CitedSentence((), nothing_supports),  # cites nothing
    ]
    assert citation_counts(answer) == CitationCounts(
        sentences=4, supported_sentences=2, citations=4, precise_citations=2
    )
    assert citation_recall(answer) == 0.5
    assert citation_precision(answer) == 0.5


def test_an_answer_that_cites_nothing_scores_zero_in_both() -> None:
    answer = [CitedSentence((), nothing_supports), CitedSentence((), nothing_supports)]
    assert citation_recall(answer) == 0.0
    assert citation_precision(answer) == 0.0


def test_an_abstention_has_neither_citation_recall_nor_precision() -> None:
    assert citation_counts([]) == CitationCounts(0, 0, 0, 0)
    assert citation_recall([]) is None
    assert citation_precision([]) is None


# Gold citations


def test_one_gold_citation_is_enough_unless_all_are_needed() -> None:
    assert cites_gold(["a#p2", "x#p1"], ["a#p2", "a#p3"], all_gold=False)
    assert not cites_gold(["a#p2", "x#p1"], ["a#p2", "a#p3"], all_gold=True)
    assert cites_gold(["a#p3", "a#p2", "x#p1"], ["a#p2", "a#p3"], all_gold=True)
    assert not cites_gold(["x#p1"], ["a#p2"], all_gold=False)


def test_a_citation_of_a_near_duplicate_document_is_seen() -> None:
    assert cites_only_gold(["perawat", "perawat"], ["perawat"])
    assert not cites_only_gold(["perawat", "perawat-gigi"], ["perawat"])


@pytest.mark.parametrize("all_gold", [True, False])
def test_citing_nothing_is_no_success_even_where_nothing_is_gold(all_gold: bool) -> None:
    assert not cites_gold([], ["a#p1"], all_gold=all_gold)
    assert not cites_gold([], [], all_gold=all_gold)
    assert not cites_gold(["a#p1"], [], all_gold=all_gold)
    assert not cites_only_gold([], ["a"])
    assert not cites_only_gold([], [])


# Faithfulness


def test_faithfulness_pools_the_sentences_of_answered_cases() -> None:
    cases = [
        SupportedSentences(answered=True, supported=1, sentences=1),
        SupportedSentences(answered=True, supported=1, sentences=4),
    ]
    assert faithfulness_counts(cases) == (2, 5)
    assert faithfulness(cases) == 0.4  # not 0.625, the mean of 1 and 1/4


def test_an_abstention_changes_faithfulness_in_no_direction() -> None:
    answered = SupportedSentences(answered=True, supported=1, sentences=2)
    abstained = SupportedSentences(answered=False, supported=0, sentences=0)
    assert faithfulness([answered]) == faithfulness([answered, abstained, abstained]) == 0.5


def test_what_was_not_answered_is_never_faithful_whatever_it_holds() -> None:
    answered = SupportedSentences(answered=True, supported=0, sentences=1)
    # A system that shows sentences with its "not found" must not gain by them.
    abstained = SupportedSentences(answered=False, supported=9, sentences=9)
    assert faithfulness([answered, abstained]) == 0.0
    assert faithfulness([abstained]) is None


def test_without_sentences_faithfulness_is_undefined() -> None:
    assert faithfulness([]) is None
    assert faithfulness([SupportedSentences(answered=False, supported=0, sentences=0)]) is None
    assert faithfulness([SupportedSentences(answered=True, supported=0, sentences=0)]) is None


def test_more_supported_sentences_than_sentences_are_refused() -> None:
    with pytest.raises(ValueError, match="2 of 1 is no share"):
        faithfulness([SupportedSentences(answered=True, supported=2, sentences=1)])


# Abstention

RIGHT_ANSWER = Outcome(answerable=True, answered=True)
OVER_REFUSAL = Outcome(answerable=True, answered=False)
HALLUCINATION = Outcome(answerable=False, answered=True)
RIGHT_ABSTENTION = Outcome(answerable=False, answered=False)
FAILED = Outcome(answerable=True, answered=False, failed=True)
FAILED_UNANSWERABLE = Outcome(answerable=False, answered=False, failed=True)


def test_each_outcome_is_counted_where_it_belongs() -> None:
    outcomes = [
        *[RIGHT_ANSWER] * 5,
        *[OVER_REFUSAL] * 1,
        *[HALLUCINATION] * 1,
        *[RIGHT_ABSTENTION] * 3,
    ]
    assert count_outcomes(outcomes) == OutcomeCounts(
        answerable=6, unanswerable=4, answered=6, abstained=4, hallucinated=1, over_refused=1, rightly_abstained=3
    )
    # 3 of 4 abstentions right, 3 of 4 unanswerable cases found, F1 6 / 8.
    assert abstention_scores(outcomes) == AbstentionScores(precision=0.75, recall=0.75, f1=0.75)
    assert hallucination_rate(outcomes) == 0.25  # 1 of 4 unanswerable
    assert over_refusal_rate(outcomes) == pytest.approx(1 / 6)  # 1 of 6 answerable


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    # Precision 1/3, recall 1/2: 2 · (1/6) / (5/6) = 0.4, and 2 · 1 / (3 + 2) too.
    outcomes = [RIGHT_ABSTENTION, OVER_REFUSAL, OVER_REFUSAL, HALLUCINATION]
    scores = abstention_scores(outcomes)
    assert scores.precision == pytest.approx(1 / 3)
    assert scores.recall == 0.5
    assert scores.f1 == pytest.approx(0.4)


def test_a_system_that_always_abstains_is_shown_by_its_over_refusal() -> None:
    outcomes = [OVER_REFUSAL, OVER_REFUSAL, OVER_REFUSAL, RIGHT_ABSTENTION]
    # Precision 1/4, recall 1: F1 2 / (4 + 1).
    assert abstention_scores(outcomes) == AbstentionScores(precision=0.25, recall=1.0, f1=0.4)
    assert over_refusal_rate(outcomes) == 1.0
    assert hallucination_rate(outcomes) == 0.0


def test_a_system_that_never_abstains_has_an_f1_of_zero_not_an_undefined_one() -> None:
    outcomes = [RIGHT_ANSWER, HALLUCINATION]
    assert abstention_scores(outcomes) == AbstentionScores(precision=None, recall=0.0, f1=0.0)
    assert hallucination_rate(outcomes) == 1.0
    assert over_refusal_rate(outcomes) == 0.0


def test_among_answerable_cases_only_recall_and_hallucination_are_undefined() -> None:
    assert abstention_scores([RIGHT_ANSWER, OVER_REFUSAL]) == AbstentionScores(precision=0.0, recall=None, f1=0.0)
    assert hallucination_rate([RIGHT_ANSWER, OVER_REFUSAL]) is None
    assert over_refusal_rate([RIGHT_ANSWER, OVER_REFUSAL]) == 0.5


def test_where_abstaining_is_neither_called_for_nor_done_nothing_is_defined() -> None:
    assert abstention_scores([RIGHT_ANSWER]) == AbstentionScores(precision=None, recall=None, f1=None)
    assert abstention_scores([]) == AbstentionScores(precision=None, recall=None, f1=None)
    assert hallucination_rate([]) is None
    assert over_refusal_rate([]) is None
    assert over_refusal_rate([HALLUCINATION, RIGHT_ABSTENTION]) is None


def test_a_failure_is_no_abstention_but_stays_in_the_totals() -> None:
    outcomes = [FAILED, RIGHT_ANSWER, FAILED_UNANSWERABLE, RIGHT_ABSTENTION]
    # 1 of 1 abstention right; 1 of 2 unanswerable cases found; F1 2 / (1 + 2).
    scores = abstention_scores(outcomes)
    assert (scores.precision, scores.recall) == (1.0, 0.5)
    assert scores.f1 == pytest.approx(2 / 3)
    assert over_refusal_rate(outcomes) == 0.0  # 0 of 2
    assert hallucination_rate(outcomes) == 0.0  # 0 of 2


def test_a_system_that_only_fails_gains_no_abstention_score() -> None:
    assert abstention_scores([FAILED, FAILED_UNANSWERABLE]) == AbstentionScores(precision=None, recall=0.0, f1=0.0)


def test_an_answer_that_breaks_off_was_still_shown() -> None:
    broken_off = Outcome(answerable=False, answered=True, failed=True)
    assert hallucination_rate([broken_off]) == 1.0
    assert not broken_off.abstained


def test_no_mixture_of_outcomes_gives_a_number_outside_0_and_1() -> None:
    kinds = (RIGHT_ANSWER, OVER_REFUSAL, HALLUCINATION, RIGHT_ABSTENTION, FAILED, FAILED_UNANSWERABLE)
    for size in range(5):
        for outcomes in combinations_with_replacement(kinds, size):
            scores = abstention_scores(outcomes)
            shares = (scores.precision, scores.recall, scores.f1)
            for value in (*shares, hallucination_rate(outcomes), over_refusal_rate(outcomes)):
                # A comparison with NaN is false.
                assert value is None or 0.0 <= value <= 1.0


# False premises


@pytest.mark.parametrize(
    ("abstained", "denies", "forbidden", "expected"),
    [
        (True, False, False, True),
        (False, True, False, True),
        (True, True, False, True),
        # Answers along with the premise, though it claims nothing that is listed.
        (False, False, False, False),
        # Denies, and yet makes the claim.
        (False, True, True, False),
        (True, False, True, False),
        (False, False, True, False),
    ],
)
def test_a_false_premise_is_refused_or_denied_without_a_forbidden_claim(
    abstained: bool, denies: bool, forbidden: bool, expected: bool
) -> None:
    passes = false_premise_passes(abstained=abstained, denies_premise=denies, said_forbidden=forbidden)
    assert passes is expected


# Token F1


def test_token_f1_weighs_what_is_shared_against_both_lengths() -> None:
    # Shared: menyusun, strategi. Precision 2/4, recall 2/3: 2 · (1/3) / (7/6) = 4/7.
    assert token_f1("Ia menyusun strategi humas.", "menyusun strategi komunikasi") == pytest.approx(4 / 7)


def test_a_repeated_token_counts_as_often_as_both_texts_have_it() -> None:
    # Shared once: precision 1/3, recall 1/1: 2 · 1 / (3 + 1).
    assert token_f1("guru guru guru", "guru") == 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Menyusun strategi, lalu MELAPOR!", "menyusun strategi lalu melapor"),
        ("“Jum’at” — hari kerja", "Jum'at hari kerja"),
        ("hak-hak pasien", "hak hak pasien"),
        ("Rp1.500.000 per bulan", "rp1500000 per bulan"),
        ("data/informasi", "data informasi"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_case_punctuation_and_spelling_of_marks_make_no_difference(left: str, right: str) -> None:
    assert token_f1(left, right) == token_f1(right, left) == 1.0


@pytest.mark.parametrize(
    ("left", "right"), [("2–3", "23"), ("5,5", "55"), ("Rp5,5", "Rp55"), ("08.00", "0800"), ("3.1415", "31415")]
)
def test_dropping_punctuation_never_makes_two_numbers_one(left: str, right: str) -> None:
    assert token_f1(left, right) == 0.0


def test_tokens_keep_numbers_whole() -> None:
    assert tokens("Rp12.500,75; S-1, D3 (2–3 tahun) 1,5 jam.") == [
        *("rp12500,75", "s", "1", "d3", "2", "3", "tahun", "1,5", "jam")
    ]
    assert tokens("guru,5 orang") == ["guru", "5", "orang"]
    assert tokens("_ … !") == []


def test_tokens_keep_words_whole() -> None:
    assert tokens("Jum’at, Jum'at") == ["jumat", "jumat"]
    # A letter with a separate accent, and the ligature that PDF files hold.
    assert tokens("cafe\u0301 \ufb01nansial") == ["caf\u00e9", "finansial"]


def test_texts_without_a_token_agree_only_with_each_other() -> None:
    assert token_f1("", "") == 1.0
    assert token_f1("…", "") == 1.0
    assert token_f1("", "guru") == 0.0
    assert token_f1("guru", "") == 0.0
    assert token_f1("guru", "bidan") == 0.0


# Agreement


def test_kappa_is_agreement_beyond_chance() -> None:
    # Cohen's table of 50: 20 both yes, 15 both no, 5 and 10 apart. Agreed 0.7; by chance
    # 25/50 · 30/50 + 25/50 · 20/50 = 0.5; (0.7 − 0.5) / 0.5 = 0.4.
    pairs = [*[(True, True)] * 20, *[(True, False)] * 5, *[(False, True)] * 10, *[(False, False)] * 15]
    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_kappa_is_1_in_full_agreement_0_at_chance_and_minus_1_in_full_contradiction() -> None:
    assert cohen_kappa([(True, True), (False, False)]) == 1.0
    assert cohen_kappa(product([True, False], [True, False])) == 0.0
    assert cohen_kappa([(True, False), (False, True)]) == -1.0


def test_high_agreement_on_a_one_sided_sample_is_not_taken_for_more_than_chance() -> None:
    # One judge always says yes: 9 of 10 agreed, and 1 · 0.9 + 0 · 0.1 = 0.9 by chance.
    assert cohen_kappa([*[(True, True)] * 9, (True, False)]) == 0.0


def test_kappa_without_pairs_or_without_two_verdicts_is_undefined() -> None:
    assert cohen_kappa([]) is None
    assert cohen_kappa([(True, True)] * 3) is None
    assert cohen_kappa([(False, False)]) is None


# Comparison with a baseline


def test_flips_name_the_broken_and_the_mended_cases_in_order() -> None:
    before = {"d": True, "b": True, "a": False, "c": True, "e": False}
    after = {"a": True, "b": False, "c": True, "d": False, "e": False}
    assert flips(before, after) == (("b", "d"), ("a",))


def test_a_case_that_only_one_run_knows_has_not_flipped() -> None:
    assert flips({"old": True, "both": True}, {"new": False, "both": True}) == ((), ())
    assert flips({}, {}) == ((), ())


@pytest.mark.parametrize(
    ("broken", "mended", "expected"),
    [
        (0, 0, 1.0),
        (0, 5, 1.0),
        (1, 0, 0.5),
        (5, 0, 1 / 32),
        (4, 1, 6 / 32),  # (5 over 4) + (5 over 5) = 5 + 1 of 2⁵
        (3, 3, 42 / 64),  # 20 + 15 + 6 + 1 of 2⁶
        (8, 2, 56 / 1024),  # 45 + 10 + 1 of 2¹⁰
    ],
)
def test_the_sign_test_sums_the_exact_tail(broken: int, mended: int, expected: float) -> None:
    assert regression_p_value(broken, mended) == expected


def test_the_sign_test_stands_up_to_thousands_of_flips() -> None:
    assert regression_p_value(3000, 0) == 0.0  # 2⁻³⁰⁰⁰ is below the least float
    assert 0.5 < regression_p_value(1500, 1500) < 0.51  # half, and half of the middle term of about 0.0146


@pytest.mark.parametrize(("broken", "mended"), [(-1, 2), (2, -1)])
def test_negative_flips_are_refused(broken: int, mended: int) -> None:
    with pytest.raises(ValueError, match="a count is below 0"):
        regression_p_value(broken, mended)
