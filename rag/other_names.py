"""What else a profession is called: its core name, abbreviations, and what the text introduces as a synonym."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from rag.formats.blocks import Block
from rag.language import fold
from rag.name_candidates import name_at, sane_name
from rag.titles import SMALL_WORDS, Name, best_spelling, core_name, names_in, overlap
from rag.types import Aspect, Paragraph

_OTHER_NAMES_MOST: Final[int] = 6
# "Orangnya", "jabatannya" may stand this many characters before "disebut"; further off something else is spoken of.
_REACH: Final[int] = 120

_TOKEN: Final[str] = r"[^\W_]+"
_PARENTHESIS = re.compile(r"\(([^()]{2,60})\)")
# What introduces another name, up to where the name begins.
_CALLED = re.compile(
    r"\b(?:disebut|dikenal|ditulis|dinamai|dinamakan|dipanggil|disapa|disingkat|dijuluki|bernama|diistilahkan|alias"
    r"|tertulis|singkatan(?: dari)?|kependekan(?: dari)?|sebutannya|singkatannya|istilahnya"
    r"|(?:nama|sebutan|istilah)(?: lain| inggris| populer| asing)(?:nya)?(?: adalah| ialah)?"
    r"|(?:dalam )?bahasa inggris(?:nya)?)"
    r"(?:[ ,]+(?:juga|pula|sebagai|dengan|sebutan|nama|istilah|luas|singkatan|lebih|sering|biasa|dalam|bahasa|inggris"
    r"|populer|adalah|ialah|menjadi|saja|lazim|cukup)\b)*[ ,]*[\"“‘'(]?"
)
_OWN_SUBJECT = re.compile(
    r"\b(?<!organisasi )(?<!perkumpulan )(?<!asosiasi )"
    r"(?:orang|jabatan|profesi|sebutan|nama|istilah|pelaku|pekerja)nya\b"
    r"|\b(?:profesi|pekerjaan|jabatan|posisi) ini\b"
)
_FOREIGN_SUBJECT = re.compile(r"\b\w{3,}nya\b|\b\w+ itu\b|;")
# The same where the profession is spoken of in its introduction without being named: "ia akrab dipanggil …".
_PRONOUN = re.compile(r"\b(?:ia|dia|(?:jabatan|profesi|pekerjaan|posisi|peran) (?:ini|tersebut))\b(?! yang)")
_ITS_NAME = re.compile(
    r"\b(?:sebutan|nama|panggilan|julukan|istilah)(?: lain| inggris| populer| resmi| umum)?nya\b"
    r"(?: di (?:lapangan|lowongan|kantor|luar negeri))?"
    r"(?:[ ,:]+(?:adalah|ialah|yaitu|yakni|juga|pula|sering|biasanya|bisa|beragam|bermacam-macam|macam-macam|beraneka"
    r"|berbeda-beda|antara lain)\b)*[ ,:]*[\"“‘'(]?"
)
_CALL_IT = re.compile(
    r"\b(?:menyebut|memanggil|menyapa|menjuluki|menamai)nya\b(?: (?:sebagai|dengan|sebutan|nama|juga|pula)\b)*"
    r" ?[\"“‘'(]?"
)
# What may stand before "sebutannya" for it to be the subject of its clause.
_CLAUSE_BEGINS = re.compile(r"(?:^|[,;] |\bdan )(?:(?:dan|sedangkan|sementara|adapun|di|dalam)\b[^,;]*)?$")
# "dokumen rancangan yang disebut …": what is called so is the noun before "yang".
_RELATIVE_HEAD = re.compile(r"(\w+) yang(?: \w+){0,3} $")
_OWN_HEADS: Final[frozenset[str]] = frozenset("profesi pekerjaan jabatan posisi peran orang sosok tenaga".split())
_CLAUSE = re.compile(r"[,;:]")
# A further clause of the same subject: "…, dan di iklan lowongan kadang tertulis …".
_GOES_ON = re.compile(
    r" ?(?:(?:dan|atau|serta) )?(?:(?:di|dalam) \w+(?: \w+){0,2} )?(?:(?:juga|kadang|sering|kerap|biasa|akrab) )*"
)
# Between a name and what abbreviates it stands nothing else: "juru bahasa isyarat, disingkat JBI" is a kind of it.
_SHORTENS = re.compile(r"disingkat|singkatan|kependekan")
_NOTHING = re.compile(r"[ ,(]*(?:(?:yang|biasa|sering|kerap|lazim|atau|dan|lebih) )*")
_NEXT_NAME = re.compile(r"[^,;.]*?,\s*(?:(?:atau|dan|serta|maupun)\s+)?|\s+(?:atau|dan|serta|maupun)\s+")
_LISTED_MOST: Final[int] = 4
_ABBREVIATES = re.compile(
    r"^(?:(?:atau|biasa|sering|lebih|lazim|kerap|yang|dulu|dahulu|kini|juga|disebut|disingkat|dikenal|sebagai|singkatan"
    r"|alias|bahasa|inggris|inggris:|dalam|istilah|dari|:)[ ,:]*)+",
    re.IGNORECASE,
)
_MAY_NAME = re.compile(rf" atau |{_CALLED.pattern}|{_ITS_NAME.pattern}|{_CALL_IT.pattern}")
_EITHER = re.compile(r" atau |/")
_OR = re.compile(r",? atau ")
_SEPARATOR = re.compile(r"\s+atau\s+|\s*/\s*|\s*;\s*|,\s*(?:atau\s+)?", re.IGNORECASE)


def other_names(
    title: str,
    blocks: Sequence[Block],
    paragraphs: Sequence[Paragraph],
    declared: str,
    file_name: str,
    *,
    listed: Sequence[str] = (),
) -> tuple[str, ...]:
    """Other names of the profession, without the title itself: its core name, those listed, then others.

    The others, the most specific first, are names and abbreviations in parentheses next to it, what the text introduces
    as a synonym, and what heading or front matter call the same profession. Never the name of a profession it is
    compared with.

    Args:
        title: As :func:`rag.titles.infer_title` finds it.
        blocks: The file in reading order.
        paragraphs: Its paragraphs.
        declared: The title of front matter or page.
        file_name: Of the document.
        listed: The other names that front matter lists; they are taken as they are.
    """
    core = core_name(title)
    found = [core, *_PARENTHESIS.findall(title)]
    if len(either := _EITHER.split(core)) > 1:
        found += either
    named = list(dict.fromkeys([fold(title), fold(core)]))
    headings = [block.text for block in blocks if block.is_heading]
    for text in chain(headings, [declared]):
        found += _parenthesised(text, named)
    for paragraph in paragraphs:
        introduces = paragraph.number == 1 or paragraph.aspect is Aspect.DESCRIPTION
        if introduces or paragraph.aspect is not Aspect.DIFFERENCE:
            found += _parenthesised(paragraph.text, named)
            known = list(dict.fromkeys([*named, *(fold(name) for name in found)]))
            found += _synonyms(paragraph.text, known, introduces=introduces)
    forms = names_in(tuple(blocks), tuple(paragraphs), declared, file_name).values()
    found += [best_spelling(form, forms, paragraphs) for form in forms if _is_another_name(form, title)]
    names: dict[str, str] = {}
    for name in found:
        name = _ABBREVIATES.sub("", name.strip(" .,;:\"“”'")).strip(" \"“”'")
        if fold(name) != fold(title) and sane_name(name.split()) == name:
            names.setdefault(fold(name), name)
    first = {fold(core): core} if fold(core) in names else {}
    first |= {fold(name): name for name in listed if fold(name) not in {fold(title), fold(core)}}
    rest = sorted((name for one, name in names.items() if one not in first), key=lambda name: -len(name.split()))
    return (*first.values(), *rest)[: max(_OTHER_NAMES_MOST, len(first))]


def _is_another_name(form: Name, title: str) -> bool:
    """Whether a form that is not the title names the same profession all the same.

    Heading and front matter name no other; formulas such as "miskonsepsi tentang profesi …" stand before no other, but
    one may be about a neighbour.
    """
    words = re.findall(_TOKEN, title.lower())
    if form.is_set_down and overlap(form.words, words):
        return True
    return form.formulas > 1 or (
        form.formulas == 1 and set(form.words) > set(re.findall(_TOKEN, core_name(title).lower()))
    )


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
    words = [word for word in re.findall(_TOKEN, before) if word not in SMALL_WORDS][-len(inside) :]
    own = [word for word in re.findall(_TOKEN, name) if word not in SMALL_WORDS]
    return (
        inside.isupper()
        and inside.isalpha()
        and len(words) > len(own)
        and "".join(word[0] for word in words) == inside.lower()
    )


def _synonyms(text: str, named: Iterable[str], *, introduces: bool) -> list[str]:
    """What a text introduces as another word for one of the names, or for "it" in the introduction."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!?;])\s+", " ".join(text.split())):
        lower = sentence.lower()
        if not _MAY_NAME.search(lower):
            continue
        own = [match.end() for name in named for match in re.finditer(rf"\b{re.escape(name)}\b", lower)]
        here: list[str] = []
        if introduces:
            for match in _ITS_NAME.finditer(lower):
                if _CLAUSE_BEGINS.search(lower[: match.start()]):
                    here += _listed_names(sentence, match.end())
            for match in _CALL_IT.finditer(lower):
                here += _names_at(sentence, match.end())
        for match in _CALLED.finditer(lower):
            before = lower[: match.start()]
            ends = [end for end in own if end <= match.start()]
            if _SHORTENS.match(match.group()) and ends:
                tells = _NOTHING.fullmatch(before[max(ends) :]) is not None
            else:
                tells = _tells_of(before, ends, introduces=introduces)
            if tells or (introduces and here and _GOES_ON.fullmatch(_CLAUSE.split(before)[-1])):
                here += _names_at(sentence, match.end())
        found += here
        for end in own:
            either = _OR.match(lower, end)
            if either and not _CALLED.match(lower, either.end()):
                found += _alternative(sentence, lower, either.end())
    return found


