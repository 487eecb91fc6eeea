"""What kind of amount a question asks for, and whether a text tells one of that kind.

"Berapa honor satu hari yang berlangsung 12 jam itu?" wants money: that a paragraph has numbers, the very 12 hours even,
answers nothing.
"""

import re
from collections.abc import Mapping
from typing import Final

from rag.language import bare_form, formalise

_MONEY: Final[str] = "uang"
_PAY: Final[str] = "upah"
_TIME: Final[str] = "waktu"
# Words with which the units of one kind are named, by the word for the kind that is asked for.
_UNITS: Final[Mapping[str, str]] = {
    "detik": "detik",
    "menit": "menit",
    "jam": "jam pukul",
    "hari": "hari",
    "minggu": "minggu pekan",
    "bulan": "bulan",
    "tahun": "tahun",
    "semester": "semester",
    "sks": "sks",
    "persen": "persen",
    "usia": "usia umur tahun",
    "umur": "usia umur tahun",
    _TIME: "detik menit jam hari minggu pekan bulan tahun semester pukul",
    _MONEY: "rp rupiah juta ribu miliar gratis persen",
    # How well something is paid may be told without an amount.
    _PAY: "rp rupiah juta gaji digaji upah honor honorarium tarif komisi bayaran dibayar tunjangan penghasilan",
}
_SYNONYMS: Final[Mapping[str, str]] = {
    "lama": _TIME,
    "persentase": "persen",
    "rupiah": _MONEY,
    "juta": _MONEY,
    "duit": _MONEY,
    "uang": _MONEY,
}
_COSTS: Final[re.Pattern[str]] = re.compile(
    r"\b(?:gaji|upah|honor|honorarium|tarif|biaya|harga|ongkos|bayaran|komisi|fee|dibayar|digaji|pendapatan|penghasilan"
    r"|omzet|tunjangan|rupiah|duit|uang)(?:nya|mu|ku)?\b"
)
_ASKS_PAY: Final[re.Pattern[str]] = re.compile(
    r"\b(?:gaji|upah|honor|honorarium|tarif|komisi|tunjangan)(?:nya|mu|ku)?\b"
)
_ASKS: Final[re.Pattern[str]] = re.compile(r"\bberapa(?:an|kah)?\b(?P<behind>(?: \S+){0,4})")
_BETWEEN: Final[frozenset[str]] = frozenset("sih ya kira-kira kisaran banyak dong tuh itu per rata-rata".split())
_AMOUNT: Final[re.Pattern[str]] = re.compile(r"%|\brp\b", re.IGNORECASE)


def asked_kind(text: str) -> str:
    """The kind of amount that a question in formal spelling asks for, or "" if it asks for none that is known here."""
    asks = _ASKS.search(text)
    if asks is None:
        return _PAY if _ASKS_PAY.search(text) else ""
    word = next((one for one in asks["behind"].split() if one not in _BETWEEN), "")
    kind = _SYNONYMS.get(word, word)
    if kind in _UNITS and kind != _PAY:
        return kind
    return _MONEY if _COSTS.search(text) else ""


def tells_kind(text: str, kind: str) -> bool:
    """Whether a text names a unit of that kind: "3 jam", "setahun", "berminggu-minggu"."""
    if kind in {_MONEY, _PAY, "persen"} and _AMOUNT.search(text):
        return True
    units = set(_UNITS[kind].split())
    return any(
        not units.isdisjoint((word, bare_form(word), word.removeprefix("se"), *word.removeprefix("ber").split("-")))
        for word in formalise(text).split()
    )
