"""False sentences made from true ones, systematically: what a gate that checks sentences must not let through.

A true sentence is a sentence of a document, cited with its own paragraph. Each :class:`Kind` of mutation changes one
thing in it that makes it false of that paragraph, as far as a rule can know: a place is drawn at random, by a seed.
Behavioural testing by perturbation after Ribeiro et al. 2020 (CheckList); the kinds are those that ALCE and FactCC
(Kryściński et al. 2020) name for summaries, in Indonesian.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from evals.documents import ROOT, Split, eval_documents, labelled_documents
from rag.instructions import citable_sentences
from rag.language import Operator, fold, numbers, operator_of, stems
from rag.titles import core_name
from rag.types import Aspect, Hit

PARAPHRASES: Final[Path] = ROOT / "evals" / "pairs" / "paraphrases.jsonl"
"""``file``, ``source`` (verbatim), ``sentence``, and what was changed (``change``)."""
_SEED: Final[int] = 0
# Shorter ones are labels and headings more than statements.
_LEAST_WORDS: Final[int] = 6


class Kind(StrEnum):
    """What was changed."""

    NUMBER = "another number"
    UNIT = "another unit"
    NEGATION_ADDED = "negation added"
    NEGATION_DROPPED = "negation dropped"
    RESTRICTION = "restriction added"
    ANTONYM = "antonym"
    PROFESSION = "another profession as subject"
    NEIGHBOUR = "neighbour's citation"
    STRANGER = "citation of another profession"
    CLAUSE = "clause added"
    CONDITION_DROPPED = "condition dropped"
    STRENGTH = "possible made necessary"
    HEDGE_DROPPED = "hedge dropped"
    SWAPPED = "roles swapped"


class Form(StrEnum):
    """How a true sentence is put."""

    VERBATIM = "verbatim"
    NAMED = "the profession's name for ia"
    PARAPHRASE = "light paraphrase"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with the paragraph it cites."""

    sentence: str
    hit: Hit
    family: str
    split: Split
    kind: Kind | Form
    """What was changed, or how a true sentence is put."""
    other_names: tuple[str, ...]
    """Names of the professions in play: all of the family's."""


def true_pairs() -> list[Pair]:
    """The sentences of the documents of the evals, as they stand and lightly rephrased, each with its paragraph.

    Documents with markup in their sentences are left out: as drafts these are refused for their form.
    """
    return [
        Pair(sentence, one.hit, one.family, one.split, form, one.names)
        for one in _places()
        if not one.hostile
        for source in one.sentences
        for form, sentence in _true_forms(source, one.hit)
    ]


def paraphrases() -> list[Pair]:
    """What an editor made of sentences of the documents: written by hand, by somebody who had not seen the gate.

    Raises:
        ValueError: a source sentence stands in no paragraph of its document.
    """
    labelled = {one.path.name: one for one in labelled_documents()}
    places = _places()
    pairs = []
    for line in PARAPHRASES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = labelled[row["file"]].id
        found = [
            one
            for one in places
            if one.hit.paragraph.document_id == document and row["source"] in one.hit.paragraph.text
        ]
        if not found:
            raise ValueError(f"{PARAPHRASES.name}: {row['source']!r} stands in no paragraph of {row['file']}")
        one = found[0]
        pairs.append(Pair(row["sentence"], one.hit, one.family, one.split, Form.PARAPHRASE, one.names))
    return pairs


def false_pairs() -> list[Pair]:
    """Each true sentence with one change of every kind that can be made in it."""
    places = _places()
    drawn = random.Random(_SEED)
    pairs = []
    for one in places:
        beside = [other for other in places if other.hit.paragraph.document_id == one.hit.paragraph.document_id]
        abroad = [other for other in places if other.family != one.family and other.split is one.split]
        for source in one.sentences:
            for kind, sentence in _false_forms(source, one, drawn):
                pairs.append(Pair(sentence, one.hit, one.family, one.split, kind, one.names))
            for kind, others in ((Kind.NEIGHBOUR, beside), (Kind.STRANGER, abroad)):
                elsewhere = [other.hit for other in others if not _says(other, source)]
                if elsewhere:
                    pairs.append(Pair(source, drawn.choice(elsewhere), one.family, one.split, kind, one.names))
    return pairs


@dataclass(frozen=True, slots=True)
class _Place:
    """A paragraph with what is needed to change its sentences."""

    hit: Hit
    family: str
    split: Split
    names: tuple[str, ...]
    hostile: bool
    sentences: tuple[str, ...]


