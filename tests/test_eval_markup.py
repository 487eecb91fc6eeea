"""Texts of others as HTML: escaped, marked, in their language."""

from evals.markup import escaped, indonesian, marked, table


def test_markup_in_a_text_is_shown_and_not_followed() -> None:
    assert escaped("<a href='x'>\"&\"</a>") == "&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;&quot;&lt;/a&gt;"


def test_controls_that_html_forbids_are_replaced_and_line_breaks_kept() -> None:
    assert escaped("satu\x00dua\x1b[0m\n\ttiga") == "satu\ufffddua\ufffd[0m\n\ttiga"


def test_an_indonesian_text_says_its_language() -> None:
    assert indonesian("Apa itu <humas>?", "q") == '<q lang="id">Apa itu &lt;humas&gt;?</q>'


def test_wordings_are_marked_whatever_their_case_and_white_space() -> None:
    shown = marked("Menyusun Siaran\nPers & rilis", {"fact": ["siaran pers"]})
    assert shown == 'Menyusun <mark class="fact">Siaran\nPers</mark> &amp; rilis'


def test_a_marked_wording_is_escaped_like_the_rest() -> None:
    assert marked("a <b> c", {"quote": ["<b>"]}) == 'a <mark class="quote">&lt;b&gt;</mark> c'


def test_of_overlapping_wordings_the_later_class_wins() -> None:
    shown = marked("hanya satu arah", {"fact": ["hanya satu"], "forbidden": ["satu arah"]})
    assert shown == '<mark class="fact">hanya </mark><mark class="forbidden">satu arah</mark>'


def test_an_empty_wording_marks_nothing() -> None:
    assert marked("teks", {"fact": ["", "  "]}) == "teks"


def test_a_table_can_be_scrolled_with_the_keyboard_and_says_what_it_is() -> None:
    html = table("Rates & more", ["A", "B"], ["<tr><td>1</td><td>2</td></tr>"])
    assert 'tabindex="0" aria-label="Rates &amp; more"' in html
    assert html.count('<th scope="col">') == 2
