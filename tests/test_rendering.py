import re
from dataclasses import replace
from html import unescape

import pytest
from elements import Elements
from fake_assistant import citation
from markdown_it import MarkdownIt

from rag import rendering
from rag.conversation import ChatTurn, Phase
from rag.types import Aspect, Sentence

HOSTILE = (
    "<script>alert(1)</script> <img src=http://evil.example/x.png onerror=alert(1)> **tebal** "
    "[klik](http://evil.example) http://evil.example $x^2$ `kode` ~~coret~~ &lt;b&gt; \" ' "
    "</div></p><h1>judul</h1> {{value}} ${value}"
)
PARAGRAPH = "Tugas utama meliputi menyusun strategi. Selain itu, ia menulis siaran pers."


def turn(**changes) -> ChatTurn:
    values = {
        "id": "t1",
        "question": "apa tugasnya?",
        "phase": Phase.ANSWERED,
        "sentences": (Sentence("Ia menyusun strategi.", (1,), "llm"), Sentence(PARAGRAPH, (2, 1), "quote")),
        "citations": (citation(1, PARAGRAPH, "menyusun strategi"), citation(2, PARAGRAPH)),
        "text": "Ia menyusun strategi. [1]",
    }
    return ChatTurn(**(values | changes))


def hostile_turn() -> ChatTurn:
    return turn(
        question=HOSTILE,
        sentences=(Sentence(HOSTILE, (1,), "quote"),),
        citations=(citation(1, HOSTILE, HOSTILE[:40], title=HOSTILE),),
        text=HOSTILE,
        note=HOSTILE,
        suggestions=(HOSTILE,),
    )


def test_every_citation_of_a_message_leads_to_an_article_of_the_panel():
    turns = (turn(), turn(id="t2", question="lagi?"))
    links = [link["href"] for t in turns for link in Elements(rendering.answer_html(t)).named("a")]
    articles = [article["id"] for article in Elements(rendering.sources_html(turns)).named("article")]

    assert links == [f"#src-{t}-{n}" for t in ("t1", "t2") for n in (1, 2, 1, 1, 2)]
    assert sorted(articles) == ["src-t1-1", "src-t1-2", "src-t2-1", "src-t2-2"]


def test_a_citation_follows_its_sentence_without_a_place_to_break_the_line():
    html = rendering.answer_html(turn())

    assert re.search(r'strategi&#46;&nbsp;<a class="cite checked"[^>]*>\[1\]</a>', html)


def test_a_citation_names_its_profession_and_paragraph():
    checked, quoted, *_ = Elements(rendering.answer_html(turn())).named("a")

    assert checked["title"] == f"Kepala Humas, Paragraf 1. {rendering.CHECKED_TITLE}"
    assert quoted["title"] == f"Kepala Humas, Paragraf 2. {rendering.QUOTE_TITLE}"
    assert (checked["class"], quoted["class"]) == ("cite checked", "cite")


def test_the_documents_an_answer_rests_on_stand_below_it_each_paragraph_once():
    other = replace(citation(4, PARAGRAPH), document_id="pranata-humas", title="Pranata Humas")
    cited = (citation(2, PARAGRAPH), citation(1, PARAGRAPH), replace(citation(3, PARAGRAPH), paragraph=2), other)
    text = Elements(rendering.answer_html(turn(citations=cited, sentences=()))).text

    assert text.endswith("Sumber: Kepala Humas, paragraf\xa01, 2 · Pranata Humas, paragraf\xa04")
    assert "Sumber:" not in Elements(rendering.answer_html(turn(phase=Phase.WRITING))).text


def test_an_article_tells_what_its_paragraph_is_about_where_that_is_known():
    known = replace(citation(2, PARAGRAPH), aspect=Aspect.DUTIES)

    assert "Paragraf 2 · Tugas" in Elements(rendering.sources_html((turn(citations=(known,)),))).text
    assert "Lainnya" not in Elements(rendering.sources_html((turn(),))).text


