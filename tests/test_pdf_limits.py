"""Small files that make pdfminer itself run for ever or take gigabytes. Without the limits these tests do not end."""

import struct
import zlib

import pytest

from rag.errors import DocumentError
from rag.formats.pdf import pdf_blocks

TEXT = b"BT /F1 12 Tf 72 700 Td (Apoteker meracik obat untuk pasien.) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
COMPOSITE = b"<</Type/Font/Subtype/Type0/BaseFont/Abc/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
TOO_MUCH = "^(takes too much work|is damaged|has a page of more than|its text cannot be decoded)"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def pdf(changes: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """One page of one line: 1 catalogue, 2 page tree, 3 page, 4 drawing instructions, 5 font; more as asked for."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X0 6 0 R>>>>>>",
        4: stream(TEXT),
        5: FONT,
    } | changes
    written, table = b"%PDF-1.7\n", b""
    for number in range(1, max(objects) + 1):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, objects.get(number, b"null"))
    start = len(written)
    head = b"xref\n1 %d\n" % max(objects)
    end = b"trailer\n<</Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer.replace(b"SELF", b"%d" % start), start)
    return written + head + table + end


def test_the_file_without_a_trick_is_read() -> None:
    assert [block.text for block in pdf_blocks(pdf({}))] == ["Apoteker meracik obat untuk pasien."]


@pytest.mark.parametrize(
    "data",
    [
        pdf({}, b"/Prev SELF"),
        pdf({2: b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1>>"}),
        pdf({1: b"<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/R/St 0>>]>>>>"}),
        pdf({5: FONT[:-2] + b"/Widths 6 0 R>>", 6: b"6 0 R"}),
    ],
    ids=["earlier table is the same", "page tree in a circle", "page label zero in Roman", "reference to itself"],
)
def test_circles_in_what_the_text_does_not_need_are_passed_over(data: bytes) -> None:
    assert [block.text for block in pdf_blocks(data)] == ["Apoteker meracik obat untuk pasien."]


FLATE = b"/Filter/FlateDecode"
SPACES = zlib.compress(b" " * 200_000_000)
GROUP = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X0 %d 0 R>>/Font<</F1 5 0 R>>>>"
LAUGHS = {n: stream(b"/X0 Do " * 10 if n < 15 else b"q Q", GROUP % (n + 1)) for n in range(6, 16)}
LISTS = {n: b"[%s]" % (b"%d 0 R " % (n + 1) * 10) for n in range(6, 18)}
EVERY_CODE = struct.pack(">HHHHIHHIIIIII", 0, 1, 3, 10, 12, 12, 0, 28, 0, 1, 0, 0xFFFFFFF0, 1)
TRUE_TYPE = struct.pack(">IHHHH4sIII", 0x10000, 1, 0, 0, 0, b"cmap", 0, 28, len(EVERY_CODE)) + EVERY_CODE


@pytest.mark.parametrize(
    "data",
    [
        pdf({4: stream(SPACES, FLATE)}),
        pdf({4: stream(zlib.compress(SPACES), b"/Filter[/FlateDecode/FlateDecode]")}),
        pdf({4: stream(zlib.compress(b"\0a"), FLATE + b"/DecodeParms<</Predictor 12/Columns 4000000000>>")}),
        pdf({4: stream(zlib.compress(bytes(range(256)) * 9000, 0)[:-60], FLATE)}),
        pdf({4: stream(b"/X0 Do"), **LAUGHS}),
        pdf({4: stream(zlib.compress(TEXT + b"(" + b"a" * 200_000 + b") Tj"), FLATE)}),
        pdf({4: stream(zlib.compress(b"(" * 3_000_000), FLATE)}),
        pdf({4: stream(zlib.compress(b"1 " * 200_000 + b"w " * 300_000), FLATE)}),
        pdf({9: b"(" * 1_000_000, 3: b"<</Type/Page/MediaBox 9 0 R/Contents 4 0 R>>"}),
        pdf({5: b"<</Type/Font/Subtype/TrueType/BaseFont/Abc/Widths[6 0 R]>>", **LISTS}),
        pdf({3: b"<</Type/Page/MediaBox 6 0 R/Contents 4 0 R>>", 6: b"6 0 R"}),
        pdf({5: COMPOSITE, 6: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Abc/W[0 4000000000 500]>>"}),
        pdf(
            {
                4: stream(TEXT.replace(b"(", b"(0")),
                5: COMPOSITE,
                6: b"<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo 7 0 R/FontDescriptor<</FontFile2 8 0 R>>>>",
                7: b"<</Registry(Adobe)/Ordering(Identity)>>",
                8: stream(TRUE_TYPE),
            }
        ),
        pdf(
            {
                5: FONT[:-2] + b"/ToUnicode 6 0 R>>",
                6: stream(b"1 beginbfrange <00000000> <ffffffff> <00000041> endbfrange"),
            }
        ),
    ],
    ids=[
        "unpacks to 200 MB", "packed twice", "row of 4 GB", "packed data cut off", "drawings repeat drawings",
        "a page of 200,000 letters", "brackets in brackets", "operands without an end", "brackets in the file itself",
        "lists repeat lists", "page size refers to itself", "widths of 4 billion letters", "font of 4 billion letters",
        "4 billion letters mapped",
    ],
)  # fmt: skip
def test_what_would_run_for_ever_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    # The limit itself takes up to a minute to use up.
    monkeypatch.setattr("rag.formats.pdf_limits._MAX_WORK", 10_000_000)
    with pytest.raises(DocumentError, match=TOO_MUCH):
        pdf_blocks(data)


def test_a_table_that_claims_billions_of_objects_is_refused() -> None:
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    entries = b"/Type/XRef/Size 2/W[1 2 1]/Index[0 2000000000]/Root 1 0 R"
    table = b"2 0 obj\n" + stream(b"\x01\x00\x09\x00", entries) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)
    with pytest.raises(DocumentError, match="^is damaged"):
        pdf_blocks(head + table)
