import pytest

from rag.formats.blocks import Block
from rag.formats.plain_text import plain_blocks


def heading(text: str, level: int = 2) -> Block:
    return Block(text, is_heading=True, level=level)


def outline(text: str) -> list[str]:
    """Headings with a # in front, as many as their level; paragraphs as they are."""
    return ["#" * block.level + " " + block.text if block.is_heading else block.text for block in plain_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meracik obat.\nMelayani resep.\n", ["Meracik obat.", "Melayani resep."]),
        ("Meracik obat\nuntuk pasien.\n\nMelayani\n  resep.\n", ["Meracik obat untuk pasien.", "Melayani resep."]),
        ("Meracik obat.\n \t\n\nMelayani\nresep.\n", ["Meracik obat.", "Melayani resep."]),
        ("Ia teliti.\n- meracik\n- melayani\nIa sabar.", ["Ia teliti.", "- meracik\n- melayani", "Ia sabar."]),
        ("Ia teliti.\n\nTugasnya:\n- meracik\n- melayani", ["Ia teliti.", "Tugasnya:\n- meracik\n- melayani"]),
        ("Ia teliti.\n\n12\n\nIa sabar.", ["Ia teliti.", "12", "Ia sabar."]),
        ("Ia teliti.\n-----\nIa sabar.\n* * *\nIa ramah.\n....", ["Ia teliti.", "Ia sabar.", "Ia ramah."]),
        (
            "Ia teliti dan\nsabar.\n_____\nIa ramah\nsekali.\n\nBaik.",
            ["Ia teliti dan sabar.", "Ia ramah sekali.", "Baik."],
        ),
        ("| a | b |\n|---|---|\n\nIa teliti.", ["| a | b | |---|---|", "Ia teliti."]),
        ("Ia teliti.\n\n(?)\n\nIa sabar.", ["Ia teliti.", "Ia sabar."]),
        ("", []),
        ("\n \n", []),
        ("---\n***", []),
    ],
)
def test_paragraphs_follow_the_blank_lines_or_else_the_lines(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the lines below the title end in sentences: each is a paragraph
        ("Apoteker\n\nIa teliti.\nIa sabar.\nIa ramah.", ["## Apoteker", "Ia teliti.", "Ia sabar.", "Ia ramah."]),
        ("Apoteker\n====\n\nIa teliti.\nIa sabar.", ["# Apoteker", "Ia teliti.", "Ia sabar."]),
        (
            "Apoteker\n\nIa teliti.\n- meracik\n- melayani\nIa sabar.",
            ["## Apoteker", "Ia teliti.", "- meracik\n- melayani", "Ia sabar."],
        ),
        # they do not: one wrapped paragraph
        (
            "Apoteker\n\nIa teliti dan\nsabar sekali\nserta ramah.",
            ["## Apoteker", "Ia teliti dan sabar sekali serta ramah."],
        ),
        ("Apoteker\n\nIa teliti dan\nsabar.\nIa ramah.", ["## Apoteker", "Ia teliti dan sabar. Ia ramah."]),
        # a second blank line: the rule of blank lines holds everywhere
        ("Apoteker\n\nIa teliti.\nIa sabar.\n\nIa ramah.", ["## Apoteker", "Ia teliti. Ia sabar.", "Ia ramah."]),
        # no title: so does it here
        ("Ia ramah.\n\nIa teliti.\nIa sabar.", ["Ia ramah.", "Ia teliti. Ia sabar."]),
    ],
)
def test_below_a_lone_title_lines_are_paragraphs_unless_they_are_wrapped(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Apoteker\n\nTugas\n\nIa meracik.\n\nSyarat\n\nIa teliti.",
            ["## Apoteker", "## Tugas", "Ia meracik.", "## Syarat", "Ia teliti."],
        ),
        (
            "Apoteker\nTugas\nIa meracik.\nSyarat\nIa teliti.",
            ["## Apoteker", "## Tugas", "Ia meracik.", "## Syarat", "Ia teliti."],
        ),
        (
            "Apa itu apoteker?\n\nIa meracik.\n\nSukakah kamu?\n\nIa teliti.",
            ["## Apa itu apoteker?", "Ia meracik.", "## Sukakah kamu?", "Ia teliti."],
        ),
        (
            "Ia ramah.\n\nTugas\n\nTugas utama\n\nIa meracik.",
            ["Ia ramah.", "## Tugas", "### Tugas utama", "Ia meracik."],
        ),
        ("Ia ramah.\n\nTugas:\n\nIa meracik.", ["Ia ramah.", "## Tugas:", "Ia meracik."]),
        ("Ia ramah.\n\nTugas\n\n- meracik\n- melayani", ["Ia ramah.", "## Tugas", "- meracik\n- melayani"]),
        (
            "BAB I\n\nPENDAHULUAN\n\nA. Latar\n\nIa meracik.\n\n1. Tujuan\n\nIa teliti.\n\nBAB II\n\nIa sabar.",
            [
                "# BAB I",
                "## PENDAHULUAN",
                "### A. Latar",
                "Ia meracik.",
                "#### 1. Tujuan",
                "Ia teliti.",
                "# BAB II",
                "Ia sabar.",
            ],
        ),
        ("BAB I\nPENDAHULUAN\n\nIa meracik\nobat.", ["# BAB I PENDAHULUAN", "Ia meracik obat."]),
        (
            "Ia ramah.\n\n1. Tugas utama\n\nIa meracik.\n\n1.1 Obat\n\nIa teliti.",
            ["Ia ramah.", "#### 1. Tugas utama", "Ia meracik.", "##### 1.1 Obat", "Ia teliti."],
        ),
        (
            "1. Tugas utama\nIa meracik.\n2. Syarat\nIa teliti.",
            ["#### 1. Tugas utama", "Ia meracik.", "#### 2. Syarat", "Ia teliti."],
        ),
        ("Apoteker\n========\nTugas apa?\n----------\nIa meracik.", ["# Apoteker", "## Tugas apa?", "Ia meracik."]),
        ("=====\nApoteker\n=====\n\nIa meracik\nobat.", ["# Apoteker", "Ia meracik obat."]),
    ],
)
def test_these_lines_are_headings(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Paragraf satu\nParagraf dua\nParagraf tiga",
        "Ia ramah.\n\nTugas",
        "Ia ramah.\n\ntugas utama\n\nIa meracik.",
        "Ia ramah.\n\nTugas utama\n\n" + "kata " * 18,
        "Ia ramah.\n\n1. Meracik\n\n2. Melayani\n\nIa teliti.",
        "Tugasnya banyak.\n1. Meracik\n2. Melayani\nIa teliti.",
        "Ia ramah.\nMeracik\nMelayani\nMenyimpan\nIa teliti.",
        "Ia ramah.\n\n12\n\nIa teliti.",
        "Ia ramah.\n\n" + "Tugas " * 16 + "\n\nIa meracik.",
    ],
)
def test_these_lines_are_no_headings_and_none_is_lost(text: str) -> None:
    blocks = plain_blocks(text)
    assert not any(block.is_heading for block in blocks)
    assert " ".join(block.text for block in blocks).split() == text.split()


def test_a_lead_in_line_above_a_list_is_left_to_the_reader() -> None:
    assert plain_blocks("Apoteker\n\nTugasnya:\n\n- meracik\n- melayani") == [
        heading("Apoteker"),
        Block("Tugasnya:"),
        Block("- meracik\n- melayani"),
    ]
