"""The gate by itself: the profession's name where its source leaves it out, and negations that undo each other."""

import pytest

from rag.types import Aspect, Hit, Paragraph
from rag.verification import Reason, verify

TEXT = (
    "Satpam menjaga pintu masuk. Ia juga memeriksa tamu yang datang. Mereka mencatat kejadian di buku mutasi. "
    "Tugasnya meliputi patroli malam dan pencatatan tamu."
)


def verdict(sentence: str, aspect: Aspect = Aspect.DUTIES) -> Reason | None:
    return verify(sentence, Hit(Paragraph("satpam", 1, TEXT, aspect), "Satpam", 0.0)).reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Satpam juga memeriksa tamu yang datang.",
        "Satpam mencatat kejadian di buku mutasi.",
        "Tugas satpam meliputi patroli malam dan pencatatan tamu.",
        "Tugas satpam meliputi pencatatan tamu.",
    ],
)
def test_the_name_may_stand_for_ia(sentence: str) -> None:
    assert verdict(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Mereka mencatat kejadian di satpam.",
        "Ia juga memeriksa satpam yang datang.",
        "Tugasnya meliputi patroli satpam dan pencatatan tamu.",
        "Tugasnya meliputi patroli malam dan satpam.",
    ],
)
def test_the_name_never_stands_for_another_word(sentence: str) -> None:
    assert verdict(sentence) is not None


def test_where_professions_are_compared_ia_may_be_either() -> None:
    sentence = "Satpam juga memeriksa tamu yang datang."
    assert verdict(sentence) is None
    assert verdict(sentence, Aspect.DIFFERENCE) is Reason.UNSUPPORTED
    assert verdict("Ia juga memeriksa tamu yang datang.", Aspect.DIFFERENCE) is None


NEGATED = (
    "Kerja satpam tidak terasa: tak ada yang mengeluh. "
    "Jumlahnya dihitung benar, tidak kurang dan tidak lebih, serta dicatat."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Kerja satpam tidak terasa: tak ada yang tidak mengeluh.",
        "Kerja satpam tidak tidak terasa: tak ada yang mengeluh.",
        "Jumlahnya dihitung benar, tidak kurang dan lebih, serta dicatat.",
    ],
)
def test_two_negations_of_one_word_are_not_one(sentence: str) -> None:
    hit = Hit(Paragraph("satpam", 1, NEGATED), "Satpam", 0.0)

    assert verify(sentence, hit).reason is Reason.POLARITY
    assert all(verify(one, hit).supported for one in NEGATED.replace(". ", ".|").split("|"))
