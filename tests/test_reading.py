import codecs
import hashlib
import io
import os
import re
import tempfile
import threading
import unicodedata
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.reading import (
    MAX_HEADING_CHARACTERS,
    MAX_LINES,
    MAX_PARAGRAPH_CHARACTERS,
    MAX_PARAGRAPHS,
    MAX_TEXT_BYTES,
    read_document,
)
from rag.types import Aspect, Metadata, SourceDocument

SOURCES = Path(__file__).parents[1] / "sources"
OWNERS = [
    ("kepala-humas", "Kepala Humas di lembaga pemerintah atau perusahaan"),
    ("kepala-bagian-humas", "Kepala Bagian Humas di instansi pemerintah"),
]


def read(folder: Path, content: str | bytes, name: str = "apoteker.txt") -> SourceDocument:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path, folder)


def texts(document: SourceDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(("identifier", "title"), OWNERS)
def test_the_owners_documents_have_nine_verbatim_paragraphs_and_a_title_from_the_text(
    identifier: str, title: str
) -> None:
    path = SOURCES / f"{identifier}.txt"
    document = read_document(path, SOURCES)
    assert (document.id, document.file, document.title) == (identifier, f"{identifier}.txt", title)
    assert texts(document) == path.read_text(encoding="utf-8").strip().split("\n")
    assert [paragraph.id for paragraph in document.paragraphs] == [f"{identifier}#p{n}" for n in range(1, 10)]
    assert document.hash == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("identifier", [identifier for identifier, _ in OWNERS])
def test_the_nine_paragraphs_of_the_owners_documents_tell_these_aspects(identifier: str) -> None:
    document = read_document(SOURCES / f"{identifier}.txt", SOURCES)
    assert [paragraph.aspect for paragraph in document.paragraphs] == [
        Aspect.DESCRIPTION,
        Aspect.DUTIES,
        Aspect.DUTIES,
        Aspect.FITS,
        Aspect.SKILLS,
        Aspect.MISFITS,
        Aspect.MISCONCEPTION,
        Aspect.EXPECTATION,
        Aspect.DIFFERENCE,
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Meracik obat.\nMelayani resep.\n", ["Meracik obat.", "Melayani resep."]),
        ("Meracik obat.\nMelayani resep.", ["Meracik obat.", "Melayani resep."]),
        ("\n  \nMeracik obat.\nMelayani resep.\n \n \n", ["Meracik obat.", "Melayani resep."]),
        ("Meracik obat\nuntuk pasien.\n\nMelayani\n  resep.\n", ["Meracik obat untuk pasien.", "Melayani resep."]),
        ("Meracik obat.\n \t\nMelayani\nresep.\n", ["Meracik obat.", "Melayani resep."]),
        ("Meracik obat.\n\n\n\nMelayani resep.", ["Meracik obat.", "Melayani resep."]),
        ("Meracik obat.\r\nMelayani resep.\r\n", ["Meracik obat.", "Melayani resep."]),
        ("Meracik\r\nobat.\r\n\r\nMelayani resep.\r\n", ["Meracik obat.", "Melayani resep."]),
        ("Meracik obat.\rMelayani resep.\r", ["Meracik obat.", "Melayani resep."]),
        ("\ufeffMeracik obat.\nMelayani resep.", ["Meracik obat.", "Melayani resep."]),
        ("Meracik  obat\tdi apotek.", ["Meracik obat di apotek."]),
        ("Kafe\u0301 menyajikan kopi.", ["Kafé menyajikan kopi."]),
        ("Tugasnya banyak.\n- meracik obat\n- melayani resep\nIa teliti.",
         ["Tugasnya banyak.", "- meracik obat\n- melayani resep", "Ia teliti."]),
        ("Tugasnya banyak.\n1. meracik obat\n2. melayani resep\n",
         ["Tugasnya banyak.", "1. meracik obat\n2. melayani resep"]),
        ("Ia teliti.\n\nTugasnya:\n- meracik obat\n- melayani resep",
         ["Ia teliti.", "Tugasnya:\n- meracik obat\n- melayani resep"]),
    ],
)  # fmt: skip
def test_a_text_file_is_cut_into_paragraphs(content: str, expected: list[str], tmp_path: Path) -> None:
    assert texts(read(tmp_path, content)) == expected


