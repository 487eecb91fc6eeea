"""What a model wrote to a prompt, kept: a run that was interrupted goes on where it stopped, a second one is quick.

The prompt holds the paragraphs, so a draft is found again only for the same model, question, paragraphs and options.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from rag.llm import LlamaChatModel


class DraftCache:
    """Texts by key in one SQLite file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False)
        with self._lock, self._database:
            self._database.execute("create table if not exists drafts (key text primary key, text text, complete int)")

    def get(self, key: str) -> tuple[str, bool] | None:
        """The text, and whether the model had ended; None if there is none."""
        with self._lock:
            row = self._database.execute("select text, complete from drafts where key = ?", (key,)).fetchone()
        return (row[0], bool(row[1])) if row else None

    def put(self, key: str, text: str, *, complete: bool) -> None:
        with self._lock, self._database:
            self._database.execute("insert or replace into drafts values (?, ?, ?)", (key, text, complete))

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def cached(model: BaseChatModel, cache: DraftCache, identity: str) -> BaseChatModel:
    """The model, asked only for what is not in the cache yet.

    Args:
        model: Any chat model with temperature 0. A local one stays one to :mod:`rag.llm`, which gives it other options.
        cache: Where texts are kept.
        identity: Names the model, so that another one's texts are not taken for its own.
    """
    if isinstance(model, LlamaChatModel):
        return _CachedLlama(process=model.process, inner=model, cache_file=cache, identity=identity)
    return _Cached(inner=model, cache_file=cache, identity=identity)


def draft_key(identity: str, messages: list[BaseMessage], options: dict[str, Any]) -> str:
    """The name of a draft in the cache."""
    prompt = [[message.type, message.content] for message in messages]
    return hashlib.sha256(json.dumps([identity, prompt, options], sort_keys=True).encode()).hexdigest()


class _Cached(BaseChatModel):
    """Reads what is kept, and lets ``inner`` write the rest."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    inner: BaseChatModel
    cache_file: DraftCache
    identity: str

    @property
    def _llm_type(self) -> str:
        return "cached"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        return _replayed(self.inner, self.cache_file, self.identity, messages, stop, kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return _whole(self._stream(messages, stop, run_manager, **kwargs))


class _CachedLlama(_Cached, LlamaChatModel):
    """The same, and a local model to :mod:`rag.llm`."""

    inner: LlamaChatModel

    def close(self) -> None:
        """Close the connections of the model itself."""
        self.inner.close()


def _whole(chunks: Iterator[ChatGenerationChunk]) -> ChatResult:
    text = "".join(str(chunk.message.text) for chunk in chunks)
    return ChatResult(generations=[ChatGeneration(message=AIMessageChunk(content=text))])


def _replayed(
    model: BaseChatModel,
    cache: DraftCache,
    identity: str,
    messages: list[BaseMessage],
    stop: list[str] | None,
    options: dict[str, Any],
) -> Iterator[ChatGenerationChunk]:
    """The text that is kept; a reader who wants more of a text than was read the last time gets it from the model."""
    key = draft_key(identity, messages, {**options, "stop": stop or []})
    kept, complete = cache.get(key) or ("", False)
    if kept:
        yield _chunk(kept)
    if complete:
        return
    written, ended = "", False
    with closing(_texts(model, messages, stop, options)) as texts:
        try:
            for text in texts:
                before, written = written, written + text
                if len(written) > len(kept):
                    yield _chunk(written[max(len(kept), len(before)) :])
            ended = True
        finally:
            if len(written) >= len(kept):
                cache.put(key, written, complete=ended)


def _texts(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
) -> Generator[str]:
    for chunk in model.stream(messages, stop=stop, **options):
        if text := str(chunk.text):
            yield text


def _chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))
