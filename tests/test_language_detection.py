import pytest

from rag.formats.language_detection import MIN_CHARACTERS, foreign_language

INDONESIAN = (
    "Apoteker adalah tenaga kesehatan yang meracik obat, melayani resep dokter, dan menjelaskan "
    "kepada pasien bagaimana obat itu diminum."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (INDONESIAN, ""),
        (INDONESIAN.upper(), ""),
        (
            "Pegawai farmasi bertanggungjawab membekalkan ubat-ubatan kepada pesakit di hospital.",
            "",
        ),
        (
            "Data scientist membangun machine learning pipeline dan dashboard untuk stakeholder, lalu mempresentasikan "
            "insight kepada manajemen setiap minggu supaya keputusan bisnis lebih tepat.",
            "",
        ),
        (
            "A pharmacist prepares medicines and explains to patients in the hospital how they should be taken.",
            "English",
        ),
        (
            "Apoteker iku tenaga kesehatan sing nduweni keahlian ing babagan obat lan menehi layanan marang pasien.",
            "Javanese or Sundanese",
        ),
        ("Een apotheker bereidt geneesmiddelen en legt aan patiënten uit hoe zij die moeten innemen.", "Dutch"),
        ("", ""),
    ],
)
def test_a_text_that_is_not_indonesian_is_named_by_its_language(text: str, language: str) -> None:
    assert foreign_language(text) == language


def test_a_short_text_is_not_judged() -> None:
    english = "The pharmacist prepares the medicines for the patients in the hospital"
    assert foreign_language(english[: MIN_CHARACTERS - 1]) == ""
    assert foreign_language(english[:MIN_CHARACTERS]) == "English"


def test_a_foreign_quotation_does_not_make_a_document_foreign() -> None:
    assert foreign_language(INDONESIAN * 3 + " First, do no harm; listen to the patient before you prescribe.") == ""
