"""The bundled reader is trained on its answers alone, goes on where it was stopped, and is written for llama.cpp."""

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from evals.reader_examples import ReaderExample
from evals.reader_training import (
    RANK,
    Encoded,
    apart,
    batch_loss,
    begin_with,
    collect,
    encode,
    export,
    kept_examples,
    mean_loss,
    train,
    with_adapter,
)
from rag.prompts import BASE_MODEL_TEMPLATE
from rag.types import Hit, Paragraph

_WORDS = 50


def small_model() -> Any:
    """The bundled model's architecture, with few and small layers and an adapter that has begun to learn."""
    torch.manual_seed(1)
    config = Gemma3TextConfig(
        vocab_size=_WORDS,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
    )
    return with_adapter(Gemma3ForCausalLM(config))


def examples(count: int) -> list[Encoded]:
    return [
        Encoded(tuple((number * 7 + place) % (_WORDS - 3) + 3 for place in range(6 + number % 3)), 4)
        for number in range(count)
    ]


def loss(model: Any, batch: list[Encoded]) -> float:
    return float(batch_loss(model, batch).detach())


class LetterTokenizer:
    """A token a character; 2 begins the text."""

    def __call__(self, text: str, *, add_special_tokens: bool = True) -> dict[str, list[int]]:
        return {"input_ids": [*([2] if add_special_tokens else []), *map(ord, text)]}


def test_a_prompt_is_encoded_as_the_server_renders_it_and_the_answer_behind_it() -> None:
    hit = Hit(Paragraph("koki", 2, "Koki memasak."), "Koki", 0.0)
    encoded = encode(LetterTokenizer(), ReaderExample("tugas koki?", (hit,), (("Koki memasak.", 1),)))
    prompt = "".join(map(chr, encoded.ids[1 : encoded.answer_from]))
    answer = "".join(map(chr, encoded.ids[encoded.answer_from :]))
    assert prompt == "[1] Koki\nKoki memasak.\n\nPertanyaan: tugas koki?\nJawaban:\n"
    assert "message['content'] + '\\n'" in BASE_MODEL_TEMPLATE  # that end of line is the server's
    assert answer == "Koki memasak. [1]\n"


def test_only_the_answer_counts_whatever_stands_beside_it_in_the_batch() -> None:
    model = small_model()
    short, long = Encoded((5, 6, 7, 8), 2), Encoded((5, 6, 7, 8, 9, 10, 11), 6)
    alone = [loss(model, [one]) for one in (short, long)]
    together = loss(model, [short, long])
    assert together == pytest.approx((2 * alone[0] + alone[1]) / 3, rel=0.02)
    asked_otherwise = Encoded((5, 9, 7, 8), 2)
    assert loss(model, [asked_otherwise]) != pytest.approx(alone[0], rel=1e-4)


def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.reader_training._CHECKPOINT", 2)
    whole, stopped, resumed = small_model(), small_model(), small_model()
    train(whole, examples(40), tmp_path / "whole.pt")

    def stop(line: str) -> None:
        if line.startswith("step 4 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(stopped, examples(40), tmp_path / "checkpoint.pt", report=stop)
    lines: list[str] = []
    train(resumed, examples(40), tmp_path / "checkpoint.pt", report=lines.append)
    assert lines[0] == "goes on behind step 2"  # what is told of is not kept yet
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_what_is_held_back_is_not_taught_and_is_measured_by_the_token() -> None:
    everything = examples(85)
    taught, held_back = apart(everything)
    assert len(held_back) == 2
    assert sorted([*taught, *held_back], key=everything.index) == everything
    model = small_model()
    short, long = Encoded((5, 6, 7, 8), 2), Encoded((5, 6, 7, 8, 9, 10, 11), 6)
    assert mean_loss(model, [short, long]) == pytest.approx(
        (2 * loss(model, [short]) + loss(model, [long])) / 3, rel=0.02
    )


def test_the_adapter_is_written_with_the_names_and_the_scale_that_llama_cpp_reads(tmp_path: Path) -> None:
    model = small_model()
    train(model, examples(40), tmp_path / "checkpoint.pt")
    path = tmp_path / "adapter.gguf"
    export(model, path)
    read = gguf.GGUFReader(path)
    tensors = {one.name: one.data for one in read.tensors}
    assert len(tensors) == 2 * 7 * 2
    assert read.get_field("adapter.type").contents() == "lora"
    layer = model.get_base_model().model.layers[1].mlp.down_proj
    down, up = tensors["blk.1.ffn_down.weight.lora_a"], tensors["blk.1.ffn_down.weight.lora_b"]
    change = float(read.get_field("adapter.lora.alpha").contents()) / RANK * up.astype(np.float32) @ down
    assert np.abs(change).max() > 0
    assert np.allclose(change, layer.get_delta_weight("default").detach().numpy(), atol=1e-4)


def test_a_second_stage_begins_with_what_the_first_has_written(tmp_path: Path) -> None:
    first, second = small_model(), small_model()
    train(first, examples(40), tmp_path / "checkpoint.pt")
    export(first, tmp_path / "adapter.gguf")

    def alike() -> bool:
        pairs = zip(first.parameters(), second.parameters(), strict=True)
        return all(torch.allclose(one, other, rtol=2e-3, atol=1e-7) for one, other in pairs)  # of half the bits

    assert not alike()
    begin_with(second, tmp_path / "adapter.gguf")
    assert alike()


def test_a_mixture_has_as_many_careers_and_unanswerable_ones_as_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    hit = Hit(Paragraph("koki", 2, "Koki memasak."), "Koki", 0.0)
    career = [ReaderExample(f"karier {number}?", (hit,), (("Koki memasak.", 1),)) for number in range(50)]
    answered = [ReaderExample(f"jawab {number}?", (hit,), (("Koki memasak.", 1),)) for number in range(40)]
    others = [*answered, *(ReaderExample(f"tanpa {number}?", (hit,), ()) for number in range(200))]
    monkeypatch.setattr("evals.reader_training.load_embeddings", lambda settings: None)
    monkeypatch.setattr("evals.reader_training.career_examples", lambda *_: list(career))
    monkeypatch.setattr("evals.reader_training.squad_examples", lambda *_: list(others))

    def mixed(*mixture: Any) -> list[int]:
        made = [one.question.split()[0] for one in collect((), Path("squad.json"), 240, *mixture)]
        return [made.count(one) for one in ("karier", "jawab", "tanpa")]

    assert mixed() == [50, 40, 200]
    assert mixed(0.0, 20) == [20, 40, 0]
    careers, of_others, unanswerable = mixed(0.2, 60)
    assert (careers, of_others) == (50, 40)
    assert 20 <= unanswerable <= 60
    assert collect((), None, 240, 0.2, 20) == collect((), None, 240, 0.2, 20)


def test_a_run_that_goes_on_has_the_same_examples(tmp_path: Path) -> None:
    made = [Encoded((1, 2, 3), 2)]
    assert kept_examples(tmp_path / "examples.json", lambda: made) == made
    assert kept_examples(tmp_path / "examples.json", list) == made
