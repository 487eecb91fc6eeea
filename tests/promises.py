"""What every answer must keep, whatever drafted it. Used by the chain, acceptance and command-line tests.

Written against the contract and the source files alone: it does not use the gate it checks.
"""

import re
from pathlib import Path
from typing import Any

DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
CARRIED = frozenset(
    "tidak bukan tanpa kurang belum jangan hanya cuma selalu wajib semua paling seluruh setiap pasti".split()
)


def folded(text: str) -> str:
    return " ".join(text.split())


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))


def assert_promises_hold(answer: dict[str, Any], sources: Path) -> None:
    """Promises 1 to 4 of one answer object, against the documents on disk."""
    files = {path.stem: folded(path.read_text(encoding="utf-8")) for path in sources.iterdir()}
    retrieved = {hit["paragraph_id"] for hit in answer["retrieved"]}
    by_number = {citation["number"]: citation for citation in answer["citations"]}
    assert len(by_number) == len(answer["citations"])
    if answer["status"] == "not_found":
        assert not answer["sentences"]
        assert not answer["citations"]
        assert answer["suggestions"]
        return
    assert answer["status"] == "answered"
    assert answer["sentences"]
    for citation in by_number.values():
        assert citation["paragraph_id"] in retrieved
        assert citation["paragraph_id"] == f"{citation['document_id']}#p{citation['paragraph']}"
        assert citation["quote"] in citation["text"]
        assert folded(citation["text"]) in files[citation["document_id"]]
    for sentence in answer["sentences"]:
        assert sentence["citations"], sentence
        assert f"{sentence['text']} {''.join(f'[{n}]' for n in sentence['citations'])}" in answer["text"]
        cited = [by_number[number] for number in sentence["citations"]]
        evidence = " ".join(f"{citation['title']} {citation['text']}" for citation in cited)
        assert set(DIGITS.findall(sentence["text"])) <= set(DIGITS.findall(evidence)), sentence
        assert words(sentence["text"]) & CARRIED <= words(evidence), sentence
        if sentence["origin"] == "quote":
            assert any(sentence["text"] in citation["text"] for citation in cited), sentence
        else:
            assert sentence["origin"] == "llm"
            # Every number, and every word written like a name inside the sentence, stands in the evidence.
            inside = re.findall(r"(?<=[^.!?] )[A-Z][\w-]+", sentence["text"])
            assert {word.lower() for word in inside} <= {word.lower() for word in re.findall(r"[\w-]+", evidence)}
