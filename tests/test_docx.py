import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from rag.errors import DocumentError
from rag.formats.docx import MAX_MEMBERS, docx_blocks

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


ALTERNATIVES = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
BOX = "<w:txbxContent><w:p><w:r><w:t>Kotak.</w:t></w:r></w:p></w:txbxContent>"
BOX_TWICE = f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"
LIST = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
NO_LIST = '<w:pPr><w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'


def run(text: str, before: str = "") -> str:
    return f'<w:r>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def outline(document: Document) -> list[str]:
    """Headings with a # in front, as many as their level; paragraphs as they are."""
    blocks = docx_blocks(saved(document))
    return ["#" * block.level + " " + block.text if block.is_heading else block.text for block in blocks]


def with_body(xml: str) -> Document:
    """A document whose body is this XML."""
    document = docx.Document()
    body = document.element.body
    for element in list(parse_xml(f"<w:body {nsdecls('w', 'r')} {ALTERNATIVES} {MATH}>{xml}</w:body>")):
        body.insert(len(body) - 1, element)
    return document


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same package with members changed, or dropped where None comes back."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def test_headings_paragraphs_lists_and_tables_come_in_order() -> None:
    document = docx.Document()
    document.add_heading("Apoteker", 0)
    document.add_paragraph("Profil profesi", style="Subtitle")
    document.add_heading("Tugas", 1)
    document.add_paragraph("Ia  meracik\tobat.")
    for item in ("meracik", "melayani"):
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Obat", "Dosis", "Sirup", "5 ml"], strict=True
    ):
        cell.text = text
    document.add_heading("Harian", 2)
    document.add_paragraph("langkah satu", style="List Number")
    document.add_paragraph("")
    document.add_paragraph("langkah dua", style="List Number")
    document.add_paragraph("Ia teliti.")
    assert outline(document) == [
        " Apoteker",
        "# Profil profesi",
        "# Tugas",
        "Ia meracik obat.",
        "meracik\nmelayani",
        "Obat Dosis\nSirup 5 ml",
        "## Harian",
        "langkah satu\nlangkah dua",
        "Ia teliti.",
    ]


def test_heading_styles_are_known_in_indonesian_and_by_their_outline_level() -> None:
    document = docx.Document()
    document.styles.add_style("Judul 2", WD_STYLE_TYPE.PARAGRAPH)
    based = document.styles.add_style("Kepala Bagian", WD_STYLE_TYPE.PARAGRAPH)
    based.base_style = document.styles["Heading 3"]
    document.add_paragraph("Tugas", style="Judul 2")
    document.add_paragraph("Harian", style="Kepala Bagian")
    outlined = document.add_paragraph("Mingguan")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "3")
    outlined._p.get_or_add_pPr().append(level)
    document.add_paragraph("Ia teliti.")
    assert outline(document) == ["## Tugas", "### Harian", "#### Mingguan", "Ia teliti."]


def test_a_bold_line_is_a_heading_and_a_bold_word_is_not() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("A. Tugas utama:").bold = True
    document.add_paragraph("Ia meracik.")
    mixed = document.add_paragraph()
    mixed.add_run("Tugas").bold = True
    mixed.add_run(" sampingan")
    document.add_paragraph().add_run("Ia sangat teliti.").bold = True
    assert outline(document) == ["#" * 10 + " A. Tugas utama", "Ia meracik.", "Tugas sampingan", "Ia sangat teliti."]


def test_typed_list_markers_make_a_list_too() -> None:
    document = docx.Document()
    for text in ("Ia bekerja.", "- meracik", "- melayani", "Ia teliti."):
        document.add_paragraph(text)
    assert outline(document) == ["Ia bekerja.", "- meracik\n- melayani", "Ia teliti."]


def test_line_breaks_wrap_a_sentence_or_part_paragraphs() -> None:
    document = docx.Document()
    document.add_paragraph("Ia meracik\nobat.")
    document.add_paragraph("Ia meracik.\nIa teliti.\nIa sabar.")
    assert outline(document) == ["Ia meracik obat.", "Ia meracik.", "Ia teliti.", "Ia sabar."]


