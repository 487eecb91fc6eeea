"""The page in a real browser: the whole program with its bundled models, and a page with a scripted assistant."""

import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_assistant import ScriptedAssistant, answered, citation
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, WebError, expect, sync_playwright

import app
from rag import browse_rendering, rendering
from rag import page as pages
from rag.feedback import FeedbackStore
from rag.rate_limit import RateLimit
from rag.serving import serve
from rag.types import Sentence

ROOT = Path(app.__file__).parent
QUESTION = "kerjaan kepala humas ngapain aja sih?"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
START_SECONDS = 90
"""Building the index loads torch and the embedding model, which takes long on a busy machine."""
ANSWER_SECONDS = 45

HOSTILE = (
    "**tebal** [klik](http://evil.example/) <img src=http://evil.example/x.png onerror=window.pwned=1> "
    "<script>window.pwned=2</script> <a href=http://evil.example/>sini</a> $x^2$ `kode` http://evil.example/ "
    "${window.pwned=3} {{value}} &lt;b&gt; </div></article> <style>body{display:none}</style>"
)
SENTENCES = 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("the browser tests need Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    switches = ("disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--no-first-run", *(f"--{name}" for name in switches)]
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests: its cache saves loading Gradio's many files anew; a session belongs to one tab."""
    with browser.new_context(viewport=DESKTOP, reduced_motion="reduce") as one:
        one.set_default_timeout(ANSWER_SECONDS * 1000)
        yield one


@pytest.fixture
def context(profile: BrowserContext) -> Iterator[BrowserContext]:
    """The profile without tabs; asking another host, or an error in a page, fails the test."""
    foreign: list[str] = []
    errors: list[str] = []

    def on_request(request: Request) -> None:
        if not is_local(request.url):
            foreign.append(request.url)

    def on_error(error: WebError) -> None:
        errors.append(str(error.error))

    profile.on("request", on_request)
    profile.on("weberror", on_error)
    yield profile
    for page in profile.pages:
        page.close()
    profile.remove_listener("request", on_request)
    profile.remove_listener("weberror", on_error)
    assert foreign == []
    assert errors == []


def is_local(url: str) -> bool:
    return urlsplit(url).scheme in {"data", "blob"} or urlsplit(url).hostname == "127.0.0.1"


@pytest.fixture(scope="module")
def real_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``python app.py``, started where there is no index yet."""
    folder = tmp_path_factory.mktemp("real")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    environment |= {"RAG_SOURCES": str(ROOT / "sources"), "RAG_INDEX": str(folder / "index")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, ROOT / "app.py", "--port", str(port)], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(port, process.poll, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0


def wait_for(port: int, ended, log: Path | None = None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if ended() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"the page did not come up: {log.read_text() if log else ''}")


def serve_scripts(ports: dict[str, int], kept: Path) -> None:
    """Serves a page for each script, and keeps what is thought of the answers; runs in a child process."""
    hostile = (Sentence(HOSTILE, (1,), "quote"), citation(1, HOSTILE, HOSTILE[:30], title=HOSTILE))
    long = [f"Tugas nomor {number} dijelaskan dengan panjang lebar. " * 6 for number in range(SENTENCES + 1)]
    plain = [
        (Sentence(f"Kalimat nomor {number}.", (number,), "llm"), citation(number, long[number], long[number][:30]))
        for number in range(1, SENTENCES + 1)
    ]
    many = answered("apa?", *plain, suggestions=("Lalu apa?",))
    assistants = {
        "hostile": ScriptedAssistant(*answered(HOSTILE, hostile, suggestions=(HOSTILE,)), examples=(HOSTILE,)),
        "quick": ScriptedAssistant(*many, examples=("Apa tugasnya?",)),
        "slow": ScriptedAssistant(*many, delay=0.5),
        "limited": ScriptedAssistant(*many),
        # Long enough that two more questions are asked meanwhile, also on a busy machine.
        "narrow": ScriptedAssistant(*answered("apa?", plain[0]), delay=5),
    }
    for name, port in ports.items():
        if name == "narrow":
            pages.ANSWERS_AT_ONCE = pages.QUEUE_SIZE = 1
        limit = RateLimit(1) if name == "limited" else None
        serve(pages.create_page(assistants[name], FeedbackStore(kept), limit), "127.0.0.1", port)
    time.sleep(600)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the scripted pages keep what is thought of their answers."""
    return tmp_path_factory.mktemp("kept") / "feedback.sqlite"


@pytest.fixture(scope="module")
def scripted_pages(kept: Path) -> Iterator[dict[str, str]]:
    ports = {name: free_port() for name in ("hostile", "quick", "slow", "limited", "narrow")}
    child = multiprocessing.get_context("spawn").Process(target=serve_scripts, args=(ports, kept), daemon=True)
    child.start()
    try:
        for port in ports.values():
            wait_for(port, lambda: child.exitcode)
        yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    finally:
        child.terminate()
        child.join(10)
        child.close()


@pytest.fixture
def hostile_page(scripted_pages: dict[str, str]) -> str:
    """One sentence of one paragraph; every text is an attack."""
    return scripted_pages["hostile"]


@pytest.fixture
def quick_page(scripted_pages: dict[str, str]) -> str:
    """Eight sentences at once, each with a paragraph long enough that together they overflow the panel."""
    return scripted_pages["quick"]


@pytest.fixture
def slow_page(scripted_pages: dict[str, str]) -> str:
    """The same, one sentence after the other."""
    return scripted_pages["slow"]


@pytest.fixture
def limited_page(scripted_pages: dict[str, str]) -> str:
    """One question a minute."""
    return scripted_pages["limited"]


@pytest.fixture
def narrow_page(scripted_pages: dict[str, str]) -> str:
    """One sentence after ten seconds, with one answer at a time and one question that may wait."""
    return scripted_pages["narrow"]


def opened(context: BrowserContext, address: str, size: dict[str, int] = DESKTOP) -> Page:
    page = context.new_page()
    page.set_viewport_size(size)
    page.goto(address)
    expect(box(page)).to_be_visible()
    return page


def box(page: Page) -> Locator:
    return page.get_by_placeholder(rendering.INPUT_PLACEHOLDER)


def ask(page: Page, question: str) -> None:
    box(page).fill(question)
    box(page).press("Enter")


def answers(page: Page) -> Locator:
    return page.locator("#chat .answer")


def wait_until_answered(page: Page, count: int = 1) -> None:
    expect(answers(page)).to_have_count(count, timeout=ANSWER_SECONDS * 1000)
    expect(page.locator("#chat .status")).to_have_count(0, timeout=ANSWER_SECONDS * 1000)
    expect(page.get_by_role("button", name="Kirim pertanyaan")).to_be_visible(timeout=ANSWER_SECONDS * 1000)


def paragraph_in_sources(place: str) -> str:
    """The paragraph that a place such as ``kepala-humas#p2`` names, read from the document itself."""
    document, number = re.findall(r"([a-z-]+)#p(\d+)", place)[0]
    lines = (ROOT / "sources" / f"{document}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()][int(number) - 1]


def assert_nothing_is_wider_than_the_window(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('#masthead, #conversation, #question, .answer, .question, .example, .option')]"
        ".every(e => e.getBoundingClientRect().right <= window.innerWidth + 1)"
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_citation_opens_the_paragraph_that_the_sentence_rests_on(context, real_page, size):
    page = opened(context, real_page, size)
    ask(page, QUESTION)
    wait_until_answered(page)
    assert_nothing_is_wider_than_the_window(page)

    link = answers(page).locator("a.cite").first
    link.click()
    article = page.locator("#sources article.active")

    expect(article).to_have_count(1)
    expect(article).to_be_in_viewport(ratio=0.9)
    expect(article).to_be_focused()
    assert f"#{article.get_attribute('id')}" == link.get_attribute("href")
    paragraph = paragraph_in_sources(article.locator(".place").inner_text())
    assert article.locator(".text").inner_text() == paragraph
    assert article.locator("mark").inner_text() in paragraph
    assert article.locator("mark").inner_text()
    assert "Kepala Humas" in article.locator("h4").inner_text()
    assert page.url.rstrip("/") == real_page


def test_a_question_beyond_the_documents_gets_questions_that_can_be_asked_with_a_click(context, real_page):
    page = opened(context, real_page)
    ask(page, "bagaimana cara memasak rendang?")
    wait_until_answered(page)
    expect(answers(page).locator("a.cite")).to_have_count(0)

    page.locator("#chat .option").first.click()
    wait_until_answered(page, 2)

    assert answers(page).last.locator("a.cite").count() >= 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_source_leads_to_its_document_with_the_paragraph_marked_and_in_view(context, real_page, size):
    page = opened(context, real_page, size)
    ask(page, QUESTION)
    wait_until_answered(page)
    page.locator("#chat .cite").first.click()
    source = page.locator("#sources article.active")
    place = source.locator("code").inner_text()
    with context.expect_page() as opening:
        source.get_by_role("link", name=rendering.OPEN_DOCUMENT).click()
    document = opening.value
    document.set_viewport_size(size)

    marked = document.locator(".paragraph.chosen")
    expect(marked).to_have_count(1)
    expect(marked.locator("p")).to_have_text(paragraph_in_sources(place))
    expect(marked).to_be_in_viewport()
    assert document.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_professions_are_browsed_searched_compared_and_asked_about(context, real_page, size):
    page = context.new_page()
    page.set_viewport_size(size)
    page.goto(f"{real_page}/telusuri")
    expect(page.locator(".professions li")).to_have_count(2)
    page.get_by_label(browse_rendering.SEARCH_LABEL).fill("kepala bagian")
    page.get_by_role("button", name=browse_rendering.SEARCH_BUTTON).click()
    expect(page.locator(".professions li")).to_have_count(1)

    page.locator(".professions a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kepala Bagian Humas di instansi pemerintah")
    expect(page.locator(".paragraph")).to_have_count(9)
    page.get_by_role("button", name=browse_rendering.COMPARE_BUTTON).click()
    expect(page.locator("tbody tr")).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.go_back()
    question = page.locator(".questions a").first
    text = question.inner_text()
    question.click()
    wait_until_answered(page)
    assert page.locator("#chat .question").all_inner_texts() == [text]
    expect(page.locator("#chat .cite").first).to_be_visible()
    assert "tanya" not in page.url
    page.reload()
    expect(page.locator("#chat .cite").first).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.locator("#chat .question").all_inner_texts() == [text], "asked once"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_serious_barrier(browser, real_page, size, scheme):
    with browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as one:
        one.set_default_timeout(ANSWER_SECONDS * 1000)
        page = one.new_page()
        for address in ("", "?cari=xyz", "?dokumen=kepala-humas&paragraf=6", "?dokumen=tidak-ada"):
            page.goto(f"{real_page}/telusuri{address}")
            assert barriers(page) == []
        page.goto(f"{real_page}/telusuri?dokumen=kepala-humas&dengan=kepala-bagian-humas")
        assert barriers(page) == []

        page.goto(real_page)
        expect(page.locator("#chat .example").first).to_be_visible()
        assert barriers(page) == []
        ask(page, QUESTION)
        wait_until_answered(page)
        assert barriers(page) == []
        page.locator("#chat .cite").first.click()
        expect(page.locator("#sources article.active")).to_be_in_viewport()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        ask(page, "berapa gaji kepala humas?")
        wait_until_answered(page, 2)
        assert barriers(page) == []


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds that keeps people out: the rule and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]


def test_a_browsing_page_is_dark_where_the_system_is(browser, real_page):
    with browser.new_context(color_scheme="dark") as dark:
        page = dark.new_page()
        page.goto(f"{real_page}/telusuri")

        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 23, 24)"


