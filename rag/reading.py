"""A file becomes a :class:`~rag.types.SourceDocument`: title, other names, paragraphs with durable ids and aspects.

The paragraph rule: where a file has blank lines, a paragraph is a blank-line separated block (wrapped lines joined);
otherwise each non-empty line is one. Title lines and headings are context, not paragraphs. Paragraphs count from 1.
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
    stem = Path(name).stem
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
    blocks = _markdown_blocks(text) if path.suffix.lower() == ".md" else _plain_blocks(text)
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


def _plain_blocks(text: str) -> list[_Block]:
    """Blocks of a .txt file; its first block is the title line if it looks like one and something follows."""
    stripped = text.strip("\n")
    pieces = re.split(r"\n\s*\n", stripped) if re.search(r"\n\s*\n", stripped) else stripped.split("\n")
    texts = [joined for piece in pieces if (joined := _joined(piece.split("\n")))]
    return [
        _Block(block, is_heading=index == 0 and len(texts) > 1 and _looks_like_title(block))
        for index, block in enumerate(texts)
    ]


def _markdown_blocks(text: str) -> list[_Block]:
    """Top-level blocks of a .md file; a list is one block; the source lines are kept as they are written."""
    from markdown_it import MarkdownIt

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
    if all(not block.is_heading for block in blocks) and "\n\n" not in text.strip():
        return _plain_blocks(text)  # raw text under a .md name: one paragraph a line
    return blocks


def _joined(lines: Iterable[str]) -> str:
    return " ".join(" ".join(line.split()) for line in lines if line.strip())


def _looks_like_title(text: str) -> bool:
    return len(text) <= _TITLE_MAX_CHARACTERS and text[-1] not in ".!?:;,"


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
                return match.group("name").strip()
    words = re.sub(r"[-_\s]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:]


def _aliases(title: str) -> tuple[str, ...]:
    """Core name and names in parentheses, where they differ from the title."""
    names = [core_name(title), *(_PARENTHESIS.findall(title))]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip() and name.strip() != title))
