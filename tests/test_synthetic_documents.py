from itertools import islice
from pathlib import Path

import pytest

from evals.synthetic_documents import MOST_DOCUMENTS, PARAGRAPHS, synthetic_documents
from rag.reading import read_document


def test_every_document_has_nine_paragraphs_of_the_usual_length() -> None:
    for text in synthetic_documents(200):
        paragraphs = text.splitlines()
        assert len(paragraphs) == PARAGRAPHS == 9
        assert all(120 <= len(paragraph) <= 400 for paragraph in paragraphs)
        assert not {"{", "}"} & set(text)


def test_the_documents_are_the_same_every_time_whatever_their_number() -> None:
    assert list(synthetic_documents(5)) == list(islice(synthetic_documents(50), 5))


def test_no_two_documents_have_the_same_title(tmp_path: Path) -> None:
    titles = set()
    for number, text in enumerate(synthetic_documents(100)):
        path = tmp_path / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        document = read_document(path, tmp_path)
        assert len(document.paragraphs) == PARAGRAPHS
        titles.add(document.title)
    assert len(titles) == 100


def test_more_documents_than_there_are_professions_are_refused() -> None:
    with pytest.raises(ValueError, match=str(MOST_DOCUMENTS)):
        next(synthetic_documents(MOST_DOCUMENTS + 1))
