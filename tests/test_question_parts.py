"""A question that asks several things is taken apart, one that asks a single thing is not."""

import pytest

from rag.question_parts import question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "siapa yang cocok jadi auditor, terus siapa yang gak cocok?",
            ["siapa yang cocok jadi auditor", "terus siapa yang gak cocok?"],
        ),
        ("Apa tugas perawat? Berapa lama kuliahnya?", ["Apa tugas perawat?", "Berapa lama kuliahnya?"]),
        (
            "Saya guru BK. Apa tugas perawat? Lalu siapa yang cocok?",
            ["Saya guru BK. Apa tugas perawat?", "Lalu siapa yang cocok?"],
        ),
    ],
)
def test_each_part_asks_something_and_keeps_what_is_told_before_it(question: str, parts: list[str]) -> None:
    assert question_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Apa tugas perawat dan bidan?",
        "Saya teliti, jujur, dan suka angka. Cocok jadi apa?",
        "Apa tugas perawat? Terima kasih, kak.",
        "Selain memasak yang butuh keterampilan itu, tugas apa lagi yang menjadi tanggung jawab koki?",
        "kerjaan humas",
        "",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert question_parts(question) == [question]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("skill koki + jam kerjanya?", ["skill koki", "jam kerjanya?"]),
        (
            "Tolong jelaskan tugas utama koki, keterampilan yang diperlukan, serta gajinya.",
            ["Tolong jelaskan tugas utama koki", "keterampilan yang diperlukan", "gajinya."],
        ),
        (
            "Apa tugas koki, siapa yang cocok, dan berapa gajinya?",
            ["Apa tugas koki", "siapa yang cocok", "dan berapa gajinya?"],
        ),
        (
            "Siapakah yang cocok menjadi koki dan bagaimanakah kenyataannya?",
            ["Siapakah yang cocok menjadi koki", "bagaimanakah kenyataannya?"],
        ),
        (
            "Saya guru SMK. Apa tugas koki dan perlengkapan apa yang dibawanya?",
            ["Saya guru SMK. Apa tugas koki", "perlengkapan apa yang dibawanya?"],
        ),
        (
            "Mohon diuraikan pekerjaan harian beserta keterampilan yang diperlukan seorang koki.",
            ["Mohon diuraikan pekerjaan harian", "keterampilan yang diperlukan seorang koki."],
        ),
        (
            "siapa yg cocok jd koki dan apa aja miskonsepsinya",
            ["siapa yg cocok jd koki", "apa aja miskonsepsinya"],
        ),
    ],
)
def test_things_that_are_listed_are_parts_if_each_is_another_matter(question: str, parts: list[str]) -> None:
    assert question_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Apa tugas koki, juru masak, dan pembuat kue?",
        "Benarkah koki itu kasar, kotor, dan gajinya kecil?",
        "Apakah tugas koki memasak dan skill-nya dari sekolah?",
        "Keterampilan memasak, mengolah, dan menghias apa yang dipakai koki?",
        "Saya kuliah di Ambon dan anak saya bekerja. Boleh dijelaskan, koki itu apa?",
        "Bagaimana dengan koki, siapa yang ditemuinya?",
        "Koki memasak apa, nasi atau apa?",
    ],
)
def test_a_list_on_one_matter_and_a_question_of_yes_or_no_stay_whole(question: str) -> None:
    assert question_parts(question) == [question]


def test_no_more_than_three_parts_are_taken() -> None:
    assert len(question_parts("Apa A? Apa B? Apa C? Apa D?")) == 3
