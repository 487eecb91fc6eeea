import json
from dataclasses import FrozenInstanceError, replace

import pytest

from rag.types import Answer, Aspect, Citation, Hit, Paragraph, Seconds, Sentence, Understanding

PARAGRAPH = Paragraph("kepala-humas", 2, "Tanggung jawab utama mencakup menyusun strategi komunikasi.", Aspect.DUTIES)
ANSWERED = Answer(
    question="Apa tugas kepala humas?",
    status="answered",
    text="Menyusun strategi komunikasi. [1]",
    sentences=(Sentence("Menyusun strategi komunikasi.", (1,), "llm"),),
    citations=(
        Citation(1, PARAGRAPH.id, "kepala-humas", "Kepala Humas", 2, "menyusun strategi komunikasi", PARAGRAPH.text),
    ),
    retrieved=(Hit(PARAGRAPH, "Kepala Humas", 0.5),),
    suggestions=("Siapa yang cocok menjadi Kepala Humas?",),
    model="bundled",
    seconds=Seconds(0.1, 0.2, 0.3),
    id="q-7",
)


def test_a_paragraph_is_named_by_its_document_and_number() -> None:
    assert PARAGRAPH.id == "kepala-humas#p2"


@pytest.mark.parametrize(
    "text",
    ["Kafe  menyajikan\n kopi é.", "\tKafe menyajikan kopi é. ", "Kafe menyajikan kopi e\u0301."],
)
def test_white_space_and_composition_leave_the_hash_alone(text: str) -> None:
    assert Paragraph("a", 1, text).hash == Paragraph("a", 1, "Kafe menyajikan kopi é.").hash


@pytest.mark.parametrize("text", ["Kafe menyajikan kopi e.", "kafe menyajikan kopi é.", "Kafe menyajikan kopi é"])
def test_another_wording_has_another_hash(text: str) -> None:
    assert Paragraph("a", 1, text).hash != Paragraph("a", 1, "Kafe menyajikan kopi é.").hash


def test_the_hash_knows_the_words_only() -> None:
    moved = Paragraph("lain", 9, PARAGRAPH.text, Aspect.OTHER, "Judul")
    assert moved.hash == PARAGRAPH.hash
    assert len(moved.hash) == 16 and int(moved.hash, 16) >= 0


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        PARAGRAPH.number = 3  # type: ignore[misc]


def test_an_answer_becomes_the_object_of_the_contract() -> None:
    assert json.loads(json.dumps(ANSWERED.as_json())) == {
        "id": "q-7",
        "question": "Apa tugas kepala humas?",
        "status": "answered",
        "text": "Menyusun strategi komunikasi. [1]",
        "sentences": [{"text": "Menyusun strategi komunikasi.", "citations": [1], "origin": "llm", "about": ""}],
        "citations": [
            {
                "number": 1,
                "paragraph_id": "kepala-humas#p2",
                "document_id": "kepala-humas",
                "title": "Kepala Humas",
                "paragraph": 2,
                "quote": "menyusun strategi komunikasi",
                "text": "Tanggung jawab utama mencakup menyusun strategi komunikasi.",
                "aspect": "lainnya",
            }
        ],
        "retrieved": [{"paragraph_id": "kepala-humas#p2", "score": 0.5}],
        "suggestions": ["Siapa yang cocok menjadi Kepala Humas?"],
        "model": "bundled",
        "seconds": {"retrieve": 0.1, "first_sentence": 0.2, "total": 0.3},
        "note": "",
        "understanding": None,
    }


def test_an_unanswered_question_has_the_same_keys_and_no_sentences() -> None:
    answer = Answer(question="Berapa gajinya?", status="not_found", text="Maaf, tidak ada.").as_json()
    assert answer.keys() == ANSWERED.as_json().keys()
    assert (answer["id"], answer["sentences"], answer["citations"], answer["retrieved"]) == (None, [], [], [])


def test_an_answer_tells_what_the_question_was_taken_to_mean() -> None:
    understanding = Understanding(
        text="apa beda gaji a dan b",
        spoken="Apa beda gaji A dan B?",
        aspects=(Aspect.DIFFERENCE,),
        names={"a": 0.5, "b": 0.9},
        named=frozenset({"a", "b"}),
        topic=frozenset({"gaji", "beda"}),
        facts=frozenset({"gaji"}),
        compared=("a", "b"),
    )
    told = json.loads(json.dumps(replace(ANSWERED, understanding=understanding).as_json()))["understanding"]
    assert told == {
        "text": "apa beda gaji a dan b",
        "aspects": ["perbedaan"],
        "professions": ["b", "a"],
        "topic": ["beda", "gaji"],
        "facts": ["gaji"],
        "compares": ["a", "b"],
        "recommends": False,
        "from_history": False,
        "unknown_profession": False,
    }