def test_two_tabs_have_conversations_of_their_own(context, quick_page):
    first, second = opened(context, quick_page), opened(context, quick_page)
    ask(first, "apa?")
    ask(second, "siapa?")
    wait_until_answered(first)
    wait_until_answered(second)

    assert first.locator("#chat .question").all_inner_texts() == ["apa?"]
    assert second.locator("#chat .question").all_inner_texts() == ["siapa?"]
    assert second.locator("#sources h3").all_inner_texts() == ["siapa?"]


TALKS = {
    "kepala-humas": ("apa tugas kepala humas?", "siapa yang tidak cocok?", "keterampilannya apa aja?"),
    "kepala-bagian-humas": ("apa tugas kepala bagian humas?", "siapa yang gak cocok?", "skill yang perlu apa?"),
}
"""Only the first question of each names its profession; the others mean it."""


def test_two_browsers_that_chat_at_once_never_see_what_is_said_in_the_other(browser, real_page, pytestconfig):
    """With ``--chat-seconds 300`` for five minutes."""
    until = time.monotonic() + pytestconfig.getoption("--chat-seconds")
    with browser.new_context(viewport=DESKTOP) as one, browser.new_context(viewport=PHONE) as other:
        talking = dict(zip(TALKS, (opened(one, real_page), opened(other, real_page)), strict=True))
        asked = 0
        while asked == 0 or time.monotonic() < until:
            if asked:
                for page in talking.values():
                    page.get_by_role("button", name=rendering.RESTART).click()
                    expect(page.locator("#chat .question")).to_have_count(0)
            for number in range(3):
                for document, page in talking.items():
                    ask(page, TALKS[document][number])
                for document, page in talking.items():
                    wait_until_answered(page, number + 1)
                    assert page.locator("#chat .question").all_inner_texts() == list(TALKS[document][: number + 1])
                    places = page.locator("#sources .place code").all_text_contents()
                    assert len(places) > number
                    assert {place.partition("#")[0] for place in places} == {document}
                asked += 1


