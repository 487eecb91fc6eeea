"""What the indexed professions are called, and which of them a question names.

A profession has its title, the other names that its document tells, and those by which people know it
(:mod:`rag.profession_synonyms`). The title may be named in part; of other names all words must be said, in their order.
Names are compared by stems weighted with inverse document frequency over the titles: in an index of many "Kepala …" the
word "kepala" says little, and between near-duplicates the one word that differs says most.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rag.language import FUNCTION_WORDS, bare_form, content_units, fold, formalise, stems
from rag.profession_synonyms import synonyms

# A profession counts as named when the question has this share (by inverse document frequency) of its name, the last
# word of the name included: "humas" names "Kepala Humas", "kepala" alone does not.
_NAMED_SHARE: Final[float] = 0.45
# A word that stands in more than so many times the paragraphs of the professions that have it in a name is an
# ordinary word ("data", "bahasa") and names none of them alone. Set by hand.
_ORDINARY: Final[int] = 2
_HINT: Final[float] = 0.35
"""The score of a profession by a word that only its names have, as of one of a title's two words."""
# Letters of a word that alone may stand for a name: "editor", but not "up" or "of".
_LEAST_HINT: Final[int] = 4


@dataclass(frozen=True, slots=True)
class ProfessionName:
    """What one indexed document's profession is called."""

    document_id: str
    core: tuple[str, ...]
    """Stems of the name proper, in order ("kepala", "humas")."""
    qualifiers: frozenset[str]
    """Stems of the rest of the title ("lembaga", "perintah", "usaha")."""
    text: str
    """The name proper in words."""


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """What the index knows of one document's name."""

    id: str
    title: str
    core: str
    """The name proper, without where the profession is practised."""
    others: tuple[str, ...] = ()
    """Other names that the document tells."""
    paragraphs: int = 0
    """How many the document has."""


