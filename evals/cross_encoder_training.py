"""Train the cross-encoder of the bundled embedding model (:mod:`rag.cross_encoder`).

    python -m evals.cross_encoder_training [--squad FILE] [--held-out FAMILY …] [--out FILE]

Question and paragraph are read together by the encoder with a low-rank change of its upper blocks, and get one logit.
A group is a question with a few paragraphs: one that answers it and others of the same document and of the ranking's
best, or, where nothing answers it, only such others. The loss is that of a softmax over the group and *none of them*,
whose logit is 0; so one number ranks paragraphs and tells whether any of them answers. Each question is shown as typed
or in formal spelling. Other Indonesian questions, half of them without an answer in their context, come by path (a file
in the form of SQuAD 2, for example IDK-MRC's training split). About 40 minutes on 2 cores. Prints the hash to be pinned
"""

import argparse
import hashlib
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from langchain_core.embeddings import Embeddings
from torch import Tensor, nn

from evals.cases import Case, load_cases
from evals.documents import Split
from evals.indexes import Variant, build_index
from evals.low_rank import change_layers, matrices, parameters
from evals.runner import variant_of
from evals.squad import read_squad, squad_path
from evals.training import own_questions, training_documents, training_questions
from rag.adapters import CROSS_ENCODER
from rag.contents import passage_text
from rag.cross_encoder import HEAD_BIAS, HEAD_WEIGHT, features, pair_up
from rag.e5 import bundled_model
from rag.embedding import load_embeddings
from rag.index import IndexReader
from rag.ranking import rank
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings, load_settings

