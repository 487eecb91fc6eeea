"""What no sentence may add to the paragraphs it cites: a number, a name, a restriction, a turned negation.

Each finding is one text, "number: …", "name: …", "restriction: …" or "negation: …"; there is no weighing here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from evals.support_agents import replaced, with_agents
from evals.support_alignment import Alignment, align
from evals.support_lexicon import NEGATORS, SOFT_NEGATIONS
from evals.support_quantities import carries, quantities
from evals.support_words import Marker, Text, Word, analyse, canonical, plain_sentences
from rag.language import fold


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence, its paragraphs, and the titles of their documents, analysed once for all checks."""

    sentence: str
    paragraphs: tuple[str, ...]
    said: Text
    told: tuple[Text, ...]
    alignments: tuple[Alignment, ...]
    """One for each paragraph."""
    titles: frozenset[str]
    """Folded words of the titles."""
    subjects: frozenset[str]
    """Their stems."""


def gather(sentence: str, paragraphs: Sequence[str], titles: Sequence[str] = ()) -> Evidence:
    """The evidence for or against a sentence."""
    return _gathered(sentence, tuple(paragraphs), tuple(titles))


# A sentence is held against the same paragraphs for its support, for what it must never say, and for each citation.
@lru_cache(maxsize=256)
def _gathered(sentence: str, paragraphs: tuple[str, ...], titles: tuple[str, ...]) -> Evidence:
    known = analyse("\n".join(titles))
    sentence = _FRAME.sub("", sentence)
    names = frozenset(fold(part) for name in written_names(sentence) for part in _parts(name))
    said = with_agents(analyse(sentence, names), known.stems)
    told = tuple(_told(paragraph, known.stems) for paragraph in paragraphs)
    return Evidence(
        sentence=sentence,
        paragraphs=paragraphs,
        said=said,
        told=told,
        alignments=tuple(align(said.words, one.words) for one in told),
        titles=known.plain,
        subjects=known.stems,
    )


@lru_cache(maxsize=4_000)
def _told(paragraph: str, subjects: frozenset[str]) -> Text:
    return with_agents(analyse(paragraph), subjects)


_FRAME: Final[re.Pattern[str]] = re.compile(
    r"^(?:(?:ya|benar|betul|iya)[,.]\s+|menurut (?:dokumen|sumber)(?: (?:ini|itu|tersebut))?,\s*)+", re.IGNORECASE
)
"""What an answer puts before a statement, and which states nothing itself."""


def findings(evidence: Evidence) -> tuple[str, ...]:
    """Everything the paragraphs do not carry, in the order number, name, restriction, negation."""
    return tuple(
        dict.fromkeys((*_numbers(evidence), *_names(evidence), *_restrictions(evidence), *_negations(evidence)))
    )


def _numbers(evidence: Evidence) -> Iterator[str]:
    known = [one for text in evidence.paragraphs for one in quantities(text)]
    for asked in quantities(evidence.sentence):
        if not carries(known, asked):
            yield f"number: {' '.join(part for part in (asked.bound, asked.text, asked.unit) if part)}"

    for text, alignment in zip(evidence.told, evidence.alignments, strict=True):
        pairs = dict(alignment.pairs)
        for place, word in enumerate(evidence.said.words):
            at = pairs.get(place - 1, len(text.words)) + 1
            if at < len(text.words) and pairs.get(place + 1) == at + 1 and _other_number(word, text.words[at]):
                yield f"number: {word.text}"  # it stands elsewhere in the paragraph, and here another does


def _other_number(one: Word, other: Word) -> bool:
    return one.stem[0].isdigit() and other.stem[0].isdigit() and one.stem != other.stem


_NAME: Final[re.Pattern[str]] = re.compile(r"[^\W_][\w&+#.'’-]*[\w&+#]|[^\W\d_]")
_START: Final[re.Pattern[str]] = re.compile(r"(?:^|[:\"“”‘(\[•\n]|\d[.)]|[-–*])\s*$")
_ADDRESSES: Final[frozenset[str]] = frozenset("anda kamu saya ya tidak bukan jika namun".split())


