"""Whether documents, labels and cases of the evals fit together; run as a test.

    python -m evals.validation

Exit codes: 0 they do; 1 they do not, each problem on a line of its own.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evals.cases import UNANSWERABLE, WITH_HISTORY, Case, Kind, load_cases
from evals.documents import LabelledDocument, Split, eval_documents, labelled_documents
from rag.conversation import MAX_QUESTION_CHARS
from rag.language import sentences
from rag.types import SourceDocument

LEAST_OF_A_KIND: Final[int] = 30
MOST_OF_A_SKELETON: Final[int] = 3
# Kinds whose point is something wrong that must not be said.
_WITH_FORBIDDEN: Final[frozenset[Kind]] = frozenset(
    {Kind.NEAR_DUPLICATE, Kind.FALSE_PREMISE, Kind.INJECTION, Kind.NUMBERS}
)


def main() -> int:
    """Print every problem; returns the exit code."""
    labelled, documents, cases = labelled_documents(), eval_documents(), load_cases()
    found = [*label_problems(labelled, documents), *case_problems(cases, labelled, documents), *set_problems(cases)]
    for problem in found:
        sys.stdout.write(problem + "\n")
    sys.stdout.write(f"{len(labelled)} documents, {len(cases)} cases, {len(found)} problems\n")
    return 1 if found else 0


def label_problems(labelled: Sequence[LabelledDocument], documents: Mapping[str, SourceDocument]) -> Iterator[str]:
    """Where the labels do not describe the documents as they are read."""
    ids = Counter(one.id for one in labelled)
    yield from (f"{one}: two documents have this id" for one, count in ids.items() if count > 1)
    for label in labelled:
        paragraphs = documents[label.id].paragraphs
        if len(paragraphs) != len(label.paragraphs):
            yield f"{label.path.name}: {len(paragraphs)} paragraphs are read, {len(label.paragraphs)} are labelled"
        for paragraph, one in zip(paragraphs, label.paragraphs, strict=False):
            if not _plain(paragraph.text).startswith(_plain(one.starts)):
                yield f"{paragraph.id}: labelled as {one.starts!r}, begins with {paragraph.text[:30]!r}"


def case_problems(
    cases: Sequence[Case], labelled: Sequence[LabelledDocument], documents: Mapping[str, SourceDocument]
) -> Iterator[str]:
    """Where a single case is wrong, or does not fit its twin."""
    texts = {one.id: one.text for document in documents.values() for one in document.paragraphs}
    splits = {one.id: one.split for one in labelled}
    by_id = {case.id: case for case in cases}
    for case in cases:
        for problem in (*_form(case), *_evidence(case, texts, splits), *_twin(case, by_id)):
            yield f"{case.id}: {problem}"


def set_problems(cases: Sequence[Case]) -> Iterator[str]:
    """Where the cases as a set are wrong: ids, repetitions, too few of a kind."""
    for what, values in (("id", [case.id for case in cases]), ("question", [_asked(case) for case in cases])):
        yield from (f"{what} {one!r} occurs {count} times" for one, count in Counter(values).items() if count > 1)
    skeletons = Counter(_skeleton(case.question) for case in cases)
    for skeleton, count in skeletons.items():
        if count > MOST_OF_A_SKELETON and set(skeleton.split()) != {_CONTENT}:
            yield f"{count} questions have the skeleton {skeleton!r}"
    kinds = Counter(case.kind for case in cases)
    for kind in Kind:
        if kind is not Kind.SHUFFLED and kinds[kind] < LEAST_OF_A_KIND:
            yield f"only {kinds[kind]} cases of the kind {kind}"


def _form(case: Case) -> Iterator[str]:
    if len(case.question) > MAX_QUESTION_CHARS:
        yield "the question is too long for the chat"
    if bool(case.history) != (case.kind in WITH_HISTORY):
        yield "a history belongs to follow-ups and switches of topic, and to them alone"
    if case.answerable == (case.kind in UNANSWERABLE):
        yield f"answerable is {case.answerable}"
    if case.answerable != bool(case.gold) or case.answerable != bool(case.facts):
        yield "gold paragraphs and facts belong to answerable cases, and to them alone"
    if bool(case.removed) != (case.kind is Kind.REMOVED):
        yield "removed paragraphs belong to the kind removed, and to it alone"
    if case.kind in _WITH_FORBIDDEN and not case.forbidden:
        yield "says nothing that is forbidden"


def _evidence(case: Case, texts: Mapping[str, str], splits: Mapping[str, Split]) -> Iterator[str]:
    named = (*case.gold, *case.removed)
    yield from (f"there is no paragraph {one}" for one in named if one not in texts)
    gold = [_plain(texts[one]) for one in case.gold if one in texts]
    for one in named:
        if splits.get(one.partition("#")[0], case.split) is not case.split:
            yield f"{one} belongs to the other split"
    for wordings in case.facts:
        if gold and not any(_plain(wordings[0]) in text for text in gold):
            yield f"{wordings[0]!r} does not stand in a gold paragraph"
    if case.all_gold:
        for one, text in zip(case.gold, gold, strict=False):
            if not any(_plain(wording) in text for wordings in case.facts for wording in wordings):
                yield f"no fact stands in {one}, which is said to be needed"
    telling = [
        sentence
        for one in case.gold
        for sentence in map(_plain, sentences(texts.get(one, "")))
        if any(_plain(wordings[0]) in sentence for wordings in case.facts)
    ]
    for wrong in case.forbidden:
        if any(_plain(wrong) in sentence for sentence in telling):
            yield f"{wrong!r} is forbidden and stands in a sentence that answers"


def _twin(case: Case, by_id: Mapping[str, Case]) -> Iterator[str]:
    if not case.twin:
        if case.kind is Kind.INFORMAL:
            yield "an informal question needs its formal twin"
        return
    twin = by_id.get(case.twin)
    if twin is None:
        yield f"there is no twin {case.twin}"
        return
    if twin.twin != case.id:
        yield f"{case.twin} does not name it as its twin"
    if case.kind is Kind.INFORMAL and set(twin.gold) != set(case.gold):
        yield f"its twin {case.twin} has other gold paragraphs"


def _asked(case: Case) -> str:
    turns = (text for turn in case.history for text in (turn.question, turn.answer))
    return " | ".join(map(_plain, (*turns, case.question, *case.removed)))


def _skeleton(question: str) -> str:
    """A question without what it is about: only its most common words, in order. One without any says nothing."""
    words = re.findall(r"\w+", question.lower())
    return " ".join(word if word in _COMMON else _CONTENT for word in words)


_CONTENT: Final[str] = "…"
_COMMON: Final[frozenset[str]] = frozenset(
    """
    apa apakah siapa bagaimana gimana kenapa mengapa kapan di mana dimana berapa yang dan atau dari untuk dengan itu
    ini saya aku kamu gue gw cocok tidak gak nggak jadi menjadi kerja kerjaan tugas utama seorang profesi orang seperti
    beda bedanya perbedaan antara sama sih ya kalau kalo harus perlu bisa boleh benar bener katanya sebenarnya
    ekspektasi kenyataan realita miskonsepsi tentang
    """.split()
)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


if __name__ == "__main__":
    sys.exit(main())
