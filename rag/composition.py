"""An answer as it grows: which drafted sentences are shown or replaced by quotes, and what must not be missing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from rag.beliefs import followers
from rag.instructions import citable_sentences
from rag.language import fold
from rag.retrieval import Retrieval
from rag.titles import core_name
from rag.types import Citation, Hit, Sentence, Shown
from rag.verification import Verdict, verify

# An answer is two to four sentences; a paragraph of the owner's documents has one or two.
_MOST_SENTENCES: Final[int] = 4
# A drafted list that leaves out more of its source than this is not an answer to "apa tugasnya?": the source sentence
# is quoted instead. Chosen on development questions: complete drafts carry .8 and more, truncated ones .5 and less.
LEAST_COVERAGE: Final[float] = 0.6
# A refused sentence with this share of its words in one source sentence meant to say that sentence.
LEAST_OVERLAP: Final[float] = 0.5
_CITATION_MARK = re.compile(r"\s*\[\d+(?:\s*[,;]\s*\d+)*\]")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]+|\d{1,2}[.)])\s+")


@dataclass(slots=True)
class Composition:
    """The answer as it grows; what has been shown is never changed."""

    retrieval: Retrieval
    chooses: bool = True
    """Whether only the sentences that the question wants are shown, and all of them; else the model chooses."""
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    reserved: int = 0
    """Sentences kept free for the paragraphs that are still to be answered from; see :func:`least_sentences`."""
    _used: set[tuple[str, str]] = field(default_factory=set)
    """(paragraph id, source sentence) pairs that have been said already."""
    _owed: tuple[Hit, str] | None = None
    """The paragraph and its sentence that must come next: it sets right what has just been said."""

    @property
    def room(self) -> int:
        """How many sentences may still be shown."""
        return _MOST_SENTENCES - self.reserved - len(self.sentences)

    @property
    def full(self) -> bool:
        return self.room <= 0

    def add_draft(self, draft: str, group: Sequence[Hit]) -> Iterator[Shown]:
        """Show a drafted sentence if a paragraph supports it, else the source sentence it meant, else nothing."""
        text = clean(draft)
        if self.full or not text:
            return
        hit, verdict = _attribute(text, group, [core_name(hit.title) for hit in self.retrieval.hits])
        if not verdict.quote or (hit.paragraph.id, verdict.quote) in self._used:
            return
        if self.chooses and verdict.quote not in self._wanted(hit):
            return
        topical = bool(self.retrieval.understanding.aspects)
        # A list is told as one, item by item; and what begins in the middle of its source is no sentence.
        as_drafted = "\n" not in verdict.quote and (not text[0].islower() or verdict.quote.startswith(text[0]))
        if verdict.supported and as_drafted and (verdict.coverage >= LEAST_COVERAGE or not topical):
            yield from self._tell_in_order(text, hit, verdict.quote, "llm")
        elif verdict.supported or verdict.overlap >= LEAST_OVERLAP:
            yield from self._tell_in_order(verdict.quote, hit, verdict.quote, "quote")

    def complete(self, hit: Hit) -> Iterator[Shown]:
        """Quote what must not be missing: what sets right a sentence shown, and what the question wants told."""
        yield from self._pay()
        sources = citable_sentences(hit.paragraph.text)
        if not self.chooses and any((hit.paragraph.id, sentence) in self._used for sentence in sources):
            return
        yield from self._quote(self._wanted(hit), hit)
        yield from self._pay()

    def _wanted(self, hit: Hit) -> tuple[str, ...]:
        return self.retrieval.wanted.get(hit.paragraph.id, ())

    def _tell_in_order(self, text: str, hit: Hit, quote: str, origin: Literal["llm", "quote"]) -> Iterator[Shown]:
        """Show a sentence after what the question wants told of its paragraph before it: "ia juga …" comes second."""
        wanted = self._wanted(hit)
        if self.chooses and quote in wanted:
            yield from self._quote(wanted[: wanted.index(quote)], hit)
        yield from self._tell(text, hit, quote, origin)

    def _quote(self, sentences: Sequence[str], hit: Hit) -> Iterator[Shown]:
        """Quote those of a paragraph's sentences that have not been said."""
        following = followers(hit.paragraph)
        left_out = ""
        for sentence in sentences:
            if (hit.paragraph.id, sentence) not in self._used:
                # What sets right says nothing without what it sets right.
                if not left_out or following.get(left_out) != sentence:
                    yield from self._tell(sentence, hit, sentence, "quote")
                left_out = "" if (hit.paragraph.id, sentence) in self._used else sentence

    def _tell(self, text: str, hit: Hit, quote: str, origin: Literal["llm", "quote"]) -> Iterator[Shown]:
        """Show a sentence, after what is owed; not at all where the one that sets it right would find no room."""
        if self._owed is not None and self._owed[1] != quote:
            yield from self._pay()
        if self.retrieval.understanding.aspects and self.room > 1:
            # "Namun, …" alone leaves open what it sets right.
            for before, after in followers(hit.paragraph).items():
                if after == quote and not self._used & {(hit.paragraph.id, before), (hit.paragraph.id, quote)}:
                    yield self._show(before, hit, before, "quote")
        following = self._following(hit, quote)
        needed = 1 + (following is not None)
        if needed <= self.room and (hit.paragraph.id, quote) not in self._used:
            yield self._show(text, hit, quote, origin)
            self._owed = following

    def _pay(self) -> Iterator[Shown]:
        """Quote what is owed, and what that in turn owes."""
        while self._owed is not None and not self.full:
            hit, sentence = self._owed
            yield self._show(sentence, hit, sentence, "quote")
            self._owed = self._following(hit, sentence)

    def _following(self, hit: Hit, sentence: str) -> tuple[Hit, str] | None:
        """The paragraph and its sentence that must follow one, unless it has been said."""
        after = followers(hit.paragraph).get(sentence, "")
        return (hit, after) if after and (hit.paragraph.id, after) not in self._used else None

    def _about(self, text: str, hit: Hit) -> str:
        """The profession, where a sentence that does not name it begins to tell of it.

        That is in an answer about several, and where a document leaves out the subject ("bertugas untuk mengelola …").
        """
        name = core_name(hit.title)
        several = len({core_name(one.title).casefold() for one in self.retrieval.answer_hits}) > 1
        goes_on = bool(self.citations) and self.citations[-1].document_id == hit.paragraph.document_id
        wanted = several or text[:1].islower()
        return "" if goes_on or not wanted or fold(name) in fold(text) else name

    def _show(self, text: str, hit: Hit, quote: str, origin: Literal["llm", "quote"]) -> Shown:
        self._used.add((hit.paragraph.id, quote))
        citation = Citation(
            number=len(self.citations) + 1,
            paragraph_id=hit.paragraph.id,
            document_id=hit.paragraph.document_id,
            title=hit.title,
            paragraph=hit.paragraph.number,
            quote=quote,
            text=hit.paragraph.text,
            aspect=hit.paragraph.aspect,
        )
        sentence = Sentence(text, (citation.number,), origin, self._about(text, hit))
        self.citations.append(citation)
        self.sentences.append(sentence)
        return Shown(sentence, (citation,))


def answer_text(sentences: Sequence[Sentence]) -> str:
    """All sentences with their citation marks, and the profession in front of one that begins to tell of it."""
    return " ".join(
        f"{one.about and f'{one.about}: '}{one.text} {''.join(f'[{number}]' for number in one.citations)}"
        for one in sentences
    )


def least_sentences(hit: Hit) -> int:
    """How many sentences an answer from a paragraph needs at least: two where the first is to be set right."""
    return 1 + bool({*citable_sentences(hit.paragraph.text)[:1]} & followers(hit.paragraph).keys())


def clean(draft: str) -> str:
    """A drafted sentence without the model's own citation marks and list marks; attribution is ours."""
    text = _LIST_MARK.sub("", _CITATION_MARK.sub("", draft))
    return " ".join(text.replace("**", "").split())


def _attribute(text: str, group: Sequence[Hit], names: Sequence[str]) -> tuple[Hit, Verdict]:
    """The paragraph that supports a sentence best, the better ranked one among equals."""
    judged = [(hit, verify(text, hit, names)) for hit in group]
    return max(judged, key=lambda pair: (pair[1].supported, round(pair[1].coverage, 2)))
