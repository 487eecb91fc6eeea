"""PDFs that the tests set themselves, letter by letter, so that what a reader sees on the page is the expectation."""

import logging
from collections.abc import Sequence
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rag.errors import DocumentError
from rag.formats.blocks import Block
from rag.formats.pdf import pdf_blocks

HEIGHT = A4[1]
BOLD = "Helvetica-Bold"
SENTENCE = "Apoteker meracik obat sesuai resep dokter dan memberi penjelasan kepada pasien."


class Sheets:
    """A PDF in the making; ``y`` is counted from the top of the page."""

    def __init__(self, encryption: StandardEncryption | None = None) -> None:
        self._file = BytesIO()
        self._canvas = Canvas(self._file, pagesize=A4, encrypt=encryption, invariant=1)

    def text(self, x: float, y: float, *lines: str, font: str = "Helvetica", size: float = 11) -> "Sheets":
        """Lines below each other, single-spaced."""
        self._canvas.setFont(font, size)
        for number, line in enumerate(lines):
            self._canvas.drawString(x, HEIGHT - y - number * 1.2 * size, line)
        return self

    def scan(self) -> "Sheets":
        from PIL import Image

        image = ImageReader(Image.new("L", (60, 80), 200))
        self._canvas.drawImage(image, 0, 0, width=A4[0], height=HEIGHT)
        return self

    def next(self) -> "Sheets":
        self._canvas.showPage()
        return self

    def data(self) -> bytes:
        self._canvas.save()
        return self._file.getvalue()


def paragraphs(data: bytes) -> list[str]:
    return [block.text for block in pdf_blocks(data) if not block.is_heading]


def headings(data: bytes) -> list[tuple[str, int]]:
    return [(block.text, block.level) for block in pdf_blocks(data) if block.is_heading]


def two_pages() -> bytes:
    """What a ministry's brochure looks like."""
    sheets = Sheets()
    sheets.text(72, 40, "Modul Karier Kesehatan edisi 2024", size=9).text(300, 800, "Halaman 1 dari 2", size=9)
    sheets.text(72, 100, "Apoteker di Rumah Sakit", "dan Apotek", font=BOLD, size=18)
    sheets.text(72, 160, "Gambaran umum", font=BOLD)
    sheets.text(
        *(72, 176),
        "Apoteker adalah tenaga kesehatan yang bekerja menurut UU No. 36 Tahun 2014, komuni-",
        "kasinya dengan dr. Siti dan Budi, S.Kom. berlangsung setiap hari. Ia melayani anak-",
        "anak dan orang tua, menimbang sayur-",
        "mayur sampai ramuan, dan bergaji Rp5.000.000 sebulan.",
    )
    sheets.text(
        *(72, 240),
        "Apoteker memeriksa resep, menghitung dosis, dan menyelesaikan tugas-",
        "tugasnya dengan teliti.",
    )
    sheets.text(72, 290, "Tugas utama", font=BOLD)
    sheets.text(72, 306, "Tugasnya meliputi:")
    sheets.text(90, 320, "• Meracik obat sesuai dengan resep yang ditulis oleh dokter dan memeriksa lagi")
    sheets.text(100, 333, "dosisnya")
    sheets.text(90, 346, "• Memberi konseling")
    sheets.text(
        *(72, 380),
        "Selain itu apoteker menjaga mutu obat di gudang dan memastikan bahwa setiap obat",
        "yang masuk dan keluar tercatat, sehingga persediaan selalu cukup dan tidak ada obat",
    )
    sheets.next().text(72, 40, "Modul Karier Kesehatan edisi 2024", size=9).text(300, 800, "Halaman 2 dari 2", size=9)
    sheets.text(
        *(72, 90),
        "yang kedaluwarsa di rak. Catatan itu diperiksa oleh dinas kesehatan setiap tahun tanpa",
        "pemberitahuan.",
    )
    sheets.text(72, 130, "Dinas kesehatan menilai pula kebersihan ruang.")
    return sheets.data()


def test_a_brochure_is_read_as_its_reader_sees_it() -> None:
    assert pdf_blocks(two_pages()) == [
        Block("Apoteker di Rumah Sakit dan Apotek", is_heading=True, level=1),
        Block("Gambaran umum", is_heading=True, level=2),
        Block(
            "Apoteker adalah tenaga kesehatan yang bekerja menurut UU No. 36 Tahun 2014, komunikasinya dengan dr. Siti "
            "dan Budi, S.Kom. berlangsung setiap hari. Ia melayani anak-anak dan orang tua, menimbang sayur-mayur "
            "sampai ramuan, dan bergaji Rp5.000.000 sebulan."
        ),
        Block("Apoteker memeriksa resep, menghitung dosis, dan menyelesaikan tugas-tugasnya dengan teliti."),
        Block("Tugas utama", is_heading=True, level=2),
        Block(
            "Tugasnya meliputi:\n"
            "• Meracik obat sesuai dengan resep yang ditulis oleh dokter dan memeriksa lagi dosisnya\n"
            "• Memberi konseling"
        ),
        Block(
            "Selain itu apoteker menjaga mutu obat di gudang dan memastikan bahwa setiap obat yang masuk dan keluar "
            "tercatat, sehingga persediaan selalu cukup dan tidak ada obat yang kedaluwarsa di rak. Catatan itu "
            "diperiksa oleh dinas kesehatan setiap tahun tanpa pemberitahuan."
        ),
        Block("Dinas kesehatan menilai pula kebersihan ruang."),
    ]


