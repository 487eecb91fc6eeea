"""Bytes become text, or a reason why they are not text. Deterministic: nothing is guessed from word lists."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from rag.errors import DocumentError
from rag.formats.blocks import clean_text

WINDOWS_1252: Final[str] = "windows-1252"

# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC_NUMBERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
)
# HTML reads these names as Windows-1252, which they are in practice (https://encoding.spec.whatwg.org/#names-and-labels).
_WINDOWS_1252_LABELS: Final[frozenset[str]] = frozenset({"ascii", "iso8859-1", "cp1252"})

# Latin letters, digits, blanks and line ends have a zero byte each in UTF-16: nearly all characters of such text. The
# rest is room for typographic quotation marks and dashes.
_UTF16_MIN_ZERO_SHARE: Final[float] = 0.7
_UTF16_MAX_OTHER_ZERO_SHARE: Final[float] = 0.05
# A stray control character comes from a careless copy; more than one in a hundred does not come from text.
_MAX_CONTROL_SHARE: Final[float] = 0.01
# One character in ten lost is beyond repair; fewer are reported as a warning by the reader.
_MAX_REPLACEMENT_SHARE: Final[float] = 0.1
# Indonesian has accents in a few loan words only. Cyrillic, Thai or Chinese bytes read as Windows-1252 exceed this.
_MAX_WINDOWS_1252_HIGH_SHARE: Final[float] = 0.2

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# UTF-8 that was read as Windows-1252 once: “ ” – é and their kin become these.
_MOJIBAKE = re.compile("â€[\x80-\xbf™œ“”˜¦¢]|Ã[\x80-\xbf©¨ª¡]|Â[\xa0-\xbf]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding that gave it."""

    text: str
    encoding: str


def decode(data: bytes, declared: str = "") -> Decoded:
    r"""Text of a file: NFC, lines ending with ``\n``, without invisible characters.

    A byte order mark decides; then strict UTF-8; then UTF-16 without a mark; then what the file itself declares
    (HTML); then Windows-1252 where that gives text.

    Raises:
        DocumentError: empty, binary, or in none of these encodings; the message is a reason without the file's name.
    """
    if not data.strip():
        raise DocumentError("is empty")
    for magic, what in _MAGIC_NUMBERS:
        if data.startswith(magic):
            raise DocumentError(f"is binary, not text: it begins like {what}; save it as that or as UTF-8 text")
    decoded = _decoded(data, declared)
    if _share(len(_CONTROLS.findall(decoded.text)), decoded.text) > _MAX_CONTROL_SHARE or "\0" in decoded.text:
        raise DocumentError("is binary, not text (control characters)")
    if _share(decoded.text.count("\ufffd"), decoded.text) > _MAX_REPLACEMENT_SHARE:
        raise DocumentError("has lost its characters to U+FFFD in an earlier conversion; export it as UTF-8 again")
    text = clean_text(decoded.text)
    if not text.strip():
        raise DocumentError("is empty")
    return Decoded(text, decoded.encoding)


def damage(text: str) -> str:
    """What an earlier wrong conversion did to a text, or ""."""
    if "\ufffd" in text:
        return f"{text.count(chr(0xFFFD))} characters are lost (U+FFFD); export the document as UTF-8 again"
    wrong = _MOJIBAKE.search(text)
    return f"it looks wrongly converted ({wrong.group()!r}); export the document as UTF-8 again" if wrong else ""


def _decoded(data: bytes, declared: str) -> Decoded:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    utf16 = _unmarked_utf16(data)
    if utf16:
        return _strict(data, utf16)
    if b"\0" in data:
        raise DocumentError("is binary, not text (NUL bytes)")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        invalid = error
    encoding = _codec_name(declared)
    if encoding and encoding != "utf-8":
        return _strict(data, encoding)
    return _windows_1252(data, invalid)


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"is not the {encoding.upper()} it claims to be (byte {error.start}); save it as UTF-8"
        ) from error


def _unmarked_utf16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark, told by the zero byte that every Latin character has; or ""."""
    if len(data) % 2 or b"\0" not in data:
        return ""
    characters = len(data) // 2
    first, second = data[::2].count(0) / characters, data[1::2].count(0) / characters
    if second >= _UTF16_MIN_ZERO_SHARE and first <= _UTF16_MAX_OTHER_ZERO_SHARE:
        return "utf-16-le"
    if first >= _UTF16_MIN_ZERO_SHARE and second <= _UTF16_MAX_OTHER_ZERO_SHARE:
        return "utf-16-be"
    return ""


def _codec_name(declared: str) -> str:
    """Python's name of a declared text encoding, "" where it knows none of that name."""
    try:
        name = codecs.lookup(declared).name
        "".encode(name)  # some codecs turn bytes into bytes
    except (LookupError, ValueError):
        return ""
    return WINDOWS_1252 if name in _WINDOWS_1252_LABELS else name


def _windows_1252(data: bytes, invalid: UnicodeDecodeError) -> Decoded:
    # Beyond ASCII, UTF-8 has sequences of bytes that text in another encoding hits by accident only.
    repaired = data.decode("utf-8", "replace")
    lost = repaired.count("\ufffd")
    if sum(character > "\x7f" for character in repaired) - lost > lost:
        raise DocumentError(f"is UTF-8 with damaged bytes (the first is byte {invalid.start}); save it as UTF-8 again")
    try:
        text = data.decode(WINDOWS_1252)
    except UnicodeDecodeError as error:
        raise DocumentError(f"is not UTF-8 text (byte {invalid.start}); save it as UTF-8") from error
    high = sum(character > "\x7f" for character in text)
    if _CONTROLS.search(text) or _share(high, text) > _MAX_WINDOWS_1252_HIGH_SHARE:
        raise DocumentError(f"is not UTF-8 text (byte {invalid.start}); save it as UTF-8")
    return Decoded(text, WINDOWS_1252)


def _share(count: int, text: str) -> float:
    return count / max(1, len(text))