def test_hostile_text_of_a_document_is_shown_and_does_nothing(context, hostile_page):
    page = opened(context, hostile_page)
    ask(page, HOSTILE)
    wait_until_answered(page)

    for place in ("#chat .question", "#chat .answer .quote", "#sources .text", "#chat .option"):
        assert page.locator(place).inner_text() == HOSTILE, place
    for element in (
        "img",
        "script",
        "style",
        "a:not(.cite, .place, .whole a)",
        "strong",
        "code:not(.place code)",
        ".katex",
    ):
        shown = ", ".join(f"{place} {element}" for place in (".message-content", ".options", "#sources-list"))
        expect(page.locator(shown)).to_have_count(0)
    assert page.evaluate("window.pwned") is None
    page.locator("a.cite").click()
    expect(page.locator("#sources article.active")).to_have_count(1)


def test_an_answer_appears_sentence_by_sentence(context, slow_page):
    page = opened(context, slow_page)
    ask(page, "apa?")

    expect(page.locator("#chat .status")).to_have_text(rendering.STATUS_SEARCHING)
    expect(page.locator("a.cite").nth(1)).to_be_visible()
    expect(page.get_by_role("button", name="Jawaban membantu")).to_be_hidden()
    expect(page.locator("#chat .status")).to_have_text(rendering.STATUS_CHECKING)
    wait_until_answered(page)
    expect(page.locator("a.cite")).to_have_count(SENTENCES)
    expect(page.get_by_role("button", name="Jawaban membantu")).to_be_visible()


