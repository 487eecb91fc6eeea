"""Adapters are averaged by what they change, and keep their rank."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from evals.averaging import average, main


def adapter(seed: int) -> dict[str, Tensor]:
    torch.manual_seed(seed)
    return {"one.down": torch.randn(2, 6), "one.up": torch.randn(5, 2), "head.bias": torch.randn(1)}


def change(of: dict[str, Tensor]) -> Tensor:
    return of["one.up"] @ of["one.down"]


def test_the_mean_of_the_same_change_in_other_factors_is_that_change() -> None:
    one = adapter(1)
    turned = {**one, "one.down": -3 * one["one.down"], "one.up": one["one.up"] / -3}
    found, lost = average([one, turned])
    assert found.keys() == one.keys()
    assert found["one.down"].shape == one["one.down"].shape
    assert torch.allclose(change(found), change(one), atol=1e-4)
    assert lost < 1e-6


def test_of_the_mean_of_other_changes_the_greatest_part_is_kept_and_the_rest_is_told(tmp_path: Path) -> None:
    one, other = adapter(1), adapter(2)
    save_file(one, tmp_path / "one.safetensors")
    save_file(other, tmp_path / "other.safetensors")
    files = [str(tmp_path / "one.safetensors"), str(tmp_path / "other.safetensors")]
    assert main([*files, "--out", str(tmp_path / "mean.safetensors")]) == 0
    found, mean = load_file(tmp_path / "mean.safetensors"), (change(one) + change(other)) / 2
    _, lost = average([one, other])
    off = float(((change(found) - mean) ** 2).sum() / (mean**2).sum())
    assert off == pytest.approx(lost, abs=1e-4)
    assert 0 < lost < 0.5
    assert torch.allclose(found["head.bias"], (one["head.bias"] + other["head.bias"]) / 2)


def test_adapters_of_other_layers_are_not_averaged() -> None:
    with pytest.raises(ValueError, match="the same layers"):
        average([adapter(1), {"other.down": torch.zeros(1, 1)}])


def test_what_is_no_adapter_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.safetensors"), "--out", str(tmp_path / "mean.safetensors")]) == 2
    assert "none.safetensors" in capsys.readouterr().err
    assert not (tmp_path / "mean.safetensors").exists()
