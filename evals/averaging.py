"""Average adapters that were trained apart into one (a model soup, Wortsman et al. 2022).

    python -m evals.averaging FILE FILE … --out FILE

What is averaged are the changes of the layers, not their factors; the mean is brought back to the rank of the first by
a singular value decomposition (Eckart and Young 1936), which loses little where the adapters agree. Prints how much,
and the hash to be pinned.
"""

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from rag.adapters import DOWN, UP, read_matrices
from rag.errors import EmbeddingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Average and write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.averaging", description="Average adapters.")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="adapters of the same layers")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    from safetensors.torch import save

    try:
        found, lost = average([read_matrices(path) for path in options.files])
    except (EmbeddingError, ValueError) as error:
        sys.stderr.write(f"evals.averaging: error: {error}\n")
        return 2
    data = save(found)
    options.out.write_bytes(data)
    sys.stdout.write(
        f"{options.out}: {len(data) / 1e6:.1f} MB, {100 * lost:.1f} % of the changes lost\n"
        f"SHA-256 {hashlib.sha256(data).hexdigest()}\n"
    )
    return 0


def average(adapters: Sequence[Mapping[str, Tensor]]) -> tuple[dict[str, Tensor], float]:
    """The mean of adapters, and the greatest share of a layer's squared change that its rank cannot hold.

    Raises:
        ValueError: they do not change the same layers.
    """
    first = adapters[0]
    if any(one.keys() != first.keys() for one in adapters):
        raise ValueError("the adapters do not change the same layers")
    found: dict[str, Tensor] = {}
    lost = 0.0
    for name, matrix in first.items():
        if name.endswith(DOWN):
            layer = name.removesuffix(DOWN)
            changes = [one[layer + UP].float() @ one[name].float() for one in adapters]
            left, values, right = torch.linalg.svd(torch.stack(changes).mean(0), full_matrices=False)
            rank = len(matrix)
            roots = values[:rank].sqrt()
            found[layer + UP] = (left[:, :rank] * roots).to(matrix.dtype).contiguous()
            found[name] = (roots[:, None] * right[:rank]).to(matrix.dtype).contiguous()
            lost = max(lost, float((values[rank:] ** 2).sum() / (values**2).sum().clamp_min(1e-12)))
        elif not name.endswith(UP):
            found[name] = torch.stack([one[name].float() for one in adapters]).mean(0).to(matrix.dtype)
    return found, lost


if __name__ == "__main__":
    sys.exit(main())
