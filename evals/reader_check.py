"""How well a local model reads: questions in the form of SQuAD 2, the paragraph they were asked of among three.

    python -m evals.reader_check --squad FILE [--questions N] [--base] [--adapter FILE]

Asked in the reader's own prompt: does what it writes hold the answer, does it cite the right paragraph, and does it say
so where nothing answers? That is before the gate.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from langchain_core.language_models import BaseChatModel

from evals.metrics import wilson
from evals.reader_examples import SquadContexts, squad_contexts
from evals.squad import squad_path
from rag.embedding import load_embeddings
from rag.errors import ModelError
from rag.gemma import READER_ADAPTER, bundled_gguf
from rag.language import tokens
from rag.llama_process import LlamaProcess
from rag.llama_server import ServerConfig
from rag.llm import BUNDLED_DRAFT_TOKENS, LlamaChatModel, stream_text
from rag.prompts import BASE_MODEL_TEMPLATE, NOT_FOUND_MARK, READER_STOP, reader_messages
from rag.settings import load_settings
from rag.types import Hit

_QUESTIONS: Final[int] = 400
_PARAGRAPHS: Final[int] = 3
_SECONDS: Final[float] = 60.0
_TOKENS: Final[int] = 160
_WORKERS: Final[int] = 2
_SEED: Final[int] = 0
_CITED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was written to one question."""

    answerable: bool
    refused: bool
    contains: bool
    """Whether a span that answers stands in it."""
    cites: bool
    """Whether it cites the right paragraph."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.reader_check", description="Measure the bundled reader.")
    parser.add_argument("--squad", type=squad_path, required=True, help="questions in the form of SQuAD 2")
    parser.add_argument("--questions", type=int, default=_QUESTIONS, help="how many to draw")
    parser.add_argument("--base", action="store_true", help="ask the model without its adapter")
    parser.add_argument("--adapter", type=Path, default=READER_ADAPTER)
    options = parser.parse_args(arguments)
    asked = list(squad_contexts(options.squad, load_embeddings(load_settings()), options.questions))
    started = time.monotonic()
    adapters = () if options.base else (str(options.adapter.resolve()),)
    with _reader(adapters) as model, ThreadPoolExecutor(_WORKERS) as pool:
        readings = list(pool.map(lambda pair: read(model, *pair), zip(asked, _shuffled(asked), strict=True)))
    _write(readings, time.monotonic() - started)
    return 0


def _shuffled(asked: Sequence[SquadContexts]) -> list[list[Hit]]:
    """The paragraphs of each prompt: the one it was asked of and the nearest, in any order."""
    drawn = random.Random(_SEED)
    return [drawn.sample(hits, len(hits)) for one in asked for hits in [[one.own, *one.others][:_PARAGRAPHS]]]


def read(model: BaseChatModel, one: SquadContexts, hits: Sequence[Hit]) -> Reading:
    """What the model writes to one question; nothing where it takes too long."""
    messages = reader_messages(one.asked.text, hits)
    try:
        text = "".join(stream_text(model, messages, seconds=_SECONDS, stop=READER_STOP, max_tokens=_TOKENS))
    except ModelError:
        text = ""
    said = " ".join(tokens(text))
    return Reading(
        answerable=one.asked.answerable,
        refused=text.strip().startswith(NOT_FOUND_MARK),
        contains=any(f" {' '.join(tokens(span))} " in f" {said} " for span in one.asked.answers),
        cites=str(hits.index(one.own) + 1) in _CITED.findall(text),
    )


@contextmanager
def _reader(adapters: tuple[str, ...]) -> Iterator[BaseChatModel]:
    config = ServerConfig(
        gguf=str(bundled_gguf()),
        n_threads=1,
        chat_template=BASE_MODEL_TEMPLATE,
        lora_adapters=adapters,
        draft_tokens=BUNDLED_DRAFT_TOKENS,
    )
    model = LlamaChatModel(name="reader", process=LlamaProcess(lambda: config))
    try:
        yield model
    finally:
        model.process.stop()
        model.close()


def _write(readings: Sequence[Reading], seconds: float) -> None:
    answerable = [one for one in readings if one.answerable]
    others = [one for one in readings if not one.answerable]
    answered = [one for one in answerable if not one.refused]
    for name, found, total in (
        ("contains the answer", sum(one.contains for one in answered), len(answerable)),
        ("cites the right paragraph, of what it answers", sum(one.cites for one in answered), len(answered)),
        ("refuses what nothing answers", sum(one.refused for one in others), len(others)),
        ("refuses what is answered", len(answerable) - len(answered), len(answerable)),
    ):
        low, high = wilson(found, total)
        sys.stdout.write(f"{name}: {found / max(1, total):.3f} ({low:.3f} to {high:.3f}) of {total}\n")
    sys.stdout.write(f"{len(readings)} questions in {seconds:.0f} s\n")


if __name__ == "__main__":
    sys.exit(main())
