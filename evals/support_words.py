"""A text as the evals' support checker sees it: content words, and what negates, reports or conditions each.

Written apart from the answer gate: only stems and sentence boundaries are shared with ``rag``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from evals.support_lexicon import (
    ADDITIVE,
    ATTITUDES,
    BOUND,
    COMMON,
    CONDITIONS,
    CONTRASTS,
    CORRECTION,
    ELLIPSIS,
    HEDGES,
    ITEM_BREAKS,
    NEGATORS,
    POSTPOSED_NOT_AFTER,
    REALITY,
    RESTRICTIONS,
    SMALL,
    SYNONYMS,
    words_of,
)
from rag.language import fold, sentences, stem

NEGATION_REACH: Final[int] = 3
"""Content words that a negator colours; the first is surely meant, the others may be. Indonesian negators precede the
verb and its object ("tidak memiliki kemampuan komunikasi"), which are rarely longer."""
COMMON_WEIGHT: Final[float] = 0.4
"""Of a word that every profession document uses. Their share of the inverse document frequency of the other words, as
counted over the development families."""
STRONG_WEIGHT: Final[float] = 1.5
"""Of a number or a name, which cannot be paraphrased away."""


@dataclass(frozen=True, slots=True)
class Word:
    """One content word."""

    stem: str
    text: str
    weight: float
    sentence: int
    segment: int
    """Counts the clauses of the text, parted by marks and by connectives of contrast."""
    item: int
    """Counts finer: also "dan", "serta" and "atau" part items."""
    negated: int
    """0: by nothing; otherwise its place behind the negator, 1 to ``NEGATION_REACH``."""
    reported: bool
    """Told as what people wrongly believe or expect."""
    conditional: bool
    passive: bool
    operators: tuple[str, ...]
    """Classes of the negators ("not") and restrictions between the content word before and this one."""
    lead: tuple[str, ...]
    """The small words between the content word before and this one, in the same clause."""
    agent: str = ""
    """Who does it, where that is known: "" the profession that the text is about, ``ANYONE``, or another one."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A word that restricts a claim: its class, whether it is itself negated, and the stems of what it is about."""

    kind: str
    text: str
    negated: bool
    reported: bool
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """One analysed text."""

    words: tuple[Word, ...]
    markers: tuple[Marker, ...]
    plain: frozenset[str]
    """All its words, small ones too, folded; hyphenated ones also in parts."""
    hedged: frozenset[int]
    """Segments with a word of doubt or mere possibility."""
    attitude: bool
    """Whether it speaks of a belief or an expectation anywhere."""
    condition: bool
    elliptic: frozenset[int]
    """Sentences that negate without saying again what ("…; guru BK tidak.")."""
    denial: str
    """The "Tidak," or "Bukan," that it opens with, else ""."""

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)


_TOKEN: Final[re.Pattern[str]] = re.compile(
    r"\d+(?:[.,]\d+)*(?![^\W\d_])|[^\W_]+(?:[-'’][^\W_]+)*|[,;:.!?()\n–—/]"
)  # fmt: skip
_WHOLE: Final[frozenset[str]] = words_of("satu-satunya terus-menerus semata-mata kadang-kadang")
_BREAKS: Final[frozenset[str]] = frozenset(",;:.!?()\n–—")


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """The stem of a folded word, one for all words of a group of near synonyms."""
    root = stem(word)
    return SYNONYMS.get(root, root)


