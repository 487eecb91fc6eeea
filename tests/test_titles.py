"""Titles and other names, from text, headings, front matter and file names that agree, differ or say nothing."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.formats.blocks import Block
from rag.other_names import other_names
from rag.paragraph_aspects import paragraph_aspect
from rag.reading import read_document
from rag.titles import core_name, infer_title
from rag.types import Paragraph

SOURCES = Path(__file__).parents[1] / "sources"
DEVELOPMENT = Path(__file__).parent / "data" / "documents" / "development"
LEAST_RIGHT = 0.95

Document = tuple[list[Block], list[Paragraph], str, str]


def document(*lines: str, declared: str = "", file_name: str = "x.txt") -> Document:
    """Lines beginning with "# " are headings, the first of them the title line; every other one is a paragraph."""
    blocks: list[Block] = []
    paragraphs: list[Paragraph] = []
    heading = ""
    for number, line in enumerate(lines):
        if line.startswith("# "):
            blocks.append(Block(line[2:], is_heading=True))
            heading = line[2:] if number else ""
        else:
            blocks.append(Block(line))
            aspect = paragraph_aspect(line, heading)
            paragraphs.append(Paragraph("x", len(paragraphs) + 1, line, aspect, heading))
    return blocks, paragraphs, declared, file_name


def title(*lines: str, declared: str = "", file_name: str = "x.txt") -> str:
    return infer_title(*document(*lines, declared=declared, file_name=file_name))


def names(*lines: str, declared: str = "", file_name: str = "x.txt") -> tuple[str, ...]:
    read = document(*lines, declared=declared, file_name=file_name)
    return other_names(infer_title(*read), *read)


@pytest.mark.parametrize(
    ("file", "expected", "others"),
    [
        ("kepala-humas.txt", "Kepala Humas di lembaga pemerintah atau perusahaan", ("Kepala Humas",)),
        ("kepala-bagian-humas.txt", "Kepala Bagian Humas di instansi pemerintah", ("Kepala Bagian Humas",)),
    ],
)
def test_the_owners_documents_are_named_by_their_text(file: str, expected: str, others: tuple[str, ...]) -> None:
    lines = (SOURCES / file).read_text(encoding="utf-8").strip().split("\n")
    assert title(*lines, file_name=file) == expected
    assert names(*lines, file_name=file) == others, "and never PR, which they are compared with"


@pytest.mark.parametrize(
    "line",
    [
        "Miskonsepsi tentang profesi Ahli Gizi adalah bahwa ia koki.",
        "Miskonsepsi umum mengenai Ahli Gizi: ia anti makanan enak.",
        "Mitos seputar Ahli Gizi adalah bahwa ia melarang gula.",
        "Anggapan keliru tentang Ahli Gizi adalah bahwa ia koki.",
        "Profil orang yang cocok untuk posisi Ahli Gizi adalah orang sabar.",
        "Profil orang yang cocok untuk tipe pekerjaan Ahli Gizi adalah seseorang yang sabar.",
        "Orang yang cocok menjadi Ahli Gizi adalah mereka yang teliti.",
        "Orang yang cocok untuk pekerjaan sebagai Ahli Gizi adalah seseorang yang teliti.",
        "Jika kamu tidak sabar, kemungkinan kamu tidak cocok dengan pekerjaan sebagai Ahli Gizi.",
        "Ekspektasi umum tentang Ahli Gizi adalah hidup serba sehat.",
        "Ekspektasi umum terhadap Ahli Gizi adalah tahu segala resep.",
        "Ekspektasi banyak orang terhadap Ahli Gizi adalah tubuh langsing.",
        "Harapan masyarakat terhadap Ahli Gizi adalah menu murah.",
        "Pekerjaan sebagai Ahli Gizi melibatkan penyusunan menu.",
        "Bekerja sebagai Ahli Gizi berarti berhadapan dengan pasien.",
        "Berkarier sebagai Ahli Gizi membutuhkan ketekunan.",
        "Seorang Ahli Gizi bertugas menyusun menu pasien.",
        "Seorang Ahli Gizi harus menguasai biokimia.",
        "Ahli Gizi adalah profesi di bidang kesehatan.",
        "Ahli Gizi adalah tenaga kesehatan yang menyusun menu.",
        "Ahli Gizi merupakan orang yang menyusun menu.",
        "Profesi Ahli Gizi adalah pekerjaan di bidang kesehatan.",
        "Ahli Gizi menyusun menu yang sehat bagi pasien.",
        "Ahli Gizi, yang bekerja di rumah sakit, menyusun menu.",
        "Kalau kamu ceroboh, kamu tidak cocok menjadi Ahli Gizi.",
        "Tidak semua orang cocok menjadi Ahli Gizi.",
        "Untuk menjadi Ahli Gizi yang baik, kamu harus sabar.",
        "Menjadi seorang Ahli Gizi tidak mudah.",
        "Kamu tertarik menjadi Ahli Gizi? Mulailah dari dapur.",
        "Tugas utama seorang Ahli Gizi meliputi penyusunan menu.",
        "Tugas Ahli Gizi adalah menyusun menu.",
        "Tanggung jawab seorang Ahli Gizi mencakup penilaian gizi.",
        "Keterampilan yang harus dimiliki seorang Ahli Gizi adalah berhitung.",
        "Kemampuan yang dibutuhkan oleh seorang Ahli Gizi antara lain berhitung.",
        "Banyak orang mengira Ahli Gizi hanya menyuruh diet.",
        "Banyak yang menganggap bahwa Ahli Gizi itu koki.",
        "Ahli Gizi sering dikira koki.",
        "Perbedaan antara Ahli Gizi dan koki terletak pada ilmunya.",
        "Perbedaan Ahli Gizi dengan koki terletak pada ilmunya.",
        "Apa itu Ahli Gizi? Ia menyusun menu.",
        "Yang dimaksud dengan Ahli Gizi adalah penyusun menu.",
        "Gaji seorang Ahli Gizi bergantung pada rumah sakit.",
        "Calon Ahli Gizi membayangkan dapur yang tenang.",
        "Para Ahli Gizi bekerja sama dengan dokter.",
    ],
)
def test_many_wordings_of_the_text_name_the_profession(line: str) -> None:
    assert title("Ia teliti.", line) == "Ahli Gizi"


@pytest.mark.parametrize(
    "line",
    [
        "Profesi ini menuntut kesabaran.",
        "Mereka yang bekerja di bidang ini harus sabar.",
        "Orang yang cocok adalah mereka yang teliti.",
        "Menjadi pendengar yang baik itu penting.",
        "Miskonsepsi tentang profesi ini adalah bahwa semuanya mudah.",
        "Tugas utama adalah menyusun menu.",
        "Komunikasi adalah kunci.",
        "Selain itu, ia juga menyusun laporan.",
        "Perbedaan dengan profesi yang mirip, seperti koki, terletak pada ilmunya.",
        "Tidak cocok menjadi apa pun kalau malas.",
    ],
)
def test_what_names_no_profession_is_no_title(line: str) -> None:
    assert title(line, file_name="ahli-gizi.txt") == "Ahli gizi"


@pytest.mark.parametrize(
    "heading",
    [
        "Perawat Gigi",
        "Mengenal Profesi Perawat Gigi",
        "Mengenal Lebih Dekat Profesi Perawat Gigi",
        "Apa Itu Perawat Gigi?",
        "Panduan Karier: Perawat Gigi",
        "Panduan Karier Kesehatan: Perawat Gigi",
        "Perawat Gigi: Tugas, Gaji, dan Prospek Kerja",
        "Perawat Gigi | Situs Karier",
        "Profil Profesi – Perawat Gigi",
        "URAIAN JABATAN: PERAWAT GIGI",
        "Menjadi Perawat Gigi",
        "Kenalan sama Perawat Gigi, yuk!",
        "1. Perawat Gigi",
        "**Perawat Gigi**",
    ],
)
@pytest.mark.parametrize("place", ["heading", "declared"])
def test_of_a_heading_or_a_declared_title_the_profession_remains(heading: str, place: str) -> None:
    lines = ["Ia membantu dokter gigi.", "Ia teliti."]
    found = title(f"# {heading}", *lines) if place == "heading" else title(*lines, declared=heading)
    assert found == "Perawat Gigi"


@pytest.mark.parametrize(
    "heading",
    [
        "BAB I Pendahuluan",
        "Profil Pekerjaan",
        "Dokumen1",
        "Senyum yang Dibayar Mahal",
        "Tugas dan Tanggung Jawab",
        "2024",
    ],
)
def test_a_heading_that_names_no_profession_does_not_win_over_the_text(heading: str) -> None:
    assert title(f"# {heading}", "Perawat gigi adalah tenaga kesehatan.", "Ia teliti.") == "Perawat gigi"


@pytest.mark.parametrize("heading", ["BAB I Pendahuluan", "Profil Pekerjaan", "Dokumen1"])
def test_nor_over_the_front_matter_or_the_file_name(heading: str) -> None:
    assert title(f"# {heading}", "Ia teliti.", declared="Perawat Gigi") == "Perawat Gigi"
    assert title(f"# {heading}", "Ia teliti.", file_name="perawat-gigi.txt") == "Perawat gigi"


TEXT = ["Miskonsepsi tentang profesi Apoteker adalah bahwa ia menjual obat.", "Seorang Apoteker harus teliti."]


def test_where_places_contradict_text_comes_before_heading_before_front_matter_before_file_name() -> None:
    places = {"declared": "Bidan", "file_name": "notaris.txt"}
    assert title("# Pilot", *TEXT, **places) == "Apoteker"
    assert title("# Pilot", "Ia teliti.", **places) == "Pilot"
    assert title("Ia teliti.", **places) == "Bidan"
    assert title("Ia teliti.", file_name="notaris.txt") == "Notaris"


@pytest.mark.parametrize(
    ("lines", "declared", "expected"),
    [
        (["# Apoteker", "Ia teliti."], "Apoteker Klinis", "Apoteker Klinis"),
        (["# Apoteker Klinis", "Apoteker adalah tenaga kesehatan."], "", "Apoteker Klinis"),
        (["# Perawat Gigi", "Perawat gigi adalah tenaga kesehatan."], "", "Perawat Gigi"),
        (["# PERAWAT GIGI", "Perawat gigi adalah tenaga kesehatan."], "", "Perawat Gigi"),
        (["# STAF HRD", "Staf HRD adalah pegawai yang mengurus karyawan."], "", "Staf HRD"),
        (
            ["# Perawat", *["Miskonsepsi tentang profesi perawat di puskesmas adalah bahwa ia santai."] * 2],
            "",
            "Perawat di puskesmas",
        ),
    ],
)
def test_where_places_agree_the_fuller_and_better_spelled_form_wins(
    lines: list[str], declared: str, expected: str
) -> None:
    assert title(*lines, declared=declared) == expected


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        # The name stands in the middle of sentences, the file name says nothing.
        (
            "Penata rias pengantin",
            ["Begitulah hidup penata rias pengantin di musim nikah.", "Alat dibersihkan.", "Capek iya."],
        ),
        (
            "Staf administrasi umum",
            ["Dibutuhkan: staf administrasi umum untuk kantor cabang.", "Bukan pekerjaan lapangan."],
        ),
        # The full name comes first, a shorter one is used afterwards.
        (
            "Teknisi laboratorium medis",
            [
                "Teknisi laboratorium medis yang mengerjakannya.",
                "Perawat mengambil sampel; teknisi laboratorium mengolahnya.",
            ],
        ),
        # A neighbour has its own sentence, the profession most paragraphs.
        (
            "Kasir",
            [
                "Kasir di swalayan memindai barang.",
                "Kalau selisih, kasir yang mengganti.",
                "Pramuniaga membantu pembeli, kasir menagih.",
            ],
        ),
        (
            "Tekniker gigi",
            [
                "Gigi tiruan dibuat bukan oleh dokter. Tekniker gigi membentuknya.",
                "Tekniker gigi mengecor logam.",
                "Mata awas perlu.",
                "Dokter gigi memasang, tekniker gigi membuat.",
            ],
        ),
        # Who is spoken to, where it is done and what it is about are no professions.
        (
            "Juru bahasa isyarat",
            ["Pekerjaannya juru bahasa isyarat.", "Ini pas untuk teman-teman yang suka komunitas.", "Ia teliti."],
        ),
        (
            "Customer service",
            [
                "Ada seorang customer service (CS).",
                "Bank umumnya meminta calon CS fasih.",
                "Ia cari posisi lain di bank.",
            ],
        ),
        (
            "Koki",
            [
                "Koki bertanggung jawab atas hidangan.",
                "Pelamar menyangka koki bebas memasak.",
                "Berbeda dari ahli gizi, koki mengutamakan rasa.",
            ],
        ),
        # English puts the word that tells last; an unknown name is known by what it does.
        ("Social media manager", ["Yang menjaganya adalah social media manager.", "Social media manager wajib peka."]),
        ("Koas", ["Kami lapar.", "Koas tidak digaji.", "Koas itu dokter setengah jadi, begitu kata konsulen."]),
        # An abbreviation speaks for what it abbreviates.
        (
            "Tenaga teknis kefarmasian",
            [
                "Tenaga teknis kefarmasian (biasa disingkat TTK) membantu apoteker.",
                "Wewenang apoteker tetap. TTK tidak boleh.",
                "Ia dapat menjadi apoteker.",
            ],
        ),
    ],
)
def test_the_name_that_most_of_the_text_supports_is_the_title(expected: str, lines: list[str]) -> None:
    assert title(*lines, file_name="catatan-3.txt") == expected


def test_the_file_name_decides_between_rivals_of_the_text() -> None:
    lines = ["Bendahara memegang kas; auditor memeriksanya.", "Auditor dan bendahara saling bertemu."]
    assert title(*lines, file_name="bendahara.txt") == "Bendahara"
    assert title(*lines, file_name="auditor-2.txt") == "Auditor"


def test_a_place_said_by_the_way_does_not_lengthen_the_title() -> None:
    lines = [*["Seorang perawat gigi harus teliti."] * 4, "Ada perawat gigi di kapal yang bekerja sendirian."]
    assert title("# Perawat Gigi", *lines) == "Perawat Gigi"


def test_the_deputy_is_another_profession() -> None:
    lines = ["Seorang kepala sekolah memimpin guru.", "Wakil kepala sekolah mengurus kurikulum."]
    assert title(*lines) == "Kepala sekolah"


def test_a_profession_that_it_is_compared_with_is_not_the_title() -> None:
    comparison = (
        "Akuntan adalah tenaga yang mencatat, sedangkan aktuaris menaksir risiko. Akuntan bekerja dengan jurnal."
    )
    assert title("Aktuaris adalah ahli risiko.", comparison) == "Aktuaris"


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("gizi_rumah-sakit.txt", "Gizi rumah sakit"),
        ("perawat-gigi-final-v2.docx", "Perawat gigi"),
        ("01 Perawat Gigi (3).pdf", "Perawat Gigi"),
        ("PerawatGigi.md", "Perawat Gigi"),
        ("Brosur BK - Wartawan.txt", "Wartawan"),
        ("folder/perawat-gigi.txt", "Perawat gigi"),
        ("seed-000.txt", "Seed 000"),
        ("2024.txt", "2024"),
    ],
)
def test_a_document_that_names_no_profession_is_named_by_its_file(file_name: str, expected: str) -> None:
    assert title("Ia teliti.", file_name=file_name) == expected


@pytest.mark.parametrize(
    ("full", "core"),
    [
        ("Kepala Humas di lembaga pemerintah atau perusahaan", "Kepala Humas"),
        ("Kepala Bagian Humas di instansi pemerintah", "Kepala Bagian Humas"),
        ("Public Relations (PR)", "Public Relations"),
        ("Ahli gizi bidang klinik", "Ahli gizi"),
        ("Guru untuk anak berkebutuhan khusus", "Guru"),
        ("Analis data – perbankan", "Analis data"),
        ("Kepala Bidang Humas", "Kepala Bidang Humas"),
        ("Kepala Bidang Humas di kementerian", "Kepala Bidang Humas"),
        ("Dokter Spesialis Penyakit Dalam di rumah sakit", "Dokter Spesialis Penyakit Dalam"),
        ("Apoteker", "Apoteker"),
        ("(tanpa nama)", "(tanpa nama)"),
        ("", ""),
    ],
)
def test_the_core_name_leaves_out_where_the_profession_is_practised(full: str, core: str) -> None:
    assert core_name(full) == core


@pytest.mark.parametrize(
    ("lines", "others"),
    [
        (["# Public Relations (PR)", "Menjaga citra."], {"PR"}),
        (["# Hubungan Masyarakat", "Hubungan Masyarakat (Humas) menjaga citra lembaga."], {"Humas"}),
        (["Terapis gigi dan mulut (TGM) adalah tenaga kesehatan."], {"TGM"}),
        (["Terapis gigi, yang dahulu dikenal sebagai perawat gigi, merawat mulut pasien."], {"perawat gigi"}),
        (["Advokat, lebih sering disebut pengacara atau kuasa hukum, membela klien."], {"pengacara", "kuasa hukum"}),
        (["Wartawan atau jurnalis mengumpulkan keterangan."], {"jurnalis"}),
        (["Pilot, atau penerbang, adalah orang yang menerbangkan pesawat."], {"penerbang"}),
        (["Ilmuwan data alias data scientist adalah ahli statistika."], {"data scientist"}),
        (["Akuntan, dalam bahasa Inggris accountant, adalah tenaga yang mencatat uang."], {"accountant"}),
        (["Pekerja sosial, biasa disingkat peksos, adalah tenaga yang menolong keluarga."], {"peksos"}),
        (["Polisi hutan adalah petugas hutan. Profesi ini juga disebut jagawana."], {"jagawana"}),
        (["# Apoteker", "Meracik obat."], set()),
        (["Nelayan menangkap ikan. Dalam bahasa Inggris ia disebut fisher atau fisherman."], {"fisher", "fisherman"}),
        (["Nelayan menangkap ikan. Ia juga akrab dipanggil pelaut kecil."], {"pelaut kecil"}),
        (
            ["Nelayan menangkap ikan. Sebutan lainnya pelaut, juru laut, atau awak perahu."],
            {"pelaut", "juru laut", "awak perahu"},
        ),
        (
            ["Nelayan menangkap ikan. Sebutannya beragam: pelaut bila ke samudra, dan juru laut di sejumlah desa."],
            {"pelaut", "juru laut"},
        ),
        (
            ["Nelayan menangkap ikan. Orang juga menyebutnya pelaut, dan di lowongan kadang tertulis awak perahu."],
            {"pelaut", "awak perahu"},
        ),
        (["Nelayan menangkap ikan. Profesi yang dalam bahasa Inggris disebut fisherman ini berat."], {"fisherman"}),
    ],
)
def test_other_names_are_those_the_document_introduces(lines: list[str], others: set[str]) -> None:
    assert set(names(*lines)) == others


@pytest.mark.parametrize(
    "line",
    [
        "Perbedaan dengan profesi yang mirip, seperti Public Relations (PR), terletak pada fokusnya.",
        "Perawat gigi mirip bidan (bidan desa) dalam banyak hal, tetapi keduanya berbeda.",
        "Berbeda dengan dokter gigi (drg.), perawat gigi tidak mencabut geraham.",
        "Unitnya biasa disebut Poli Gigi.",
        "Alat itu dikenal sebagai scaler.",
        "Izinnya diatur dalam Permenkes (Peraturan Menteri Kesehatan).",
        "Mereka lulus Pendidikan Ahli Perawat Gigi (PAPG).",
        "Perawat bedah harus berdiri lama.",
        "Perawat gigi menyusun catatan yang disebut odontogram.",
        "Ada pula perawat gigi senior, disingkat PGS.",
        "Organisasi profesinya bernama Persatuan Terapis.",
        "Perlu Surat Tanda Registrasi Perawat Gigi (STRPG) untuk berpraktik.",
        "Ia bekerja di ruangan yang disebut poli.",
        "Pasiennya banyak, dan mereka sering disebut pelanggan.",
        "Orang yang membantunya disebut asisten dokter.",
    ],
)
def test_the_name_of_something_else_is_no_other_name(line: str) -> None:
    assert names("# Perawat Gigi", "Perawat gigi adalah tenaga kesehatan.", line) == ()


def test_other_names_begin_with_the_core_name_and_are_few() -> None:
    called = [f"Kepala Humas juga disebut nama{letter} humas." for letter in "abcdefgh"]
    found = names("# Kepala Humas di kementerian (KH)", *called)
    assert found[0] == "Kepala Humas"
    assert len(found) == 6


def test_names_that_front_matter_lists_come_first_and_are_all_kept() -> None:
    read = document("# Penata Rambut", "Penata rambut memotong rambut. Ia akrab dipanggil kapster.")
    listed = ["Penata Rambut", "hair stylist", *(f"nama{letter} rambut" for letter in "abcdef")]
    assert other_names("Penata Rambut", *read, listed=["hair stylist", "KAPSTER"]) == ("hair stylist", "KAPSTER")
    assert other_names("Penata Rambut", *read, listed=listed) == tuple(listed[1:])


def test_the_title_itself_is_no_other_name() -> None:
    assert names("# Perawat Gigi", "Perawat gigi (perawat gigi) adalah tenaga kesehatan.") == ()


def test_names_do_not_depend_on_the_order_of_paragraphs() -> None:
    lines: Sequence[str] = (SOURCES / "kepala-humas.txt").read_text(encoding="utf-8").strip().split("\n")
    assert title(*lines[::-1]) == title(*lines)


def test_a_document_without_any_text_still_has_a_title() -> None:
    assert infer_title([], [], "", "x.txt") == "X"


def test_the_development_documents_have_their_titles_and_other_names() -> None:
    wrong: list[str] = []
    labels = json.loads((DEVELOPMENT / "labels.json").read_text(encoding="utf-8"))
    for name, label in labels.items():
        read = read_document(DEVELOPMENT / name, DEVELOPMENT)
        accepted = {one.casefold() for one in (label["title"], *label["accepted_titles"])}
        known = {one.casefold() for one in (read.title, *read.aliases)}
        missing = [one for one in label["aliases_expected"] if one.casefold() not in known]
        if read.title.casefold() not in accepted or missing:
            wrong.append(f"{name}: {read.title!r}, also {read.aliases}, without {missing}")
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(labels), "\n".join(wrong)
