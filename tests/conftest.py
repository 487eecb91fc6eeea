"""Every test runs in a folder of its own with a clean environment; the bundled models are used for real.

The user's cache folder is left alone: it holds the converted embedding model, which is the same for every test.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from chroma_server import serving

from rag import chroma
from rag.index import IndexReader
from rag.retrieval import ParagraphRetriever
from rag.settings import Settings

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--chat-seconds", type=float, default=20.0, help="how long two browsers chat at once in the browser tests"
    )


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("RAG_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Chroma server shared by the tests of one worker."""
    with serving(tmp_path_factory.mktemp("chroma") / "database") as url:
        yield url


@pytest.fixture
def empty_server(chroma_server: str) -> str:
    """The same, holding nothing."""
    client = chroma.connect(chroma_server, "the test server")
    for name in chroma.collection_names(client, "the test server"):
        chroma.drop(client, name, "the test server")
    chroma.close(client)
    return chroma_server


@pytest.fixture(params=["embedded", "server"])
def chroma_url(request: pytest.FixtureRequest) -> str:
    """``RAG_CHROMA_URL`` for tests that hold for an embedded database and for a server alike."""
    if request.param == "embedded":
        return ""
    url: str = request.getfixturevalue("empty_server")
    return url


@pytest.fixture(scope="session")
def owner_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The owner's two documents, indexed once with the bundled embedding model; quotes only. Not to be changed."""
    from rag.embedding import load_embeddings
    from rag.sync import apply_plan, make_plan

    folder = tmp_path_factory.mktemp("owner")
    shutil.copytree(ROOT / "sources", folder / "sources")
    settings = Settings(sources=folder / "sources", index=folder / "index", model="none")
    apply_plan(make_plan(settings), settings, load_embeddings(settings))
    return settings


@pytest.fixture(scope="session")
def owner_retriever(owner_settings: Settings) -> ParagraphRetriever:
    from rag.embedding import load_embeddings

    retriever = ParagraphRetriever(source=IndexReader(owner_settings, load_embeddings(owner_settings)))
    retriever.warm_up()  # no test is to measure how long the model takes to load
    return retriever


@pytest.fixture
def owner_environment(owner_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same, for child processes: the settings stand in the environment."""
    monkeypatch.setenv("RAG_SOURCES", str(owner_settings.sources))
    monkeypatch.setenv("RAG_INDEX", str(owner_settings.index))
    monkeypatch.setenv("RAG_MODEL", "none")
    return owner_settings
