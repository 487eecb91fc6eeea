"""Settings → LangChain chat model, and the one boundary at which a model's failure becomes a ModelError.

The only importer of providers. The bundled model and any ``.gguf`` run in a child process
(:mod:`rag.llama_process`) and are reached through the OpenAI protocol like every other server.
"""

import contextvars
import os
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr, ValidationError

from rag.errors import ModelError, SettingsError
from rag.gemma import bundled_gguf, reader_adapter
from rag.llama_process import Endpoint, LlamaProcess
from rag.llama_server import ServerConfig
from rag.prompts import BASE_MODEL_TEMPLATE, Prompting
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

BASE_MODELS = frozenset({"bundled", "bundled-base"})
"""Values of ``RAG_MODEL`` that name the bundled model, with the project's adapter and without."""
BUNDLED_DRAFT_TOKENS = 12
"""Its answers are mostly copied: 12 prompts for a definition or duties were written in 0.75 s instead of 1.50 s each
(mean, 2 cores; 8 to 16 measured alike, 32 slower)."""

_MAX_THREADS = 4
"""More threads do not speed up a model of this size, and the embedder needs some too."""
_MAX_TOKENS = 256
"""Output limit of a local model per answer; a base model without one writes until its context is full."""
_SEED = 0
_LOCAL_TIMEOUT_SECONDS = 120.0
"""Longest silence of the local server; a request may wait this long for a free slot."""
_PROVIDER_RETRIES = 1
"""After a refused connection, a rate limit or a failure of the server; its client waits longer each time, or as long
as the server says."""
_WARM_UP_SECONDS = 120.0
_CLOSE_SECONDS = 0.5
"""How long a closed stream is waited for, so that the local slot with the warm prompt prefix is free again."""
_DYING_SECONDS = 2.0
"""How long after its connections broke a child is given to be reported dead; a killed one takes milliseconds."""
_REMEDIES = {
    400: "it refused the request; the prompt may be longer than its context",
    401: "check its API key",
    403: "check its API key and what it may use",
    404: "check the model's name",
    429: "its rate limit or quota is used up; try again later",
}
"""HTTP status of a provider's error → what the maintainer can do."""


def load_chat_model(settings: Settings, n_threads: int | None = None) -> BaseChatModel | None:
    """The model ``RAG_MODEL`` names; None for ``none``.

    Cheap for local models: the child process starts with the first call, or with :func:`warm_up`.

    Args:
        settings: Name the model.
        n_threads: Of a local model; None for what suits one user of this machine.

    Raises:
        SettingsError: the file does not exist, the provider is unknown, or its package or key is missing.
    """
    value = settings.model
    threads = n_threads or _thread_count()
    if value == "none":
        return None
    if value in BASE_MODELS:
        return LlamaChatModel(name=describe(settings), process=LlamaProcess(lambda: _bundled_config(value, threads)))
    if value.endswith(".gguf"):
        path = Path(value).expanduser().resolve()
        if not path.is_file():
            raise SettingsError(f"RAG_MODEL={value!r} cannot be used: there is no such file")
        config = ServerConfig(gguf=str(path), n_threads=threads)
        return LlamaChatModel(name=describe(settings), process=LlamaProcess(lambda: config))
    return _provider_model(value, settings.answer_seconds)


def describe(settings: Settings) -> str:
    """Short name of the model for the answer's ``model`` field and for messages; no folder names."""
    value = settings.model
    if value in BASE_MODELS:
        return f"gemma-3-270m ({value})"
    return Path(value).name if value.endswith(".gguf") else value


def prompting(settings: Settings) -> Prompting:
    """How the model that ``RAG_MODEL`` names is to be asked."""
    if settings.model == "bundled":
        return Prompting.READER
    return Prompting.FEW_SHOT if settings.model in BASE_MODELS else Prompting.CHAT


