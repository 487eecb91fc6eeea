"""What profession a document is about, and what else it is called.

The name is gathered from every place that may have it: running text, the first heading, the front matter, the file
name. Places that agree strengthen each other and the fuller form wins; where they contradict, the order of trust
decides. All of it is reading: no word comes out that the document or its file name does not have.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from rag.formats.blocks import Block
from rag.language import fold
from rag.name_candidates import (
    LOOSE,
    MOST_WORDS,
    USUAL,
    file_name_candidate,
    file_title,
    heading_name,
    mentions,
    name_at,
    sane_name,
)
from rag.types import Aspect, Paragraph

# Votes of the places beside the text, in the order of trust. One formula in the text (3 votes) outvotes any of them,
# none of them outvotes the one before it, and two that agree outvote a single chance find.
_HEADING_VOTES: Final[float] = 2.5
_DECLARED_VOTES: Final[float] = 2.0
_FILE_VOTES: Final[float] = 1.0
# What is told over and over is what the text is about, whatever the wording: votes a paragraph, and at most.
_REPETITION_VOTES: Final[float] = 0.5
_REPETITION_MOST: Final[float] = 2.0
# A name in one loose wording and one paragraph only may be chance: so much of its vote counts, less than a file's name.
_TOLD_LEAST: Final[int] = 2
_CHANCE: Final[float] = 0.25
# One wording repeated says no more than this many times; a rival profession is a loose subject often.
_MENTIONS_MOST: Final[int] = 4
# A longer form found in running text only ("perawat gigi di puskesmas") must have this share of the votes.
_FULLER_SHARE: Final[float] = 0.25
_OTHER_NAMES_MOST: Final[int] = 6
# A name has no more than this many forms; in a book of professions thousands come up, and all pairs are compared.
_FORMS_MOST: Final[int] = 100
# "Orangnya", "jabatannya" may stand this many characters before "disebut"; further off something else is spoken of.
_REACH: Final[int] = 120
# No name in the owner's or the development documents is longer (characters).
_NAME_REACH: Final[int] = 80

# A title's qualifier: what follows says where the profession is practised, not what it is called. "Penyakit dalam",
# "dalam negeri" and "kepala bidang" are no places.
_QUALIFIER = re.compile(
    r"\s+(?:di|pada|(?<!penyakit )dalam(?! negeri)|untuk|bidang|sektor)\s+|\s*[(,:]\s*|\s*[–—]\s*|\s+-\s+",
    re.IGNORECASE,
)
_TOKEN: Final[str] = r"[^\W_]+"
_BRACKETED = re.compile(r" \(([^()]{2,60})\)")
_OTHER_RANKS: Final[frozenset[str]] = frozenset("wakil asisten mantan calon pembantu ajudan magang".split())
_SMALL_WORDS: Final[frozenset[str]] = frozenset("di pada dalam untuk dan atau bidang sektor dari".split())
_HEADS_OF_UNITS: Final[frozenset[str]] = frozenset(
    """
    kepala ketua wakil guru staf koordinator direktur manajer asisten ahli tenaga petugas pegawai sekretaris penyuluh
    pengawas analis
    """.split()
)
_PARENTHESIS = re.compile(r"\(([^()]{2,60})\)")
# What introduces another name, up to where the name begins.
_CALLED = re.compile(
    r"\b(?:disebut|dikenal|ditulis|dinamai|dinamakan|dipanggil|disapa|disingkat|dijuluki|bernama|diistilahkan|alias"
    r"|singkatan(?: dari)?|kependekan(?: dari)?|sebutannya|singkatannya|istilahnya"
    r"|(?:nama|sebutan|istilah)(?: lain| inggris| populer| asing)(?:nya)?(?: adalah| ialah)?"
    r"|(?:dalam )?bahasa inggris(?:nya)?)"
    r"(?:[ ,]+(?:juga|pula|sebagai|dengan|sebutan|nama|istilah|luas|singkatan|lebih|sering|biasa|dalam|bahasa|inggris"
    r"|populer|adalah|ialah|menjadi|saja|lazim|cukup)\b)*[ ,]*[\"“‘'(]?"
)
_OWN_SUBJECT = re.compile(
    r"\b(?:orang|jabatan|profesi|sebutan|nama|istilah|pelaku|pekerja)nya\b|\b(?:profesi|pekerjaan|jabatan|posisi) ini\b"
)
_FOREIGN_SUBJECT = re.compile(r"\b\w{3,}nya\b|\b\w+ itu\b|;")
_ABBREVIATES = re.compile(
    r"^(?:(?:atau|biasa|sering|lebih|lazim|kerap|yang|dulu|dahulu|kini|juga|disebut|disingkat|dikenal|sebagai|singkatan"
    r"|alias|bahasa|inggris|inggris:|dalam|istilah|dari|:)[ ,:]*)+",
    re.IGNORECASE,
)
_MAY_NAME = re.compile(rf" atau |{_CALLED.pattern}")
_EITHER = re.compile(r" atau |/")
_OR = re.compile(r",? atau ")
_SEPARATOR = re.compile(r"\s+atau\s+|\s*/\s*|\s*;\s*|,\s*(?:atau\s+)?", re.IGNORECASE)


@dataclass(slots=True)
class _Form:
    """One name, however it is capitalised."""

    words: frozenset[str]
    spellings: list[str] = field(default_factory=list)
    text_votes: float = 0.0
    formulas: int = 0
    votes: float = 0.0
    is_set_down: bool = False
    """Whether heading or front matter has it."""
    synonyms: set[frozenset[str]] = field(default_factory=set)
    """Other forms that stand in parentheses behind it."""


def infer_title(blocks: Sequence[Block], paragraphs: Sequence[Paragraph], declared: str, file_name: str) -> str:
    """The profession a document is about.

    Args:
        blocks: the file in reading order; its title line is the first heading.
        paragraphs: its paragraphs with their aspects.
        declared: the title of the front matter, or "".
        file_name: with or without folders; the last resort.
    """
    forms = _forms(blocks, paragraphs, declared, file_name)
    if not forms:
        heading = _title_line(blocks)
        return _capitalised(heading or declared or file_title(file_name))
    winner = _winner(forms)
    fuller = _fullest(winner, forms)
    return _capitalised(_best_spelling(fuller, [winner, *forms], paragraphs))


def other_names(
    title: str, blocks: Sequence[Block], paragraphs: Sequence[Paragraph], declared: str, file_name: str
) -> tuple[str, ...]:
    """Other names of the profession, the most specific first, without the title itself.

    They are its core name, names and abbreviations in parentheses next to it, what the text introduces as a synonym,
    and what heading or front matter call the same profession. Never the name of a profession it is compared with.
    """
    core = core_name(title)
    found = [core, *_PARENTHESIS.findall(title)]
    if len(either := _EITHER.split(core)) > 1:
        found += either
    named = list(dict.fromkeys([fold(title), fold(core)]))
    headings = [block.text for block in blocks if block.is_heading]
    for text in chain(headings, [declared]):
        found += _parenthesised(text, named)
    own = [paragraph.text for paragraph in paragraphs if paragraph.aspect is not Aspect.DIFFERENCE]
    for text in own:
        found += _parenthesised(text, named)
        found += _synonyms(text, list(dict.fromkeys([*named, *(fold(name) for name in found)])))
    forms = _forms(blocks, paragraphs, declared, file_name)
    found += [_best_spelling(form, forms, paragraphs) for form in forms if _is_another_name(form, title)]
    names: dict[str, str] = {}
    for name in found:
        name = _ABBREVIATES.sub("", name.strip(" .,;:\"“”'")).strip(" \"“”'")
        if fold(name) != fold(title) and sane_name(name.split()) == name:
            names.setdefault(fold(name), name)
    first = [core] if fold(core) in names else []
    rest = sorted((name for name in names.values() if name != core), key=lambda name: -len(name.split()))
    return (*first, *rest)[:_OTHER_NAMES_MOST]


def core_name(title: str) -> str:
    """What the profession is called, without where it is practised ("Kepala Humas di lembaga …" → "Kepala Humas")."""
    for match in _QUALIFIER.finditer(title):
        name = title[: match.start()].strip()
        is_unit = match.group().strip().lower() in {"bidang", "sektor"} and fold(name) in _HEADS_OF_UNITS
        if name and not is_unit:
            return name
    return title


def _forms(blocks: Sequence[Block], paragraphs: Sequence[Paragraph], declared: str, file_name: str) -> list[_Form]:
    """All names the document is given, with their votes, in the order in which they come up."""
    forms: dict[frozenset[str], _Form] = {}

    def form_of(name: str) -> _Form:
        words = _words(name)
        return forms.setdefault(words, _Form(words))

    seen: dict[tuple[frozenset[str], float], int] = defaultdict(int)
    for paragraph in paragraphs:
        is_description = paragraph.aspect is Aspect.DESCRIPTION
        for mention in mentions(paragraph.text, is_description, paragraph.aspect is Aspect.DIFFERENCE):
            form = form_of(mention.name)
            form.spellings.append(mention.name)
            seen[form.words, mention.votes] += 1
            form.formulas += mention.is_formula
            if seen[form.words, mention.votes] <= _MENTIONS_MOST:
                form.text_votes += mention.votes
    for name, votes in (
        (heading_name(_title_line(blocks)), _HEADING_VOTES),
        (heading_name(declared), _DECLARED_VOTES),
        (file_name_candidate(file_name), _FILE_VOTES),
    ):
        if name:
            form = form_of(name)
            form.votes += votes
            form.is_set_down = form.is_set_down or votes > _FILE_VOTES
            form.spellings.insert(0, name) if votes > _FILE_VOTES else form.spellings.append(name)
    _join_synonyms(forms, paragraphs)
    told = "\n".join(f" {' '.join(re.findall(_TOKEN, paragraph.text.lower()))} " for paragraph in paragraphs)
    for form in forms.values():
        core = " ".join(re.findall(_TOKEN, core_name(form.spellings[0]).lower()))
        times = told.count(f" {core} ")
        is_chance = form.text_votes <= LOOSE and times < _TOLD_LEAST
        form.votes += form.text_votes * (_CHANCE if is_chance else 1.0)
        form.votes += min(_REPETITION_MOST, _REPETITION_VOTES * times)
    # Of equals those that come up first.
    return sorted(forms.values(), key=lambda form: -form.votes)[:_FORMS_MOST]


def _join_synonyms(forms: Mapping[frozenset[str], _Form], paragraphs: Sequence[Paragraph]) -> None:
    """Note which names stand in parentheses behind which ("Manajer sumber daya manusia (manajer SDM)")."""
    for paragraph in paragraphs:
        if paragraph.aspect is Aspect.DIFFERENCE:
            continue
        for bracket in _BRACKETED.finditer(paragraph.text):
            words = paragraph.text[max(0, bracket.start() - _NAME_REACH) : bracket.start()].split()[-MOST_WORDS:]
            for start in range(len(words)):
                form = forms.get(_words(" ".join(words[start:])))
                if form:
                    form.synonyms.add(_words(bracket.group(1)))
                    break


def _is_another_name(form: _Form, title: str) -> bool:
    """Whether a form that is not the title names the same profession all the same.

    Heading and front matter name no other; formulas such as "miskonsepsi tentang profesi …" stand before no other, but
    one may be about a neighbour.
    """
    words = _words(title)
    if form.is_set_down and _overlap(form.words, words):
        return True
    return form.formulas > 1 or (form.formulas == 1 and form.words > _words(core_name(title)))


def _title_line(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.is_heading), "")


def _words(name: str) -> frozenset[str]:
    """The words of a name that tell it from others; what stands in parentheses is another name."""
    bare = _PARENTHESIS.sub(" ", name).lower()
    return frozenset(word for word in re.findall(_TOKEN, bare) if word not in _SMALL_WORDS)


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one name contains the other and is not that of his deputy or helper."""
    return (one <= other or other <= one) and not (one ^ other) & _OTHER_RANKS


