"""Whether a document is in Indonesian. A warning, never a refusal: the detector may err."""

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Below this a profession's name and a foreign term decide; the shortest paragraph of the owner has twice as many.
MIN_CHARACTERS: Final[int] = 60
# Half a document of nine paragraphs: more changes nothing and costs time (0.2 to 0.5 ms for these).
_MAX_CHARACTERS: Final[int] = 1000
# The owner's documents get 0.99 and an Indonesian list of English job terms 0.2; English text gets 0.00.
_MIN_INDONESIAN: Final[float] = 0.1

_INDONESIAN: Final[str] = "id"
# What documents about professions in Indonesia may be written in by mistake; the detector knows 130 languages, and
# rare ones would only draw votes from Indonesian. Malay is none of them on purpose: it is written so much alike that
# texts of either are taken for the other, and without it Malay counts as Indonesian.
_NAMES: Final[dict[str, str]] = {
    "en": "English",
    "jv": "Javanese or Sundanese",
    "nl": "Dutch",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "ar": "Arabic",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "th": "Thai",
    "ru": "Russian",
    "hi": "Hindi",
    "tr": "Turkish",
}


def foreign_language(text: str) -> str:
    """English name of the language of a text that is not Indonesian; "" for Indonesian and for short texts."""
    sample = text[:_MAX_CHARACTERS]
    if len(sample) < MIN_CHARACTERS:
        return ""
    ranking = dict(_identifier().rank(sample))
    if ranking[_INDONESIAN] >= _MIN_INDONESIAN:
        return ""
    return _NAMES[max(_NAMES, key=lambda language: ranking[language])]


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An identifier of our own: the module's shared one would carry our choice of languages to other users of it.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([_INDONESIAN, *_NAMES])
    return identifier
