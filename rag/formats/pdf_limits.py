"""pdfminer with limits, so that no file, however badly or maliciously made, makes it run for ever or fill the memory.

pdfminer itself has none. A file of a few bytes is enough: an object that refers to itself, an earlier cross-reference
table that is the same one, a stream that unpacks to gigabytes, drawings that repeat each other, character codes "from 0
to 4 billion". Each is stopped here where it enters, by overriding the one public method concerned; nothing in pdfminer
is patched. Imported only when a PDF is read.
"""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFBaseXRef, PDFDocument, PDFXRefStream
from pdfminer.pdfexceptions import PDFObjectNotFound, PDFValueError
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager, PDFStackT
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFObjRef,
    PDFStream,
    dict_value,
    int_value,
    list_value,
    resolve1,
)
from pdfminer.psparser import PSKeyword
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor

from rag.errors import DocumentError

# Steps of work that a whole file may cost. A step is a quarter to half a microsecond of one core: the most malicious
# files tried end after 60 seconds. 300 dense pages, as long-winded as Word writes them (60 KB each), cost 145 million.
_MAX_WORK: Final[int] = 200_000_000
# What pdfminer does in the same measure (profiled one by one on files of a megabyte):
_UNPACKING_WORK: Final[int] = 2  # for a byte, which may have to be parsed as well
_DRAWING_WORK: Final[int] = 4  # for a byte of drawing instructions
_BEGINNING_WORK: Final[int] = 500  # for looking up a drawing's fonts and colours
_SAVING_WORK: Final[int] = 50  # for keeping the graphics state, which takes two bytes to ask for and 400 to keep
_LOOK_UP_WORK: Final[int] = 50  # for an object; more than its time, for lists of references multiply in memory as well
_COPIED_BYTES: Final[int] = 20_000  # that are copied in one step, where pdfminer adds to a text piece by piece
_COPIED_OPERANDS: Final[int] = 600  # the same for operands that wait for an operator
# After each of these, pdfminer copies what it has of a text or name.
_TEXT_PIECES: Final[tuple[bytes, ...]] = (b"(", b")", b"\\", b"#")
_MAX_CODE: Final[int] = 0xFFFF  # character codes in a PDF have two bytes (ISO 32000-1, 9.7.6.2)
_MAX_ROW_BYTES: Final[int] = 65_536  # a row of a PNG predictor; tables of a PDF use 3 to 10
_MAX_RUN_LENGTH_GROWTH: Final[int] = 64  # two bytes give at most 128


class Work:
    """What is left of the work that reading one file may cost."""

    def __init__(self) -> None:
        self.left = _MAX_WORK

    def spend(self, steps: int) -> None:
        """Take some of it.

        Raises:
            DocumentError: it is used up.
        """
        self.left -= steps
        if self.left < 0:
            raise DocumentError(
                "takes too much work to read: its data unpack or repeat without end; print it to a new PDF, or split it"
            )


class _Stream(PDFStream):
    """A stream that unpacks no more than the work left allows, and does not pass damaged data off as empty ones."""

    def __init__(self, stream: PDFStream, work: Work) -> None:
        super().__init__(stream.attrs, stream.rawdata or b"", stream.decipher)
        self._work = work

    def decode(self) -> None:
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for name, parameters in self.get_filters():
            if name in LITERALS_FLATE_DECODE:
                data = self._inflated(data)
            elif name in LITERALS_LZW_DECODE:
                data = self._lzw_decoded(data)
            else:
                if name in LITERALS_RUNLENGTH_DECODE:
                    self._work.spend(len(data) * _MAX_RUN_LENGTH_GROWTH * _UNPACKING_WORK)
                elif name not in (*LITERALS_ASCII85_DECODE, *LITERALS_ASCIIHEX_DECODE):
                    raise PDFValueError(f"no text has the filter {name!r}")
                data = PDFStream({"Filter": name}, data).get_data()
            self._work.spend(len(data) * _UNPACKING_WORK)
            if isinstance(parameters, dict):
                data = _unpredicted(data, parameters)
        self._work.spend(_most_copying(data))
        self.data, self.rawdata = data, None

    @property
    def _most_bytes(self) -> int:
        return self._work.left // _UNPACKING_WORK

    def _inflated(self, data: bytes) -> bytes:
        # Without its header: raw data have no check sum, which some producers write wrong and nobody looks at.
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = unpacker.decompress(data[2:], self._most_bytes + 1)
        except zlib.error as error:
            raise PDFValueError(f"a compressed stream is broken, {error}") from error
        if not unpacker.eof and len(unpacked) <= self._most_bytes:
            raise PDFValueError("a compressed stream has no end")
        return unpacked

    def _lzw_decoded(self, data: bytes) -> bytes:
        chunks: list[bytes] = []
        left = self._most_bytes
        for chunk in LZWDecoder(BytesIO(data)).run():
            chunks.append(chunk)
            left -= len(chunk)
            if left < 0:
                break
        return b"".join(chunks)


def _most_copying(data: bytes) -> int:
    """Steps of copying, if the data were one text of brackets in brackets; next to none for a page as it should be."""
    return sum(map(data.count, _TEXT_PIECES)) * len(data) // _COPIED_BYTES


