"""Words that a line end divides: hyphenation is undone, hyphens that belong to the word stay.

Indonesian writes reduplication with a hyphen (*anak-anak*, *sayur-mayur*, *tolong-menolong*), and a line may end at it.
The rule, in this order: a soft hyphen goes. A hyphen stays before or after a digit, before a capital, after a capital
word or a single letter ("e-katalog", "PNS-nya"). What the document writes elsewhere decides: the word in one, or with
its hyphen. A hyphen stays in a reduplication and behind prefixes that are mostly written with one ("non-formal").
Otherwise it goes ("komuni-kasi").
"""

import re
from collections.abc import Iterable
from typing import Final

_DIVIDED = re.compile(r"(?P<stem>\w+)(?P<hyphen>[-\u2010\u00ad])$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")

# Of these the document's own spelling is kept; "pra" and "pasca" are joined by the spelling rules (EYD V).
_HYPHEN_PREFIXES: Final[frozenset[str]] = frozenset({"non", "anti", "semi", "multi", "pro", "eks", "co", "self"})
_CONJUNCTIONS: Final[frozenset[str]] = frozenset({"dan", "atau", "maupun", "serta"})  # "pra- dan pascakerja"
_SUSPENDED_PREFIXES: Final[frozenset[str]] = _HYPHEN_PREFIXES | {"pra", "pasca", "antar", "intra", "ekstra", "mikro"}
# As the first half of "ter-tera" these are syllables, not half of a reduplication.
_AFFIXES: Final[frozenset[str]] = frozenset("ter ber per mem men meng pem pen peng bel pel".split())
_MIN_REPEATED: Final[int] = 3  # the shortest roots that are repeated: ibu-ibu, apa-apa
_MIN_VARIED: Final[int] = 4  # the shortest that are repeated with another sound: lauk-pauk, teka-teki
_VOWELS = re.compile("[aiueo]+")
# Neither a rhyme nor the same consonants.
_IRREGULAR: Final[frozenset[str]] = frozenset(
    """gotong-royong hiruk-pikuk simpang-siur porak-poranda pontang-panting huru-hara silang-sengketa suka-duka
    lalu-lalang kaya-raya sanak-saudara antar-jemput jual-beli tanya-jawab naik-turun keluar-masuk pulang-pergi
    sebab-akibat timbal-balik untung-rugi sepak-terjang tumpang-tindih""".split()
)


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that lines hold undivided, in lower case."""
    return frozenset(word.lower().replace("\u2010", "-") for line in lines for word in _WORD.findall(line))


def joined_lines(lines: Iterable[str], words: frozenset[str]) -> str:
    """Wrapped lines as one text, with one space between them but inside divided words.

    Args:
        lines: without white space at the ends.
        words: the document's :func:`vocabulary`.
    """
    text = ""
    for line in lines:
        text = _joined(text, line, words) if text else line
    return text


def _joined(text: str, line: str, words: frozenset[str]) -> str:
    divided = _DIVIDED.search(text)
    if not divided or not line[:1].isalnum():
        return f"{text} {line}"
    if divided["hyphen"] == "\u00ad":
        return text[:-1] + line
    first = _FIRST_WORD.match(line)
    stem = divided["stem"]
    if not first or line[0].isupper() or len(stem) == 1 or stem.isupper() or not stem.isalpha():
        return text + line
    left, right = stem.lower(), first[0].lower()
    if left in _SUSPENDED_PREFIXES and right in _CONJUNCTIONS:
        return f"{text} {line}"
    if f"{left}-{right}" not in words and (
        left + right in words or not (left in _HYPHEN_PREFIXES or is_reduplication(left, right))
    ):
        return text[:-1] + line
    return text + line


def is_reduplication(left: str, right: str) -> bool:
    """Whether two halves around a hyphen, in lower case, are a root and its repetition, with affixes or varied."""
    if left in _AFFIXES:
        return False
    if any(left.endswith(right[:size]) for size in range(_MIN_REPEATED, len(right) + 1)):
        return True  # anak-anaknya, sebaik-baiknya, perundang-undangan
    if len(left) < _MIN_VARIED:
        return False
    if right.startswith(("me", "te", "be")) and left[1:] in right:
        return True  # tolong-menolong, surat-menyurat, turun-temurun
    halves = [right[: len(right) - len(suffix)] for suffix in ("", "nya", "an", "lah") if right.endswith(suffix)]
    return any(
        f"{left}-{half}" in _IRREGULAR
        or (len(half) == len(left) and (half[1:] == left[1:] or _VOWELS.sub("", half) == _VOWELS.sub("", left)))
        for half in halves
    )
