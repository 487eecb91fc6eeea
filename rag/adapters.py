"""Low-rank adapters of the bundled embedding model: what it was taught beside embedding passages.

An adapter (LoRA, Hu et al. 2021) changes linear layers of the encoder. :data:`QUERY_ADAPTER` makes the one that embeds
questions, :data:`CROSS_ENCODER` the one that reads question and paragraph together (:mod:`rag.cross_encoder`). Passages
get the vectors of the model as it is, so that no index depends on either.
Both were trained on questions in formal, colloquial, abbreviated and code-mixed Indonesian, by ``python -m
evals.query_training`` and ``python -m evals.cross_encoder_training``.
"""

import copy
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from torch import Tensor, nn

_Module = TypeVar("_Module", bound="nn.Module")

_ASSETS: Final[Path] = Path(__file__).resolve().parent / "assets"
QUERY_ADAPTER: Final[Path] = _ASSETS / "query_adapter.safetensors"
CROSS_ENCODER: Final[Path] = _ASSETS / "cross_encoder.safetensors"
PINNED: Final[Mapping[Path, str]] = {
    QUERY_ADAPTER: "3437256ad6e0d0bbd2b3834ffe1d9a6454afc25f66c01c8f4b2276fb6df68c6f",
    CROSS_ENCODER: "9135bc9f1969b3e02dd9b5048b9c1856dbe1e8aacae17944893f8a4db4c3c853",
}
"""SHA-256 of the project's own files."""
DOWN, UP = ".down", ".up"
"""What follows a layer's name in the file: its matrices (rank, inputs) and (outputs, rank), in float16."""


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


def copied(model: _Module, *shared: object) -> _Module:
    """A copy of a model that has its weights in common with it, and these further parts."""
    same = {id(one): one for one in (*model.parameters(), *model.buffers(), *shared)}
    return copy.deepcopy(model, same)


def adapt(encoder: "nn.Module", matrices: Mapping[str, "Tensor"], adapter: Path) -> None:
    """Give an encoder's layers new weights, changed as an adapter says; what it shares with others stays as it is.

    That is 42 MB for the bundled model in bfloat16. Kept apart, the matrices would double the time of a question, as
    either of two small multiplications costs about as much as the layer's own.

    Args:
        encoder: The transformer.
        matrices: From :func:`read_matrices`; those that belong to no layer are left alone.
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
        change = (matrices[name + UP].float() @ matrices[name + DOWN].float()).to(layer.weight.device)
        weight = (layer.weight.float() + change).to(layer.weight.dtype)
        layer.weight = torch.nn.Parameter(weight, requires_grad=False)
