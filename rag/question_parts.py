"""Several questions in one: "siapa yang cocok, terus yang bakal keteteran siapa?" wants two paragraphs."""

import re
from typing import Final

from rag.aspects import question_aspects
from rag.language import FUNCTION_WORDS, formalise, stem
from rag.question_words import ASKING_STEMS, bare_words, fact_kinds
from rag.types import Aspect

_Matter = frozenset[Aspect | str]

# Between two things asked. A bare comma or "dan" joins the halves of one question as often as two.
_BETWEEN = re.compile(
    r"(?<=[?!.;])\s+"
    r"|[,;]\s*(?=(?:terus|trus|lalu|kemudian|dan|serta|sekalian|sama|juga|plus|sesudah itu|setelah itu)\b)"
    r"|\s+(?=(?:terus|trus|sekalian)\s)",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(
    r"\b(?:apa|apakah|apaan|siapa|siapakah|berapa|bagaimana|bagaimanakah|mengapa|kenapa|kapan|mana|dimana|seberapa)\b"
)
_REQUESTS = re.compile(
    r"\b(?:sebutkan|jelaskan|ceritakan|uraikan|terangkan|diuraikan|dijelaskan|diceritakan|diterangkan|mengetahui"
    r"|ingin tahu|spill)\b"
)
# Between the things that one question lists.
_LISTED = re.compile(
    r"\s*(?:[,;+&/]|\b(?:dan|serta|beserta|sekaligus|plus|maupun|and)\b)+\s*(?:\b(?:dan|serta|juga|lalu|terus|trus)\b\s*)?"
    r"|\s+(?:sama|sm|ama|n|lalu|terus|trus|trs)\s+",
    re.IGNORECASE,
)
# What is asked yes or no is one matter, however much is told of it.
_YES_OR_NO = re.compile(r"\b(?:masa|masak|kan|iya|(?!(?:siapa|berapa|bagaimana|mengapa|mana|kapan)kah)\w+kah)\b")
# What only goes on with another alternative or profession: "atau maya?", "kalau bidan gimana, sekolahnya berapa lama?"
_GOES_ON = re.compile(r"\b(?:atau|ataukah|kalau|bagaimana dengan)\b|\bbagaimana$")
# "Selain mencatat, tugas apa lagi …?" asks for the rest alone.
_EXCEPT = re.compile(r"selain\b")
_TELLS = re.compile(r"\b(?:saya|aku|gua|kami|anak|adik|kakak)\b")
_MOST_BARE_WORDS: Final[int] = 6
"""A thing listed without a word that asks ("tugas, gaji, dan keterampilan yang diperlukan pilot") has no more words.
Set by hand, so that what people tell of themselves is no part."""
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
        if _asks(formalise(piece)):
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
    pieces = [(piece, formalise(piece)) for piece in filter(None, _LISTED.split(question))]
    clauses = sum(bool(_INTERROGATIVE.search(words)) for _, words in pieces)
    parts: list[str] = []
    matters: list[_Matter] = []
    for piece, words in pieces:
        if _EXCEPT.match(words):
            continue
        matter = _matter(piece) or (_own_matter(words) if clauses > 1 else frozenset())
        is_asked = _asks(words) or (len(words.split()) <= _MOST_BARE_WORDS and not _TELLS.search(words))
        if matter and is_asked and matter not in matters:
            parts.append(piece)
            matters.append(matter)
    return parts if len(parts) > 1 else [question]


def _asks(words: str) -> bool:
    return bool(_INTERROGATIVE.search(words) or _REQUESTS.search(words))


def _own_matter(words: str) -> _Matter:
    """What a clause asks for in words of its own, "perlengkapan apa yang dibawanya?"."""
    if not _INTERROGATIVE.search(words) or _GOES_ON.search(words):
        return frozenset()
    return frozenset(
        word for word in bare_words(words) if word not in FUNCTION_WORDS and stem(word) not in ASKING_STEMS
    )


def _matter(piece: str) -> _Matter:
    """What a piece of a question asks for: its foremost aspect and the kinds of fact it names."""
    return frozenset((*question_aspects(piece)[:1], *fact_kinds(piece)))
