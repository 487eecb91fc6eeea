"""Indonesian: sentences, informal spelling, stems, numbers, names, and the small words that turn a meaning.

Everything here is deterministic and needs no index. Two libraries do the dictionary work: Sastrawi
(stemming after Nazief & Adriani with the ECS improvements) and indoNLP's copy of *Kamus Alay* (Salsabila et al.
2018, "Colloquial Indonesian Lexicon"), which maps informal spellings to formal ones.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, Protocol


class Operator(StrEnum):
    """A class of small words that change what the next content word claims."""

    NEGATION = "negation"
    ONLY = "only"
    ALWAYS = "always"
    MUST = "must"
    ALL = "all"
    MOST = "most"
    MORE = "more"
    VERY = "very"
    CAN = "can"
    HEDGE = "hedge"
    CONDITION = "condition"
    PASSIVE = "passive"


OPERATOR_WORDS: Final[dict[Operator, str]] = {
    Operator.NEGATION: "tidak tak bukan tanpa belum jangan kurang enggak nggak ngga gak ga gk kagak ndak tiada non",
    Operator.ONLY: "hanya cuma cuman sekadar sekedar semata doang melulu saja aja",
    Operator.ALWAYS: "selalu senantiasa terus-menerus pasti mutlak",
    Operator.MUST: "harus wajib mesti kudu diwajibkan diharuskan mewajibkan mengharuskan",
    Operator.ALL: "semua seluruh setiap tiap segala semuanya seluruhnya",
    Operator.MOST: "paling ter terbaik terpenting tertinggi terbesar",
    Operator.MORE: "lebih",
    Operator.VERY: "sangat amat sekali banget sungguh",
    Operator.CAN: "bisa dapat",
    Operator.HEDGE: (
        "mungkin kemungkinan barangkali sering seringkali kadang kadang-kadang biasanya umumnya terkadang cenderung"
    ),
    Operator.CONDITION: "jika kalau apabila bila jikalau kalo asalkan",
}
OPERATOR_OF: Final[dict[str, Operator]] = {
    word: operator for operator, words in OPERATOR_WORDS.items() for word in words.split()
}

FUNCTION_WORDS: Final[frozenset[str]] = frozenset(
    """
    yang dan atau di ke dari pada untuk dengan oleh dalam akan telah sudah sedang adalah ialah merupakan yaitu yakni
    ini itu tersebut begitu begini demikian para sang si sebuah suatu seorang seseorang sebagai seperti secara serta
    juga pun lah kah nya agar supaya guna bagi tentang mengenai terhadap antara kepada atas bahwa karena sebab
    maka sehingga lalu kemudian selain maupun sambil seraya saat ketika jadi menjadi terjadi apa apakah apaan siapa
    siapakah mengapa kenapa bagaimana bagaimanakah berapa kapan mana dimana kemana manakah mengapai gimana sajakah
    saya aku gue gua gw ku kamu anda kau engkau lu lo elu dia ia mereka kita kami kalian beliau
    sih dong deh kok nih tuh kan loh lho ya yah yuk nah oh eh hai halo hei min kak gan bro sis bang bg mas mbak pak bu
    kang cuy rek bos bun gaes guys kakak wkwk haha hehe tolong mohon
    ada adanya oleh per tadi nanti masih lagi sama namun tetapi tapi sedangkan sementara padahal melainkan realitanya
    sebenarnya sebetulnya memang yg itu-itu buat biar banyak beberapa berbagai suka-suka lain lainnya terus
    """.split()
)

CONTRAST_WORDS: Final[frozenset[str]] = frozenset(
    "namun tetapi tapi sedangkan sementara padahal melainkan realitanya kenyataannya sebaliknya".split()
)
"""Connectives after which a text stops telling what it told before."""

ABBREVIATIONS: Final[frozenset[str]] = frozenset(
    "pns asn cpns pppk p3k bumn bumd s1 s2 s3 d1 d2 d3 d4 smk sd tk ipa ips hrd".split()
)
"""Never read as informal or misspelt words, which some lexicons take them for ("s2": sih)."""
_SCHOOLS: Final[frozenset[str]] = frozenset({"sma", "smp"})
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
# What stands before a school's name, and what behind it: "kursusnya brp lama smp lulus?" is no school.
_BEFORE_SCHOOL: Final[frozenset[str]] = frozenset(
    "lulusan lulus tamatan tamat anak siswa siswi murid pelajar guru kelas ijazah bangku sekolah jenjang masih".split()
)
_BEHIND_SCHOOL: Final[frozenset[str]] = frozenset("kelas smk ipa ips negeri swasta sederajat jurusan".split())

# Words of the chat that Kamus Alay lacks or maps wrongly for questions about professions.
_SLANG_SUPPLEMENT: Final[dict[str, str]] = {
    "ngapain": "mengerjakan apa",
    "ngapa": "mengapa",
    "kerjaan": "pekerjaan",
    "kabag": "kepala bagian",
    "kasubag": "kepala subbagian",
    "kadis": "kepala dinas",
    "pemda": "pemerintah",
    "pemkot": "pemerintah",
    "pemkab": "pemerintah",
    "pemprov": "pemerintah",
    "job": "pekerjaan",
    "jobdesk": "tugas pekerjaan",
    "jobdesc": "tugas pekerjaan",
    "rs": "rumah sakit",
    "nego": "negosiasi",
    "skill": "keterampilan",
    "skills": "keterampilan",
    "skil": "keterampilan",
    "softskill": "keterampilan",
    "vs": "dibandingkan",
    "cm": "cuma",
    "cman": "cuma",
    "doank": "doang",
    "gue": "saya",
    "it": "it",
    "g": "tidak",
    "gak": "tidak",
    "ga": "tidak",
    "gk": "tidak",
    "nggak": "tidak",
    "ngga": "tidak",
    "enggak": "tidak",
    "kagak": "tidak",
    "ndak": "tidak",
    "tdk": "tidak",
    "krna": "karena",
    "pgn": "ingin",
    "pengen": "ingin",
    "kalo": "kalau",
    "klo": "kalau",
    "klu": "kalau",
    "apasih": "apa sih",
    "spt": "seperti",
    "gmana": "bagaimana",
    "gimana": "bagaimana",
    "bkn": "bukan",
    "cuman": "cuma",
    "sm": "sama",
    "ama": "sama",
    "n": "dan",
    "soal": "tentang",
    "ngelakuin": "melakukan",
    "ngerjain": "mengerjakan",
    "hoax": "hoaks",
    "introvert": "introver",
    # English, as people mix it in
    "misconception": "miskonsepsi",
    "misconceptions": "miskonsepsi",
    "difference": "perbedaan",
    "differences": "perbedaan",
    "responsibility": "tanggung jawab",
    "responsibilities": "tanggung jawab",
    "expectation": "ekspektasi",
    "expectations": "ekspektasi",
    "reality": "realita",
    "scope": "lingkup",
    # Javanese and Sundanese, as people mix them in
    "opo": "apa",
    "naon": "apa",
    "sing": "yang",
    "karo": "dengan",
    "ora": "tidak",
    "ojo": "jangan",
    "dadi": "jadi",
    "nek": "kalau",
    "wae": "saja",
    "mung": "hanya",
    "maneh": "lagi",
    "mosok": "masa",
    "yo": "ya",
    "tau": "tahu",
    "kerjasama": "kerja sama",
    "bekerjasama": "bekerja sama",
    "info": "informasi",
}

# Roots that mean the same in a statement about what a job consists of or asks for.
_SYNONYMS: Final[dict[str, str]] = {"punya": "milik", "butuh": "perlu", "liput": "cakup", "libat": "cakup"}

_INTERROGATIVES: Final[frozenset[str]] = frozenset("apa siapa mana dimana kemana kapan bagaimana".split())

_NUMBER_WORDS: Final[dict[str, str]] = {
    word: str(value)
    for value, word in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split())
} | {"seratus": "100", "seribu": "1000", "sejuta": "1000000"}
_TENS_AND_HUNDREDS: Final[dict[str, int]] = {"puluh": 10, "ratus": 100}
_SCALES: Final[dict[str, int]] = {
    "ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12,
}  # fmt: skip
_MULTIPLIERS: Final[frozenset[str]] = frozenset({"belas", *_TENS_AND_HUNDREDS, *_SCALES})
_ROUND_WORDS: Final[frozenset[str]] = frozenset({"seratus", "seribu", "sejuta"})

_ABBREVIATIONS: Final[frozenset[str]] = frozenset(
    """
    dr drs dra drg ir prof hj h kh st sdr sdri bpk yth no nomor hlm hal jl gg tgl pt cv tbk ttd a.n u.p
    s.d s.kom s.h s.e s.t s.pd s.sos s.i.kom s.ked s.farm s.psi m.m m.si m.kom m.h m.pd m.t m.sc m.ba ph.d d.c rp vs
    """.split()
)

# Colloquial active prefixes, and the initial letters of the root that each may have swallowed (nyebarin ← sebar).
_INFORMAL_PREFIXES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("nge", ("",)),
    ("ng", ("", "k")),
    ("ny", ("s", "c")),
    ("n", ("t", "")),
    ("m", ("p", "b")),
)

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:2nya\b|\d*)(?:[-'’][^\W\d_]+\d*)*")
_CURRENCY = re.compile(r"\brp\.?\s*(?=\d)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\sa-z])")
_LIST_LABEL = re.compile(r"(?<!\S)(\d{1,2})[.)](?=\s)")
_CLAUSE_MARK = re.compile(r"[,;:.!?()](?!\d)")
_LAST_WORD = re.compile(r"[\w.]+(?=[.][\"'”’)\]]*$)")
_SHORTENED: Final[int] = 4
_CLITIC = re.compile(r"(?:lah|kah|pun|nya|mu|ku)$")
_NAME = re.compile(r"\b[A-Z][\w&]*(?:-[A-Z]\w*)*")


class _Stemmer(Protocol):
    def stem(self, text: str) -> str: ...


@cache
def _stemmer() -> _Stemmer:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    # Not the cached one around it, whose cache grows without bound; stem() has a bounded one.
    stemmer: _Stemmer = StemmerFactory().create_stemmer(isDev=False).delegatedStemmer
    return stemmer


@cache
def _roots() -> frozenset[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return frozenset(StemmerFactory().get_words())


@cache
def _slang() -> dict[str, str]:
    from indoNLP.preprocessing.slang_data import SLANG_DATA

    return {**SLANG_DATA, **_SLANG_SUPPLEMENT}


def fold(text: str) -> str:
    """NFC, lower case, white space folded to single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def tokens(text: str) -> list[str]:
    """Lower-cased words and numbers of a text, in order; a hyphenated word is one token."""
    return _TOKEN.findall(_CURRENCY.sub("rp ", fold(text)))


