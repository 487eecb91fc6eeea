"""Turns of a conversation as HTML for the web page. Pure: records in, escaped text out.

Two places show text that others wrote (documents, models, users), and each needs its own escaping:

- a chat message is Markdown to Gradio, then sanitised in the browser: :func:`escape_message`;
- the sources panel is ``gr.HTML``, which sanitises nothing: :func:`html.escape`.

A citation is addressed by turn and number (``#src-t2-1``), so a turn keeps its own sources for good.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import TypedDict

from rag.browse_rendering import ASPECTS, BROWSE, document_address
from rag.conversation import MAX_QUESTION_CHARS, ChatTurn, Phase
from rag.types import Aspect, Citation, Sentence

# Phrases of the page.
PAGE_TITLE = "Tanya Karier"
PAGE_INTRO = "Jawaban tentang profesi, langsung dari dokumen. Tekan nomor [1] untuk membaca sumbernya."
BROWSE_LINK = "Telusuri profesi"
RESTART = "Percakapan baru"
GREETING = "Mau tahu soal profesi apa?"
GREETING_COUNT = "{count} profesi dibahas di sini."
GREETING_HINT = "Tulis dengan bahasa sehari-hari, atau mulai dari salah satu contoh ini."
GREETING_HINT_PLAIN = "Tulis dengan bahasa sehari-hari."
INPUT_LABEL = "Pertanyaan"
INPUT_PLACEHOLDER = "Tulis pertanyaanmu …"
CHAT_LABEL = "Percakapan"
STATUS_SEARCHING = "Mencari di dokumen …"
STATUS_WRITING = "Menyusun dan memeriksa jawaban …"
STATUS_CHECKING = "Memeriksa kalimat berikutnya …"
NOTE_STOPPED = "Jawaban dihentikan."
NOTE_FAILED = "Maaf, jawaban tidak dapat disusun karena ada gangguan. Silakan coba lagi sebentar lagi."
NOTE_TOO_LONG = (
    "Maaf, pertanyaannya terlalu panjang. Tolong ringkas menjadi paling banyak {limit} karakter; "
    "yang tadi {length} karakter."
)
NOTE_TOO_MANY = "Pertanyaannya terlalu cepat beruntun. Silakan coba lagi {seconds} detik lagi."
AGAIN = "Coba lagi"
WRONG_CITATION = "Kutipan salah"
FEEDBACK_KEPT = "Terima kasih, penilaianmu disimpan bersama pertanyaan dan jawabannya."
FEEDBACK_TAKEN_BACK = "Penilaianmu dihapus."
FEEDBACK_NOTHING = "Belum ada jawaban yang bisa dinilai di sini."
FEEDBACK_FAILED_TITLE = "Tidak tersimpan"
FEEDBACK_FAILED = "Maaf, penilaianmu tidak dapat disimpan."
QUOTE_TITLE = "Kutipan langsung dari dokumen"
CHECKED_TITLE = "Terverifikasi: kalimat ini sudah dicocokkan dengan paragrafnya"
USED = "Sumber:"
USED_PARAGRAPHS = "paragraf"
SOURCES_TITLE = "Sumber"
SOURCES_CLOSE = "Tutup"
SAVE = "Simpan"
SAVE_TITLE = "Simpan percakapan dengan sumbernya (Markdown)"
PRINT = "Cetak"
PRINT_TITLE = "Cetak percakapan dengan sumbernya"
SOURCES_HINT = "Di sini tampil paragraf asli yang menjadi dasar setiap kalimat jawaban."
SOURCES_LEGEND = (
    ("[1]", "Nomor sumber. Tekan nomornya di jawaban, paragrafnya disorot di sini."),
    ("tanda", "Bagian paragraf yang mendukung kalimat itu."),
    ("“ … ”", "Kutipan langsung: kata-kata dokumen itu sendiri."),
    ("✓", "Terverifikasi: kalimat yang disusun model, sudah dicocokkan dengan paragrafnya."),
)
PARAGRAPH_NUMBER = "Paragraf {number}"
OPEN_DOCUMENT = "Buka dokumennya"

_EXCERPT_CHARS = 160


class Option(TypedDict):
    """A suggestion under a message, as ``gr.Chatbot`` takes it."""

    value: str
    label: str


class Message(TypedDict):
    """A chat message as ``gr.Chatbot`` takes it."""

    role: str
    content: str
    options: list[Option]


def escape_message(text: str) -> str:
    """Return ``text`` so that a chat message shows it exactly as it is.

    Every ASCII punctuation character becomes a numeric reference, which neither Markdown, nor LaTeX, nor the
    HTML parser takes as markup (CommonMark 0.31, section 2.5); line breaks become spaces, because a blank line would
    end the HTML block that the message is and start Markdown again.
    """
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def chat_messages(turns: Sequence[ChatTurn]) -> list[Message]:
    """Return the conversation for ``gr.Chatbot``.

    The last turn's suggestions become clickable options, :data:`AGAIN` the first of them where it ended early.
    """
    messages: list[Message] = []
    for position, turn in enumerate(turns, start=1):
        suggestions = turn.suggestions if position == len(turns) else ()
        if position == len(turns) and turn.repeatable:
            suggestions = (AGAIN, *suggestions)
        options: list[Option] = [{"value": suggestion, "label": suggestion} for suggestion in suggestions]
        messages.append({"role": "user", "content": question_html(turn), "options": []})
        messages.append({"role": "assistant", "content": answer_html(turn), "options": options})
    return messages


def question_html(turn: ChatTurn) -> str:
    """Return the user's message; an over-long one is shortened, it is shown only to be recognised."""
    question = _excerpt(turn.question) if turn.phase is Phase.TOO_LONG else turn.question
    return f'<div class="question">{escape_message(question)}</div>'


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT_CHARS else text[:_EXCERPT_CHARS].rstrip() + " …"


