"""A file becomes a :class:`~rag.types.SourceDocument`: title, other names, paragraphs with durable ids and aspects.

The paragraph rule: where a file has blank lines, a paragraph is a blank-line separated block (wrapped lines joined);
otherwise each non-empty line is one. A list is one paragraph. Title lines, headings and front matter are context, not
paragraphs. Paragraphs count from 1. Nothing is lost: each line of text is in the title, in a heading above a paragraph
or in exactly one paragraph.
"""

import hashlib
import math
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from rag.errors import DocumentError
from rag.formats.blocks import Block, clean_text, fold_spaces, has_words, with_lead_ins, with_title_line
from rag.formats.decoding import WINDOWS_1252, damage, decode
from rag.formats.docx import docx_blocks
from rag.formats.front_matter import FrontMatter, split_front_matter
from rag.formats.html import declared_charset, html_page
from rag.formats.language_detection import foreign_language
from rag.formats.markdown import markdown_blocks
from rag.formats.pdf import pdf_blocks
from rag.formats.plain_text import plain_blocks
from rag.other_names import other_names
from rag.paragraph_aspects import document_aspects
from rag.sources import document_id
from rag.titles import infer_title
from rag.types import Metadata, Paragraph, SourceDocument

# The longest book on a profession has about 1 MB of text; Word and PDF files carry pictures besides.
MAX_TEXT_BYTES: Final[int] = 2_000_000
MAX_PACKED_BYTES: Final[int] = 20_000_000
# Three to seven pages: whoever reads a citation must find the sentence in it.
MAX_PARAGRAPH_CHARACTERS: Final[int] = 20_000
# A book of 200 pages; a document of the owner has nine.
MAX_PARAGRAPHS: Final[int] = 2_000
# Twice the lines of such a book; it bounds the time that a file of line ends alone can take.
MAX_LINES: Final[int] = 20_000
# Some authors give whole paragraphs a heading style. A real heading takes two lines at most.
MAX_HEADING_CHARACTERS: Final[int] = 200

_PACKED_SUFFIXES: Final[frozenset[str]] = frozenset({".docx", ".pdf"})
_HTML_SUFFIXES: Final[frozenset[str]] = frozenset({".html", ".htm"})
_INDONESIAN: Final[frozenset[str]] = frozenset({"id", "in", "ind", "indonesia", "indonesian", "bahasa indonesia"})
_HEADING_SEPARATOR: Final[str] = " – "
# Enough of a paragraph to find it by.
_QUOTED_CHARACTERS: Final[int] = 40


@dataclass(frozen=True, slots=True)
class _Content:
    """What a reader made of a file."""

    blocks: list[Block]
    front_matter: FrontMatter = field(default_factory=FrontMatter)
    warnings: tuple[str, ...] = ()
    written: str = ""
    """The text itself, of formats that are text as it is read."""


def read_document(path: Path, root: Path) -> SourceDocument:
    """Read one document; the same bytes under the same name always give the same.

    Raises:
        DocumentError: unreadable, too large, of an unsupported kind, damaged, binary, or without a paragraph; the
            message names the file, the reason and the remedy.
    """
    file = path.relative_to(root).as_posix()
    try:
        return _document(path, file)
    except DocumentError as error:
        raise DocumentError(f"{file}: {error}") from error.__cause__


def _document(path: Path, file: str) -> SourceDocument:
    suffix = path.suffix.lower()
    data = _bytes(path, MAX_PACKED_BYTES if suffix in _PACKED_SUFFIXES else MAX_TEXT_BYTES)
    if not data.strip():
        raise DocumentError("is empty")
    content = _content(data, suffix)
    blocks = _prepared(content.blocks, content.written)
    if all(block.is_heading for block in blocks):
        raise DocumentError("has no paragraph of text")
    _check_sizes(blocks)
    identifier = document_id(path.name)
    declared = content.front_matter.title
    below = _below_title(blocks, "")
    paragraphs = _paragraphs(identifier, below)
    title = infer_title(blocks, paragraphs, declared, path.name)
    if (below_title := _below_title(blocks, title)) != below:
        paragraphs = _paragraphs(identifier, below_title)
    return SourceDocument(
        id=identifier,
        file=file,
        title=title,
        aliases=other_names(title, blocks, paragraphs, declared, path.name, listed=content.front_matter.other_names),
        hash=hashlib.sha256(data).hexdigest(),
        paragraphs=paragraphs,
        metadata=content.front_matter.metadata,
        warnings=(*content.warnings, *_language_warnings(paragraphs)),
    )


def _bytes(path: Path, limit: int) -> bytes:
    try:
        # Asked before it is opened: opening a pipe waits for somebody to write into it.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("cannot be read (not a regular file); put the file itself there")
        if status.st_size > limit:
            raise DocumentError(
                f"has {status.st_size / 1e6:.1f} MB; the limit is {limit // 1_000_000} MB; divide it into documents"
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror or error})") from error


