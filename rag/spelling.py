"""Misspelt and abbreviated words of a question, repaired towards the words that can be found.

Three ways of writing are undone: typing errors ("kordinator"), vowels left out ("prwt", "mknan"), and words written
together or apart ("frontend", "front end"). How common a word is in Indonesian comes from wordfreq (Speer 2022).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from rag.language import ABBREVIATIONS, FUNCTION_WORDS, is_known_word, operator_of, stem

CUE_WORDS: Final[frozenset[str]] = frozenset(
    """
    tugas tugasnya tanggung jawab pekerjaan pekerjaannya keterampilan kemampuan keahlian kompetensi pengetahuan cocok
    cocoknya profil miskonsepsi mitos anggapan ekspektasi realita kenyataan kenyataannya perbedaan bedanya berbeda utama
    komunikasi perusahaan pemerintah instansi profesi
    """.split()
)
"""Words that steer retrieval, whatever the documents are about."""

_LEAST_LENGTH: Final[int] = 4
_LEAST_CONSONANTS: Final[int] = 3
_VOWELS: Final[str] = "aiueo"
# Zipf frequencies: 3 is once in a million words, 4 once in a hundred thousand. Set by hand, looking at what training
# questions and words such as "kemarin" or "disiplin" become.
_COMMON: Final[float] = 4.0
_USUAL: Final[float] = 3.5
_SEEN: Final[float] = 2.0
_KNOWN: Final[float] = 3.0
# An English word is this much more common in English than in Indonesian.
_MORE_ENGLISH: Final[float] = 1.0


def correct(
    text: str,
    steering: frozenset[str],
    compounds: Mapping[str, str],
    is_indexed_stem: Callable[[str], bool] = lambda _: False,
) -> str:
    """The text with its misspelt words repaired.

    Args:
        text: in formal spelling (:func:`rag.language.formalise`).
        steering: words that are tried first: those of the professions' names, compounds in their joined form too.
        compounds: joined form → the form in which it is indexed ("backend" → "back-end").
        is_indexed_stem: tells whether some paragraph has a stem; such words are never taken for errors.
    """
    words = [_corrected(word, steering, compounds, is_indexed_stem) for word in text.split()]
    return " ".join(_joined(words, compounds))


def is_english(word: str) -> bool:
    """Whether a lower-case word is far more common in English than in Indonesian."""
    english = _zipf(word, "en")
    return english >= _KNOWN and english - _zipf(word, "id") >= _MORE_ENGLISH


def _corrected(
    word: str, steering: frozenset[str], compounds: Mapping[str, str], is_indexed_stem: Callable[[str], bool]
) -> str:
    if word in steering or word in compounds or word in FUNCTION_WORDS or word in ABBREVIATIONS:
        return word
    if operator_of(word) or not word.isalpha():
        return word
    if formal := _formal_verb(word):
        return formal
    if is_known_word(word) or is_indexed_stem(stem(word)) or is_english(word):
        # The stemmer finds a root in many a misspelt word ("trapis": rapi).
        return word if _zipf(word, "id") >= _SEEN else _steering_with_vowels(word, steering) or word
    return _with_vowels(word, steering) or _nearest(word, steering) or word


@lru_cache(maxsize=20_000)
def _formal_verb(word: str) -> str:
    """The common formal verb for a colloquial one ("dilakuin", "ngukur" → "dilakukan", "mengukur"); "" if none."""
    if _zipf(word, "id") >= _USUAL:
        return ""
    bodies = [word]
    if word.endswith("in") and len(word) > _LEAST_LENGTH:
        bodies = [word[:-2] + suffix for suffix in ("kan", "i")]
    forms = [prefix + body[skipped:] for body in bodies for prefix, skipped in _formal_prefixes(body)]
    is_verb = word.startswith(("di", "ng", "ny"))
    forms = [
        one
        for one in forms
        if one != word and _zipf(one, "id") >= (_KNOWN if stem(one) == stem(word) else _COMMON if is_verb else math.inf)
    ]
    return max(forms, key=lambda one: (_zipf(one, "id"), one), default="")


def _formal_prefixes(body: str) -> list[tuple[str, int]]:
    """What a colloquial verb begins with formally, and how many letters that replaces."""
    if body.startswith("nge"):
        return [("me", 3), ("meng", 3), ("menge", 3), ("me", 0)]
    if body.startswith(("ng", "ny", "n", "m")):
        return [("me", 0), ("", 0)]
    return [("", 0)]


def _joined(words: Iterable[str], compounds: Mapping[str, str]) -> list[str]:
    """The words, those of a compound written as it is indexed."""
    found: list[str] = []
    for word in words:
        if found and (whole := compounds.get(found[-1] + word)):
            found[-1] = whole
        else:
            found.append(word)
    return [compounds.get(word.replace("-", ""), word) for word in found]


def _with_vowels(word: str, steering: frozenset[str]) -> str:
    """The word whose vowels were left out: a steering one, else the most common; "" if there is none.

    Its consonants are the same in the same order, and every letter written stands in it.
    """
    bones = _consonants(word)
    if len(bones) < min(_LEAST_CONSONANTS, len(word)) or len(bones) * 2 <= len(word):
        return ""
    found = _steering_with_vowels(word, steering)
    usual = (one for one in _by_consonants().get(bones, ()) if len(one) > len(word) and _is_inside(word, one))
    return found or next(usual, "")


def _steering_with_vowels(word: str, steering: frozenset[str]) -> str:
    near = _tables(steering).by_consonants.get(_consonants(word), ())
    return next((one for one in near if len(one) > len(word) and _is_inside(word, one)), "")


def _nearest(word: str, steering: frozenset[str]) -> str:
    """The steering word that is one or two typing errors away; "" if there is none."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < _LEAST_LENGTH:
        return ""
    allowed = 1 if len(word) < 8 else 2
    # Words of another length or first letter are not worth a look.
    near = [one for one in _tables(steering).by_letter.get(word[0], ()) if abs(len(one) - len(word)) <= allowed]
    match = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=allowed)
    return str(match[0]) if match else ""