def test_a_table_that_lays_out_the_page_is_taken_apart() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "Ia meracik."
    cell.add_paragraph("Ia teliti.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Ia sabar."
    table.cell(0, 1).add_paragraph("Tugas", style="Heading 1")
    table.cell(0, 1).add_paragraph("Ia ramah.")
    assert outline(document) == ["Ia meracik.", "Ia teliti.", "Ia sabar.", "# Tugas", "Ia ramah."]


def test_headers_footers_and_comments_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Kop surat"
    document.sections[0].footer.paragraphs[0].text = "Halaman 1"
    paragraph = document.add_paragraph("Ia meracik.")
    document.add_comment(paragraph.runs, text="Benarkah?", author="Rina", initials="R")
    assert outline(document) == ["Ia meracik."]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (paragraph(run("Ia "), f"<w:hyperlink>{run('meracik')}</w:hyperlink>", run(".")), ["Ia meracik."]),
        (paragraph(run("Me"), run("racik.")), ["Meracik."]),
        (paragraph(f"<w:ins>{run('Ia.')}</w:ins><w:del><w:r><w:delText>Tidur.</w:delText></w:r></w:del>"), ["Ia."]),
        (paragraph(f"<w:moveFrom>{run('Tidur.')}</w:moveFrom><w:moveTo>{run('Ia.')}</w:moveTo>"), ["Ia."]),
        (paragraph(run("Rahasia.", "<w:rPr><w:vanish/></w:rPr>"), run("Ia.")), ["Ia."]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('Ia.'))}</w:sdtContent></w:sdt>", ["Ia."]),
        (paragraph(f"<w:sdt><w:sdtContent>{run('Ia.')}</w:sdtContent></w:sdt>"), ["Ia."]),
        (paragraph("<w:r><w:t>orang</w:t><w:noBreakHyphen/><w:t>orang</w:t></w:r>"), ["orang-orang"]),
        (paragraph(run("Ia.", '<w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>')), ["Ia."]),
        (paragraph(f"<w:r>{BOX_TWICE}</w:r>", run("Ia.")), ["Ia.", "Kotak."]),
        (paragraph("<m:oMath><m:r><m:t>2 mg</m:t></m:r></m:oMath>"), ["2 mg"]),
        (paragraph(NO_LIST, run("Ia.")) + paragraph(run("Ia teliti.")), ["Ia.", "Ia teliti."]),
        (paragraph(LIST, run("satu")) + paragraph(LIST, run("dua")), ["satu\ndua"]),
    ],
)
def test_text_is_taken_from_where_word_keeps_it(xml: str, expected: list[str]) -> None:
    assert outline(with_body(xml)) == expected


def test_the_table_of_contents_is_left_out() -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Tugas 1", style="toc 1")
    document.add_paragraph("Ia meracik.")
    assert outline(document) == ["Ia meracik."]


def test_a_document_without_text_has_no_blocks() -> None:
    assert docx_blocks(saved(docx.Document())) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Meracik obat.", "is no .docx"),
        (OLE, "is an old .doc; save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (b"PK\x03\x04" + b"\0" * 100, "is a damaged .docx"),
    ],
)
def test_what_is_no_docx_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=f"^{reason}"):
        docx_blocks(data)


def test_a_damaged_docx_is_refused() -> None:
    whole = saved(docx.Document())
    main = "word/document.xml"
    broken = [
        whole[: len(whole) // 2],
        repacked(whole, lambda name, content: None if name == main else content),
        repacked(whole, lambda name, content: None if name == "[Content_Types].xml" else content),
        repacked(whole, lambda name, content: content[: len(content) // 2] if name == main else content),
        repacked(whole, lambda name, content: b"" if name == main else content),
        repacked(whole, lambda name, content: b"<w/>" if name == main else content),
        repacked(whole, lambda name, content: None if name == "_rels/.rels" else content),
    ]
    damaged = bytearray(whole)
    damaged[len(whole) // 3 : len(whole) // 3 + 200] = b"\x55" * 200
    for data in [*broken, bytes(damaged)]:
        with pytest.raises(DocumentError, match=r"^is a damaged \.docx \(.*save it again"):
            docx_blocks(data)


def test_a_spreadsheet_under_the_wrong_name_is_refused() -> None:
    renamed = repacked(
        saved(docx.Document()),
        lambda _, content: content.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"),
    )
    with pytest.raises(DocumentError, match="not a Word file"):
        docx_blocks(renamed)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    def package(members: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    with pytest.raises(DocumentError, match="^is a zip bomb, not a document: it unpacks to 30 MB"):
        docx_blocks(package({"word/document.xml": b" " * 30_000_000}))
    with pytest.raises(DocumentError, match=f"^is a zip bomb, not a document: {MAX_MEMBERS + 1} members"):
        docx_blocks(package({f"{number}.xml": b"" for number in range(MAX_MEMBERS + 1)}))


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(saved(docx.Document()))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the central directory
    with pytest.raises(DocumentError, match="^is encrypted"):
        docx_blocks(bytes(data))


def test_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Ia meracik. ENTITAS")
    secret = tmp_path / "rahasia.txt"
    secret.write_text("rahasia")

    def with_entities(declarations: str, reference: str) -> bytes:
        doctype = f"<!DOCTYPE bom [{declarations}]><w:document".encode()
        return repacked(
            saved(document),
            lambda name, content: (
                content.replace(b"<w:document", doctype, 1).replace(b"ENTITAS", reference.encode())
                if name == "word/document.xml"
                else content
            ),
        )

    outside = with_entities(f'<!ENTITY f SYSTEM "{secret.as_uri()}">', "&f;")
    assert [block.text for block in docx_blocks(outside)] == ["Ia meracik."]
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(DocumentError, match=r"^is a damaged \.docx"):
        docx_blocks(with_entities(f'<!ENTITY a0 "ha">{levels}', "&a9;"))
