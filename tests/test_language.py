import pytest

from rag.language import (
    Operator,
    content_units,
    fold,
    formalise,
    is_known_word,
    names,
    numbers,
    operator_of,
    sentences,
    stem,
    stems,
    tokens,
)

NOT, ONLY, CAN = Operator.NEGATION, Operator.ONLY, Operator.CAN


@pytest.mark.parametrize(
    "parts",
    [
        ["Apoteker meracik obat.", "Ia juga melayani resep."],
        ["Apa tugasnya?", "Banyak!", "Salah satunya menulis."],
        ["Praktik dipimpin dr. Sari bersama drg. Budi.", "Keduanya dokter."],
        ["Ir. Soekarno adalah insinyur.", "H. Agus Salim diplomat."],
        ["Dasarnya UU No. 36 Tahun 2014.", "Aturan itu mengatur tenaga kesehatan."],
        ["Ketuanya Rina, S.Kom., M.M., lulusan Bandung.", "Wakilnya Dedi, S.Kom. dari Medan."],
        ["Gajinya Rp5.000.000 sebulan.", "Tunjangannya Rp 1.250.000,50."],
        ["Upahnya Rp. 5.000.000 sebulan.", "Itu belum termasuk lembur."],
        ["Nilai rata-ratanya 3.75 dari 4.00.", "Itu tinggi."],
        ["B. J. Habibie membuat pesawat.", "W. R. Supratman menggubah lagu."],
        ["Ia bekerja di PT. Maju Jaya.", "Kantornya di Jl. Sudirman."],
        ['Ia berkata, "Saya siap."', "Lalu ia pergi."],
        ["Ia menulis berita (dan opini.)", "Ia juga memotret."],
        ["Ia menulis berita, siaran pers, dll. setiap hari.", "Ia tekun."],
        ["Ia menulis berita, siaran pers, dll.", "Selain itu ia memotret."],
        ["Kerjanya dimulai pukul 08.00.", "Selesainya pukul 16.30 WIB."],
        ["Undang-undang itu terbit pada 2014.", "Isinya sepuluh bab."],
        ["1. Meracik obat.", "2. Melayani resep."],
        ["Tugasnya: 1. Meracik obat.", "2. Melayani resep.", "Ia teliti."],
        ["1. Meracik obat 2. Melayani resep 3. Memberi konseling"],
        ["Juaranya tim 2.", "Tim 1 kalah."],
    ],
)
def test_a_text_is_split_where_a_sentence_ends(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize("text", ["", "  \n "])
def test_no_text_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


def test_sentences_are_verbatim_slices() -> None:
    text = "  Ia   tegas.\n Ia adil,\n selalu.  "
    assert sentences(text) == ["Ia   tegas.", "Ia adil,\n selalu."]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Pesertanya 1.000 orang.", {"1000"}),
        ("Pesertanya seribu orang.", {"1000"}),
        ("Pengalaman 2,5 tahun", {"2.5"}),
        ("Gaji Rp5.000.000 per bulan", {"5000000"}),
        ("Gaji Rp. 5 juta per bulan", {"5000000"}),
        ("Gaji lima juta rupiah", {"5000000"}),
        ("Gaji 2,5 juta", {"2500000"}),
        ("UU No. 36 Tahun 2014", {"36", "2014"}),
        ("dua sampai tiga tahun", {"2", "3"}),
        ("dua, tiga, atau seratus", {"2", "3", "100"}),
        ("seratus, dua ratus, atau nol", {"100", "200", "0"}),
        ("versi 1.2.3", {"1.2.3"}),
        ("usia 20-30 tahun", {"20", "30"}),
        ("usia tiga puluh lima tahun", {"35"}),
        ("dua belas bulan, sebelas kota, sepuluh jari", {"12", "11", "10"}),
        ("seratus dua puluh orang", {"120"}),
        ("tahun dua ribu dua puluh empat", {"2024"}),
        ("tanpa angka", set()),
    ],
)
def test_numbers_have_values_however_they_are_written(text: str, values: set[str]) -> None:
    assert numbers(text) == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kantornya di Bandung dan Surabaya.", {"bandung", "surabaya"}),
        ("Ia lulusan ITB.", {"itb"}),
        ("PR berbeda dengan humas.", {"pr"}),
        ("Ia tegas. Kerjanya rapi.", set()),
        ('Menurut Rina, "Kami siap."', {"rina", "kami"}),
    ],
)
def test_names_are_capitalised_inside_a_sentence_or_acronyms(text: str, found: set[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "word", "operators"),
    [
        ("Ia tidak suka keramaian", "suka", {NOT}),
        ("Ia bukanlah wartawan", "wartawan", {NOT}),
        ("Ia bekerja tanpa perlu diawasi", "perlu", {NOT}),
        ("Pekerjaan ini penuh ketidakjelasan", "ketidakjelasan", {NOT}),
        ("gw gak suka keramaian", "suka", {NOT}),
        ("Tugasnya hanya mengurus media", "urus", {ONLY}),
        ("Tugasnya tidak hanya mengurus media", "urus", {NOT, ONLY}),
        ("Tugasnya mengurus media saja", "media", {ONLY}),
        ("cuma ngurus media", "urus", {ONLY}),
        ("Apa saja tugasnya", "tugas", set()),
        ("Ia selalu tampil sempurna", "tampil", {Operator.ALWAYS}),
        ("Ia harus mematuhi prosedur", "patuh", {Operator.MUST}),
        ("Semua pegawai hadir", "pegawai", {Operator.ALL}),
        ("Yang paling penting kejujuran", "penting", {Operator.MOST}),
        ("Ia lebih fokus", "fokus", {Operator.MORE}),
        ("Komunikasi sangat penting", "penting", {Operator.VERY}),
        ("Ia dapat menulis", "tulis", {CAN}),
        ("Ia tidak bisa menulis", "tulis", {NOT, CAN}),
        ("Mungkin timbul krisis", "timbul", {Operator.HEDGE}),
        ("Krisis dikelola jika timbul", "timbul", {Operator.CONDITION}),
        ("kalo krisis timbul", "krisis", {Operator.CONDITION}),
        ("Krisis itu ditangani tim", "tangan", {Operator.PASSIVE}),
        ("Diplomasi menuntut sabar", "diplomasi", set()),
    ],
)
def test_an_operator_belongs_to_the_next_content_word(text: str, word: str, operators: set[Operator]) -> None:
    assert [unit.operators for unit in content_units(text) if unit.stem == word] == [operators]


