"""What a question means, worked out deterministically: professions named, aspects asked for, the words that matter.

Follow-ups take what they leave out from the turns before ("kalau yang di pemerintah?" keeps the profession and the
aspect). Nothing here looks at paragraphs; it knows the titles and the vocabulary of the index, no more.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final

from rag.aspects import question_aspects, question_cue_words
from rag.code_mixing import without_english
from rag.language import FUNCTION_WORDS, bare_form, formalise, operator_of, sentences, stem
from rag.profession_synonyms import names_profession
from rag.professions import ProfessionNames, name_stems
from rag.question_words import ASKING_STEMS, bare_words, fact_kinds
from rag.spelling import correct
from rag.types import Aspect, Turn, Understanding

# What people tell of themselves when they ask whether a profession fits.
_BIOGRAPHY_WORDS: Final[frozenset[str]] = frozenset(
    "kuliah pendidikan sekolah kampus universitas lulusan sarjana gelar jurusan seleksi magang hobi pangkat".split()
)
_INTERROGATIVES: Final[frozenset[str]] = frozenset("apa apakah berapa mana dimana minimal".split())
_RIVAL_MARKERS: Final[frozenset[str]] = frozenset("dengan sama dari daripada dibandingkan atau".split())

_MORE = re.compile(
    r"\b(?:selain|tambahan(?:nya)?|lain(?:nya)?|apa lagi|apalagi|di luar|di samping|lanjutan|sisa(?:nya)?|berikutnya)\b"
)
# What a question sets aside: "Selain siaran pers, apa lagi?" does not ask for press releases.
_SET_ASIDE = re.compile(r"\b(?:selain|di luar|diluar|di samping)\b[^,.;?!]*[,.;]", re.IGNORECASE)
_AGENT_NOUN = re.compile(r"pe\w{3,}(?<!an)(?<!kan)")
_MAIN = re.compile(r"\b(?:utama(?:nya)?|inti(?:nya)?|pokok(?:nya)?)\b")
# How many earlier turns a follow-up may reach back over.
_MEMORY: Final[int] = 8
# Openings that go on with the matter of the turn before: "kalau kabag humas?" asks the same of another profession.
_CONTINUES = re.compile(r"^(?:kalau|bagaimana|terus|lalu|nah|dan|untuk|sedangkan|tapi|tetapi|yang)\b|\bbagaimana$")
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
# A question of so few words leaves something out.
_SHORT: Final[int] = 7
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
_BESIDE: Final[int] = 2
"""Words on either side of what joins two things: "desainer grafis apa ilustrator"."""
_RECOMMENDS = re.compile(
    r"\b(?:jadi|menjadi|kerja|bekerja|pekerjaan|profesi|karier|karir|jabatan|posisi)(?:nya)?"
    r" (?:di bidang )?(?:apa|apaan|mana)\b"
    r"|\b(?:pekerjaan|profesi|karier|karir|jabatan|posisi|kerja) (?:yang )?(?:pas|cocok|sesuai|tepat|enak)\b"
    r"|\bada (?:tidak )?(?:pekerjaan|profesi|karier|karir|kerja|jabatan)\b"
    r"|\b(?:enak|cocok|pas|sebaik|bagus)nya (?:saya |aku )?(?:jadi|menjadi|kerja|bekerja|ambil|masuk|pilih|ke)\b"
    r"|\b(?:mending|mendingan) (?:jadi|menjadi|kerja|bekerja|ambil|pilih)\b"
)
# Which profession it is, is what such a question asks: it names none.
_ASKS_WHICH = re.compile(
    r"\b(?:profesi|pekerjaan|jabatan|posisi|profession|job) (?:mana|manakah|apa|apakah)\b"
    r"|\b(?:mana|manakah) (?:\w+ )?(?:profesi|pekerjaan|jabatan|posisi|profession|job)\b"
)
_TELLS_OF_SOMEBODY = re.compile(
    r"\b(?:saya|aku|gua|kami|anak|adik|kakak|orang|hobi|suka|senang|gemar|doyan|jago|pintar|pandai|tertarik|betah|bakat)\w*\b"
)
_TELLS_OF_ONESELF = re.compile(r"\b(?:saya|aku|gua|kami)\b")
_PROFESSION_PRONOUN = re.compile(r"\b(?:profesi|pekerjaan|posisi|jabatan) (?:ini|itu|tersebut|tadi)\b")


def understand(
    question: str,
    history: Sequence[Turn],
    names: ProfessionNames,
    is_indexed_stem: Callable[[str], bool] = lambda _: False,
) -> Understanding:
    """Work out what a question asks, in the light of the turns before it.

    Args:
        question: as typed, formal or not.
        history: earlier turns of the conversation, oldest first.
        names: the professions of the index.
        is_indexed_stem: tells whether some paragraph has a stem; such words are never taken for typing errors.
    """
    history = history[-_MEMORY:]
    spoken, question = question, without_english(question, names.words)
    text = correct(formalise(question), names.words, names.compounds, is_indexed_stem)
    own_stems, own_names = name_stems(text), names.said_in(text)
    aspects = question_aspects(text)
    scores, named = names.match(own_stems, own_names)
    if not names.spelled_out(own_names) and _RECOMMENDS.search(text) and _TELLS_OF_SOMEBODY.search(text):
        return Understanding(
            text, spoken, (Aspect.FITS,), {}, frozenset(), _topic(text.split(), frozenset()), recommends=True
        )
    is_foreign = not named and _asks_of_a_foreign_profession(own_stems, own_names, names, is_indexed_stem, text)
    omits_name = not named and _leaves_profession_out(
        own_stems, names, is_indexed_stem, bool(aspects), text, is_foreign=is_foreign
    )
    omits_matter = not aspects and _leaves_matter_out(own_stems, names, text)
    earlier = (
        understand(history[-1].question, history[:-1], names, is_indexed_stem)
        if history and (omits_name or omits_matter)
        else None
    )
    carried: list[str] = []
    if earlier and omits_name:
        scores, named, carried = _profession_carried(earlier, own_stems, own_names, names, text)
    if earlier:
        aspects = aspects or earlier.aspects
    if earlier and omits_matter:
        matter = {*question_cue_words(earlier.text), *earlier.topic, *earlier.facts}
        carried += [word for word in earlier.text.split() if {word, stem(word)} & matter]
    if named and not aspects and not _content(own_stems, text, beside=names.stems_said(named, own_stems)):
        aspects = (Aspect.DESCRIPTION,)  # no more than the profession's name: tell what it is
    compared = tuple(sorted(names.spelled_out(names.said_in(_BIOGRAPHY.sub(" ", text)))))
    if len({names.core_text(one) for one in compared}) < 2:
        compared = ()  # none, or several documents on one profession
        if _CHOOSES.search(text) or (Aspect.DIFFERENCE in aspects and _COMPARES.search(text)):
            is_one = len({names.core_text(one) for one in named}) == 1
            hinted = names.hinted(names.said_in(_beside_another(text))) if is_one else frozenset[str]()
            compared = _two_named(scores, named | hinted, names, own_names)
    if compared:
        asked = tuple(
            one for one in aspects if one not in _OF_COMPARISONS or (one in _PLAINLY and _PLAINLY[one].search(text))
        )
        aspects = asked or (Aspect.DIFFERENCE, Aspect.DESCRIPTION, Aspect.DUTIES)
        named |= frozenset(compared)
    wanted = _SET_ASIDE.sub(" ", question)
    sought = text if wanted == question else correct(formalise(wanted), names.words, names.compounds, is_indexed_stem)
    asking = _asking_words(wanted, sought)
    said = names.stems_said(named, [*own_stems, *name_stems(" ".join(carried))])
    topic = _topic(asking, said)
    facts = _facts_asked(" ".join(asking), aspects)
    if earlier and omits_matter:
        topic |= earlier.topic - said
        facts |= earlier.facts
    searched = " ".join([sought, *carried]).strip()
    return Understanding(
        text=searched,
        spoken=" ".join([spoken, *carried]).strip(),
        aspects=aspects,
        names=scores,
        named=named,
        topic=topic,
        facts=facts,
        more=bool(_MORE.search(text)),
        main_only=bool(_MAIN.search(text)),
        rivals=_rivals(sought, topic) if Aspect.DIFFERENCE in aspects else frozenset(),
        compared=compared,
        spelled_out=frozenset(names.spelled_out(names.said_in(searched))),
        carried=bool(earlier and omits_name and named),
        foreign=is_foreign and not named,
    )


def _facts_asked(text: str, aspects: Sequence[Aspect]) -> frozenset[str]:
    """The kinds of fact a question asks for.

    Who asks whether a profession fits tells of school and studies beside it: these count then only where they are
    asked for themselves ("jurusan apa yang cocok").
    """
    if not aspects or aspects[0] not in {Aspect.FITS, Aspect.MISFITS}:
        return fact_kinds(text)
    words = bare_words(text)
    asked = {one for pair in pairwise(words) if set(pair) & _INTERROGATIVES for one in pair}
    return fact_kinds(" ".join(word for word in words if word in asked or word not in _BIOGRAPHY_WORDS))


def _leaves_profession_out(
    own: Sequence[str],
    names: ProfessionNames,
    is_indexed_stem: Callable[[str], bool],
    has_aspect: bool,
    text: str,
    *,
    is_foreign: bool,
) -> bool:
    """Whether a question that names no profession goes on about the one before, and does not turn to a foreign one."""
    if _PROFESSION_PRONOUN.search(text):
        return True
    if not _content(own, text) and not has_aspect and not _CONTINUES.search(text) and not _MORE.search(text):
        return False  # "halo", "makasih ya": nothing is asked
    if is_foreign:
        return False
    foreign = {one for one in _content(own, text) if one not in names and not is_indexed_stem(one)}
    return not foreign or has_aspect or len(own) <= _SHORT or bool(_TELLS_OF_ONESELF.search(text))


def _asks_of_a_foreign_profession(
    own: Sequence[str],
    own_names: Sequence[str],
    names: ProfessionNames,
    is_indexed_stem: Callable[[str], bool],
    text: str,
) -> bool:
    """Whether a question that names no indexed profession names another one."""
    if _ASKS_WHICH.search(text):
        return False
    foreign = {one for one in _content(own, text) if one not in names and not is_indexed_stem(one)}
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


def _leaves_matter_out(own: Sequence[str], names: ProfessionNames, text: str) -> bool:
    """Whether a question says no more than which profession, or where: "kalau kabag humas?", "yang di pemerintah?"."""
    return bool(_CONTINUES.search(text)) and all(one in names for one in _content(own, text))


def _profession_carried(
    earlier: Understanding, own: Sequence[str], own_names: Sequence[str], names: ProfessionNames, text: str
) -> tuple[dict[str, float], frozenset[str], list[str]]:
    """The profession of the turn before: scores and named documents as from ``match``, and the words to search with."""
    places = [one for one in own_names if one in names]
    if places and set(_content(own, text)) <= set(places):  # "kalau yang di pemerintah?": the name stays, not the place
        scores = names.practised_at(places, earlier.named)
        if scores:
            best = min(scores, key=lambda identifier: (-scores[identifier], identifier))
            return scores, frozenset(scores), names.core_text(best).split()
    kept = [one for one in names.said_in(earlier.text) if one in names]
    matched, named = names.match([*kept, *places])
    return matched, named, [word for word in earlier.text.split() if earlier.named and stem(word) in kept]


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


def _content(own: Sequence[str], text: str, beside: Collection[str] = ()) -> list[str]:
    """Stems of a question without those that only ask, and without those of ``beside``."""
    cues = {stem(word) for word in question_cue_words(text)}
    return [one for one in own if one not in ASKING_STEMS and one not in cues and one not in beside]


def _asking_words(question: str, text: str) -> list[str]:
    """The words of that sentence of the question which asks: "Saya siswa SMA. Apa itu …?" asks in the second."""
    parts = sentences(question)
    asking = [part for part in parts if part.rstrip().endswith("?")]
    if not asking or len(asking) == len(parts):
        return text.split()
    said = set(formalise(" ".join(asking)).split())
    return [word for word in text.split() if word in said]


def _topic(words: Sequence[str], name_stems: frozenset[str]) -> frozenset[str]:
    cues = {stem(word) for word in question_cue_words(" ".join(words))}
    content = {word: stem(word) for word in words if word not in FUNCTION_WORDS and not operator_of(word)}
    return frozenset(
        # Whoever "pengacara" is, he is not found in "acara": a word for a person must stand in the paragraph itself.
        word if _AGENT_NOUN.fullmatch(word) and one != word else one
        for word, one in content.items()
        if one not in ASKING_STEMS and one not in name_stems and one not in cues
    )


def _rivals(text: str, topic: frozenset[str]) -> frozenset[str]:
    """The words of the topic that stand right behind "dengan", "sama", "dari" or "dibandingkan"."""
    words = text.split()
    return topic & {form for before, word in pairwise(words) if before in _RIVAL_MARKERS for form in (word, stem(word))}