def test_reading_is_deterministic() -> None:
    assert pdf_blocks(two_pages()) == pdf_blocks(two_pages())


def test_columns_are_read_one_after_the_other_and_a_paragraph_runs_over_their_break() -> None:
    left = (
        "Apoteker bekerja di rumah sakit, di",
        "apotek, dan di industri. Setiap hari",
        "ia menerima resep, meneliti dosis,",
    )
    right = ("dan menjelaskan cara pakai obat.", "Pasien boleh bertanya kapan saja dan", "mendapat jawaban yang jelas.")
    sheets = Sheets().text(180, 90, "Apoteker sehari-hari", font=BOLD, size=16)
    # Written line by line across the page, as some programs do.
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        sheets.text(72, 120 + 14 * number, one).text(310, 123 + 14 * number, other)
    data = sheets.text(
        72, 190, "Kedua kolom selesai di sini, dan kalimat ini melintasi seluruh lebar halaman itu."
    ).data()
    assert headings(data) == [("Apoteker sehari-hari", 1)]
    assert paragraphs(data) == [
        " ".join((*left, *right)),
        "Kedua kolom selesai di sini, dan kalimat ini melintasi seluruh lebar halaman itu.",
    ]


def test_a_table_of_short_cells_is_read_row_by_row() -> None:
    sheets = Sheets()
    for number, (name, value) in enumerate(
        (("Nama", "Apoteker"), ("Bidang", "Farmasi"), ("Jenjang", "S1"), ("Izin", "SIPA"))
    ):
        sheets.text(72, 100 + 30 * number, name).text(300, 100 + 30 * number, value)
    assert paragraphs(sheets.data()) == ["Nama Apoteker", "Bidang Farmasi", "Jenjang S1", "Izin SIPA"]


def test_indents_and_lines_that_end_early_begin_paragraphs() -> None:
    indented = Sheets().text(90, 100, "Apoteker menyimpan obat pada suhu yang tepat dan menjaga agar gudang")
    indented.text(72, 113.2, "tetap kering sepanjang tahun. Suhu itu dicatat dua kali sehari di buku.")
    indented.text(90, 126.4, "Perawat mengambil obat dari gudang itu dan memberikannya pada waktu yang")
    indented.text(72, 139.6, "ditentukan.", "Dokter memeriksa hasilnya pada pagi hari bersama seluruh tim di ruangan.")
    assert paragraphs(indented.data()) == [
        "Apoteker menyimpan obat pada suhu yang tepat dan menjaga agar gudang tetap kering sepanjang tahun. Suhu itu "
        "dicatat dua kali sehari di buku.",
        "Perawat mengambil obat dari gudang itu dan memberikannya pada waktu yang ditentukan.",
        "Dokter memeriksa hasilnya pada pagi hari bersama seluruh tim di ruangan.",
    ]


def test_a_list_runs_over_a_page_and_a_heading_ends_it() -> None:
    sheets = Sheets().text(72, 700, "Syaratnya:", "1. Lulus pendidikan profesi", "2. Memiliki izin").next()
    sheets.text(72, 90, "3. Sehat", "4. Jujur").text(72, 130, "Jenjang karier", font=BOLD).text(72, 150, "1. Magang")
    assert pdf_blocks(sheets.data()) == [
        Block("Syaratnya:\n1. Lulus pendidikan profesi\n2. Memiliki izin\n3. Sehat\n4. Jujur"),
        Block("Jenjang karier", is_heading=True, level=1),
        Block("1. Magang"),
    ]


def test_a_sentence_that_puts_a_number_at_the_beginning_of_a_line_is_no_list() -> None:
    data = Sheets().text(
        *(72, 100),
        "Ketentuan tentang apoteker dan tempat kerjanya dimuat dalam pasal yang bernomor",
        "5. Pasal itu berlaku di seluruh Indonesia dan diperbarui pada tahun yang lalu lagi.",
    )
    assert len(paragraphs(data.data())) == 1


