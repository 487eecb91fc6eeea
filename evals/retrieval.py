"""What each part of retrieval gives (:mod:`evals.ablation`), on the career cases or on questions given by path.

    python -m evals.retrieval [--split development|test] [--limit N] [--json]
    python -m evals.retrieval --squad FILE … [--contexts FILE …] [--limit N] [--json]

The rows of the table rank a question as it is put. That it may ask two things at once, or turn to another profession,
is seen to by :class:`rag.retrieval.ParagraphRetriever`, whose own figures stand below the table of the career cases.
Recommendations are ranked otherwise, and are left out with what has no gold paragraph.

``--squad`` searches all contexts of its files, and of those of ``--contexts``, for what its files ask, and measures
also how well answerable questions are told from others. Do nothing else on the machine if the times are to count.

Exit codes: 0 done; 1 something failed; 2 wrong usage or settings.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeVar

from evals.ablation import ROWS, Question, Searcher, ablation, document_of
from evals.cases import WITH_HISTORY, Case, Kind, load_cases
from evals.documents import Split, eval_documents
from evals.indexes import Variant, build_index
from evals.metrics import hit_at_k, mean
from evals.squad import SquadQuestion, context_documents, read_squad
from evals.timed_embeddings import TimedEmbeddings
from rag.answerability import THRESHOLD
from rag.embedding import load_embeddings
from rag.errors import RagError, SettingsError
from rag.index import IndexReader
from rag.retrieval import ParagraphRetriever
from rag.settings import load_settings
from rag.types import SourceDocument

_SEED: Final[int] = 0
_THRESHOLDS: Final[tuple[float, ...]] = (0.3, 0.5, 0.6, THRESHOLD, 0.8, 0.9)
_LEFT_OUT: Final[frozenset[Kind]] = frozenset({Kind.REMOVED, Kind.RECOMMENDATION})
_LEGEND: Final[tuple[str, ...]] = (
    "document@1: near-duplicates whose first paragraph is of a right document",
    "p50, p95: time of a question; rest: without its embedding (target: p50 at most 40 ms, p95 at most 80 ms)",
)
_Asked = TypeVar("_Asked", Case, SquadQuestion)


@dataclass(frozen=True, slots=True)
class Figure:
    """One value in [0, 1], and how many questions it is of."""

    name: str
    value: float | None
    """None where there was too little to measure."""
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured."""

    about: str
    rows: Mapping[str, Mapping[str, float | None]]
    """The figures of each row, by its name."""
    figures: tuple[Figure, ...]
    """What is no matter of one ranking alone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure, print; returns the exit code."""
    options = _parse(arguments)
    try:
        asked = [read_squad(path) for path in options.squad]
        more = [read_squad(path) for path in options.contexts]
    except ValueError as error:
        sys.stderr.write(f"evals.retrieval: error: {error}\n")
        return 2
    try:
        if asked:
            questions = [question for one, _ in asked for question in one]
            report = measure_contexts(questions, [text for _, one in (*asked, *more) for text in one], options.limit)
        else:
            report = measure_cases(Split(options.split or Split.TEST), options.limit)
    except RagError as error:
        sys.stderr.write(f"evals.retrieval: error: {error}\n")
        return 2 if isinstance(error, SettingsError) else 1
    lines = [json.dumps(asdict(report), ensure_ascii=False, indent=2)] if options.json else table(report)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def measure_cases(split: Split, limit: int | None = None) -> Report:
    """Ask the career cases of a split, over all documents of the evals.

    Raises:
        RagError: the index cannot be made or searched.
    """
    every = [case for case in load_cases() if case.split is split and case.gold and case.kind not in _LEFT_OUT]
    cases = _some(every, limit)
    questions = [Question(one.question, one.gold, one.history, one.kind is Kind.NEAR_DUPLICATE) for one in cases]
    documents = eval_documents().values()
    with _searchers(documents) as searchers:
        rows = ablation(ROWS, searchers, questions)
        retriever = searchers[ROWS[-1].adapter].retriever
        found = {
            case.id: [hit.paragraph.id for hit in retriever.retrieve(case.question, case.history).hits]
            for case in cases
        }
    return Report(f"{len(cases)} {split} cases, {len(documents)} documents", rows, case_figures(cases, found))


def measure_contexts(asked: Sequence[SquadQuestion], contexts: Iterable[str], limit: int | None = None) -> Report:
    """Ask questions of contexts.

    Raises:
        RagError: the index cannot be made or searched.
    """
    documents = context_documents(contexts)
    chosen = _some(asked, limit)
    owns = [documents[one.context].paragraphs[0] for one in chosen]
    questions = [Question(one.text, (own.id,) if one.answerable else ()) for one, own in zip(chosen, owns, strict=True)]
    with _searchers(documents.values()) as searchers:
        rows = ablation(ROWS, searchers, [one for one in questions if one.gold])
        last = searchers[ROWS[-1].adapter]
        probabilities = [last.answerability(one) for one in questions]
        logits = [last.logit(one, own) for one, own in zip(questions, owns, strict=True)]
    answerable = [value for value, one in zip(probabilities, questions, strict=True) if one.gold]
    unanswerable = [value for value, one in zip(probabilities, questions, strict=True) if not one.gold]
    about = f"{len(answerable)} answerable and {len(unanswerable)} other questions, {len(documents)} contexts"
    return Report(about, rows, (*abstention_figures(answerable, unanswerable), own_context_figure(questions, logits)))


def own_context_figure(questions: Sequence[Question], logits: Sequence[float | None]) -> Figure:
    """How well reading alone tells answerable questions from others, each with the context that it was asked of.

    Where nothing else is searched, no other context can answer what this one does not.
    """
    read = [(one, logit) for one, logit in zip(questions, logits, strict=True) if logit is not None]
    area = _area([logit for one, logit in read if one.gold], [logit for one, logit in read if not one.gold])
    return Figure("reading the own context, AUROC", area, len(read))


