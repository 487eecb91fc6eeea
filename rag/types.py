"""The records that travel through the pipeline. All frozen; functions take and return them."""

import hashlib
import unicodedata
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with the numbers of its citations (at least one)."""

    text: str
    citations: tuple[int, ...]
    origin: Literal["llm", "quote"]


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

    def as_json(self) -> dict[str, Any]:
        """The answer object of the public contract, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "question": self.question,
            "status": self.status,
            "text": self.text,
            "sentences": [{"text": s.text, "citations": list(s.citations), "origin": s.origin} for s in self.sentences],
            "citations": [
                {
                    "number": c.number,
                    "paragraph_id": c.paragraph_id,
                    "document_id": c.document_id,
                    "title": c.title,
                    "paragraph": c.paragraph,
                    "quote": c.quote,
                    "text": c.text,
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
