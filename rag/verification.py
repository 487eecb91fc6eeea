"""The gate: is a drafted sentence supported by a paragraph, and by which words of it?

The guarantee is structural, because lexical features cannot certify a paraphrase (on IndoNLI they reach .61 to .84
AUROC): a sentence is shown only if it is a span of one source sentence, or spans of it in their order inside a small
frame. Every content word must be found there and be joined to its neighbour as there; numbers and names must be
carried; whatever negates, restricts, hedges or conditions a word must do so on both sides; a claim that the source
reports as a misconception or an expectation must be reported as one; and the subject must be the profession the
paragraph is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from rag.alignment import Joinery, align
from rag.beliefs import is_belief
from rag.equivalents import canonical
from rag.instructions import citable_sentences
from rag.language import (
    CONTRAST_WORDS,
    Operator,
    Unit,
    fold,
    formalise,
    names,
    numbers,
    operator_of,
    stem,
    stems,
    tokens,
)
from rag.phrasing import Phrasing, phrasing, segments
from rag.titles import core_name
from rag.types import Aspect, Hit


class Reason(StrEnum):
    """Why a sentence is not supported by a paragraph."""

    FORM = "is a question, or has characters that plain prose has not"
    EMPTY = "says nothing that the source could support"
    UNSUPPORTED = "has content that the source does not have"
    NUMBER = "has a number that the source does not have"
    NAME = "has a name that the source does not have"
    JOINED = "joins words otherwise than the source"
    POLARITY = "negates, restricts or qualifies otherwise than the source"
    REPORTED = "states as fact what the source reports as a misconception or expectation"
    CONDITION = "drops the condition under which the source says it"
    SUBJECT = "is about another profession than the source"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one sentence against one paragraph."""

    reason: Reason | None
    """None where the sentence is supported."""
    quote: str = ""
    """The supporting source sentence, verbatim; where not supported, the one it comes closest to, or empty."""
    coverage: float = 0.0
    """Share (0 to 1) of the quote's content words that the sentence carries."""
    overlap: float = 0.0
    """Share (0 to 1) of the sentence's content words that stand in the quote in the same order."""

    @property
    def supported(self) -> bool:
        return self.reason is None


# Words that frame a statement about any profession and claim nothing by themselves.
_FRAME_WORDS: Final[frozenset[str]] = frozenset(
    "profesi pekerjaan tugas tugas-tugas posisi jabatan tipe orang bertugas mencakup meliputi melibatkan".split()
)
# Of other words with these roots only what the source says counts ("meliput", "mempekerjakan", "menugaskan" claim).
_FRAME_STEMS: Final[frozenset[str]] = frozenset(stem(word) for word in _FRAME_WORDS - {"tugas-tugas"})
# Markers of a claim that the source reports without asserting it.
_REPORTED_STEMS: Final[frozenset[str]] = frozenset(
    stem(word) for word in "miskonsepsi mitos anggapan kesalahpahaman ekspektasi dikira disangka".split()
)
# Dropping these weakens a statement and is allowed; adding them is not.
_DROPPABLE: Final[frozenset[Operator]] = frozenset({Operator.VERY, Operator.MUST})
# A sentence that shares fewer content words than this with its source, subject and frame aside, says nothing.
_LEAST_CONTENT: Final[int] = 2
# A condition holds as a whole: "jika A dan B" does not support "jika A". A word or two of phrasing may differ.
_LEAST_CONDITION_COVERAGE: Final[float] = 0.9
# What marks a belief as one may be any of its words: "Konon …", "Iklan menjanjikan …".
_LEAST_BELIEF_COVERAGE: Final[float] = 1.0
# Content words that may be skipped between a name and what is said of it before another subject may have stepped in.
_NAME_REACH: Final[int] = 3
# Beginnings that name a group by a property, and so carry a condition as well as "jika" does.
_PLAIN_PROSE = re.compile(r"(?:[^\W_]|[\s.,;:()'\"“”‘’/%&!?+…–—-])+")
_CONDITION_EQUIVALENT = re.compile(r"^(?:orang|mereka|seseorang|siapa|siapapun|kalian|kamu|anda) yang\b", re.IGNORECASE)


