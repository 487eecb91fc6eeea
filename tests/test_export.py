"""A conversation that is kept has every question, sentence and source, and nothing that does anything."""

import re
from html import unescape

import pytest
from fake_assistant import citation
from markdown_it import MarkdownIt

from rag.conversation import ChatTurn, Phase
from rag.export import as_html, as_markdown
from rag.types import Sentence

HOSTILE = (
    "<script>alert(1)</script> <img src=http://evil.example/x.png> **tebal** _miring_ [klik](http://evil.example) "
    "![x](http://evil.example) <http://evil.example> `kode` ~~coret~~ $x^2$ &lt;b&gt; a | b \\ akhir"
)
PARAGRAPH = "Tugas utama meliputi menyusun strategi. Selain itu, ia menulis siaran pers."
TURN = ChatTurn(
    "t1",
    "apa tugasnya?",
    Phase.ANSWERED,
    (Sentence("Ia menyusun strategi.", (1,), "llm"), Sentence(PARAGRAPH, (2, 1), "quote", "Koki")),
    (citation(1, PARAGRAPH, "menyusun strategi"), citation(2, PARAGRAPH)),
    "…",
    "Ada catatan.",
)
REFUSED = ChatTurn("t2", "berapa gajinya?", Phase.NOT_FOUND, text="Maaf, tidak ada.")


def rendered(markdown: str) -> str:
    return MarkdownIt("commonmark").render(markdown)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_markdown_has_questions_answers_notes_and_sources_in_order() -> None:
    html = rendered(as_markdown([TURN, REFUSED]))

    assert re.findall(r"<h([123])>(.*?)</h", html) == [
        ("1", "Percakapan dengan Tanya Karier"),
        ("2", "apa tugasnya?"),
        ("3", "Sumber"),
        ("2", "berapa gajinya?"),
    ]
    assert f"<p>Ia menyusun strategi. [1] <strong>Koki:</strong> “{PARAGRAPH}” [2] [1]</p>" in html
    assert "<em>Ada catatan.</em>" in html
    assert "<p>[1] Kepala Humas, paragraf 1 (kepala-humas#p1)</p>" in html
    assert "<p>Tugas utama meliputi <strong>menyusun strategi</strong>. Selain itu" in html
    assert "<p>Maaf, tidak ada.</p>" in html


def test_the_page_has_the_same() -> None:
    html = as_html([TURN, REFUSED])

    for text in ("apa tugasnya?", "Ia menyusun strategi. [1]", "Ada catatan.", "Maaf, tidak ada."):
        assert text in html
    assert "<mark>menyusun strategi</mark>" in html
    assert html.count("<article>") == 2


def hostile_turn() -> ChatTurn:
    cited = citation(1, f"{HOSTILE}. Selesai.", HOSTILE, title=HOSTILE)
    return ChatTurn("t1", HOSTILE, Phase.ANSWERED, (Sentence(HOSTILE, (1,), "quote", HOSTILE),), (cited,), "…", HOSTILE)


def test_hostile_text_stays_text_in_markdown() -> None:
    html = rendered(as_markdown([hostile_turn()]))

    assert set(re.findall(r"<(\w+)", html)) == {"h1", "h2", "h3", "p", "strong", "em", "blockquote"}
    # The question, whom it is about, the sentence, the note, the source's title and its words.
    assert words(html).count(" ".join(HOSTILE.split())) == 6


def test_hostile_text_stays_text_in_the_page() -> None:
    html = as_html([hostile_turn()])

    assert set(re.findall(r"<(\w+)", html)) == {
        *("html", "head", "meta", "title", "style", "body", "section", "h1", "h2", "h3", "p"),
        *("strong", "article", "mark"),
    }
    assert "http" not in re.sub(r">[^<]*<", "><", html)


@pytest.mark.parametrize(
    "text",
    [
        "# judul",
        "- butir",
        "+ butir",
        "1. satu",
        "2) dua",
        "=====",
        "---",
        "    kode",
        "> kutipan",
        "* butir",
        "a\n\nb",
    ],
)
def test_what_begins_a_line_begins_nothing_else(text: str) -> None:
    turn = ChatTurn("t1", "apa?", Phase.NOT_FOUND, text=text)

    html = rendered(as_markdown([turn])).split("</h2>")[1]

    assert re.findall(r"<(\w+)", html) in (["p"], ["p", "br"])
    assert words(html) == " ".join(text.split())


def test_a_list_that_is_quoted_keeps_its_lines() -> None:
    told = "Tugasnya:\n- memotong sayur\n- merebus air"
    turn = ChatTurn("t1", "apa?", Phase.ANSWERED, (Sentence(told, (1,), "quote"),), (citation(1, told),))

    html = rendered(as_markdown([turn]))

    assert html.count("<br />\n- memotong sayur<br />\n- merebus air") == 2


def test_a_question_of_several_lines_is_one_heading() -> None:
    html = rendered(as_markdown([ChatTurn("t1", "apa?\n\nsiapa?\n- kapan?", Phase.NOT_FOUND, text="Maaf.")]))

    assert "<h2>apa? siapa? - kapan?</h2>" in html


def test_nothing_said_is_only_a_heading() -> None:
    assert as_markdown([]) == "# Percakapan dengan Tanya Karier\n"
