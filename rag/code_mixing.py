"""English in an Indonesian question, as young people mix it: the words that ask become Indonesian, the small ones go.

Only what steers a question is translated. Names of tools and professions stay as they are: documents have them so.
"""

import re
from typing import Final

# Words that carry nothing. None of them is an Indonesian word that a question could rest on.
_EMPTY: Final[frozenset[str]] = frozenset(
    """
    a an the it is are was were be been am i my me we our us you your he she his her they them their its to of for
    with at by from as so or and if then than that this these those there here do does did doing done have has had
    having been would could might may shall will about into like just literally basically actually honestly jujurly
    technically really very quite even still also too well okay ok btw tbh anyway lol guys bro wait hmm curious
    wondering
    """.split()
)
# What asks, denies or names an aspect, in the words that the rest of the understanding knows.
_MEANINGS: Final[dict[str, str]] = {
    **dict.fromkeys(("not", "don't", "doesn't", "isn't", "aren't", "can't", "won't", "never", "no"), "tidak"),
    **dict.fromkeys(("must", "should", "need", "needs", "required", "require"), "harus"),
    **dict.fromkeys(("can", "able"), "bisa"),
    **dict.fromkeys(("only",), "hanya"),
    **dict.fromkeys(("what", "what's", "whats"), "apa"),
    **dict.fromkeys(("who", "who's"), "siapa"),
    **dict.fromkeys(("how",), "bagaimana"),
    **dict.fromkeys(("why",), "mengapa"),
    **dict.fromkeys(("when",), "kapan"),
    **dict.fromkeys(("where",), "di mana"),
    **dict.fromkeys(("which",), "mana"),
    **dict.fromkeys(("fit", "suit", "suits", "suitable", "suited", "fits"), "cocok"),
    **dict.fromkeys(("difference", "differences", "different", "differ", "differs"), "beda"),
    **dict.fromkeys(("compare", "compared", "comparing", "versus"), "dibandingkan"),
    **dict.fromkeys(("job", "jobs", "work", "works", "working", "role", "roles", "career", "profession"), "pekerjaan"),
    **dict.fromkeys(("duty", "duties", "task", "tasks", "jobdesk", "jobdesc"), "tugas"),
    **dict.fromkeys(("responsibility", "responsibilities"), "tanggung jawab"),
    **dict.fromkeys(("skill", "skills"), "keterampilan"),
    **dict.fromkeys(("expectation", "expectations", "expect"), "ekspektasi"),
    **dict.fromkeys(("reality",), "kenyataan"),
    **dict.fromkeys(("myth", "myths"), "mitos"),
    **dict.fromkeys(("misconception", "misconceptions"), "miskonsepsi"),
    **dict.fromkeys(("true", "accurate", "correct"), "benar"),
    **dict.fromkeys(("thinks", "think", "thought", "believe", "assume"), "mengira"),
    **dict.fromkeys(("salary", "pay", "paid"), "gaji"),
    **dict.fromkeys(("many", "much"), "banyak"),
    **dict.fromkeys(("long",), "lama"),
    **dict.fromkeys(("people", "person", "someone"), "orang"),
    **dict.fromkeys(("year", "years"), "tahun"),
    **dict.fromkeys(("hour", "hours"), "jam"),
    **dict.fromkeys(("good", "great"), "bagus"),
    **dict.fromkeys(("handle", "handles", "manage", "manages"), "menangani"),
    **dict.fromkeys(("responsible",), "bertanggung jawab"),
    **dict.fromkeys(("mom", "mother"), "ibu"),
    **dict.fromkeys(("dad", "father"), "bapak"),
    **dict.fromkeys(("boring", "bored"), "bosan"),
    **dict.fromkeys(("introvert", "introverted", "shy"), "pemalu"),
}
# Words that are English and nothing else; one of the others alone ("role", "skill") is Indonesian usage by now.
_SURELY: Final[frozenset[str]] = (_EMPTY | _MEANINGS.keys()) - frozenset(
    "a am as at by i or me no he us so to do be bro guys hmm ok okay jujurly skill skills job role jobdesk jobdesc fit"
    " may will basically literally actually honestly btw tbh lol like just".split()
)
_LEAST_ENGLISH: Final[int] = 2
"""Words that are surely English, from which on a question is taken to mix the languages."""
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?(?:-nya\b)?")
_CLITIC: Final[str] = "-nya"


def without_english(question: str) -> str:
    """The question with the English in it translated or left out; as it is where it is Indonesian throughout.

    "Is it true kalau auditor harus never lose their temper?" → "benar kalau auditor harus tidak lose temper?"
    """
    bare = [word.group().lower().replace("’", "'").removesuffix(_CLITIC) for word in _WORD.finditer(question)]
    if sum(word in _SURELY for word in bare) < _LEAST_ENGLISH:
        return question
    return " ".join(_WORD.sub(_translated, question).split())


def _translated(found: re.Match[str]) -> str:
    word = found.group().lower().replace("’", "'")
    bare = word.removesuffix(_CLITIC)
    # Capitals inside a sentence are a name or an abbreviation: "IT", "Data Is Beautiful".
    if found.group().isupper() and len(word) > 1:
        return found.group()
    if bare in _MEANINGS:
        return _MEANINGS[bare] + ("nya" if bare != word else "")
    if bare in _EMPTY:
        return ""
    return found.group().replace(_CLITIC, "nya") if bare != word else found.group()
