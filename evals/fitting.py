"""The weights that were fitted, fitted again: how paragraphs are ranked, and whether a question can be answered.

    python -m evals.fitting [--held-out QUERY_ADAPTER CROSS_ENCODER FAMILY …] …

Only questions that teach and development cases are used (:mod:`evals.training`): over all their documents, and those
about the owner's two documents also over these alone, so that neither a large nor a tiny index is a surprise. The query
adapter and the cross-encoder have seen the questions they were trained on, and do too well on them; so each family is
to be asked with files that were trained without it, made by ``python -m evals.query_training --held-out FAMILY … --out
FILE`` and ``python -m evals.cross_encoder_training`` likewise. Families that none is named for are then left out; with
no such files all are asked with the project's own, which flatters. Prints the constants of :mod:`rag.ranking`,
:mod:`rag.reranking` and :mod:`rag.answerability`, how often the gold paragraph comes first, and the curve of wrong
answers against wrong refusals, each with a family held out.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from evals.cases import Case, Kind, load_cases
from evals.documents import SOURCES, Split
from evals.indexes import Variant, build_index
from evals.runner import variant_of
from evals.training import own_questions, training_documents, training_questions
from rag.adapters import CROSS_ENCODER, QUERY_ADAPTER
from rag.answerability import signs
from rag.embedding import load_embeddings
from rag.index import IndexReader
from rag.ranking import WEIGHTS, features, rank
from rag.reranking import MOST_READ, rerank
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings, load_settings
from rag.types import SourceDocument

# How much a question counts for the ranking: cases as they are reported on are rarer than those that teach, and the
# owner's documents are what everybody asks first.
_CASE_WEIGHT: Final[float] = 2.0
_OWN_WEIGHT: Final[float] = 3.0
_OWN_AMONG_ALL_WEIGHT: Final[float] = 1.5
# A wrong answer is worse than a refusal, and questions without an answer are fewer.
_UNANSWERABLE_WEIGHT: Final[float] = 3.0
_REGULARISATION: Final[float] = 1.0
_RANKING_PENALTY: Final[float] = 0.3
_READING: Final[tuple[str, ...]] = ("score as ranked", "logit")
"""What the candidates that were read are put in order by; only the one weight relative to the other counts."""
_LEAST_HELD_OUT: Final[int] = 3
_FOLDS: Final[int] = 4
_SHOWN_THRESHOLDS: Final[tuple[float, ...]] = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8)


@dataclass(slots=True)
class Collected:
    """What the questions give to fit on: as they are ranked, and after the best candidates were read."""

    signed: list["SignedQuestion"] = field(default_factory=list)
    read_signed: list["SignedQuestion"] = field(default_factory=list)
    ranked: list["RankedQuestion"] = field(default_factory=list)
    read: list["RankedQuestion"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SignedQuestion:
    """What speaks for and against an answer to one question, and whether there is one."""

    group: str
    answerable: bool
    signs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """The candidates of one question."""

    group: str
    weight: float
    features: NDArray[np.float64]
    """Shape (candidates, weights)."""
    gold: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Asked:
    case: Case
    weight: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.fitting", description="Fit ranking and answerability.")
    parser.add_argument(
        "--held-out", nargs="+", action="append", default=[], metavar="FILE FILE FAMILY",
        help="a query adapter, a cross-encoder, and the families both were trained without",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if any(len(one) < _LEAST_HELD_OUT for one in options.held_out):
        parser.error("--held-out needs a query adapter, a cross-encoder, and at least one family")
    collected = Collected()
    every = sorted({one.family for one in _asked()})
    for query, cross, *families in options.held_out or [(QUERY_ADAPTER, CROSS_ENCODER, *every)]:
        embeddings = load_embeddings(load_settings(), adapter=Path(query), cross_encoder=Path(cross))
        _collect(load_settings(), embeddings, frozenset(families), collected)
    _write("without reading:")
    _fit_ranking(WEIGHTS, collected.ranked)
    _fit_answerability(collected.signed)
    _write("with reading:")
    _fit_ranking(_READING, collected.read)
    _fit_answerability(collected.read_signed)
    return 0


def _asked() -> Iterator[Case]:
    yield from (one.case for one in training_questions())
    yield from (case for case in load_cases() if case.split is Split.DEVELOPMENT)
    yield from own_questions()


def _collect(settings: Settings, embeddings: Embeddings, families: frozenset[str], into: Collected) -> None:
    # Not the documents of the test split, of which some questions without an answer would find one.
    every = training_documents().values()
    owners = [one for one in training_documents().values() if (SOURCES / one.file).is_file()]
    taught = [_Asked(one.case, 1.0) for one in training_questions()]
    cases = [_Asked(case, _CASE_WEIGHT) for case in load_cases() if case.split is Split.DEVELOPMENT]
    own = list(own_questions())
    for documents, variant, asked in (
        (every, Variant.WHOLE, [*taught, *cases]),
        (every, Variant.REMOVED, cases),
        (every, Variant.WHOLE, [_Asked(case, _OWN_AMONG_ALL_WEIGHT) for case in own if case.gold]),
        (owners, Variant.WHOLE, [_Asked(case, _OWN_WEIGHT) for case in own]),
    ):
        chosen = [one for one in asked if one.case.family in families and variant_of(one.case) is variant]
        if chosen:
            _ask(settings, embeddings, variant, list(documents), chosen, into)


def _ask(
    settings: Settings,
    embeddings: Embeddings,
    variant: Variant,
    documents: Sequence[SourceDocument],
    asked: Sequence[_Asked],
    into: Collected,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(variant, documents, [one.case for one in asked], settings, Path(folder), embeddings)
        retriever = ParagraphRetriever(source=IndexReader(index.settings, embeddings))
        generation = retriever.generation()
        for one in asked:
            case = one.case
            understanding = retriever.understand(generation, case.question, case.history)
            if understanding.recommends or case.kind is Kind.RECOMMENDATION:
                continue  # decided otherwise
            ranked = rank(generation, understanding)
            found_signs = signs(generation, understanding, ranked)
            into.signed.append(SignedQuestion(case.family, case.answerable, found_signs))
            if understanding.compared:
                continue  # both sides are wanted, and neither is read
            if not (understanding.foreign and understanding.aspects):  # decided unread
                found_signs = signs(generation, understanding, rerank(generation, understanding, ranked))
                into.read_signed.append(SignedQuestion(case.family, case.answerable, found_signs))
            found = list(features(generation, understanding, ranked.cosines))
            gold = np.array([paragraph.id in case.gold for paragraph, _ in found])
            if gold.any():
                rows = np.array([[given[name] for name in WEIGHTS] for _, given in found])
                into.ranked.append(RankedQuestion(case.family, one.weight, rows, gold))
            best = [hit.paragraph for hit in ranked.hits[:MOST_READ]]
            gold = np.array([paragraph.id in case.gold for paragraph in best])
            logits = generation.read(understanding.text, best)
            if gold.any() and logits:
                scores = [hit.score for hit in ranked.hits[:MOST_READ]]
                into.read.append(RankedQuestion(case.family, one.weight, np.array([scores, logits]).T, gold))


def _fit_ranking(names: Iterable[str], questions: Sequence[RankedQuestion]) -> None:
    """A conditional logit: the probability of the gold paragraphs among the candidates."""
    families = sorted({one.group for one in questions})
    first = 0
    for fold in range(_FOLDS):
        held = set(families[fold::_FOLDS])
        weights = fit_ranking([one for one in questions if one.group not in held])
        first += sum(bool(one.gold[np.argmax(one.features @ weights)]) for one in questions if one.group in held)
    _write(f"{len(questions)} questions ranked; by families held out the gold paragraph is first in {first}")
    _print_weights("WEIGHTS", dict(zip(names, fit_ranking(questions), strict=True)))


def fit_ranking(questions: Sequence[RankedQuestion]) -> NDArray[np.float64]:
    """The weights of highest likelihood, one for each feature."""
    from scipy.optimize import minimize

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for one in questions:
            scores = one.features @ weights
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            gold = odds[one.gold].sum()
            total -= one.weight * float(np.log(gold))
            slope -= one.weight * (one.features.T @ (odds * one.gold / gold - odds))
        return total + _RANKING_PENALTY * float(weights @ weights), slope + 2 * _RANKING_PENALTY * weights

    fitted: NDArray[np.float64] = minimize(loss, np.ones(questions[0].features.shape[1]), jac=True).x
    return fitted


def _fit_answerability(questions: Sequence[SignedQuestion]) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    names = sorted(questions[0].signs)
    rows = np.array([[one.signs[name] for name in names] for one in questions])
    labels = np.array([one.answerable for one in questions])
    groups = np.array([one.group for one in questions])
    counts: Any = {True: 1.0, False: _UNANSWERABLE_WEIGHT}
    model = LogisticRegression(C=_REGULARISATION, max_iter=5000, class_weight=counts)
    folds = GroupKFold(len(set(groups)))
    held_out = cross_val_predict(model, rows, labels, groups=groups, cv=folds, method="predict_proba")[:, 1]
    model.fit(rows, labels)
    _write(f"{len(labels)} questions, {int((~labels).sum())} of them unanswerable; by family held out:")
    _write(f"  area under the curve {roc_auc_score(labels, held_out):.3f}")
    for threshold in _SHOWN_THRESHOLDS:
        refused = float((held_out[labels] < threshold).mean())
        answered = float((held_out[~labels] >= threshold).mean())
        _write(f"  threshold {threshold:.2f}: {refused:.3f} wrongly refused, {answered:.3f} wrongly answered")
    _write(f"_INTERCEPT: Final[float] = {model.intercept_[0]:.2f}")
    _print_weights("_WEIGHTS", dict(zip(names, model.coef_[0], strict=True)))


def _print_weights(name: str, weights: Mapping[str, float]) -> None:
    _write(f"{name}: Final[Mapping[str, float]] = {{")
    for key, value in weights.items():
        _write(f'    "{key}": {value:.2f},')
    _write("}")


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
