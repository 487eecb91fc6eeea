"""Cases asked of the assistant, as a user would ask them: through the same chain, one question after another."""

import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel

from evals.answers import GivenAnswer, given_answer
from evals.cases import Case, Kind
from evals.documents import eval_documents
from evals.draft_cache import DraftCache, cached
from evals.indexes import EvalIndex, Variant, build_index, without_removed
from evals.quick_start import QuickStart
from rag.chain import Assistant
from rag.embedding import load_embeddings
from rag.errors import RagError, SettingsError
from rag.gemma import READER_SHA256
from rag.index import IndexReader
from rag.llm import LlamaChatModel, describe, load_chat_model, prompting
from rag.prompts import Prompting
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings
from rag.types import Hit, SourceDocument

SHUFFLED_KINDS: Final[frozenset[Kind]] = frozenset({Kind.FACT, Kind.NEAR_DUPLICATE})
"""Asked once more of the documents in another order, which must change nothing."""

_MOST_MODELS: Final[int] = 4
"""Local models at a time; each takes half a gigabyte."""

Ask = Callable[[Case], GivenAnswer]
Progress = Callable[[int, int], None]


def with_shuffled(cases: Iterable[Case]) -> list[Case]:
    """The cases, and those that are asked again in another order of the documents, each the twin of the first."""
    found = list(cases)
    again = [
        replace(case, id=f"{case.id}{SHUFFLED_SUFFIX}", kind=Kind.SHUFFLED, twin=case.id)
        for case in found
        if case.kind in SHUFFLED_KINDS
    ]
    return [*found, *again]


SHUFFLED_SUFFIX: Final[str] = "~shuffled"


def variant_of(case: Case) -> Variant:
    """The index that a case is asked of."""
    special = {Kind.REMOVED: Variant.REMOVED, Kind.SHUFFLED: Variant.SHUFFLED}
    return special.get(case.kind, Variant.WHOLE)


def answer_all(
    cases: Sequence[Case], asks: Sequence[Ask], progress: Progress = lambda done, total: None
) -> dict[str, GivenAnswer]:
    """The answers by case id, in the order of the cases.

    A question that fails is an answer with an error; the others are asked all the same.

    Args:
        cases: What to ask.
        asks: Each is given its share of the cases, one after another; the shares are worked on side by side.
        progress: Told ``(done, total)`` cases, from any thread.
    """
    done = count(1)
    progress(0, len(cases))

    def work(ask: Ask, share: Sequence[Case]) -> dict[str, GivenAnswer]:
        answers = {}
        for case in share:
            try:
                answers[case.id] = ask(case)
            except RagError as error:
                failure = f"{type(error).__name__}: {error}"
                answers[case.id] = GivenAnswer(case.id, answered=False, text="", error=failure)
            progress(next(done), len(cases))
        return answers

    # The same case always goes to the same one, after the same others: so a run can be repeated.
    shares = [cases[start :: len(asks)] for start in range(len(asks))]
    with ThreadPoolExecutor(len(asks), thread_name_prefix="evals") as pool:
        found = ChainMap(*pool.map(work, asks, shares))
    return {case.id: found[case.id] for case in cases}


@contextmanager
def open_eval_assistant(settings: Settings, cases: Sequence[Case], work: Path) -> Iterator[Sequence[Ask]]:
    """The assistant of these settings over the eval documents, as functions of a case, to be used side by side.

    Args:
        settings: Which model and which embedding.
        cases: Those that will be asked; they say which indexes are needed.
        work: Where indexes and drafts are kept between runs.

    Raises:
        RagError: the model or an index cannot be made ready.
    """
    with _assistants(settings, cases, work) as (assistants, indexes):
        yield [partial(_ask, one, indexes) for one in assistants]


@contextmanager
def open_drafting(
    settings: Settings, cases: Sequence[Case], work: Path
) -> Iterator[Sequence[Callable[[Case], list[tuple[str, Sequence[Hit]]]]]]:
    """The same of what the model writes before the gate: sentences, with the paragraphs it was shown.

    Raises:
        RagError: the model or an index cannot be made ready.
    """
    with _assistants(settings, cases, work) as (assistants, _):
        yield [partial(_drafts, one) for one in assistants]


