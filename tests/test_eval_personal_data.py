"""Texts that tell who wrote them are seen; questions about professions are not taken for such."""

import pytest

from evals.personal_data import personal_data


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Kirim ke budi.santoso@gmail.com ya", "an e-mail address"),
        ("budi (at) gmail (dot) com", "an e-mail address"),
        ("ＢＵＤＩ＠gmail.com", "an e-mail address"),
        ("bu\u200bdi@gm\u00adail.com", "an e-mail address"),
        ("lihat https://contoh.id/profil", "a link"),
        ("chat www.contoh.id", "a link"),
        ("wa.me/628123456789", "a link"),
        ("follow ig aku @budi_99", "an account name"),
        ("WA 081234567890", "a telephone number"),
        ("0812-3456-7890 nomor saya", "a telephone number"),
        ("telp (021) 555 1234 5", "a telephone number"),
        ("+62 812 3456 789", "a telephone number"),
        ("628123456789", "a telephone number"),
        ("+65 8123 4567", "a telephone number"),
        ("NIK 3174 0512 3456 0001", "a number of an identity or an account"),
        ("rekening 1234567890", "a number of an identity or an account"),
        ("saya tinggal di Jl. Merdeka 5", "a street address"),
        ("Nama saya Budi, cocok jadi perawat?", "a person's name"),
        ("namaku Siti", "a person's name"),
        ("nama lengkap gue Budi Santoso", "a person's name"),
        ("Saya bernama Siti", "a person's name"),
    ],
)
def test_it_is_seen(text: str, what: str) -> None:
    assert personal_data(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Apa tugas utama perawat?",
        "Gaji perawat Rp5.000.000–10.000.000 per bulan, benar gak?",
        "Gaji 5000000 sampai 8000000 sebulan?",
        "Apakah perlu nilai 3,25 dari 4,00?",
        "Berapa lama kuliahnya, 4 atau 5 tahun (2020–2025)?",
        "Kerja 08.00-17.00 atau 3 shift?",
        "Apa nama lain profesi ini?",
        "Kalau jalan-jalan terus, cocok jadi pramugari?",
        "Bidan praktik 24 jam, 7 hari seminggu?",
        "C++ atau C# untuk pengembang back-end, Node.js juga?",
        "Usia 18-35 tahun, tinggi minimal 155 cm, berat 45-60 kg?",
    ],
)
def test_a_question_about_a_profession_holds_none(text: str) -> None:
    assert personal_data(text) == ""