@pytest.mark.parametrize("number", ["3", "- 3 -", "3/7", "Halaman 3 dari 7", "hal. 3", "iv", "3 | Halaman"])
def test_bare_page_numbers_are_left_out_even_of_one_page(number: str) -> None:
    assert paragraphs(Sheets().text(72, 100, SENTENCE).text(290, 810, number, size=9).data()) == [SENTENCE]


def test_footers_that_differ_in_their_numbers_are_the_same_footer() -> None:
    sheets = Sheets()
    for number in (8, 9, 10):
        sheets.text(72, 100, SENTENCE).text(72, 810, f"Dinas Kesehatan, {number} Mei | lembar {number}", size=9).next()
    assert paragraphs(sheets.data()) == [SENTENCE] * 3


def test_headers_of_left_and_right_hand_pages_are_left_out() -> None:
    sheets = Sheets()
    for number in range(6):
        header = "Panduan Karier" if number % 2 else "Bab Kesehatan"
        sheets.text(72, 40, header).text(72, 100, f"{SENTENCE} Nomor {number} saja.").next()
    assert [text for text in paragraphs(sheets.data()) if "Karier" in text or "Bab" in text] == []


def test_a_repeated_short_line_stays_on_one_page_and_in_the_text_of_many() -> None:
    one = Sheets().text(72, 40, "Catatan penting.").text(72, 100, SENTENCE).text(72, 810, "Catatan penting.").data()
    assert paragraphs(one) == ["Catatan penting.", SENTENCE, "Catatan penting."]
    many = Sheets().text(72, 100, "Deskripsi", font=BOLD).text(72, 120, SENTENCE).next()
    many.text(72, 100, "Deskripsi", font=BOLD).text(72, 120, SENTENCE)
    assert headings(many.data()) == [("Deskripsi", 1), ("Deskripsi", 1)]


def test_headings_have_levels_by_size_and_a_bold_sentence_is_none() -> None:
    sheets = Sheets().text(72, 100, "Apoteker", size=20).text(72, 130, "Apa tugasnya?", size=14)
    sheets.text(72, 150, "Di apotek", font=BOLD).text(72, 170, SENTENCE, font=BOLD).text(72, 200, SENTENCE, SENTENCE)
    data = sheets.data()
    assert headings(data) == [("Apoteker", 1), ("Apa tugasnya?", 2), ("Di apotek", 3)]
    assert paragraphs(data)[0] == SENTENCE


def test_where_everything_is_bold_nothing_is_a_heading_for_it() -> None:
    data = Sheets().text(72, 100, "Apoteker di apotek", font=BOLD).text(72, 130, SENTENCE, SENTENCE, font=BOLD).data()
    assert headings(data) == []


def test_ligatures_and_soft_hyphens_are_resolved_and_other_signs_kept() -> None:
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = reportlab.__path__[0]
    pdfmetrics.registerFont(TTFont("Vera", f"{folder}/fonts/Vera.ttf"))
    data = Sheets().text(72, 100, "Ser\ufb01fikat k\u00adhusus untuk luas 20 m² diterbitkan.", font="Vera").data()
    assert paragraphs(data) == ["Serfikat khusus untuk luas 20 m² diterbitkan.".replace("Serf", "Serfif")]


def test_text_inside_a_form_object_is_read_and_a_slanted_stamp_is_not() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.beginForm("isi")
    canvas.drawString(72, 700, SENTENCE)
    canvas.endForm()
    canvas.doForm("isi")
    canvas.rotate(45)
    canvas.setFont("Helvetica", 60)
    canvas.drawString(300, 100, "DRAFT")
    canvas.save()
    assert pdf_blocks(file.getvalue()) == [Block(SENTENCE)]


def test_a_scan_is_refused_with_the_remedy() -> None:
    with pytest.raises(DocumentError, match="^has no text: it is a scan; run OCR first"):
        pdf_blocks(Sheets().scan().next().scan().data())
    with pytest.raises(DocumentError, match="^has hardly any text: 2 of 3 pages are scans; run OCR first"):
        pdf_blocks(Sheets().scan().text(72, 800, "Dipindai 1").next().scan().next().text(72, 90, SENTENCE).data())


def test_text_over_a_page_filling_picture_is_no_scan() -> None:
    assert paragraphs(Sheets().scan().text(72, 100, SENTENCE).data()) == [SENTENCE]


@pytest.mark.parametrize("pages", [1, 3])
def test_an_empty_pdf_has_no_text(pages: int) -> None:
    sheets = Sheets()
    for _ in range(pages):
        sheets.next()
    with pytest.raises(DocumentError, match="^has no text"):
        pdf_blocks(sheets.data())


