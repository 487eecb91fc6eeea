"""What a document only reports is never told as a fact: not by the gate, not by leaving out what sets it right."""

from types import SimpleNamespace
from typing import cast

import pytest

from rag.beliefs import followers, is_belief
from rag.composition import Composition
from rag.instructions import citable_sentences
from rag.retrieval import Retrieval
from rag.types import Aspect, Hit, Paragraph, Understanding
from rag.verification import Reason, verify

HEARSAY = "Konon tukang kayu akan hilang digantikan pabrik."
ADVERTISED = "Iklan menampilkan pahat mengilap."
TRUTH = "Pesanan perabot khusus tetap dikerjakan dengan tangan."
MORE = "Di bengkel kecil ia juga mengantar barang."
MYTH = "Mitos lain: tukang kayu tidak perlu berhitung."
FIGURES = "Setiap sambungan dihitung sampai milimeter."


def hit(*sentences: str, aspect: Aspect = Aspect.MISCONCEPTION) -> Hit:
    return Hit(Paragraph("tukang-kayu", 7, " ".join(sentences), aspect), "Tukang Kayu", 1.0)


def composition(*hits: Hit) -> Composition:
    asked = Understanding(
        "benarkah?", "Benarkah?", aspects=(Aspect.MISCONCEPTION,), names={}, named=frozenset(), topic=frozenset()
    )
    wanted = {one.paragraph.id: tuple(citable_sentences(one.paragraph.text)) for one in hits}
    retrieval = SimpleNamespace(understanding=asked, hits=hits, answer_hits=hits, wanted=wanted)
    return Composition(cast(Retrieval, retrieval), chooses=False)


def shown(given: Composition) -> list[str]:
    return [sentence.text for sentence in given.sentences]


@pytest.mark.parametrize(
    ("sentences", "aspect", "expected"),
    [
        ((HEARSAY, TRUTH, MORE), Aspect.MISCONCEPTION, {HEARSAY: TRUTH}),
        ((ADVERTISED, TRUTH, MORE), Aspect.EXPECTATION, {ADVERTISED: TRUTH}),
        ((HEARSAY, TRUTH, MYTH, FIGURES), Aspect.MISCONCEPTION, {HEARSAY: TRUTH, MYTH: FIGURES}),
        ((TRUTH, "Di lapangan, kayunya sering lembap."), Aspect.DUTIES, {TRUTH: "Di lapangan, kayunya sering lembap."}),
        ((TRUTH, "Namun, kayunya sering lembap."), Aspect.OTHER, {TRUTH: "Namun, kayunya sering lembap."}),
        ((TRUTH, MORE), Aspect.DUTIES, {}),
        ((HEARSAY,), Aspect.MISCONCEPTION, {}),
    ],
)  # fmt: skip
def test_what_sets_right_follows(sentences: tuple[str, ...], aspect: Aspect, expected: dict[str, str]) -> None:
    assert followers(hit(*sentences, aspect=aspect).paragraph) == expected


@pytest.mark.parametrize(
    ("sentence", "aspect", "expected"),
    [
        (HEARSAY, Aspect.MISCONCEPTION, True),
        (ADVERTISED, Aspect.EXPECTATION, True),
        ('"Tukang kayu sudah tidak dibutuhkan."', Aspect.MISCONCEPTION, True),
        ("Anggapan bahwa kayu selalu lapuk itu keliru.", Aspect.MISCONCEPTION, False),
        (TRUTH, Aspect.DUTIES, False),
        ("Tukang kayu bukan tukang bangunan.", Aspect.MISCONCEPTION, False),
        ("Ia dikira kasar, padahal kerjanya halus.", Aspect.MISCONCEPTION, False),
    ],
)
def test_a_belief_is_told_from_what_is_so(sentence: str, aspect: Aspect, expected: bool) -> None:
    assert is_belief(sentence, hit(sentence, MORE, aspect=aspect).paragraph) is expected


@pytest.mark.parametrize("draft", ["Tukang kayu akan hilang digantikan pabrik.", "Akan hilang digantikan pabrik."])
def test_the_gate_refuses_hearsay_without_the_word_that_makes_it_such(draft: str) -> None:
    assert not verify(draft, hit(HEARSAY, TRUTH)).supported
    assert verify(HEARSAY, hit(HEARSAY, TRUTH)).supported
    asserted = hit("Tukang kayu akan hilang digantikan pabrik besar.", TRUTH, aspect=Aspect.OTHER)
    assert verify("Tukang kayu akan hilang digantikan pabrik besar.", asserted).supported


def test_the_reason_is_that_it_was_only_reported() -> None:
    verdict = verify("Tukang kayu akan hilang digantikan pabrik.", hit(HEARSAY, TRUTH))
    assert (verdict.reason, verdict.quote) == (Reason.REPORTED, HEARSAY)


def test_hearsay_that_a_model_repeats_is_followed_at_once_by_what_sets_it_right() -> None:
    paragraph = hit(HEARSAY, TRUTH, MORE)
    given = composition(paragraph)
    list(given.add_draft(HEARSAY, [paragraph]))
    assert shown(given) == [HEARSAY]
    list(given.add_draft(MORE, [paragraph]))
    assert shown(given) == [HEARSAY, TRUTH, MORE]
    list(given.complete(paragraph))
    assert shown(given) == [HEARSAY, TRUTH, MORE], "nothing is said twice"


def test_a_model_that_goes_on_itself_is_not_interrupted() -> None:
    paragraph = hit(HEARSAY, TRUTH, MORE)
    given = composition(paragraph)
    for draft in (HEARSAY, TRUTH):
        list(given.add_draft(draft, [paragraph]))
    list(given.complete(paragraph))
    assert [(sentence.text, sentence.origin) for sentence in given.sentences] == [(HEARSAY, "llm"), (TRUTH, "llm")]


def test_what_a_model_sets_right_is_told_before() -> None:
    paragraph = hit(HEARSAY, TRUTH, MORE)
    given = composition(paragraph)
    list(given.add_draft(TRUTH, [paragraph]))
    list(given.complete(paragraph))
    assert [(sentence.text, sentence.origin) for sentence in given.sentences] == [(HEARSAY, "quote"), (TRUTH, "llm")]


def test_a_model_that_stops_after_the_hearsay_does_not_leave_it_standing() -> None:
    paragraph = hit(HEARSAY, TRUTH, MORE)
    given = composition(paragraph)
    list(given.add_draft(HEARSAY, [paragraph]))
    list(given.complete(paragraph))
    assert [(sentence.text, sentence.origin) for sentence in given.sentences] == [(HEARSAY, "llm"), (TRUTH, "quote")]


def test_hearsay_that_could_not_be_set_right_any_more_is_not_shown() -> None:
    duties = hit(TRUTH, MORE, FIGURES, aspect=Aspect.DUTIES)
    told = f"{HEARSAY} Nyatanya tidak begitu."
    myth = Hit(Paragraph("tukang-kayu", 8, told, Aspect.MISCONCEPTION), "Tukang Kayu", 0.5)
    given = composition(duties, myth)
    for draft in (TRUTH, MORE, FIGURES):
        list(given.add_draft(draft, [duties]))
    list(given.add_draft(HEARSAY, [myth]))
    list(given.complete(myth))
    assert shown(given) == [TRUTH, MORE, FIGURES]