class ProfessionNames:
    """All names of one index generation, searchable by stem."""

    def __init__(self, documents: Iterable[NamedDocument], frequency: Callable[[str], int] = lambda _: 0) -> None:
        """Read the names of all documents.

        Args:
            documents: All that are indexed.
            frequency: In how many of their paragraphs a stem stands, titles included.
        """
        self._names: dict[str, ProfessionName] = {}
        self._with_stem: dict[str, set[str]] = defaultdict(set)
        # First stem of a name → the names that begin so, each with the documents on that profession.
        self._spelt: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
        self._parts: set[str] = set()
        # Name proper → the stems of all names of that profession.
        self._stems_of: dict[str, set[str]] = defaultdict(set)
        # Stem of a name's word → the forms in which names have it.
        self._forms: dict[str, set[str]] = defaultdict(set)
        words: set[str] = set()
        compounds: dict[str, str] = {}
        paragraphs: dict[str, int] = {}
        for document in documents:
            paragraphs[document.id] = document.paragraphs
            core_stems = name_stems(document.core)
            title_stems = frozenset(name_stems(document.title))
            self._names[document.id] = ProfessionName(
                document.id, core_stems, title_stems - set(core_stems), formalise(document.core)
            )
            for one in title_stems:
                self._with_stem[one].add(document.id)
            names = _all_names(document)
            for name in names:
                if spelt := name_stems(name):
                    self._spelt[spelt[0]][spelt].add(document.id)
                    self._parts.update(spelt)
                    self._stems_of[self._names[document.id].text].update(spelt)
            for name in (document.title, *names):
                words.update(word for word in formalise(name).split() if word not in FUNCTION_WORDS)
                for form, one in _forms(name):
                    self._forms[one].add(form)
                compounds |= {"".join(parts): whole for whole, *parts in _compounds(name)}

        # Stem of any name → the names proper of the professions so called, and these → their documents.
        self._called_with: dict[str, set[str]] = defaultdict(set)
        for core, known in self._stems_of.items():
            for one in known:
                self._called_with[one].add(core)
        self._with_core: dict[str, list[str]] = defaultdict(list)
        for identifier, named in self._names.items():
            self._with_core[named.text].append(identifier)
        self._ordinary = self._ordinary_words(paragraphs, frequency)
        # Looked up for thousands of names in every question.
        self._idf: dict[str, float] = {
            one: math.log(1 + len(self._names) / len(having)) for one, having in self._with_stem.items()
        }
        self._weights: dict[str, float] = {one: idf**2 for one, idf in self._idf.items()}
        self._cores: dict[str, frozenset[str]] = {one: frozenset(name.core) for one, name in self._names.items()}
        self._core_lengths: dict[str, float] = {one: self._length(core) for one, core in self._cores.items()}
        self._core_idfs: dict[str, float] = {
            one: math.fsum(self._idf[part] for part in core) for one, core in self._cores.items()
        }
        self.heads: frozenset[str] = frozenset(name.core[0] for name in self._names.values() if len(name.core) > 1)
        """First stems of names of several words: "kepala", "guru", "analis"."""
        self.words: frozenset[str] = frozenset(words | compounds.keys())
        """Words of all names in formal spelling, small words left out; compounds also in one word."""
        self.compounds: dict[str, str] = compounds
        """Words of names that are written together, apart, or with a hyphen: joined form → the form in a name."""

    def _ordinary_words(self, paragraphs: Mapping[str, int], frequency: Callable[[str], int]) -> frozenset[str]:
        """Stems of names that stand in many more paragraphs than the documents so named have."""
        having = {one: set(documents) for one, documents in self._with_stem.items()}
        for spelt in self._spelt.values():
            for words, documents in spelt.items():
                for one in words:
                    having.setdefault(one, set()).update(documents)
        return frozenset(
            one
            for one, documents in having.items()
            if frequency(one) > _ORDINARY * sum(paragraphs[identifier] for identifier in documents)
        )

    def __contains__(self, one_stem: str) -> bool:
        return one_stem in self._with_stem or one_stem in self._parts

    def said_in(self, text: str) -> tuple[str, ...]:
        """The stems of a text, as :func:`name_stems` gives them; "" for a word that only shares its root with a name.

        "Perjalanan" is not named by "jalannya", nor "perawat" by "merawat"; "humas" is by "kehumasan", as a name that
        is a root itself lends it to its derivations.
        """
        said: list[str] = []
        for form, one in _forms(text):
            forms = self._forms.get(one, {form})
            said += [""] if forms.isdisjoint((form, one)) else [part for part in one.split("-") if part]
        return tuple(said)

    def stems_said(self, document_ids: Collection[str], question_stems: Sequence[str]) -> frozenset[str]:
        """All title stems of some documents, and the stems of the other names by which a question calls them."""
        said = {
            one
            for name, documents in self._spelt_in(question_stems)
            if not documents.isdisjoint(document_ids)
            for one in name
        }
        for identifier in document_ids:
            said |= {*self._names[identifier].core, *self._names[identifier].qualifiers}
        return frozenset(said)

    def words_said(self, core_text: str, question_stems: Sequence[str]) -> frozenset[str]:
        """The stems of a question that stand in any name of a profession, which is given by its name proper."""
        return frozenset(self._stems_of[core_text]) & frozenset(question_stems)

    def hinted(self, question_stems: Sequence[str]) -> frozenset[str]:
        """Documents of a profession of which one word is said that stands in no name of another one."""
        said = (one for one in set(question_stems) - self._ordinary if len(one) >= _LEAST_HINT)
        having = [self._called_with[one] for one in said if one in self._called_with]
        return frozenset(one for cores in having if len(cores) == 1 for core in cores for one in self._with_core[core])

    def match(
        self, question_stems: Sequence[str], said: Sequence[str] | None = None
    ) -> tuple[dict[str, float], frozenset[str]]:
        """Score every profession that shares a word with the question.

        Args:
            question_stems: From :func:`name_stems`.
            said: From :meth:`said_in`, by which professions are named; the stems themselves if left out.

        Returns:
            Scores from 0 to 1, and the documents that are really named. The score is the cosine, over idf-weighted
            stems, of the question's title words with the core name, or with the whole title where that fits better;
            a name said word for word counts before any other, but for one that is said inside a longer name.
        """
        said = question_stems if said is None else said
        asked = {one for one in question_stems if one in self._with_stem}
        meant = asked.intersection(said)
        scores: dict[str, float] = {}
        named: set[str] = set()
        length = self._length(asked)
        for identifier in sorted({document for one in asked for document in self._with_stem[one]}):
            name, core = self._names[identifier], self._cores[identifier]
            best = self._shared(asked & core) / (length * self._core_lengths[identifier] or 1.0)
            if places := name.qualifiers & asked:
                best = max(best, self._cosine(asked, core | places, length))
            ends_it = bool(name.core) and name.core[-1] in meant
            if ends_it and not meant & core <= self._ordinary and self._share(meant, identifier) >= _NAMED_SHARE:
                named.add(identifier)
            scores[identifier] = 0.5 * best
        for identifier in self.hinted(said):
            scores[identifier] = max(_HINT, scores.get(identifier, 0.0))
        whole = self.spelled_out(said)
        for identifier in whole:
            scores[identifier] = 0.5 + max(
                0.5 * bool(self._is_other_name(identifier, asked)), scores.get(identifier, 0.0)
            )
        found = self._spelt_in(said)
        inside = {one for _, documents in found for one in documents} - whole
        # "Ilmuwan data" names no "analis data": nothing is said of it that the longer name does not have.
        taken = {one for name, documents in found if documents & whole for one in name}
        named = {one for one in named if not meant & (self._cores[one] | self._names[one].qualifiers) <= taken}
        return scores, frozenset((named | whole) - inside)

    def _is_other_name(self, identifier: str, asked: set[str]) -> bool:
        """Whether a document that is spelled out is so by another name than its title's."""
        return not self._cores[identifier] <= asked

    def _share(self, asked: set[str], document_id: str) -> float:
        """Idf of what is said of the title, over that of the name proper: a place said makes up for a word left out.

        The idf of a stem is ln(1 + N / n) over titles: small for a word that most of them share.
        """
        core = self._cores[document_id]
        said = asked & (core | self._names[document_id].qualifiers)
        return math.fsum(self._idf[one] for one in said) / self._core_idfs[document_id]

    def practised_at(self, places: Collection[str], like: Collection[str]) -> dict[str, float]:
        """Professions practised at a place, of those whose name ends like one of some documents' ("… humas").

        Returns:
            Cosine of the places with all that the title says of where, relative to the best, which has 1: "di
            pemerintah" means rather "… di instansi pemerintah" than "… di lembaga pemerintah atau perusahaan".
        """
        asked = set(places)
        length = self._length(asked)
        ends = {self._names[identifier].core[-1:] for identifier in like}
        scores = {
            identifier: self._cosine(asked, name.qualifiers, length)
            for identifier, name in self._names.items()
            if name.qualifiers & asked and name.core and name.core[-1:] in ends
        }
        best = max(scores.values(), default=1.0)
        return {identifier: score / best for identifier, score in scores.items()}

    def core_text(self, document_id: str) -> str:
        return self._names[document_id].text

    def spelled_out(self, question_stems: Sequence[str]) -> set[str]:
        """Documents of which a name stands in the question word for word, and not inside a longer name."""
        found = self._spelt_in(question_stems)
        longest = [(name, one) for name, one in found if not any(_is_longer(other, name) for other, _ in found)]
        return {identifier for _, documents in longest for identifier in documents}

    def _spelt_in(self, question_stems: Sequence[str]) -> list[tuple[tuple[str, ...], set[str]]]:
        """All names that stand in the question word for word, with their documents."""
        return [
            (name, documents)
            for first in dict.fromkeys(question_stems)
            for name, documents in self._spelt.get(first, {}).items()
            if _contains(question_stems, name)
        ]

    def _length(self, some_stems: Collection[str]) -> float:
        return math.sqrt(math.fsum(self._weights.get(one, 0.0) for one in some_stems))

    def _cosine(self, asked: set[str], name: frozenset[str], asked_length: float) -> float:
        return self._shared(asked & name) / (asked_length * self._length(name) or 1.0)

    def _shared(self, both: Collection[str]) -> float:
        """The product of two names' vectors, from the stems that both have."""
        return math.fsum(self._weights[one] for one in both)