@lru_cache(maxsize=4_000)
def plain_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; every line of a list is one too."""
    return tuple(sentence for line in text.split("\n") for sentence in sentences(line))


@lru_cache(maxsize=4_000)
def analyse(text: str, names: frozenset[str] = frozenset()) -> Text:
    """The content words and markers of a text.

    Args:
        text: a sentence, or a paragraph.
        names: folded words to be weighed as names.
    """
    return _Reader(names).read(text)


class _Reader:
    """Reads a text word by word, knowing what is in force where."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._words: list[Word] = []
        self._markers: list[Marker] = []
        self._open: list[tuple[Marker, int, int]] = []  # with the number of words before, and the segment
        self._plain: set[str] = set()
        self._hedged: set[int] = set()
        self._elliptic: set[int] = set()
        self._attitude = self._condition = False
        self._segment = self._item = 0
        self._operators: list[str] = []
        self._lead: list[str] = []

    def read(self, text: str) -> Text:
        parts = plain_sentences(BOUND.sub("", text))
        for number, sentence in enumerate(parts):
            taken_back = number + 1 < len(parts) and CORRECTION.search(fold(parts[number + 1])) is not None
            self._sentence(number, sentence, taken_back=taken_back)
            if ELLIPSIS.search(fold(sentence)):
                self._elliptic.add(number)
        first = _TOKEN.findall(fold(parts[0]))[:2] if parts else []
        return Text(
            words=tuple(self._words),
            markers=tuple(_about(self._words, *one) for one in self._open),
            plain=frozenset(self._plain),
            hedged=frozenset(self._hedged),
            attitude=self._attitude,
            condition=self._condition,
            elliptic=frozenset(self._elliptic),
            denial=first[0] if len(first) == 2 and first[0] in NEGATORS and first[1] == "," else "",
        )

    def _sentence(self, number: int, sentence: str, *, taken_back: bool) -> None:
        self._next_segment()
        self._operators.clear()
        self._lead.clear()
        reported, conditional = taken_back, False
        reach = 0  # place of the next content word behind the last negator; 0: none in force
        fresh = cleft = False  # whether the negator stands right before; whether it may negate a cleft
        previous = ""
        for token in _parts(sentence):
            if token in _BREAKS or token in CONTRASTS:
                self._next_segment()
                reach, fresh, conditional = 0, False, False
            if token in _BREAKS:
                continue
            self._plain.add(token)
            if token in REALITY:
                reported = taken_back
            if {token, token.removesuffix("nya")} & ATTITUDES or (previous, token) == ("salah", "paham"):
                reported = self._attitude = True
            if token in CONDITIONS:
                conditional = self._condition = True
            if token in ITEM_BREAKS:
                self._item += 1
            if token in HEDGES and not fresh:
                self._hedged.add(self._segment)
            if token == "yang" and cleft and reach > 1:
                # "bukan auditor yang menyusun": somebody does, but not auditors
                self._words[-1] = replace(self._words[-1], negated=NEGATION_REACH)
                reach = 1
            kind = RESTRICTIONS.get(token)
            if token == "saja" and previous not in POSTPOSED_NOT_AFTER and not fresh:
                kind = "only"
            if kind and not (kind == "never" and not fresh):
                weak = (fresh and kind != "never") or previous in {"hampir", "nyaris"}
                at = -len(self._words) if token == "saja" or previous == "yang" else len(self._words)
                self._open.append((Marker(kind, token, weak, reported, frozenset()), at, self._segment))
                if previous not in {"hampir", "nyaris"} and not (fresh and token in ADDITIVE):
                    self._operators.append(kind)
            if fresh and token in ADDITIVE:
                reach, fresh = 0, False
                self._operators.remove("not")
            elif fresh and kind and kind != "never":
                reach += 1  # "tidak harus lulusan teknik" denies the must, and of the rest nothing for sure
            elif token in NEGATORS and not (token == "kurang" and previous in {"atau", "lebih"}):
                reach, fresh, cleft = 1, True, token == "bukan"
                self._operators.append("not")
            elif not kind and token not in SMALL:
                self._add(token, number, reach, reported=reported, conditional=conditional)
                reach += bool(reach)
                fresh = False
                self._lead.clear()
            if token in SMALL:
                self._lead.append(token)
            previous = token

    def _next_segment(self) -> None:
        self._segment += 1
        self._item += 1
        self._lead.clear()

    def _add(self, token: str, number: int, reach: int, *, reported: bool, conditional: bool) -> None:
        place = reach if reach <= NEGATION_REACH else 0
        root = canonical(token)
        self._words.append(
            Word(
                stem=root,
                text=token,
                weight=_weight(token, root, self._names),
                sentence=number,
                segment=self._segment,
                item=self._item,
                negated=place or int(token.startswith("ketidak")),
                reported=reported,
                conditional=conditional,
                passive=token.startswith("di") and len(token) > 5 and not root.startswith("di"),
                operators=tuple(self._operators),
                lead=tuple(self._lead),
            )
        )
        self._operators.clear()


_ABOUT_AFTER: Final[int] = 5
_ABOUT_BEFORE: Final[int] = 2


def _about(words: Sequence[Word], marker: Marker, at: int, segment: int) -> Marker:
    """What stands behind a marker in its clause; where nothing does, or it follows its noun, what stands before."""
    place = abs(at)
    before = [word.stem for word in words[max(0, place - _ABOUT_BEFORE) : place]]
    behind = [word.stem for word in words[place : place + _ABOUT_AFTER] if word.segment == segment] if at >= 0 else []
    return replace(marker, about=frozenset((behind + before * (marker.kind == "most")) or before))


def _parts(sentence: str) -> Iterator[str]:
    """Folded words, numbers and marks; a doubled word once ("isu-isu"), another hyphenated one in its parts."""
    for token in _TOKEN.findall(fold(sentence)):
        if "-" not in token or token in _WHOLE:
            yield token
            continue
        parts = token.split("-")
        if len(parts) == 2 and (parts[1].startswith(parts[0]) or stem(parts[0]) == stem(parts[1])):
            yield parts[0]
        else:
            yield from (part for part in parts if part)


def _weight(token: str, root: str, names: frozenset[str]) -> float:
    if token in names or token[0].isdigit():
        return STRONG_WEIGHT
    return COMMON_WEIGHT if root in COMMON else 1.0