def _agree(one: _Form, other: _Form) -> bool:
    """Whether two forms name the same profession: one contains the other, or is introduced as another name of it."""
    return _overlap(one.words, other.words) or other.words in one.synonyms or one.words in other.synonyms


def _winner(forms: Sequence[_Form]) -> _Form:
    """The form that gets most votes, those of the forms that agree with it included; the first of equals."""
    return max(
        forms,
        key=lambda form: (
            sum(other.votes for other in forms if _agree(form, other)),
            form.votes,
        ),
    )


def _fullest(winner: _Form, forms: Sequence[_Form]) -> _Form:
    """The longest form of the same name that heading or front matter have, or enough of the text."""
    agreeing = [form for form in forms if _agree(winner, form)]
    total = sum(form.text_votes for form in agreeing)
    eligible = [
        form
        for form in agreeing
        if form is winner or form.is_set_down or (form.text_votes >= USUAL and form.text_votes >= _FULLER_SHARE * total)
    ]
    return max(eligible, key=lambda form: (len(form.words), form.votes))


def _best_spelling(form: _Form, forms: Iterable[_Form], paragraphs: Sequence[Paragraph]) -> str:
    """The form as heading or front matter spell it, else with the most capitals the text ever gives it."""
    if form.is_set_down:
        return _without_shouting(form.spellings[0], paragraphs)
    spelling = max(form.spellings, key=lambda name: sum(letter.isupper() for letter in name) * (not name.isupper()))
    for shorter in forms:
        if shorter.is_set_down and shorter.words < form.words:
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
        words.append(word if is_acronym else word.lower() if word.lower() in _SMALL_WORDS else word.capitalize())
    return " ".join(words)


