"""What profession a document is about.

The name is gathered from every place that may have it: running text, the first heading, the front matter, the file
name. What is told in many paragraphs, and behind wordings that introduce a profession, is what the text is about; the
other places add to it. Of what contains each other the longest wins that keeps most of the support. All of it is
reading: no word comes out that the document or its file name does not have.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

from rag.formats.blocks import Block
from rag.language import fold
from rag.name_candidates import BARE, file_name_candidate, file_title, heading_name, is_head, mentions, sane_name
from rag.types import Aspect, Paragraph

# Votes of the places beside the text, in the order of trust. One formula in the text (3 votes) outvotes any of them,
# none of them outvotes the one before it, and two that agree outvote a single chance find.
_HEADING_VOTES: Final[float] = 2.5
_DECLARED_VOTES: Final[float] = 2.0
_FILE_VOTES: Final[float] = 1.0
# What does not sound like somebody who does something ("Senyum yang Dibayar Mahal") seldom is a profession.
_THING_SHARE: Final[float] = 0.5
# A longer form ("perawat gigi di puskesmas") must keep this share of the votes of the shorter, in two paragraphs; or,
# found in one only, most of them.
_FULLER_SHARE: Final[float] = 0.35
_FULLER_TIMES: Final[int] = 2
_MOST_SHARE: Final[float] = 0.6
# Anything may be a subject once, or be spoken of in two paragraphs.
_SUBJECT_TIMES: Final[int] = 2
_PLAIN_TIMES: Final[int] = 3
# A name has few forms; in a book of professions thousands come up, and all pairs of beginnings are compared.
_BEGINNINGS_MOST: Final[int] = 100

# A title's qualifier: what follows says where the profession is practised, not what it is called. "Penyakit dalam",
# "dalam negeri" and "kepala bidang" are no places.
_QUALIFIER = re.compile(
    r"\s+(?:di|pada|(?<!penyakit )dalam(?! negeri)|untuk|bidang|sektor)\s+|\s*[(,:]\s*|\s*[–—]\s*|\s+-\s+",
    re.IGNORECASE,
)
_TOKEN: Final[str] = r"[^\W_]+"
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_OTHER_RANKS: Final[frozenset[str]] = frozenset("wakil asisten mantan calon pembantu ajudan magang".split())
SMALL_WORDS: Final[frozenset[str]] = frozenset("di pada dalam untuk dan atau bidang sektor dari".split())
_HEADS_OF_UNITS: Final[frozenset[str]] = frozenset(
    """
    kepala ketua wakil guru staf koordinator direktur manajer asisten ahli tenaga petugas pegawai sekretaris penyuluh
    pengawas analis
    """.split()
)


@dataclass(slots=True)
class Name:
    """One name, however it is capitalised, with all that speaks for it."""

    words: tuple[str, ...]
    first: int
    """How many names were known when it came up; the same for names that came up together."""
    spellings: list[str] = field(default_factory=list)
    told: dict[int, float] = field(default_factory=dict)
    """Votes by paragraph: what is repeated within one says no more."""
    formulas: int = 0
    set_down_votes: float = 0.0
    """Votes of the places beside the text."""
    is_set_down: bool = False
    """Whether heading or front matter has it."""
    synonyms: set[tuple[str, ...]] = field(default_factory=set)
    """Other names that stand in parentheses behind it."""

    @property
    def votes(self) -> float:
        return sum(self.told.values()) + self.set_down_votes

    @property
    def times(self) -> int:
        return len(self.told) + bool(self.set_down_votes)


def infer_title(blocks: Sequence[Block], paragraphs: Sequence[Paragraph], declared: str, file_name: str) -> str:
    """The profession a document is about.

    Args:
        blocks: the file in reading order; its title line is the first heading.
        paragraphs: its paragraphs with their aspects.
        declared: the title of the front matter, or "".
        file_name: with or without folders; the last resort.
    """
    names = names_in(tuple(blocks), tuple(paragraphs), declared, file_name)
    if not names:
        return _capitalised(_title_line(blocks) or declared or file_title(file_name))
    return _capitalised(best_spelling(_fullest(names), names.values(), paragraphs))


def core_name(title: str) -> str:
    """What the profession is called, without where it is practised ("Kepala Humas di lembaga …" → "Kepala Humas")."""
    for match in _QUALIFIER.finditer(title):
        name = title[: match.start()].strip()
        is_unit = match.group().strip().lower() in {"bidang", "sektor"} and fold(name) in _HEADS_OF_UNITS
        if name and not is_unit:
            return name
    return title


@lru_cache(maxsize=2)  # Title and other names of a document are asked for one after the other.
def names_in(
    blocks: tuple[Block, ...], paragraphs: tuple[Paragraph, ...], declared: str, file_name: str
) -> Mapping[tuple[str, ...], Name]:
    """All names the document is given and their beginnings, by their words in lower case, in order of appearance."""
    names: dict[tuple[str, ...], Name] = {}
    for number, paragraph in enumerate(paragraphs):
        for mention in mentions(paragraph.text, paragraph.aspect is Aspect.DIFFERENCE):
            for name, spelling in _beginnings(names, mention.words):
                name.told[number] = max(name.told.get(number, 0.0), mention.votes)
                name.formulas += mention.is_formula and spelling == mention.words
                name.spellings.append(" ".join(spelling))
                if mention.synonym:
                    name.synonyms.add(_low(mention.synonym))
    _count_plain(names, [f" {' '.join(_low((paragraph.text,)))} " for paragraph in paragraphs])
    for written, votes in (
        (heading_name(_title_line(blocks)), _HEADING_VOTES),
        (heading_name(declared), _DECLARED_VOTES),
        (file_name_candidate(file_name), _FILE_VOTES),
    ):
        words = tuple(_PARENTHESIS.sub("", written).split())
        share = 1.0 if any(is_head(word.lower()) for word in words) else _THING_SHARE
        for name, spelling in _beginnings(names, words):
            name.set_down_votes += votes * share
            is_set_down = votes > _FILE_VOTES and spelling == words
            name.is_set_down = name.is_set_down or is_set_down
            name.spellings.insert(0 if is_set_down else len(name.spellings), " ".join(spelling))
    return names


def _beginnings(names: dict[tuple[str, ...], Name], words: tuple[str, ...]) -> Iterable[tuple[Name, tuple[str, ...]]]:
    """The names that a name begins with, itself included, with their spelling; new ones are added."""
    number = len(names)
    for end in range(1, len(words) + 1):
        spelling = words[:end]
        low = _low(spelling)
        if low in names or _is_name(spelling):
            yield names.setdefault(low, Name(low, number)), spelling


def _count_plain(names: Mapping[tuple[str, ...], Name], texts: Sequence[str]) -> None:
    """Let paragraphs vote in which a name stands without any wording that introduces it.

    What sounds like somebody who does something was counted already; an abbreviation, and what is the subject again
    and again ("office boy"), are names too.
    """
    for name in names.values():
        spoken_of = [_mentioned(words, texts) for words in name.synonyms if len(words) == 1]
        if len(name.told) >= _SUBJECT_TIMES and not any(is_head(word) for word in name.words):
            found = _mentioned(name.words, texts)
            spoken_of += [found] * (len(found) >= _PLAIN_TIMES)
        for number in chain.from_iterable(spoken_of):
            name.told[number] = max(name.told.get(number, 0.0), BARE)


def _mentioned(words: tuple[str, ...], texts: Sequence[str]) -> list[int]:
    phrase = f" {' '.join(words)} "
    return [number for number, text in enumerate(texts) if phrase in text]


def _low(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", " ".join(words).lower()))


@lru_cache(maxsize=8192)
def _is_name(words: tuple[str, ...]) -> bool:
    return sane_name(list(words)) == " ".join(words)


def _fullest(names: Mapping[tuple[str, ...], Name]) -> Name:
    """The longest form of the name that gets most votes, those of the names that agree with it included."""
    shortest = [name for words, name in names.items() if not any(words[:end] in names for end in range(1, len(words)))]
    # Of equals those that come up first.
    shortest = sorted(shortest, key=lambda name: -name.votes)[:_BEGINNINGS_MOST]
    agreeing = {name.words: [other for other in shortest if _agree(name, other)] for name in shortest}
    winner = max(shortest, key=lambda name: (sum(other.votes for other in agreeing[name.words]), name.votes))
    beginnings = {other.words for other in agreeing[winner.words]}
    forms = [name for name in names.values() if any(name.words[: len(one)] == one for one in beginnings)]
    return max((form for form in forms if _is_borne_out(form, winner)), key=lambda form: (len(form.words), form.votes))


def _agree(one: Name, other: Name) -> bool:
    """Whether two names are of the same profession: one contains the other, or is introduced as a name of it."""
    return overlap(one.words, other.words) or other.words in one.synonyms or one.words in other.synonyms


def _is_borne_out(form: Name, winner: Name) -> bool:
    """Whether a form of the winning name is said often enough, or is what the document begins with."""
    if form is winner or form.is_set_down:
        return True
    is_alone = form.times < _FULLER_TIMES
    if is_alone and ("atau" in form.words or _QUALIFIER.search(" ".join(form.words))):
        return False
    share = form.votes / winner.votes
    is_said = not is_alone or form.first == winner.first
    return share >= (_FULLER_SHARE if is_said else _MOST_SHARE)


def _title_line(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.is_heading), "")


def overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether one name contains the other and is not that of his deputy or helper."""
    first, second = set(one) - SMALL_WORDS, set(other) - SMALL_WORDS
    return (first <= second or second <= first) and not (first ^ second) & _OTHER_RANKS