@pytest.mark.parametrize(
    "content",
    [
        "Apoteker Rumah Sakit\n\nMeracik\nobat.\n\nMelayani resep.",
        "Apoteker Rumah Sakit\nMeracik obat.\nMelayani resep.",
        "\ufeffApoteker Rumah Sakit\r\n\r\nMeracik obat.\r\n\r\nMelayani resep.",
    ],
)
def test_a_title_line_is_the_title_and_no_paragraph(content: str, tmp_path: Path) -> None:
    document = read(tmp_path, content)
    assert (document.title, texts(document)) == ("Apoteker Rumah Sakit", ["Meracik obat.", "Melayani resep."])
    assert document.paragraphs[0].number == 1


def test_a_rule_that_opens_a_file_is_no_front_matter(tmp_path: Path) -> None:
    rule = "---\n" + "-a: b\n\n" * 1000
    assert len(read(tmp_path, f"{rule}Meracik obat.\n").paragraphs) > 1


def test_markdown_headings_are_context_and_a_list_is_one_paragraph(tmp_path: Path) -> None:
    markdown = """\
# Apoteker

Apoteker adalah tenaga kesehatan
yang ahli obat.

## Tugas

Setiap hari ia mengerjakan ini:

- meracik *obat*

- melayani resep

Yang kurang cocok
-----------------

1. Orang ceroboh
2. Orang tergesa-gesa
"""
    document = read(tmp_path, markdown, "apoteker.md")
    assert document.title == "Apoteker"
    assert [(paragraph.heading, paragraph.text) for paragraph in document.paragraphs] == [
        ("", "Apoteker adalah tenaga kesehatan yang ahli obat."),
        ("Tugas", "Setiap hari ia mengerjakan ini:\n- meracik *obat*\n- melayani resep"),
        ("Yang kurang cocok", "1. Orang ceroboh\n2. Orang tergesa-gesa"),
    ]
    assert [paragraph.number for paragraph in document.paragraphs] == [1, 2, 3]
    assert [paragraph.aspect for paragraph in document.paragraphs][1:] == [Aspect.DUTIES, Aspect.MISFITS]


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("# Apoteker\nMeracik obat.\nMelayani resep.", "Apoteker"),
        ("# Apoteker\n\nMeracik obat.\n\nMelayani resep.", "Apoteker"),
        ("# Apoteker #\n\nMeracik\nobat.\n\nMelayani resep.", "Apoteker"),
        ("Apoteker\n\nMeracik obat.\n\nMelayani resep.", "Apoteker"),
        ("Meracik obat.\nMelayani resep.", "Ahli obat"),
        ("---\ntitle: Apoteker Klinis\ntags: [obat]\n---\n\nMeracik obat.\n\nMelayani resep.", "Apoteker Klinis"),
        ("---\ntitle: Apoteker Klinis\n---\n# Apoteker\n\nMeracik obat.\n\nMelayani resep.", "Apoteker Klinis"),
        ("---\nauthor: Rina\n---\n# Apoteker\n\nMeracik obat.\n\nMelayani resep.", "Apoteker"),
        ('---\r\njudul: "Apoteker Klinis"\r\n---\r\nMeracik obat.\r\nMelayani resep.', "Apoteker Klinis"),
    ],
)
def test_markdown_follows_the_same_paragraph_rule(content: str, title: str, tmp_path: Path) -> None:
    document = read(tmp_path, content, "ahli-obat.md")
    assert (document.title, texts(document)) == (title, ["Meracik obat.", "Melayani resep."])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"---\n***\n\n- - -", "paragraph"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"obat \x81", "UTF-8"),
        (b"---\njudul: 'a': b\n---\nMeracik obat.", "front matter: line 2"),
    ],
)
def test_a_file_without_readable_text_is_refused_with_its_name_and_the_reason(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "baru").mkdir()
    path = tmp_path / "baru" / "rusak.txt"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=rf"baru/rusak\.txt: .*{reason}"):
        read_document(path, tmp_path)


def test_a_markdown_file_of_headings_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"apoteker\.md: has no paragraph"):
        read(tmp_path, "# Apoteker\n\n## Tugas\n", "apoteker.md")


def test_a_file_that_is_gone_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"hilang\.txt: cannot be read") as raised:
        read_document(tmp_path / "hilang.txt", tmp_path)
    assert isinstance(raised.value.__cause__, FileNotFoundError)


