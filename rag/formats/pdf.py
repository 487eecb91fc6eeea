"""A PDF becomes blocks; one that cannot be read is refused with its reason and the remedy."""

import logging
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rag.errors import DocumentError
from rag.formats.blocks import Block
from rag.formats.pdf_layout import Page, reading_order
from rag.formats.pdf_paragraphs import column_blocks

_HEADER_SEARCH_BYTES: Final[int] = 1024  # readers accept so much before "%PDF-" (ISO 32000-1, annex H.3.4.1)
# A page that an image covers by this much, with less text than this, is a scan: the stamp of a scanning app or a page
# number has up to 30 characters, the emptiest slide over a background picture more than 50.
_SCAN_IMAGE_SHARE: Final[float] = 0.5
_SCAN_MAX_CHARACTERS: Final[int] = 50
_MAX_UNDEFINED_SHARE: Final[float] = 0.25  # of the characters; with one letter in four lost, no sentence is whole

# What pdfminer leaks on damaged files besides its own errors. Found by reading its source and by changing and cutting
# some thousand files at random. Layout and paragraphs run outside the ``try``, so that their bugs do not hide here.
_DAMAGE: Final[tuple[type[Exception], ...]] = (
    AssertionError,  # checks of the file's structure are written as assertions
    AttributeError,  # a page that stands in the page tree itself, not behind a reference
    TypeError,  # a name or nothing where it calculates with numbers
    ValueError,  # numbers and texts that are none, key lengths of broken encryption
    ArithmeticError,  # a matrix or box of zero size, numbers beyond float
    LookupError,  # a required key that is missing, a list that is too short
    RuntimeError,  # RecursionError: dictionaries nested thousands deep; StopIteration inside its generators
    StopIteration,  # run-length data that end too early
    OSError,  # a position outside the file
    EOFError,  # compressed data that end too early
    struct.error,  # an embedded font that ends too early
)


def pdf_blocks(data: bytes) -> list[Block]:
    """The blocks of a PDF in reading order, without page headers, footers and page numbers.

    Raises:
        DocumentError: not a PDF, damaged, locked, too large, a scan, or its characters have no meaning. The message is
            the reason alone, without a file name.
    """
    if not data:
        raise DocumentError("is empty")
    if b"%PDF-" not in data[:_HEADER_SEARCH_BYTES]:
        raise DocumentError("is not a PDF: it does not begin with %PDF-")
    pages = _pages(data)
    _check_readable(pages)
    blocks = column_blocks(reading_order(pages))
    if not blocks:
        raise DocumentError("has no text but page headers and numbers")
    return blocks


def _pages(data: bytes) -> list[Page]:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException

    from rag.formats.pdf_miner import read_pages

    damage: tuple[type[Exception], ...] = (PSException, *_DAMAGE)
    with _silent_pdfminer():
        try:
            return list(read_pages(data))
        except PDFPasswordIncorrect as error:
            raise DocumentError("is locked with a password: save a copy without one") from error
        except PDFEncryptionError as error:
            raise DocumentError("is locked in an unknown way: save a copy that is not protected") from error
        except damage as error:
            raise DocumentError(f"is damaged ({_described(error)}): open it and print it to a new PDF") from error


@contextmanager
def _silent_pdfminer() -> Iterator[None]:
    """Keep pdfminer's remarks on small faults of a file from the terminal; they are no errors and name no file."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _described(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:80]}" if text else type(error).__name__


def _check_readable(pages: Sequence[Page]) -> None:
    characters = sum(page.characters for page in pages)
    scans = sum(page.image_share >= _SCAN_IMAGE_SHARE and page.characters < _SCAN_MAX_CHARACTERS for page in pages)
    remedy = "run OCR first (for example ocrmypdf) and take in the result"
    if not characters:
        reason = "it is a scan" if scans else "what it shows, if anything, is drawn"
        raise DocumentError(f"has no text: {reason}; {remedy}")
    if 2 * scans > len(pages):
        raise DocumentError(f"has hardly any text: {scans} of {len(pages)} pages are scans; {remedy}")
    share = sum(page.undefined for page in pages) / characters
    if share > _MAX_UNDEFINED_SHARE:
        raise DocumentError(
            f"its text cannot be decoded: {share:.0%} of its characters have no meaning; "
            "export it again with embedded fonts, or run OCR first"
        )
