from rag.formats.pdf_layout import Line, Page, columns, without_margins


def line(text: str, left: float, bottom: float, *, right: float = 0, page: int = 0, is_bold: bool = False) -> Line:
    return Line(text, page, left, right or left + 5 * len(text), bottom, 10, is_bold)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [one.text for one in lines]


def test_pieces_on_one_base_line_are_one_line_from_left_to_right() -> None:
    pieces = [line("obat", 140, 100.4), line("•", 60, 100), line("Meracik", 80, 100)]
    assert [texts(column) for column in columns(pieces)] == [["• Meracik obat"]]


def test_pieces_that_touch_are_one_word() -> None:
    assert texts(columns([line("m", 60, 100, right=68), line("2", 68.2, 97, right=72)])[0]) == ["m2"]


def test_a_line_is_bold_where_all_its_words_are() -> None:
    bold, regular = line("Tugas", 60, 100, is_bold=True), line("utama", 160, 100)
    assert [one.is_bold for one in columns([bold, regular])[0]] == [False]
    assert [one.is_bold for one in columns([bold, line(":", 160, 100)])[0]] == [True]


def test_three_columns_below_a_title_are_read_from_left_to_right() -> None:
    title = line("Judul di tengah halaman", 60, 50, right=540)
    pieces = [
        line(f"baris yang panjang {column}{row}", 60 + 170 * column, 100 + 12 * row + column)
        for row in range(4)
        for column in range(3)
    ]
    found = columns([*pieces, title])
    assert [texts(column)[0][-2:] for column in found] == ["an", "00", "10", "20"]
    assert [len(column) for column in found] == [1, 4, 4, 4]


def test_bullets_and_indents_are_no_columns() -> None:
    pieces = [
        piece for row in range(5) for piece in (line("•", 60, 100 + 12 * row), line("obat " * 8, 80, 100 + 12 * row))
    ]
    assert len(columns(pieces)) == 1


def page(*lines: Line) -> Page:
    return Page(height=800, lines=lines)


def test_a_majority_of_pages_makes_a_header() -> None:
    pages = [
        page(line("Modul Karier", 60, 40, page=number), line("Modul Karier", 60, 400, page=number))
        for number in range(3)
    ]
    pages += [page(line("Lain sekali", 60, 40, page=3), line("Isi", 60, 400, page=3))]
    assert [texts(kept) for kept in without_margins(pages)] == [["Modul Karier"]] * 3 + [["Lain sekali", "Isi"]]


def test_half_of_the_pages_does_not() -> None:
    pages = [page(line(text, 60, 40)) for text in ("Apoteker", "Apoteker", "Perawat", "Bidan")]
    assert [texts(kept) for kept in without_margins(pages)] == [["Apoteker"], ["Apoteker"], ["Perawat"], ["Bidan"]]


def test_a_header_is_not_mistaken_for_the_same_words_in_the_footer() -> None:
    pages = [page(line("Karier", 60, 40)), page(line("Karier", 60, 780))]
    assert [texts(kept) for kept in without_margins(pages)] == [["Karier"], ["Karier"]]