def written_names(text: str) -> Iterator[str]:
    """Words written as names: capitalised inside a sentence; abbreviations and codes ("SKS", "S1") anywhere."""
    for sentence in plain_sentences(text):
        for match in _NAME.finditer(sentence):
            word = match.group()
            first = _START.search(sentence[: match.start()]) is not None
            code = sum(map(str.isupper, word)) > 1 or (any(map(str.isdigit, word)) and any(map(str.isupper, word)))
            if (code or (word[0].isupper() and not first)) and fold(word) not in _ADDRESSES:
                yield word


def _names(evidence: Evidence) -> Iterator[str]:
    told = frozenset().union(*(one.plain for one in evidence.told)) | evidence.titles
    written = frozenset().union(*map(_written_parts, evidence.paragraphs))
    roots = frozenset().union(*(_roots(one.plain) for one in evidence.told), _roots(evidence.titles))
    for name in written_names(evidence.sentence):
        parts = [fold(part) for part in _parts(name)]
        if not all(part in told or part in written or _root_known(part, roots) for part in parts):
            yield f"name: {name}"
    for text, alignment in zip(evidence.told, evidence.alignments, strict=True):
        for word in replaced(evidence.said.words, text, dict(alignment.pairs), evidence.subjects):
            yield f"name: {word.text}, where the paragraph names another"


@lru_cache(maxsize=4_000)
def _written_parts(paragraph: str) -> frozenset[str]:
    return frozenset(fold(part) for word in _NAME.findall(paragraph) for part in _parts(word))


@lru_cache(maxsize=4_000)
def _roots(words: frozenset[str]) -> frozenset[str]:
    return frozenset(canonical(word) for word in words if word[0].isalpha())


def _root_known(part: str, roots: frozenset[str]) -> bool:
    """A capitalised plain word ("Kepala Bagian"); a code has no root."""
    return part.isalpha() and len(part) > 3 and canonical(part) in roots


def _parts(name: str) -> list[str]:
    return [re.sub(r"[.'’]+$|nya$", "", part) or part for part in re.split(r"[-/]", name) if part]


def _restrictions(evidence: Evidence) -> Iterator[str]:
    verbatim = {fold(one) for paragraph in evidence.paragraphs for one in plain_sentences(paragraph)}
    if all(fold(one) in verbatim for one in plain_sentences(evidence.sentence)):
        return
    known = [marker for text in evidence.told for marker in text.markers]
    for asked in evidence.said.markers:
        if not asked.negated and not any(_restricts(one, asked, evidence) for one in known):
            yield f"restriction: {_spelt(asked)}"
    spelt = {asked.kind: _spelt(asked) for asked in evidence.said.markers}
    for word, other in _in_place(evidence):
        for kind in (Counter(word.operators) - Counter(other.operators)).keys() - {"not"}:
            yield f"restriction: {spelt[kind]}"


def _spelt(marker: Marker) -> str:
    return "tidak pernah" if marker.kind == "never" else marker.text


def _restricts(known: Marker, asked: Marker, evidence: Evidence) -> bool:
    """Whether a word of a paragraph restricts the same, in earnest, as a word of the sentence does."""
    if known.kind != asked.kind or known.negated:
        return False
    if known.reported and not (asked.reported or evidence.said.attitude):
        return False
    about = asked.about - evidence.subjects
    return not about or bool(about & known.about)


def _negations(evidence: Evidence) -> Iterator[str]:
    yield from _denial(evidence)
    flips, unsure = turned(evidence)
    yield from (f"negation: {_shown(word)}" for word in flips)
    known = [marker for text in evidence.told for marker in text.markers]
    for asked in evidence.said.markers:
        earnest = replace(asked, negated=False)
        asserted = any(_restricts(one, earnest, evidence) for one in known)
        denied = any(one.negated and one.kind == asked.kind for one in known)
        if asked.negated and asserted and not denied:
            yield f"negation: tidak {asked.text}"
    for word, other in _in_place(evidence):
        if not other.reported and word.operators.count("not") % 2 != other.operators.count("not") % 2:
            yield f"negation: {_shown(word)}"
    yield from (f"negation: {_shown(word)}" for word in unsure)


def _in_place(evidence: Evidence) -> Iterator[tuple[Word, Word]]:
    """Aligned words whose neighbours before are aligned too: here even the small words between must be the same."""
    for text, alignment in zip(evidence.told, evidence.alignments, strict=True):
        pairs = set(alignment.pairs)
        for place, at in alignment.pairs:
            word, other = evidence.said.words[place], text.words[at]
            if (place - 1, at - 1) in pairs and other.sentence == text.words[at - 1].sentence:
                yield word, other


