"""What a system answered to a case, in the evals' own terms: any system that gives the public JSON can be scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GivenSentence:
    """One sentence that was shown."""

    text: str
    cited: tuple[str, ...]
    """Ids of the paragraphs it cites."""
    origin: str = "llm"


@dataclass(frozen=True, slots=True)
class GivenQuote:
    """The words that a citation shows as its support."""

    paragraph_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer; of a system that failed, ``error`` says how, and there is nothing else."""

    case_id: str
    answered: bool
    text: str
    sentences: tuple[GivenSentence, ...] = ()
    quotes: tuple[GivenQuote, ...] = ()
    retrieved: tuple[str, ...] = ()
    """Paragraph ids, best first."""
    suggestions: tuple[str, ...] = ()
    first_sentence_seconds: float = 0.0
    total_seconds: float = 0.0
    retrieve_seconds: float = 0.0
    error: str = ""


def given_answer(case_id: str, answer: Mapping[str, Any]) -> GivenAnswer:
    """An answer from the JSON object of the public contract.

    Raises:
        KeyError: the object lacks a key of the contract, or a sentence cites a number that no citation has.
    """
    cited = {one["number"]: one["paragraph_id"] for one in answer["citations"]}
    return GivenAnswer(
        case_id=case_id,
        answered=answer["status"] == "answered",
        text=answer["text"],
        sentences=tuple(
            GivenSentence(one["text"], tuple(cited[number] for number in one["citations"]), one["origin"])
            for one in answer["sentences"]
        ),
        quotes=tuple(GivenQuote(one["paragraph_id"], one["quote"]) for one in answer["citations"]),
        retrieved=tuple(one["paragraph_id"] for one in answer["retrieved"]),
        suggestions=tuple(answer["suggestions"]),
        first_sentence_seconds=answer["seconds"]["first_sentence"],
        total_seconds=answer["seconds"]["total"],
        retrieve_seconds=answer["seconds"]["retrieve"],
    )
