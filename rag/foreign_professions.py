"""Whether a question is about a profession that no document tells of, as far as its wording shows."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from rag.aspects import question_cue_words
from rag.language import bare_form, stem
from rag.profession_synonyms import names_profession
from rag.professions import ProfessionNames, name_stems
from rag.question_words import ASKING_STEMS, content_stems

# What stands right behind one of these is a profession.
_PROFESSION_MARKERS: Final[frozenset[str]] = frozenset(
    "jadi menjadi sebagai profesi pekerjaan posisi jabatan tugas".split()
)
# So is what stands right behind these, where it is no word of the documents.
_TURNING: Final[frozenset[str]] = _PROFESSION_MARKERS | frozenset(
    "kalau bagaimana terus lalu nah dan tentang soal".split()
)
_LONGEST_NAME: Final[int] = 4
# No name goes on behind these.
_NO_NAME: Final[frozenset[str]] = frozenset("di ke dari pada untuk buat dengan yang".split())
_ARTICLES: Final[frozenset[str]] = frozenset("seorang sang si para".split())
_VERB_PREFIX = re.compile(r"(?:me|di|ber|ter|ng|ny)\w{3,}")
# Which profession it is, is what such a question asks: it names none.
_ASKS_WHICH = re.compile(
    r"\b(?:profesi|pekerjaan|jabatan|posisi|profession|job) (?:mana|manakah|apa|apakah)\b"
    r"|\b(?:mana|manakah) (?:\w+ )?(?:profesi|pekerjaan|jabatan|posisi|profession|job)\b"
)


def asks_of_a_foreign_profession(
    own: Sequence[str],
    own_names: Sequence[str],
    names: ProfessionNames,
    is_indexed_stem: Callable[[str], bool],
    text: str,
) -> bool:
    """Whether a question that names no indexed profession names another one."""
    if _ASKS_WHICH.search(text):
        return False
    foreign = {one for one in content_stems(own, text) if one not in names and not is_indexed_stem(one)}
    if names_profession(text) or not foreign.isdisjoint(_turned_to(text, names)):
        return True
    # "kepala bagian keuangan", where "kepala bagian humas" is indexed
    return any(
        head in names.heads and _goes_on_foreign(own_names[place + 1 :], names) for place, head in enumerate(own_names)
    )


def _goes_on_foreign(rest: Sequence[str], names: ProfessionNames) -> bool:
    """Whether a name that has begun goes on with a word of no indexed name."""
    last = next((one for one in rest if one not in names), "")
    return bool(last) and last not in ASKING_STEMS and not question_cue_words(last)


def _turned_to(text: str, names: ProfessionNames) -> set[str]:
    """Stems of what stands where a profession is named, behind "kalau", "jadi", "tugas"; of "kepala sekolah" both."""
    words = text.split()
    found: set[str] = set()
    for place, word in enumerate(words):
        if word in _TURNING:
            for after in words[place + 1 : place + 1 + _LONGEST_NAME]:
                if after in _ARTICLES:
                    continue
                if after in _NO_NAME or _is_no_name(after):
                    break
                found.update(name_stems(after))
                if any(one not in names for one in name_stems(after)):
                    break
    return found


def _is_no_name(word: str) -> bool:
    """Whether a word is a verb ("ngitung", but not "terapis"), or somebody's or something's own ("susahnya")."""
    return stem(word) != word and bool(_VERB_PREFIX.match(word) or bare_form(word) != word)