def _denial(evidence: Evidence) -> Iterator[str]:
    """A "Tidak, …" that answers a question needs something in the paragraphs that denies."""
    if evidence.said.denial and not any(
        text.attitude or text.plain & NEGATORS or {"padahal", "namun", "tetapi"} & text.plain for text in evidence.told
    ):
        yield f"negation: {evidence.said.denial}"


def turned(evidence: Evidence) -> tuple[list[Word], list[Word]]:
    """Words that the sentence negates and its paragraphs assert, or the other way; and words negated out of nowhere."""
    said = evidence.said.words
    flips: list[Word] = []
    unsure: list[Word] = []
    for place, word in enumerate(said):
        partners = _partners(evidence, place)
        if partners:
            if not any(_agree(word, other, evidence) for other in partners):
                flips.append(word)
        elif word.negated == 1 and not _denies_nearby(evidence, place):
            unsure.append(word)
    return flips, unsure


def _partners(evidence: Evidence, place: int) -> list[Word]:
    """What a word is aligned with in each paragraph; where its neighbours are not aligned there, all its places."""
    found: list[Word] = []
    word = evidence.said.words[place]
    for text, alignment in zip(evidence.told, evidence.alignments, strict=True):
        pairs = dict(alignment.pairs)
        aligned = text.words[pairs[place]] if place in pairs else None
        anchored = any(
            text.words[pairs[near]].sentence == aligned.sentence and abs(pairs[near] - pairs[place]) <= _NEAR
            for near in range(place - _NEAR, place + _NEAR + 1)
            if aligned and near != place and near in pairs
        )
        if aligned is None or not anchored or not _alike(word, aligned):
            candidates = [other for other in text.words if other.stem == word.stem and _alike(word, other)]
        else:
            candidates = [aligned]
        found += [replace(one, negated=_MAYBE) if one.sentence in text.elliptic else one for one in candidates]
    return found


def _alike(one: Word, other: Word) -> bool:
    """Not "ketelitian" and "tidak teliti", which are said of different things."""
    return _is_derived(one.text) == _is_derived(other.text)


_NEAR: Final[int] = 3
_MAYBE: Final[int] = 2


def _agree(word: Word, other: Word, evidence: Evidence) -> bool:
    """Only a word right behind a negator is surely negated, only one out of reach of any surely not."""
    if other.reported and not (word.reported or evidence.said.attitude):
        # "Miskonsepsi: A. Padahal …" lets one say "tidak A"; saying A is judged by the score: some of it may be true.
        return True
    if word.negated == 1:
        return other.negated > 0
    if word.negated == 0:
        return other.negated != 1
    return True


def _is_derived(text: str) -> bool:
    """Whether a word is a noun or a causative made of a quality: "ketelitian", "pengukuran"; "merapikan" of "rapi"."""
    body = re.sub(r"(?:nya|lah|kah|pun|mu|ku)$", "", text)
    return re.fullmatch(r"(?:ke|pe).{3,}an", body) is not None or (
        re.fullmatch(r"me.{3,}kan", body) is not None and canonical(body) in _QUALITIES
    )


_QUALITIES: Final[frozenset[str]] = frozenset(
    "rapi bersih lengkap aman siap puas nyaman jelas mudah sempit luas besar kecil tinggi rendah benar".split()
)


def _denies_nearby(evidence: Evidence, place: int) -> bool:
    """Whether the text around the aligned neighbours of a word, or without any all of it, denies anything."""
    for text, alignment in zip(evidence.told, evidence.alignments, strict=True):
        touched = {text.words[at].sentence for one, at in alignment.pairs if abs(one - place) <= _NEIGHBOURS}
        for other in text.words:
            if (not touched or other.sentence in touched) and (
                other.negated or other.reported or other.stem in SOFT_NEGATIONS or other.sentence in text.elliptic
            ):
                return True
        if any(marker.negated or marker.kind in {"only", "never"} for marker in text.markers):
            return True
    return False


_NEIGHBOURS: Final[int] = 5


def _shown(word: Word) -> str:
    return f"tidak {word.text}" if word.negated else word.text
