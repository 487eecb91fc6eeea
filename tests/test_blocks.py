import pytest

from rag.formats.blocks import (
    Block,
    are_wrapped,
    clean_text,
    is_list_item,
    line_paragraphs,
    looks_like_heading,
    looks_like_title,
    paragraph_text,
    with_lead_ins,
    with_title_line,
    without_marker,
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Meracik obat.", "Meracik obat."),
        ("satu\r\ndua\rtiga\u2028empat\x85lima\x0benam", "satu\ndua\ntiga\nempat\nlima\nenam"),
        ("satu\fdua", "satu\n\ndua"),
        ("Kafe\u0301", "Kafé"),
        ("apo\u00adteker\u200b \ufeffahli", "apoteker ahli"),
        ("lima\u00a0obat", "lima obat"),
        ("obat\x00\x07\x1b[1m\x7f", "obat[1m"),
        ("obat\U000e0069\U000e0067\u202e\u2066", "obat"),
        ("tab\tdan\nbaris", "tab\tdan\nbaris"),
        ("keluarga 👨\u200d👩", "keluarga 👨\u200d👩"),
    ],
)
def test_a_clean_text_has_nothing_invisible_and_one_kind_of_line_end(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    "line",
    ["- obat", "* obat", "+ obat", "• obat", "•obat", "– obat", "1. obat", "12) obat", "(3) obat", "a. obat", "A. Obat",
     "b) obat", "iv. obat", "II. Obat", "  - obat"],
)  # fmt: skip
def test_these_lines_are_list_items(line: str) -> None:
    assert is_list_item(line)
    assert without_marker(line).lower() == "obat"


@pytest.mark.parametrize(
    "line", ["obat", "-5 derajat", "*penting* sekali", "2024. Ia", "1.5 juta", "1.", "-", "", "Dr. Rina", "drg. Rina"]
)
def test_these_lines_are_no_list_items(line: str) -> None:
    assert not is_list_item(line)
    assert without_marker(line) == line


@pytest.mark.parametrize("text", ["Apoteker", "Tugas utama", "3 hal penting", "Kepala Humas (PR)", "A" * 90])
def test_these_lines_look_like_headings(text: str) -> None:
    assert looks_like_heading(text)


@pytest.mark.parametrize(
    "text",
    ["", "Ia teliti.", "Suka obat?", "Tugas:", "tugas utama", "- Tugas", "1. Tugas", "12", "“Tugas”", "A" * 91,
     "Ia berkata “teliti.”", "Ia teliti …"],
)  # fmt: skip
def test_these_lines_look_like_no_headings(text: str) -> None:
    assert not looks_like_heading(text)


def test_a_title_may_ask_or_exclaim() -> None:
    assert looks_like_title("Apa itu apoteker?")
    assert looks_like_title("Kenalan dengan apoteker, yuk!")
    assert not looks_like_title("Ia teliti.")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Meracik  obat", "\tuntuk pasien."], "Meracik obat untuk pasien."),
        (["- meracik", "- melayani"], "- meracik\n- melayani"),
        (["- meracik obat", "  untuk pasien", "- melayani"], "- meracik obat untuk pasien\n- melayani"),
        (["Tugasnya:", "1. meracik"], "Tugasnya:\n1. meracik"),
        (["Ia bekerja. Tugasnya ada", "dua. Lihatlah:", "a. meracik", "b. melayani"],
         "Ia bekerja. Tugasnya ada dua. Lihatlah:\na. meracik\nb. melayani"),
        (["Lihat pasal", "5. Di sana tertulis."], "Lihat pasal 5. Di sana tertulis."),
        (["- meracik", "", "- melayani"], "- meracik\n- melayani"),
    ],
)  # fmt: skip
def test_wrapped_lines_are_joined_and_list_items_keep_their_lines(lines: list[str], text: str) -> None:
    assert paragraph_text(lines) == text


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        (["Ia teliti.", "", "Ia sabar."], ["Ia teliti.", "Ia sabar."]),
        (["Ia teliti.", "- meracik", "- melayani", "Ia sabar."], ["Ia teliti.", "- meracik\n- melayani", "Ia sabar."]),
        (["Ia teliti.", "Tugasnya:", "- meracik", "- melayani"], ["Ia teliti.", "Tugasnya:\n- meracik\n- melayani"]),
        (["- meracik obat", "  untuk pasien", "- melayani"], ["- meracik obat untuk pasien\n- melayani"]),
    ],
)
def test_by_lines_a_list_and_its_lead_in_are_one_paragraph(lines: list[str], texts: list[str]) -> None:
    assert line_paragraphs(lines) == texts


@pytest.mark.parametrize(
    ("lines", "wrapped"),
    [
        (["Meracik", "obat."], True),
        (["Meracik obat.", "Melayani resep."], False),
        (["Meracik obat dan", "melayani resep.", "Ia teliti."], True),
        (["Ia teliti.", "Ia sabar.", "Ia ramah", "sekali."], False),
        (["- meracik", "- melayani"], True),
        (["Ia teliti."], True),
    ],
)
def test_lines_are_wrapped_where_at_least_half_of_them_end_in_no_sentence(lines: list[str], wrapped: bool) -> None:
    assert are_wrapped(lines) is wrapped


def test_the_first_line_is_a_title_only_above_a_heading_or_a_full_paragraph() -> None:
    title, full, short = Block("Apoteker"), Block("Meracik obat."), Block("Meracik obat")
    heading = Block("Apoteker", is_heading=True)
    assert with_title_line([title, full]) == [heading, full]
    assert with_title_line([title, heading, full]) == [heading, heading, full]
    assert with_title_line([title, short]) == [title, short]
    assert with_title_line([title]) == [title]
    assert with_title_line([]) == []


def test_a_short_line_with_a_colon_belongs_to_the_list_below_it() -> None:
    lead_in, listed = Block("Tugasnya:"), Block("- meracik\n- melayani")
    assert with_lead_ins([lead_in, listed]) == [Block("Tugasnya:\n- meracik\n- melayani")]
    assert with_lead_ins([Block("Tugasnya:", is_heading=True), listed]) == [Block("Tugasnya:", is_heading=True), listed]
    assert with_lead_ins([lead_in, listed], "Tugasnya:\n\n- meracik\n- melayani") == with_lead_ins([lead_in, listed])
    assert with_lead_ins([lead_in, listed], "Tugasnya:\n***\n- meracik\n- melayani") == [lead_in, listed]
    assert with_lead_ins([lead_in, Block("Ia teliti.")]) == [lead_in, Block("Ia teliti.")]
    assert with_lead_ins([Block("Tugas" * 20 + ":"), listed]) == [Block("Tugas" * 20 + ":"), listed]
