"""The records that travel through the pipeline. All frozen; functions take and return them."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal


class Aspect(StrEnum):
    """What a paragraph of a profession document tells, and what a question asks for."""

    DESCRIPTION = "deskripsi"
    DUTIES = "tugas"
    FITS = "profil cocok"
    SKILLS = "keterampilan"
    MISFITS = "tidak cocok"
    MISCONCEPTION = "miskonsepsi"
    EXPECTATION = "ekspektasi-realita"
    DIFFERENCE = "perbedaan"
    OTHER = "lainnya"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One citable paragraph, its text verbatim from the source.

    Wrapped lines are joined by one space; the items of a list and the rows of a table stand on a line each.
    """

    document_id: str
    number: int
    """Counts from 1 within the document; titles and headings are not paragraphs."""
    text: str
    aspect: Aspect = Aspect.OTHER
    heading: str = ""
    """The headings above it: context for retrieval, never cited."""

    @property
    def id(self) -> str:
        return f"{self.document_id}#p{self.number}"

    @property
    def hash(self) -> str:
        """First 16 hex digits of the SHA-256 of the text after NFC and white-space folding."""
        folded = " ".join(unicodedata.normalize("NFC", self.text).split())
        return hashlib.sha256(folded.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself in its front matter; empty where it says nothing."""

    origin: str = ""
    """``asal``: who wrote it, or where it was taken from."""
    licence: str = ""
    """``lisensi``."""
    date: str = ""
    """``tanggal``, as written."""
    language: str = ""
    """``bahasa``, as written."""


NO_METADATA: Final = Metadata()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document as read from the sources folder."""

    id: str
    file: str
    """Path relative to the sources folder, with forward slashes."""
    title: str
    aliases: tuple[str, ...]
    """Other names of the profession, most specific first; without the title itself."""
    hash: str
    """SHA-256 of the file's bytes, in hex."""
    paragraphs: tuple[Paragraph, ...]
    metadata: Metadata = NO_METADATA
    warnings: tuple[str, ...] = ()
    """What a maintainer should look at although the document was taken in, one line each."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved paragraph. ``score`` is comparable within one question only; higher is better."""

    paragraph: Paragraph
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered reference of one answer: a paragraph and the verbatim words in it that support a sentence."""

    number: int
    paragraph_id: str
    document_id: str
    title: str
    paragraph: int
    quote: str
    text: str
    aspect: Aspect = Aspect.OTHER
    """What the paragraph tells."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with the numbers of its citations (at least one)."""

    text: str
    citations: tuple[int, ...]
    origin: Literal["llm", "quote"]
    about: str = ""
    """The profession it is about, where an answer goes from one to another and the sentence does not say so."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation and what was answered."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Seconds:
    """Wall-clock durations of one answer; ``first_sentence`` counts from the question."""

    retrieve: float = 0.0
    first_sentence: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates for one question, and what is known of them."""

    hits: tuple["Hit", ...]
    """Best first."""
    cosines: Mapping[str, float]
    """Of question and paragraph, by paragraph id; of those only that the search by vectors found."""
    logits: Mapping[str, float] = field(default_factory=dict)
    """How far each that was read answers the question, by paragraph id; empty where none was read."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question means: the record that retrieval works from (:mod:`rag.understanding`)."""

    text: str
    """The question in formal spelling, completed from the history; what is searched for."""
    spoken: str
    """The question as it was typed, completed alike."""
    aspects: tuple[Aspect, ...]
    names: Mapping[str, float]
    """Document id → how well the question names its profession, 0 to 1; only those named at all."""
    named: frozenset[str]
    """Documents whose profession the question really names, not merely shares a word with."""
    topic: frozenset[str]
    """Stems (words, for persons) that a paragraph must have to answer: no asking words, names, or aspect cues."""
    facts: frozenset[str] = field(default_factory=frozenset)
    """Kinds of fact it asks for (gaji, jam, pendidikan …)."""
    more: bool = False
    """Whether it asks for what comes beside the main thing ("selain itu apa lagi?")."""
    main_only: bool = False
    """Whether it asks for the main thing alone ("tugas utama")."""
    rivals: frozenset[str] = frozenset()
    """Stems of what the profession is to be told from ("bedanya dengan manajer pemasaran?"); empty if not named."""
    compared: tuple[str, ...] = ()
    """Documents whose professions are compared with each other; empty where the question compares none."""
    spelled_out: frozenset[str] = frozenset()
    """Documents whose profession's name proper is searched for word for word."""
    foreign: bool = False
    """Whether it asks of a profession that no document is about, as far as the wording shows."""
    carried: bool = False
    """Whether the profession is that of the turns before, which the question itself does not name."""
    recommends: bool = False
    """Whether it asks which profession fits somebody ("saya suka menulis, cocok jadi apa?")."""

    @property
    def also(self) -> tuple[str, ...]:
        """Wordings to embed beside :attr:`text`: the model knows English and some slang better than we translate."""
        return (self.spoken,) if self.spoken != self.text else ()

    def as_json(self) -> dict[str, Any]:
        """What was understood, for people: ready for ``json.dumps``, everything without an order sorted."""
        return {
            "text": self.text,
            "aspects": [one.value for one in self.aspects],
            "professions": sorted(self.named, key=lambda one: (-self.names.get(one, 0.0), one)),
            "topic": sorted(self.topic),
            "facts": sorted(self.facts),
            "compares": list(self.compared),
            "recommends": self.recommends,
            "from_history": self.carried,
            "unknown_profession": self.foreign,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question got. With ``not_found`` there are neither sentences nor citations."""

    question: str
    status: Literal["answered", "not_found"]
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    model: str = "none"
    seconds: Seconds = field(default_factory=Seconds)
    note: str = ""
    """A plain Indonesian remark for the user, e.g. that the model failed and these are quotes; else empty."""
    id: str | None = None
    understanding: Understanding | None = None
    """What the question was taken to mean."""

    def as_json(self) -> dict[str, Any]:
        """The answer object of the public contract, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "question": self.question,
            "status": self.status,
            "text": self.text,
            "sentences": [
                {"text": s.text, "citations": list(s.citations), "origin": s.origin, "about": s.about}
                for s in self.sentences
            ],
            "citations": [
                {
                    "number": c.number,
                    "paragraph_id": c.paragraph_id,
                    "document_id": c.document_id,
                    "title": c.title,
                    "paragraph": c.paragraph,
                    "quote": c.quote,
                    "text": c.text,
                    "aspect": c.aspect.value,
                }
                for c in self.citations
            ],
            "retrieved": [{"paragraph_id": h.paragraph.id, "score": round(h.score, 4)} for h in self.retrieved],
            "suggestions": list(self.suggestions),
            "model": self.model,
            "seconds": {
                "retrieve": round(self.seconds.retrieve, 3),
                "first_sentence": round(self.seconds.first_sentence, 3),
                "total": round(self.seconds.total, 3),
            },
            "note": self.note,
            "understanding": self.understanding.as_json() if self.understanding else None,
        }


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Streaming event: the paragraphs found; comes first, once."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Streaming event: one verified sentence, and those of its citations that have not been sent before."""

    sentence: Sentence
    new_citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """Streaming event: the whole answer; comes last, once, also for ``not_found``."""

    answer: Answer


Event = Retrieved | Shown | Finished
