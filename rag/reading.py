"""A file becomes a :class:`~rag.types.SourceDocument`: title, other names, paragraphs with durable ids and aspects.

The paragraph rule: where a file has blank lines, a paragraph is a blank-line separated block (wrapped lines joined);
otherwise each non-empty line is one. A list is one paragraph. Title lines, headings and front matter are context, not
paragraphs. Paragraphs count from 1.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rag.aspects import paragraph_aspect
from rag.errors import DocumentError
from rag.types import Paragraph, SourceDocument

SUFFIXES: Final[frozenset[str]] = frozenset({".txt", ".md"})

# A first line without a full stop and no longer than this is a title: the longest title in the owner's documents has
# 50 characters, the shortest paragraph 120.
_TITLE_MAX_CHARACTERS: Final[int] = 90

_ABOUT = r"(?:tentang|terhadap|mengenai)"
_KIND = r"(?:posisi |tipe pekerjaan |pekerjaan |profesi )?"
_NAME = r"(?P<name>[^.,;:]{3,90}?)"
_IS = r"(?:adalah|ialah|yaitu)\b"
# Where raw text names its profession, in order of trust; the name runs up to the verb.
_TITLE_CUES: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bmiskonsepsi (?:umum )?{_ABOUT} {_KIND}{_NAME} {_IS}",
        rf"\bprofil orang yang cocok (?:untuk|menjadi|bagi|sebagai) {_KIND}{_NAME} {_IS}",
        rf"\bekspektasi (?:umum )?{_ABOUT} {_KIND}{_NAME} {_IS}",
        rf"^pekerjaan sebagai (?:seorang )?{_NAME} (?:melibatkan|mencakup|meliputi|adalah)\b",
        rf"^(?:seorang )?{_NAME} (?:adalah|merupakan) (?:seorang|seseorang|profesi|orang|tenaga|pekerjaan)\b",
        rf"\btidak cocok (?:menjadi|sebagai) (?:seorang )?{_NAME}(?=[.,;:]|$)",
    )
)

# A title's qualifier: what follows says where the profession is practised, not what it is called.
_QUALIFIER = re.compile(r"\s+(?:di|pada|dalam|untuk|bidang|sektor)\s+|\s*[(,–—:]\s*", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,2}[.)]|[a-z][.)])\s+")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)\s*#*\s*")
_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(?P<fields>(?>(?:[\w-]+:|[^\S\n]|[#-]).*\n|\n)*?)---[^\S\n]*(?:\n|\Z)")
_TITLE_FIELD = re.compile(r"^(?:title|judul):\s*[\"']?(?P<title>[^\n]+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_PARENTHESIS = re.compile(r"\(([^)]{2,60})\)")


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of a file in reading order."""

    text: str
    is_heading: bool


def document_id(name: str) -> str:
    """Id of a document: the file stem in lower case, runs of other characters than a-z0-9 turned into one hyphen.

    Raises:
        DocumentError: nothing of the name is left.
    """
    # Some file systems hand out names decomposed ("e" and an accent): composed, the id is the same on all of them.
    stem = unicodedata.normalize("NFC", Path(name).stem)
    folded = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    if not folded:
        raise DocumentError(f"{name!r} gives no document id: rename the file so that it has letters a-z or digits")
    return folded


def source_files(root: Path) -> list[Path]:
    """The readable documents below a folder, sorted by relative path; hidden files and folders are left out.

    Raises:
        DocumentError: the folder does not exist.
    """
    if not root.is_dir():
        raise DocumentError(f"the sources folder {str(root)!r} does not exist: create it or set RAG_SOURCES")
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def read_document(path: Path, root: Path) -> SourceDocument:
    """Read one document.

    Raises:
        DocumentError: unreadable, binary, not UTF-8, or without a paragraph; the message names the file and the reason.
    """
    file = path.relative_to(root).as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{file}: cannot be read ({error.strerror or error})") from error
    text = _decode(data, file)
    title_field, body = _front_matter(text)
    blocks = _markdown_blocks(body) if path.suffix.lower() == ".md" else _plain_blocks(body)
    blocks = _with_title_line(blocks)
    if title_field:
        blocks.insert(0, _Block(title_field, is_heading=True))
    if not any(not block.is_heading for block in blocks):
        raise DocumentError(f"{file}: has no paragraph of text")
    identifier = document_id(path.name)
    paragraphs = _paragraphs(identifier, blocks)
    title = _title(blocks, paragraphs, path)
    return SourceDocument(
        id=identifier,
        file=file,
        title=title,
        aliases=_aliases(title),
        hash=hashlib.sha256(data).hexdigest(),
        paragraphs=paragraphs,
    )


