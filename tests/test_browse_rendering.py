"""The browsing pages as HTML: everything escaped, everything linked."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from elements import Elements

from rag import browse_rendering as pages
from rag.library import Document, Entry, Listing
from rag.types import Aspect, Paragraph

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \" ' & </title></main> javascript:alert(1)"


def entry(identifier: str = "koki", title: str = "Koki", *aliases: str) -> Entry:
    return Entry(identifier, title, aliases, 2)


def document(identifier: str = "koki", title: str = "Koki", *texts: tuple[str, Aspect]) -> Document:
    told = texts or (("Koki memasak.", Aspect.DUTIES), ("Koki cocok bagi yang suka makan.", Aspect.FITS))
    return Document(
        entry(identifier, title),
        tuple(Paragraph(identifier, number, text, aspect) for number, (text, aspect) in enumerate(told, 1)),
    )


def addresses(html: str) -> list[str]:
    return [str(one["href"]) for one in Elements(html).named("a")]


PAGES_OF_HOSTILE_TEXT = {
    "list": pages.list_page(Listing((entry(HOSTILE, HOSTILE, HOSTILE),), 1, 1), HOSTILE),
    "nothing": pages.list_page(Listing((), 0, 5), HOSTILE),
    "document": pages.document_page(
        document(HOSTILE, HOSTILE, (HOSTILE, Aspect.OTHER)), {Aspect.DUTIES: HOSTILE}, (entry("a", HOSTILE),), 1
    ),
    "both": pages.side_by_side_page(
        document(HOSTILE, HOSTILE, (HOSTILE, Aspect.OTHER)), document("b", HOSTILE, (HOSTILE, Aspect.DUTIES))
    ),
    "unknown": pages.unknown_page(HOSTILE),
}


@pytest.mark.parametrize("html", PAGES_OF_HOSTILE_TEXT.values(), ids=PAGES_OF_HOSTILE_TEXT)
def test_hostile_text_stays_text(html: str) -> None:
    found = Elements(html)

    assert [one["src"] for one in found.named("script")] == ["telusuri/browse.js"]
    assert found.named("img") == []
    assert not any(name.startswith("on") for _, attributes in found.found for name in attributes)
    assert {urlsplit(urljoin("http://h/telusuri", one)).netloc for one in addresses(html)} == {"h"}
    if "alert" in found.text:
        assert "<script>alert(1)</script>" in found.text


def test_hostile_text_is_shown_as_it_is() -> None:
    assert HOSTILE in Elements(PAGES_OF_HOSTILE_TEXT["document"]).text


def test_a_list_links_every_document_and_tells_its_names() -> None:
    html = pages.list_page(Listing((entry(), entry("juru-masak", "Juru Masak", "chef")), 2, 2), "")

    assert {"telusuri?dokumen=koki", "telusuri?dokumen=juru-masak"} <= set(addresses(html))
    assert "Disebut juga: chef" in Elements(html).text
    assert "2 profesi dibahas" in Elements(html).text


@pytest.mark.parametrize(
    ("listing", "query", "said"),
    [
        (Listing((entry(),), 1, 9), "kok", "1 dari 9 profesi cocok dengan “kok”."),
        (Listing((), 0, 9), "xyz", "Tidak ada profesi yang cocok dengan “xyz”."),
        (Listing((), 0, 0), "", "Belum ada dokumen."),
        (Listing((entry(),), 300, 300), "", "300 profesi dibahas di sini. Yang tampil 1 yang pertama"),
    ],
)
def test_a_list_says_how_much_of_what_it_shows(listing: Listing, query: str, said: str) -> None:
    assert said in Elements(pages.list_page(listing, query)).text


def test_every_paragraph_has_its_number_as_a_link_that_leads_to_it() -> None:
    html = pages.document_page(document(), {}, ())

    assert [one["id"] for one in Elements(html).named("section")] == ["p1", "p2"]
    assert {"telusuri?dokumen=koki&paragraf=1#p1", "telusuri?dokumen=koki&paragraf=2#p2"} <= set(addresses(html))


@pytest.mark.parametrize(("chosen", "marked"), [(None, []), (2, ["p2"]), (3, [])])
def test_only_the_paragraph_of_the_address_is_marked(chosen: int | None, marked: list[str]) -> None:
    sections = Elements(pages.document_page(document(), {}, (), chosen)).named("section")

    assert [one["id"] for one in sections if "chosen" in str(one["class"])] == marked


def test_a_heading_stands_where_another_aspect_begins() -> None:
    told = (("Satu.", Aspect.DUTIES), ("Dua.", Aspect.DUTIES), ("Tiga.", Aspect.FITS))
    html = pages.document_page(document("koki", "Koki", *told), {}, ())

    assert len(Elements(html).named("h2")) == 2


def test_a_question_leads_to_the_chat_that_asks_it() -> None:
    html = pages.document_page(document(), {Aspect.DUTIES: "Apa tugas koki & pembantunya?"}, ())

    (address,) = [one for one in addresses(html) if pages.ASK in parse_qs(urlsplit(one).query)]
    assert urlsplit(urljoin("http://h/folder/telusuri", address)).path == "/folder/"
    assert parse_qs(urlsplit(address).query) == {"tanya": ["Apa tugas koki & pembantunya?"]}


def test_a_document_is_compared_with_others_but_not_with_itself() -> None:
    html = pages.document_page(document(), {}, (entry(), entry("juru-masak", "Juru Masak")))

    assert [one["value"] for one in Elements(html).named("option")] == ["juru-masak"]
    assert Elements(pages.document_page(document(), {}, (entry(),))).named("select") == []


def test_two_documents_share_a_row_where_they_tell_of_the_same() -> None:
    one = document("koki", "Koki", ("Memasak.", Aspect.DUTIES), ("Suka makan.", Aspect.FITS))
    other = document("kurir", "Kurir", ("Mengantar.", Aspect.DUTIES))

    found = Elements(pages.side_by_side_page(one, other))

    assert len(found.named("tr")) == 3  # the head, duties, who fits
    assert found.text.index("Memasak.") < found.text.index("Mengantar.") < found.text.index("Suka makan.")
    assert pages.TOLD_NOWHERE in found.text


def test_all_aspects_have_a_name() -> None:
    assert set(pages.ASPECTS) == set(Aspect)


@pytest.mark.parametrize("html", [*PAGES_OF_HOSTILE_TEXT.values(), pages.failed_page()])
def test_every_page_is_indonesian_has_one_heading_and_labels_its_fields(html: str) -> None:
    found = Elements(html)

    assert found.named("html")[0]["lang"] == "id"
    assert len(found.named("h1")) == 1
    labelled = {one["for"] for one in found.named("label")}
    assert {
        one.get("id") for one in found.named("input") + found.named("select") if one.get("type") != "hidden"
    } <= labelled
