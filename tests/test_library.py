"""Browsing the index: a document is found by any of its names and shown whole; what is offered to ask is answered."""

from pathlib import Path

import pytest
from fake_embeddings import HashEmbeddings

from rag import library as module
from rag.errors import IndexMissingError
from rag.index import IndexReader
from rag.library import Library
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings
from rag.suggestions import Suggester
from rag.sync import apply_plan, make_plan
from rag.types import Aspect

SOURCES = Path(module.__file__).parents[1] / "sources"


def library_of(retriever: ParagraphRetriever) -> Library:
    return Library(retriever, Suggester(retriever))


def indexed(folder: Path, **texts: str) -> Library:
    settings = Settings(sources=folder / "sources", index=folder / "index")
    settings.sources.mkdir()
    for name, text in texts.items():
        (settings.sources / f"{name}.txt").write_text(text, encoding="utf-8")
    embeddings = HashEmbeddings()
    apply_plan(make_plan(settings), settings, embeddings)
    return library_of(ParagraphRetriever(source=IndexReader(settings, embeddings)))


@pytest.fixture
def small(tmp_path: Path) -> Library:
    return indexed(
        tmp_path,
        perawat="Perawat\n\nPerawat, juga disebut suster, merawat pasien.\n",
        koki="Koki\n\nKoki memasak.\n\nIa bekerja di dapur.\n",
        zoolog="Ahli Zoologi\n\nAhli zoologi meneliti hewan.\n",
    )


def titles(library: Library, query: str) -> list[str]:
    return [entry.title for entry in library.search(query).entries]


def test_without_a_query_all_are_listed_by_title(small: Library) -> None:
    assert titles(small, "") == titles(small, "  ") == ["Ahli Zoologi", "Koki", "Perawat"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("perawat", ["Perawat"]),
        ("PERA", ["Perawat"]),
        ("nurse", ["Perawat"]),  # as people know it, in no document
        ("suster", ["Perawat"]),
        ("zoologi ahli", ["Ahli Zoologi"]),
        ("ahli masak", []),
        ("rawat", []),  # inside a word
        ("<script>", []),
    ],
)
def test_each_word_of_a_query_begins_a_word_of_a_name(small: Library, query: str, found: list[str]) -> None:
    listing = small.search(query)

    assert [entry.title for entry in listing.entries] == found
    assert (listing.found, listing.indexed) == (len(found), 3)


def test_a_long_list_is_cut_and_says_so(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 2)

    listing = small.search("")

    assert [entry.title for entry in listing.entries] == ["Ahli Zoologi", "Koki"]
    assert (listing.found, listing.indexed) == (3, 3)


def test_its_size_is_that_of_the_index(small: Library) -> None:
    assert small.size() == 3


def test_a_document_is_shown_whole_and_in_order(small: Library) -> None:
    document = small.document("koki")

    assert document is not None
    assert document.entry.paragraphs == 2
    assert [(one.number, one.text) for one in document.paragraphs] == [
        (1, "Koki memasak."),
        (2, "Ia bekerja di dapur."),
    ]


@pytest.mark.parametrize("document_id", ["", "tidak-ada", "../sources", "koki#p1", "KOKI"])
def test_what_is_not_indexed_is_none(small: Library, document_id: str) -> None:
    assert small.document(document_id) is None
    assert small.questions(document_id) == {}


def test_without_an_index_the_error_says_so(tmp_path: Path) -> None:
    settings = Settings(sources=tmp_path / "sources", index=tmp_path / "index")
    library = library_of(ParagraphRetriever(source=IndexReader(settings, HashEmbeddings())))

    with pytest.raises(IndexMissingError):
        library.search("")


def test_every_question_about_a_document_is_answered_from_it(owner_retriever: ParagraphRetriever) -> None:
    questions = library_of(owner_retriever).questions("kepala-humas")

    assert {Aspect.DUTIES, Aspect.FITS, Aspect.MISFITS} <= set(questions)
    for aspect, question in questions.items():
        found = owner_retriever.retrieve(question)
        assert (found.answer_hits[0].paragraph.document_id, found.answer_hits[0].paragraph.aspect) == (
            "kepala-humas",
            aspect,
        )


def test_the_owners_documents_are_verbatim(owner_retriever: ParagraphRetriever) -> None:
    for path in SOURCES.glob("*.txt"):
        document = library_of(owner_retriever).document(path.stem)
        assert document is not None
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        assert [one.text for one in document.paragraphs] == lines