def best_spelling(form: Name, forms: Iterable[Name], paragraphs: Sequence[Paragraph]) -> str:
    """The form as heading or front matter spell it, else with the most capitals the text ever gives it."""
    if form.is_set_down:
        return _without_shouting(form.spellings[0], paragraphs)
    spelling = max(form.spellings, key=lambda name: sum(letter.isupper() for letter in name) * (not name.isupper()))
    for shorter in forms:
        if shorter.is_set_down and shorter.words != form.words:
            written = _without_shouting(shorter.spellings[0], paragraphs)
            if fold(spelling).startswith(f"{fold(written)} "):
                return written + spelling[len(written) :]
    return spelling


def _without_shouting(name: str, paragraphs: Sequence[Paragraph]) -> str:
    """A name in capitals throughout as it would be written in a title; what the text has in capitals keeps them."""
    letters = re.sub(r"[^\w]", "", name)
    if not letters.isupper() or len(letters) < 5:
        return name
    text = " ".join(paragraph.text for paragraph in paragraphs)
    words = []
    for word in name.split():
        is_acronym = re.search(rf"\b{re.escape(word.strip('()'))}\b", text) is not None
        words.append(word if is_acronym else word.lower() if word.lower() in SMALL_WORDS else word.capitalize())
    return " ".join(words)


def _capitalised(name: str) -> str:
    name = name.strip()
    return name[:1].upper() + name[1:]
