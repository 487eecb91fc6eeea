"""The faithfulness gate against hand-written sentences: what must never be shown, and what may be refused needlessly.

Each line of ``data/gate.jsonl`` is a sentence, the paragraph it would cite, whether a person judges it faithful, and
the kind of attack. The gate was adjusted on the development split; the test split was held back for measuring.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.reading import read_document
from rag.sources import source_files
from rag.titles import core_name
from rag.types import Hit
from rag.verification import verify

ROOT = Path(__file__).parents[1]
NEVER = frozenset({"number", "name", "negation", "restriction", "subject"})
LEAST_CAUGHT = 0.99
# A refused rephrasing costs little: the source sentence is shown verbatim instead.
MOST_REFUSED = 0.4


@dataclass(frozen=True, slots=True)
class Case:
    sentence: str
    paragraph: str
    faithful: bool
    attack: str
    split: str


CASES = [Case(**json.loads(line)) for line in (ROOT / "tests/data/gate.jsonl").read_text("utf-8").splitlines()]
DOCUMENTS = {
    document.id: document
    for document in (read_document(path, ROOT / "sources") for path in source_files(ROOT / "sources"))
}
NAMES = [core_name(document.title) for document in DOCUMENTS.values()]


def is_shown(case: Case) -> bool:
    document_id, _, number = case.paragraph.partition("#p")
    document = DOCUMENTS[document_id]
    return verify(case.sentence, Hit(document.paragraphs[int(number) - 1], document.title, 1.0), NAMES).supported


def cases(*, faithful: bool, kinds: Iterable[str] = (), split: str = "") -> list[Case]:
    return [
        case
        for case in CASES
        if case.faithful is faithful and (not kinds or case.attack in kinds) and (not split or case.split == split)
    ]


def identity(case: Case) -> str:
    return f"{case.split}-{case.attack}-{case.paragraph}-{CASES.index(case)}"


@pytest.mark.parametrize("case", cases(faithful=False, kinds=NEVER), ids=identity)
def test_no_foreign_number_name_negation_restriction_or_subject_is_shown(case: Case) -> None:
    assert not is_shown(case), case.sentence


@pytest.mark.parametrize("split", ["development", "test"])
def test_nearly_every_unfaithful_sentence_is_refused(split: str) -> None:
    unfaithful = cases(faithful=False, split=split)
    shown = [case.sentence for case in unfaithful if is_shown(case)]
    assert len(unfaithful) >= 90
    assert 1 - len(shown) / len(unfaithful) >= LEAST_CAUGHT, shown


@pytest.mark.parametrize("case", cases(faithful=True, kinds=["verbatim"]), ids=identity)
def test_a_verbatim_sentence_is_shown(case: Case) -> None:
    assert is_shown(case), case.sentence


@pytest.mark.parametrize("split", ["development", "test"])
def test_most_light_rephrasings_are_shown(split: str) -> None:
    rephrased = cases(faithful=True, kinds=["rephrase"], split=split)
    refused = [case.sentence for case in rephrased if not is_shown(case)]
    assert len(rephrased) >= 20
    assert len(refused) / len(rephrased) <= MOST_REFUSED, refused
