"""The characters of a PDF as pieces of lines with their places, read with pdfminer.

Imported only when a PDF is read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import Final

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextLine
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdfexceptions import PDFValueError
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, int_value, resolve1
from pdfminer.utils import Matrix, PathSegment, Rect

from rag.errors import DocumentError
from rag.formats.pdf_layout import Line, Page
from rag.formats.pdf_limits import LimitedDocument, LimitedInterpreter, LimitedResourceManager, Work

MAX_PAGES: Final[int] = 300
"""A book of professions has fewer; the documents this is made for have one to ten."""

_CHARACTER_WORK: Final[int] = 40  # for placing one; a step is half a microsecond, as in rag/pdf_limits.py
_MAX_PAGE_CHARACTERS: Final[int] = 100_000  # a densely set A3 page has 20,000; each takes about 1 KB of memory
_UNDEFINED = re.compile(r"\(cid:\d+\)")
_BOLD_NAME = re.compile(r"bold|black|heavy|semibd|demi(?!\w*light)", re.IGNORECASE)
_BOLD_SHARE: Final[float] = 0.9  # a bold line may have a regular bullet or full stop
# Beyond this slope a text is a stamp or a margin note across the page ("DRAFT"); a crooked scan stays below.
_MAX_SLOPE: Final[float] = 0.2


class _Device(PDFLayoutAnalyzer):
    """Keeps the characters of a page, also those in drawings, and how much of the page is covered by images."""

    def __init__(self, manager: PDFResourceManager, work: Work) -> None:
        super().__init__(manager)
        self._work = work
        self.image_area = 0.0
        self._characters = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self.image_area = 0.0
        self._characters = 0

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """Keep what follows on the page itself: some producers put all of a page's text into one drawing."""

    def end_figure(self, _: str) -> None:
        """As above."""

    def render_image(self, name: str, stream: PDFStream) -> None:
        a, b, c, d, _, _ = self.ctm  # an image fills the unit square
        self.image_area += abs(a * d - b * c)

    def paint_path(
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        """Lines and shapes are no text."""

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        count = sum(len(part) for part in seq if isinstance(part, bytes))
        self._work.spend(count * _CHARACTER_WORK)
        self._characters += count
        if self._characters > _MAX_PAGE_CHARACTERS:
            raise DocumentError(f"has a page of more than {_MAX_PAGE_CHARACTERS} characters: print it to a new PDF")
        super().render_string(textstate, seq, ncs, graphicstate)

    @property
    def page(self) -> LTPage:
        assert isinstance(self.cur_item, LTPage)
        return self.cur_item


def read_pages(data: bytes) -> Iterator[Page]:
    """The pages of a PDF one after the other.

    Raises:
        DocumentError: too many pages, too much work, or the owner forbids to copy its text.
        pdfminer.psexceptions.PSException: the file is damaged or encrypted; so do the builtin errors that
            ``rag.formats.pdf`` names.
    """
    work = Work()
    document = LimitedDocument(data, work)
    if not document.is_extractable:
        raise DocumentError("forbids to copy its text: ask its author for a PDF without this restriction")
    manager = LimitedResourceManager()
    device = _Device(manager, work)
    interpreter = LimitedInterpreter(manager, device, work)
    number = -1
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number == MAX_PAGES:
            raise DocumentError(f"has more than {MAX_PAGES} pages: split it")
        if not all(isinstance(resolve1(content), PDFStream) for content in page.contents):
            raise PDFValueError(f"the content of page {number + 1} is missing")  # pdfminer takes it for an empty page
        interpreter.process_page(page)
        yield _page(number, device)
    promised = int_value(dict_value(document.catalog.get("Pages")).get("Count"))
    if number + 1 < promised:  # pdfminer passes over what it cannot find
        raise PDFValueError(f"{promised - number - 1} of {promised} pages are missing")


def _page(number: int, device: _Device) -> Page:
    page = device.page
    characters = [item for item in page if isinstance(item, LTChar) and not _is_slanted(item)]
    lines: list[Line] = []
    if characters:
        margins = LAParams()
        for text_line in page.group_objects(margins, characters):
            if text_line.get_text().strip():  # not ``is_empty``: letters of a font without widths have no extent
                lines.append(_line(text_line, number, page.height))
    texts = [character.get_text() for character in characters]
    return Page(
        height=page.height,
        lines=tuple(lines),
        image_share=device.image_area / max(page.width * page.height, 1.0),
        characters=sum(not text.isspace() for text in texts),
        undefined=sum(_is_undefined(text) for text in texts),
    )


def _line(text_line: LTTextLine, page: int, height: float) -> Line:
    characters = [item for item in text_line if isinstance(item, LTChar)]
    inked = [character for character in characters if not character.get_text().isspace()]
    sizes = Counter(round(character.size, 1) for character in inked)
    bold = sum(_BOLD_NAME.search(str(character.fontname)) is not None for character in inked)
    return Line(
        text=_UNDEFINED.sub("\ufffd", text_line.get_text()).strip("\n"),
        page=page,
        left=min(character.x0 for character in inked),
        right=max(character.x1 for character in inked),
        # The base line, not the box: boxes of two fonts on the same line differ.
        bottom=height - median_low(character.matrix[5] for character in inked),
        size=max(sizes, key=lambda size: (sizes[size], size)),
        is_bold=bold >= _BOLD_SHARE * len(inked),
    )


def _is_slanted(character: LTChar) -> bool:
    a, b, _, _, _, _ = character.matrix
    return abs(b) > _MAX_SLOPE * abs(a)


def _is_undefined(text: str) -> bool:
    return bool(_UNDEFINED.fullmatch(text)) or any(
        character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or (character < " " and not character.isspace())
        for character in text
    )
