"""Who a text says does what: every word with the profession that is the subject of its clause."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby
from typing import Final

from evals.support_lexicon import COMMON, PROFESSIONS, QUALIFIED, UNQUALIFIED_IS_NOBODY
from evals.support_words import Text, Word

ANYONE: Final[str] = "?"
"""The agent of a clause whose subject is a pronoun, or denied elliptically: it may be of anyone named before."""
_SUBJECT_WITHIN: Final[int] = 3
"""Content words at the beginning of a clause among which its subject stands."""
_PRONOUNS: Final[frozenset[str]] = frozenset("ia dia mereka keduanya satu".split())
_PREPOSITIONS: Final[frozenset[str]] = frozenset(
    "dari dengan daripada kepada seperti antara untuk oleh bagi pada di ke tentang terhadap lain".split()
)
_ARTICLES: Final[frozenset[str]] = frozenset("seorang para sang bahwa adapun sedangkan sementara".split())
_VERB: Final[re.Pattern[str]] = re.compile(r"(?:me[nmlryw]|ber|di|ter)[^\W\d_]{3,}")


def with_agents(text: Text, subjects: frozenset[str]) -> Text:
    """The same text, its words with who does it.

    Args:
        text: a sentence, or a paragraph.
        subjects: stems of what the professions are called that it is about.
    """
    return replace(text, words=tuple(_assigned(text, subjects)))


def is_profession(word: Word) -> bool:
    """Whether a word names who does a job."""
    return word.text in PROFESSIONS or word.stem in PROFESSIONS or word.text in QUALIFIED


def same_agent(one: str, other: str) -> bool:
    """Say "konsultan" may be the "konsultan pajak" of before."""
    if ANYONE in {one, other} or not one or not other:
        return one == other or ANYONE in {one, other}
    short, long = sorted((one.split(), other.split()), key=len)
    return long[: len(short)] == short


def _assigned(text: Text, subjects: frozenset[str]) -> Iterator[Word]:
    """Every clause keeps the subject of the one before in its sentence until it names another."""
    agent, sentence, mentioned = "", -1, ""
    for _, group in groupby(text.words, key=lambda word: word.segment):
        clause = list(group)
        if clause[0].sentence != sentence:
            sentence, agent = clause[0].sentence, ""
        found = _subject(clause, subjects)
        if found is not None:
            agent = found
        elif "yang" in clause[0].lead[:1] and mentioned:
            agent = mentioned  # "berbeda dari koki, yang memasak …"
        elif any(_PRONOUNS.intersection(word.lead) for word in clause[:2]):
            agent = ANYONE
        mentioned = next((_name(clause, at, subjects) for at, one in enumerate(clause) if is_profession(one)), "")
        for word in clause:
            yield replace(word, agent=ANYONE if sentence in text.elliptic else agent)


def _subject(clause: Sequence[Word], subjects: frozenset[str]) -> str | None:
    """The profession a clause is about: the one a passive names, else the one it begins with."""
    for place, word in enumerate(clause):
        if place and is_profession(word) and clause[place - 1].passive:
            return _name(clause, place, subjects)
    for place, word in enumerate(clause[:_SUBJECT_WITHIN]):
        if is_profession(word) and _may_be_subject(clause, place) and _name(clause, place, subjects) != ANYONE:
            return _name(clause, place, subjects)
    return "" if any(word.stem in subjects for word in clause[:_SUBJECT_WITHIN]) else None


def _may_be_subject(clause: Sequence[Word], place: int) -> bool:
    """Not the "auditor" of "berbeda dari auditor", unless it goes on to tell what auditors do: "auditor yang …"."""
    word = clause[place]
    if _PREPOSITIONS.intersection(word.lead[-1:]):
        return any("yang" in other.lead for other in clause[place + 1 : place + 3])
    return place == 0 or bool(_ARTICLES.intersection(word.lead)) or clause[place - 1].stem in COMMON


def replaced(said: Sequence[Word], text: Text, pairs: Mapping[int, int], subjects: frozenset[str]) -> Iterator[Word]:
    """Professions in the place of which, between the same words, a text names another one."""
    told = text.words
    aligned = set(pairs.values())
    for place, word in enumerate(said):
        if not is_profession(word):
            continue
        end = place + 1
        while end < len(said) and end not in pairs:
            end += 1
        # The neighbour on one side may be missing: the sentence may begin or end with the name.
        before = pairs.get(place - 1) if place else None
        behind = pairs.get(end)
        start = before + 1 if before is not None else _name_start(told, behind, aligned)
        if start is None or start >= len(told) or not is_profession(told[start]) or (place and before is None):
            continue
        stop = start + 1
        while stop < len(told) and stop not in aligned:
            stop += 1
        if (behind is None and end < len(said)) or (behind is not None and behind != stop):
            continue
        one_sided = before is None or behind is None
        if one_sided and len({pairs.get(at) for at in range(place - 3, end + 3)} - {None}) < _ANCHORS:
            continue
        if told[start].sentence in text.elliptic:
            continue
        ours, theirs = _name(said, place, subjects), _name(told, start, subjects)
        if (
            pairs.get(place) != start
            and told[start].sentence == told[stop - 1].sentence
            and not same_agent(ours, theirs)
        ):
            yield word


_ANCHORS: Final[int] = 3
"""Aligned words about a name that show the place, where only one of its neighbours does."""


def _name_start(told: Sequence[Word], behind: int | None, aligned: Set[int]) -> int | None:
    """Where the profession begins that stands right before a word of a text."""
    if behind is None:
        return None
    return next((at for at in range(behind - 1, max(-1, behind - 4), -1) if is_profession(told[at])), None)


def _name(clause: Sequence[Word], place: int, subjects: frozenset[str]) -> str:
    """What a profession is called: "" the own one, with its qualifier where it needs one."""
    head = clause[place]
    follower = clause[place + 1] if place + 1 < len(clause) else None
    if head.text in QUALIFIED and follower is not None and not follower.lead and not _VERB.match(follower.text):
        own = head.stem in subjects and follower.stem in subjects
        return "" if own else f"{head.stem} {follower.stem}"
    if head.stem in subjects:
        return ""
    return ANYONE if head.text in UNQUALIFIED_IS_NOBODY else head.stem