def formalise(text: str) -> str:
    """Informal spelling to formal, word by word ("gw gak tau kerjaan humas" → "saya tidak tahu pekerjaan humas").

    Words that are already dictionary words keep their form unless the lexicon knows them as slang.
    """
    said = tokens(text)
    capitals = frozenset(word.lower() for word in _CAPITALS.findall(text)) if _SCHOOLS & set(said) else frozenset()
    return " ".join(
        token if token in _SCHOOLS and _is_school(place, said, capitals) else _formal_word(token)
        for place, token in enumerate(said)
    )


def _is_school(place: int, said: Sequence[str], capitals: frozenset[str]) -> bool:
    """Whether "sma" or "smp" is a school here; in the chat they are "sama" and "sampai" as often."""
    before, behind = said[max(0, place - 1) : place], said[place + 1 : place + 2]
    return said[place] in capitals or not _BEFORE_SCHOOL.isdisjoint(before) or not _BEHIND_SCHOOL.isdisjoint(behind)


@lru_cache(maxsize=20_000)
def _formal_word(word: str) -> str:
    if word in ABBREVIATIONS:
        return word
    word = re.sub(r"([^\W\d_])2(?=nya$|$)", r"\1", word)  # tugas2 → tugas
    word = re.sub(r"([a-z])\1{2,}", r"\1", word)  # apaaaa → apa
    word = re.sub(r"-(nya|ku|mu)$", r"\1", word)  # skill-nya → skillnya
    if len(word) > _SHORTENED and word.endswith("ny"):  # kerjany → kerjanya
        word += "a"
    slang = _slang()
    clitic = _CLITIC.search(word)
    known = word in slang or word in FUNCTION_WORDS or word in _roots()  # kamu is not ka + mu
    if clitic and not known and word[: clitic.start()] in slang:
        word = word[: clitic.start()]
    formal = slang.get(word, word)
    # Some entries lead to another informal word: gw → gue → saya, gatau → enggak tau → tidak tahu.
    return " ".join(slang.get(part, part) for part in formal.split())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Root of one lower-case word, informal affixes included ("ngurusin" → "urus", "dibutuhin" → "butuh")."""
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    if word[0].isdigit():
        return _plain_number(word)
    root = _stemmer().stem(word) or word
    if root not in _roots():
        # The longest root takes away least: "ditanganin" is di+tangan+in, not di+tang+an+in.
        root = max((candidate for candidate in _informal_roots(word) if candidate in _roots()), key=len, default=root)
    return _SYNONYMS.get(root, root)


def bare_form(word: str) -> str:
    """A lower-case word without the particle or pronoun behind it: "tugasnya" → "tugas", but "ilmu" as it is."""
    bare = _CLITIC.sub("", word)
    return bare if bare and stem(bare) == stem(word) else word


def is_known_word(word: str) -> bool:
    """Whether a lower-case word is a dictionary word or derived from one."""
    return stem(word) in _roots() or stem(word) in _SYNONYMS.values()


def _informal_roots(word: str) -> list[str]:
    """Candidates for a colloquial verb: -in for -kan/-i, and nge-/ng-/ny-/n-/m- for meN-."""
    bodies = [word]
    for prefix in ("di", "ke"):
        if word.startswith(prefix):
            bodies.append(word[len(prefix) :])
    bodies += [body[:-2] for body in list(bodies) if body.endswith("in")]
    candidates: list[str] = []
    for body in bodies:
        candidates.append(body)
        for prefix, initials in _INFORMAL_PREFIXES:
            if body.startswith(prefix):
                candidates += [initial + body[len(prefix) :] for initial in initials]
    return [_stemmer().stem(candidate) for candidate in candidates if len(candidate) > 2]


def _plain_number(token: str) -> str:
    """1.000 → 1000; 2,5 → 2.5; 2.50 stays 2.50: three digits after a point are thousands in Indonesian."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", token):
        token = token.replace(".", "")
    return token.replace(",", ".")


