"""How the content words of a sentence are joined: by which small words, commas and coordinators.

"dan" is not "atau" and "untuk" is not "dari": what a bag of words leaves out decides who does what to whom.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rag.equivalents import canonical
from rag.language import CONTRAST_WORDS, FUNCTION_WORDS, Operator, Unit, content_units, formalise, operator_of

# Small words that join nothing and claim nothing: articles, pointers, copulas and particles.
_NEUTRAL: Final[frozenset[str]] = frozenset(
    """
    yang adalah ialah merupakan yaitu yakni ini itu tersebut para sang si sebuah suatu seorang seseorang secara juga
    pun lah nya bahwa ada adanya terjadi
    """.split()
)
# Behind these a predicate or an explanation begins, so that the phrase before them is over.
_PREDICATE_MARKS: Final[frozenset[str]] = frozenset("adalah ialah merupakan yaitu yakni bahwa juga".split())
# Small words of one meaning; every other function word stands for itself.
_RELATION_WORDS: Final[dict[str, str]] = {
    "for": "untuk agar supaya guna bagi",
    "from": "dari daripada",
    "to": "ke kepada",
    "about": "tentang mengenai terhadap",
    "in": "di pada dalam",
    "because": "karena sebab",
    "so": "sehingga maka",
    "when": "saat ketika",
    "become": "menjadi jadi",
    "as": "sebagai",
    "done": "telah sudah",
    "while": "sementara sedangkan",
    "but": "namun tetapi tapi",
    "really": "realitanya kenyataannya sebenarnya sebetulnya",
    "i": "saya aku gue gua gw ku",
    "we": "kita kami",
    "you": "kamu anda kau engkau lu lo elu kalian",
    "they": "mereka dia ia beliau",
}
_RELATION_OF: Final[dict[str, str]] = {
    word: relation for relation, words in _RELATION_WORDS.items() for word in words.split()
}
_COORDINATORS: Final[dict[str, str]] = {"dan": "and", "serta": "and", "maupun": "and", "atau": "or"}
CONTRASTS: Final[frozenset[str]] = frozenset(_RELATION_OF.get(word, word) for word in CONTRAST_WORDS)
# Restrictions of these classes must be the very same word on both sides.
_LITERAL_CLASSES: Final[frozenset[Operator]] = frozenset(
    {Operator.ONLY, Operator.ALWAYS, Operator.MUST, Operator.ALL, Operator.MOST}
)
# Words of one class, negations and hedges, that differ in strength or time: each line is a strength of its own.
STRENGTHS: Final[dict[str, str]] = {
    word: words.split()[0]
    for words in (
        "kurang",
        "belum",
        "jangan",
        "mungkin kemungkinan barangkali",
        "sering seringkali",
        "kadang kadang-kadang terkadang",
        "biasanya umumnya cenderung",
    )
    for word in words.split()
}

_BREAK = re.compile(r"(?<!\d)[,;:()]|[,;:()](?!\d)|\s[–—-]\s")
_DISCOURSE = re.compile(r"\b(?:selain|oleh karena|di samping|untuk) itu\b", re.IGNORECASE)
_VERB = re.compile(r"(?:me|ber|di)")


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between a content word and the one before it, or behind the last one."""

    relations: tuple[str, ...] = ()
    coordinator: str | None = None
    """"and" or "or"; of a bare comma, that of the list it belongs to."""
    comma: bool = False
    explicit: bool = False
    """Whether the coordinator is a word rather than a comma."""
    relative: bool = False
    predicate: bool = False
    literals: frozenset[str] = frozenset()
    negations: int = 0
    """How many words of it negate."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The content words of a sentence and how they are joined."""

    units: tuple[Unit, ...]
    joints: tuple[Joint, ...]
    """One before each unit, and one behind the last."""
    words: tuple[str, ...]
    """The units in formal spelling, affixes kept."""
    verbs: tuple[bool, ...]

    def part(self, units: Sequence[Unit]) -> "Phrasing":
        """The phrasing of a stretch of these units; the joint behind it is the one that leads out of it."""
        first = self.units.index(units[0])
        last = first + len(units)
        return Phrasing(
            self.units[first:last], self.joints[first : last + 1], self.words[first:last], self.verbs[first:last]
        )


def phrasing(text: str) -> Phrasing:
    """Read how the content words of a sentence are joined, those that say the same as one (:mod:`rag.equivalents`)."""
    text = canonical(text)
    units = content_units(text)
    words: list[str] = []
    breaks: set[int] = set()  # positions of the words right behind a comma
    for chunk in _BREAK.split(text):
        breaks.add(len(words))
        words += formalise(chunk).split()
    silent = _discourse_positions(words)
    joints: list[Joint] = []
    left = -1
    for right in (*(unit.position for unit in units), len(words)):
        between = range(left + 1, right)
        comma = any(position in breaks for position in range(left + 1, right + 1))
        joints.append(_joint([words[position] for position in between if position not in silent], comma))
        left = right
    for index in range(1, len(units)):
        joint = joints[index]
        if joint.comma and not joint.explicit and not joint.relations:
            later = [other for other in joints[index + 1 :] if other.explicit]
            closing = next((other for other in later if other.comma), later[0] if later else Joint())
            joints[index] = replace(joint, coordinator=closing.coordinator)
    forms = tuple(words[unit.position] for unit in units)
    verbs = tuple(bool(_VERB.match(form)) and unit.stem != form for form, unit in zip(forms, units, strict=True))
    return Phrasing(tuple(units), tuple(joints), forms, verbs)


def _discourse_positions(words: Sequence[str]) -> frozenset[int]:
    """Positions of the words that only lead over from the sentence before ("selain itu")."""
    text = " ".join(words)
    return frozenset(
        text[: match.start()].count(" ") + offset
        for match in _DISCOURSE.finditer(text)
        for offset in range(len(match.group().split()))
    )


def _joint(words: Sequence[str], comma: bool) -> Joint:
    coordinator = next((_COORDINATORS[word] for word in words if word in _COORDINATORS), None)
    return Joint(
        relations=tuple(
            _RELATION_OF.get(word, word)
            for word in words
            if word in FUNCTION_WORDS | CONTRAST_WORDS and word not in _NEUTRAL and word not in _COORDINATORS
        ),
        coordinator=coordinator,
        comma=comma,
        explicit=coordinator is not None,
        relative="yang" in words,
        predicate=bool(_PREDICATE_MARKS & set(words)) or any(operator_of(word) is Operator.VERY for word in words),
        literals=frozenset(
            STRENGTHS.get(word, word) for word in words if word in STRENGTHS or operator_of(word) in _LITERAL_CLASSES
        ),
        negations=sum(operator_of(word) is Operator.NEGATION for word in words),
    )


def segments(sentence: str) -> list[tuple[Unit, ...]]:
    """Cut a sentence at its contrast connectives ("…, padahal …"): each stretch tells something of its own."""
    sentence = canonical(sentence)
    words = formalise(sentence).split()
    cuts = [position for position, word in enumerate(words) if word in CONTRAST_WORDS]
    groups: list[list[Unit]] = [[] for _ in range(len(cuts) + 1)]
    for unit in content_units(sentence):
        groups[sum(cut < unit.position for cut in cuts)].append(unit)
    return [tuple(group) for group in groups if group]
