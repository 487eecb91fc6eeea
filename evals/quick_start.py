"""The quick-start RAG chain of LangChain's documentation, as what the assistant is compared with.

Split, embed, store in Chroma; then the four nearest chunks are stuffed into one prompt, and what the model writes is
the answer. No gate, and no citation finer than the chunk. Where it left a choice, the comparison got the better of it:
documents are read by this project's readers, and their titles and headings stand in the text.
"""

import re
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Self

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from evals.answers import GivenAnswer, GivenSentence
from rag.errors import ModelError
from rag.language import fold, sentences
from rag.llm import stream_text
from rag.types import SourceDocument, Turn

CHUNK_CHARACTERS: Final[int] = 1000
OVERLAP_CHARACTERS: Final[int] = 200
"""Both as in LangChain's RAG tutorial. The splitter's own default of 4,000 would make one chunk of every document."""
SEPARATORS: Final[tuple[str, ...]] = ("\n\n", "\n", " ", "")
"""Of RecursiveCharacterTextSplitter, the coarsest first."""
TOP_K: Final[int] = 4
"""Default of a LangChain vector store's ``similarity_search``."""

_BETWEEN: Final[str] = "\n\n"
_SYSTEM: Final[str] = (
    "Jawab pertanyaan berdasarkan konteks berikut. Jika kamu tidak tahu jawabannya, katakan bahwa kamu tidak tahu.\n\n"
    "Konteks:\n{context}\n\n"
)
_TURN: Final[str] = "Pertanyaan: {question}\nJawaban:"
# The labels of the prompt itself: without them a model without chat tuning would go on and ask the next question.
_STOP: Final[tuple[str, ...]] = ("\nPertanyaan:", "\nKonteks:")
_MODEL_SECONDS: Final[float] = 120.0