@contextmanager
def open_quick_start(settings: Settings, cases: Sequence[Case], work: Path) -> Iterator[Sequence[Ask]]:
    """The same of the LangChain quick start; it knows nothing of order, so no case may be a shuffled one.

    Raises:
        SettingsError: the settings name no model.
        RagError: the model cannot be made ready.
    """
    embeddings = load_embeddings(settings, adapter=None, cross_encoder=None)  # as the wheel has it
    with ExitStack() as opened, _models(settings, work) as models:
        asks = []
        for model in models:
            if model is None:
                raise SettingsError(f"RAG_MODEL={settings.model!r} cannot be used: the quick start needs a model")
            chains = {
                variant: opened.enter_context(QuickStart(embeddings, model, _documents(variant, cases)))
                for variant in sorted({variant_of(case) for case in cases})
            }
            asks.append(partial(_ask_quick_start, chains))
        yield asks


def _documents(variant: Variant, cases: Sequence[Case]) -> list[SourceDocument]:
    documents = list(eval_documents().values())
    return without_removed(documents, cases) if variant is Variant.REMOVED else documents


def _ask_quick_start(chains: Mapping[Variant, QuickStart], case: Case) -> GivenAnswer:
    return chains[variant_of(case)].answer(case.id, case.question, case.history)


@contextmanager
def _models(settings: Settings, work: Path) -> Iterator[list[BaseChatModel | None]]:
    """The model, asked only for what it has not written before.

    A local one is there once for each core, with one thread: together that is faster than one with all threads, and
    every question still meets a model that does one thing at a time.
    """
    with ExitStack() as opened:
        cache = opened.enter_context(DraftCache(work / "drafts.sqlite"))
        models = [load_chat_model(settings, n_threads=1)]
        if isinstance(models[0], LlamaChatModel):
            models += [load_chat_model(settings, n_threads=1) for _ in range(1, min(os.cpu_count() or 1, _MOST_MODELS))]
        for model in models:
            if isinstance(model, LlamaChatModel):
                opened.callback(model.process.stop)
                opened.callback(model.close)
        yield [model and cached(model, cache, model_identity(settings)) for model in models]


@contextmanager
def _assistants(
    settings: Settings, cases: Sequence[Case], work: Path
) -> Iterator[tuple[list[dict[Variant, Assistant]], Mapping[Variant, EvalIndex]]]:
    """For each model, one assistant for each index; and the indexes."""
    embeddings = load_embeddings(settings)
    indexes = build_indexes(settings, cases, work, embeddings)
    retrievers = {
        variant: ParagraphRetriever(source=IndexReader(index.settings, embeddings))
        for variant, index in indexes.items()
    }
    with _models(settings, work) as models:
        yield (
            [
                {
                    variant: Assistant(retriever, model, describe(settings), prompting=prompting(settings))
                    for variant, retriever in retrievers.items()
                }
                for model in models
            ],
            indexes,
        )


def _ask(assistants: Mapping[Variant, Assistant], indexes: Mapping[Variant, EvalIndex], case: Case) -> GivenAnswer:
    variant = variant_of(case)
    answer = assistants[variant].ask(case.question, case.history)
    return _with_true_ids(given_answer(case.id, answer.as_json()), indexes[variant])


def _drafts(assistants: Mapping[Variant, Assistant], case: Case) -> list[tuple[str, Sequence[Hit]]]:
    return list(assistants[variant_of(case)].drafts(case.question, case.history))


def build_indexes(
    settings: Settings, cases: Sequence[Case], work: Path, embeddings: Embeddings
) -> Mapping[Variant, EvalIndex]:
    """The indexes that these cases need, in folders of their own."""
    documents = list(eval_documents().values())
    return {
        variant: build_index(variant, documents, cases, settings, work / variant, embeddings)
        for variant in sorted({variant_of(case) for case in cases})
    }


def model_identity(settings: Settings) -> str:
    """What tells whether two models write the same: the setting, of a file its size and time, of ours its adapter."""
    if prompting(settings) is Prompting.READER:
        return f"{settings.model} {READER_SHA256}"
    if settings.model.endswith(".gguf"):
        status = Path(settings.model).stat()
        return f"{settings.model} {status.st_size} {status.st_mtime_ns}"
    return settings.model


def _with_true_ids(given: GivenAnswer, index: EvalIndex) -> GivenAnswer:
    if not index.names:
        return given
    return replace(
        given,
        sentences=tuple(replace(one, cited=tuple(map(index.true_id, one.cited))) for one in given.sentences),
        quotes=tuple(replace(one, paragraph_id=index.true_id(one.paragraph_id)) for one in given.quotes),
        retrieved=tuple(map(index.true_id, given.retrieved)),
    )
