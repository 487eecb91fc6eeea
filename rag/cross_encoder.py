"""Whether a paragraph answers a question, by reading both together (a cross-encoder, Nogueira and Cho 2019).

The bundled embedding model with an adapter of its own (:data:`rag.adapters.CROSS_ENCODER`). Vectors tell what a
paragraph is about; reading it with the question in mind tells whether what is asked for is in it. Four paragraphs take
about 40 ms on a core, so only a few that the ranking likes best are read.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rag.adapters import CROSS_ENCODER, adapt, copied, read_matrices
from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from torch import Tensor

QUESTION_WORDS: Final[int] = 60
"""Of a longer question the last ones are read: what is asked stands behind what is told."""
QUESTION_TOKENS, TOKENS = 72, 192
"""At most, of the question and of both together; what is beyond is not read."""
_STEP: Final[int] = 16
"""Sequences are filled up to a multiple of so many tokens: for each new length torch prepares itself, 10 to 20 ms."""
HEAD_WEIGHT, HEAD_BIAS = "head.weight", "head.bias"
"""In the adapter's file: of the last layer, shapes (1, features) and (1,)."""
_QUESTION, _PASSAGE = "query: ", "passage: "
"""The prefixes that the model was trained with."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions and passages as the encoder takes them; every tensor of shape (pairs, tokens)."""

    ids: "Tensor"
    mask: "Tensor"
    """1 where there is a token."""
    asked: "Tensor"
    """1 where the token is of the question."""


class CrossEncoder:
    """Reads with a copy of the embedding model's transformer."""

    def __init__(self, encoder: Any, tokenizer: Any, adapter: Path = CROSS_ENCODER) -> None:
        """Make the copy.

        Args:
            encoder: The transformer inside the embedding model; is not changed.
            tokenizer: Its own.
            adapter: What was trained.

        Raises:
            EmbeddingError: the adapter is missing, damaged or made for another model.
        """
        matrices = read_matrices(adapter)
        self._encoder, self._tokenizer = copied(encoder), tokenizer
        adapt(self._encoder, matrices, adapter)
        try:
            self._weight, self._bias = matrices[HEAD_WEIGHT].float(), matrices[HEAD_BIAS].float()
        except KeyError as error:
            raise EmbeddingError(f"the adapter {adapter} is no cross-encoder: it has no {error.args[0]}") from error

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """How far each passage answers the question, as a logit: above 0 rather than not.

        Not safe to be used by two threads at once, as the tokenizer is not.
        """
        import torch

        if not passages:
            return []
        pairs = pair_up(self._tokenizer, [question] * len(passages), passages)
        with torch.inference_mode():
            states = self._encoder(input_ids=pairs.ids, attention_mask=pairs.mask).last_hidden_state
            logits = torch.nn.functional.linear(features(states, pairs), self._weight, self._bias)
        scores: list[float] = logits.squeeze(1).tolist()
        return scores


def pair_up(tokenizer: Any, questions: Sequence[str], passages: Sequence[str]) -> Pairs:
    """Each question with its passage as one sequence: ``<s> question </s></s> passage </s>``.

    Put together here, since the tokenizer knows only how to begin and end a single text.
    """
    import torch

    asked = [_QUESTION + " ".join(one.split()[-QUESTION_WORDS:]) for one in questions]
    end: int = tokenizer.sep_token_id
    rows: list[list[int]] = []
    lengths: list[int] = []
    for first, second in zip(
        tokenizer(asked)["input_ids"], tokenizer([_PASSAGE + one for one in passages])["input_ids"], strict=True
    ):
        question = _cut(first, QUESTION_TOKENS, end)
        rows.append(_cut([*question, end, *second[1:]], TOKENS, end))
        lengths.append(len(question))
    shape = len(rows), math.ceil(max(map(len, rows), default=0) / _STEP) * _STEP
    ids = torch.full(shape, int(tokenizer.pad_token_id))
    mask, of_question = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    for place, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
        of_question[place, :length] = 1
    return Pairs(ids, mask, of_question)


def features(states: "Tensor", pairs: Pairs) -> "Tensor":
    """What the last layer judges by: how alike question and passage have become, how they differ, and the first token.

    The first two are those of InferSent (Conneau et al. 2017), over the mean states of either part, each of length 1;
    so the cosine that the model was trained for is where the training begins.

    Args:
        states: Of the last block, shape (pairs, tokens, width).
        pairs: What was encoded.

    Returns:
        Shape (pairs, 3 * width).
    """
    import torch
    from torch.nn.functional import normalize

    states = states.float()
    of_question = pairs.asked.unsqueeze(-1).float()
    of_passage = pairs.mask.unsqueeze(-1).float() - of_question
    question, passage = (normalize((states * one).sum(1) / one.sum(1), dim=-1) for one in (of_question, of_passage))
    # About 1 instead of 1/384 each, so that all weights learn at one pace.
    scale = float(states.shape[-1]) ** 0.5
    return torch.cat([question * passage * scale, (question - passage).abs() * scale, states[:, 0]], dim=1)


def _cut(tokens: list[int], most: int, end: int) -> list[int]:
    return tokens if len(tokens) <= most else [*tokens[: most - 1], end]
