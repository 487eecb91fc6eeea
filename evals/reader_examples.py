"""What the bundled reader is taught with: questions, numbered paragraphs, and the answer it should give.

An answer consists of sentences that the gate passes (:func:`rag.verification.verify`), for only these are ever shown:
where an author's sentence strays from its paragraph, the paragraph's own sentence takes its place. Paragraphs that do
not answer stand beside the one that does, above all those that the ranking likes best; where nothing answers, they
stand alone and the answer is the mark that says so.
"""

import random
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from langchain_core.embeddings import Embeddings

from evals.cases import Case, Kind
from evals.documents import ROOT
from evals.indexes import Variant, build_index
from evals.squad import SquadQuestion, context_documents, read_squad
from evals.training import TrainingQuestion, training_documents, training_questions
from rag.index import Generation, IndexReader
from rag.instructions import citable_sentences
from rag.language import stems
from rag.prompts import NOT_FOUND_MARK
from rag.ranking import rank
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings
from rag.titles import core_name
from rag.types import Hit
from rag.verification import verify

CANDIDATE: Final[Path] = ROOT / "evals" / "reader-candidate.lora.gguf"
"""The adapter that was trained last; not in force (``docs/reader.md``)."""

# Set by hand; nothing else was compared yet.
MOST_PARAGRAPHS: Final[int] = 3
"""In one prompt, but that those which answer are always all there."""
_CANDIDATES: Final[int] = 8
_NEAREST: Final[int] = 4
_LEFT_OUT: Final[float] = 0.12
"""How often what answers is left out, so that its neighbours alone are no answer."""
_MOST_WORDS: Final[int] = 60
"""Of a sentence of an answer."""
_SEED: Final[int] = 0


@dataclass(frozen=True, slots=True)
class ReaderExample:
    """One prompt and its answer."""

    question: str
    hits: tuple[Hit, ...]
    """The paragraphs, in the order in which they are numbered."""
    sentences: tuple[tuple[str, int], ...]
    """Each with the number of the paragraph it rests on; empty where nothing answers."""

    @property
    def answer(self) -> str:
        """The text that the reader should write."""
        return " ".join(f"{text} [{number}]" for text, number in self.sentences) or f"{NOT_FOUND_MARK}."


def career_examples(settings: Settings, embeddings: Embeddings, held_out: Collection[str] = ()) -> list[ReaderExample]:
    """The questions that teach, but those of families held out, each once."""
    drawn = random.Random(_SEED)
    asked = [one for one in training_questions() if one.case.family not in held_out]
    found: list[ReaderExample] = []
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(Variant.WHOLE, training_documents().values(), [], settings, Path(folder), embeddings)
        retriever = ParagraphRetriever(source=IndexReader(index.settings, embeddings))
        for one in asked:
            if one.case.kind is not Kind.RECOMMENDATION:  # which three professions is the ranking's matter
                found += _career_example(retriever, one, drawn)
    return found


def _career_example(
    retriever: ParagraphRetriever, asked: TrainingQuestion, drawn: random.Random
) -> Iterator[ReaderExample]:
    case = asked.case
    generation = retriever.generation()
    understanding = retriever.understand(generation, case.question, case.history)
    candidates = [
        hit for hit in rank(generation, understanding).hits[:_CANDIDATES] if hit.paragraph.id not in case.gold
    ]
    right = _right(generation, case, asked)
    leaves_out = not right or (not case.all_gold and drawn.random() < _LEFT_OUT)
    if case.gold and not right:
        return
    if leaves_out and right:
        # A second document on the same profession may say it as well.
        names = {core_name(hit.title).casefold() for hit, _ in right}
        documents = {hit.paragraph.document_id for hit, _ in right}
        candidates = [
            hit
            for hit in candidates
            if hit.paragraph.document_id in documents or core_name(hit.title).casefold() not in names
        ]
    yield example_of(understanding.spoken, [] if leaves_out else right, candidates, drawn)


