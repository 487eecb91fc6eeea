"""Where the content words of a sentence stand in a source sentence, in order, and whether they are joined as there.

Order alone is not enough: "menerbitkan konferensi pers" is a subsequence of "menerbitkan siaran pers, mengatur
konferensi pers". So every two neighbours in the drafted sentence must be joined as the source joins them: by the same
small words (dan is not atau, untuk is not dari), and what is skipped between them must be a modifier, a list item or a
clause of its own. The alignment is a best chain of matching words, solved by dynamic programming: sentences are short.
"""

from collections.abc import Callable, Sequence
from typing import Final

from rag.language import Operator, Unit, stem
from rag.phrasing import CONTRASTS, STRENGTHS, Joint, Phrasing

# Whom a sentence addresses or resumes, and "akan", can go without a change of meaning.
_DROPPABLE: Final[frozenset[str]] = frozenset({"you", "they", "akan"})
# What may stand before a profession's name that the source does not say there.
_BEFORE_NAME: Final[frozenset[str]] = frozenset({"for", "as", "become"})
# The source may go before these: "[Tanggung jawab] utama mencakup [menyusun …]".
_INTRODUCING: Final[frozenset[str]] = frozenset({stem("mencakup"), stem("jawab")})
# Their scope may reach over list items that follow.
_FAR_REACHING: Final[frozenset[Operator]] = frozenset({Operator.NEGATION, Operator.ONLY, Operator.CONDITION})


def align(
    drafted: Sequence[Unit],
    source: Sequence[Unit],
    joined: Callable[[int, int, int, int], bool] = lambda *_: True,
) -> list[tuple[int, int]]:
    """Longest chain of words with the same stem in both sequences.

    Among equally long ones, that whose operators agree and whose words are joined alike is preferred.

    Args:
        drafted: the words of the drafted sentence.
        source: the words of the source.
        joined: whether two successive pairs (i, j), (i', j'), given as i, j, i', j', are joined alike.

    Returns:
        Pairs (index among the drafted units, index among the source units), both strictly rising.
    """
    cells = [(i, j) for i, unit in enumerate(drafted) for j, other in enumerate(source) if unit.stem == other.stem]
    scores: list[int] = []
    before: list[int] = []
    for index, (i, j) in enumerate(cells):
        score, previous = 0, -1
        for earlier in range(index):
            i_before, j_before = cells[earlier]
            if i_before < i and j_before < j:
                candidate = scores[earlier] + joined(i_before, j_before, i, j)
                if candidate > score:
                    score, previous = candidate, earlier
        # A match outweighs all preferences: there are fewer than 1000 words in a sentence.
        scores.append(score + 2000 + (drafted[i].operators == source[j].operators))
        before.append(previous)
    pairs: list[tuple[int, int]] = []
    index = max(range(len(cells)), key=scores.__getitem__, default=-1)
    while index >= 0:
        pairs.append(cells[index])
        index = before[index]
    return pairs[::-1]


