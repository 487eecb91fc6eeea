"""Train the bundled reader: a low-rank change (LoRA, Hu et al. 2021) of the bundled language model, as GGUF.

    python -m evals.reader_training [--squad FILE] [--others N] [--unanswerable SHARE] [--careers N]
        [--held-out FAMILY …] [--begin ADAPTER] [--work FOLDER] [--out FILE]

It is taught the job of :mod:`rag.chain` by the examples of :mod:`evals.reader_examples`, in the very prompt that the
chain gives it: to copy what answers out of numbered paragraphs, to cite, and to say that nothing answers. The loss is
that of the answer alone. Other Indonesian questions, half of them without an answer in their context, come by path (a
file in the form of SQuAD 2, for example IDK-MRC's training split). A second stage begins with what a first one has
written (``--begin``). A run that was stopped goes on from its last checkpoint in the work folder, which is to be
emptied before another one. One example in 40 is held back and measured at the end. Needs ``pip install -e '.[train]'``;
about an hour and 5 to 8 GB on 2 cores. What is trained comes into force only when it is put in the place of
:data:`rag.gemma.READER_ADAPTER` and its hash, which is printed, is pinned there.
"""

import argparse
import hashlib
import json
import math
import random
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from evals.reader_examples import ReaderExample, career_examples, squad_examples
from evals.squad import squad_path
from rag.embedding import load_embeddings
from rag.gemma import GEMMA_SHA256, bundled_gguf
from rag.prompts import reader_messages
from rag.settings import load_settings

# Set by hand, after a trial on other questions alone; nothing else was compared yet.
RANK: Final[int] = 16
_ALPHA: Final[int] = 32
_LEARNING_RATE: Final[float] = 3e-4
_BATCH: Final[int] = 8
_WARM_UP: Final[int] = 20
_SEED: Final[int] = 0
_LONGEST: Final[int] = 1200
"""Tokens of an example; a longer one is left out."""
_BUCKET: Final[int] = 24
"""Batches between which examples are sorted by length: padding costs as much as text."""
_OTHERS: Final[int] = 4000
_HELD_BACK: Final[int] = 40
"""Of so many examples one."""
_CHECKPOINT: Final[int] = 50
"""Steps after which the state is kept."""
_WIDTHS: Final[int] = 64
"""Batches are as wide as a multiple of this: for each shape anew oneDNN keeps kernels of its own, gigabytes in all."""
_EXAMPLES_AT_A_TIME: Final[int] = 4
"""Whose activations are held in memory; their gradients are added up."""
_TOKENS_AT_A_TIME: Final[int] = 64
"""Of which logits are held in memory."""
_IGNORED: Final[int] = -100
# The layers of a Gemma block that are changed, and what llama.cpp calls them.
_TENSORS: Final[dict[str, str]] = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example as the model takes it."""

    ids: tuple[int, ...]
    answer_from: int
    """Place of the first token of the answer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.reader_training", description="Train the bundled reader.")
    parser.add_argument("--squad", type=squad_path, help="other questions, in the form of SQuAD 2")
    parser.add_argument("--others", type=int, default=_OTHERS, help="how many of them at most")
    parser.add_argument(
        "--unanswerable", type=float, default=1.0, metavar="SHARE", help="share of those without an answer to keep"
    )
    parser.add_argument("--careers", type=int, help="how many questions about professions at most (default: all)")
    parser.add_argument("--begin", type=Path, metavar="ADAPTER", help="go on from what another training has written")
    parser.add_argument("--held-out", nargs="*", default=[], metavar="FAMILY", help="families to leave out")
    parser.add_argument("--work", type=Path, default=Path(".rag/reader"), help="where checkpoints are kept")
    parser.add_argument("--out", type=Path, default=Path(".rag/reader/reader.lora.gguf"), help="what is trained")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load_gemma()
    encoded = kept_examples(
        options.work / "examples.json",
        lambda: [
            encode(tokenizer, one)
            for one in collect(
                frozenset(options.held_out), options.squad, options.others, options.unanswerable, options.careers
            )
        ],
    )
    encoded = [one for one in encoded if len(one.ids) <= _LONGEST]
    taught, held_back = apart(encoded)
    _write(f"{len(taught)} examples, {sum(len(one.ids) for one in taught)} tokens; {len(held_back)} held back")
    changed = with_adapter(model)
    if options.begin:
        begin_with(changed, options.begin)
    train(changed, taught, options.work / "checkpoint.pt", report=_write)
    with changed.disable_adapter():
        before = mean_loss(changed, held_back)
    _write(f"loss on what was held back: {mean_loss(changed, held_back):.3f}, without the adapter {before:.3f}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    export(changed, options.out)
    data = options.out.read_bytes()
    _write(f"{options.out}: {len(data) / 1e6:.1f} MB\nREADER_SHA256 = {hashlib.sha256(data).hexdigest()!r}")
    return 0


def collect(
    held_out: Collection[str],
    squad: Path | None,
    others: int,
    unanswerable: float = 1.0,
    careers: int | None = None,
) -> list[ReaderExample]:
    """All examples: the questions that teach but of families held out, and so many of the others.

    Args:
        held_out: Families of which no question is asked.
        squad: The others, in the form of SQuAD 2; None for none of them.
        others: How many of these at most.
        unanswerable: Share of those among them that nothing answers which is kept.
        careers: How many of the questions that teach are drawn; None for all.
    """
    settings = load_settings()
    embeddings = load_embeddings(settings)
    drawn = random.Random(_SEED)
    examples = career_examples(settings, embeddings, held_out)
    if careers is not None:
        examples = drawn.sample(examples, min(careers, len(examples)))
    asked = squad_examples(squad, embeddings, others) if squad else []
    return [*examples, *(one for one in asked if one.sentences or drawn.random() < unanswerable)]


def kept_examples(path: Path, make: Callable[[], list[Encoded]]) -> list[Encoded]:
    """What was kept by a run that was stopped, so that it goes on with the same; else what is made now, and kept."""
    if not path.is_file():
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps([[one.ids, one.answer_from] for one in make()]), encoding="utf-8")
        partial.replace(path)
    return [Encoded(tuple(ids), begin) for ids, begin in json.loads(path.read_text(encoding="utf-8"))]