def warm_up(model: BaseChatModel | None, messages: Sequence[BaseMessage]) -> None:
    """Start a local model in the background and let it read ``messages``; other models are left alone.

    Args:
        model: what :func:`load_chat_model` returned.
        messages: the fixed beginning of every prompt, which the server then has in its cache. Not empty.
    """
    if not isinstance(model, LlamaChatModel):
        return

    def work() -> None:
        try:
            for _ in stream_text(model, messages, seconds=_WARM_UP_SECONDS, max_tokens=1):
                pass
        except ModelError:
            # Nobody is waiting for this; the first question meets the same failure and reports it.
            return

    threading.Thread(target=work, name="warm-up", daemon=True).start()


def stream_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    seconds: float,
    stop: Sequence[str] = (),
    max_tokens: int | None = None,
) -> Generator[str, None, None]:
    """Yield the model's text piece by piece, as it is written.

    Closing the generator early makes the model stop writing.

    Args:
        model: any chat model.
        messages: the whole prompt.
        seconds: limit for the whole answer, counted from the first ``next()``; it also holds for a model that says
            nothing at all.
        stop: strings at which the text ends; they are not part of it. Enforced here for every model, because some
            providers refuse the parameter.
        max_tokens: output limit, for a local model only: the providers have no common name for it.

    Raises:
        ModelError: the model failed or the time is up; the pieces before that have been yielded. Names the model
            and the kind of failure, never the vendor's own text, which may repeat a key or an address.
    """
    options: dict[str, Any] = {}
    if isinstance(model, LlamaChatModel):
        if stop:
            options["stop"] = list(stop)
        if max_tokens is not None:
            options["max_tokens"] = max_tokens
    with closing(_pieces(model, messages, options, seconds)) as pieces:
        yield from _until_stop(pieces, stop)


_Result = TypeVar("_Result")


