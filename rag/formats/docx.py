"""A Word document becomes blocks: paragraphs, lists and tables in order, headings by their styles.

Left out are headers, footers, footnotes, comments, deleted and hidden text and the table of contents. Numbers and
bullets that Word itself draws are no text of the document.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rag.errors import DocumentError
from rag.formats.blocks import (
    Block,
    fold_spaces,
    has_words,
    is_list_item,
    looks_like_heading,
    prose_paragraphs,
    without_marker,
)

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

# A long document with pictures has some hundred members; text and drawings unpacked stay far below this, and XML
# seldom compresses better than 1:50 (deflate itself ends at 1:1032).
MAX_MEMBERS: Final[int] = 2_000
MAX_UNPACKED_BYTES: Final[int] = 200_000_000
MAX_RATIO: Final[int] = 200
# Below this an extreme ratio does no harm.
_RATIO_FROM_BYTES: Final[int] = 10_000_000

# A paragraph that is bold as a whole stands for a heading below those with a heading style (1 to 9).
_BOLD_LEVEL: Final[int] = 10
_TITLE_LEVEL: Final[int] = 0
_BODY_OUTLINE_LEVEL: Final[int] = 9  # what Word calls "body text"

_ZIP_MAGIC: Final[bytes] = b"PK\x03\x04"
_OLE_MAGIC: Final[bytes] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final[bytes] = "EncryptedPackage".encode("utf-16-le")

# Word keeps the English names whatever language it speaks; other programs write the translated ones.
_TITLE_STYLE = re.compile(r"title|judul", re.IGNORECASE)
_SUBTITLE_STYLE = re.compile(r"sub ?(?:title|judul)", re.IGNORECASE)
_HEADING_STYLE = re.compile(r"(?:heading|judul|tajuk) ?([1-9])", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc ?(?:[1-9]|heading)", re.IGNORECASE)

_WORD: Final[str] = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVES: Final[str] = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT: Final[str] = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEFT_OUT: Final[frozenset[str]] = frozenset(_WORD + name for name in ("del", "moveFrom", "pPr", "rPr", "sectPr"))
_FALSE: Final[frozenset[str]] = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of the paragraphs that have it, inherited where it says nothing itself."""

    level: int | None = None
    is_list: bool = False
    is_contents: bool = False


@dataclass(slots=True)
class _Text:
    """The text of one paragraph while it is collected."""

    parts: list[str] = field(default_factory=list)
    is_bold: bool = True
    boxes: "list[BaseOxmlElement]" = field(default_factory=list)
    """Text boxes anchored in it; they are blocks of their own."""


def docx_blocks(data: bytes) -> list[Block]:
    """The blocks of a Word document in reading order.

    Consecutive list paragraphs are one block, and so is a table, its rows on a line each; a table that only lays out
    the page (one cell, or with headings or tables in it) is taken apart.

    Raises:
        DocumentError: not a .docx file, damaged, encrypted or a zip bomb; the message is a reason only.
    """
    from docx import Document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    _check_package(data)
    try:
        document = Document(io.BytesIO(data))
        styles = _styles(document.styles.element)
        body = document.element.body
        return [block for block in _container_blocks(body, styles) if has_words(block.text)]
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
        *(PythonDocxError, OpcError, LxmlError),
        *(KeyError, ValueError, AttributeError, RecursionError),  # what python-docx lets through for missing parts
    ) as error:
        detail = fold_spaces(str(error))[:120] or type(error).__name__
        raise DocumentError(f"is a damaged .docx ({detail}); open it in Word and save it again") from error


