"""Low-rank changes of the bundled encoder that can be trained; what is trained is read by :mod:`rag.adapters`."""

import math
from collections.abc import Mapping
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.adapters import DOWN, UP

_LINEAR: Final[tuple[str, ...]] = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LowRank(nn.Module):
    """A frozen linear layer with a low-rank change that begins at nothing."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        """What the layer gives, changed."""
        given: Tensor = self.layer(inputs)
        return given + functional.linear(
            functional.linear(inputs, self.down.to(inputs.dtype)), self.up.to(inputs.dtype)
        )


def change_layers(encoder: Any, rank: int, first: int = 0) -> dict[str, LowRank]:
    """Freeze a BERT encoder and put a change on every linear layer of its blocks.

    Args:
        encoder: Is changed.
        rank: Of each change.
        first: The block to begin with; those below cost no backward pass.

    Returns:
        The changes by the names of their layers.
    """
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    layers: dict[str, LowRank] = {}
    for number, block in enumerate(encoder.encoder.layer):
        for name in _LINEAR if number >= first else ():
            parent, _, last = name.rpartition(".")
            holder = block.get_submodule(parent)
            changed = LowRank(getattr(holder, last), rank)
            setattr(holder, last, changed)
            layers[f"encoder.layer.{number}.{name}"] = changed
    return layers


def parameters(layers: Mapping[str, LowRank]) -> list[nn.Parameter]:
    """What is trained."""
    return [one for layer in layers.values() for one in (layer.down, layer.up)]


def matrices(layers: Mapping[str, LowRank]) -> dict[str, Tensor]:
    """The trained changes, as :func:`rag.adapters.attach` reads them."""
    return {
        f"{name}{part}": matrix.detach().to(torch.float16).contiguous()
        for name, layer in layers.items()
        for part, matrix in ((DOWN, layer.down), (UP, layer.up))
    }
