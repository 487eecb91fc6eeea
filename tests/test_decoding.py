import codecs

import pytest

from rag.errors import DocumentError
from rag.formats.decoding import WINDOWS_1252, damage, decode

TEXT = "Kafé “Apotek” – meracik obat.\nMelayani resep.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("windows-1252"), WINDOWS_1252),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace("\n", "\r").encode("utf-16"), "utf-16-le"),
    ],
)
def test_the_same_text_comes_out_of_every_encoding(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (TEXT, encoding)


def test_a_declared_encoding_counts_only_where_the_bytes_are_no_utf_8() -> None:
    cyrillic = "Врач лечит.".encode("windows-1251")
    assert decode(cyrillic, "windows-1251").text == "Врач лечит."
    assert decode(TEXT.encode(), "windows-1251").text == TEXT
    assert decode(TEXT.encode("windows-1252"), "ISO-8859-1").text == TEXT, "as browsers read that name"
    for unusable in ("utf-8", "tidak-ada", "rot13", "hex", ""):
        assert decode(TEXT.encode("windows-1252"), unusable).encoding == WINDOWS_1252


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t ", codecs.BOM_UTF8 + b"\n", "\u00a0\n\u200b\u2003\ufeff".encode(), b"\f"]
)
def test_white_space_and_what_cannot_be_seen_is_empty(data: bytes) -> None:
    with pytest.raises(DocumentError, match="^is empty$"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary, not text: .*PNG"),
        (b"%PDF-1.7\n1 0 obj", "binary, not text: .*PDF"),
        (b"PK\x03\x04\x14\x00", "binary, not text: .*Office"),
        (rb"{\rtf1 Meracik obat.}", "binary, not text: .*RTF"),
        (b"Meracik\0obat", "binary, not text"),
        (b"Meracik obat.\0", "binary, not text"),
        (bytes(range(1, 128)), "binary, not text"),
        (b"obat \x01\x02\x03\xe9", "is not UTF-8 text"),
        (b"Kaf\xe9 \x81 obat", "is not UTF-8 text"),
        ("薬剤師は薬を調合する。".encode("shift_jis"), "is not UTF-8 text"),
        ("Врач лечит больных.".encode("windows-1251"), "is not UTF-8 text"),
        ("Kafé “obat” dan résumé".encode()[:-1] + b"\xc3 obat", "damaged bytes"),
        (codecs.BOM_UTF16_LE + b"o\0b\0a", "is not the UTF-16-LE it claims to be"),
        (codecs.BOM_UTF8 + b"obat \xff", "is not the UTF-8 it claims to be"),
        (("\ufffd" * 20 + "obat").encode(), "U\\+FFFD"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=rf"^(?:is|has lost) .*{reason}|{reason}"):
        decode(data)


def test_damage_of_an_earlier_conversion_is_reported() -> None:
    assert damage(TEXT) == ""
    assert "1 characters are lost" in damage("Kaf\ufffd")
    assert "wrongly converted" in damage(TEXT.encode().decode("windows-1252", "replace").replace("\ufffd", ""))