def test_only_direct_quotes_are_marked_as_such():
    quotes = Elements(rendering.answer_html(turn())).named("span")

    assert quotes == [{"class": "quote", "title": rendering.QUOTE_TITLE}]


def test_an_article_shows_title_number_and_whole_paragraph_with_the_quote_marked():
    panel = Elements(rendering.sources_html((turn(citations=(citation(3, PARAGRAPH, "menyusun strategi"),)),)))

    assert "[3] Kepala Humas" in panel.text
    assert "Paragraf 3" in panel.text
    assert PARAGRAPH in panel.text
    assert panel.marked == "menyusun strategi"


@pytest.mark.parametrize("quote", ["", "tidak ada di sini"])
def test_a_paragraph_without_the_quote_is_shown_whole_and_unmarked(quote):
    assert rendering.mark_quote("a < b", quote) == "a &lt; b"


def test_the_quote_is_found_before_escaping():
    assert rendering.mark_quote("x & y < z", "& y <") == "x <mark>&amp; y &lt;</mark> z"


def test_the_newest_sources_come_first_and_turns_without_sources_have_no_section():
    turns = (turn(), turn(id="t2", question="resep?", citations=(), sentences=()), turn(id="t3", question="lagi?"))
    panel = Elements(rendering.sources_html(turns))

    assert [article["id"][:6] for article in panel.named("article")] == ["src-t3", "src-t3", "src-t1", "src-t1"]
    assert "resep?" not in panel.text


def test_an_empty_panel_explains_itself():
    panel = Elements(rendering.sources_html(()))

    assert rendering.SOURCES_HINT in panel.text
    assert "[1]" in panel.text


def test_hostile_text_is_only_text_in_a_message():
    for message in rendering.chat_messages((hostile_turn(),)):
        rendered = Elements(MarkdownIt("gfm-like", {"linkify": False}).render(message["content"]))

        assert {tag for tag, _ in rendered.found} <= {"div", "p", "span", "a"}
        assert all(link["href"].startswith("#src-t1-") for link in rendered.named("a"))
        assert HOSTILE in rendered.text


def test_hostile_text_is_only_text_in_the_panel():
    panel = Elements(rendering.sources_html((hostile_turn(),)))

    assert {tag for tag, _ in panel.found} == {"section", "h3", "article", "h4", "span", "p", "code", "mark", "a"}
    assert {link["href"].partition("?")[0] for link in panel.named("a")} == {"telusuri"}
    assert HOSTILE in panel.text


def test_a_source_leads_to_its_paragraph_in_the_whole_document():
    (link,) = Elements(rendering.sources_html((turn(citations=(citation(2, PARAGRAPH),)),))).named("a")

    assert link["href"] == "telusuri?dokumen=kepala-humas&paragraf=2#p2"


def test_a_list_that_is_quoted_keeps_its_lines_in_the_message():
    quoted = Sentence("Tugasnya:\n- memotong sayur\n- merebus <air>", (1,), "quote")
    lines = rendering.answer_html(turn(sentences=(quoted,), citations=(citation(1, PARAGRAPH),))).split("<br/>")

    assert [Elements(re.sub(r"</?(?:div|p|span|a)\b[^>]*>", "", line)).text for line in lines[1:-1]] == [
        "- memotong sayur"
    ]
    assert len(lines) == 3


def test_an_answer_that_goes_on_to_another_profession_begins_a_paragraph_with_its_name():
    sentences = (
        Sentence("Ia memasak.", (1,), "llm", "Koki <b>"),
        Sentence("Ia mencicipi.", (1,), "llm"),
        Sentence("Ia menjahit.", (2,), "llm", "Penjahit"),
    )
    first, second, _ = re.findall(r"<p[^>]*>(.*?)</p>", rendering.answer_html(turn(sentences=sentences)))
    assert first.startswith("<strong>Koki &#60;b&#62;:</strong> Ia memasak")
    assert "Ia mencicipi" in first
    assert second.startswith("<strong>Penjahit:</strong> Ia menjahit")


