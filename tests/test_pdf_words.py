import pytest

from rag.formats.pdf_words import is_reduplication, joined_lines, vocabulary


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("bidang komuni-|kasi massa", "bidang komunikasi massa"),
        ("pela-|yanan", "pelayanan"),
        ("ter-|tera", "tertera"),
        ("anak-|anak", "anak-anak"),
        ("sayur-|mayur", "sayur-mayur"),
        ("tugas-|tugasnya", "tugas-tugasnya"),
        ("perundang-|undangan", "perundang-undangan"),
        ("sebaik-|baiknya", "sebaik-baiknya"),
        ("tolong-|menolong", "tolong-menolong"),
        ("bolak-|balik", "bolak-balik"),
        ("gotong-|royong", "gotong-royong"),
        ("non-|formal", "non-formal"),
        ("non-|Indonesia", "non-Indonesia"),
        ("PNS-|nya", "PNS-nya"),
        ("e-|katalog", "e-katalog"),
        ("tahun 2019-|2024", "tahun 2019-2024"),
        ("era 1990-|an", "era 1990-an"),
        ("masa pra-|dan pascakerja", "masa pra- dan pascakerja"),
        ("khu\u00ad|sus", "khusus"),
        ("Jakarta -|Bogor", "Jakarta - Bogor"),
        ("satu|dua|tiga", "satu dua tiga"),
    ],
)
def test_a_line_end_divides_words_like_this(lines: str, expected: str) -> None:
    assert joined_lines(lines.split("|"), frozenset()) == expected


def test_the_documents_own_spelling_decides() -> None:
    assert joined_lines(["pra-", "kerja"], vocabulary(["Kartu Pra-Kerja diberikan."])) == "pra-kerja"
    assert joined_lines(["non-", "formal"], vocabulary(["pendidikan nonformal"])) == "nonformal"


@pytest.mark.parametrize("halves", ["komuni kasi", "mana jemen", "peker jaan", "ke sehatan", "ber temu", "mem bantu"])
def test_syllables_are_no_reduplication(halves: str) -> None:
    left, right = halves.split()
    assert not is_reduplication(left, right)