def _content(data: bytes, suffix: str) -> _Content:
    if suffix == ".docx":
        return _Content(docx_blocks(data))
    if suffix == ".pdf":
        return _Content(pdf_blocks(data))
    is_html = suffix in _HTML_SUFFIXES
    decoded = decode(data, declared_charset(data) if is_html else "")
    front_matter, body = split_front_matter(decoded.text)
    # Not what <html lang> declares: many sites in Indonesian have their template's "en-US" there.
    warnings = _declared_language_warnings(front_matter.metadata.language)
    if decoded.encoding == WINDOWS_1252:
        warnings.append("is not UTF-8 and was read as Windows-1252; look at its quotation marks, or save it as UTF-8")
    if wrong := damage(decoded.text):
        warnings.append(wrong)
    if not is_html:
        lines = sum(1 for line in body.split("\n") if line)
        if lines > MAX_LINES:
            raise DocumentError(f"has {lines} lines; the limit is {MAX_LINES}; divide it into documents")
        blocks = markdown_blocks(body) if suffix == ".md" else plain_blocks(body)
        return _Content(blocks, front_matter, tuple(warnings), body)
    page = html_page(body)
    declared = replace(
        front_matter,
        title=front_matter.title or page.title,
        metadata=_either(front_matter.metadata, page.metadata),
    )
    return _Content(page.blocks, declared, tuple(warnings))


def _either(first: Metadata, second: Metadata) -> Metadata:
    return Metadata(
        first.origin or second.origin,
        first.licence or second.licence,
        first.date or second.date,
        first.language or second.language,
    )


def _prepared(blocks: Sequence[Block], written: str) -> list[Block]:
    """The same for all readers: clean texts, no overlong headings, a title line marked, lists with their lead-ins."""
    cleaned: list[Block] = []
    for block in blocks:
        text = clean_text(block.text).strip()
        if has_words(text):
            is_heading = block.is_heading and len(text) <= MAX_HEADING_CHARACTERS
            cleaned.append(Block(fold_spaces(text) if is_heading else text, is_heading, block.level))
    return with_title_line(with_lead_ins(cleaned, written))


def _below_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks without the heading that gave the title, and without lines at the beginning that only repeat it.

    As long as the title is not known (""), the heading at the beginning is taken for it.
    """
    first, whole = f" {_folded(blocks[0].text)} ", f" {_folded(title)} "
    start = int(blocks[0].is_heading and (not title or first in whole or whole in first))
    while start < len(blocks) - 1 and _folded(blocks[start].text) == _folded(title):
        start += 1
    rest = list(blocks[start:])
    return rest if any(not block.is_heading for block in rest) else list(blocks)


def _paragraphs(identifier: str, blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    """The paragraphs under the path of their headings; a heading that stands above nothing is a paragraph itself."""
    found: list[tuple[str, str]] = []
    path: list[Block] = []
    for block, is_context in zip(blocks, _are_context(blocks), strict=True):
        if block.is_heading:
            path = [above for above in path if above.level < block.level]
        if is_context:
            path.append(block)
            continue
        found.append((block.text, _HEADING_SEPARATOR.join(above.text for above in path)))
    return tuple(
        Paragraph(identifier, number, text, aspect, heading)
        for number, ((text, heading), aspect) in enumerate(zip(found, document_aspects(found), strict=True), start=1)
    )


def _are_context(blocks: Sequence[Block]) -> list[bool]:
    """Which blocks are headings with a paragraph below them; the text of any other must not be lost."""
    are_context: list[bool] = []
    # From the end: a paragraph is below a heading if none of that level or a smaller one stands between them.
    least: float = 0
    for block in reversed(blocks):
        are_context.append(block.is_heading and block.level < least)
        least = block.level if block.is_heading else math.inf
    return are_context[::-1]


def _check_sizes(blocks: Sequence[Block]) -> None:
    if len(blocks) > MAX_PARAGRAPHS:
        raise DocumentError(
            f"has {len(blocks)} paragraphs and headings; the limit is {MAX_PARAGRAPHS}; divide it into documents"
        )
    for block in blocks:
        if len(block.text) > MAX_PARAGRAPH_CHARACTERS:
            beginning = fold_spaces(block.text[:_QUOTED_CHARACTERS])
            raise DocumentError(
                f"has a paragraph of {len(block.text)} characters beginning {beginning!r}; the limit is "
                f"{MAX_PARAGRAPH_CHARACTERS}; divide it with blank lines"
            )


def _declared_language_warnings(language: str) -> list[str]:
    declared = language.lower().replace("_", "-")
    if not declared or declared in _INDONESIAN or declared.split("-")[0] in _INDONESIAN:
        return []
    return [f"declares the language {language!r}; questions and answers are in Indonesian"]


def _language_warnings(paragraphs: Sequence[Paragraph]) -> list[str]:
    foreign = foreign_language("\n".join(paragraph.text for paragraph in paragraphs))
    if not foreign:
        return []
    return [f"seems to be in {foreign}, not in Indonesian; it will hardly be found, and quoted as it is"]


def _folded(text: str) -> str:
    return fold_spaces(text).casefold()
