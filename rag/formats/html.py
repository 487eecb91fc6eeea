"""A web page becomes blocks: its main content without menus, forms, scripts and whatever is not shown."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rag.errors import DocumentError
from rag.formats.blocks import Block, fold_spaces, has_words, looks_like_heading, prose_paragraphs, without_marker
from rag.formats.plain_text import plain_blocks
from rag.types import Metadata

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

# A long article has some thousand tags. The limit bounds what a page of tags alone can cost, about 50 µs each.
MAX_TAGS: Final[int] = 50_000
# A paragraph that is bold as a whole stands for a heading below those that are marked as such.
_BOLD_LEVEL: Final[int] = 7
# Where browsers look for the charset of a page (https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding).
_CHARSET_SEARCH_BYTES: Final[int] = 1024
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)

_HEADINGS: Final[frozenset[str]] = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final[frozenset[str]] = _HEADINGS | frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form header hgroup hr html legend li main menu nav ol optgroup p pre section summary table tbody td tfoot
    th thead tr ul""".split()
)
_DROPPED: Final[frozenset[str]] = frozenset(
    """script style noscript template nav aside footer form head title svg math iframe object embed canvas audio video
    map button select datalist textarea input dialog""".split()
)
_DROPPED_ROLES: Final[frozenset[str]] = frozenset({"navigation", "search", "contentinfo", "complementary", "dialog"})
_BOLD: Final[frozenset[str]] = frozenset({"b", "strong"})
# What each element that is one block as a whole puts on a line of its own.
_LINE_STARTS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("ul", "ol", "menu"), frozenset({"li"})),
    "dl": frozenset({"dt"}),
    "table": frozenset({"tr"}),
}
_INVISIBLE_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\f\r]+")
_METADATA_NAMES: Final[dict[str, str]] = {"author": "origin", "date": "date", "license": "licence"}


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What a web page says, and what it says of itself."""

    blocks: list[Block]
    title: str
    """Text of ``<title>``, "" without one."""
    metadata: Metadata


def declared_charset(data: bytes) -> str:
    """The charset that a ``<meta>`` at the beginning of a page names, or ""."""
    match = _CHARSET.search(data[:_CHARSET_SEARCH_BYTES])
    return match.group(1).decode("ascii", "ignore") if match else ""


def html_page(text: str) -> HtmlPage:
    """The blocks of a page in reading order, its title and metadata.

    The content of ``<main>`` or else of the ``<article>`` elements is taken, else that of the body. A list, a
    definition list or a table is one block with its items or rows on a line each; one that only lays out the page
    (there are headings or tables in it) is taken apart.

    Raises:
        DocumentError: the parser rejects it, or there are too many tags.
    """
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise DocumentError(f"has {tags} HTML tags; the limit is {MAX_TAGS}; save its text as .txt or .docx")
    soup = _parsed(text)
    roots = _content(soup)
    blocks = _blocks(soup, roots, keep_forms=False)
    if all(block.is_heading for block in blocks):
        blocks = _blocks(soup, roots, keep_forms=True)
    title = soup.find("title")
    return HtmlPage(blocks, fold_spaces(title.get_text()) if title else "", _metadata(soup))


def _parsed(text: str) -> "BeautifulSoup":
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
    from bs4.exceptions import ParserRejectedMarkup

    with warnings.catch_warnings():
        # Neither a page without tags nor XHTML is a mistake here.
        warnings.simplefilter("ignore", category=MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", category=XMLParsedAsHTMLWarning)
        try:
            return BeautifulSoup(text, "lxml")
        except ParserRejectedMarkup as error:
            raise DocumentError("cannot be parsed as HTML; save it as UTF-8 text") from error


def _content(soup: "BeautifulSoup") -> "list[Tag]":
    """The elements that hold the content, outermost only, in order."""
    mains = [tag for tag in soup.find_all(True) if tag.name == "main" or tag.get("role") == "main"]
    for found in (mains, soup.find_all("article")):
        shown = [tag for tag in _outermost(found) if not _is_hidden(tag) and has_words(tag.get_text())]
        if shown:
            return shown
    return [soup]


def _outermost(tags: "Sequence[Tag]") -> "list[Tag]":
    outermost: list[Tag] = []
    inside: set[int] = set()
    for tag in tags:  # in document order, so that an outer element comes before those in it
        if id(tag) in inside:
            continue
        outermost.append(tag)
        inside.update(id(inner) for inner in tag.find_all(True))
    return outermost


def _metadata(soup: "BeautifulSoup") -> Metadata:
    values: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        field_name = _METADATA_NAMES.get(_attribute(meta, "name").lower())
        content = fold_spaces(_attribute(meta, "content"))
        if field_name and content:
            values.setdefault(field_name, content)
    page = soup.find("html")
    return Metadata(language=_attribute(page, "lang").strip() if page else "", **values)


def _attribute(tag: "Tag", name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def _is_hidden(tag: "Tag") -> bool:
    return (
        tag.has_attr("hidden")
        or _attribute(tag, "aria-hidden").lower() == "true"
        or _INVISIBLE_STYLE.search(_attribute(tag, "style")) is not None
    )


def _blocks(soup: "BeautifulSoup", roots: "Sequence[Tag]", keep_forms: bool) -> list[Block]:
    holders = _holders_of_headings(soup)
    builder = _Builder()
    for root in roots:
        _walk(root, builder, holders, keep_forms)
        builder.flush()
    blocks = builder.blocks
    if not any(block.is_heading and block.level == 1 for block in blocks):  # it may stand in the page's header
        title = next((tag for tag in soup.find_all("h1") if not _is_hidden(tag)), None)
        if title is not None:
            blocks.insert(0, Block(fold_spaces(title.get_text()), is_heading=True))
    return [block for block in blocks if has_words(block.text)]


def _holders_of_headings(soup: "BeautifulSoup") -> set[int]:
    """Identities of all elements around a heading, an article or a table."""
    holders: set[int] = set()
    for tag in soup.find_all([*_HEADINGS, "article", "main", "table"]):
        for parent in tag.parents:
            if id(parent) in holders:
                break
            holders.add(id(parent))
    return holders


def _walk(root: "Tag", builder: "_Builder", holders: set[int], keep_forms: bool) -> None:
    from bs4.element import Tag

    for node, ends in _nodes(root, holders, keep_forms):
        if not isinstance(node, Tag):
            builder.text(str(node))
        elif ends:
            builder.end(node.name)
        elif node.name == "pre" and not builder.group:
            builder.flush()
            builder.blocks.extend(plain_blocks(node.get_text()))
        else:
            builder.start(node.name, is_layout=id(node) in holders)


def _nodes(root: "Tag", holders: set[int], keep_forms: bool) -> "Iterator[tuple[PageElement, bool]]":
    """Texts and elements in document order, each element a second time at its end; without what is not shown.

    A stack instead of recursion: pages can be nested deeper than Python's own stack.
    """
    from bs4.element import CData, NavigableString, Tag

    stack: list[tuple[PageElement, bool]] = [(root, False)]
    while stack:
        node, ends = stack.pop()
        if ends:
            yield node, True
        elif isinstance(node, Tag):
            if node is not root and _is_left_out(node, root, holders, keep_forms):
                continue
            yield node, False
            if node.name != "pre":
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.contents))
        elif type(node) in (NavigableString, CData):  # comments and declarations are subclasses
            yield node, False


def _is_left_out(tag: "Tag", root: "Tag", holders: set[int], keep_forms: bool) -> bool:
    if _is_hidden(tag) or _attribute(tag, "role").lower() in _DROPPED_ROLES:
        return True
    if tag.name == "form":  # some sites put the whole page into one
        return not keep_forms and id(tag) not in holders
    if tag.name == "header":  # that of an article holds its title, that of a page the site's menu
        return root.name not in {"main", "article"}
    return tag.name in _DROPPED


@dataclass(slots=True)
class _Builder:
    """Collects text until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    group: str = ""
    """The list or table that is being collected as one block, by its element's name."""
    _depth: int = 0
    _buffer: list[str] = field(default_factory=list)
    _heading_level: int = 0
    _bold_depth: int = 0
    _is_bold: bool = True

    def text(self, text: str) -> None:
        if not text.isspace():
            self._is_bold = self._is_bold and self._bold_depth > 0
        self._buffer.append(_SPACES.sub(" ", text))

    def start(self, name: str, is_layout: bool) -> None:
        if name == "br":
            self._line_break()
        elif name in _BOLD:
            self._bold_depth += 1
        elif self.group:
            self._depth += name == self.group
            self._buffer.append("\n" if name in _LINE_STARTS[self.group] else " " if name in _BLOCKS else "")
        elif name in _BLOCKS:
            self.flush()
            if name in _LINE_STARTS and not is_layout:
                self.group, self._depth = name, 1
            elif name in _HEADINGS:
                self._heading_level = int(name[1])

    def end(self, name: str) -> None:
        if name in _BOLD:
            self._bold_depth -= 1
        elif self.group:
            self._depth -= name == self.group
            self._buffer.append(" " if name in _BLOCKS else "")
            if not self._depth:
                self.flush()
                self.group = ""
        elif name in _BLOCKS:
            self.flush()
            if name in _HEADINGS:
                self._heading_level = 0

    def flush(self) -> None:
        r"""End the block: its buffered text has "\n" only where a line was broken on purpose."""
        lines = [folded for line in "".join(self._buffer).split("\n") if (folded := fold_spaces(line))]
        self._buffer.clear()
        is_bold, self._is_bold = self._is_bold, True
        if not lines:
            return
        if self._heading_level:
            self.blocks.append(Block(" ".join(lines), is_heading=True, level=self._heading_level))
        elif self.group:
            self.blocks.append(Block("\n".join(lines)))
        elif is_bold and len(lines) == 1 and looks_like_heading(without_marker(title := lines[0].removesuffix(":"))):
            self.blocks.append(Block(title, is_heading=True, level=_BOLD_LEVEL))
        else:
            self.blocks.extend(Block(text) for text in prose_paragraphs(lines))

    def _line_break(self) -> None:
        if self.group or self._heading_level:
            self._buffer.append(" ")
            return
        written = "".join(self._buffer[-2:]).rstrip(" ")
        if written.endswith("\n"):  # two in a row are what others write as two paragraphs
            self.flush()
        else:
            self._buffer.append("\n")
