"""What the indexed professions are called, and which of them a question names.

Names are compared by stems weighted with inverse document frequency over the titles: in an index of many "Kepala …" the
word "kepala" says little, and between near-duplicates the one word that differs says most.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rag.language import FUNCTION_WORDS, formalise, stems

# A profession counts as named when the question has this share (by inverse document frequency) of its name, the last
# word of the name included: "humas" names "Kepala Humas", "kepala" alone does not.
_NAMED_SHARE: Final[float] = 0.45


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


class ProfessionNames:
    """All names of one index generation, searchable by stem."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Take triples (document id, title, core name)."""
        self._names: dict[str, ProfessionName] = {}
        self._with_stem: dict[str, set[str]] = defaultdict(set)
        words: set[str] = set()
        for document_id, title, core in names:
            core_stems = tuple(stems(core))
            title_stems = frozenset(stems(title))
            self._names[document_id] = ProfessionName(
                document_id, core_stems, title_stems - set(core_stems), formalise(core)
            )
            words.update(word for word in formalise(title).split() if word not in FUNCTION_WORDS)
            for one in title_stems:
                self._with_stem[one].add(document_id)

        self.words: frozenset[str] = frozenset(words)
        """Words of the titles in formal spelling, small words left out."""

    def __contains__(self, one_stem: str) -> bool:
        return one_stem in self._with_stem

    def idf(self, one_stem: str) -> float:
        """ln(1 + N / n) of a stem over titles: small for a word that most titles share."""
        return math.log(1 + len(self._names) / max(1, len(self._with_stem.get(one_stem, ()))))

    def stems_of(self, document_ids: Collection[str]) -> frozenset[str]:
        """All title stems of some documents."""
        return frozenset(
            one
            for identifier in document_ids
            for one in {*self._names[identifier].core, *self._names[identifier].qualifiers}
        )

    def match(self, question_stems: Sequence[str]) -> tuple[dict[str, float], frozenset[str]]:
        """Score every profession that shares a word with the question.

        Returns:
            Scores from 0 to 1, and the documents that are really named. The score is the cosine, over idf-weighted
            stems, of the question's title words with the core name, or with the whole title where that fits better;
            the name said word for word counts before any other.
        """
        asked = {one for one in question_stems if one in self._with_stem}
        scores: dict[str, float] = {}
        named: set[str] = set()
        length = math.sqrt(math.fsum(self.idf(one) ** 2 for one in asked))
        for identifier in sorted({document for one in asked for document in self._with_stem[one]}):
            name = self._names[identifier]
            best = max(
                self._cosine(asked, set(name.core), length),
                self._cosine(asked, {*name.core, *(name.qualifiers & asked)}, length),
            )
            if name.core and name.core[-1] in asked and self._share(asked, name) >= _NAMED_SHARE:
                named.add(identifier)
            scores[identifier] = 0.5 * best + (0.5 if _contains(question_stems, name.core) else 0.0)
        return scores, frozenset(named)

    def _share(self, asked: set[str], name: ProfessionName) -> float:
        """Idf of what is said of the title, over that of the name proper: a place said makes up for a word left out."""
        said = asked & {*name.core, *name.qualifiers}
        return math.fsum(self.idf(one) for one in said) / math.fsum(self.idf(one) for one in set(name.core))

    def practised_at(self, places: Collection[str], like: Collection[str]) -> dict[str, float]:
        """Professions practised at a place, of those whose name ends like one of some documents' ("… humas").

        Returns:
            Cosine of the places with all that the title says of where, relative to the best, which has 1: "di
            pemerintah" means rather "… di instansi pemerintah" than "… di lembaga pemerintah atau perusahaan".
        """
        asked = set(places)
        length = math.sqrt(math.fsum(self.idf(one) ** 2 for one in asked))
        ends = {self._names[identifier].core[-1:] for identifier in like}
        scores = {
            identifier: self._cosine(asked, set(name.qualifiers), length)
            for identifier, name in self._names.items()
            if name.qualifiers & asked and name.core and name.core[-1:] in ends
        }
        return {identifier: score / max(scores.values()) for identifier, score in scores.items()}

    def core_text(self, document_id: str) -> str:
        return self._names[document_id].text

    def spelled_out(self, question_stems: Sequence[str]) -> set[str]:
        """Documents whose core name stands in the question word for word, and not inside a longer name."""
        near = {one for stem in set(question_stems) for one in self._with_stem.get(stem, ())}
        found = {one: self._names[one].core for one in near if _contains(question_stems, self._names[one].core)}
        return {
            identifier
            for identifier, core in found.items()
            if not any(len(other) > len(core) and _contains(other, core) for other in found.values())
        }

    def _cosine(self, asked: set[str], name: set[str], asked_length: float) -> float:
        shared = math.fsum(self.idf(one) ** 2 for one in asked & name)
        return shared / (asked_length * math.sqrt(math.fsum(self.idf(one) ** 2 for one in name)) or 1.0)


def _contains(stream: Sequence[str], name: Sequence[str]) -> bool:
    size = len(name)
    return bool(size) and any(tuple(stream[i : i + size]) == tuple(name) for i in range(len(stream) - size + 1))
