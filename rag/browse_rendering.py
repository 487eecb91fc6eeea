"""The pages on which people browse the documents, as HTML. Pure: records in, escaped text out.

Whole pages without any component of the chat: they load at once, work without a script, and every state has an
address of its own that can be passed on.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final
from urllib.parse import urlencode

from rag.library import Document, Entry, Listing
from rag.types import Aspect, Paragraph

# Addresses, relative to the page that links, so that a proxy may serve all of it below a folder.
BROWSE: Final[str] = "telusuri"
CHAT: Final[str] = "."
DOCUMENT, PARAGRAPH, BESIDE, SEARCH = "dokumen", "paragraf", "dengan", "cari"
"""Parameters of the address of a browsing page."""
LONGEST_QUERY: Final[int] = 100
"""Letters of a search, set by hand: no name of a profession is half as long."""
ASK: Final[str] = "tanya"
"""Parameter of the chat's address: a question that is asked as soon as it is open."""

# Phrases of the pages.
SITE = "Tanya Karier"
BROWSE_TITLE = "Telusuri profesi"
TO_CHAT = "Percakapan"
TO_LIST = "Semua profesi"
SEARCH_LABEL = "Cari profesi"
SEARCH_BUTTON = "Cari"
COUNT = "{found} profesi dibahas di sini."
COUNT_FOUND = "{found} dari {indexed} profesi cocok dengan “{query}”."
COUNT_SHOWN = "Yang tampil {shown} yang pertama; persempit dengan pencarian."
NOTHING_FOUND = "Tidak ada profesi yang cocok dengan “{query}”. Coba kata lain, atau lihat semuanya."
NOTHING_INDEXED = "Belum ada dokumen."
ALSO_CALLED = "Disebut juga: {names}"
PARAGRAPHS = "{count} paragraf"
PARAGRAPH_NUMBER = "Paragraf {number}"
PARAGRAPH_LINK = "Tautan ke paragraf {number}"
QUESTIONS_TITLE = "Tanya tentang profesi ini"
COMPARE_LABEL = "Bandingkan dengan"
COMPARE_BUTTON = "Bandingkan"
COMPARE_TITLE = "{one} dan {other}"
TOLD_NOWHERE = "Tidak dibahas."
UNKNOWN_TITLE = "Dokumen tidak ada"
UNKNOWN = "Dokumen “{document}” tidak ada di sini. Mungkin sudah dihapus atau berganti nama."
FAILED_TITLE = "Sedang ada gangguan"
FAILED = "Maaf, dokumen sedang tidak dapat dibuka. Silakan coba lagi sebentar lagi."
ASPECTS: Final[Mapping[Aspect, str]] = {
    Aspect.DESCRIPTION: "Tentang profesi ini",
    Aspect.DUTIES: "Tugas",
    Aspect.FITS: "Siapa yang cocok",
    Aspect.SKILLS: "Keterampilan",
    Aspect.MISFITS: "Siapa yang kurang cocok",
    Aspect.MISCONCEPTION: "Miskonsepsi",
    Aspect.EXPECTATION: "Ekspektasi dan realita",
    Aspect.DIFFERENCE: "Beda dengan profesi yang mirip",
    Aspect.OTHER: "Lainnya",
}


def document_address(document_id: str, paragraph: int | None = None) -> str:
    """The address of a document, or of one of its paragraphs."""
    if paragraph is None:
        return f"{BROWSE}?{urlencode({DOCUMENT: document_id})}"
    return f"{BROWSE}?{urlencode({DOCUMENT: document_id, PARAGRAPH: paragraph})}#p{paragraph}"


def list_page(listing: Listing, query: str) -> str:
    """All professions, or those that a search found."""
    items = "".join(f"<li>{_entry_html(entry)}</li>" for entry in listing.entries)
    listed = f'<ul class="professions">{items}</ul>' if items else ""
    body = f"<h1>{escape(BROWSE_TITLE)}</h1>{_search_html(query)}<p>{escape(_count(listing, query))}</p>{listed}"
    return _page(BROWSE_TITLE, body)


def document_page(
    document: Document, questions: Mapping[Aspect, str], others: Sequence[Entry], chosen: int | None = None
) -> str:
    """One document as a page.

    Args:
        document: What is shown.
        questions: What can be asked about it.
        others: Professions to compare it with.
        chosen: Number of the paragraph that the address names; it is marked.
    """
    entry = document.entry
    paragraphs = "".join(
        _paragraph_html(one, document.paragraphs[place - 1] if place else None, chosen)
        for place, one in enumerate(document.paragraphs)
    )
    body = (
        f"<h1>{escape(entry.title)}</h1>{_aliases_html(entry)}{_questions_html(questions.values())}"
        f"{paragraphs}{_compare_html(entry, others)}"
    )
    return _page(entry.title, body)


