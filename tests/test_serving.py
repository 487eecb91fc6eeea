"""The server around the page, as other programs meet it: pages in a child process, asked over HTTP."""

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from chroma_server import free_port
from fake_assistant import ScriptedAssistant, answered, citation
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from rag import serving
from rag.errors import SettingsError
from rag.page import create_page
from rag.serving import is_public, serve
from rag.types import Sentence

EVENTS = answered("apa?", (Sentence("Menyusun strategi.", (1,), "llm"), citation(1, "Tugasnya menyusun strategi.")))
LOGIN = "guru:rahasia"
START_SECONDS = 60


def serve_pages(ports: dict[str, int]) -> None:
    """Serves a page without and one with a login; runs in a child process."""
    serve(create_page(ScriptedAssistant(*EVENTS)), "127.0.0.1", ports["open"], mcp=True)
    serve(create_page(ScriptedAssistant(*EVENTS)), "127.0.0.1", ports["closed"], login=LOGIN)
    time.sleep(600)


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    ports = {name: free_port() for name in ("open", "closed")}
    child = multiprocessing.get_context("spawn").Process(target=serve_pages, args=(ports,), daemon=True)
    child.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        for port in ports.values():
            while time.monotonic() < deadline and child.exitcode is None:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                pytest.fail("the pages did not come up")
        yield {name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}
    finally:
        child.terminate()
        child.join(10)
        child.close()


def test_a_program_asks_by_the_api(addresses):
    client = Client(addresses["open"], verbose=False)
    answer = client.predict("apa?", [{"question": "tadi?", "answer": "Itu."}], api_name="/ask")

    assert (answer["status"], answer["text"]) == ("answered", "Menyusun strategi. [1]")
    assert answer["citations"][0]["quote"] == "Tugasnya menyusun strategi."
    with pytest.raises(AppError, match="non-empty"):
        client.predict("  ", api_name="/ask")
    client.close()


def test_another_assistant_asks_by_the_model_context_protocol(addresses):
    async def ask() -> tuple[list[str], str]:
        async with (
            streamable_http_client(f"{addresses['open']}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            answer = await session.call_tool("ask", {"question": "apa?"})
            return [tool.name for tool in tools], answer.content[0].text

    tools, answer = asyncio.run(ask())

    assert tools == ["ask"]
    assert "Menyusun strategi. [1]" in answer
    assert "kepala-humas#p1" in answer


@pytest.mark.parametrize("path", ["", "config", "gradio_api/info", "gradio_api/call/ask", "theme.css"])
def test_without_the_password_nothing_is_served(addresses, path):
    address = addresses["closed"] + path

    assert httpx.get(address).status_code == 401
    assert httpx.post(address, json={"data": ["apa?"]}, auth=("guru", "salah")).status_code == 401


def test_with_the_password_the_page_is_served(addresses):
    page = httpx.get(addresses["closed"], auth=("guru", "rahasia"))

    assert page.status_code == 200
    assert "Tanya Karier" in page.text


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("127.0.0.1", False),
        ("127.8.0.1", False),
        ("::1", False),
        ("localhost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("192.0.2.1", True),
        ("karier.example", True),
    ],
)
def test_an_address_that_others_may_reach_is_public(host, public):
    assert is_public(host) is public


def test_the_tool_and_a_password_exclude_each_other():
    with pytest.raises(SettingsError, match="--mcp .* RAG_LOGIN"):
        serve(None, "127.0.0.1", free_port(), login=LOGIN, mcp=True)


def test_a_tool_whose_library_is_missing_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None)

    with pytest.raises(SettingsError, match=r"pip install -e '\.\[mcp\]'"):
        serve(None, "127.0.0.1", free_port(), mcp=True)