def case_figures(cases: Sequence[Case], found: Mapping[str, Sequence[str]]) -> tuple[Figure, ...]:
    """How the whole of retrieval does on cases that ask two things, ask otherwise, or go on.

    Args:
        cases: With gold paragraphs.
        found: Ids of the paragraphs retrieved, best first, by case id.
    """
    first = {case.id: hit_at_k(found[case.id], case.gold, 1) for case in cases}
    sides: dict[str, dict[str, set[str]]] = {case.id: defaultdict(set) for case in cases}
    for case in cases:
        for one in case.gold:
            sides[case.id][document_of(one)].add(one)
    compared = [case.id for case in cases if case.kind is Kind.COMPARISON and len(sides[case.id]) > 1]
    slang = [case for case in cases if case.kind is Kind.INFORMAL and case.twin in first]
    return (
        _figure(
            "comparisons, gold of every side retrieved",
            [all(gold.intersection(found[one]) for gold in sides[one].values()) for one in compared],
        ),
        _figure("informal, hit@1", [first[case.id] for case in slang]),
        _figure("their formal twins, hit@1", [first[case.twin] for case in slang]),
        _figure(
            "follow-ups and topic switches, hit@1", [first[case.id] for case in cases if case.kind in WITH_HISTORY]
        ),
        _figure(
            "follow-ups and topic switches, right document first",
            [
                bool(found[case.id]) and document_of(found[case.id][0]) in {document_of(one) for one in case.gold}
                for case in cases
                if case.kind in WITH_HISTORY
            ],
        ),
        *(
            _figure(f"{kind.value.replace('_', ' ')}, hit@1", [first[case.id] for case in cases if case.kind is kind])
            for kind in sorted(WITH_HISTORY)
        ),
    )


def abstention_figures(answerable: Sequence[float], unanswerable: Sequence[float]) -> tuple[Figure, ...]:
    """How well probabilities of answerability tell answerable questions from others.

    The area under the curve of receiver operating characteristics is the chance that an answerable question has a
    higher probability than another one.
    """
    curve = (
        figure
        for threshold in _THRESHOLDS
        for figure in (
            _figure(f"wrongly refused at {threshold:.2f}", [one < threshold for one in answerable]),
            _figure(f"wrongly answered at {threshold:.2f}", [one >= threshold for one in unanswerable]),
        )
    )
    total = len(answerable) + len(unanswerable)
    return Figure("answerability, AUROC", _area(answerable, unanswerable), total), *curve


def _area(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    from sklearn.metrics import roc_auc_score

    if not positive or not negative:
        return None
    return float(roc_auc_score([True] * len(positive) + [False] * len(negative), [*positive, *negative]))


def table(report: Report) -> Iterator[str]:
    """The report for people, a line each."""
    yield report.about
    heads = tuple(next(iter(report.rows.values())))
    yield f"{'':<16}" + "".join(f"{head:>{len(head) + 2}}" for head in heads)
    for name, values in report.rows.items():
        cells = (_words(values[head], ".1f" if " ms" in head else ".3f") for head in heads)
        yield f"{name:<16}" + "".join(f"{cell:>{len(head) + 2}}" for cell, head in zip(cells, heads, strict=True))
    yield from _LEGEND
    for figure in report.figures:
        yield f"{figure.name:<42}{_words(figure.value, '.3f'):>7}  n {figure.total}"


@contextmanager
def _searchers(documents: Iterable[SourceDocument]) -> Iterator[dict[Path | None, Searcher]]:
    """An index of these documents, searched with each of the adapters that a row names."""
    settings = load_settings()
    models = {row.adapter: load_embeddings(settings, adapter=row.adapter) for row in ROWS}
    with tempfile.TemporaryDirectory() as folder:
        # Passages pass through no adapter, so that any of the models could embed them.
        index = build_index(Variant.WHOLE, documents, (), settings, Path(folder), models[None])
        timed = {adapter: TimedEmbeddings(model) for adapter, model in models.items()}
        yield {
            adapter: Searcher(ParagraphRetriever(source=IndexReader(index.settings, one)), one)
            for adapter, one in timed.items()
        }


def _some(asked: Sequence[_Asked], limit: int | None) -> list[_Asked]:
    """All, or so many of them by chance, the same each time."""
    chosen = list(asked)
    if limit is not None:
        random.Random(_SEED).shuffle(chosen)
    return chosen[:limit]


def _figure(name: str, values: Sequence[bool]) -> Figure:
    return Figure(name, mean(values), len(values))


def _words(value: float | None, form: str) -> str:
    return "-" if value is None else f"{value:{form}}"


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.retrieval",
        description="Measure what each part of retrieval gives.",
        epilog="Exit codes: 0 done; 1 something failed; 2 wrong usage or settings.",
    )
    asked = parser.add_mutually_exclusive_group()
    splits = [split.value for split in Split]
    asked.add_argument("--split", choices=splits, help="ask the cases of this split (default: test)")
    asked.add_argument("--squad", type=Path, nargs="+", default=[], metavar="FILE", help="ask these questions instead")
    parser.add_argument("--contexts", type=Path, nargs="+", default=[], metavar="FILE", help="search these as well")
    parser.add_argument("--limit", type=int, metavar="N", help="ask so many questions only, drawn by chance")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    options = parser.parse_args(arguments)
    if options.contexts and not options.squad:
        parser.error("--contexts needs the questions of --squad")
    if options.limit is not None and options.limit < 1:
        parser.error(f"--limit {options.limit}: must be at least 1")
    return options


if __name__ == "__main__":
    sys.exit(main())
