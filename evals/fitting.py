"""The weights that were fitted, fitted again: whether a question can be answered.

    python -m evals.fitting

Only development cases are used: those of the evals over all their documents, and the older questions about the owner's
two documents alone, so that neither a large nor a tiny index is a surprise. What is held out is a whole family. Prints
the constants of :mod:`rag.answerability` and the curve of wrong answers against wrong refusals.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from evals.cases import Case, Kind, load_cases
from evals.documents import ROOT, SOURCES, Split, eval_documents, labelled_documents
from evals.indexes import Variant, build_index
from evals.runner import variant_of
from rag.answerability import signs
from rag.embedding import load_embeddings
from rag.index import IndexReader
from rag.retrieval import ParagraphRetriever, rank
from rag.settings import Settings, load_settings
from rag.types import SourceDocument, Turn

_OWN_QUESTIONS: Final[Path] = ROOT / "tests" / "data" / "development"
# A wrong answer is worse than a refusal, and unanswerable cases are fewer.
_UNANSWERABLE_WEIGHT: Final[float] = 2.0
_REGULARISATION: Final[float] = 1.0
_SHOWN_THRESHOLDS: Final[tuple[float, ...]] = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its signs."""

    group: str
    answerable: bool
    signs: dict[str, float]


def main() -> int:
    """Fit and print; returns the exit code."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    examples = list(collect(load_settings()))
    names = sorted(examples[0].signs)
    features = np.array([[one.signs[name] for name in names] for one in examples])
    labels = np.array([one.answerable for one in examples])
    groups = np.array([one.group for one in examples])
    model = LogisticRegression(C=_REGULARISATION, max_iter=5000, class_weight={True: 1.0, False: _UNANSWERABLE_WEIGHT})
    held_out = cross_val_predict(
        model, features, labels, groups=groups, cv=GroupKFold(len(set(groups))), method="predict_proba"
    )[:, 1]
    model.fit(features, labels)
    _write(f"{len(examples)} questions, {int((~labels).sum())} of them unanswerable; by family held out:")
    for threshold in _SHOWN_THRESHOLDS:
        refused = float((held_out[labels] < threshold).mean())
        answered = float((held_out[~labels] >= threshold).mean())
        _write(f"  threshold {threshold:.1f}: {refused:.3f} wrongly refused, {answered:.3f} wrongly answered")
    _write(f"_INTERCEPT: Final[float] = {model.intercept_[0]:.2f}")
    _write("_WEIGHTS: Final[Mapping[str, float]] = {")
    for name, weight in zip(names, model.coef_[0], strict=True):
        _write(f'    "{name}": {weight:.2f},')
    _write("}")
    return 0


def collect(settings: Settings) -> Iterator[Example]:
    """The signs of every development question, over the documents it is asked of."""
    development = [label for label in labelled_documents() if label.split is Split.DEVELOPMENT]
    documents = [eval_documents()[label.id] for label in development]
    own = [one for one in documents if (SOURCES / one.file).is_file()]
    cases = [case for case in load_cases() if case.split is Split.DEVELOPMENT]
    for variant in (Variant.WHOLE, Variant.REMOVED):
        asked = [case for case in cases if variant_of(case) is variant]
        yield from _examples(settings, variant, list(eval_documents().values()), asked)
    yield from _examples(settings, Variant.WHOLE, own, list(_own_cases()))


def _examples(
    settings: Settings, variant: Variant, documents: Sequence[SourceDocument], cases: Sequence[Case]
) -> Iterator[Example]:
    embeddings = load_embeddings(settings)
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(variant, documents, cases, settings, Path(folder), embeddings)
        retriever = ParagraphRetriever(source=IndexReader(index.settings, embeddings))
        generation = retriever.generation()
        for case in cases:
            understanding = retriever.understand(generation, case.question, case.history)
            if understanding.recommends or case.kind in {Kind.RECOMMENDATION}:
                continue  # decided otherwise
            ranked, dense = rank(generation, understanding)
            yield Example(case.family, case.answerable, signs(generation, understanding, ranked, dense))


def _own_cases() -> Iterator[Case]:
    """The older development questions, as cases of a family of their own."""
    for path in sorted(_OWN_QUESTIONS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            answerable = not path.name.startswith("unanswerable")
            history = tuple(Turn(text) for text in row.get("history", ()) if isinstance(text, str))
            yield replace(_ANY, id=row["id"], question=row["question"], answerable=answerable, history=history)


_ANY: Final[Case] = Case(
    id="",
    family="owner",
    split=Split.DEVELOPMENT,
    kind=Kind.FACT,
    question="",
    history=(),
    answerable=True,
    gold=(),
    all_gold=False,
    facts=(),
    forbidden=(),
    twin="",
    removed=(),
)


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