@dataclass(frozen=True, slots=True)
class Unit:
    """One content word: its stem, the operators that stand before it, and its place among the tokens."""

    stem: str
    operators: frozenset[Operator]
    position: int


def operator_of(word: str) -> Operator | None:
    """The operator class of a lower-case word, clitics allowed ("bukanlah"), or None."""
    return OPERATOR_OF.get(word) or OPERATOR_OF.get(re.sub(r"(?:lah|kah|pun)$", "", word))


def content_units(text: str) -> list[Unit]:
    """The content words of a text with what negates, restricts or conditions each.

    An operator belongs to the next content word, however far; one at the very end belongs to the last.
    """
    units: list[Unit] = []
    pending: set[Operator] = set()
    previous = ""
    for position, word in enumerate(formalise(text).split()):
        operator = operator_of(word)
        if operator is Operator.ONLY and word in {"saja", "aja"} and previous in _INTERROGATIVES:
            operator = None  # "apa saja" asks for a list, it restricts nothing
        elif operator:
            pending.add(operator)
        elif word not in FUNCTION_WORDS:
            if word.startswith("ketidak"):
                pending.add(Operator.NEGATION)
            if _is_passive(word):
                pending.add(Operator.PASSIVE)
            units.append(Unit(stem(_single(word)), frozenset(pending), position))
            pending.clear()
        previous = word
    if pending and units:
        last = units[-1]
        units[-1] = Unit(last.stem, last.operators | pending, last.position)
    return units