class Joinery:
    """Whether a drafted sentence joins and begins its words as the source does.

    Args:
        drafted: the drafted sentence.
        source: the source sentence, or the stretch of it that counts.
        title: stems of the profession's whole title.
        core: stems of its name in their order.
        frame: stems that frame a statement and claim nothing.
    """

    def __init__(
        self,
        drafted: Phrasing,
        source: Phrasing,
        title: frozenset[str],
        core: Sequence[str],
        frame: frozenset[str],
    ) -> None:
        self._drafted, self._source = drafted, source
        self._title, self._core, self._frame = title, frozenset(core), frame

    def joined(self, i: int, j: int, i_next: int, j_next: int) -> bool:
        """Whether the drafted words i and i_next are joined as the source words j and j_next."""
        source, stems = self._source, [unit.stem for unit in self._source.units]
        between = self._between(i, i_next)
        here = source.joints[j_next]
        first = j + 1
        if stems[j] in self._core:  # "Kepala Humas [di lembaga pemerintah atau perusahaan] adalah"
            while first < j_next and stems[first] in self._title:
                first += 1
        if self._cuts_name(j + 1, j_next) or self._cuts_name(j_next, j + 1):
            return False
        if first == j_next:
            return self._agree(between, here, j_next)
        if self._framed(between, j, j_next):
            return True
        if any(source.units[k].operators & _FAR_REACHING for k in range(first, j_next)):
            return False
        start, inner = source.joints[first], source.joints[first:j_next]
        agrees = self._agree(between, here, j_next)
        listed = here.coordinator is not None or bool(CONTRASTS & set(here.relations))
        flat = not any(joint.relations for joint in inner)
        verb_behind = any(source.verbs[k] and source.joints[k].coordinator for k in range(first, j_next))
        if agrees and listed:  # items of a list, or the end of one, left out
            opens = bool(start.coordinator or start.relative or start.relations)
            return opens and (here.comma or flat) and (source.verbs[j_next] or not verb_behind)
        if agrees and here.predicate:  # "A [yang kuat, B, dan C juga] sangat penting"
            return flat and bool(start.coordinator or start.relative)
        if agrees and (here.relations or here.relative):  # "hubungan [baik] dengan", "regulasi [dan prosedur] yang"
            plain = flat and not any(joint.coordinator or joint.comma or joint.predicate for joint in inner)
            shared = j_next - first == 1 and start.coordinator is not None and not start.comma
            claims = any(source.verbs[first:j_next]) or stems[j] in self._title or source.verbs[j]
            return (plain and (start.relative or not claims)) or (flat and shared)
        governed = source.verbs[j] or stems[j] in self._frame | self._title or bool(start.relations)
        if listed and not here.relations and self._agree(between, start, first):
            # "memiliki [keahlian yang kuat, dan] pengalaman": the first items of a list left out
            if start.relative and j_next - first == 1:
                return True
            parallel = source.verbs[first] == source.verbs[j_next]
            reach = here.comma or not any(joint.relations for joint in inner[1:])
            return governed and parallel and reach and (source.verbs[j_next] or not verb_behind)
        return False

    def _cuts_name(self, k: int, kept: int) -> bool:
        """Whether the boundary before the source word k, with the word ``kept`` kept beyond it, splits the name."""
        stems = [unit.stem for unit in self._source.units]
        return k != kept and 0 < k < len(stems) and stems[k - 1] in self._core and stems[k] in self._core

    def _framed(self, between: Joint, j: int, j_next: int) -> bool:
        """Whether only the frame of the statement or the profession's name is left out between two source words."""
        source, here = self._source, self._source.joints[j_next]
        skipped = {unit.stem for unit in source.units[j + 1 : j_next]}
        if skipped <= self._frame:  # "cocok untuk [tipe] pekerjaan", "tugas utama [meliputi] menyusun"
            opening = source.joints[j + 1]
            opens_name = opening.relations and source.units[j_next].stem in self._frame | self._core
            return (bool(opens_name) and self._agree(between, opening, j_next)) or (
                between.predicate and source.verbs[j_next] and self._agree(between, here, j_next)
            )
        if skipped <= self._frame | self._title and skipped >= self._core > set():  # "cocok [untuk …] adalah"
            closed = here.predicate or here.comma or source.units[j].stem in self._frame
            return closed and self._agree(between, here, j_next)
        return False

    def begins(self, i: int, j: int) -> bool:
        """Whether the draft may begin with the word j of the source as its word i, and begins it so."""
        source, here = self._source, self._source.joints[j]
        lead = self._drafted.joints[: i + 1]
        allowed = {"they", *here.relations, *(_BEFORE_NAME if i else ())}
        if any(set(joint.relations) - allowed for joint in lead):
            return False
        if any(joint.explicit and not here.explicit for joint in lead if not joint.relations):
            return False
        if j == 0:
            return True
        if self._cuts_name(j, -1):
            return False
        dropped = set(here.relations) - CONTRASTS - _DROPPABLE - {"really"} - set(self._drafted.joints[i].relations)
        if source.units[j].stem in self._frame | self._title:
            return not dropped
        if source.units[j - 1].stem in self._frame | self._title | _INTRODUCING:
            return True
        if here.predicate or CONTRASTS & set(here.relations):
            return True
        if not here.coordinator or dropped:
            return False
        if any(unit.operators & _FAR_REACHING for unit in source.units[:j]):
            return False
        if not source.verbs[j]:  # the last subjects of several: "[A yang kuat,] dan B sangat penting"
            bare = not any(source.verbs[:j]) and not any(joint.relations for joint in source.joints[:j])
            return i == 0 and here.comma and bare
        if here.comma:
            return True
        k = j - 1
        while k > 0 and not source.joints[k].relations and not source.joints[k].comma:
            k -= 1
        return "for" not in source.joints[k].relations or source.units[k - 1].stem in self._frame

    def ends(self, j: int) -> bool:
        """Whether the draft ends behind the source word j without a loose small word or half a name."""
        tail = self._drafted.joints[-1]
        said = set(self._source.joints[-1].relations) if j == len(self._source.units) - 1 else set()
        return tail.coordinator is None and set(tail.relations) <= said and not self._cuts_name(j + 1, -1)

    def literal(self, i: int, j: int) -> bool:
        """Whether the words that negate or restrict i are those of j, not just of the same class."""
        drafted, source = self._drafted.joints[i].literals, self._source.joints[j].literals
        if i == len(self._drafted.units) - 1:
            drafted |= self._drafted.joints[-1].literals
            source |= self._source.joints[j + 1].literals if j + 1 < len(self._source.joints) else frozenset()
        strengths = set(STRENGTHS.values())
        # "Tak ada yang tidak mengeluh" is not "tak ada yang mengeluh": two negations of one word undo each other.
        undone = self._drafted.joints[i].negations > 1 or self._source.joints[j].negations > 1
        if undone and self._drafted.joints[i].negations != self._source.joints[j].negations:
            return False
        return drafted <= source and drafted & strengths == source & strengths

    def _between(self, i: int, i_next: int) -> Joint:
        """The drafted joint between two matched words; what is free between them is a name and its small words."""
        joints = self._drafted.joints[i + 1 : i_next + 1]
        if len(joints) == 1:
            return joints[0]
        relations = [relation for joint in joints[:-1] for relation in joint.relations if relation not in _BEFORE_NAME]
        return Joint(
            (*relations, *joints[-1].relations),
            next((joint.coordinator for joint in joints if joint.coordinator), None),
            any(joint.comma for joint in joints),
            any(joint.explicit for joint in joints),
            any(joint.relative for joint in joints),
            any(joint.predicate for joint in joints),
        )

    def _agree(self, drafted: Joint, source: Joint, j_next: int) -> bool:
        """Whether two joints say the same, where the word j_next of the source follows."""
        follows = self._source.units[j_next].stem
        after_frame = j_next > 0 and self._source.units[j_next - 1].stem in self._frame
        said, meant = list(drafted.relations), list(source.relations)
        optional = set(_DROPPABLE)
        if follows in self._core | self._frame:  # "cocok untuk posisi …" is "cocok menjadi …"
            said, meant = (["as" if word in _BEFORE_NAME else word for word in words] for words in (said, meant))
            if "as" in source.relations:  # "pekerjaan [sebagai] Kepala Humas"
                optional |= {"as"}
        elif after_frame:  # "bertugas [untuk] mengelola"
            optional |= {"for"}
            if "for" not in meant:
                said = [relation for relation in said if relation != "for"]
        if self._source.verbs[j_next]:  # "bertanggung jawab [dalam] membangun"
            optional |= {"in"}
        for relation in tuple(meant):
            if relation in optional and relation not in said:
                meant.remove(relation)
        if said != meant:
            return False
        if not drafted.explicit and not source.explicit:
            return drafted.comma == source.comma or not (drafted.coordinator or source.coordinator)
        return drafted.coordinator == source.coordinator
