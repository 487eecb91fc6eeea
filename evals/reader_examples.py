"""What the bundled reader is taught with: questions, numbered paragraphs, and the answer it should give.

Of a paragraph that answers, the reader is given the sentences that are to be told, as :mod:`rag.chain` gives them
to it, and it tells all of these: in the words of the author of the question where the gate
(:func:`rag.verification.verify`) passes them and they say as much, else in the paragraph's own. Paragraphs that do not
answer stand beside, above all those that the ranking likes best; where nothing answers, they stand alone and the answer
is the mark that says so.
"""

import random
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from langchain_core.embeddings import Embeddings

from evals.cases import Kind
from evals.indexes import Variant, build_index
from evals.squad import SquadQuestion, context_documents, read_squad
from evals.training import TrainingQuestion, training_documents, training_questions
from rag.composition import LEAST_COVERAGE, LEAST_OVERLAP
from rag.index import IndexReader
from rag.instructions import citable_sentences
from rag.language import stems
from rag.prompts import NOT_FOUND_MARK
from rag.ranking import rank
from rag.retrieval import ParagraphRetriever
from rag.sentence_choice import cut_down, most_alike, wanted_sentences
from rag.settings import Settings
from rag.titles import core_name
from rag.types import Hit
from rag.verification import verify

# Set by hand; nothing else was compared yet.
MOST_PARAGRAPHS: Final[int] = 3
"""In one prompt, but that those which answer are always all there."""
_CANDIDATES: Final[int] = 8
_NEAREST: Final[int] = 4
_LEFT_OUT: Final[float] = 0.06
"""How often what answers is left out, so that its neighbours alone are no answer."""
_MOST_CAREER_PARAGRAPHS: Final[int] = 2
"""In a prompt about professions: retrieval has chosen what is to be told, and seldom chooses wrongly."""
_SENTENCES_OF_OTHERS: Final[int] = 2
_PRONOUNS: Final[frozenset[str]] = frozenset({"Ia", "Dia"})
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
    cited = list(dict.fromkeys(one for sentence in asked.answer for one in sentence.cites[:1]))
    if case.all_gold and not set(case.gold) <= set(cited):
        return
    paragraphs = {one.id: one for one in generation.paragraphs(sorted(cited))}
    right: list[tuple[Hit, tuple[str, ...]]] = []
    for identifier in cited:
        paragraph = paragraphs[identifier]
        hit = Hit(paragraph, generation.documents[paragraph.document_id].title, 0.0)
        told = told_sentences(
            hit,
            [sentence.text for sentence in asked.answer if sentence.cites[:1] == (identifier,)],
            wanted_sentences(generation, understanding, hit),
            least_coverage=LEAST_COVERAGE if understanding.aspects else 0.0,
        )
        if not told:
            return
        right.append((cut_down(hit, list(told)), tuple(told.values())))
    leaves_out = not right or (not case.all_gold and drawn.random() < _LEFT_OUT)
    if leaves_out and right:
        # A second document on the same profession may say it as well.
        names = {core_name(hit.title).casefold() for hit, _ in right}
        documents = {hit.paragraph.document_id for hit, _ in right}
        candidates = [
            hit
            for hit in candidates
            if hit.paragraph.document_id in documents or core_name(hit.title).casefold() not in names
        ]
    words = frozenset(stems(understanding.text))
    others = [cut_down(hit, most_alike(words, hit, _SENTENCES_OF_OTHERS)) for hit in candidates]
    yield example_of(
        understanding.spoken,
        [] if leaves_out else right,
        [hit for hit in others if hit.paragraph.text],
        drawn,
        most=_MOST_CAREER_PARAGRAPHS,
    )


def told_sentences(hit: Hit, answer: Sequence[str], wanted: Sequence[str], *, least_coverage: float) -> dict[str, str]:
    """What is to be told of a paragraph: sentences of it, in their order, each with the words to tell it in.

    Args:
        hit: The paragraph.
        answer: What the author of the question answers from it.
        wanted: The sentences of it that retrieval would have told.
        least_coverage: Share of a sentence's words that the author's must carry to stand for it.
    """
    name = core_name(hit.title)
    written: dict[str, str] = {}
    for text in answer:
        verdict = verify(text, hit, [name])
        if verdict.quote and (verdict.supported or verdict.overlap >= LEAST_OVERLAP):
            fits = verdict.supported and verdict.coverage >= least_coverage
            written.setdefault(verdict.quote, text if fits else verdict.quote)
    if not written:
        return {}
    # A heading that asks ("Siapa yang betah?") says nothing, and the items of a list stand on one line of an answer.
    chosen = [
        one
        for one in citable_sentences(hit.paragraph.text)
        if one in written or (one in wanted and verify(one, hit, [name]).supported)
    ]
    told = {one: " ".join(written.get(one, one).split()) for one in chosen}
    told[chosen[0]] = _naming(told[chosen[0]], hit)
    return told


def _naming(sentence: str, hit: Hit) -> str:
    """A first sentence with the profession's name for "ia", if the gate passes it: nobody knows yet who "ia" is."""
    pronoun, _, rest = sentence.partition(" ")
    if pronoun not in _PRONOUNS or rest.startswith("yang "):
        return sentence
    name = core_name(hit.title)
    named = f"{name[:1].upper()}{name[1:].lower()} {rest}" if name.istitle() else f"{name[:1].upper()}{name[1:]} {rest}"
    return named if verify(named, hit, [name]).supported else sentence


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
    most: int = MOST_PARAGRAPHS,
) -> ReaderExample:
    """Put the paragraphs together, those which do not answer in any place.

    Args:
        question: As the prompt has it.
        right: What answers, in the order of the answer.
        others: What does not, the nearest first.
        drawn: Draws how many of the others stand beside, and the order.
        always_first: Whether the nearest of the others is there whatever is drawn.
        most: Paragraphs, but that those which answer are always all there.
    """
    least = 0 if right else 1
    count = drawn.randint(least, max(least, most - len(right)))
    # Mostly the nearest, for those will stand there when the reader is asked.
    pool = list(others)
    beside: list[Hit] = []
    while pool and len(beside) < count:
        place = 0 if (always_first and not beside) or drawn.random() < 0.6 else drawn.randrange(len(pool))
        beside.append(pool.pop(place))
    hits = [hit for hit, _ in right]
    for hit in beside:
        hits.insert(drawn.randint(0, len(hits)), hit)
    numbers = {hit.paragraph.id: number for number, hit in enumerate(hits, 1)}
    sentences = tuple((text, numbers[hit.paragraph.id]) for hit, written in right for text in written)
    return ReaderExample(question, tuple(hits), sentences)