def _check_package(data: bytes) -> None:
    if data.startswith(_OLE_MAGIC):
        if _ENCRYPTED_STREAM in data:
            raise DocumentError("is encrypted; save it without a password")
        raise DocumentError("is an old .doc; save it as .docx")
    if not data.startswith(_ZIP_MAGIC):
        raise DocumentError("is no .docx (not a zip archive); save it as .docx in Word")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError("is a damaged .docx (the zip archive is cut off); copy or save it again") from error
    if any(member.flag_bits & 1 for member in members):
        raise DocumentError("is encrypted; save it without a password")
    # What a member claims is also the most that is ever unpacked from it.
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MAX_MEMBERS:
        raise DocumentError(f"is a zip bomb, not a document: {len(members)} members; the limit is {MAX_MEMBERS}")
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _RATIO_FROM_BYTES and unpacked / packed > MAX_RATIO):
        raise DocumentError(
            f"is a zip bomb, not a document: it unpacks to {unpacked // 1_000_000} MB from {len(data) / 1e6:.1f} MB"
        )


def _styles(element: "BaseOxmlElement") -> dict[str, _Style]:
    """All styles by id."""
    elements = {_value_of(style, "styleId"): style for style in element.iterchildren(f"{_WORD}style")}
    return {identifier: _style(identifier, elements) for identifier in elements}


def _style(identifier: str, elements: "dict[str, BaseOxmlElement]") -> _Style:
    level: int | None = None
    list_number: str | None = None
    seen: set[str] = set()
    names: list[str] = []
    while identifier in elements and identifier not in seen:  # damaged files have styles based on each other
        seen.add(identifier)
        style = elements[identifier]
        names += [_child_value(style, "name"), identifier]
        level = _named_level(names[-2:]) if level is None else level
        properties = style.find(f"{_WORD}pPr")
        level = _outline_level(properties) if level is None else level
        list_number = _list_number(properties) if list_number is None else list_number
        identifier = _child_value(style, "basedOn")
    is_contents = any(_CONTENTS_STYLE.fullmatch(name) for name in names[:2])
    return _Style(None if level == _BODY_OUTLINE_LEVEL + 1 else level, list_number not in (None, "0"), is_contents)


def _named_level(names: Iterable[str]) -> int | None:
    for name in names:
        if _TITLE_STYLE.fullmatch(name):
            return _TITLE_LEVEL
        if _SUBTITLE_STYLE.fullmatch(name):
            return 1
        if match := _HEADING_STYLE.fullmatch(name):
            return int(match.group(1))
    return None


def _container_blocks(container: "BaseOxmlElement", styles: dict[str, _Style]) -> list[Block]:
    """The blocks of a body, a table cell or a text box."""
    blocks: list[Block] = []
    items: list[str] = []

    def end_list() -> None:
        if items:
            blocks.append(Block("\n".join(items)))
            items.clear()

    for element in _block_elements(container):
        if element.tag == f"{_WORD}tbl":
            end_list()
            blocks.extend(_table_blocks(element, styles))
            continue
        style, collected = _paragraph_style(element, styles), _collected(element)
        lines = [folded for line in "".join(collected.parts).split("\n") if (folded := fold_spaces(line))]
        if style.is_contents:
            continue
        if lines:
            text = " ".join(lines)
            bold_title = _bold_heading(text) if collected.is_bold and len(lines) == 1 else ""
            if style.level is not None or bold_title:
                end_list()
                level = _BOLD_LEVEL if style.level is None else style.level
                blocks.append(Block(text if style.level is not None else bold_title, is_heading=True, level=level))
            elif style.is_list or is_list_item(lines[0]):
                items.append(text)
            else:
                end_list()
                blocks.extend(Block(paragraph) for paragraph in prose_paragraphs(lines))
        for box in collected.boxes:
            end_list()
            blocks.extend(_container_blocks(box, styles))
    end_list()
    return blocks


