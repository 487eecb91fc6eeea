"""Several questions in one: "siapa yang cocok, terus yang bakal keteteran siapa?" wants two paragraphs."""

import re
from typing import Final

from rag.language import formalise

# Between two things asked. A bare comma or "dan" joins the halves of one question as often as two.
_BETWEEN = re.compile(
    r"(?<=[?!.;])\s+"
    r"|[,;]\s*(?=(?:terus|trus|lalu|kemudian|dan|serta|sekalian|sama|juga|plus|sesudah itu|setelah itu)\b)"
    r"|\s+(?=(?:terus|trus|sekalian)\s)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:apa|apakah|apaan|siapa|siapakah|berapa|bagaimana|bagaimanakah|mengapa|kenapa|kapan|mana|dimana|seberapa"
    r"|sebutkan|jelaskan|ceritakan)\b"
)
_MOST_PARTS: Final[int] = 3
"""Of a question with more parts the first ones are answered: an answer has four sentences."""


def question_parts(question: str) -> list[str]:
    """The parts of a question that each ask something, in order; the question alone if there are not several.

    What only tells ("Saya siswa kelas 12.") goes with the part behind it.
    """
    parts: list[str] = []
    told = ""
    for piece in _BETWEEN.split(question):
        text = f"{told} {piece}".strip()
        if _ASKS.search(formalise(piece)):
            parts.append(text)
            told = ""
        else:
            told = text
    if len(parts) < 2:
        return [question]
    if told:
        parts[-1] = f"{parts[-1]} {told}"
    return parts[:_MOST_PARTS]