# Set by hand, as training takes long.
_RANK: Final[int] = 32
_FIRST_BLOCK: Final[int] = 4
"""Of twelve; those below are left as they are, which saves a third of the time."""
_PASSES: Final[int] = 2
_LEARNING_RATE: Final[float] = 1.2e-3
_BATCH: Final[int] = 16
_WARM_UP: Final[int] = 40
_SHARE_OF_OTHERS: Final[float] = 0.5
"""Other questions in a pass, for each that counts; every pass takes further ones."""
_CANDIDATES: Final[int] = 14
"""Of the ranking, from which the paragraphs that do not answer are drawn."""
_WRONG: Final[int] = 2
"""How many of them: both of the document that answers, or, every other time, one of another."""
_NEAREST: Final[int] = 6
_LEFT_OUT: Final[float] = 0.07
"""How often the paragraph that answers is left out of its group, so that its neighbours alone are no answer."""
_BUCKET: Final[int] = 32
"""Batches between which groups are sorted by length: padding costs as much as text."""
_REPORTED: Final[int] = 50
_SEED: Final[int] = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with what it can be shown with."""

    wordings: tuple[str, ...]
    gold: tuple[str, ...]
    """Passages that answer it; empty where none does."""
    same_document: tuple[str, ...]
    """Further passages of the documents that answer it."""
    others: tuple[str, ...]
    """Further passages, those first that the ranking takes for the best."""


@dataclass(frozen=True, slots=True)
class Group:
    """A question with a few passages."""

    question: str
    passages: tuple[str, ...]
    answers: tuple[bool, ...]


class PairEncoder(nn.Module):
    """The bundled model as a cross-encoder that can be trained."""

    def __init__(self, rank: int = _RANK, first_block: int = _FIRST_BLOCK) -> None:
        from sentence_transformers import SentenceTransformer

        super().__init__()
        torch.manual_seed(_SEED)
        precision = {"dtype": torch.bfloat16}
        model = SentenceTransformer(str(bundled_model()), device="cpu", local_files_only=True, model_kwargs=precision)
        transformer: Any = model[0]
        self._tokenizer: Any = model.tokenizer
        self._encoder: Any = transformer.auto_model.eval()
        self.layers = change_layers(self._encoder, rank, first_block)
        width: int = self._encoder.config.hidden_size
        self.head = nn.Linear(3 * width, 1)
        # Begins as the cosine that the model knows: that of a passage that answers is about .92.
        with torch.no_grad():
            self.head.weight.zero_()
            self.head.weight[:, :width] = 1.0
            self.head.bias.fill_(-0.92 * width**0.5)

    def forward(self, questions: Sequence[str], passages: Sequence[str]) -> Tensor:
        """Logits, shape (pairs,), as :class:`rag.cross_encoder.CrossEncoder` gives them."""
        pairs = pair_up(self._tokenizer, questions, passages)
        states = self._encoder(input_ids=pairs.ids, attention_mask=pairs.mask).last_hidden_state
        logits: Tensor = self.head(features(states, pairs)).squeeze(1)
        return logits


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.cross_encoder_training", description="Train the cross-encoder."
    )
    parser.add_argument("--squad", type=squad_path, help="other questions, in the form of SQuAD 2")
    parser.add_argument("--held-out", nargs="*", default=[], metavar="FAMILY", help="families to leave out")
    parser.add_argument("--out", type=Path, default=CROSS_ENCODER)
    options = parser.parse_args(arguments)
    settings = load_settings()
    embeddings = load_embeddings(settings, adapter=None, cross_encoder=None)
    questions = collect(settings, embeddings, frozenset(options.held_out))
    others = other_questions(options.squad, embeddings) if options.squad else []
    encoder = PairEncoder()
    train(encoder, questions, others, report=_write)
    from safetensors.torch import save

    head = {HEAD_WEIGHT: encoder.head.weight, HEAD_BIAS: encoder.head.bias}
    data = save({**matrices(encoder.layers), **{name: one.detach().to(torch.float16) for name, one in head.items()}})
    options.out.write_bytes(data)
    _write(f"{options.out}: {len(data) / 1e6:.1f} MB\nPINNED[CROSS_ENCODER] = {hashlib.sha256(data).hexdigest()!r}")
    return 0


def collect(settings: Settings, embeddings: Embeddings, held_out: Collection[str] = ()) -> list[Question]:
    """The questions that teach and the development cases, but of families held out, with their candidates."""
    cases = [one.case for one in training_questions()]
    cases += [case for case in load_cases() if case.split is Split.DEVELOPMENT]
    cases += own_questions()
    cases = [case for case in cases if case.family not in held_out]
    found: list[Question] = []
    for variant in (Variant.WHOLE, Variant.REMOVED):
        asked = [case for case in cases if variant_of(case) is variant]
        with tempfile.TemporaryDirectory() as folder:
            documents = training_documents().values()
            index = build_index(variant, documents, asked, settings, Path(folder), embeddings)
            retriever = ParagraphRetriever(source=IndexReader(index.settings, embeddings))
            found += [_question(retriever, case) for case in asked]
    return found


def _question(retriever: ParagraphRetriever, case: Case) -> Question:
    generation = retriever.generation()
    understanding = retriever.understand(generation, case.question, case.history)
    best = [hit.paragraph.id for hit in rank(generation, understanding).hits[:_CANDIDATES]]
    about = dict.fromkeys(one.partition("#")[0] for one in case.gold)
    same = [f"{one}#p{record.number}" for one in about for record in generation.documents[one].paragraphs]
    texts = {
        one.id: passage_text(generation.documents[one.document_id].title, one)
        for one in generation.paragraphs(sorted({*best, *same}))
    }
    return Question(
        wordings=(understanding.text, understanding.spoken),
        gold=tuple(texts[one] for one in case.gold),
        same_document=tuple(texts[one] for one in same if one not in case.gold),
        others=tuple(texts[one] for one in best if one not in case.gold and one not in same),
    )


def other_questions(path: Path, embeddings: Embeddings) -> list[Question]:
    """The questions of a file in the form of SQuAD 2, each with its context and the contexts nearest to it.

    Raises:
        ValueError: the file is not of this form.
    """
    asked, contexts = read_squad(path)
    contexts = list(dict.fromkeys(contexts))
    near = torch.tensor(embeddings.embed_documents(contexts))
    found: list[Question] = []
    for one in asked:
        nearest = torch.topk(near @ torch.tensor(embeddings.embed_query(one.text)), min(_NEAREST, len(contexts)))
        rest = tuple(contexts[place] for place in nearest.indices.tolist() if contexts[place] != one.context)
        gold, lacking = ((one.context,), ()) if one.answerable else ((), (one.context,))
        found.append(Question((one.text,), gold, lacking, rest))
    return found


def train(
    encoder: PairEncoder,
    questions: Sequence[Question],
    others: Sequence[Question],
    report: Callable[[str], None] = lambda line: None,
) -> None:
    """Train the encoder.

    Args:
        encoder: Is changed.
        questions: Those that count; all of them are shown in every pass.
        others: Further ones, of which every pass shows as many as its share; may be empty.
        report: Told how far it is, now and then.
    """
    drawn = random.Random(_SEED)
    trained = [*parameters(encoder.layers), *encoder.head.parameters()]
    optimizer = torch.optim.AdamW(trained, lr=_LEARNING_RATE, weight_decay=0.01)
    some = drawn.sample(list(others), len(others))
    count = min(len(some), int(len(questions) * _SHARE_OF_OTHERS))
    steps = math.ceil((len(questions) + count) / _BATCH) * _PASSES
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
    )
    started = time.monotonic()
    for turn in range(_PASSES):
        shown = [group_of(one, drawn) for one in questions]
        shown += [group_of(some[(turn * count + place) % len(some)], drawn) for place in range(count)]
        losses = []
        for batch in _batches(shown, drawn):
            loss = group_loss(
                encoder(
                    [one.question for one in batch for _ in one.passages],
                    [passage for one in batch for passage in one.passages],
                ),
                [one.answers for one in batch],
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
            if len(losses) % _REPORTED == 0 or len(losses) == steps // _PASSES:
                mean, seconds = math.fsum(losses) / len(losses), time.monotonic() - started
                report(f"pass {turn + 1} of {_PASSES}, {len(losses)} steps: loss {mean:.3f}, {seconds:.0f} s")


def group_of(question: Question, drawn: random.Random) -> Group:
    """A question in one of its wordings with passages drawn for it."""
    near, far = question.same_document, question.others[:_NEAREST]
    if not question.gold:
        # What seems to answer it best, and another.
        wrong = [*(near or far)[:1], *drawn.sample(far[1:], min(1, len(far[1:])))]
    elif far and (len(near) < _WRONG or drawn.random() < 0.5):
        wrong = [*drawn.sample(near, min(len(near), _WRONG - 1)), drawn.choice(far)]
    else:
        wrong = drawn.sample(near, min(len(near), _WRONG))
    leaves_out = not question.gold or (bool(wrong) and drawn.random() < _LEFT_OUT)
    right = [] if leaves_out else [drawn.choice(question.gold)]
    return Group(drawn.choice(question.wordings), (*right, *wrong), tuple([True] * len(right) + [False] * len(wrong)))


def group_loss(logits: Tensor, answers: Sequence[Sequence[bool]]) -> Tensor:
    """Negative log-likelihood of what answers, or of none of them, whose logit is 0; the mean over groups.

    Args:
        logits: Shape (all passages of all groups,).
        answers: Of each group, which of its passages answer.
    """
    losses = []
    for scores, right in zip(torch.split(logits, [len(one) for one in answers]), answers, strict=True):
        with_none = torch.cat([scores, scores.new_zeros(1)])
        wanted = torch.tensor([*right, not any(right)])
        losses.append(torch.logsumexp(with_none, 0) - torch.logsumexp(with_none[wanted], 0))
    return torch.stack(losses).mean()


def _batches(groups: Sequence[Group], drawn: random.Random) -> Iterator[list[Group]]:
    """Batches of groups of like length, in any order."""
    order = drawn.sample(list(groups), len(groups))
    batches: list[list[Group]] = []
    for start in range(0, len(order), _BATCH * _BUCKET):
        bucket = sorted(order[start : start + _BATCH * _BUCKET], key=lambda one: max(map(len, one.passages), default=0))
        batches += [bucket[place : place + _BATCH] for place in range(0, len(bucket), _BATCH)]
    yield from drawn.sample(batches, len(batches))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
