"""Which professions a question compares, and what of them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from rag.language import stem
from rag.professions import ProfessionNames
from rag.types import Aspect, Understanding

# What a question says of the asker: "saya guru BK, mau tanya soal kepala humas" compares nothing.
_BIOGRAPHY = re.compile(
    r"\b(?:saya|aku|kami) (?:ini |seorang |cuma |hanya |dulu |bekas |mantan )*(?:\w+ ){0,2}\w+"
    r"(?= (?:dan|yang|di|mau|ingin|besok|minggu|sedang|lagi|kelas|tapi|bertanya)\b)"
)
# Comparing takes no aspect of its own; and "kerjanya beda apa?" asks for the difference.
_OF_COMPARISONS: Final[frozenset[Aspect]] = frozenset(
    {Aspect.DIFFERENCE, Aspect.DESCRIPTION, Aspect.MISCONCEPTION, Aspect.FITS}
)
# Unless the question says plainly that these are what is compared: "mitos soal X apa, dan soal Y apa?".
_PLAINLY: Final[Mapping[Aspect, re.Pattern[str]]] = {
    Aspect.MISCONCEPTION: re.compile(r"\b(?:miskonsepsi|mitos|salah paham|kesalahpahaman|salah kaprah|anggapan)\w*"),
    Aspect.FITS: re.compile(
        r"\b(?:sifat|karakter|tipe orang|kepribadian|sikap|profil)\w*|\b(?:siapa|orang) yang \w*cocok\b"
    ),
}
_COMPARES = re.compile(r"\b(?:atau|antara|dibandingkan|masing-masing|keduanya|mana yang|mana|sama|dengan|dan)\b")
# Two professions are weighed against each other, whatever is asked of them.
_CHOOSES = re.compile(
    r"\b(?:versus|masing-masing|keduanya|membandingkan|bandingkan|dibandingkan)\b"
    r"|\bantara\b.*\b(?:dan|atau|apa|sama|dengan)\b"
    r"|\b(?:pilih|memilih|milih|ragu|bimbang|bingung)\b.*\b(?:dan|atau|apa|sama)\b"
    r"|\b(?:lebih|mending(?:an)?|enakan|susahan|gampangan|capekan|beratan|gedean|bagusan) mana\b"
    r"|\bmana(?:kah)? yang\b.*\b(?:atau|apa)\b"
)
_JOINING: Final[frozenset[str]] = frozenset("dibandingkan versus atau apa sama dengan dan dari".split())
# What only sets one side against the other.
_COMPARING: Final[frozenset[str]] = _JOINING - {"apa"} | frozenset(
    "beda bedanya berbeda perbedaan perbedaannya membedakan dibedakan persamaan bandingkan banding membandingkan"
    " antara keduanya duanya masing-masing mending mendingan enakan lebih mana manakah".split()
)
_BESIDE: Final[int] = 2
"""Words on either side of what joins two things: "desainer grafis apa ilustrator"."""


def compared_documents(
    text: str,
    aspects: Sequence[Aspect],
    scores: Mapping[str, float],
    named: Collection[str],
    names: ProfessionNames,
) -> tuple[str, ...]:
    """The documents whose professions a question compares, sorted; empty where it compares none.

    Args:
        text: The question in formal spelling.
        aspects: What it asks for.
        scores: Document id → how well the question names its profession.
        named: Those that it really names.
        names: Of the index.
    """
    compared = tuple(sorted(names.spelled_out(names.said_in(_BIOGRAPHY.sub(" ", text)))))
    if len({names.core_text(one) for one in compared}) >= 2:
        return compared
    # None is spelled out, or several documents on one profession.
    if not _CHOOSES.search(text) and not (Aspect.DIFFERENCE in aspects and _COMPARES.search(text)):
        return ()
    is_one = len({names.core_text(one) for one in named}) == 1
    hinted = names.hinted(names.said_in(_beside_another(text))) if is_one else frozenset[str]()
    return _two_named(scores, {*named, *hinted}, names, names.said_in(text))


def compared_aspects(text: str, aspects: Sequence[Aspect]) -> tuple[Aspect, ...]:
    """What is compared: what the question asks of both, else what tells them apart."""
    asked = tuple(
        one for one in aspects if one not in _OF_COMPARISONS or (one in _PLAINLY and _PLAINLY[one].search(text))
    )
    return asked or (Aspect.DIFFERENCE, Aspect.DESCRIPTION, Aspect.DUTIES)


def asks_of_each_side(understanding: Understanding) -> bool:
    """Whether a comparison asks for something of each profession ("gajinya", "tugasnya"), not what sets it apart.

    Words beside the professions ("bukannya dua-duanya bikin gedung?") do not make it ask for something else.
    """
    return len(understanding.compared) > 1 and (
        Aspect.DIFFERENCE not in understanding.aspects or bool(understanding.facts)
    )


def sides_of(text: str, compared: Iterable[str], names: ProfessionNames) -> list[tuple[str, ...]]:
    """The names proper of the professions compared, those together that the question names by the same words.

    "Guru SD" names two documents, on "guru sd" and on "guru sekolah dasar": that is one side.
    """
    said = [stem(word) for word in text.split()]
    sides: dict[frozenset[str], list[str]] = {}
    for profession in dict.fromkeys(names.core_text(one) for one in compared):
        sides.setdefault(names.words_said(profession, said), []).append(profession)
    # A side called by nothing that is said comes last; "guru sd" stands before "guru bk" by its second word.
    order = sorted(sides, key=lambda words: sorted(said.index(one) for one in words) or [len(said)])
    return [tuple(sides[words]) for words in order]


def side_question(text: str, side: Sequence[str], others: Iterable[str], names: ProfessionNames) -> str:
    """What a comparison asks of one side: "skill bidan vs perawat beda?" → "skill bidan".

    Args:
        text: The question in formal spelling.
        side: Names proper of the one.
        others: Those of the others.
        names: Of the index.
    """
    words = {word: stem(word) for word in text.split()}
    own = names.words_said(side[0], list(words.values()))
    foreign = {one for other in others for one in names.words_said(other, list(words.values()))} - own
    kept = [word for word in text.split() if word not in _COMPARING and words[word] not in foreign]
    if not names.match(names.said_in(" ".join(kept)))[1]:
        kept.append(side[0])
    return " ".join(kept)


def _beside_another(text: str) -> str:
    """The words next to one that joins two things: of one side there may be a single word, "sutradara apa editor?"."""
    words = text.split()
    places = [place for place, word in enumerate(words) if word in _JOINING]
    return " ".join(
        word
        for place, word in enumerate(words)
        if word not in _JOINING and any(abs(place - joint) <= _BESIDE for joint in places)
    )


def _two_named(
    scores: Mapping[str, float], named: Collection[str], names: ProfessionNames, own: Sequence[str]
) -> tuple[str, ...]:
    """The documents on the two professions that a question names best; empty if it does not name two apart."""
    best = sorted(named, key=lambda one: (-scores.get(one, 0.0), one))
    professions = list(dict.fromkeys(names.core_text(one) for one in best))[:2]
    said = [names.words_said(one, own) for one in professions]
    if len(said) < 2 or not said[0] - said[1] or not said[1] - said[0]:
        return ()
    return tuple(sorted(one for one in best if names.core_text(one) in professions))