def _capitalised(name: str) -> str:
    name = name.strip()
    return name[:1].upper() + name[1:]


def _parenthesised(text: str, named: Iterable[str]) -> list[str]:
    """Names in parentheses right behind a name of the profession."""
    found: list[str] = []
    folded = fold(text)
    if "(" not in folded:
        return found
    for name in named:
        if f"{name} (" not in folded:
            continue
        for match in re.finditer(rf"\b{re.escape(name)} \(([^()]{{2,60}})\)", folded):
            inside = _original(text, match.group(1))
            if _abbreviates_more(folded[: match.start(1) - 2], inside, name):
                continue
            found += [part for part in _SEPARATOR.split(_ABBREVIATES.sub("", inside)) if part]
    return found


def _abbreviates_more(before: str, inside: str, name: str) -> bool:
    """Whether "(PKPA)" abbreviates more words than the name: "Pendidikan Khusus Profesi Advokat (PKPA)"."""
    words = [word for word in re.findall(_TOKEN, before) if word not in _SMALL_WORDS][-len(inside) :]
    own = [word for word in re.findall(_TOKEN, name) if word not in _SMALL_WORDS]
    return (
        inside.isupper()
        and inside.isalpha()
        and len(words) > len(own)
        and "".join(word[0] for word in words) == inside.lower()
    )


