"""Which aspect of a profession a paragraph tells.

Read off its heading and its wording, never off its position. The wordings are families with weights
(:mod:`rag.paragraph_cues`); the aspect with the highest sum wins, so that one stray word ("tugas" in a paragraph on a
misconception) decides nothing. A paragraph without evidence is ``Aspect.OTHER``, and so is one on pay, education,
career or working hours.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from rag.instructions import speaks_to_machine
from rag.paragraph_cues import (
    CUES,
    HEADINGS,
    LEANINGS,
    NOT_FIT,
    NOT_WEAK,
    PERSON_SENTENCE,
    SUBJECT,
    TYPICAL,
    VERBS,
)
from rag.paragraph_examples import ASPECTS, example_scores
from rag.types import Aspect

# The numbers below were set on the development documents (tests/data/documents/development) and the owner's.
# Further different wordings of a family already seen say little new.
_REPEATED: Final[float] = 0.75
_REPEATED_MOST: Final[int] = 2
# A paragraph opens with what it is about; the first clause of the owner's paragraphs is about this long (characters).
_OPENING: Final[int] = 60
_OPENING_FACTOR: Final[float] = 1.5
# A heading is the author's own label: only a paragraph that declares itself something else from its first words on
# weighs more. The leading words of a list or a "Label: …" may as well begin a sentence and weigh half.
_HEADING_WEIGHT: Final[float] = 8.5
_LABEL_WEIGHT: Final[float] = 4.0
_LEANING_WEIGHT: Final[float] = 2.5
# The general aspects stop growing here: what a misconception is about may be told in any number of their words.
_GENERAL: Final[tuple[Aspect, ...]] = (Aspect.DESCRIPTION, Aspect.DUTIES, Aspect.SKILLS)
_GENERAL_MOST: Final[float] = 12.0
# What the examples say, beside cues. Of 63 paragraphs that neither knew, the cues told 46 right and both together 52 to
# 54 with weights from 0.2 to 0.5; above 0.35 the owner's wordings suffer.
_EXAMPLES_WEIGHT: Final[float] = 0.25
# Words that merely go along with an aspect must not outvote what declares one, nor a heading.
_EXAMPLES_MOST: Final[float] = 4.0
# By so much must a paragraph tell an aspect more clearly than another, where others of the document tell that already:
# a document tells most aspects once. Found on the development documents (3 to 6 do equally well).
_TOLD_ALREADY: Final[float] = 4.0
_USUAL_PARAGRAPHS: Final[dict[Aspect, int]] = {Aspect.DUTIES: 2}
# Less is chance: a single fact that is touched upon, or the words of examples alone.
_LEAST_EVIDENCE: Final[float] = 2.0
# A paragraph that begins by telling a machine what to do tells nothing of the profession, whatever words it imitates.
# So many characters hold its first sentence; a longer look would cost more than all cues.
_BEGINNING: Final[int] = 120
# Traits enumerated with "dan" or "atau" lean to one side; what is said of them outweighs it.
_TRAITS_WEIGHT: Final[float] = 2.0
# So many verbs in a row are a list of what is done, not a definition.
_VERB_LIST: Final[int] = 4
_FEW_VERBS: Final[int] = 3

# Text is matched lower-cased, with a space around every mark, so that cues begin and end with a word.
_MARK = re.compile(r"\s*([.,;:!?()\[\]\"“”‘’…–—*_#|/])\s*")
_SENTENCE = re.compile(r" [.?!] ")
_PATH = re.compile(r"\s+[–—>›»|/]\s+|\s+-\s+")
_ENUMERATION = re.compile(r" (?:dan|serta|atau|&|\+|/|,|;) ")
_LABEL = re.compile(r" [^.:!?]{3,50} : ")
_ASKS_EITHER_WAY = re.compile(r" cocok(?:kah)? .*?(?:\?|atau|tidak|nggak|gak)|apakah .*cocok")
_DECISIVE: Final[tuple[Aspect, ...]] = (Aspect.MISCONCEPTION, Aspect.EXPECTATION, Aspect.DIFFERENCE)

_NOT_FIT = re.compile(NOT_FIT)
_NOT_WEAK = re.compile(NOT_WEAK)
_VERBS = re.compile(VERBS)
_SUBJECT = re.compile(SUBJECT)
_PERSON_SENTENCE = re.compile(PERSON_SENTENCE)
_EITHER_OF = re.compile(r" , [^.]{8,} atau ")
_ALL_OF = re.compile(r" , [^.]{8,} dan ")


def _compiled(wordings: Iterable[str]) -> re.Pattern[str]:
    """One pattern for a family; wordings that begin with "^ " match at the beginning of the text only."""
    opening = [wording[2:] for wording in wordings if wording.startswith("^ ")]
    anywhere = [wording for wording in wordings if not wording.startswith("^ ")]
    parts = [rf"\A (?:{'|'.join(opening)})"] * bool(opening) + [rf" (?:{'|'.join(anywhere)})"] * bool(anywhere)
    return re.compile(rf"(?:{'|'.join(parts)})(?![\w-])")


_FAMILIES: Final[tuple[tuple[Aspect, float, re.Pattern[str]], ...]] = tuple(
    (aspect, weight, _compiled(wordings)) for aspect, families in CUES.items() for weight, wordings in families.items()
)
_HEADING_CUES: Final[tuple[tuple[Aspect, re.Pattern[str]], ...]] = tuple(
    (aspect, _compiled(wordings)) for aspect, wordings in HEADINGS.items()
)
_LEANING_CUES: Final[tuple[tuple[Aspect, re.Pattern[str]], ...]] = tuple(
    (aspect, _compiled(wordings)) for aspect, wordings in LEANINGS.items()
)


def paragraph_aspect(text: str, heading: str = "") -> Aspect:
    """The aspect a paragraph tells.

    Args:
        text: the paragraph.
        heading: the headings above it ("Tugas – Harian"), or "". It is asked first, for a heading is the author's own
            label; one that names several aspects ("Tugas dan keterampilan") leaves the choice among them to the text.
    """
    return document_aspects([(text, heading)])[0]


def document_aspects(paragraphs: Sequence[tuple[str, str]]) -> list[Aspect]:
    """The aspects of all paragraphs of one document, given as pairs of text and heading.

    What is beyond doubt is decided first; a doubtful paragraph then rather tells what no other one has told. Where a
    paragraph stands has no influence.
    """
    scores = [_scores(text, heading) for text, heading in paragraphs]
    margins = [_margin(one) for one in scores]
    told: Counter[Aspect] = Counter()
    found = [Aspect.OTHER] * len(scores)
    for index in sorted(range(len(scores)), key=lambda index: -margins[index]):
        found[index] = _best(scores[index], told)
        told[found[index]] += 1
    return found


def _best(scores: Mapping[Aspect, float], told: Mapping[Aspect, int]) -> Aspect:
    def worth(aspect: Aspect) -> float:
        is_told = aspect is not Aspect.OTHER and told.get(aspect, 0) >= _USUAL_PARAGRAPHS.get(aspect, 1)
        return scores[aspect] - _TOLD_ALREADY * is_told

    return max((aspect for aspect in scores if scores[aspect] >= _LEAST_EVIDENCE), key=worth, default=Aspect.OTHER)


def _margin(scores: Mapping[Aspect, float]) -> float:
    best, second, *_ = sorted(scores.values(), reverse=True)
    return best - second


def _heading_scores(heading: str) -> dict[Aspect, float]:
    """The aspects a heading names or leans to; of a path of headings the last part that says anything is asked."""
    parts = [_spaced(part) for part in reversed(_PATH.split(heading))]
    for part in parts:
        if labels := _labels(part):
            return dict.fromkeys(labels, _HEADING_WEIGHT)
    leaning = next((aspect for part in parts if (aspect := _first(_LEANING_CUES, part))), None)
    return {leaning: _LEANING_WEIGHT} if leaning else {}


def _labels(spaced: str) -> Collection[Aspect]:
    """The aspects that one heading names, in the order in which it names them."""
    if _ASKS_EITHER_WAY.search(spaced):
        return (Aspect.FITS, Aspect.MISFITS)
    special = _first(_HEADING_CUES, spaced)
    if special is None or special in _DECISIVE:
        return () if special is None else (special,)
    pieces = (_first(_HEADING_CUES, f" {piece.strip()} ") for piece in _ENUMERATION.split(spaced))
    return list(dict.fromkeys(label for label in pieces if label)) or (special,)


def _first(cues: Iterable[tuple[Aspect, re.Pattern[str]]], spaced: str) -> Aspect | None:
    return next((aspect for aspect, cue in cues if cue.search(spaced)), None)


def _scores(text: str, heading: str = "") -> dict[Aspect, float]:
    """How strongly a paragraph and its heading speak for each aspect; the special aspects first, for ties."""
    scores = dict.fromkeys(CUES, 0.0)
    if speaks_to_machine(text[:_BEGINNING]):
        return {**scores, Aspect.OTHER: _LEAST_EVIDENCE}
    spaced = _spaced(text)
    for aspect, weight, family in _FAMILIES:
        found: dict[str, int] = {}
        for match in family.finditer(spaced):
            found.setdefault(match.group(), match.start())
            if len(found) > _REPEATED_MOST:
                break
        if found:
            opens = min(found.values()) < _OPENING
            scores[aspect] += weight * (_OPENING_FACTOR if opens else 1.0) + _REPEATED * (len(found) - 1)
    _weigh_structure(spaced, scores)
    for aspect in _GENERAL:
        scores[aspect] = min(scores[aspect], _GENERAL_MOST)
    for aspect, log_odds in zip(ASPECTS, example_scores(spaced.split()), strict=True):
        scores[aspect] += max(-_EXAMPLES_MOST, min(_EXAMPLES_MOST, _EXAMPLES_WEIGHT * log_odds))
    label = _LABEL.match(spaced)
    if label and (labelled := _first(_HEADING_CUES, label.group())):
        scores[labelled] += _LABEL_WEIGHT
    for aspect, weight in _heading_scores(heading).items() if heading else ():
        scores[aspect] += weight
    return scores


def _weigh_structure(spaced: str, scores: dict[Aspect, float]) -> None:
    """Add what the build of the sentences tells.

    A run of verbs is a list of duties. Several professions as subjects compare. Traits of a person are enumerated
    with "dan" where all are wanted ("sabar, teliti, dan jujur"), with "atau" where each alone is a reason against.
    """
    verbs = len(_VERBS.findall(spaced))
    if verbs >= _VERB_LIST:
        scores[Aspect.DUTIES] += 2 * TYPICAL
    elif verbs == _FEW_VERBS:
        scores[Aspect.DUTIES] += TYPICAL
    subjects = {" ".join(subject.split()[:2]) for subject in _SUBJECT.findall(spaced)}
    subjects = {one for one in subjects if not any(other != one and one.startswith(other) for other in subjects)}
    if len(subjects) > 1:
        scores[Aspect.DIFFERENCE] += TYPICAL * (1 + len(subjects))
    for sentence in _SENTENCE.split(spaced):
        if _PERSON_SENTENCE.match(f" {sentence.strip()} "):
            scores[Aspect.MISFITS] += _TRAITS_WEIGHT * bool(_EITHER_OF.search(sentence))
            scores[Aspect.FITS] += _TRAITS_WEIGHT * bool(_ALL_OF.search(sentence))


def _spaced(text: str) -> str:
    """Lower case, a space around every word and mark, and one word for each way to negate what fits or a weakness."""
    spaced = " ".join(_MARK.sub(r" \1 ", text.lower()).split())
    return _NOT_WEAK.sub(" taklemah", _NOT_FIT.sub(" takcocok", f" {spaced} "))
