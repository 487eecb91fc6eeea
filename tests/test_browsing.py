"""The addresses beside the chat, as a browser or a watchdog asks for them."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag import browse_rendering as pages
from rag import health
from rag.browsing import routes
from rag.errors import IndexMissingError
from rag.library import Document, Library, Listing
from rag.retrieval import ParagraphRetriever
from rag.suggestions import Suggester


@pytest.fixture
def client(owner_retriever: ParagraphRetriever) -> TestClient:
    library = Library(owner_retriever, Suggester(owner_retriever))
    return TestClient(Starlette(routes=[*routes(library), health.route(library)]))


class Broken:
    """A library whose index is gone."""

    def search(self, query: str) -> Listing:
        raise IndexMissingError("the index in /secret/place is gone; run: python ingest.py")

    def size(self) -> int:
        raise IndexMissingError("the index in /secret/place is gone; run: python ingest.py")

    def document(self, document_id: str) -> Document | None:
        raise IndexMissingError("the index in /secret/place is gone; run: python ingest.py")

    def questions(self, document_id: str) -> dict[str, str]:
        return {}


def test_all_professions_are_listed(client: TestClient) -> None:
    answer = client.get("/telusuri")

    assert answer.status_code == 200
    assert "Kepala Humas di lembaga pemerintah atau perusahaan" in answer.text
    assert "Kepala Bagian Humas di instansi pemerintah" in answer.text


def test_a_search_lists_what_fits(client: TestClient) -> None:
    found = client.get("/telusuri", params={"cari": "kepala bagian"})

    assert "Kepala Bagian Humas di instansi pemerintah" in found.text
    assert "Kepala Humas di lembaga" not in found.text


def test_a_document_is_a_page_with_questions_and_the_paragraph_of_the_address_marked(client: TestClient) -> None:
    page = client.get("/telusuri", params={"dokumen": "kepala-humas", "paragraf": "6"})

    assert page.status_code == 200
    assert '<section class="paragraph chosen" id="p6">' in page.text
    assert "kamu tidak cocok menjadi kepala humas" in page.text
    assert "tanya=Apa+tugas+utama+Kepala+Humas%3F" in page.text


@pytest.mark.parametrize("number", ["", "0", "99", "-1", "enam", "1e3", "²", "9" * 5000])
def test_a_paragraph_that_is_not_there_marks_nothing(client: TestClient, number: str) -> None:
    page = client.get("/telusuri", params={"dokumen": "kepala-humas", "paragraf": number})

    assert page.status_code == 200
    assert "paragraph chosen" not in page.text


def test_two_documents_stand_side_by_side(client: TestClient) -> None:
    page = client.get("/telusuri", params={"dokumen": "kepala-humas", "dengan": "kepala-bagian-humas"})

    assert page.status_code == 200
    assert "<table>" in page.text
    assert "menerbitkan siaran pers" in page.text and "merencanakan acara promosi" in page.text


@pytest.mark.parametrize(
    "wanted", [{"dokumen": "x<script>"}, {"dokumen": "kepala-humas", "dengan": "../../etc/passwd"}]
)
def test_a_document_that_is_not_there_is_a_404_that_says_so(client: TestClient, wanted: dict[str, str]) -> None:
    page = client.get("/telusuri", params=wanted)

    assert page.status_code == 404
    assert pages.UNKNOWN_TITLE in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize("query", [{}, {"dokumen": "kepala-humas"}])
def test_an_index_that_is_gone_is_a_sentence_for_the_reader_and_a_line_for_the_maintainer(
    query: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    page = TestClient(Starlette(routes=routes(Broken()))).get("/telusuri", params=query)

    assert page.status_code == 503
    assert pages.FAILED in page.text
    assert "secret" not in page.text
    assert "python ingest.py" in caplog.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/telusuri", "text/html"), ("/telusuri/style.css", "text/css"), ("/telusuri/browse.js", "text/javascript")],
)
def test_every_answer_forbids_what_the_pages_do_not_need(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(path)

    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_nothing_can_be_sent_to_the_pages(client: TestClient) -> None:
    assert client.post("/telusuri", data={"dokumen": "kepala-humas"}).status_code == 405


def test_a_chat_that_can_answer_is_healthy(client: TestClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "documents": 2})
    assert answer.headers["cache-control"] == "no-store"


def test_without_an_index_it_is_not_and_tells_no_path() -> None:
    answer = TestClient(Starlette(routes=[health.route(Broken())])).get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