def _block_elements(container: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
    """Paragraphs and tables, also those inside content controls and insertions."""
    for element in container.iterchildren(tag=f"{_WORD}*"):
        if element.tag in {f"{_WORD}p", f"{_WORD}tbl"}:
            yield element
        elif element.tag not in _LEFT_OUT:
            yield from _block_elements(element)


def _paragraph_style(paragraph: "BaseOxmlElement", styles: dict[str, _Style]) -> _Style:
    properties = paragraph.find(f"{_WORD}pPr")
    style = styles.get(_child_value(properties, "pStyle"), _Style())
    outline, number = _outline_level(properties), _list_number(properties)
    level = style.level if outline is None else outline
    is_list = style.is_list if number is None else number != "0"
    return _Style(None if level == _BODY_OUTLINE_LEVEL + 1 else level, is_list, style.is_contents)


def _collected(paragraph: "BaseOxmlElement") -> _Text:
    collected = _Text()
    _collect(paragraph, collected, is_bold=False)
    return collected


def _collect(element: "BaseOxmlElement", into: _Text, is_bold: bool) -> None:
    for child in element.iterchildren(tag="*"):
        if child.tag in _LEFT_OUT:
            continue
        if child.tag in {f"{_WORD}t", _MATH_TEXT}:
            text = child.text or ""
            into.parts.append(text)
            into.is_bold = into.is_bold and (is_bold or not text.strip())
        elif child.tag == f"{_WORD}tab":
            into.parts.append(" ")
        elif child.tag in {f"{_WORD}br", f"{_WORD}cr"}:
            into.parts.append("\n")
        elif child.tag == f"{_WORD}noBreakHyphen":
            into.parts.append("-")
        elif child.tag == f"{_WORD}txbxContent":
            into.boxes.append(child)
        elif child.tag == f"{_ALTERNATIVES}AlternateContent":
            # The same content twice, for newer and for older programs.
            versions = child.findall(f"{_ALTERNATIVES}Choice") or child.findall(f"{_ALTERNATIVES}Fallback")
            for version in versions[:1]:
                _collect(version, into, is_bold)
        elif child.tag == f"{_WORD}r":
            properties = child.find(f"{_WORD}rPr")
            if not _is_on(properties, "vanish"):
                _collect(child, into, _is_on(properties, "b"))
        else:
            _collect(child, into, is_bold)


def _bold_heading(text: str) -> str:
    """The text of a bold line without its colon if it reads like a heading, else ""."""
    title = text.removesuffix(":").rstrip()
    return title if looks_like_heading(without_marker(title)) else ""


def _table_blocks(table: "BaseOxmlElement", styles: dict[str, _Style]) -> list[Block]:
    rows = [[_container_blocks(cell, styles) for cell in _nested(row, "tc")] for row in _nested(table, "tr")]
    blocks = [block for row in rows for cell in row for block in cell]
    has_headings = any(block.is_heading and block.level < _BOLD_LEVEL for block in blocks)
    is_one_cell = [len(row) for row in rows] == [1]
    if is_one_cell or has_headings or table.find(f".//{_WORD}tbl") is not None:
        return blocks
    lines = [" ".join(fold_spaces(block.text) for cell in row for block in cell) for row in rows]
    text = "\n".join(line for line in lines if line)
    return [Block(text)] if text else []


def _nested(element: "BaseOxmlElement", name: str) -> "Iterator[BaseOxmlElement]":
    """Children of a name, also those inside content controls and insertions."""
    for child in element.iterchildren(tag=f"{_WORD}*"):
        if child.tag == f"{_WORD}{name}":
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _nested(child, name)


def _outline_level(properties: "BaseOxmlElement | None") -> int | None:
    """Depth of a heading from 1, ten for body text; None where nothing is said."""
    value = _child_value(properties, "outlineLvl")
    return int(value) + 1 if value.isdecimal() and int(value) <= _BODY_OUTLINE_LEVEL else None


def _list_number(properties: "BaseOxmlElement | None") -> str | None:
    """Id of the numbering, "0" where it is switched off; None where nothing is said."""
    numbering = properties.find(f"{_WORD}numPr") if properties is not None else None
    return (_child_value(numbering, "numId") or "1") if numbering is not None else None


def _is_on(properties: "BaseOxmlElement | None", name: str) -> bool:
    element = properties.find(f"{_WORD}{name}") if properties is not None else None
    return element is not None and _value_of(element, "val").lower() not in _FALSE


def _child_value(element: "BaseOxmlElement | None", name: str) -> str:
    child = element.find(f"{_WORD}{name}") if element is not None else None
    return _value_of(child, "val") if child is not None else ""


def _value_of(element: "BaseOxmlElement", name: str) -> str:
    return str(element.get(f"{_WORD}{name}", ""))
