import pytest

from rag.formats.markdown import markdown_blocks


def outline(text: str) -> list[str]:
    """Headings with a # in front, as many as their level; paragraphs as they are."""
    return ["#" * block.level + " " + block.text if block.is_heading else block.text for block in markdown_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Apoteker #\n\nIa\n\n### Tugas\n\nmeracik", ["# Apoteker", "Ia", "### Tugas", "meracik"]),
        ("Apoteker\n===\n\nIa.\n\nTugas apa?\n---\n\nmeracik", ["# Apoteker", "Ia.", "## Tugas apa?", "meracik"]),
        ("Ia meracik\nobat.\n\nIa\n  teliti.", ["Ia meracik obat.", "Ia teliti."]),
        (
            "- meracik\n  obat\n\n- melayani\n  - resep\n  - pasien\n\nIa.",
            ["- meracik obat\n- melayani\n- resep\n- pasien", "Ia."],
        ),
        ("Tugasnya:\n- meracik\n- melayani\n\nIa.", ["Tugasnya:\n- meracik\n- melayani", "Ia."]),
        ("Tugasnya:\n\n- meracik\n- melayani", ["Tugasnya:", "- meracik\n- melayani"]),
        ("Ia bekerja.\n- meracik\n\nIa.", ["Ia bekerja.", "- meracik", "Ia."]),
        ("Tugasnya:\n# Obat\n\nIa.", ["Tugasnya:", "# Obat", "Ia."]),
        ("Ia.\n\nTugasnya:", ["Ia.", "Tugasnya:"]),
        ("> Ia teliti\n> dan sabar.\n\nIa.", ["> Ia teliti\n> dan sabar.", "Ia."]),
        ("```python\nobat = 1\n\nresep = 2\n```\n\nIa.", ["obat = 1\nresep = 2", "Ia."]),
        ("Ia.\n\n~~~\nobat", ["Ia.", "obat"]),
        (
            "| Obat | Dosis |\n|---|---|\n| Sirup | 5 ml |\n\nIa.",
            ["| Obat | Dosis |\n|---|---|\n| Sirup | 5 ml |", "Ia."],
        ),
        (
            "Ia *teliti* dan [sabar](http://contoh.id), `ya`.\n\nIa.",
            ["Ia *teliti* dan [sabar](http://contoh.id), `ya`.", "Ia."],
        ),
        (
            "[obat]: http://contoh.id\n\n    Menjorok ke dalam\n    sekali.",
            ["[obat]: http://contoh.id", "Menjorok ke dalam sekali."],
        ),
        ("Ia.\n\n---\n\n***\n\nIa.", ["Ia.", "Ia."]),
        ("<!-- jangan\n\ndibaca -->\n\nIa.", ["Ia."]),
        ("<!-- satu --> Ia teliti. <!-- dua -->\n\nIa.", ["Ia teliti.", "Ia."]),
        ("<!-- tidak ditutup\n\nIa.", ["<!-- tidak ditutup\nIa."]),
        ('<div align="center">\nIa <b>teliti</b>.\n</div>\n\nIa.', ["Ia <b>teliti</b>.", "Ia."]),
        (
            "**Tugas utama:**\n\nIa meracik.\n\n__1. Syarat__\n\nIa.",
            ["####### Tugas utama", "Ia meracik.", "####### 1. Syarat", "Ia."],
        ),
        ("**Ia teliti.**\n\n**Obat** dan **resep**\n\nIa.", ["**Ia teliti.**", "**Obat** dan **resep**", "Ia."]),
        ("", []),
    ],
)
def test_blocks_keep_the_lines_as_they_are_written(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Apoteker\nIa meracik.\nIa teliti.", ["# Apoteker", "Ia meracik.", "Ia teliti."]),
        ("Ia meracik.\nIa teliti.\n## Tugas\nIa sabar.", ["Ia meracik.", "Ia teliti.", "## Tugas", "Ia sabar."]),
        ("Ia.\n- meracik\n- melayani\nIa teliti.", ["Ia.", "- meracik\n- melayani", "Ia teliti."]),
        ("Ia.\nTugasnya:\n- meracik\n- melayani", ["Ia.", "Tugasnya:\n- meracik\n- melayani"]),
        ("Ia.\nIa teliti.\nTugas\n---\nIa sabar.", ["Ia.", "Ia teliti.", "## Tugas", "Ia sabar."]),
        ("Ia.\n| a | b |\n|---|---|\n| c | d |", ["Ia.", "| a | b |\n|---|---|\n| c | d |"]),
    ],
)
def test_without_blank_lines_each_line_of_prose_is_a_paragraph(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


def test_a_rule_right_below_a_sentence_makes_no_heading() -> None:
    assert outline("Ia teliti.\n---\n\nIa sabar.") == ["Ia teliti.", "Ia sabar."]
    assert outline("Ia teliti.\n---\nIa sabar.") == ["Ia teliti.", "Ia sabar."]
    assert outline("kata " * 20 + "\n---\n\nIa.") == [("kata " * 20).strip(), "Ia."]
