"""Whether a text from the chat seems to tell who wrote it; such a text has no place in a repository."""

import re
import unicodedata
from typing import Final

from rag.language import fold

_I: Final[str] = r"(?:saya|aku|gue|gua|gw)"
# Each is tried on the text in lower case; the first that is found names the reason.
_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("an e-mail address", re.compile(r"[\w.+-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+\s*(?:\.|\(dot\)|\[dot\])\s*\w+")),
    ("a link", re.compile(r"https?://|\bwww\.|\b(?:wa\.me|t\.me|bit\.ly)/")),
    ("an account name", re.compile(r"(?<![\w@])@[\w.]{3,}")),
    # From abroad, of an area or of a mobile operator: nine digits and more, however they are grouped.
    ("a telephone number", re.compile(r"(?<![\d.,])(?<!\d[\s-])(?:\+\s*\d|\(?0[2-9]|62\s*-?\s*8)(?:[\s().–-]*\d){7,}")),
    # The shortest account numbers have ten digits, an identity number has sixteen.
    ("a number of an identity or an account", re.compile(r"(?<![\d.,])\d(?:[\s-]?\d){9,}(?!\d)")),
    ("a street address", re.compile(r"\bjl\b\.?\s*\w")),
    ("a person's name", re.compile(rf"\bnama(?:ku|\s+(?:lengkap\s+)?(?:{_I}|ku))\b\s*(?!apa\b)\w|\b{_I}\s+bernama\b")),
)


def personal_data(text: str) -> str:
    """What kind of personal data a text seems to hold, in words; "" if none.

    Rather too careful than too little, and no proof: a person looks at every text besides. A name without "nama saya"
    is not seen.
    """
    visible = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    folded = fold(visible)
    return next((what for what, pattern in _PATTERNS if pattern.search(folded)), "")