def _unpredicted(data: bytes, parameters: Mapping[str, object]) -> bytes:
    predictor = int_value(parameters.get("Predictor", 1))
    if predictor == 1:
        return data
    colors, columns = int_value(parameters.get("Colors", 1)), int_value(parameters.get("Columns", 1))
    bits = int_value(parameters.get("BitsPerComponent", 8))
    if not 0 < colors * columns <= _MAX_ROW_BYTES:
        raise PDFValueError(f"rows of {colors} x {columns} bytes")
    if predictor == 2:
        return apply_tiff_predictor(colors, columns, bits, data)
    return apply_png_predictor(predictor, colors, columns, bits, data)


class _Parser(PDFParser):
    """Makes every stream of the file a limited one."""

    def __init__(self, data: bytes, work: Work) -> None:
        self._work = work
        super().__init__(BytesIO(data))

    def fillbuf(self) -> bool:
        self._work.spend(len(self._curtoken) // _COPIED_BYTES)  # it is called for every piece of a text
        return super().fillbuf()

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        super().do_keyword(pos, token)
        if token is self.KEYWORD_STREAM and self.curstack and isinstance(self.curstack[-1][1], PDFStream):
            position, stream = self.curstack.pop()
            self.push((position, _Stream(stream, self._work)))  # type: ignore[arg-type]


class LimitedDocument(PDFDocument):
    """Follows no reference and no earlier cross-reference table in a circle."""

    def __init__(self, data: bytes, work: Work) -> None:
        self._work = work
        self._tables: set[int] = set()
        super().__init__(_Parser(data, work))
        # Page labels are not shown, and damaged ones would stop the reading.
        self.catalog = {key: value for key, value in self.catalog.items() if key != "PageLabels"}

    def getobj(self, objid: int) -> object:
        followed = {objid}
        self._work.spend(_LOOK_UP_WORK)
        found = super().getobj(objid)
        while isinstance(found, PDFObjRef):
            if found.objid in followed:
                raise PDFObjectNotFound(objid)
            followed.add(found.objid)
            self._work.spend(_LOOK_UP_WORK)
            found = super().getobj(found.objid)
        return found

    def read_xref_from(self, parser: PDFParser, start: int, xrefs: list[PDFBaseXRef]) -> None:
        if start in self._tables:
            return
        self._tables.add(start)
        known = len(xrefs)
        super().read_xref_from(parser, start, xrefs)
        for table in xrefs[known : known + 1]:
            # Where no page tree is found, pdfminer walks over every number that such a table claims to hold.
            if isinstance(table, PDFXRefStream) and _claimed_bytes(table) > len(table.data or b""):
                raise PDFValueError("a cross-reference stream claims more objects than it holds")


def _claimed_bytes(table: PDFXRefStream) -> int:
    return sum(count for _, count in table.ranges) * (table.entlen or 1)


class LimitedResourceManager(PDFResourceManager):
    """Hands pdfminer no font whose tables claim more characters than there are codes."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        for key in ("W", "W2"):
            _check_widths([resolve1(value) for value in list_value(spec.get(key, []))], group=3 if key == "W" else 5)
        mapping = resolve1(spec.get("ToUnicode"))
        if isinstance(mapping, PDFStream):
            # Before pdfminer does it for good: it fills "from 0 to 4 billion" in without a look at the number.
            CMapParser(_LimitedUnicodeMap(), BytesIO(mapping.get_data())).run()
        descriptor = dict_value(spec.get("FontDescriptor", {}))
        if "FontFile2" in descriptor:
            # A place for more such claims; asked only where ToUnicode is missing, which today's programs write.
            kept = {key: value for key, value in descriptor.items() if key != "FontFile2"}
            spec = {**spec, "FontDescriptor": kept}
        return super().get_font(objid, spec)


def _check_widths(widths: Sequence[object], group: int) -> None:
    """``first last width`` (or ``first last width x y``) and ``first [width …]`` mix freely."""
    numbers: list[float] = []
    for value in widths:
        numbers = [*numbers, value] if isinstance(value, int | float) else []
        if len(numbers) == group:
            if numbers[1] - numbers[0] > _MAX_CODE:
                raise PDFValueError(f"a font claims widths of {numbers[1] - numbers[0]} characters")
            numbers = []


class _LimitedUnicodeMap(FileUnicodeMap):
    def __init__(self) -> None:
        super().__init__()
        self._entries = 0

    def add_cid2unichr(self, cid: int, code: object) -> None:
        self._entries += 1
        if self._entries > 2 * _MAX_CODE:  # some producers list every code twice, alone and in a range
            raise PDFValueError("a font maps more characters than there are codes")


class LimitedInterpreter(PDFPageInterpreter):
    """Counts what it draws, so that drawings that draw each other come to an end."""

    def __init__(self, manager: PDFResourceManager, device: PDFDevice, work: Work) -> None:
        super().__init__(manager, device)
        self._work = work

    def dup(self) -> "LimitedInterpreter":
        return LimitedInterpreter(self.rsrcmgr, self.device, self._work)

    def execute(self, streams: Sequence[object]) -> None:
        for stream in map(resolve1, streams):
            data = stream.get_data() if isinstance(stream, PDFStream) else b""
            self._work.spend(_BEGINNING_WORK + len(data) * _DRAWING_WORK + _most_copying(data))
        super().execute(streams)

    def pop(self, n: int) -> list[PDFStackT]:
        self._work.spend(len(self.argstack) // _COPIED_OPERANDS)
        return super().pop(n)

    def do_q(self) -> None:
        self._work.spend(_SAVING_WORK)
        super().do_q()