def _is_passive(word: str) -> bool:
    """Whether a word is a verb with the passive prefix di- ("ditangani", not "diplomasi")."""
    return word.startswith("di") and len(word) > 5 and not stem(word).startswith("di")


def _single(word: str) -> str:
    """isu-isu → isu; any other word unchanged."""
    first, _, second = word.partition("-")
    return first if second and stem(first) == stem(second) else word


def stems(text: str) -> list[str]:
    """Stems of the content words of a text, in order, repetitions kept; what lexical search compares."""
    return [unit.stem for unit in content_units(text)]


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences, each a verbatim slice without outer white space.

    A full stop after an abbreviation ("dr.", "No.", "S.Kom."), an initial, or the number of a list item ends nothing,
    nor does one inside a number.
    """
    found: list[str] = []
    start = 0
    labels = _label_ends(text)
    for match in _SENTENCE_END.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if end in labels:
            continue
        word = _LAST_WORD.search(text[start:end])
        if word and (word.group().casefold() in _ABBREVIATIONS or re.fullmatch(r"[A-Z]", word.group())):
            continue
        found.append(text[start:end].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _label_ends(text: str) -> frozenset[int]:
    """Where the labels "1.", "2.", … of a numbered list end; the first opens the text or follows a mark."""
    ends: list[int] = []
    for match in _LIST_LABEL.finditer(text):
        before = text[: match.start()].rstrip()
        if int(match.group(1)) == len(ends) + 1 and (ends or not before or before[-1] in ".:"):
            ends.append(match.end())
    return frozenset(ends)


def numbers(text: str) -> frozenset[str]:
    """Values of the numbers a text names, in digits or words, as plain decimal strings ("lima juta" → "5000000")."""
    return frozenset(value for part in _CLAUSE_MARK.split(text) for value in _values(tokens(part)))


def _values(words: Sequence[str]) -> Iterator[str]:
    """Numbers of one clause; words that belong together make one ("dua puluh lima", "2,5 juta")."""
    run: list[str] = []
    for word in [*words, ""]:
        if run and (word in _MULTIPLIERS or (word in _NUMBER_WORDS and run[-1] in _MULTIPLIERS | _ROUND_WORDS)):
            run.append(word)
            continue
        if run:
            yield _value(run)
        run = [word] if word in _NUMBER_WORDS or word[:1].isdigit() else []


def _value(run: Sequence[str]) -> str:
    if len(run) == 1:
        return _NUMBER_WORDS.get(run[0]) or _plain_number(run[0])
    total = group = unit = Decimal(0)  # of "dua ribu tiga ratus lima": 2000, 305, 5
    for word in run:
        if word == "belas":
            group += 10
        elif word in _TENS_AND_HUNDREDS:
            group += unit * (_TENS_AND_HUNDREDS[word] - 1)
        elif word in _SCALES:
            total, group = total + group * _SCALES[word], Decimal(0)
        else:
            plain = _NUMBER_WORDS.get(word) or _plain_number(word)
            unit = Decimal(plain if plain.count(".") < 2 else plain.replace(".", ""))
            group += unit
    text = f"{total + group:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def names(text: str) -> frozenset[str]:
    """Lower-cased words written like names: capitalised inside a sentence, or acronyms anywhere."""
    found: set[str] = set()
    for sentence in sentences(text):
        for match in _NAME.finditer(sentence):
            word = match.group()
            inside = match.start() > len(sentence) - len(sentence.lstrip("\"'“‘([ "))
            if inside or (len(word) > 1 and word.isupper()):
                found.add(word.casefold())
    return frozenset(found)
