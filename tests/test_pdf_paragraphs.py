"""Hand-made lines: letters 5 points wide, 12 points from line to line, a column from 60 to 360 points."""

from rag.formats.blocks import Block
from rag.formats.pdf_layout import Line
from rag.formats.pdf_paragraphs import column_blocks

FULL = "obat itu diminum sesudah makan dan tidak boleh dengan susu a"
END = "sampai habis."


def lines(*texts: str, left: float = 60, top: float = 100, page: int = 0, size: float = 10) -> tuple[Line, ...]:
    return tuple(
        Line(text, page, left, left + 5 * len(text), top + 12 * number, size) for number, text in enumerate(texts)
    )


def texts(*columns: tuple[Line, ...]) -> list[str]:
    return [block.text for block in column_blocks(columns)]


def test_no_lines_give_no_blocks() -> None:
    assert column_blocks([]) == []


def test_a_wider_gap_ends_a_paragraph() -> None:
    column = (*lines(FULL, FULL, END), *lines(FULL, FULL, END, top=142))
    assert texts(column) == [f"{FULL} {FULL} {END}"] * 2


def test_a_picture_between_the_lines_of_a_sentence_does_not() -> None:
    column = (*lines(FULL, FULL), *lines(FULL, END, top=300))
    assert texts(column) == [f"{FULL} {FULL} {FULL} {END}"]


def test_one_and_a_half_spacing_is_no_gap_where_it_is_usual() -> None:
    spaced = tuple(line for number in range(5) for line in lines(FULL, top=100 + 18 * number))
    assert len(texts(spaced)) == 1


def test_a_page_break_inside_a_sentence_joins_and_after_one_divides() -> None:
    upper = f"Undang-{FULL[7:]}"
    assert texts(lines(FULL, FULL), lines(upper, END, page=1)) == [f"{FULL} {FULL} {upper} {END}"]
    upper = f"Perawat{FULL[7:]}"
    assert texts(lines(FULL, END), lines(upper, END, page=1)) == [f"{FULL} {END}", f"{upper} {END}"]


def test_a_word_divided_by_a_page_break_is_joined() -> None:
    assert texts(lines(FULL, f"{FULL[:-8]} komuni-"), lines("kasi.", page=1)) == [f"{FULL} {FULL[:-8]} komunikasi."]


def test_a_footnote_in_smaller_letters_is_a_block_of_its_own() -> None:
    column = (*lines(FULL, END), *lines("Menurut catatan dinas.", top=136, size=8))
    assert texts(column) == [f"{FULL} {END}", "Menurut catatan dinas."]


def test_the_second_list_of_a_page_begins_with_one_again() -> None:
    column = (*lines("1. Lulus", "2. Sehat"), *lines("1. Jujur", "2. Ramah", top=160))
    assert texts(column) == ["1. Lulus\n2. Sehat", "1. Jujur\n2. Ramah"]


def test_text_at_the_margin_after_a_list_is_a_paragraph() -> None:
    items = (*lines("• Meracik obat", left=70), *lines("dan menimbangnya", left=80, top=112))
    column = (*items, *lines("Itulah tugasnya sehari-hari.", top=124))
    assert texts(column) == ["• Meracik obat dan menimbangnya", "Itulah tugasnya sehari-hari."]


def test_bullets_of_symbol_fonts_become_bullets() -> None:
    assert texts(lines("\uf0b7 Meracik", "\uf0b7 Menimbang")) == ["• Meracik\n• Menimbang"]


def test_recognised_text_of_varying_size_has_no_headings_for_it() -> None:
    column = tuple(lines(FULL, top=100 + 12 * i, size=10 + i % 3)[0] for i in range(9))
    assert not any(block.is_heading for block in column_blocks([column]))


def test_a_title_of_two_lines_is_one_heading() -> None:
    title = lines("Kepala Humas di lembaga pemerintah", "atau perusahaan", size=11)
    assert column_blocks([(*title, *lines(FULL, FULL, END, top=140))])[0] == Block(
        "Kepala Humas di lembaga pemerintah atau perusahaan", is_heading=True, level=1
    )


def test_a_line_of_another_font_in_a_sentence_is_part_of_its_paragraph() -> None:
    names = lines("/usr/share/kamus/farmasi-indonesia.txt, /usr/share/kamus/obat-dan-dosis.txt", top=124, size=9)
    assert len(texts((*lines(FULL, FULL), *names, *lines(FULL, END, top=136)))) == 1