def name_stems(text: str) -> tuple[str, ...]:
    """The stems of a name or a question, the parts of a hyphenated word each by itself ("back-end": back, end)."""
    return tuple(part for one in stems(text) for part in one.split("-") if part)


def _forms(text: str) -> list[tuple[str, str]]:
    """The content words of a text without particles and pronouns behind them, each with its stem."""
    words = formalise(text).split()
    return [(bare_form(words[unit.position]), unit.stem) for unit in content_units(text)]


_AND: Final[re.Pattern[str]] = re.compile(r"^(?P<head>.*?)(?P<one>\w+)(?: dan | atau |/)(?P<other>\w+)$")


def _all_names(document: NamedDocument) -> tuple[str, ...]:
    """Every name of a document's profession in lower case: of "ahli roti dan kue" also "ahli roti" and "ahli kue"."""
    told = [document.core, *document.others]
    halves = [
        f"{found['head']}{found[half]}"
        for name in told
        if (found := _AND.match(fold(name)))
        for half in ("one", "other")
    ]
    return synonyms([*told, *halves])


def _compounds(name: str) -> list[tuple[str, ...]]:
    """The words of a name that consist of parts: the word as it is searched for, and its parts."""
    return [
        (match.group().replace("/", " "), *re.split("[-/]", match.group()))
        for match in re.finditer(r"\w+(?:[-/]\w+)+", fold(name))
    ]


def _is_longer(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether a name has all of another in it, and more."""
    return len(name) > len(other) and _contains(name, other)


def _contains(stream: Sequence[str], name: Sequence[str]) -> bool:
    size = len(name)
    return bool(size) and any(tuple(stream[i : i + size]) == tuple(name) for i in range(len(stream) - size + 1))