def apart(examples: Sequence[Encoded]) -> tuple[list[Encoded], list[Encoded]]:
    """What is taught, and the few by which the training is measured at its end."""
    held_back = set(random.Random(_SEED).sample(range(len(examples)), len(examples) // _HELD_BACK))
    return (
        [one for place, one in enumerate(examples) if place not in held_back],
        [one for place, one in enumerate(examples) if place in held_back],
    )


def load_gemma() -> tuple[Any, Any]:
    """The bundled model with its weights unpacked, and its tokenizer."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    gguf = bundled_gguf()
    tokenizer = AutoTokenizer.from_pretrained(str(gguf.parent), gguf_file=gguf.name)
    model: Any = AutoModelForCausalLM.from_pretrained(
        str(gguf.parent),
        gguf_file=gguf.name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
    )
    # Marked as packed, it could be neither trained nor saved.
    model.config.quantization_config = None
    model.hf_quantizer = None
    model.is_quantized = False
    return model, tokenizer


def with_adapter(model: Any) -> Any:
    """The model with a low-rank change of every linear layer of its blocks, which alone is trained."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(_SEED)
    layers = [name.rpartition(".")[2] for name in _TENSORS]
    config = LoraConfig(r=RANK, lora_alpha=_ALPHA, target_modules=layers, lora_dropout=0.0, task_type="CAUSAL_LM")
    return get_peft_model(model, config)


def begin_with(model: Any, path: Path) -> None:
    """Put what :func:`export` has written into the adapter of a model."""
    import gguf

    kept = {one.name: one.data for one in gguf.GGUFReader(path).tensors}
    for name, matrix in model.named_parameters():
        if tensor := _tensor_name(name):
            matrix.data.copy_(torch.from_numpy(kept[tensor].copy()).reshape(matrix.shape))


def encode(tokenizer: Any, example: ReaderExample) -> Encoded:
    """The tokens of the prompt as the server renders it, then those of the answer and the end of its line."""
    prompt = "".join(f"{message.text}\n" for message in reader_messages(example.question, example.hits))
    asked: list[int] = tokenizer(prompt)["input_ids"]
    answer: list[int] = tokenizer(f"{example.answer}\n", add_special_tokens=False)["input_ids"]
    return Encoded((*asked, *answer), len(asked))


def train(
    model: Any, examples: Sequence[Encoded], checkpoint: Path, report: Callable[[str], None] = lambda line: None
) -> None:
    """Train the adapter, once over all examples.

    Args:
        model: As from :func:`with_adapter`; is changed.
        examples: In any order.
        checkpoint: Read where it is there, and written now and then and at the end.
        report: Told how far it is, now and then.
    """
    batches = _batches(examples)
    trained = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=_LEARNING_RATE, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: (
            min(1.0, (step + 1) / _WARM_UP) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / len(batches))))
        ),
    )
    done = 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        for one, kept in zip(trained, state["trained"], strict=True):
            one.data.copy_(kept)
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
        report(f"goes on behind step {done}")
    started = time.monotonic()
    losses: list[float] = []
    for step, batch in enumerate(batches[done:], done + 1):
        optimizer.zero_grad()
        loss = 0.0
        for place in range(0, len(batch), _EXAMPLES_AT_A_TIME):
            part = batch[place : place + _EXAMPLES_AT_A_TIME]
            share = batch_loss(model, part) * (_answer_tokens(part) / _answer_tokens(batch))
            share.backward()  # type: ignore[no-untyped-call]
            loss += float(share.detach())
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss)
        if step % _CHECKPOINT == 0 or step == len(batches):
            mean = math.fsum(losses[-_CHECKPOINT:]) / len(losses[-_CHECKPOINT:])
            seconds = time.monotonic() - started
            report(f"step {step} of {len(batches)}: loss {mean:.3f}, {seconds:.0f} s")
            partial = checkpoint.with_suffix(".partial")
            torch.save(
                {
                    "trained": [one.detach() for one in trained],
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "done": step,
                },
                partial,
            )
            partial.replace(checkpoint)


