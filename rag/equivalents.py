"""Words that say the same in any sentence about work, so that a draft may use one for the other.

Only such as can be exchanged both ways without a change of meaning, strength or scope, and form by form: "memakai" is
"menggunakan", but "pakaian" is not "kegunaan". None that restricts or counts: these must be the source's own. Set by
hand; the mutations of ``python -m evals.mutation_check`` are refused with them as without.
"""

import re
from typing import Final

_EQUIVALENTS: Final[dict[str, str]] = {
    word: words.split()[0]
    for words in (
        "menggunakan memakai",
        "digunakan dipakai",
        "penggunaan pemakaian",
        "memerlukan membutuhkan",
        "diperlukan dibutuhkan",
        "memiliki mempunyai punya",
        "memberi memberikan",
        "diberi diberikan",
        "membantu menolong",
        "dibantu ditolong",
        "mengulang mengulangi",
        "menanggapi merespons merespon",
        "ditanggapi direspons direspon",
        "tanggapan respons respon",
        "memeriksa mengecek",
        "diperiksa dicek",
        "membuat bikin",
        "mampu sanggup",
        "terungkap terbongkar",
        "muncul timbul",
        "selesai rampung",
        "salah keliru",
        "mudah gampang",
        "sulit susah sukar",
        "penting krusial",
        "siswa murid",
        "pegawai karyawan",
        "minggu pekan",
        "seminggu sepekan",
        "sering kerap",
        "biasanya lazimnya",
        "sekitar kira-kira",
        "meskipun meski walaupun walau kendati biarpun",
        "setelah sesudah",
        "ketika saat sewaktu",
        "melalui lewat",
        "realitanya kenyataannya",
        "misalnya contohnya umpamanya",
        "juga pula",
        "agar supaya guna",
        "tetapi melainkan",
    )
    for word in words.split()[1:]
}
_WORDS = re.compile(r"\b[a-z]+(?:-[a-z]+)*\b", re.IGNORECASE)
# Written together and apart.
_APART = re.compile(r"\b((?:be)?kerja) sama\b", re.IGNORECASE)


def canonical(text: str) -> str:
    """The text with each of these words, and its capitals, in the form that stands for all that say the same."""
    return _WORDS.sub(lambda found: _EQUIVALENTS.get(found[0].lower(), found[0]), _APART.sub(r"\1sama", text))
