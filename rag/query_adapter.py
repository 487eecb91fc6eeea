"""The bundled embedding model, taught to read career questions as people type them.

A low-rank adapter (LoRA, Hu et al. 2021) on every linear layer of the encoder, in force only while a question is
embedded: passages get the vectors of the model as it is, so that no index depends on the adapter. It was trained by
``python -m evals.query_training`` on questions in formal, colloquial, abbreviated and code-mixed Indonesian.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from torch import Tensor, nn

ADAPTER: Final[Path] = Path(__file__).resolve().parent / "assets" / "query_adapter.safetensors"
ADAPTER_SHA256: Final[str] = "3437256ad6e0d0bbd2b3834ffe1d9a6454afc25f66c01c8f4b2276fb6df68c6f"
DOWN, UP = ".down", ".up"
"""What follows a layer's name in the file: its matrices (rank, inputs) and (outputs, rank), in float16."""

# Of the thread that embeds: copies of the model share the hooks, and embed passages at the same time.
_role = threading.local()


@contextmanager
def asking() -> Iterator[None]:
    """What this thread embeds meanwhile is a question."""
    _role.asks = True
    try:
        yield
    finally:
        _role.asks = False


def attach(model: Any, adapter: Path = ADAPTER) -> None:
    """Make questions to a ``SentenceTransformer`` pass through the adapter.

    Raises:
        EmbeddingError: the file is missing or made for another model, or that of the project is damaged.
    """
    import torch
    from safetensors.torch import load

    try:
        data = adapter.read_bytes()
    except OSError as error:
        raise EmbeddingError(
            f"the query adapter {adapter} cannot be read ({error}); install the project again"
        ) from error
    if adapter == ADAPTER and hashlib.sha256(data).hexdigest() != ADAPTER_SHA256:
        raise EmbeddingError(f"the query adapter {adapter} is damaged (its hash is another); install the project again")
    matrices = load(data)
    encoder: Any = model[0].auto_model
    layers: dict[str, Any] = dict(encoder.named_modules())
    for name in sorted(one.removesuffix(DOWN) for one in matrices if one.endswith(DOWN)):
        layer = layers.get(name)
        if not isinstance(layer, torch.nn.Linear):
            raise EmbeddingError(
                f"the query adapter {adapter} is for another model: there is no layer {name!r} in this one"
            )
        down, up = (matrices[name + part].to(layer.weight) for part in (DOWN, UP))
        layer.register_forward_hook(_Hook(down, up))


class _Hook:
    """Adds the low-rank change to what a layer gives, for questions."""

    def __init__(self, down: "Tensor", up: "Tensor") -> None:
        self._down, self._up = down, up

    def __call__(self, layer: "nn.Module", inputs: "tuple[Tensor, ...]", given: "Tensor") -> "Tensor":
        if not getattr(_role, "asks", False):
            return given
        from torch.nn.functional import linear

        return given + linear(linear(inputs[0], self._down), self._up)
