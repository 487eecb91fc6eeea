"""What is measured of a sentence and its paragraphs, each from 0 (nothing of it) to 1 or a little more."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, takewhile
from typing import Final

from evals.support_agents import is_profession, same_agent
from evals.support_findings import Evidence, findings, turned
from evals.support_lexicon import ANTONYMS
from evals.support_words import Text, Word, analyse, plain_sentences

_WINDOW: Final[int] = 4
"""Content words within which two neighbours of the sentence must stand in a text to be said together there."""
_PREFIX: Final[int] = 5
"""Letters that two stems must share to count half as one: "kualifikasi", "kualifikasinya"."""


def features(evidence: Evidence) -> dict[str, float]:
    """All features by name, in a fixed order."""
    said = [word for word in evidence.said.words if word.stem not in evidence.subjects]
    told = [word for text in evidence.told for word in text.words if word.stem not in evidence.subjects]
    known = frozenset(stem for text in evidence.told for stem in text.stems)
    found = [one.partition(":")[0] for one in findings(evidence)]
    flips, unsure = turned(evidence)
    partners = [pair for pair in _aligned(evidence) if pair[0].stem not in evidence.subjects]
    missing = _missing(evidence)
    return {
        "missing": 1 - _coverage(said, known),
        "spread": _spread(evidence),
        "missing_in_weakest_clause": 1 - min(_clause_coverages(evidence, said), default=1.0),
        "missing_clause": sum(one < 0.5 for one in _clause_coverages(evidence, said)) / 2,
        "missing_run": min(4.0, _longest_run(evidence, known)) / 4,
        "broken_pairs": 1 - _kept_pairs(said, told),
        "flips": min(2, len(flips)) / 2,
        "negated_anew": float(bool(unsure)),
        "new_number": float("number" in found),
        "new_name": float("name" in found),
        "new_restriction": float("restriction" in found),
        "said_as_true": 0.0 if _takes_back(evidence.said) else _share(partners, _asserts),
        "condition_dropped": _share(partners, lambda word, other: other.conditional and not evidence.said.condition),
        "antonym": float(any(ANTONYMS.get(word.stem) in known for word in missing if word.stem in ANTONYMS)),
        "unknown_profession": float(any(is_profession(word) for word in missing)),
        "other_subject": _other_subject(evidence, said),
        "swapped_numbers": _swapped_numbers(evidence),
        "turned_cause": float(_turns_cause(evidence)),
        "advice": float(any(_advises(token) for token in evidence.said.plain - _all_plain(evidence))),
        "hedge_dropped": _hedge_dropped(evidence),
        "negated": float(any(word.negated == 1 for word in evidence.said.words)),
        "length": math.log1p(len(said)) / 3,
    }


def missing_words(evidence: Evidence) -> tuple[str, ...]:
    """The content words of the sentence that neither its paragraphs nor the titles have."""
    return tuple(dict.fromkeys(word.text for word in _missing(evidence)))


def _missing(evidence: Evidence) -> list[Word]:
    known = evidence.subjects.union(*(text.stems for text in evidence.told))
    return [word for word in evidence.said.words if word.stem not in known]


def _coverage(words: Sequence[Word], known: frozenset[str]) -> float:
    """Weighted share of words that are known; one that shares its beginning with a known one counts half."""
    total = sum(word.weight for word in words)
    if not total:
        return 1.0
    return sum(word.weight * _likeness(word.stem, known) for word in words) / total


def _likeness(stem: str, known: frozenset[str]) -> float:
    if stem in known:
        return 1.0
    alike = len(stem) > _PREFIX and any(len(one) > _PREFIX and one[:_PREFIX] == stem[:_PREFIX] for one in known)
    return 0.5 if alike else 0.0


def _sentence_stems(texts: Sequence[Text]) -> Iterator[frozenset[str]]:
    for text in texts:
        for _, words in groupby(text.words, key=lambda word: word.sentence):
            yield frozenset(word.stem for word in words)


def _aligned(evidence: Evidence) -> Iterator[tuple[Word, Word]]:
    """The pairs of the best alignment, then what only other paragraphs align (a comparison cites two)."""
    taken: set[int] = set()
    ranked = sorted(zip(evidence.alignments, evidence.told, strict=True), key=lambda one: -one[0].score)
    for alignment, text in ranked:
        for place, at in alignment.pairs:
            if place not in taken:
                taken.add(place)
                yield evidence.said.words[place], text.words[at]


def _share(pairs: Sequence[tuple[Word, Word]], holds: Callable[[Word, Word], bool]) -> float:
    return sum(holds(word, other) for word, other in pairs) / len(pairs) if pairs else 0.0


def _spread(evidence: Evidence) -> float:
    """How far apart the text says what the sentence says: 0 in one run, towards 1 scattered."""
    best = max(evidence.alignments, key=lambda one: one.score, default=None)
    if best is None or len(best.pairs) < 2:
        return 0.0
    span = best.pairs[-1][1] - best.pairs[0][1] + 1
    return 1 - len(best.pairs) / span


def _clause_coverages(evidence: Evidence, said: Sequence[Word]) -> list[float]:
    """For every clause of the sentence the best coverage by one sentence of the paragraphs."""
    units = list(_sentence_stems(evidence.told))
    clauses = (list(words) for _, words in groupby(said, key=lambda word: word.item))
    return [max((_coverage(words, one) for one in units), default=0.0) for words in clauses]


def _longest_run(evidence: Evidence, known: frozenset[str]) -> float:
    """Weight of the longest run of words that neither the paragraphs nor the titles have."""
    longest = run = 0.0
    for word in evidence.said.words:
        run = 0.0 if word.stem in known or word.stem in evidence.subjects else run + word.weight
        longest = max(longest, run)
    return longest


def _kept_pairs(said: Sequence[Word], told: Sequence[Word]) -> float:
    """Share of neighbouring words of the sentence that also stand in this order, within a few words, in a text."""
    near = {
        (word.stem, other.stem)
        for place, word in enumerate(told)
        for other in told[place + 1 : place + 1 + _WINDOW]
        if word.sentence == other.sentence
    }
    pairs = [(one.stem, other.stem) for one, other in pairwise(said)]
    return sum(pair in near for pair in pairs) / len(pairs) if pairs else 1.0


def _asserts(word: Word, other: Word) -> bool:
    return other.reported and not word.reported and not word.negated


def _takes_back(said: Text) -> bool:
    """Whether a sentence speaks of a belief itself, or corrects one: "tidak hanya …"."""
    return said.attitude or any(
        marker.negated and marker.kind in {"only", "all", "always", "must"} for marker in said.markers
    )


def _other_subject(evidence: Evidence, said: Sequence[Word]) -> float:
    """Share of what a clause says of someone that its paragraphs say only of someone else; of the worst clause."""
    agents: dict[str, set[str]] = {}
    for text in evidence.told:
        for word in text.words:
            if word.reported and not evidence.said.attitude:
                continue
            agents.setdefault(word.stem, set()).add(word.agent)
    shares = [(len(wrong), len(shared)) for wrong, shared in _shared_by_clause(said, agents)]
    whole = sum(wrong for wrong, _ in shares) / (sum(shared for _, shared in shares) or 1)
    worst = max((wrong / shared for wrong, shared in shares if shared >= _ENOUGH), default=0.0)
    return (whole + worst) / 2


def _shared_by_clause(said: Sequence[Word], agents: Mapping[str, set[str]]) -> Iterator[tuple[list[Word], list[Word]]]:
    for _, clause in groupby(said, key=lambda word: word.segment):
        shared = [word for word in clause if word.stem in agents and not is_profession(word)]
        yield [word for word in shared if not any(same_agent(word.agent, one) for one in agents[word.stem])], shared


_ENOUGH: Final[int] = 2
"""Words of a clause below which chance decides whose they are."""


def _swapped_numbers(evidence: Evidence) -> float:
    """How much better what is said of a number fits another number of the paragraphs than this one."""
    told = [context for text in evidence.told for context in _number_contexts(text.words)]
    worst = 0.0
    for number, words in _number_contexts(evidence.said.words):
        fits = [(same == number, len(words & others) / len(words)) for same, others in told if words]
        own = [fit for is_own, fit in fits if is_own]
        if own:
            worst = max([worst, *(fit - max(own) for is_own, fit in fits if not is_own)])
    return worst


_CAUSE: Final[re.Pattern[str]] = re.compile(r"\b(?:karena|sebab|lantaran)\b")
_RESULT: Final[re.Pattern[str]] = re.compile(r"\b(?:sehingga|akibatnya|maka dari itu|karena itu|oleh sebab itu)\b")


def _turns_cause(evidence: Evidence) -> bool:
    """Whether a sentence calls the cause what its paragraphs call the result: "A karena B" of "A sehingga B"."""
    for ours, theirs in ((_CAUSE, _RESULT), (_RESULT, _CAUSE)):
        said = ours.split(evidence.sentence, maxsplit=1)
        for sentence in (one for paragraph in evidence.paragraphs for one in plain_sentences(paragraph)):
            told = theirs.split(sentence, maxsplit=1)
            if len(said) == len(told) == 2 and not ours.search(sentence):
                first, second = (analyse(part).stems for part in said)
                before, after = (analyse(part).stems for part in told)
                if len(first & before) + len(second & after) > len(first & after) + len(second & before) + 1:
                    return True
    return False


def _number_contexts(words: Sequence[Word]) -> list[tuple[str, frozenset[str]]]:
    """Each number with the content words behind it, up to the next number or the end of the clause."""
    found: list[tuple[str, frozenset[str]]] = []
    for place, word in enumerate(words):
        if not word.stem[0].isdigit():
            continue
        clause = [other for other in words[place + 1 : place + 1 + 2 * _WINDOW] if other.segment == word.segment]
        behind = takewhile(lambda other: not other.stem[0].isdigit(), clause)
        found.append((word.stem, frozenset(other.stem for other in behind)))
    return found


def _all_plain(evidence: Evidence) -> frozenset[str]:
    return frozenset().union(*(text.plain for text in evidence.told))


_ADVICE: Final[frozenset[str]] = frozenset(
    "sebaiknya disarankan saran layak menjanjikan mulia seru menarik coba ayo sayang rugi idaman sempurna".split()
)
_NO_IMPERATIVE: Final[frozenset[str]] = frozenset(
    "adalah ialah bukanlah inilah itulah haruslah merekalah dialah masalah sekolah jumlah istilah olah telah salah"
    " lelah setelah belah sebelah kuliah makalah celah langkah hanyalah tidaklah barulah begitulah pilah".split()
)


def _advises(token: str) -> bool:
    """Whether a word tells the reader what to do, or praises: "mulailah", "sebaiknya", "menjanjikan"."""
    return token in _ADVICE or (token.endswith("lah") and len(token) > 5 and token not in _NO_IMPERATIVE)


def _hedge_dropped(evidence: Evidence) -> float:
    """Whether the aligned clauses doubt or merely allow what the sentence states flatly."""
    if evidence.said.hedged:
        return 0.0
    best = max(zip(evidence.alignments, evidence.told, strict=True), key=lambda one: one[0].score, default=None)
    if best is None or not best[0].pairs:
        return 0.0
    alignment, text = best
    return sum(text.words[at].segment in text.hedged for _, at in alignment.pairs) / len(alignment.pairs)
