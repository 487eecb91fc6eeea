"""Texts to vectors: LangChain's ``Embeddings`` over sentence-transformers, of which this is the only importer.

The default model ships with the installation (:mod:`rag.e5`) and needs no network. Any other sentence-transformers
model can be named by its folder or by its name on the Hugging Face hub.
"""

import hashlib
import math
import os
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.adapters import CROSS_ENCODER, QUERY_ADAPTER, adapt, copied, read_matrices
from rag.cross_encoder import CrossEncoder
from rag.e5 import FORMAT_VERSION, MODEL_NAME, WEIGHTS_SHA256, bundled_model
from rag.errors import EmbeddingError
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"

BATCH_SIZE = 32
"""Texts per forward pass. Measured with the bundled model on the paragraphs of ``sources/`` (2 cores): 8, 16, 32 and
64 differ by less than two runs of the same size do (150 to 186 paragraphs/s in bfloat16, 57 to 67 in float32), so it
is sentence-transformers' own default."""
_MOST_LANES = 8
"""Forward passes at a time, each on its share of the cores, when there is much to embed. Two passes of one thread each
give 12 to 20 % more than one of two threads, which wait for each other after every layer, and lose less to a
neighbour on the same cores. More than eight were not tried."""
_WORTH_LANES = 1000
"""Passages from which on the copies of the tokenizer (1.3 s each) are won back."""
_BFLOAT16_INSTRUCTIONS = ("avx512_bf16", "amx_bf16")
"""CPUs that multiply bfloat16 in hardware; elsewhere torch emulates it, slower than float32."""
_HUB_SECONDS = 5.0
"""How long the model hub may take to show that it can be reached at all, before any download is tried."""
_SAMPLE_BYTES = 1 << 16
"""What :func:`embedding_identity` reads at either end of a file of a local model."""


def load_embeddings(
    settings: Settings, *, adapter: Path | None = QUERY_ADAPTER, cross_encoder: Path | None = CROSS_ENCODER
) -> Embeddings:
    """The embedding model of these settings; loaded at the first text that is embedded, not here.

    Vectors have length 1, so their dot product is their cosine. Safe to share between threads.
    Loading and embedding raise :class:`rag.errors.EmbeddingError`.

    Args:
        settings: Name the model.
        adapter: What questions to the bundled model pass through (:mod:`rag.adapters`); None for nothing.
        cross_encoder: What the bundled model reads paragraphs with (:mod:`rag.cross_encoder`); None for nothing.
    """
    return _SentenceTransformerEmbeddings(settings.embedding, adapter, cross_encoder)


def embed_batches(embeddings: Embeddings, batches: Sequence[Sequence[str]]) -> Generator[list[list[float]]]:
    """The vectors of passages, batch by batch in the order given; many batches at once where that is faster.

    Close the generator if not all of it is wanted: passes under way are then waited for, and no further ones begun.

    Args:
        embeddings: From :func:`load_embeddings`, or any other, which is then called for one batch after another.
        batches: Passages, about :data:`BATCH_SIZE` in each. Batches of like length keep all cores busy.

    Raises:
        EmbeddingError: from the bundled or a sentence-transformers model that fails.
    """
    if isinstance(embeddings, _Batching):
        yield from embeddings.embed_batches(batches)
    else:
        yield from (embeddings.embed_documents(list(batch)) for batch in batches)


def embed_questions(embeddings: Embeddings, questions: Sequence[str]) -> list[list[float]]:
    """The vectors of questions in the order given, in one pass of the model where it can.

    Raises:
        EmbeddingError: from the bundled or a sentence-transformers model that fails.
    """
    if isinstance(embeddings, _Asking):
        return embeddings.embed_queries(questions)
    return [embeddings.embed_query(one) for one in questions]


def read_passages(embeddings: Embeddings, question: str, passages: Sequence[str]) -> list[float] | None:
    """How far each passage answers the question, as a logit; None from a model that cannot read.

    Only the bundled model can: it was taught to (:mod:`rag.cross_encoder`).

    Raises:
        EmbeddingError: the bundled model fails.
    """
    return embeddings.read_passages(question, passages) if isinstance(embeddings, _Reading) else None


def embedding_identity(settings: Settings) -> str:
    """What tells whether two sets of vectors are comparable; kept with every index. Loads nothing.

    The bundled model is named by its weights' hash, a local folder by a fingerprint of its files (sizes, and both
    ends of each), so that moving it changes nothing and retraining it does; a hub model by its name.

    Raises:
        EmbeddingError: a local folder cannot be found or read.
    """
    name = settings.embedding
    if name == BUNDLED:
        return f"{BUNDLED}:{MODEL_NAME}@{WEIGHTS_SHA256[:12]}-v{FORMAT_VERSION}"
    folder = _local_folder(name)
    if folder is None:
        return name
    try:
        return f"local:{folder.resolve().name}@{_folder_fingerprint(folder)}"
    except OSError as error:
        raise _cannot_load(name, f"{error.filename}: {error.strerror}") from error


