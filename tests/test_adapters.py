"""Questions pass through the adapter, passages never do."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from evals.query_training import QueryEncoder
from rag.adapters import PINNED, QUERY_ADAPTER
from rag.embedding import load_embeddings
from rag.errors import EmbeddingError
from rag.settings import Settings

QUESTIONS = [
    "gw gampang panik klo dikritik org, msh ckp cocok jd humas ga?",
    "Is it true that kepala humas cuma ngurusin media?",
    "apa tugas kepala humas",
]
PASSAGES = [
    "Kepala humas menyusun strategi komunikasi dan menjalin hubungan dengan wartawan.",
    "Orang yang mudah tersinggung kurang cocok menjadi kepala humas.",
]


@pytest.fixture(scope="module")
def adapted() -> Iterator[Embeddings]:
    yield load_embeddings(Settings(embedding="bundled"))


@pytest.fixture(scope="module")
def plain() -> Iterator[Embeddings]:
    yield load_embeddings(Settings(embedding="bundled"), adapter=None)


def test_passages_get_the_vectors_of_the_model_as_it_is(adapted: Embeddings, plain: Embeddings) -> None:
    assert adapted.embed_documents(PASSAGES) == plain.embed_documents(PASSAGES)


def test_questions_get_other_vectors_of_length_one(adapted: Embeddings, plain: Embeddings) -> None:
    for question in QUESTIONS:
        vector = np.array(adapted.embed_query(question))
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-6)
        assert vector @ np.array(plain.embed_query(question)) < 0.95


def test_a_colloquial_question_comes_nearer_to_what_answers_it(adapted: Embeddings, plain: Embeddings) -> None:
    duties, misfits = PASSAGES

    def lead(embeddings: Embeddings) -> float:
        question = np.array(embeddings.embed_query(QUESTIONS[0]))
        right, wrong = (question @ np.array(one) for one in embeddings.embed_documents([misfits, duties]))
        return float(right - wrong)

    assert lead(adapted) > lead(plain)


def test_passages_embedded_while_others_ask_are_not_adapted(adapted: Embeddings, plain: Embeddings) -> None:
    expected = plain.embed_documents(PASSAGES)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(adapted.embed_query, question) for question in QUESTIONS * 4]
        told = [pool.submit(adapted.embed_documents, PASSAGES) for _ in range(8)]
        assert all(one.result() == expected for one in told)
        assert asked[0].result() == asked[3].result() == adapted.embed_query(QUESTIONS[0])


def test_the_adapter_in_use_is_what_was_trained(adapted: Embeddings) -> None:
    from safetensors.torch import load_file

    encoder = QueryEncoder()
    for name, matrix in load_file(QUERY_ADAPTER).items():
        layer, _, part = name.rpartition(".")
        getattr(encoder.layers[layer], part).data = matrix.float()
    vectors = encoder(QUESTIONS).detach().numpy()
    served = np.array([adapted.embed_query(question) for question in QUESTIONS])
    assert np.einsum("ij,ij->i", vectors, served).min() > 0.995


def test_an_adapter_that_is_missing_or_for_another_model_is_refused(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    missing = load_embeddings(Settings(embedding="bundled"), adapter=tmp_path / "none.safetensors")
    with pytest.raises(EmbeddingError, match=r"none\.safetensors cannot be read"):
        missing.embed_query("Halo")
    other = tmp_path / "other.safetensors"
    save_file({"encoder.layer.99.output.dense.down": torch.zeros(1, 1)}, other)
    with pytest.raises(EmbeddingError, match="for another model"):
        load_embeddings(Settings(embedding="bundled"), adapter=other).embed_query("Halo")


def test_a_damaged_adapter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "query_adapter.safetensors"
    damaged.write_bytes(QUERY_ADAPTER.read_bytes()[:-1] + b"\0")
    monkeypatch.setitem(cast("dict[Path, str]", PINNED), damaged, PINNED[QUERY_ADAPTER])
    with pytest.raises(EmbeddingError, match="is damaged"):
        load_embeddings(Settings(embedding="bundled"), adapter=damaged).embed_query("Halo")