def test_a_locked_pdf_is_refused_and_one_that_anybody_may_read_is_read() -> None:
    def locked(user: str, *, copy: int = 1) -> bytes:
        encryption = StandardEncryption(user, ownerPassword="pemilik", canCopy=copy, strength=128)
        return Sheets(encryption).text(72, 100, SENTENCE).data()

    with pytest.raises(DocumentError, match="^is locked with a password"):
        pdf_blocks(locked("rahasia"))
    assert paragraphs(locked("")) == [SENTENCE]
    with pytest.raises(DocumentError, match="^forbids to copy its text"):
        pdf_blocks(locked("", copy=0))


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "^is empty$"), (b"Apoteker meracik obat.", "^is not a PDF"), (b"%PDF-1.7\n", "^is damaged")],
)
def test_what_is_no_pdf_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        pdf_blocks(data)


@pytest.mark.parametrize("tenth", range(10))
def test_a_truncated_pdf_is_refused_or_read_but_never_fails_otherwise(tenth: int) -> None:
    data = two_pages()
    try:
        blocks = pdf_blocks(data[: len(data) * tenth // 10])
    except DocumentError as error:
        assert "\n" not in str(error)
    else:
        assert blocks == pdf_blocks(data)


def test_a_damaged_page_is_refused_instead_of_being_left_out() -> None:
    data = Sheets().text(72, 100, SENTENCE).data()
    start = data.index(b"stream") + 40
    with pytest.raises(DocumentError, match="^is damaged"):
        pdf_blocks(data[:start] + b"\0" * 20 + data[start + 20 :])


@pytest.mark.parametrize(
    ("written", "instead"),
    [(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 8 0 R]/Count 2"), (b"/Contents 4 0 R", b"/Contents 8 0 R")],
)
def test_a_pdf_that_has_lost_a_page_or_its_content_is_refused(written: bytes, instead: bytes) -> None:
    data = simple_pdf(b"BT /F1 12 Tf 72 700 Td (Apoteker.) Tj ET", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    assert pdf_blocks(data) == [Block("Apoteker.")]
    with pytest.raises(DocumentError, match="^is damaged .* missing"):
        pdf_blocks(data.replace(written, instead))


def test_three_hundred_pages_are_read_and_one_more_refused() -> None:
    def pages(count: int) -> bytes:
        sheets = Sheets()
        for _ in range(count):
            sheets.text(72, 100, "Obat.").next()
        return sheets.data()

    assert len(pdf_blocks(pages(300))) == 300
    with pytest.raises(DocumentError, match="^has more than 300 pages: split it"):
        pdf_blocks(pages(301))


def simple_pdf(content: bytes, font: bytes, *objects: bytes) -> bytes:
    """One page; ``objects`` are numbered from 6. It has no cross-reference table: pdfminer looks for the objects."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        font,
        *objects,
    ]
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1))
    return b"%PDF-1.7\n" + written + b"trailer\n<</Root 1 0 R>>\n"


COMPOSITE_FONT = b"<</Type/Font/Subtype/Type0/BaseFont/Abc/Encoding/Identity-H/DescendantFonts[6 0 R]>>"


def test_letters_without_a_meaning_are_refused() -> None:
    content = b"BT /F1 12 Tf 72 700 Td <00410042004300440045> Tj ET"
    with pytest.raises(DocumentError, match="^its text cannot be decoded: 100% of its characters have no meaning"):
        pdf_blocks(simple_pdf(content, COMPOSITE_FONT, b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Abc>>"))


def test_small_faults_are_not_reported_in_the_terminal(caplog: pytest.LogCaptureFixture) -> None:
    content = b"BT /F1 12 Tf (a) Tc 72 700 Td (Apoteker meracik obat.) Tj ET"
    with caplog.at_level(logging.DEBUG):
        assert pdf_blocks(simple_pdf(content, b"<</Type/Font/Subtype/Type1/BaseFont/Abc>>"))
    assert caplog.records == []
    assert logging.getLogger("pdfminer").level == logging.NOTSET


def changed(data: bytes, seed: int) -> bytes:
    """The same file with some bytes changed; not at random within streams alone, where most of the bytes are."""
    import random

    chance = random.Random(seed)
    copy = bytearray(data)
    structure: Sequence[int] = [i for i, byte in enumerate(data) if byte in b"0123456789/<>[]()Rr"]
    for _ in range(chance.randint(1, 6)):
        position = chance.choice(structure) if chance.random() < 0.7 else chance.randrange(len(data))
        copy[position] = chance.choice(b"0123456789/<>[]() \n\0aR\xff")
    return bytes(copy)


@pytest.mark.parametrize("seed", range(60))
def test_a_pdf_with_changed_bytes_is_refused_or_read_but_never_fails_otherwise(seed: int) -> None:
    try:
        pdf_blocks(changed(two_pages(), seed))
    except DocumentError as error:
        assert str(error)
