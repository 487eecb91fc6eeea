"""Question and paragraph are read together, and what reads them leaves the embedding alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from evals.cross_encoder_training import PairEncoder
from rag.adapters import CROSS_ENCODER
from rag.cross_encoder import HEAD_BIAS, HEAD_WEIGHT, QUESTION_TOKENS, TOKENS, pair_up
from rag.embedding import load_embeddings, read_passages
from rag.errors import EmbeddingError
from rag.settings import Settings

QUESTION = "siapa yg ga cocok jd koki"
PASSAGES = [
    "Koki. Orang yang mudah panik saat pesanan menumpuk dan enggan berdiri lama kurang cocok menjadi koki.",
    "Koki. Tugas utama koki adalah memasak hidangan sesuai pesanan dan menjaga mutu rasa.",
    "Koki. Di akhir giliran, koki mencatat stok.",
]


class _Tokenizer:
    """A word is its length; 0 begins a text, 2 ends it, 1 fills."""

    sep_token_id, pad_token_id = 2, 1

    def __call__(self, texts: list[str]) -> dict[str, list[list[int]]]:
        return {"input_ids": [[0, *(10 + len(word) for word in text.split()), 2] for text in texts]}


@pytest.fixture(scope="module")
def bundled() -> Iterator[Embeddings]:
    yield load_embeddings(Settings(embedding="bundled"), cross_encoder=CROSS_ENCODER)


def test_a_pair_is_one_sequence_and_the_shorter_are_filled_up() -> None:
    pairs = pair_up(_Tokenizer(), ["a bb", "a"], ["ccc", "dddd eeeee"])
    # The prefixes "query:" and "passage:" have 6 and 8 letters.
    assert pairs.ids[:, :9].tolist() == [[0, 16, 11, 12, 2, 2, 18, 13, 2], [0, 16, 11, 2, 2, 18, 14, 15, 2]]
    assert pairs.asked[:, :9].tolist() == [[1] * 5 + [0] * 4, [1] * 4 + [0] * 5]
    shorter = pair_up(_Tokenizer(), ["a", "a"], ["b", "b b b"])
    assert shorter.mask.sum(1).tolist() == [8, 10]
    assert (shorter.ids[shorter.mask == 0] == 1).all() and shorter.asked[shorter.mask == 0].sum() == 0


def test_lengths_are_few() -> None:
    lengths = {pair_up(_Tokenizer(), ["a"], ["b " * words]).ids.shape[1] for words in range(1, 58)}
    assert lengths == {16, 32, 48, 64}  # 8 to 64 tokens: torch prepares itself for each length


def test_what_is_too_long_is_cut_and_still_ends() -> None:
    pairs = pair_up(_Tokenizer(), ["a " * 500], ["b " * 500])
    assert pairs.ids.shape == (1, TOKENS)
    assert int(pairs.asked.sum()) <= QUESTION_TOKENS
    assert pairs.ids[0, -1] == 2


def test_of_a_long_question_the_end_is_read() -> None:
    told = "saya siswa kelas dua belas " * 40
    pairs = pair_up(_Tokenizer(), [told + "apa tugasnya sesungguhnya"], ["x"])
    assert 10 + len("sesungguhnya") in pairs.ids[0].tolist()


def test_what_answers_has_the_highest_score(bundled: Embeddings) -> None:
    scores = read_passages(bundled, QUESTION, PASSAGES)
    assert scores is not None
    assert scores[0] == max(scores) and scores[0] > 0
    assert read_passages(bundled, QUESTION, []) == []


def test_scores_do_not_depend_on_what_is_read_beside(bundled: Embeddings) -> None:
    together = read_passages(bundled, QUESTION, PASSAGES)
    alone = [read_passages(bundled, QUESTION, [one]) for one in PASSAGES]
    assert together is not None
    assert together == pytest.approx([one[0] for one in alone if one], abs=0.3), "bfloat16 is coarse"


def test_reading_leaves_the_embedding_as_it_is(bundled: Embeddings) -> None:
    plain = load_embeddings(Settings(embedding="bundled"), cross_encoder=None)
    read_passages(bundled, QUESTION, PASSAGES)
    assert bundled.embed_documents(PASSAGES) == plain.embed_documents(PASSAGES)
    assert bundled.embed_query(QUESTION) == plain.embed_query(QUESTION)
    assert read_passages(plain, QUESTION, PASSAGES) is None


def test_a_lone_surrogate_is_no_failure(bundled: Embeddings) -> None:
    assert read_passages(bundled, "apa \ud800?", ["teks \udfff"]) is not None


def test_what_was_trained_is_what_reads(bundled: Embeddings) -> None:
    from safetensors.torch import load_file

    encoder = PairEncoder()
    for name, matrix in load_file(CROSS_ENCODER).items():
        layer, _, part = name.rpartition(".")
        holder = encoder.head if name in {HEAD_WEIGHT, HEAD_BIAS} else encoder.layers[layer]
        getattr(holder, part).data = matrix.float()
    trained = encoder([QUESTION] * len(PASSAGES), PASSAGES).tolist()
    assert read_passages(bundled, QUESTION, PASSAGES) == pytest.approx(trained, abs=0.3)


def test_a_file_without_its_last_layer_is_refused(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    headless = tmp_path / "headless.safetensors"
    save_file({"something": torch.zeros(1)}, headless)
    embeddings = load_embeddings(Settings(embedding="bundled"), cross_encoder=headless)
    with pytest.raises(EmbeddingError, match=r"headless\.safetensors is no cross-encoder: it has no head\.weight"):
        embeddings.embed_query("Halo")