def answer_html(turn: ChatTurn) -> str:
    """Return the answer so far: sentences with their citation links, a note, the status while pending."""
    parts = []
    if turn.sentences:
        parts += _paragraphs_html(turn)
    elif turn.phase in {Phase.ANSWERED, Phase.NOT_FOUND}:
        parts.append(f"<p>{escape_message(turn.text)}</p>")
    if turn.note:
        parts.append(f'<p class="note">{escape_message(turn.note)}</p>')
    if turn.pending:
        parts.append(f'<p class="status">{escape_message(_status(turn))}</p>')
    if ending := _ending(turn):
        parts.append(f'<p class="{"note" if turn.sentences else "reply"}">{escape_message(ending)}</p>')
    if turn.citations and not turn.pending:
        parts.append(_used_html(turn))
    return f'<div class="answer">{"".join(parts)}</div>'


def _paragraphs_html(turn: ChatTurn) -> list[str]:
    """The sentences; where the answer goes on to another profession, a new paragraph begins with its name."""
    citations = {citation.number: citation for citation in turn.citations}
    paragraphs: list[list[str]] = []
    for sentence in turn.sentences:
        if sentence.about or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(_sentence_html(turn.id, sentence, citations))
    return [f"<p>{' '.join(sentences)}</p>" for sentences in paragraphs]


def _used_html(turn: ChatTurn) -> str:
    """The documents that an answer rests on, each with the numbers of its paragraphs."""
    titles: dict[str, str] = {}
    numbers: dict[str, dict[int, int]] = {}  # document → paragraph → the first citation of it
    for citation in turn.citations:
        titles.setdefault(citation.document_id, citation.title)
        numbers.setdefault(citation.document_id, {}).setdefault(citation.paragraph, citation.number)
    documents = []
    for document_id, title in titles.items():
        links = ", ".join(
            f'<a class="place" href="#{source_anchor(turn.id, number)}" title="{_place_title(title, paragraph)}">'
            f"{paragraph}</a>"
            for paragraph, number in sorted(numbers[document_id].items())
        )
        documents.append(f"{escape_message(title)}, {USED_PARAGRAPHS}&nbsp;{links}")
    return f'<p class="used">{escape_message(USED)} {" · ".join(documents)}</p>'


def _place_title(title: str, paragraph: int) -> str:
    return escape_message(f"{title}, {PARAGRAPH_NUMBER.format(number=paragraph)}")


def _ending(turn: ChatTurn) -> str:
    """Why the answer is not a whole one; empty where it is."""
    match turn.phase:
        case Phase.STOPPED:
            return NOTE_STOPPED
        case Phase.FAILED:
            return NOTE_FAILED
        case Phase.TOO_LONG:
            return NOTE_TOO_LONG.format(limit=MAX_QUESTION_CHARS, length=len(turn.question))
        case Phase.TOO_MANY:
            return NOTE_TOO_MANY.format(seconds=turn.wait)
        case _:
            return ""


def _status(turn: ChatTurn) -> str:
    if turn.phase is not Phase.WRITING:
        return STATUS_SEARCHING
    return STATUS_CHECKING if turn.sentences else STATUS_WRITING


def _sentence_html(turn_id: str, sentence: Sentence, citations: dict[int, Citation]) -> str:
    text = "<br/>".join(map(escape_message, sentence.text.split("\n")))  # a list that is quoted as a whole
    if sentence.origin == "quote":
        # The quotation marks come from the style sheet, so that copied text stays verbatim.
        text = f'<span class="quote" title="{escape_message(QUOTE_TITLE)}">{text}</span>'
    if sentence.about:
        text = f"<strong>{escape_message(sentence.about)}:</strong> {text}"
    # A no-break space keeps the number on the line of the word it belongs to.
    links = (_citation_link(turn_id, n, citations.get(n), sentence.origin) for n in sentence.citations)
    return text + "".join("&nbsp;" + link for link in links)