def _tells_of(before: str, own_ends: Sequence[int], *, introduces: bool) -> bool:
    """Whether what is called something is the profession: it, and nothing else, is spoken of before."""
    head = _RELATIVE_HEAD.search(before)
    if head and head.end(1) not in own_ends:
        return introduces and head.group(1) in _OWN_HEADS and not _FOREIGN_SUBJECT.search(before, head.end(1))
    clause = _CLAUSE.split(before)[-1]
    if introduces and any(not _FOREIGN_SUBJECT.search(clause[one.end() :]) for one in _PRONOUN.finditer(clause)):
        return True
    if not own_ends:
        return _OWN_SUBJECT.search(before[-_REACH:]) is not None
    between = before[max(own_ends) :]
    return _OWN_SUBJECT.search(between) is not None or not _FOREIGN_SUBJECT.search(between)


def _listed_names(sentence: str, start: int) -> list[str]:
    """The names of a list: "personal trainer atau PT bila membimbing satu orang, dan fitness trainer"."""
    found: list[str] = []
    for _ in range(_LISTED_MOST):
        name, end = name_at(sentence, start)
        further = _NEXT_NAME.match(sentence, end)
        found += [core_name(part) for part in _SEPARATOR.split(name) if part]
        if not further:
            break
        start = further.end()
    return found


def _names_at(sentence: str, start: int) -> list[str]:
    name, _ = name_at(sentence, start)
    if not name:  # "general manager dan di bawahnya …"
        name, _ = name_at(sentence[:start] + sentence[start:].partition(" dan ")[0], start)
    return [part for part in _SEPARATOR.split(name) if part]


def _alternative(sentence: str, lower: str, start: int) -> list[str]:
    """The second of "X atau Y" where a verb or a comma ends it: in "perusahaan atau lembaga swasta" nothing does."""
    name, end = name_at(sentence, start)
    return [name] if name and len(name.split()) < 5 and lower[end : end + 1] in {" ", ","} else []


def _original(text: str, folded: str) -> str:
    """A folded stretch as the text has it."""
    match = re.search(rf"(?<!\w){re.escape(folded)}(?!\w)".replace(r"\ ", r"\s+"), text, re.IGNORECASE)
    return match.group() if match else folded