def _right(generation: Generation, case: Case, asked: TrainingQuestion) -> list[tuple[Hit, tuple[str, ...]]]:
    """The paragraphs that answer, each with the sentences that are to be written; empty if the gate passes none."""
    cited = list(dict.fromkeys(one for sentence in asked.answer for one in sentence.cites[:1]))
    paragraphs = {one.id: one for one in generation.paragraphs(sorted(cited))}
    if not set(case.gold) <= set(cited) and case.all_gold:
        return []
    found: list[tuple[Hit, tuple[str, ...]]] = []
    for identifier in cited:
        paragraph = paragraphs[identifier]
        hit = Hit(paragraph, generation.documents[paragraph.document_id].title, 0.0)
        written: list[str] = []
        for sentence in asked.answer:
            if sentence.cites[:1] == (identifier,):
                verdict = verify(sentence.text, hit, [core_name(hit.title)])
                text = sentence.text if verdict.supported else verdict.quote
                if text and text not in written:
                    written.append(text)
        if not written:
            return []
        found.append((hit, tuple(written)))
    return found


@dataclass(frozen=True, slots=True)
class SquadContexts:
    """A question with the paragraph it was asked of and those that are nearest to it."""

    asked: SquadQuestion
    own: Hit
    others: tuple[Hit, ...]
    """The nearest first."""


def squad_contexts(path: Path, embeddings: Embeddings, most: int) -> Iterator[SquadContexts]:
    """Questions of a file in the form of SQuAD 2, drawn from all.

    Raises:
        ValueError: the file is not of this form.
    """
    asked, contexts = read_squad(path)
    hits = {
        context: Hit(document.paragraphs[0], document.title, 0.0)
        for context, document in context_documents(contexts).items()
    }
    texts = list(hits)
    vectors = np.array(embeddings.embed_documents(texts))
    for one in random.Random(_SEED).sample(asked, min(most, len(asked))):
        nearest = np.argsort(-(vectors @ np.array(embeddings.embed_query(one.text))))[: _NEAREST + 1]
        others = tuple(hits[texts[place]] for place in nearest if texts[place] != one.context)
        yield SquadContexts(one, hits[one.context], others)


def squad_examples(path: Path, embeddings: Embeddings, most: int) -> list[ReaderExample]:
    """Questions of a file in the form of SQuAD 2; the answer is the sentence of the context that holds the span.

    Raises:
        ValueError: the file is not of this form.
    """
    drawn = random.Random(_SEED)
    found: list[ReaderExample] = []
    for one in squad_contexts(path, embeddings, most):
        if not one.asked.answerable:
            found.append(example_of(one.asked.text, [], [one.own, *one.others], drawn, always_first=True))
        elif sentence := answering_sentence(one.asked):
            found.append(example_of(one.asked.text, [(one.own, (sentence,))], one.others, drawn))
    return found


def answering_sentence(asked: SquadQuestion) -> str:
    """The sentence of the context that holds one of the answers and most words of the question; "" if none does."""
    wanted = set(stems(asked.text))
    holding = [
        sentence
        for sentence in citable_sentences(asked.context)
        if len(sentence.split()) <= _MOST_WORDS and any(one in sentence for one in asked.answers)
    ]
    return max(holding, key=lambda sentence: len(wanted & set(stems(sentence))), default="")


def example_of(
    question: str,
    right: Sequence[tuple[Hit, tuple[str, ...]]],
    others: Sequence[Hit],
    drawn: random.Random,
    *,
    always_first: bool = False,
) -> ReaderExample:
    """Put the paragraphs together, in any order.

    Args:
        question: As the prompt has it.
        right: What answers.
        others: What does not, the nearest first.
        drawn: Draws how many of the others stand beside, and the order.
        always_first: Whether the nearest of the others is there whatever is drawn.
    """
    least = 0 if right else 1
    count = drawn.randint(least, max(least, MOST_PARAGRAPHS - len(right)))
    # Mostly the nearest, for those will stand there when the reader is asked.
    pool = list(others)
    beside: list[Hit] = []
    while pool and len(beside) < count:
        place = 0 if (always_first and not beside) or drawn.random() < 0.6 else drawn.randrange(len(pool))
        beside.append(pool.pop(place))
    hits = [*(hit for hit, _ in right), *beside]
    drawn.shuffle(hits)
    numbers = {hit.paragraph.id: number for number, hit in enumerate(hits, 1)}
    sentences = tuple((text, numbers[hit.paragraph.id]) for hit, written in right for text in written)
    return ReaderExample(question, tuple(hits), sentences)