@dataclass(frozen=True, slots=True)
class _Tables:
    """The steering words by what a misspelt one is looked up with; sorted, so that a tie falls alike each time."""

    by_consonants: Mapping[str, tuple[str, ...]]
    by_letter: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=4)
def _tables(steering: frozenset[str]) -> _Tables:
    words = sorted(steering | CUE_WORDS)
    return _Tables(_grouped(words, _consonants), _grouped(words, lambda word: word[0]))


def _grouped(words: Iterable[str], key: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[key(word)].append(word)
    return {one: tuple(group) for one, group in found.items()}


def _consonants(word: str) -> str:
    """Its consonants; "ng" and "ny" are one sound and often written with one letter ("srg" is "sering")."""
    return "".join(letter for letter in word.replace("ng", "g").replace("ny", "y") if letter not in _VOWELS)


def _is_inside(word: str, longer: str) -> bool:
    """Whether the letters of a word stand in a longer one in their order, from its first letter on."""
    letters = iter(longer)
    return word[0] == longer[0] and all(letter in letters for letter in word)


@cache
def _by_consonants() -> Mapping[str, tuple[str, ...]]:
    """Common Indonesian words by their consonants, the most common first."""
    from wordfreq import get_frequency_dict

    # The dictionary is in descending order of frequency.
    usual = (
        word
        for word in get_frequency_dict("id")
        if word.isalpha() and len(word) >= _LEAST_LENGTH and _zipf(word, "id") >= _USUAL and not is_english(word)
    )
    return _grouped(usual, _consonants)


@lru_cache(maxsize=20_000)
def _zipf(word: str, language: str) -> float:
    from wordfreq import zipf_frequency

    return zipf_frequency(word, language, wordlist="small")