def verify(sentence: str, hit: Hit, other_names: Sequence[str] = ()) -> Verdict:
    """Judge one sentence against one paragraph.

    Args:
        sentence: one drafted sentence without citation markers.
        hit: the paragraph and the title of its document.
        other_names: names of the other professions in play, to tell a foreign subject.

    Returns:
        The verdict against the source sentence that supports it best; if none does, the reason of the closest one.
    """
    if not _PLAIN_PROSE.fullmatch(sentence) or sentence.rstrip("\"'”’) ").endswith("?"):
        return Verdict(Reason.FORM)
    verdict = _closest(sentence, hit)
    source_words = set(tokens(hit.paragraph.text)) | set(tokens(hit.title))
    if not numbers(sentence) <= numbers(hit.paragraph.text):
        return replace(verdict, reason=Reason.NUMBER)
    if not {part for name in names(sentence) for part in tokens(name)} <= source_words:
        return replace(verdict, reason=Reason.NAME)
    if _foreign_subject(sentence, hit, other_names):
        return replace(verdict, reason=Reason.SUBJECT)
    return verdict


def _closest(sentence: str, hit: Hit) -> Verdict:
    """The verdict against the source sentence that supports it, or against the one that shares most with it."""
    implied = hit.paragraph.aspect is not Aspect.DIFFERENCE
    title, core = canonical(hit.title), canonical(core_name(hit.title))
    subject = _Subject(frozenset(stems(title)), tuple(stems(core)), implied)
    plain = phrasing(sentence)
    conditional = phrasing(_CONDITION_EQUIVALENT.sub("jika", sentence))
    closest, matched = Verdict(Reason.UNSUPPORTED), -1
    for source in citable_sentences(hit.paragraph.text):
        drafted = conditional if _is_conditional(source) else plain
        if fold(sentence).rstrip(".!") == fold(source).rstrip(".!"):
            return Verdict(None, source, 1.0, 1.0)
        for span in _spans(source, sentence, subject):
            verdict, count = _verify_span(sentence, drafted, source, span)
            if verdict.supported and verdict.coverage < _LEAST_BELIEF_COVERAGE and is_belief(source, hit.paragraph):
                verdict = replace(verdict, reason=Reason.REPORTED)
            if (verdict.supported, count) > (closest.supported, matched):
                closest, matched = verdict, count
    return closest


@dataclass(frozen=True, slots=True)
class _Subject:
    """The profession a paragraph is about, as stems."""

    title: frozenset[str]
    core: tuple[str, ...]
    """Those of its name proper, in order."""
    implied: bool = False
    """Whether a sentence that names nobody is about it: not where professions are compared, "ia" may be either."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of a source sentence that a drafted sentence may draw from."""

    phrasing: Phrasing
    subject: _Subject
    """Empty where the stretch has a subject of its own ("sementara PR lebih …")."""


_NOBODY: Final[_Subject] = _Subject(frozenset(), ())


def _spans(source: str, sentence: str, subject: _Subject) -> list[_Span]:
    """Each segment of a source sentence; the whole of it only for a sentence that keeps the contrast."""
    whole = phrasing(source)
    parts = segments(source)
    foreign = {stem(part) for name in names(source) for part in tokens(name)} - subject.title
    spans = [
        _Span(whole.part(part), _NOBODY if index and {unit.stem for unit in part[:2]} & foreign else subject)
        for index, part in enumerate(parts)
    ]
    if len(parts) > 1 and CONTRAST_WORDS & set(formalise(sentence).split()):
        spans.append(_Span(whole, subject))
    return spans


def _is_conditional(source: str) -> bool:
    first = formalise(source).split(" ", 1)[0]
    return operator_of(first) is Operator.CONDITION