def test_no_line_break_of_a_text_reaches_a_message():
    # A blank line would end the HTML block of the message, and what follows would be Markdown again.
    assert "\n" not in rendering.answer_html(turn(sentences=(Sentence("a\n\n# b\r\n\u2028c", (1,), "llm"),)))


def test_escaping_for_a_message_leaves_no_ascii_punctuation_but_its_own():
    escaped = rendering.escape_message(HOSTILE)

    assert unescape(escaped) == HOSTILE
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"&#\d+;", "", escaped))


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"phase": Phase.WAITING}, rendering.STATUS_SEARCHING),
        ({"phase": Phase.SEARCHING}, rendering.STATUS_SEARCHING),
        ({"phase": Phase.WRITING}, rendering.STATUS_WRITING),
        ({"phase": Phase.STOPPED}, rendering.NOTE_STOPPED),
        ({"phase": Phase.FAILED}, rendering.NOTE_FAILED),
        ({"phase": Phase.TOO_MANY, "wait": 7}, rendering.NOTE_TOO_MANY.format(seconds=7)),
        ({"phase": Phase.NOT_FOUND, "text": "Tidak ada di dokumen."}, "Tidak ada di dokumen."),
    ],
)
def test_a_turn_without_sentences_says_how_it_stands(changes, phrase):
    without_sentences = {"sentences": (), "citations": (), "text": ""}

    assert Elements(rendering.answer_html(turn(**without_sentences | changes))).text == phrase


def test_a_pending_answer_says_that_more_is_coming_and_a_finished_one_does_not():
    assert rendering.STATUS_CHECKING in Elements(rendering.answer_html(turn(phase=Phase.WRITING))).text
    assert rendering.STATUS_CHECKING not in Elements(rendering.answer_html(turn())).text


def test_an_over_long_question_is_shortened_and_its_limit_named():
    question, answer = rendering.chat_messages((turn(question="x" * 1234, phase=Phase.TOO_LONG, sentences=()),))

    assert len(Elements(question["content"]).text) < 200
    assert "1000" in answer["content"]
    assert "1234" in answer["content"]


def test_a_note_stands_below_the_sentences():
    text = Elements(rendering.answer_html(turn(note="Model bahasa berhenti."))).text

    assert text.index(PARAGRAPH) < text.index("Model bahasa berhenti.") < text.index("Sumber:")


@pytest.mark.parametrize("phase", [Phase.STOPPED, Phase.FAILED, Phase.TOO_MANY])
def test_an_answer_that_ended_early_can_be_asked_for_again(phase):
    early = turn(phase=phase, suggestions=("Lalu?",), wait=7)

    for turns, offered in (((early,), [rendering.AGAIN, "Lalu?"]), ((early, turn(id="t2")), [])):
        assert [one["value"] for one in rendering.chat_messages(turns)[1]["options"]] == offered


def test_what_the_script_stores_is_only_text():
    assert Elements(rendering.kept_html('"><script>')).found == [("data", {"value": '"><script>'})]


def test_only_the_last_turn_offers_its_suggestions():
    messages = rendering.chat_messages((turn(suggestions=("Lama?",)), turn(id="t2", suggestions=("Baru?",))))

    assert [message["options"] for message in messages] == [[], [], [], [{"value": "Baru?", "label": "Baru?"}]]


def test_the_greeting_speaks_of_examples_only_where_there_are_some():
    assert "contoh" in rendering.greeting_html(2, has_examples=True)
    assert "contoh" not in rendering.greeting_html(2)


def test_the_greeting_says_how_many_professions_are_covered_where_that_is_known():
    assert "12 profesi" in rendering.greeting_html(12)
    assert "0" not in rendering.greeting_html()


@pytest.mark.parametrize("html", [rendering.header_html(), rendering.sources_header_html()])
def test_the_fixed_parts_are_well_formed(html):
    assert Elements(html).text
