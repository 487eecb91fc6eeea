"""What a question means, worked out deterministically: professions named, aspects asked for, the words that matter.

Follow-ups take what they leave out from the turns before ("kalau yang di pemerintah?" keeps the profession and the
aspect). Nothing here looks at paragraphs; it knows the titles and the vocabulary of the index, no more.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from rag.aspects import question_aspects, question_cue_words
from rag.code_mixing import without_english
from rag.comparisons import compared_aspects, compared_documents
from rag.foreign_professions import asks_of_a_foreign_profession
from rag.language import FUNCTION_WORDS, formalise, operator_of, sentences, stem
from rag.professions import ProfessionNames, name_stems
from rag.question_words import ASKING_STEMS, bare_words, content_stems, fact_kinds
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
# "Bagaimana dengan yang sebaliknya?", "kalau yang nggak?": who does not fit, after who does.
_TURNS_ROUND = re.compile(r"\b(?:sebaliknya|kebalikan(?:nya)?)\b|\byang tidak$")
_OPPOSITE: Final[Mapping[Aspect, Aspect]] = {Aspect.FITS: Aspect.MISFITS, Aspect.MISFITS: Aspect.FITS}
_ASKED_IN: Final[Mapping[Aspect, str]] = {Aspect.FITS: "siapa cocok", Aspect.MISFITS: "siapa tidak cocok"}
# A question of so few words leaves something out.
_SHORT: Final[int] = 7
_RECOMMENDS = re.compile(
    r"\b(?:jadi|menjadi|kerja|bekerja|pekerjaan|profesi|karier|karir|jabatan|posisi)(?:nya)?"
    r" (?:di bidang )?(?:apa|apaan|mana)\b"
    r"|\b(?:pekerjaan|profesi|karier|karir|jabatan|posisi|kerja) (?:yang )?(?:pas|cocok|sesuai|tepat|enak)\b"
    r"|\bada (?:tidak )?(?:pekerjaan|profesi|karier|karir|kerja|jabatan)\b"
    r"|\b(?:enak|cocok|pas|sebaik|bagus)nya (?:saya |aku )?(?:jadi|menjadi|kerja|bekerja|ambil|masuk|pilih|ke)\b"
    r"|\b(?:mending|mendingan) (?:jadi|menjadi|kerja|bekerja|ambil|pilih)\b"
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
    is_foreign = not named and asks_of_a_foreign_profession(own_stems, own_names, names, is_indexed_stem, text)
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
    turned = _turned_round(earlier.aspects) if earlier and omits_matter and _TURNS_ROUND.search(text) else ()
    if earlier:
        aspects = aspects or turned or earlier.aspects
    if turned:
        carried += _ASKED_IN[turned[0]].split()
    elif earlier and omits_matter:
        matter = {*question_cue_words(earlier.text), *earlier.topic, *earlier.facts}
        carried += [word for word in earlier.text.split() if {word, stem(word)} & matter]
    if named and not aspects and not content_stems(own_stems, text, beside=names.stems_said(named, own_stems)):
        aspects = (Aspect.DESCRIPTION,)  # no more than the profession's name: tell what it is
    compared = compared_documents(text, aspects, scores, named, names)
    if compared:
        aspects = compared_aspects(text, aspects)
        named |= frozenset(compared)
    wanted = _SET_ASIDE.sub(" ", question)
    sought = text if wanted == question else correct(formalise(wanted), names.words, names.compounds, is_indexed_stem)
    asking = _asking_words(wanted, sought)
    said = names.stems_said(named, [*own_stems, *name_stems(" ".join(carried))])
    topic = _topic(asking, said)
    facts = _facts_asked(" ".join(asking), aspects)
    if earlier and omits_matter and not turned:
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
    if not content_stems(own, text) and not has_aspect and not _CONTINUES.search(text) and not _MORE.search(text):
        return False  # "halo", "makasih ya": nothing is asked
    if is_foreign:
        return False
    foreign = {one for one in content_stems(own, text) if one not in names and not is_indexed_stem(one)}
    return not foreign or has_aspect or len(own) <= _SHORT or bool(_TELLS_OF_ONESELF.search(text))


def _leaves_matter_out(own: Sequence[str], names: ProfessionNames, text: str) -> bool:
    """Whether a question says no more than which profession, or where: "kalau kabag humas?", "yang di pemerintah?"."""
    return bool(_CONTINUES.search(text)) and all(one in names for one in content_stems(own, text))


def _turned_round(aspects: Sequence[Aspect]) -> tuple[Aspect, ...]:
    """Who does not fit where it was asked who does, and the other way round; nothing else has an opposite."""
    opposite = _OPPOSITE.get(aspects[0]) if aspects else None
    return (opposite,) if opposite else ()


def _profession_carried(
    earlier: Understanding, own: Sequence[str], own_names: Sequence[str], names: ProfessionNames, text: str
) -> tuple[dict[str, float], frozenset[str], list[str]]:
    """The profession of the turn before: scores and named documents as from ``match``, and the words to search with."""
    places = [one for one in own_names if one in names]
    # "kalau yang di pemerintah?": the name stays, not the place
    if places and set(content_stems(own, text)) <= set(places):
        scores = names.practised_at(places, earlier.named)
        if scores:
            best = min(scores, key=lambda identifier: (-scores[identifier], identifier))
            return scores, frozenset(scores), names.core_text(best).split()
    kept = [one for one in names.said_in(earlier.text) if one in names]
    matched, named = names.match([*kept, *places])
    return matched, named, [word for word in earlier.text.split() if earlier.named and stem(word) in kept]


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