HTML = """<html lang=id><head><title>Apoteker</title></head><body><nav>Menu</nav><h1>Apoteker</h1>
<p>Apoteker adalah tenaga kesehatan.</p><h2>Tugas</h2><p>Setiap hari:</p><ul><li>meracik obat<li>melayani resep</ul>
<p>Upahnya&nbsp;la&shy;yak.</p><h3>Lain-lain</h3><p>Ia teliti.</p></body></html>"""


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Apoteker", 0)
    document.add_paragraph("Apoteker adalah tenaga kesehatan.")
    document.add_heading("Tugas", 1)
    document.add_paragraph("Setiap hari:")
    document.add_paragraph("meracik obat", style="List Bullet")
    document.add_paragraph("melayani resep", style="List Bullet")
    document.add_paragraph("Upahnya\u00a0la\u00adyak.")
    document.add_heading("Lain-lain", 2)
    document.add_paragraph("Ia teliti.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name"), [(HTML, "apoteker.html"), (HTML, "APOTEKER.HTM"), (word_file(), "apoteker.docx")]
)
def test_web_pages_and_word_files_give_title_headings_and_paragraphs(
    content: str | bytes, name: str, tmp_path: Path
) -> None:
    document = read(tmp_path, content, name)
    assert (document.title, document.warnings) == ("Apoteker", ())
    assert [(paragraph.heading, paragraph.text) for paragraph in document.paragraphs] == [
        ("", "Apoteker adalah tenaga kesehatan."),
        ("Tugas", "Setiap hari:\nmeracik obat\nmelayani resep"),
        ("Tugas", "Upahnya layak."),
        ("Tugas – Lain-lain", "Ia teliti."),
    ]


def test_the_headings_above_a_paragraph_are_a_path(tmp_path: Path) -> None:
    markdown = "# Apoteker\n\n## Kerja\n\n### Tugas\n\nsatu\n\n### Jam\n\ndua\n\n## Gaji\n\ntiga\n\n#### Bonus\n\nempat"
    document = read(tmp_path, markdown, "apoteker.md")
    assert [(paragraph.heading, paragraph.text) for paragraph in document.paragraphs] == [
        ("Kerja – Tugas", "satu"),
        ("Kerja – Jam", "dua"),
        ("Gaji", "tiga"),
        ("Gaji – Bonus", "empat"),
    ]


def test_a_heading_above_nothing_is_a_paragraph_lest_it_be_lost(tmp_path: Path) -> None:
    markdown = "# Apoteker\n\n## Syarat: sarjana\n\n## Tugas\n\nIa meracik.\n\n### Gaji menyusul\n\n# Selesai\n"
    document = read(tmp_path, markdown, "apoteker.md")
    assert [(paragraph.heading, paragraph.text) for paragraph in document.paragraphs] == [
        ("", "Syarat: sarjana"),
        ("Tugas", "Ia meracik."),
        ("Tugas", "Gaji menyusul"),
        ("", "Selesai"),
    ]


def test_a_paragraph_in_a_heading_style_is_a_paragraph(tmp_path: Path) -> None:
    long = "kata " * (MAX_HEADING_CHARACTERS // 5 + 1)
    assert texts(read(tmp_path, f"# Apoteker\n\n## {long}\n\nIa.", "apoteker.md")) == [long.strip(), "Ia."]


def test_lines_that_repeat_the_title_at_the_beginning_are_no_paragraphs(tmp_path: Path) -> None:
    declared = "---\njudul: Apoteker\n---\n"
    for body in ("apoteker\n\nIa meracik.", "# Apoteker\n\nAPOTEKER\n\nIa meracik.", "Ia meracik."):
        assert texts(read(tmp_path, declared + body, "ahli.md")) == ["Ia meracik."]


def test_metadata_comes_from_front_matter_and_then_from_the_page_itself(tmp_path: Path) -> None:
    front = "---\njudul: Apoteker\nasal: Rina\nlisensi: CC0\ntanggal: 2024-05-01\nbahasa: id\n---\n"
    expected = Metadata(origin="Rina", licence="CC0", date="2024-05-01", language="id")
    for name in ("a.txt", "a.md", "a.html"):
        document = read(tmp_path, f"{front}\nIa meracik obat.", name)
        assert (document.title, document.metadata, texts(document)) == ("Apoteker", expected, ["Ia meracik obat."])
    page = "<html lang=id><meta name=author content=Budi><meta name=date content=2023>Ia meracik obat.</html>"
    assert read(tmp_path, page, "a.html").metadata == Metadata(origin="Budi", date="2023", language="id")
    half = f"---\nasal: Rina\n---\n{page}"
    assert read(tmp_path, half, "a.html").metadata == Metadata(origin="Rina", date="2023", language="id")


ENGLISH = "A pharmacist prepares medicines and explains to patients in the hospital how they should be taken."


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (ENGLISH, "seems to be in English, not in Indonesian"),
        ("---\nbahasa: en\n---\nMeracik obat.", "declares the language 'en'"),
        ("Kafé menyajikan kopi.".encode("windows-1252"), "read as Windows-1252"),
        ("Kaf\ufffd menyajikan kopi.", "lost"),
        ("KafÃ© menyajikan kopi.", "wrongly converted"),
    ],
)
def test_what_a_maintainer_should_look_at_is_a_warning(content: str | bytes, warning: str, tmp_path: Path) -> None:
    document = read(tmp_path, content)
    assert len(document.warnings) == 1
    assert warning in document.warnings[0]


