"""Which paragraphs an answer is made from."""

from rag.selection import answer_hits, in_turn
from rag.types import Aspect, Hit, Paragraph, Ranked, Understanding

FITS, DUTIES, DIFFERENCE = Aspect.FITS, Aspect.DUTIES, Aspect.DIFFERENCE


def hit(document: str, number: int, text: str, aspect: Aspect, title: str, score: float = 1.0) -> Hit:
    return Hit(Paragraph(document, number, text, aspect), title, score)


def understanding(**changes: object) -> Understanding:
    plain: dict[str, object] = {
        "text": "",
        "spoken": "",
        "aspects": (),
        "names": {},
        "named": frozenset(),
        "topic": frozenset(),
    }
    return Understanding(**{**plain, **changes})  # type: ignore[arg-type]


def ids(hits: list[Hit]) -> list[str]:
    return [one.paragraph.id for one in hits]


NURSE = hit("perawat", 4, "Cocok untuk orang yang sabar.", FITS, "Perawat")
NURSE_AGAIN = hit("perawat", 5, "Juga untuk yang teliti.", FITS, "Perawat")
MIDWIFE = hit("bidan", 4, "Cocok untuk orang yang tenang.", FITS, "Bidan")
TASKS = hit("bidan", 2, "Bidan menolong persalinan.", DUTIES, "Bidan")


def test_a_recommendation_names_each_profession_once_by_whom_it_fits() -> None:
    asked = understanding(recommends=True, aspects=(FITS,))
    assert ids(answer_hits(asked, Ranked((TASKS, NURSE, NURSE_AGAIN, MIDWIFE), {}), {})) == ["perawat#p4", "bidan#p4"]


COMPARED = ("bidan", "perawat")
NURSE_DIFFERS = hit("perawat", 9, "Bidan mendampingi persalinan, perawat merawat pasien.", DIFFERENCE, "Perawat")
NURSE_AND_DOCTOR = hit("perawat", 9, "Dokter mendiagnosis, perawat merawat pasien.", DIFFERENCE, "Perawat")
NURSE_TASKS = hit("perawat", 2, "Perawat memberi obat.", DUTIES, "Perawat")


def test_a_comparison_is_told_by_the_paragraph_that_names_the_other_profession() -> None:
    asked = understanding(compared=COMPARED, aspects=(DIFFERENCE, DUTIES))
    assert ids(answer_hits(asked, Ranked((TASKS, NURSE_TASKS, NURSE_DIFFERS), {}), {})) == ["perawat#p9"]


def test_a_difference_from_third_professions_does_not_stand_for_either_side() -> None:
    asked = understanding(compared=COMPARED, aspects=(DIFFERENCE, DUTIES))
    assert ids(answer_hits(asked, Ranked((NURSE_AND_DOCTOR, TASKS, NURSE_TASKS), {}), {})) == ["bidan#p2", "perawat#p2"]


def test_a_longer_name_does_not_count_as_the_shorter_one_in_it() -> None:
    division = hit("kabag", 9, "Kepala Bagian Humas berbeda dari wartawan.", DIFFERENCE, "Kepala Bagian Humas")
    division_tasks = hit("kabag", 2, "Menyusun strategi.", DUTIES, "Kepala Bagian Humas")
    head_tasks = hit("kepala", 2, "Memberi siaran pers.", DUTIES, "Kepala Humas")
    asked = understanding(compared=("kabag", "kepala"), aspects=(DIFFERENCE, DUTIES))
    assert ids(answer_hits(asked, Ranked((division, division_tasks, head_tasks), {}), {})) == ["kabag#p2", "kepala#p2"]


def test_what_is_asked_of_both_is_told_of_both() -> None:
    asked = understanding(compared=COMPARED, aspects=(FITS,))
    assert ids(answer_hits(asked, Ranked((MIDWIFE, TASKS, NURSE), {}), {})) == ["bidan#p4", "perawat#p4"]


def test_a_second_document_on_the_same_profession_is_heard_on_the_same_matter() -> None:
    one = hit("auditor", 4, "Tim audit berjumlah empat orang.", DUTIES, "Auditor")
    beside = hit("profil-auditor", 1, "Auditor memeriksa laporan.", DUTIES, "Auditor")
    other = hit("profil-auditor", 2, "Tim audit terdiri atas tujuh orang.", DUTIES, "Auditor")
    asked = understanding(topic=frozenset({"tim", "audit"}), aspects=(DUTIES,))
    weights = {"tim": 2.0, "audit": 1.0}
    assert ids(answer_hits(asked, Ranked((one, beside, other), {}), weights)) == ["auditor#p4", "profil-auditor#p2"]
    elsewhere = hit("akuntan", 2, "Tim audit terdiri atas tujuh orang.", DUTIES, "Akuntan")
    assert ids(answer_hits(asked, Ranked((one, elsewhere), {}), weights)) == ["auditor#p4"]


def test_a_second_document_on_the_same_profession_is_heard_if_reading_it_answers() -> None:
    one = hit("auditor", 4, "Tim audit berjumlah empat orang.", DUTIES, "Auditor")
    other = hit("profil-auditor", 2, "Timnya tujuh orang.", DUTIES, "Auditor")
    asked = understanding(topic=frozenset({"tim", "audit"}), aspects=(DUTIES,))
    for logit, heard in ((2.0, ["auditor#p4", "profil-auditor#p2"]), (-2.0, ["auditor#p4"])):
        read = Ranked((one, other), {}, {"auditor#p4": 4.0, "profil-auditor#p2": logit})
        assert ids(answer_hits(asked, read, {"tim": 2.0, "audit": 1.0})) == heard


def test_what_the_first_paragraph_lacks_is_not_taken_from_one_that_does_not_answer() -> None:
    first = hit("auditor", 4, "Tim audit berjumlah empat orang.", DUTIES, "Auditor")
    second = hit("auditor", 5, "Kantornya di kota.", DUTIES, "Auditor")
    asked = understanding(topic=frozenset({"tim", "kota"}))
    for logits, taken in (
        ({}, ["auditor#p4", "auditor#p5"]),
        ({"auditor#p4": 4.0, "auditor#p5": 1.0}, ["auditor#p4", "auditor#p5"]),
        ({"auditor#p4": 4.0, "auditor#p5": -3.0}, ["auditor#p4"]),
        ({"auditor#p4": 4.0}, ["auditor#p4"]),
    ):
        assert ids(answer_hits(asked, Ranked((first, second), {}, logits), {})) == taken


def test_what_is_retrieved_for_a_comparison_is_of_every_side() -> None:
    midwife = [hit("bidan", number, "Bidan.", DUTIES, "Bidan", 9.0 - number) for number in (1, 2, 3, 4)]
    nurse = [hit("perawat", number, "Perawat.", DUTIES, "Perawat", 4.0 - number) for number in (1, 2)]
    cook = hit("koki", 1, "Koki.", DUTIES, "Koki", 8.5)
    ranked = sorted([*midwife, *nurse, cook], key=lambda one: -one.score)
    found = ids(in_turn(understanding(compared=COMPARED), ranked))
    assert found == ["bidan#p1", "perawat#p1", "bidan#p2", "perawat#p2", "bidan#p3", "bidan#p4", "koki#p1"]
    assert in_turn(understanding(), ranked) == ranked


def test_a_side_without_a_candidate_leaves_the_other() -> None:
    assert ids(in_turn(understanding(compared=("apoteker", "perawat")), [NURSE, TASKS])) == ["perawat#p4", "bidan#p2"]