def test_a_source_opened_while_the_answer_grows_stays_highlighted_and_in_view(context, slow_page):
    page = opened(context, slow_page)
    ask(page, "apa?")
    page.locator("a.cite").nth(2).click()
    wait_until_answered(page)

    expect(page.locator("#sources article.active")).to_have_id("src-t1-3")
    expect(page.locator("#src-t1-3")).to_be_in_viewport()


def test_stop_ends_the_answer_and_the_next_question_is_answered(context, slow_page):
    page = opened(context, slow_page)
    ask(page, "apa?")
    expect(page.locator("a.cite").nth(1)).to_be_visible()
    page.get_by_role("button", name="Hentikan jawaban").click()

    expect(answers(page)).to_contain_text(rendering.NOTE_STOPPED)
    page.wait_for_timeout(1000)
    assert 2 <= page.locator("a.cite").count() < SENTENCES
    page.get_by_role("button", name=rendering.AGAIN).click()
    expect(page.locator("a.cite")).to_have_count(SENTENCES)
    expect(page.get_by_role("button", name=rendering.AGAIN)).to_have_count(0)
    wait_until_answered(page)  # only now: the stopped answer looked like an ended one
    ask(page, "siapa?")
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last.locator("a.cite").first).to_be_visible()


def test_who_asks_too_fast_is_told_so_and_keeps_the_question(context, limited_page):
    page = opened(context, limited_page)
    ask(page, "apa?")
    wait_until_answered(page)
    ask(page, "lalu?")

    expect(answers(page).last).to_contain_text(re.compile(r"coba lagi \d+ detik lagi"))
    expect(page.get_by_role("button", name=rendering.AGAIN)).to_be_visible()
    expect(page.locator("#chat .question").last).to_have_text("lalu?")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_reload_keeps_the_conversation_and_its_sources(context, quick_page, size):
    page = opened(context, quick_page, size)
    for number, question in enumerate(("apa?", "siapa?"), start=1):
        ask(page, question)
        wait_until_answered(page, number)
    page.reload()
    wait_until_answered(page, 2)

    assert page.locator("#chat .question").all_inner_texts() == ["apa?", "siapa?"]
    answers(page).first.locator("a.cite").nth(2).click()
    expect(page.locator("#src-t1-3")).to_be_in_viewport()
    expect(page.locator("#sources article.active")).to_have_id("src-t1-3")
    page.keyboard.press("Escape")
    ask(page, "lalu?")
    wait_until_answered(page, 3)
    expect(page.locator("#src-t3-1")).to_have_count(1)

    elsewhere = opened(context, quick_page, size)
    elsewhere.wait_for_timeout(1000)
    expect(elsewhere.locator("#chat .question")).to_have_count(0)
    page.get_by_role("button", name=rendering.RESTART).click()
    expect(page.locator("#chat .question")).to_have_count(0)
    page.reload()
    expect(page.locator("#chat .example")).to_be_visible()
    page.wait_for_timeout(1000)
    expect(page.locator("#chat .question")).to_have_count(0)


