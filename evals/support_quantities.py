"""Quantities in an Indonesian text: value or range, unit, and whether it is said to be a least or a most."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from rag.language import fold


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number; ``low`` and ``high`` differ in a range."""

    low: Decimal
    high: Decimal
    unit: str
    """The word behind it, "persen" for %, "rupiah" for Rp, or ""."""
    bound: str
    """"least", "most" or ""."""
    text: str


_ONES: Final[dict[str, int]] = {
    word: value
    for value, word in enumerate(
        "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()
    )
} | {"seratus": 100, "seribu": 1000, "sejuta": 10**6}  # fmt: skip
_FACTORS: Final[dict[str, int]] = {
    "puluh": 10, "ratus": 100, "ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9,
    "triliun": 10**12,
}  # fmt: skip
_UNIT_GROUPS: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(group.split())
    for group in (
        "detik menit jam hari minggu pekan bulan semester tahun dekade abad",
        "mm cm meter m km kilometer sentimeter milimeter kaki",
        "gram kg kilogram ton ons mg",
        "persen rupiah orang kali sks halaman kata lantai derajat liter unit",
    )
)
_LEAST: Final[re.Pattern[str]] = re.compile(
    r"(?:minimal|minimum|sedikitnya|setidaknya|sekurang-kurangnya|setidak-tidaknya|paling sedikit|paling tidak"
    r"|paling kurang|lebih dari|di atas|paling cepat|melebihi) (?:rp\.? ?|berusia |sekitar |selama )?$"
)
_MOST: Final[re.Pattern[str]] = re.compile(
    r"(?:maksimal|maksimum|paling lama|paling banyak|paling lambat|paling tinggi|hingga|sampai|kurang dari|di bawah"
    r"|selambat-lambatnya|setinggi-tingginya|tidak lebih dari) (?:rp\.? ?|berusia |sekitar |selama )?$"
)
_NOT_COUNTED: Final[re.Pattern[str]] = re.compile(
    r"\bsalah satu\b|\bsatu (?:sama lain|per satu|demi satu|lagi)\b|\bsatu-satunya\b|\bsatu persatu\b"
)
_DIGITS: Final[str] = r"\d+(?:[.,:]\d+)*(?![^\W\d_])"
_WORDS: Final[str] = rf"\b(?:{'|'.join(_ONES)})\b(?: (?:{'|'.join((*_ONES, *_FACTORS, 'belas'))})\b)*"
_ONE: Final[str] = rf"(?:{_DIGITS}(?: ?(?:{'|'.join(_FACTORS)})\b)*|{_WORDS})"
_QUANTITY: Final[re.Pattern[str]] = re.compile(
    rf"(?:(?P<money>\brp\.? ?)|(?<!\w))(?P<low>{_ONE})"
    rf"(?: ?(?:[-–—]|\bsampai(?: dengan)?\b|\bhingga\b|\bs\.?d\.?\b) ?(?:rp\.? ?)?(?P<high>{_ONE}))?"
    r" ?(?P<unit>%|[^\W\d_]+)?"
)
_BETWEEN: Final[re.Pattern[str]] = re.compile(rf"\bantara (?P<low>{_ONE}) dan (?P<high>{_ONE})")


@lru_cache(maxsize=4_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text, in order."""
    return tuple(_found(_NOT_COUNTED.sub("…", _BETWEEN.sub(r"\g<low> sampai \g<high>", fold(text)))))


def _found(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        low = _value(match["low"])
        high = _value(match["high"]) if match["high"] else low
        if low is None or high is None:
            continue
        if match["high"] and not re.search(r"[a-z]", match["low"]):  # "3–5 juta": the scale belongs to both ends
            low *= _scale(match["high"])
        before = text[max(0, match.start() - 40) : match.start()]
        bound = "least" if _LEAST.search(before) else "most" if _MOST.search(before) else ""
        unit = "rupiah" if match["money"] else {"%": "persen"}.get(match["unit"] or "", match["unit"] or "")
        yield Quantity(low, high, unit, bound, f"{match['low']}–{match['high']}" if match["high"] else match["low"])


def _scale(text: str) -> int:
    scale = 1
    for word in text.split():
        scale *= _FACTORS.get(word, 1)
    return scale if text[0].isdigit() else 1


def _value(text: str) -> Decimal | None:
    """Say "dua puluh lima" → 25; "2,5 juta" → 2500000; "1.500" → 1500; "08.00" stays a time of its own: 8.00."""
    total = group = one = Decimal(0)
    for word in re.findall(r"\d[\d.,:]*\d|\d|[^\W\d_]+", text):
        if word[0].isdigit():
            plain = word.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", word) else word
            try:
                one = Decimal(plain.replace(",", ".").replace(":", "."))
            except InvalidOperation:  # 1.2.3, a version or a section
                one = Decimal("".join(character for character in plain if character.isdigit()))
            group += one
        elif word == "belas":
            group += 10
        elif word in {"puluh", "ratus"}:
            group += one * (_FACTORS[word] - 1)
        elif word in _FACTORS:
            total, group = total + group * _FACTORS[word], Decimal(0)
        elif word in _ONES:
            one = Decimal(_ONES[word])
            group += one
        else:
            return None
    return total + group


def carries(known: Sequence[Quantity], asked: Quantity) -> bool:
    """Whether one of the known quantities says what the asked one says."""
    return any(_says(one, asked) for one in known)


def _says(known: Quantity, asked: Quantity) -> bool:
    if _clash(known.unit, asked.unit):
        return False
    if (known.low, known.high) == (asked.low, asked.high):
        return asked.bound in {"", known.bound}
    # "3–5 tahun" carries "minimal 3 tahun" and "hingga 5 tahun"
    return asked.low == asked.high == {"least": known.low, "most": known.high}.get(asked.bound)


def _clash(one: str, other: str) -> bool:
    return one != other and any(one in group and other in group for group in _UNIT_GROUPS)