def side_by_side_page(one: Document, other: Document) -> str:
    """Two documents beside each other, what they tell of an aspect in one row."""
    rows = []
    for aspect, name in ASPECTS.items():
        cells = [[one for one in document.paragraphs if one.aspect is aspect] for document in (one, other)]
        if any(cells):
            told = "".join(
                f'<td data-of="{escape(document.entry.title)}">{_cell_html(paragraphs)}</td>'
                for document, paragraphs in zip((one, other), cells, strict=True)
            )
            rows.append(f'<tr><th scope="row">{escape(name)}</th>{told}</tr>')
    heads = "".join(
        f'<th scope="col"><a href="{escape(document_address(entry.id))}">{escape(entry.title)}</a></th>'
        for entry in (one.entry, other.entry)
    )
    title = COMPARE_TITLE.format(one=one.entry.title, other=other.entry.title)
    table = f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return _page(title, f"<h1>{escape(title)}</h1>{table}", wide=True)


def unknown_page(document_id: str) -> str:
    """A document that is not indexed."""
    text = UNKNOWN.format(document=document_id)
    return _page(UNKNOWN_TITLE, f"<h1>{escape(UNKNOWN_TITLE)}</h1><p>{escape(text)}</p>")


def failed_page() -> str:
    """The index cannot be read; the log says why."""
    return _page(FAILED_TITLE, f"<h1>{escape(FAILED_TITLE)}</h1><p>{escape(FAILED)}</p>")


def _page(title: str, body: str, *, wide: bool = False) -> str:
    return (
        '<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{escape(title)} · {escape(SITE)}</title>"
        f'<link rel="stylesheet" href="{BROWSE}/style.css"/><script src="{BROWSE}/browse.js"></script></head>'
        f'<body class="{"wide" if wide else "narrow"}"><nav><strong>{escape(SITE)}</strong>'
        f'<a href="{CHAT}">{escape(TO_CHAT)}</a><a href="{BROWSE}">{escape(TO_LIST)}</a></nav>'
        f"<main>{body}</main></body></html>"
    )


def _count(listing: Listing, query: str) -> str:
    if not listing.indexed:
        return NOTHING_INDEXED
    if not listing.found:
        return NOTHING_FOUND.format(query=query)
    text = (COUNT_FOUND if query else COUNT).format(found=listing.found, indexed=listing.indexed, query=query)
    shown = len(listing.entries)
    return text if shown == listing.found else f"{text} {COUNT_SHOWN.format(shown=shown)}"


def _search_html(query: str) -> str:
    return (
        f'<form action="{BROWSE}" role="search"><label for="search">{escape(SEARCH_LABEL)}</label>'
        f'<input id="search" type="search" name="{SEARCH}" value="{escape(query)}" maxlength="{LONGEST_QUERY}"/>'
        f"<button>{escape(SEARCH_BUTTON)}</button></form>"
    )


def _entry_html(entry: Entry) -> str:
    return (
        f'<a href="{escape(document_address(entry.id))}">{escape(entry.title)}</a>{_aliases_html(entry)}'
        f'<p class="note">{escape(PARAGRAPHS.format(count=entry.paragraphs))}</p>'
    )


def _aliases_html(entry: Entry) -> str:
    names = ALSO_CALLED.format(names=", ".join(entry.aliases))
    return f'<p class="note">{escape(names)}</p>' if entry.aliases else ""


def _questions_html(questions: Iterable[str]) -> str:
    items = "".join(
        f'<li><a href="{escape(f"{CHAT}?{urlencode({ASK: question})}")}">{escape(question)}</a></li>'
        for question in questions
    )
    if not items:
        return ""
    return (
        f'<section class="questions" aria-labelledby="questions"><h2 id="questions">{escape(QUESTIONS_TITLE)}</h2>'
        f"<ul>{items}</ul></section>"
    )


def _paragraph_html(paragraph: Paragraph, before: Paragraph | None, chosen: int | None) -> str:
    """A paragraph with its number, under a heading where it tells of something else than the one before it."""
    begins = before is None or before.aspect is not paragraph.aspect
    heading = f"<h2>{escape(ASPECTS[paragraph.aspect])}</h2>" if begins else ""
    number = paragraph.number
    place = PARAGRAPH_LINK.format(number=number)
    return (
        f'{heading}<section class="paragraph{" chosen" if number == chosen else ""}" id="p{number}">'
        f'<a class="number" href="{escape(document_address(paragraph.document_id, number))}" '
        f'aria-label="{escape(place)}" title="{escape(place)}">{number}</a>'
        f"<p>{_lines_html(paragraph.text)}</p></section>"
    )


def _cell_html(paragraphs: Sequence[Paragraph]) -> str:
    if not paragraphs:
        return f'<p class="note">{escape(TOLD_NOWHERE)}</p>'
    return "".join(
        f'<p>{_lines_html(one.text)} <a href="{escape(document_address(one.document_id, one.number))}">'
        f"{escape(PARAGRAPH_NUMBER.format(number=one.number))}</a></p>"
        for one in paragraphs
    )


def _lines_html(text: str) -> str:
    return "<br/>".join(map(escape, text.split("\n")))


def _compare_html(entry: Entry, others: Sequence[Entry]) -> str:
    options = "".join(
        f'<option value="{escape(other.id)}">{escape(other.title)}</option>' for other in others if other.id != entry.id
    )
    if not options:
        return ""
    return (
        f'<form action="{BROWSE}"><input type="hidden" name="{DOCUMENT}" value="{escape(entry.id)}"/>'
        f'<label for="beside">{escape(COMPARE_LABEL)}</label><select id="beside" name="{BESIDE}">{options}</select>'
        f"<button>{escape(COMPARE_BUTTON)}</button></form>"
    )
