"""What a paragraph reports without asserting it, and the sentence that sets it right.

"Konon akuntan akan habis digantikan komputer." alone tells a student the opposite of what the document says. Whoever
shows such a sentence shows the next one too, and nobody may leave out the word that makes it hearsay.
"""

import re
from itertools import pairwise
from typing import Final

from rag.instructions import citable_sentences
from rag.language import CONTRAST_WORDS, formalise
from rag.types import Aspect, Paragraph

# Paragraphs on these begin with what people think, in words of every sort ("Foto bidan menggendong bayi mungil memang
# manis."), and go on with what is so: nearly all of the 109 such paragraphs of the development documents.
_BEGINS_WITH_BELIEF: Final[frozenset[Aspect]] = frozenset({Aspect.MISCONCEPTION, Aspect.EXPECTATION})
# Inside a sentence these set right what it reports.
_CORRECTS = re.compile(r"\b(?:keliru|salah(?! (?:paham|kaprah|satu))|meleset|justru|nyatanya|sebenarnya|faktanya)\b")
# These say at once what is not so, and report nothing: "Fisioterapis bukan tukang pijat."
_DENIES = re.compile(
    r"\b(?:bukan(?:lah)?|(?:tidak|tak) (?:benar|hanya|cuma|melulu|selalu|otomatis|berarti|sama|semua))\b"
)
# At its beginning, what the sentence before it reports.
_SETS_RIGHT = re.compile(
    r"(?:nyatanya|faktanya|sebenarnya|sesungguhnya|sejatinya|tidak demikian|tidak benar"
    r"|(?:di|pada|dalam) (?:lapangan|realita|realitanya|kenyataannya|praktik|praktiknya)\b"
    r"|yang (?:benar|sebenarnya|ditemui|dijumpai|dijalani|terjadi)\b"
    r"|(?:itu|ini|(?:anggapan|pandangan|pendapat|kalimat|sangkaan|kesan|gambaran) (?:itu|ini|tersebut)) "
    r"(?:keliru|salah|meleset|tidak)\b)"
)
_REPORTS = re.compile(
    r"\b(?:konon|mitos|miskonsepsi|(?:ber)?anggapan|(?:di|meng)anggap|sangkaan|disangka|menyangka|dikira|mengira|dituduh"
    r"|kesan|bayangan(?:nya)?|(?:di|ter|mem)bayang(?:kan)?|salah (?:paham|kaprah)|(?:kata|kabar)nya|julukan|ejekan"
    r"|stereotip)\b"
)


def followers(paragraph: Paragraph) -> dict[str, str]:
    """The sentences that are never shown without the one behind them, and that one: a belief and what sets it right."""
    found: dict[str, str] = {}
    begins = paragraph.aspect in _BEGINS_WITH_BELIEF
    for index, (before, after) in enumerate(pairwise(citable_sentences(paragraph.text))):
        if _sets_right(after) or (begins and (not index or is_belief(before, paragraph))):
            found[before] = after
    return found


def is_belief(sentence: str, paragraph: Paragraph) -> bool:
    """Whether a sentence of a paragraph tells only what people think, expect or say."""
    if paragraph.aspect not in _BEGINS_WITH_BELIEF:
        return False
    text = formalise(sentence)
    if _CORRECTS.search(text) or CONTRAST_WORDS & set(text.split()):
        return False
    if _REPORTS.search(text):
        return True
    known = citable_sentences(paragraph.text)
    return len(known) > 1 and sentence == known[0] and not _DENIES.search(text)


def _sets_right(sentence: str) -> bool:
    text = formalise(sentence)
    return text.split(" ", 1)[0] in CONTRAST_WORDS or bool(_SETS_RIGHT.match(text))
