"""What models write before the gate is judged by the paragraphs they had, and counted."""

import pytest

from evals.drafts import DraftedSentence, judged, write
from rag.types import Hit, Paragraph

HITS = [
    Hit(Paragraph("koki", 2, "Koki menyiapkan bahan, memasak 40 porsi, dan membersihkan dapur."), "Koki", 0.0),
    Hit(Paragraph("koki", 3, "Ia juga tidak boleh meninggalkan kompor yang menyala."), "Koki", 0.0),
]


@pytest.mark.parametrize(
    ("draft", "breaks", "passes"),
    [
        ("Koki menyiapkan bahan, memasak 40 porsi, dan membersihkan dapur. [1]", False, True),
        ("Ia juga tidak boleh meninggalkan kompor yang menyala. [2]", False, True),
        ("Koki menyiapkan bahan, memasak 50 porsi, dan membersihkan dapur.", True, False),
        ("Ia juga boleh meninggalkan kompor yang menyala.", True, False),
        ("Koki menyiapkan hidangan pesta.", False, False),
    ],
)
def test_a_draft_is_held_against_all_paragraphs_of_its_prompt(draft: str, breaks: bool, passes: bool) -> None:
    found = judged(draft, HITS)
    assert (found.breaks, found.passes) == (breaks, passes)
    assert "[" not in found.text


def test_the_shares_are_of_what_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = [
        DraftedSentence("Koki memasak.", breaks=False, passes=True),
        DraftedSentence("Koki memasak 50 porsi.", breaks=True, passes=False),
        DraftedSentence("", breaks=True, passes=True),
    ]
    write("some", said)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("(")[0] for line in lines] == ["some: of 2 sentences 0.500 ", "some: of 2 sentences 0.500 "]
    write("none", [])
    assert "of 0 sentences 0.000" in capsys.readouterr().out