@pytest.mark.parametrize("language", ["id", "ID", "id-ID", "in", "Indonesia", "Bahasa Indonesia", "ind", "id_ID"])
def test_indonesian_has_many_names_and_none_is_warned_of(language: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"---\nbahasa: {language}\n---\nMeracik obat.").warnings == ()


def test_the_language_that_a_web_page_declares_is_no_warning(tmp_path: Path) -> None:
    document = read(tmp_path, "<html lang=en-US><p>Meracik obat.</p></html>", "apoteker.html")
    assert (document.metadata.language, document.warnings) == ("en-US", ())


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        ("a" * (MAX_TEXT_BYTES + 1), "besar.txt", r"has 2\.0 MB; the limit is 2 MB"),
        ("Ia.\n" * (MAX_PARAGRAPHS + 1), "banyak.txt", f"has {MAX_PARAGRAPHS + 1} paragraphs and headings"),
        ("Ia.\n" * (MAX_LINES + 1), "baris.md", f"has {MAX_LINES + 1} lines"),
        ("Awal kata" + "a" * MAX_PARAGRAPH_CHARACTERS, "panjang.txt",
         r"has a paragraph of 20009 characters beginning 'Awal kataa.*'; .*divide it with blank lines"),
        (b"Meracik obat.", "palsu.docx", r"is no \.docx"),
        (b"Meracik obat.", "palsu.pdf", "PDF"),
        (b"", "kosong.docx", "is empty"),
        (b"", "kosong.pdf", "is empty"),
        (b"<p hidden>Meracik obat.</p>", "tersembunyi.html", "has no paragraph of text"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_refused_with_its_name_and_the_remedy(
    content: str | bytes, name: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentError, match=f"^{name}: .*{reason}"):
        read(tmp_path, content, name)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.txt")
    raised: list[BaseException] = []

    def try_reading() -> None:
        try:
            read_document(tmp_path / "pipa.txt", tmp_path)
        except DocumentError as error:
            raised.append(error)

    thread = threading.Thread(target=try_reading, daemon=True)
    thread.start()
    thread.join(timeout=5)
    assert [str(error) for error in raised] == [
        "pipa.txt: cannot be read (not a regular file); put the file itself there"
    ]


MEGABYTE = 1_000_000
HOSTILE = {
    "satu-baris.txt": "a" * MEGABYTE,
    "baris-kosong.txt": "\n" * MEGABYTE,
    "huruf.txt": "a. " * (MEGABYTE // 3),
    "strip.txt": "- " * (MEGABYTE // 2),
    "strip-teks.txt": "- " * (MEGABYTE // 2) + "a",
    "spasi.txt": "a" + " " * MEGABYTE + "b.",
    "judul.txt": "Aa\n" * (MAX_LINES - 1),
    "nomor.txt": "1. Aa\n" * (MAX_LINES - 1),
    "kutip.txt": "”" * (MEGABYTE // 3) + "a",
    "aksen.txt": "a" + "\u0301" * (MEGABYTE // 2),
    "kurung.txt": "---\njudul: " + "[" * 9000 + "\n---\na",
    "kutipan.md": ">" * MEGABYTE + " a",
    "kutipan-dalam.md": "".join(">" * (n % 300) + " a\n" for n in range(3000)),
    "daftar-dalam.md": "".join("  " * n + "- a\n" for n in range(500)),
    "komentar.md": "<!--" * (MEGABYTE // 4),
    "pagar.md": "```\n" * (MAX_LINES - 1),
    "kurung.md": "[" * MEGABYTE,
    "tebal.md": "**" * (MEGABYTE // 2),
    "tag.md": "<a" * (MEGABYTE // 2),
    "setext.md": "a\n=\n" * (MAX_LINES // 3),
    "dalam.html": "<div>" * 100_000 + "Ia meracik.",
    "kurang-dari.html": "<" * MEGABYTE,
    "atribut.html": "<a " + "b=c " * (MEGABYTE // 4) + ">d</a>",
    "paragraf.html": "<p>a" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_in_a_document_or_a_refusal(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(HOSTILE[name])
    outcome: list[str] = []

    def try_reading() -> None:
        try:
            outcome.append(read_document(path, tmp_path).id)
        except DocumentError as error:
            outcome.append(str(error))

    thread = threading.Thread(target=try_reading, daemon=True)
    thread.start()
    # They take 0.1 to 2 seconds; what grows with the square of its length takes hours.
    thread.join(timeout=30)
    assert len(outcome) == 1


# Texts as people write them: sentences, short lines, lists, headings, rules, blank lines, wrapped lines, oddities.
WORDS = st.sampled_from("obat apotek pasien Resep dokter é “teliti” A.B. 12 3,5 CV PT- (a) a: sehari-hari".split())
PHRASES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
LINES = st.one_of(
    PHRASES,
    PHRASES.map(lambda text: f"{text}."),
    PHRASES.map(lambda text: f"{text.capitalize()}."),
    PHRASES.map(lambda text: text.capitalize()[:40].strip()),
    PHRASES.map(lambda text: f"{text}:"),
    st.tuples(st.sampled_from(["-", "*", "•", "1.", "2)", "a.", "  -", "IV."]), PHRASES).map(" ".join),
    st.tuples(st.sampled_from(["#", "##", "###### ", ">", "A.", "1.", "BAB I"]), PHRASES).map(" ".join),
    st.sampled_from(
        ["", "", "", " ", "---", "===", "***", "- - -", "12", "\t", "----------", "**Tugas**", "Ia teliti."]
    ),
)
TEXTS = st.lists(LINES, min_size=1, max_size=16).map("\n".join)
# What Markdown itself puts around a text, and the rules of all formats: no text of the document.
RULES = "#*=-_~•+"
MARKUP = str.maketrans("", "", f"{RULES} \t\n")


def bare(text: str) -> str:
    """The text without white space and markup."""
    return text.translate(MARKUP)


def folded(text: str) -> str:
    return " ".join(text.split())


def read_or_refused(content: bytes, name: str) -> SourceDocument | str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read_document(path, Path(folder))
        except DocumentError as error:
            return str(error)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@settings(max_examples=250, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_every_paragraph_is_verbatim_in_its_file_in_order_and_nothing_is_lost(suffix: str, text: str) -> None:
    document = read_or_refused(text.encode(), f"contoh{suffix}")
    if isinstance(document, str):
        words = [line for line in text.split("\n") if any(character.isalnum() for character in line)]
        assert document.endswith((": is empty", ": has no paragraph of text"))
        assert suffix == ".md" or not words, "plain text with a word in it has a paragraph"
        return
    source = unicodedata.normalize("NFC", text)
    for paragraph in document.paragraphs:
        assert folded(paragraph.text) in folded(source)
    # A title, at most the first block, is part of no paragraph, nor are lines that repeat it; from there on headings
    # and paragraphs make up the whole text.
    whole = bare(source)
    first_block = re.split(r"\n[^\S\n]*\n", source.strip(f"{RULES} \t\n"))[0]
    ends = {0, *(len(bare(first_block[: match.start()])) for match in re.finditer(r"\n|\Z", first_block))}
    title = bare(document.title).casefold()
    while repeated := {end + len(title) for end in ends if whole.casefold().startswith(title, end)} - ends:
        ends |= repeated
    for paragraph in document.paragraphs:
        headings = paragraph.heading.split(" – ")
        steps = [bare(" ".join([*headings[start:], paragraph.text])) for start in range(len(headings) + 1)]
        ends = {end + len(step) for end in ends for step in steps if whole.startswith(step, end)}
        assert ends, f"{paragraph.text!r} does not follow the paragraph before it"
    assert len(whole) in ends, "the text ends with the last paragraph"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_the_same_text_in_another_encoding_gives_the_same_paragraphs(text: str) -> None:
    plain = read_or_refused(text.encode(), "contoh.txt")
    others = [
        codecs.BOM_UTF8 + text.encode(),
        text.encode("utf-16"),
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", text).encode(),
    ]
    for content in others:
        other = read_or_refused(content, "contoh.txt")
        if isinstance(plain, str) or isinstance(other, str):
            assert plain == other
        else:
            assert (other.title, other.paragraphs) == (plain.title, plain.paragraphs)