def _places() -> list[_Place]:
    documents = eval_documents()
    labelled = labelled_documents()
    places = []
    for one in labelled:
        document = documents[one.id]
        names = tuple(core_name(documents[other.id].title) for other in labelled if other.family == one.family)
        for paragraph in document.paragraphs:
            found = tuple(s for s in citable_sentences(paragraph.text) if _is_statement(s))
            if found:
                places.append(
                    _Place(
                        Hit(paragraph, document.title, 1.0), one.family, one.split, names, one.hostile == "html", found
                    )
                )
    return places


def _is_statement(sentence: str) -> bool:
    return len(sentence.split()) >= _LEAST_WORDS and "\n" not in sentence and not sentence.endswith(("?", ":"))


def _says(other: _Place, sentence: str) -> bool:
    """Whether a paragraph says a sentence too: all its content words stand there."""
    return set(stems(sentence)) <= set(stems(other.hit.paragraph.text)) or fold(sentence) in fold(
        other.hit.paragraph.text
    )


def _true_forms(source: str, hit: Hit) -> Iterator[tuple[Form, str]]:
    yield Form.VERBATIM, source
    name = core_name(hit.title)
    # Where professions are compared, "ia" may be either.
    if source.startswith("Ia ") and hit.paragraph.aspect is not Aspect.DIFFERENCE:
        yield Form.NAMED, f"{name[:1].upper()}{name[1:]} {source[3:]}"


def _false_forms(source: str, place: _Place, drawn: random.Random) -> Iterator[tuple[Kind, str]]:
    for kind, change in _CHANGES.items():
        changed = [one for one in change(source, place) if fold(one) not in map(fold, place.sentences)]
        if changed:
            yield kind, drawn.choice(changed)


_Change = Callable[[str, _Place], list[str]]

_DIGITS = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")
_COUNTS: Final[tuple[str, ...]] = ("dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")


def _another_number(source: str, place: _Place) -> list[str]:
    changed = [_put(source, found, str(int(found[0]) + step)) for found in _DIGITS.finditer(source) for step in (1, 10)]
    for found in _words(source):
        if found[0] in _COUNTS:
            changed += [_put(source, found, other) for other in _COUNTS if other != found[0]]
    said = numbers(place.hit.paragraph.text)
    return [one for one in changed if not numbers(one) <= said]


_UNITS: Final[tuple[tuple[str, ...], ...]] = (
    ("menit", "jam", "hari", "minggu", "bulan", "tahun"),
    ("gram", "kilogram", "ton"),
    ("sentimeter", "meter", "kilometer"),
)


def _another_unit(source: str, place: _Place) -> list[str]:
    changed = []
    for found in _words(source):
        before = source[: found.start()].split()[-1:]
        for units in _UNITS:
            if found[0] in units and before and numbers(before[0]):
                changed += [_put(source, found, other) for other in units if other != found[0]]
    return changed


_VERB = re.compile(r"(?:me[mnlrwy]|meng|ber|di|ter)[a-z]{4,}")


def _negation_added(source: str, place: _Place) -> list[str]:
    return [
        _put(source, found, f"tidak {found[0]}")
        for found in _words(source)
        if _VERB.fullmatch(found[0]) and not _has_operator_before(source, found.start())
    ]


def _negation_dropped(source: str, place: _Place) -> list[str]:
    return [
        _put(source, found, "").replace("  ", " ")
        for found in _words(source)
        if found[0] in {"tidak", "bukan", "tanpa", "jangan", "belum"}
    ]


def _restriction_added(source: str, place: _Place) -> list[str]:
    return [
        _put(source, found, f"{word} {found[0]}")
        for found in _words(source)
        if _VERB.fullmatch(found[0]) and not _has_operator_before(source, found.start())
        for word in ("hanya", "selalu", "wajib")
    ]


_ANTONYMS: Final[dict[str, str]] = {
    one: other
    for pair in (
        "sebelum sesudah", "besar kecil", "banyak sedikit", "cepat lambat", "mudah sulit", "baik buruk",
        "tinggi rendah", "lama sebentar", "awal akhir", "luar dalam", "sering jarang", "suka benci", "dingin panas",
        "murah mahal",
        "meningkatkan menurunkan", "menambah mengurangi", "membuka menutup", "menerima menolak", "membeli menjual",
        "sabar pemarah", "teliti ceroboh", "tenang panik", "aman berbahaya", "jelas kabur", "positif negatif",
        "pagi malam", "siang malam", "berdiri duduk", "naik turun", "masuk keluar", "kuat lemah", "baru lama",
        "panjang pendek", "penting sepele", "nyaman gelisah", "rapi berantakan", "pertama terakhir",
    )
    for one, other in (pair.split(), pair.split()[::-1])
}  # fmt: skip