class LlamaChatModel(BaseChatModel):
    """Chat model of a local llama.cpp server; follows it when a restart changes its address and key."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    process: LlamaProcess
    _client: "tuple[Endpoint, ChatOpenAI] | None" = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        def begin() -> tuple[Iterator[ChatGenerationChunk], ChatGenerationChunk | None]:
            chunks = self._openai()._stream(messages, stop=stop, run_manager=run_manager, **kwargs)
            return chunks, next(chunks, None)

        chunks, first = self._asked_again_if_dead(begin)
        try:
            if first is not None:
                yield first
                yield from chunks
        finally:
            if isinstance(chunks, Generator):
                chunks.close()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._asked_again_if_dead(
            lambda: self._openai()._generate(messages, stop=stop, run_manager=run_manager, **kwargs)
        )

    def _asked_again_if_dead(self, call: Callable[[], _Result]) -> _Result:
        """What the call gives; once more, from a new child, if the present one turns out to have died before it."""
        import openai

        try:
            return call()
        except openai.APIConnectionError:
            # A dying process closes its port before the system reports its end, so it may have looked alive.
            if not self.process.ended_within(_DYING_SECONDS):
                raise
            return call()

    def close(self) -> None:
        """Close the connections to the server; the next call opens others."""
        client, self._client = self._client, None
        if client is not None:
            client[1].root_client.close()

    def _openai(self) -> "ChatOpenAI":
        endpoint = self.process.ensure_running()
        client = self._client
        if client is None or client[0] != endpoint:
            stale = client
            client = self._client = (endpoint, _openai_client(endpoint))
            if stale is not None:
                stale[1].root_client.close()
        return client[1]


def _openai_client(endpoint: Endpoint) -> "ChatOpenAI":
    import openai
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model="local",
        base_url=endpoint.base_url,
        api_key=endpoint.api_key,
        temperature=0,
        seed=_SEED,
        max_completion_tokens=_MAX_TOKENS,
        max_retries=0,
        timeout=_LOCAL_TIMEOUT_SECONDS,
        # Loopback traffic must not take the way through a proxy that the environment names, nor warn of it.
        http_client=openai.DefaultHttpxClient(trust_env=False),
        http_socket_options=(),
        openai_proxy="",
    )


def _bundled_config(value: str, n_threads: int) -> ServerConfig:
    return ServerConfig(
        gguf=str(bundled_gguf()),
        n_threads=n_threads,
        chat_template=BASE_MODEL_TEMPLATE,
        lora_adapters=(str(reader_adapter()),) if value == "bundled" else (),
        draft_tokens=BUNDLED_DRAFT_TOKENS,
    )


def _thread_count() -> int:
    return min(os.cpu_count() or 1, _MAX_THREADS)


def _provider_model(value: str, seconds: float) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider, _, name = value.partition(":")
    refused = f"RAG_MODEL={value!r} cannot be used: "
    try:
        model: BaseChatModel = init_chat_model(
            name,
            model_provider=provider,
            temperature=0,
            timeout=seconds,
            max_retries=_PROVIDER_RETRIES,
        )
    except ImportError as error:
        # LangChain's own text names the package and the pip command.
        raise SettingsError(f"{refused}{error}") from error
    except ValidationError as error:
        # Its text is left out here and below, because it repeats the values, a key among them.
        fields = ", ".join(sorted({str(part) for item in error.errors() for part in item["loc"][:1]}))
        raise SettingsError(
            f"{refused}the provider misses or refuses {fields or 'a value'}; {_key_hint(provider)}"
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"{refused}LangChain knows no provider {provider!r}; use for example openai, anthropic or ollama"
        ) from error
    except Exception as error:  # each provider has exceptions of its own for a missing key
        raise SettingsError(f"{refused}{type(error).__name__} at its start; {_key_hint(provider)}") from error
    model.name = value
    return model


def _key_hint(provider: str) -> str:
    return f"check its variables, above all {provider.upper()}_API_KEY, in the environment or in .env"


def _pieces(
    model: BaseChatModel, messages: Sequence[BaseMessage], options: dict[str, Any], seconds: float
) -> Generator[str, None, None]:
    """The stream, read by a thread: a provider that hangs cannot be interrupted, but it can be left behind."""
    deadline = time.monotonic() + seconds
    too_late = ModelError(f"the language model {model.get_name()} did not finish within {seconds:g} seconds")
    # Holds text, then one outcome: None at the end of the answer, or what the model raised.
    arrived: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
    left = threading.Event()

    def on_text(text: str) -> None:
        # Here and not where it is taken out: what came in time counts, even if the consumer is slow.
        if time.monotonic() > deadline:
            raise too_late
        arrived.put(text)

    def read() -> None:
        try:
            _forward(model.stream(list(messages), **options), on_text, left)
            arrived.put(None)
        except Exception as error:  # the one boundary: any provider may raise anything; translated below
            arrived.put(error)

    # Daemon, so that a provider that never answers cannot keep the program from ending. In the caller's context,
    # where LangChain looks for callbacks.
    reader = threading.Thread(target=contextvars.copy_context().run, args=(read,), name="model-stream", daemon=True)
    reader.start()
    try:
        while True:
            try:
                piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise too_late from None
            if piece is None:
                return
            if isinstance(piece, ModelError):
                raise piece
            if isinstance(piece, Exception):
                raise ModelError(_failure(model, piece)) from piece
            yield piece
    finally:
        left.set()
        reader.join(_CLOSE_SECONDS)


def _forward(chunks: Iterator[Any], on_text: Callable[[str], None], left: threading.Event) -> None:
    """Hand on each chunk's text; closes the stream when nobody listens any more, so that the server stops."""
    try:
        for chunk in chunks:
            if left.is_set():
                return
            if text := str(chunk.text):
                on_text(text)
    finally:
        if isinstance(chunks, Generator):
            chunks.close()


def _failure(model: BaseChatModel, error: Exception) -> str:
    message = f"the language model {model.get_name()} failed: {type(error).__name__}"
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        message += f" (HTTP {status})"
        if status in _REMEDIES:
            message += f"; {_REMEDIES[status]}"
    return message


def _until_stop(pieces: Iterator[str], stop: Sequence[str]) -> Iterator[str]:
    """Pass text on up to the first stop string, also one that is split over pieces."""
    held = ""
    for piece in pieces:
        held += piece
        ends = [end for end in map(held.find, stop) if end >= 0]
        if ends:
            if text := held[: min(ends)]:
                yield text
            return
        # Held back: a tail that may be the beginning of a stop string.
        tail = max((n for s in stop for n in range(1, len(s)) if held.endswith(s[:n])), default=0)
        ready, held = held[: len(held) - tail], held[len(held) - tail :]
        if ready:
            yield ready
    if held:
        yield held