def _synonyms(text: str, named: Iterable[str]) -> list[str]:
    """What a text introduces as another word for one of the names."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!?;])\s+", " ".join(text.split())):
        lower = sentence.lower()
        if not _MAY_NAME.search(lower):
            continue
        own = [match.end() for name in named for match in re.finditer(rf"\b{re.escape(name)}\b", lower)]
        for match in _CALLED.finditer(lower):
            if _tells_of(lower[: match.start()], [end for end in own if end <= match.start()]):
                found += _names_at(sentence, match.end())
        for end in own:
            either = _OR.match(lower, end)
            if either and not _CALLED.match(lower, either.end()):
                found += _alternative(sentence, lower, either.end())
    return found


def _tells_of(before: str, own_ends: Sequence[int]) -> bool:
    """Whether what is called something is the profession: it, and nothing else, is spoken of before."""
    if not own_ends:
        return _OWN_SUBJECT.search(before[-_REACH:]) is not None
    between = before[max(own_ends) :]
    return _OWN_SUBJECT.search(between) is not None or not _FOREIGN_SUBJECT.search(between)


def _names_at(sentence: str, start: int) -> list[str]:
    name, _ = name_at(sentence, start)
    return [part for part in _SEPARATOR.split(name) if part]


def _alternative(sentence: str, lower: str, start: int) -> list[str]:
    """The second of "X atau Y" where a verb or a comma ends it: in "perusahaan atau lembaga swasta" nothing does."""
    name, end = name_at(sentence, start)
    return [name] if name and len(name.split()) < 5 and lower[end : end + 1] in {" ", ","} else []


def _original(text: str, folded: str) -> str:
    """A folded stretch as the text has it."""
    match = re.search(re.escape(folded).replace(r"\ ", r"\s+"), text, re.IGNORECASE)
    return match.group() if match else folded