def test_an_operator_touches_no_other_word() -> None:
    others = [unit.operators for unit in content_units("Wartawan tidak menulis siaran pers") if unit.stem != "tulis"]
    assert others == [frozenset()] * 3


@pytest.mark.parametrize(
    ("word", "operator"), [("tidaklah", NOT), ("wajib", Operator.MUST), ("bukankah", NOT), ("media", None)]
)
def test_an_operator_is_known_with_its_clitic(word: str, operator: Operator | None) -> None:
    assert operator_of(word) is operator


@pytest.mark.parametrize(
    ("informal", "formal"),
    [
        ("gw gak tau", "saya tidak tahu"),
        ("kerjaan kabag", "pekerjaan kepala bagian"),
        ("tugas2 apaaa", "tugas apa"),
        ("TUGAS2NYA", "tugasnya"),
        ("skillnya gmn", "keterampilan bagaimana"),
        ("yg bkn humas", "yang bukan humas"),
        ("lulusan SMA, anak smp, ato s2?", "lulusan sma anak smp atau s2"),
        ("bedanya sma humas, kursus smp lulus", "bedanya sama humas kursus sampai lulus"),
        ("komunikasi dengan media massa", "komunikasi dengan media massa"),
    ],
)
def test_informal_spelling_becomes_formal(informal: str, formal: str) -> None:
    assert formalise(informal) == formal


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("mengelola", "kelola"),
        ("pengelolaan", "kelola"),
        ("menyampaikan", "sampai"),
        ("pekerjaannya", "kerja"),
        ("memperbaiki", "baik"),
        ("komunikasinya", "komunikasi"),
        ("wartawan", "wartawan"),
        ("seribu", "1000"),
        ("1.000", "1000"),
    ],
)
def test_a_word_is_reduced_to_its_root(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize(
    ("informal", "formal"),
    [
        ("ngurusin", "mengurus"),
        ("dibutuhin", "dibutuhkan"),
        ("nyusun", "menyusun"),
        ("nyiapin", "menyiapkan"),
        ("nyari", "mencari"),
        ("nulis", "menulis"),
        ("nanganin", "menangani"),
        ("ditanganin", "ditangani"),
        ("ngelola", "mengelola"),
        ("ngerjain", "mengerjakan"),
        ("ngajar", "mengajar"),
        ("nerbitin", "menerbitkan"),
        ("mikir", "memikirkan"),
        ("kerjaan", "pekerjaan"),
        ("butuh", "perlu"),
    ],
)
def test_an_informal_verb_has_the_stem_of_the_formal_one(informal: str, formal: str) -> None:
    assert stems(informal) == stems(formal) != []


def test_stems_leave_out_small_words_and_keep_order_and_repetitions() -> None:
    text = "Isu-isu yang dikelola oleh humas adalah isu dari masyarakat."
    assert stems(text) == ["isu", "kelola", "humas", "isu", "masyarakat"]


@pytest.mark.parametrize(("word", "known"), [("mengelola", True), ("ngurusin", True), ("humsa", False)])
def test_a_dictionary_word_is_known(word: str, known: bool) -> None:
    assert is_known_word(word) is known


def test_tokens_are_lower_case_words_and_numbers() -> None:
    assert tokens("Isu-isu publik: Rp5.000.000, 2,5 jam!") == ["isu-isu", "publik", "rp", "5.000.000", "2,5", "jam"]


def test_folding_joins_white_space_and_composes_letters() -> None:
    assert fold("  Kafe\u0301 \n BESAR ") == "kafé besar"
