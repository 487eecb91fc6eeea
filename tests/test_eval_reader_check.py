"""What a reader writes is held against the question: does it hold the answer, cite the right paragraph, refuse?"""

import pytest
from scripted_model import ScriptedModel

from evals.reader_check import Reading, read
from evals.reader_examples import SquadContexts
from evals.squad import SquadQuestion
from rag.types import Hit, Paragraph

OWN = Hit(Paragraph("candi", 1, "Candi itu selesai pada tahun 856."), "", 0.0)
OTHER = Hit(Paragraph("sawah", 1, "Sawah dipanen pada bulan Mei."), "", 0.0)


@pytest.mark.parametrize(
    ("written", "refused", "contains", "cites"),
    [
        ("Candi itu selesai pada tahun 856. [2]", False, True, True),
        ("Pada tahun 856. [1]", False, True, False),
        ("Pada tahun 1856. [2]", False, False, True),
        ("Tidak ditemukan.", True, False, False),
        ("\nPada tahun 856. [2]", False, False, False),  # nothing stands in its line
    ],
)
def test_an_answer_is_held_against_its_question(written: str, refused: bool, contains: bool, cites: bool) -> None:
    asked = SquadQuestion("Kapan candi itu selesai?", OWN.paragraph.text, True, ("tahun 856",))
    model = ScriptedModel(script=[written])
    found = read(model, SquadContexts(asked, OWN, (OTHER,)), [OTHER, OWN])
    assert found == Reading(answerable=True, refused=refused, contains=contains, cites=cites)
    assert "[2]\nCandi itu selesai" in model.seen[0][0].text


def test_a_model_that_fails_has_written_nothing() -> None:
    asked = SquadQuestion("Kapan candi itu selesai?", OWN.paragraph.text, True, ("tahun 856",))
    model = ScriptedModel(script=["Candi itu", RuntimeError("hangs")])
    found = read(model, SquadContexts(asked, OWN, (OTHER,)), [OTHER, OWN])
    assert found == Reading(answerable=True, refused=False, contains=False, cites=False)
