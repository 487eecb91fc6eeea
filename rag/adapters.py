"""Low-rank adapters of the bundled embedding model: what it was taught beside embedding passages.

An adapter (LoRA, Hu et al. 2021) changes linear layers of the encoder, and is in force only in the role it was trained
for: :data:`QUERY_ADAPTER` while a question is embedded, :data:`CROSS_ENCODER` while question and paragraph are read
together (:mod:`rag.cross_encoder`). Passages get the vectors of the model as it is, so that no index depends on either.
Both were trained on questions in formal, colloquial, abbreviated and code-mixed Indonesian, by ``python -m
evals.query_training`` and ``python -m evals.cross_encoder_training``.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from torch import Tensor, nn

_ASSETS: Final[Path] = Path(__file__).resolve().parent / "assets"
QUERY_ADAPTER: Final[Path] = _ASSETS / "query_adapter.safetensors"
CROSS_ENCODER: Final[Path] = _ASSETS / "cross_encoder.safetensors"
PINNED: Final[Mapping[Path, str]] = {
    QUERY_ADAPTER: "3437256ad6e0d0bbd2b3834ffe1d9a6454afc25f66c01c8f4b2276fb6df68c6f",
    CROSS_ENCODER: "4a722ced6db45867970079f64ac90b9b48e8c0ceea559fef7f0f7e06b01e62c2",
}
"""SHA-256 of the project's own files."""
DOWN, UP = ".down", ".up"
"""What follows a layer's name in the file: its matrices (rank, inputs) and (outputs, rank), in float16."""


class Role(Enum):
    """What the encoder is used for."""

    ASKING = auto()
    """Embedding a question."""
    READING = auto()
    """Reading a question and a paragraph together."""


# Of the thread that computes: copies of the model share the hooks, and embed passages at the same time.
_local = threading.local()


@contextmanager
def in_role(role: Role) -> Iterator[None]:
    """What this thread computes meanwhile is done in this role."""
    _local.role = role
    try:
        yield
    finally:
        _local.role = None


def read_matrices(adapter: Path) -> dict[str, "Tensor"]:
    """What an adapter's file holds, by name.

    Raises:
        EmbeddingError: the file is missing or damaged.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        data = adapter.read_bytes()
    except OSError as error:
        raise EmbeddingError(f"the adapter {adapter} cannot be read ({error}); install the project again") from error
    if adapter in PINNED and hashlib.sha256(data).hexdigest() != PINNED[adapter]:
        raise EmbeddingError(f"the adapter {adapter} is damaged (its hash is another); install the project again")
    try:
        return load(data)
    except SafetensorError as error:
        raise EmbeddingError(f"the adapter {adapter} is no safetensors file ({error})") from error


def attach(encoder: "nn.Module", matrices: Mapping[str, "Tensor"], role: Role, adapter: Path) -> None:
    """Change an encoder's layers as an adapter says, in one role.

    Args:
        encoder: The transformer.
        matrices: From :func:`read_matrices`; those that belong to no layer are left alone.
        role: In which the change is in force.
        adapter: To be named where it does not fit.

    Raises:
        EmbeddingError: it is for another model.
    """
    import torch

    layers: dict[str, Any] = dict(encoder.named_modules())
    for name in sorted(one.removesuffix(DOWN) for one in matrices if one.endswith(DOWN)):
        layer = layers.get(name)
        if not isinstance(layer, torch.nn.Linear):
            raise EmbeddingError(f"the adapter {adapter} is for another model: there is no layer {name!r} in this one")
        down, up = (matrices[name + part].to(layer.weight) for part in (DOWN, UP))
        layer.register_forward_hook(_Hook(role, down, up))


class _Hook:
    """Adds the low-rank change to what a layer gives, in its role."""

    def __init__(self, role: Role, down: "Tensor", up: "Tensor") -> None:
        self._role, self._down, self._up = role, down, up

    def __call__(self, layer: "nn.Module", inputs: "tuple[Tensor, ...]", given: "Tensor") -> "Tensor":
        if getattr(_local, "role", None) is not self._role:
            return given
        from torch.nn.functional import linear

        return given + linear(linear(inputs[0], self._down), self._up)