def test_a_reload_while_an_answer_grows_keeps_the_question(context, slow_page):
    page = opened(context, slow_page)
    ask(page, "apa?")
    expect(page.locator("a.cite").nth(1)).to_be_visible()
    page.reload()

    expect(page.locator("#chat .question")).to_have_text("apa?")
    page.get_by_role("button", name=rendering.AGAIN).click()
    wait_until_answered(page)
    expect(page.locator("a.cite")).to_have_count(SENTENCES)


def test_the_documents_below_an_answer_lead_to_their_paragraphs(context, quick_page):
    page = opened(context, quick_page)
    ask(page, "apa?")
    wait_until_answered(page)
    page.locator("#chat .used a").nth(4).click()

    expect(page.locator("#sources article.active")).to_have_id("src-t1-5")


def test_a_full_queue_is_said_in_indonesian_and_can_be_tried_again(context, narrow_page):
    pages = [opened(context, narrow_page) for _ in range(3)]
    for page in pages:
        ask(page, "apa?")
        expect(answers(page)).to_have_count(1)
        page.wait_for_timeout(700)  # the first is being answered, the second waits, for the third there is no room
    *_, refused = pages

    expect(refused.locator(".toast-body")).to_contain_text("antreannya penuh")
    expect(refused.locator(".toast-body")).not_to_contain_text("busy")
    expect(answers(refused)).to_contain_text(rendering.NOTE_FAILED)
    for page in pages[:2]:
        wait_until_answered(page)
        expect(page.locator("#chat .cite")).to_have_count(1)
    ask(refused, "apa?")
    expect(refused.locator("#chat .cite")).to_have_count(1, timeout=ANSWER_SECONDS * 1000)


def test_an_example_and_a_suggestion_ask_their_question(context, quick_page):
    page = opened(context, quick_page)
    page.locator("#chat .example").click()
    wait_until_answered(page)
    page.locator("#chat .option").click()
    wait_until_answered(page, 2)

    assert page.locator("#chat .question").all_inner_texts() == ["Apa tugasnya?", "Lalu apa?"]