def _verify_span(sentence: str, draft: Phrasing, source: str, span: _Span) -> tuple[Verdict, int]:
    """Verdict against one span, and how many content words matched (to find the closest span)."""
    drafted, units, subject = draft.units, span.phrasing.units, span.subject
    joinery = Joinery(draft, span.phrasing, subject.title, subject.core, _FRAME_STEMS)
    pairs = align(drafted, units, joinery.joined)
    own = [(i, j) for i, j in pairs if drafted[i].stem not in subject.title | _FRAME_STEMS]
    own_source = [unit for unit in units if unit.stem not in subject.title | _FRAME_STEMS]
    coverage = len(own) / max(1, len(own_source))
    overlap = len(pairs) / max(1, len(drafted))
    named_in_source = any(drafted[i].stem in subject.core for i, _ in pairs)

    def refused(reason: Reason) -> tuple[Verdict, int]:
        return Verdict(reason, source if own else "", coverage, overlap), len(own)

    if any(not _free(index, draft, own, span, named_in_source) for index in _unmatched(drafted, pairs)):
        return refused(Reason.UNSUPPORTED)
    if any(drafted[index].operators for index in _unmatched(drafted, pairs)):
        return refused(Reason.POLARITY)
    if len(own) < _LEAST_CONTENT:
        return refused(Reason.EMPTY)
    if any(
        not _operators_agree(drafted[i].operators, units[j].operators) or not joinery.literal(i, j) for i, j in pairs
    ):
        return refused(Reason.POLARITY)
    if {unit.stem for unit in units} & _REPORTED_STEMS and not {unit.stem for unit in drafted} & _REPORTED_STEMS:
        return refused(Reason.REPORTED)
    if _is_conditional(source) and coverage < _LEAST_CONDITION_COVERAGE:
        return refused(Reason.CONDITION)
    if _name_out_of_reach(sentence, drafted, pairs, span):
        return refused(Reason.SUBJECT)
    if not (
        joinery.begins(*pairs[0])
        and joinery.ends(pairs[-1][1])
        and all(joinery.joined(*pair, *following) for pair, following in pairwise(pairs))
    ):
        return refused(Reason.JOINED)
    return Verdict(None, source, coverage, overlap), len(own)


def _unmatched(drafted: Sequence[Unit], pairs: Sequence[tuple[int, int]]) -> list[int]:
    matched = {i for i, _ in pairs}
    return [index for index in range(len(drafted)) if index not in matched]


def _free(index: int, draft: Phrasing, own: Sequence[tuple[int, int]], span: _Span, named_in_source: bool) -> bool:
    """Whether a drafted word may stand without a source: the frame at the beginning, and the profession's name.

    The words of the title's qualifier ("di perusahaan") are free only behind the name itself, or "menyusun strategi
    perusahaan" would pass because the title has "perusahaan". A name that the source itself says is not added again,
    and none stands for what the source says there ("melapor ke kepala humas" for "melapor ke direksi setiap bulan").
    """
    drafted, subject = draft.units, span.subject
    word = drafted[index].stem
    if word in _FRAME_STEMS:
        return draft.words[index].removesuffix("nya") in _FRAME_WORDS and (not own or index < own[0][0])
    if not subject.implied or word not in subject.title or (named_in_source and word in subject.core):
        return False
    start = index
    while start and drafted[start - 1].stem in subject.title:
        start -= 1
    run = [unit.stem for unit in drafted[start : index + len(subject.core)]]
    if tuple(run[: len(subject.core)]) != subject.core or _stands_for_others(index, own, span):
        return False
    return index - start < len(subject.core) or word not in subject.core


def _stands_for_others(index: int, own: Sequence[tuple[int, int]], span: _Span) -> bool:
    """Whether the source says something else between the matched words around an added one, or behind the last."""
    before = [j for i, j in own if i < index]
    if not before:
        return False
    behind = next((j for i, j in own if i > index), len(span.phrasing.units))
    between = span.phrasing.units[before[-1] + 1 : behind]
    return not {unit.stem for unit in between} <= span.subject.title | _FRAME_STEMS


def _operators_agree(drafted: frozenset[Operator], source: frozenset[Operator]) -> bool:
    return drafted - _DROPPABLE == source - _DROPPABLE and drafted <= source


def _foreign_subject(sentence: str, hit: Hit, other_names: Sequence[str]) -> bool:
    """Whether the sentence names another profession that the paragraph does not name."""
    text = f" {' '.join(tokens(sentence))} ".replace(f" {' '.join(tokens(core_name(hit.title)))} ", " | ")
    paragraph = f" {' '.join(tokens(hit.paragraph.text))} ".replace(
        f" {' '.join(tokens(core_name(hit.title)))} ", " | "
    )
    patterns = [f" {' '.join(tokens(name))} " for name in other_names]
    return any(pattern in text and pattern not in paragraph for pattern in patterns)


def _name_out_of_reach(sentence: str, drafted: Sequence[Unit], pairs: Sequence[tuple[int, int]], span: _Span) -> bool:
    """Whether a foreign name is joined to words that the source says far from it, of somebody else maybe."""
    foreign = {stem(part) for name in names(sentence) for part in tokens(name)} - span.subject.title
    return any(
        j_next - j > _NAME_REACH + 1 and (drafted[i].stem in foreign or drafted[i_next].stem in foreign)
        for (i, j), (i_next, j_next) in pairwise(pairs)
    )