def _antonym(source: str, place: _Place) -> list[str]:
    return [_put(source, found, _ANTONYMS[found[0]]) for found in _words(source) if found[0] in _ANTONYMS]


def _another_profession(source: str, place: _Place) -> list[str]:
    own = core_name(place.hit.title)
    said = fold(place.hit.paragraph.text)
    others = [name for name in place.names if name != own and fold(name) not in said and fold(own) not in fold(name)]
    if source.startswith("Ia "):
        return [f"{name} {source[3:]}" for name in others]
    found = re.search(rf"\b{re.escape(own)}\b", source, re.IGNORECASE)
    return [_put(source, found, name) for name in others] if found else []


_CLAUSES: Final[tuple[str, ...]] = (
    "dan mendapat tunjangan perumahan",
    "serta memimpin rapat pemegang saham",
    "sehingga gajinya di atas rata-rata",
    "dan diawasi langsung oleh menteri",
    "karena diwajibkan undang-undang",
    "terutama di kota Surabaya",
    "dan bekerja dari rumah pada akhir pekan",
    "setelah lulus ujian sertifikasi nasional",
)


def _clause_added(source: str, place: _Place) -> list[str]:
    said = set(stems(place.hit.paragraph.text))
    return [f"{source.rstrip('.!')} {clause}." for clause in _CLAUSES if not set(stems(clause)) & said]


def _condition_dropped(source: str, place: _Place) -> list[str]:
    found = re.fullmatch(r"(?:Jika|Kalau|Bila|Apabila) [^,]+, ([^,]+\.)", source)
    if found is None or operator_of(found[1].split(" ", 1)[0].lower()) is Operator.CONDITION:
        return []
    return [found[1][:1].upper() + found[1][1:]] if len(stems(found[1])) > 1 else []


def _possible_made_necessary(source: str, place: _Place) -> list[str]:
    return [_put(source, found, "harus") for found in _words(source) if found[0] in {"dapat", "bisa", "boleh"}]


_HEDGES: Final[frozenset[str]] = frozenset("sering kadang biasanya umumnya mungkin terkadang sesekali".split())


def _hedge_dropped(source: str, place: _Place) -> list[str]:
    return [_put(source, found, "").replace("  ", " ") for found in _words(source) if found[0] in _HEDGES]


_AROUND = re.compile(r"(?<= )([a-z]{4,}) (sebelum|setelah|kepada|dari|daripada|untuk|oleh|ke) ([a-z]{4,})\b")


def _roles_swapped(source: str, place: _Place) -> list[str]:
    return [
        _put(source, found, f"{found[3]} {found[2]} {found[1]}")
        for found in _AROUND.finditer(source)
        if not any(operator_of(word) for word in (found[1], found[3])) and len(set(stems(found[0]))) > 1
    ]


_CHANGES: Final[dict[Kind, _Change]] = {
    Kind.NUMBER: _another_number,
    Kind.UNIT: _another_unit,
    Kind.NEGATION_ADDED: _negation_added,
    Kind.NEGATION_DROPPED: _negation_dropped,
    Kind.RESTRICTION: _restriction_added,
    Kind.ANTONYM: _antonym,
    Kind.PROFESSION: _another_profession,
    Kind.CLAUSE: _clause_added,
    Kind.CONDITION_DROPPED: _condition_dropped,
    Kind.STRENGTH: _possible_made_necessary,
    Kind.HEDGE_DROPPED: _hedge_dropped,
    Kind.SWAPPED: _roles_swapped,
}


def _words(text: str) -> Iterator[re.Match[str]]:
    """The words in lower case, behind the first: names and the beginning of a sentence are left alone."""
    return re.finditer(r"(?<=[\s(])[a-z]+(?:-[a-z]+)?\b", text)


def _put(text: str, found: re.Match[str], new: str) -> str:
    return f"{text[: found.start()]}{new}{text[found.end() :]}"


def _has_operator_before(text: str, place: int) -> bool:
    """Whether one of the two words before a place negates or restricts already."""
    return any(operator_of(word) for word in fold(text[:place]).split()[-2:])