def test_a_blank_question_does_nothing_and_an_over_long_one_is_declined_politely(context, quick_page):
    page = opened(context, quick_page)
    ask(page, "   ")
    page.wait_for_timeout(500)
    expect(page.locator("#chat .question")).to_have_count(0)
    expect(page.locator("#chat .example")).to_be_visible()

    ask(page, "panjang " * 200)
    expect(answers(page)).to_contain_text("terlalu panjang")
    page.wait_for_timeout(500)
    expect(answers(page)).to_have_count(1)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_conversation_is_saved_and_printed_with_its_sources(context, quick_page, size):
    page = opened(context, quick_page, size)
    save = page.get_by_role("button", name=rendering.SAVE)
    expect(save).to_be_hidden()
    ask(page, "apa yang disimpan?")
    wait_until_answered(page)
    page.locator("#chat .cite").first.click()

    with page.expect_download() as downloading:
        save.click()
    assert downloading.value.suggested_filename == "tanya-karier.md"
    kept = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert "## apa yang disimpan?" in kept
    for number in range(1, SENTENCES + 1):
        assert f"Kalimat nomor {number}. [{number}]" in kept
        assert f"paragraf {number} (kepala-humas#p{number})" in kept
    assert "> **Tugas nomor 1 dijelaskan denga**n" in kept

    page.get_by_role("button", name=rendering.PRINT).click()
    printed = page.frame_locator("#to-print")
    expect(printed.get_by_role("heading", level=2)).to_have_text("apa yang disimpan?")
    expect(printed.locator("article")).to_have_count(SENTENCES)
    assert_nothing_is_wider_than_the_window(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_thought_of_an_answer_is_kept_until_it_is_taken_back(context, quick_page, kept, size):
    page = opened(context, quick_page, size)
    question = f"apa yang dinilai di layar selebar {size['width']}?"
    ask(page, question)
    wait_until_answered(page)

    def is_kept(*choices: str) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while (found := choices_about(kept, question)) != list(choices) and time.monotonic() < deadline:
            page.wait_for_timeout(100)
        assert found == list(choices)

    helpful = page.get_by_role("button", name="Jawaban membantu")
    helpful.click()
    expect(page.get_by_text(rendering.FEEDBACK_KEPT)).to_be_visible()
    expect(page.get_by_role("button", name="Jawaban membantu (dipilih)")).to_be_visible()
    is_kept("up")
    page.get_by_role("button", name=rendering.WRONG_CITATION).click()
    expect(helpful).to_have_accessible_name("Jawaban membantu")
    is_kept("wrong_citation")
    assert_nothing_is_wider_than_the_window(page)

    # Another answer changes nothing of what was chosen before.
    ask(page, "lalu?")
    wait_until_answered(page, 2)
    is_kept("wrong_citation")
    page.get_by_role("button", name="Jawaban kurang tepat").first.click()
    is_kept("down")
    page.get_by_role("button", name="Jawaban kurang tepat (dipilih)").click()
    expect(page.get_by_text(rendering.FEEDBACK_TAKEN_BACK)).to_be_visible()
    is_kept()


def choices_about(kept: Path, question: str) -> list[str]:
    return [one["choice"] for one in FeedbackStore(kept).candidates() if one["question"] == question]


def test_a_new_conversation_forgets_the_old_one(context, quick_page):
    page = opened(context, quick_page)
    ask(page, "apa?")
    wait_until_answered(page)
    page.get_by_role("button", name=rendering.RESTART).click()

    expect(page.locator("#chat .question")).to_have_count(0)
    expect(page.locator("#sources article")).to_have_count(0)
    expect(page.locator("#sources .hint")).to_be_visible()


def test_on_a_phone_the_sources_are_a_sheet_that_opens_and_closes(context, quick_page):
    page = opened(context, quick_page, PHONE)
    expect(page.locator("#sources")).to_be_hidden()
    ask(page, "apa?")
    wait_until_answered(page)
    link = page.locator("a.cite").nth(5)

    link.click()
    expect(page.locator("#src-t1-6")).to_be_in_viewport()
    page.get_by_role("button", name=rendering.SOURCES_CLOSE).click()
    expect(page.locator("#sources")).to_be_hidden()
    expect(link).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#src-t1-6")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sources")).to_be_hidden()

    link.click()
    page.mouse.click(195, 20)  # beside the sheet
    expect(page.locator("#sources")).to_be_hidden()


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (768, 1024), (1280, 800)])
def test_the_question_box_is_in_view_and_nothing_is_cut_off(context, quick_page, size):
    page = opened(context, quick_page, {"width": size[0], "height": size[1]})
    expect(box(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name=rendering.GREETING)).to_be_in_viewport(ratio=1)
    assert_nothing_is_wider_than_the_window(page)

    ask(page, "katapanjangsekali" * 12)
    wait_until_answered(page)

    expect(box(page)).to_be_in_viewport(ratio=1)
    assert_nothing_is_wider_than_the_window(page)


def test_the_page_speaks_indonesian_and_names_its_controls(context, quick_page):
    page = opened(context, quick_page)

    assert page.title() == rendering.PAGE_TITLE
    assert page.evaluate("document.documentElement.lang") == "id"
    expect(page.get_by_role("heading", level=1)).to_have_text(rendering.PAGE_TITLE)
    expect(page.get_by_role("button", name="Kirim pertanyaan")).to_be_visible()
    expect(page.get_by_label(rendering.INPUT_LABEL, exact=True)).to_be_visible()
    expect(page.locator("footer")).to_have_count(0)