@runtime_checkable
class _Batching(Protocol):
    """Embeddings that can do more than one batch at a time."""

    def embed_batches(self, batches: Sequence[Sequence[str]]) -> Generator[list[list[float]]]: ...


@runtime_checkable
class _Asking(Protocol):
    """Embeddings that can do more than one question at a time."""

    def embed_queries(self, questions: Sequence[str]) -> list[list[float]]: ...


@runtime_checkable
class _Reading(Protocol):
    """Embeddings whose model also reads paragraphs."""

    def read_passages(self, question: str, passages: Sequence[str]) -> list[float] | None: ...


@dataclass(frozen=True, slots=True)
class _Lane:
    """A model, and the lock held while it is used: fast tokenizers refuse to be used by two threads at once."""

    model: "SentenceTransformer"
    """Embeds passages."""
    asking: "SentenceTransformer"
    """Embeds questions."""
    lock: threading.Lock
    cross_encoder: CrossEncoder | None = None


class _SentenceTransformerEmbeddings(Embeddings):
    """A lazily loaded SentenceTransformer behind LangChain's interface.

    ``encode_query`` and ``encode_document`` put on the prefixes that a model was trained with and declares in its
    folder; a model without such prompts gets the bare text.
    """

    def __init__(self, name: str, adapter: Path | None, cross_encoder: Path | None) -> None:
        self._name = name
        # What was trained for the bundled model fits no other.
        self._adapter = adapter if name == BUNDLED else None
        self._cross_encoder = cross_encoder if name == BUNDLED else None
        self._lane: _Lane | None = None
        self._loading = threading.Lock()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, in the order given."""
        return self._encode(self._loaded(), texts, "document") if texts else []

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""
        return self.embed_queries([text])[0]

    def embed_queries(self, questions: Sequence[str]) -> list[list[float]]:
        """See :func:`embed_questions`."""
        return self._encode(self._loaded(), questions, "query")

    def read_passages(self, question: str, passages: Sequence[str]) -> list[float] | None:
        """See :func:`read_passages`."""
        lane = self._loaded()
        if lane.cross_encoder is None:
            return None
        with lane.lock, _one_core():
            try:
                scores = lane.cross_encoder.scores(_clean(question), [_clean(one) for one in passages])
            except (RuntimeError, ValueError, MemoryError) as error:
                raise EmbeddingError(f"the embedding model {self._name!r} failed to read: {error}") from error
        if not all(map(math.isfinite, scores)):
            raise EmbeddingError(f"the embedding model {self._name!r} read infinite values; install the project again")
        return scores

    def embed_batches(self, batches: Sequence[Sequence[str]]) -> Generator[list[list[float]]]:
        """See :func:`embed_batches`."""
        if not batches:
            return
        first = self._loaded()
        import torch

        threads = torch.get_num_threads()
        count = min(threads, _MOST_LANES)
        if count == 1 or first.model.device.type != "cpu" or sum(map(len, batches)) < _WORTH_LANES:
            yield from (self._encode(first, batch, "document") for batch in batches)
            return
        free: SimpleQueue[_Lane] = SimpleQueue()
        for lane in (first, *(_copied(first) for _ in range(count - 1))):
            free.put(lane)

        def encode(batch: Sequence[str]) -> list[list[float]]:
            lane = free.get()
            try:
                return self._encode(lane, batch, "document")
            finally:
                free.put(lane)

        pool = ThreadPoolExecutor(count, "embed", initializer=torch.set_num_threads, initargs=(threads // count,))
        try:
            yield from pool.map(encode, batches)
        finally:
            pool.shutdown(cancel_futures=True)
            # The initializers have also set what threads begin with that torch has not seen yet.
            torch.set_num_threads(threads)

    def _loaded(self) -> _Lane:
        with self._loading:
            if self._lane is None:
                model = asking = _load_model(self._name)
                if self._adapter:
                    # The tokenizer takes a second to copy.
                    asking = copied(model, model.tokenizer)
                    adapt(_transformer(asking), read_matrices(self._adapter), self._adapter)
                read = self._cross_encoder
                reads = CrossEncoder(_transformer(model), model.tokenizer, read) if read else None
                self._lane = _Lane(model, asking, threading.Lock(), reads)
            return self._lane

    def _encode(self, lane: _Lane, texts: Sequence[str], role: Literal["query", "document"]) -> list[list[float]]:
        clean = [_clean(text) for text in texts]
        with lane.lock, _one_core() if role == "query" else nullcontext():
            encode = lane.asking.encode_query if role == "query" else lane.model.encode_document
            try:
                encoded = encode(clean, batch_size=BATCH_SIZE, show_progress_bar=False, convert_to_numpy=True)
            except (RuntimeError, ValueError, MemoryError) as error:
                raise EmbeddingError(f"the embedding model {self._name!r} failed: {error}") from error
        # Again in float32: the length of a bfloat16 vector that its model normalised is 1 only to two digits.
        vectors = np.asarray(encoded, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all():
            raise EmbeddingError(f"the embedding model {self._name!r} gave infinite values; use another model")
        result: list[list[float]] = (vectors / np.maximum(lengths, np.finfo(np.float32).tiny)).tolist()
        return result


@contextmanager
def _one_core() -> Iterator[None]:
    """Let torch divide no layer among the cores meanwhile: in a small pass their waiting for each other costs more.

    Measured on 2 cores with the bundled model: a question takes 15 ms instead of 23, four paragraphs 37 instead of 53;
    two passes at a time, of two paragraphs each, 30 to 45, for either thread may find its core taken.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _clean(text: str) -> str:
    """A lone surrogate, which JSON lets through, is not text to the tokenizer: it becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _copied(lane: _Lane) -> _Lane:
    """A lane with the same weights, not copied, and a tokenizer of its own; for passages only."""
    with lane.lock:
        model = copied(lane.model)
    return _Lane(model, model, threading.Lock())


def _transformer(model: "SentenceTransformer") -> Any:
    first: Any = model[0]
    return first.auto_model


def _load_model(name: str) -> "SentenceTransformer":
    """Load the model once; slow (torch takes seconds to import).

    A model on this machine is loaded without any look-up on the hub, whose retries would take more than a minute
    with no network. Only a hub model that is not in its cache goes there, after a short test that it answers.
    """
    # OpenMP reads these when torch loads it. Its threads would otherwise spin while they wait, which slows
    # llama.cpp and every other neighbour on the same cores many times over.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    folder = None if name == BUNDLED else _local_folder(name)
    with ThreadPoolExecutor(1, "check-model") as beside:
        # Reading and hashing 250 MB leaves Python free to import meanwhile.
        checking = beside.submit(bundled_model) if name == BUNDLED else None
        import httpx
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        folder = checking.result() if checking else folder

    # transformers draws one for every load, also where output is piped
    disable_progress_bar()  # type: ignore[no-untyped-call]
    failures = (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError, httpx.HTTPError)
    try:
        if name == BUNDLED:
            return SentenceTransformer(str(folder), local_files_only=True, **_bundled_precision())
        if folder is not None:
            return SentenceTransformer(str(folder), local_files_only=True)
    except failures as error:
        raise _cannot_load(name, _first_line(error)) from error
    try:
        return SentenceTransformer(name, local_files_only=True)
    except failures as error:
        if not _hub_answers():
            reason = f"the model hub cannot be reached, and what is on this machine does not do ({_first_line(error)})"
            raise _cannot_load(name, reason) from error
    try:
        return SentenceTransformer(name)
    except failures as error:
        raise _cannot_load(name, _first_line(error)) from error


def _bundled_precision() -> dict[str, Any]:
    """Arguments that load the bundled model in bfloat16 on CPUs made for it, and in float32 elsewhere.

    Measured on 2 cores: 160 instead of 60 paragraphs a second, as close to the wheel's own engine (mean cosine 0.9999).
    """
    import torch
    from sentence_transformers.util import get_device_name

    device = get_device_name()
    capabilities = torch.cpu.get_capabilities()
    fast = device == "cpu" and any(capabilities.get(name, False) for name in _BFLOAT16_INSTRUCTIONS)
    return {"device": device, "model_kwargs": {"dtype": torch.bfloat16 if fast else torch.float32}}


def _hub_answers() -> bool:
    """Ask once, quickly; the hub's own client would retry for more than a minute."""
    import httpx
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=_HUB_SECONDS)
    except (httpx.HTTPError, OSError):  # also what the client raises when HF_HUB_OFFLINE forbids it to ask
        return False
    return True


def _local_folder(name: str) -> Path | None:
    """The folder that a model name means, or None where it can only be a name on the hub.

    Raises:
        EmbeddingError: it can only be a path, and there is no such folder.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1:
        raise _cannot_load(name, "there is no such folder")
    return None


def _folder_fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLE_BYTES))
            file.seek(max(size - _SAMPLE_BYTES, 0))
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:12]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _cannot_load(name: str, reason: str) -> EmbeddingError:
    return EmbeddingError(
        f"the embedding model {name!r} cannot be loaded: {reason}; "
        f"set RAG_EMBEDDING to {BUNDLED}, or to the name or folder of a sentence-transformers model"
    )