def _citation_link(turn_id: str, number: int, citation: Citation | None, origin: str) -> str:
    """The number of a source; its title tells where it leads and how the sentence is supported."""
    support = QUOTE_TITLE if origin == "quote" else CHECKED_TITLE
    title = f"{_place_title(citation.title, citation.paragraph)}&#46; {escape_message(support)}" if citation else ""
    kind = "cite" if origin == "quote" else "cite checked"
    return f'<a class="{kind}" href="#{source_anchor(turn_id, number)}" title="{title}">[{number}]</a>'


def source_anchor(turn_id: str, number: int) -> str:
    """Return the HTML id of one citation's article in the sources panel."""
    return f"src-{turn_id}-{number}"


def sources_html(turns: Sequence[ChatTurn]) -> str:
    """Return the sources panel: one section a turn, newest first, one article a citation; else a hint."""
    sections = [_section_html(turn) for turn in reversed(turns) if turn.citations]
    return "".join(sections) if sections else _hint_html()


def _hint_html() -> str:
    legend = "".join(
        f"<dt>{f'<mark>{escape(sign)}</mark>' if sign.isalpha() else escape(sign)}</dt><dd>{escape(meaning)}</dd>"
        for sign, meaning in SOURCES_LEGEND
    )
    return f'<div class="hint"><p>{escape(SOURCES_HINT)}</p><dl>{legend}</dl></div>'


def _section_html(turn: ChatTurn) -> str:
    articles = "".join(_article_html(turn.id, citation) for citation in turn.citations)
    return f'<section class="turn-sources"><h3>{escape(_excerpt(turn.question))}</h3>{articles}</section>'


def _article_html(turn_id: str, citation: Citation) -> str:
    anchor = source_anchor(turn_id, citation.number)
    return (
        f'<article id="{anchor}" class="source" tabindex="-1">'
        f'<h4><span class="number">[{citation.number}]</span> {escape(citation.title)}</h4>'
        f'<p class="place">{escape(_told(citation))} · '
        f"<code>{escape(citation.paragraph_id)}</code></p>"
        f'<p class="text">{mark_quote(citation.text, citation.quote)}</p>'
        f'<p class="whole"><a href="{escape(document_address(citation.document_id, citation.paragraph))}" '
        f'target="_blank" rel="noopener">{escape(OPEN_DOCUMENT)}</a></p></article>'
    )


def _told(citation: Citation) -> str:
    place = PARAGRAPH_NUMBER.format(number=citation.paragraph)
    return place if citation.aspect is Aspect.OTHER else f"{place} · {ASPECTS[citation.aspect]}"


def mark_quote(text: str, quote: str) -> str:
    """Return ``text`` escaped, its first occurrence of ``quote`` in ``<mark>``; unmarked where there is none."""
    before, found, after = text.partition(quote) if quote else (text, "", "")
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}" if found else escape(text)


def greeting_html(covered: int = 0, has_examples: bool = False) -> str:
    """Return what the empty chat shows above the example questions.

    Args:
        covered: How many documents are indexed; 0 where that is not known yet.
        has_examples: Whether questions stand below it.
    """
    hint = GREETING_HINT if has_examples else GREETING_HINT_PLAIN
    count = f"{GREETING_COUNT.format(count=covered)} " if covered else ""
    return f'<div class="greeting"><h2>{escape(GREETING)}</h2><p>{escape(count + hint)}</p></div>'


def header_html() -> str:
    """Return the heading of the page with its one-line explanation."""
    # In a tab of its own: leaving the page would end the conversation.
    link = f'<a href="{BROWSE}" target="_blank" rel="noopener">{escape(BROWSE_LINK)}</a>'
    return f'<header class="masthead"><h1>{escape(PAGE_TITLE)}</h1><p>{escape(PAGE_INTRO)} {link}</p></header>'


def kept_html(sealed: str) -> str:
    """Return what the page's script stores in the tab; an empty text makes it forget."""
    return f'<data value="{escape(sealed)}"></data>'


def sources_header_html() -> str:
    """Return the heading of the sources panel: buttons to save and print, and the one that closes it on a phone."""
    return (
        f'<div class="sources-head"><h2 id="sources-title">{escape(SOURCES_TITLE)}</h2>'
        f'<span class="sources-actions">'
        f'<button type="button" data-export="markdown" title="{escape(SAVE_TITLE)}">{escape(SAVE)}</button>'
        f'<button type="button" data-export="html" title="{escape(PRINT_TITLE)}">{escape(PRINT)}</button>'
        f'<button type="button" class="sources-close">{escape(SOURCES_CLOSE)}</button></span></div>'
    )