def batch_loss(model: Any, batch: Sequence[Encoded]) -> Tensor:
    """Mean negative log-likelihood of the answers' tokens."""
    width = -(-max(len(one.ids) for one in batch) // _WIDTHS) * _WIDTHS
    ids = torch.tensor([[*one.ids, *[0] * (width - len(one.ids))] for one in batch])
    mask = torch.tensor([[1] * len(one.ids) + [0] * (width - len(one.ids)) for one in batch])
    wanted = torch.tensor(
        [
            [_IGNORED] * (one.answer_from - 1)
            + list(one.ids[one.answer_from :])
            + [_IGNORED] * (width - len(one.ids) + 1)
            for one in batch
        ]
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        inner = model.get_base_model()
        states = inner.model(input_ids=ids, attention_mask=mask).last_hidden_state
        places = wanted != _IGNORED
        loss: Tensor = _TokenLoss.apply(states[places], wanted[places], inner.lm_head)  # type: ignore[no-untyped-call]
    return loss


class _TokenLoss(torch.autograd.Function):
    """Mean cross-entropy of tokens, a few at a time: each has 262,144 logits, which together would take gigabytes.

    The gradient is taken at once with the loss, as the fused linear cross-entropy of Liger (Hsu et al. 2024) does.
    """

    @staticmethod
    def forward(ctx: Any, states: Tensor, wanted: Tensor, head: Any) -> Tensor:
        losses: list[Tensor] = []
        gradients: list[Tensor] = []
        for some, targets in zip(
            torch.split(states, _TOKENS_AT_A_TIME), torch.split(wanted, _TOKENS_AT_A_TIME), strict=True
        ):
            with torch.enable_grad():
                leaf = some.detach().requires_grad_()
                loss = functional.cross_entropy(head(leaf).float(), targets, reduction="sum") / len(wanted)
            if ctx.needs_input_grad[0]:
                gradients += torch.autograd.grad(loss, leaf)
            losses.append(loss.detach())
        ctx.gradient = torch.cat(gradients) if gradients else None
        return torch.stack(losses).sum()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        return ctx.gradient * gradient, None, None


def mean_loss(model: Any, examples: Sequence[Encoded]) -> float:
    """Mean negative log-likelihood of the answers' tokens over all examples; not differentiated."""
    losses, counts = [], []
    with torch.no_grad():
        for batch in _batches(examples):
            losses.append(float(batch_loss(model, batch)))
            counts.append(_answer_tokens(batch))
    return math.fsum(loss * count for loss, count in zip(losses, counts, strict=True)) / max(1, sum(counts))


def export(model: Any, path: Path) -> None:
    """Write the adapter as llama.cpp reads it."""
    import gguf

    writer = gguf.GGUFWriter(str(path), "gemma3")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(_ALPHA))
    writer.add_name("Tanya Karier reader")
    writer.add_license("gemma")
    writer.add_string("tanya_karier.base_sha256", GEMMA_SHA256)
    for name, matrix in model.named_parameters():
        if tensor := _tensor_name(name):
            writer.add_tensor(tensor, matrix.detach().to(torch.float16).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensor_name(parameter: str) -> str:
    """What llama.cpp calls a matrix of the adapter; empty for any other parameter."""
    if ".lora_A." not in parameter and ".lora_B." not in parameter:
        return ""
    number, _, rest = parameter.partition(".layers.")[2].partition(".")
    layer, _, part = rest.partition(".lora_")
    return f"blk.{number}.{_TENSORS[layer]}.weight.lora_{part[0].lower()}"


def _answer_tokens(examples: Sequence[Encoded]) -> int:
    return sum(len(one.ids) - one.answer_from for one in examples)


def _batches(examples: Sequence[Encoded]) -> list[list[Encoded]]:
    """Batches of examples of like length, in an order that is the same in every run."""
    drawn = random.Random(_SEED)
    order = drawn.sample(list(examples), len(examples))
    batches: list[list[Encoded]] = []
    for start in range(0, len(order), _BATCH * _BUCKET):
        bucket = sorted(order[start : start + _BATCH * _BUCKET], key=lambda one: len(one.ids))
        batches += [bucket[place : place + _BATCH] for place in range(0, len(bucket), _BATCH)]
    return drawn.sample(batches, len(batches))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
