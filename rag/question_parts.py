"""Several questions in one: "siapa yang cocok, terus yang bakal keteteran siapa?" wants two paragraphs."""

import re
from typing import Final

from rag.aspects import question_aspects
from rag.language import formalise
from rag.question_words import fact_kinds
from rag.types import Aspect

_Matter = frozenset[Aspect | str]

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
# Between the things that one question lists.
_LISTED = re.compile(
    r"\s*(?:[,;+&/]|\b(?:dan|serta|sekaligus|plus|maupun|and)\b)+\s*(?:\b(?:dan|serta|juga|lalu|terus|trus)\b\s*)?"
    r"|\s+(?:sama|sm|n|lalu|terus|trus|trs)\s+",
    re.IGNORECASE,
)
# What is asked yes or no is one matter, however much is told of it.
_YES_OR_NO = re.compile(r"\b(?:masa|masak|kan|iya|(?!(?:siapa|berapa|bagaimana|mengapa|mana|kapan)kah)\w+kah)\b")
_MOST_BARE_WORDS: Final[int] = 4
"""A thing listed without a word that asks ("tugas, gaji, dan realitanya") has no more words."""
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
        return _listed(question)[:_MOST_PARTS]
    if told:
        parts[-1] = f"{parts[-1]} {told}"
    return [thing for part in parts for thing in _listed(part)][:_MOST_PARTS]


def _listed(question: str) -> list[str]:
    """The things that a question lists, if each of them is another matter; else the question alone."""
    if _YES_OR_NO.search(formalise(question)):
        return [question]
    parts: list[str] = []
    matters: list[_Matter] = []
    for piece in filter(None, _LISTED.split(question)):
        matter = _matter(piece)
        words = formalise(piece)
        is_asked = bool(_ASKS.search(words)) or len(words.split()) <= _MOST_BARE_WORDS
        if matter and is_asked and matter not in matters:
            parts.append(piece)
            matters.append(matter)
    return parts if len(parts) > 1 else [question]


def _matter(piece: str) -> _Matter:
    """What a piece of a question asks for: its foremost aspect and the kinds of fact it names."""
    return frozenset((*question_aspects(piece)[:1], *fact_kinds(piece)))