_NOT: Final[str] = r"(?:tidak|tak|belum|kurang|nggak|enggak|gak|ga)"
_KNOWS: Final[str] = r"(?:tahu|tau|mengetahui|yakin|menemukan|memiliki\s+informasi|punya\s+informasi)"
_STANDS: Final[str] = r"(?:diketahui|ditemukan|disebutkan|dijelaskan|tercantum|tersedia|dibahas|terdapat|ada)"
_TELLS: Final[str] = r"(?:memuat|menyebutkan|menjelaskan|mencantumkan|berisi|membahas|mengandung|memberikan)"
_SOURCE: Final[str] = r"(?:konteks|dokumen|teks|informasi|jawaban(?:nya)?)"
_ABSTAINS: Final[re.Pattern[str]] = re.compile(
    rf"""
    \b(?:saya|aku|kami)\s+(?:juga\s+)?{_NOT}\s+{_KNOWS}\b           # Maaf, saya tidak tahu …
    | \b(?:saya|aku|kami)\s+{_NOT}\s+(?:bisa|dapat)\s+(?:menjawab|menemukan|memberikan)\b
    | ^(?:maaf,?\s+)?{_NOT}\s+(?:tahu|tau|diketahui|ditemukan|disebutkan|dijelaskan|(?:ada|tersedia)\s+{_SOURCE})\b
    | ^(?:maaf,?\s+)?{_SOURCE}\b[^.;]{{0,80}}?\b{_NOT}\s+(?:{_TELLS}|{_STANDS}|cukup)\b
    | ^(?:maaf,?\s+)?(?:berdasarkan|menurut|dalam|di|dari|pada)\s+(?:dalam\s+)?{_SOURCE}\b[^.;]{{0,120}}?\b
      {_NOT}\s+{_STANDS}\b                                           # Berdasarkan konteks, gajinya tidak disebutkan.
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one document, as it is embedded and stuffed."""

    text: str
    paragraphs: tuple[str, ...]
    """Ids of the paragraphs it overlaps by at least one character."""


class QuickStart:
    """The chain over some documents. Close it: all in-memory collections of a process are kept in one place."""

    def __init__(self, embeddings: Embeddings, model: BaseChatModel, documents: Iterable[SourceDocument]) -> None:
        """Embed the documents.

        Args:
            embeddings: Called with bare chunks and the bare question.
            model: With temperature 0, as :mod:`rag.llm` makes it.
            documents: At least one.

        Raises:
            ValueError: there is nothing to search in.
            EmbeddingError: the embedding model fails.
        """
        import chromadb
        from chromadb.config import Settings as ChromaSettings
        from langchain_chroma import Chroma

        chunks = [chunk for document in documents for chunk in split_document(document)]
        if not chunks:
            raise ValueError("the quick start needs at least one document; none was given")
        self._model = model
        self._client: Any = chromadb.EphemeralClient(settings=ChromaSettings(anonymized_telemetry=False))
        self._store = Chroma.from_documents(
            [
                Document(page_content=chunk.text, metadata={"paragraphs": list(chunk.paragraphs)}, id=str(number))
                for number, chunk in enumerate(chunks)
            ],
            embeddings,
            client=self._client,
            collection_name=f"quick-start-{uuid.uuid4().hex}",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the chunks go."""
        self._store.delete_collection()
        self._client.close()

    def answer(self, case_id: str, question: str, history: Sequence[Turn]) -> GivenAnswer:
        """Answer one question.

        As in the tutorial, earlier turns are messages before the question, and only the question is searched for.
        Every sentence cites all paragraphs that the stuffed chunks overlap, since the chain tells no more. An answer
        counts as none if :func:`abstains` says so. A model that fails gives an answer with an error, and nothing else.
        """
        start = time.monotonic()
        found = self._store.similarity_search(question, k=TOP_K)
        retrieve_seconds = time.monotonic() - start
        retrieved = tuple(dict.fromkeys(one for chunk in found for one in chunk.metadata["paragraphs"]))
        context = _BETWEEN.join(chunk.page_content for chunk in found)
        text, first_seconds = "", 0.0
        try:
            with closing(
                stream_text(self._model, _messages(context, question, history), seconds=_MODEL_SECONDS, stop=_STOP)
            ) as pieces:
                for piece in pieces:
                    text += piece
                    # A second sentence has begun, so the first is there.
                    if not first_seconds and len(sentences(text)) > 1:
                        first_seconds = time.monotonic() - start
        except ModelError as error:
            return GivenAnswer(case_id, answered=False, text="", error=f"{type(error).__name__}: {error}")
        text = text.strip()
        answered = not abstains(text)
        total_seconds = time.monotonic() - start
        return GivenAnswer(
            case_id=case_id,
            answered=answered,
            text=text,
            sentences=tuple(GivenSentence(one, retrieved) for one in sentences(text)) if answered else (),
            retrieved=retrieved,
            first_sentence_seconds=first_seconds or total_seconds,
            total_seconds=total_seconds,
            retrieve_seconds=retrieve_seconds,
        )


def abstains(text: str) -> bool:
    """Whether a free text answers nothing.

    The first sentence decides, since what follows "saya tidak tahu" is a guess: the text is empty, the speaker does
    not know ("saya tidak tahu", "maaf, tidak diketahui"), or the context is said not to tell ("konteks tidak memuat
    …", "berdasarkan konteks, … tidak disebutkan"). A sentence about the profession that holds a "tidak" is an answer.
    """
    first = next(iter(sentences(text)), "")
    return not first or _ABSTAINS.search(fold(first)) is not None


def split_document(document: SourceDocument) -> list[Chunk]:
    """A document as its title, headings and paragraphs, cut into overlapping chunks."""
    parts, places = [document.title], []
    length, heading = len(document.title), ""
    for paragraph in document.paragraphs:
        if paragraph.heading and paragraph.heading != heading:
            parts.append(paragraph.heading)
            length += len(_BETWEEN) + len(paragraph.heading)
        heading = paragraph.heading
        parts.append(paragraph.text)
        start = length + len(_BETWEEN)
        length = start + len(paragraph.text)
        places.append((start, length, paragraph.id))
    text = _BETWEEN.join(parts)
    return [
        Chunk(text[start:end], tuple(one for first, last, one in places if first < end and start < last))
        for start, end in split_text(text)
    ]


def split_text(text: str) -> list[tuple[int, int]]:
    """Where LangChain's RecursiveCharacterTextSplitter cuts a text: start and end of every chunk, trimmed."""
    chunks = []
    for start, end in _split(text, 0, len(text), SEPARATORS):
        chunk = text[start:end]
        if chunk.strip():
            left = start + len(chunk) - len(chunk.lstrip())
            chunks.append((left, left + len(chunk.strip())))
    return chunks


def _split(text: str, start: int, end: int, separators: Sequence[str]) -> Iterator[tuple[int, int]]:
    level = next(level for level, one in enumerate(separators) if one in text[start:end])
    short: list[tuple[int, int]] = []
    for piece in pairwise([start, *_cuts(text, start, end, separators[level]), end]):
        if piece[1] - piece[0] < CHUNK_CHARACTERS:
            short.append(piece)
            continue
        yield from _merged(short)
        short = []
        yield from _split(text, *piece, separators[level + 1 :])
    yield from _merged(short)


def _cuts(text: str, start: int, end: int, separator: str) -> list[int]:
    """Where to cut: a separator stays with what follows it."""
    return [start + one.start() for one in re.finditer(re.escape(separator), text[start:end]) if one.start() > 0]


def _merged(pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Adjoining pieces joined up to the size of a chunk, each beginning with the end of the one before."""
    window: list[tuple[int, int]] = []
    for piece in pieces:
        size = piece[1] - piece[0]
        if window and window[-1][1] - window[0][0] + size > CHUNK_CHARACTERS:
            yield window[0][0], window[-1][1]
            while window and (
                (held := window[-1][1] - window[0][0]) > OVERLAP_CHARACTERS or held + size > CHUNK_CHARACTERS
            ):
                window.pop(0)
        window.append(piece)
    if window:
        yield window[0][0], window[-1][1]


def _messages(context: str, question: str, history: Sequence[Turn]) -> list[BaseMessage]:
    messages: list[BaseMessage] = [SystemMessage(_SYSTEM.format(context=context))]
    for turn in history:
        messages += [HumanMessage(_TURN.format(question=turn.question)), AIMessage(turn.answer)]
    return [*messages, HumanMessage(_TURN.format(question=question))]
