import hashlib
import unicodedata
from pathlib import Path

import pytest

from rag.errors import DocumentError
from rag.reading import core_name, document_id, passage_text, read_document, source_files
from rag.types import Aspect, SourceDocument

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
         ["Tugasnya banyak.", "- meracik obat - melayani resep", "Ia teliti."]),
        ("Tugasnya banyak.\n1. meracik obat\n2. melayani resep\n",
         ["Tugasnya banyak.", "1. meracik obat 2. melayani resep"]),
        ("Ia teliti.\n\nTugasnya:\n- meracik obat\n- melayani resep",
         ["Ia teliti.", "Tugasnya: - meracik obat - melayani resep"]),
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
    rule = "---\n" + "-a: b\n\n" * 2000
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
        ("Tugas", "Setiap hari ia mengerjakan ini:"),
        ("Tugas", "- meracik *obat* - melayani resep"),
        ("Yang kurang cocok", "1. Orang ceroboh 2. Orang tergesa-gesa"),
    ]
    assert [paragraph.number for paragraph in document.paragraphs] == [1, 2, 3, 4]
    assert [paragraph.aspect for paragraph in document.paragraphs][1:] == [Aspect.DUTIES, Aspect.DUTIES, Aspect.MISFITS]


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
    ("content", "title"),
    [
        ("Ia teliti.\nMiskonsepsi tentang profesi Ahli Gizi adalah bahwa ia koki.", "Ahli Gizi"),
        ("Ia teliti.\nProfil orang yang cocok untuk posisi Ahli Gizi Klinik adalah orang sabar.", "Ahli Gizi Klinik"),
        ("Pekerjaan sebagai Ahli Gizi melibatkan penyusunan menu.\nIa teliti.", "Ahli Gizi"),
        ("Seorang ahli gizi adalah tenaga kesehatan yang menyusun menu.\nIa teliti.", "Ahli gizi"),
        ("Ia menyusun menu.\nIa teliti.", "Gizi rumah sakit"),
    ],
)
def test_without_a_title_line_the_text_and_then_the_file_name_give_the_title(
    content: str, title: str, tmp_path: Path
) -> None:
    assert read(tmp_path, content, "gizi_rumah-sakit.txt").title == title


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("Kepala Humas di lembaga pemerintah atau perusahaan", "Kepala Humas"),
        ("Kepala Bagian Humas di instansi pemerintah", "Kepala Bagian Humas"),
        ("Public Relations (PR)", "Public Relations"),
        ("Apoteker", "Apoteker"),
    ],
)
def test_the_core_name_leaves_out_where_the_profession_is_practised(title: str, core: str) -> None:
    assert core_name(title) == core


def test_aliases_are_the_core_name_and_the_name_in_parentheses(tmp_path: Path) -> None:
    assert read(tmp_path, "Public Relations (PR)\n\nMenjaga citra.").aliases == ("Public Relations", "PR")
    assert read(tmp_path, "Apoteker\n\nMeracik obat.").aliases == ()


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("seed-000.txt", "seed-000"),
        ("Kepala Humas (PR).txt", "kepala-humas-pr"),
        ("analis__DATA -- 2.md", "analis-data-2"),
        ("kepala.humas.v2.txt", "kepala-humas-v2"),
        ("café résumé.txt", "caf-r-sum"),
        ("Größe.txt", "gr-e"),
    ],
)
def test_a_document_is_named_by_its_file(name: str, identifier: str) -> None:
    assert document_id(name) == identifier
    assert document_id(unicodedata.normalize("NFD", name)) == identifier, "the same on every file system"


def test_a_name_without_a_letter_or_digit_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"'日本.txt'.*rename"):
        document_id("日本.txt")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "empty"),
        (b"\xef\xbb\xbf\n", "paragraph"),
        ("\u00a0\n\u2003\n".encode(), "paragraph"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        ("Meracik obat.".encode("utf-16"), "binary"),
        ("Kafé menyajikan kopi.".encode("latin-1"), "UTF-8"),
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


def test_source_files_are_the_visible_documents_of_all_folders_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.TXT", "c/d.txt", "gambar.png", ".draf.txt", ".git/e.txt", "tanpa-akhiran"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Isi.")
    (tmp_path / "folder.txt").mkdir()
    assert [path.relative_to(tmp_path).as_posix() for path in source_files(tmp_path)] == ["a.TXT", "b.md", "c/d.txt"]


def test_a_missing_sources_folder_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"tidak-ada.*RAG_SOURCES"):
        source_files(tmp_path / "tidak-ada")


def test_what_is_searched_is_the_paragraph_with_its_title_and_heading(tmp_path: Path) -> None:
    document = read(tmp_path, "# Apoteker\n\n## Tugas\n\nMeracik obat.", "apoteker.md")
    passage = passage_text(document, document.paragraphs[0])
    assert [passage.index(part) for part in ("Apoteker", "Tugas", "Meracik obat.")] == sorted(
        passage.index(part) for part in ("Apoteker", "Tugas", "Meracik obat.")
    )
    assert passage.endswith(document.paragraphs[0].text)