def core_name(title: str) -> str:
    """What the profession is called, without where it is practised ("Kepala Humas di lembaga …" → "Kepala Humas")."""
    return _QUALIFIER.split(title, maxsplit=1)[0].strip() or title


def passage_text(document: SourceDocument, paragraph: Paragraph) -> str:
    """The text that is embedded and lexically indexed: the paragraph in its context of title and headings."""
    return ". ".join(part for part in (document.title, paragraph.heading, paragraph.text) if part)


def _decode(data: bytes, file: str) -> str:
    if not data.strip():
        raise DocumentError(f"{file}: is empty")
    if b"\0" in data:
        raise DocumentError(f"{file}: is binary, not text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{file}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _front_matter(text: str) -> tuple[str, str]:
    """The title that a leading block of ``key: value`` lines between two ``---`` gives, or "", and what follows it."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return "", text
    title = _TITLE_FIELD.search(match.group("fields"))
    return title.group("title") if title else "", text[match.end() :]


def _plain_blocks(text: str) -> list[_Block]:
    stripped = text.strip()
    pieces = _BLANK_LINE.split(stripped) if _BLANK_LINE.search(stripped) else _lines(stripped)
    return [_Block(joined, is_heading=False) for piece in pieces if (joined := _joined(piece.split("\n")))]


def _markdown_blocks(text: str) -> list[_Block]:
    """Top-level blocks of a .md file; the source lines are kept as they are written."""
    from markdown_it import MarkdownIt

    if not _BLANK_LINE.search(text.strip()):  # one paragraph a line, which Markdown itself would join
        return [
            _Block(heading.group("text"), is_heading=True) if heading else _Block(block.text, is_heading=False)
            for block in _plain_blocks(text)
            for heading in [_MARKDOWN_HEADING.fullmatch(block.text)]
        ]
    lines = text.split("\n")
    blocks: list[_Block] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.level or token.map is None or token.nesting < 0 or token.type == "hr":
            continue
        written = lines[token.map[0] : token.map[1]]
        if token.type == "heading_open":
            title = written[0].strip().strip("#").strip()
            blocks.append(_Block(title, is_heading=True))
        elif joined := _joined(written):
            blocks.append(_Block(joined, is_heading=False))
    return blocks


def _lines(text: str) -> list[str]:
    """The lines of a text without blank ones; the items of a list stay together."""
    pieces: list[str] = []
    in_list = False
    for line in text.split("\n"):
        is_item = bool(_LIST_ITEM.match(line))
        if is_item and in_list:
            pieces[-1] += f"\n{line}"
        else:
            pieces.append(line)
        in_list = is_item
    return pieces


def _with_title_line(blocks: list[_Block]) -> list[_Block]:
    """The same blocks, the first one marked as a heading if it looks like a title line and something follows."""
    if len(blocks) < 2 or not _looks_like_title(blocks[0].text):
        return blocks
    return [_Block(blocks[0].text, is_heading=True), *blocks[1:]]


def _joined(lines: Iterable[str]) -> str:
    return " ".join(" ".join(line.split()) for line in lines if line.strip())


def _looks_like_title(text: str) -> bool:
    return (
        len(text) <= _TITLE_MAX_CHARACTERS
        and text[:1].isalnum()
        and text[-1] not in ".!?:;,"
        and not _LIST_ITEM.match(text)
    )


def _paragraphs(identifier: str, blocks: list[_Block]) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    heading = ""
    for index, block in enumerate(blocks):
        if block.is_heading:
            heading = "" if index == 0 else block.text
        else:
            aspect = paragraph_aspect(block.text, heading)
            paragraphs.append(Paragraph(identifier, len(paragraphs) + 1, block.text, aspect, heading))
    return tuple(paragraphs)


def _title(blocks: list[_Block], paragraphs: tuple[Paragraph, ...], path: Path) -> str:
    """The title line or first heading; else the name the text itself uses; else the file name."""
    if blocks[0].is_heading:
        return blocks[0].text
    for cue in _TITLE_CUES:
        for paragraph in paragraphs:
            match = cue.search(paragraph.text)
            if match:
                return _capitalised(match.group("name").strip())
    return _capitalised(re.sub(r"[-_\s]+", " ", path.stem).strip())


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _aliases(title: str) -> tuple[str, ...]:
    """Core name and names in parentheses, where they differ from the title."""
    names = [core_name(title), *(_PARENTHESIS.findall(title))]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip() and name.strip() != title))
