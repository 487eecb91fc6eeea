"""Sentences in a document that speak to a machine instead of telling of a profession.

Text in documents is data. A sentence that tells an assistant what to say is therefore no answer to anybody's question:
it is neither quoted nor taken as support. It changes nothing else; the paragraph around it is used as any other.
"""

# ruff: noqa: E501 – tables of wordings

import re
from typing import Final

from rag.language import sentences

# Who is spoken to. Not "asisten" alone: assistants to dentists and lecturers are people.
_MACHINE: Final[str] = (
    r"(?:asisten (?:ai|virtual|digital|cerdas|otomatis)|(?:model|mesin|sistem|program|alat) (?:ai|bahasa|penjawab|tanya.?jawab)"
    r"|chat-?bot|bot|ai|a\.i\.|llm|gpt|chatgpt|large language model|language model|ai model|ai assistant|assistant)"
)
_MUST: Final[str] = (
    r"(?:wajib|harus|mesti|diminta|diwajibkan|diharuskan|dilarang|tidak boleh|jangan|hanya boleh|silakan|tolong|must|should|shall"
    r"|always|never|please)"
)
_ANSWER: Final[str] = (
    r"(?:jawaban|balasan|respons|tanggapan|keluaran|output|answers?|repl(?:y|ies)|responses?)(?:mu|nya|anda)?"
)
_SAY: Final[str] = (
    r"(?:jawab|jawablah|balas|balaslah|sebut|sebutkan|sebutlah|tulis|tulislah|tuliskan|ucapkan|katakan|sertakan|cantumkan|muat|selipkan"
    r"|tambahkan|tampilkan|kutip|kutiplah|akhiri|akhirilah|awali|awalilah|tutup|tutuplah|buka|bukalah|mulai|mulailah|ulangi|kirim|kirimkan|"
    r"answer|reply|respond|say|write|print|output|include|append|begin|end|cite|repeat)"
)
_RULES: Final[str] = (
    r"(?:instruksi|perintah|aturan|pedoman|petunjuk|arahan|batasan|pembatasan|prompt|teks|dokumen|paragraf|konteks|sumber|kalimat"
    r"|instructions?|rules?|prompts?|guidelines?|context|text|documents?|above|previous)"
)
_PATTERNS: Final[tuple[str, ...]] = (
    # It is named, and told what to do.
    rf"\b{_MACHINE}\b[^.!?]{{0,60}}\b{_MUST}\b",
    rf"\b{_MUST}\b[^.!?]{{0,30}}\b{_MACHINE}\b",
    rf"\b(?:kepada|untuk|bagi|to|perhatian|attention|note to)(?: the| semua| para| setiap)? {_MACHINE}\b",
    rf"\b{_MACHINE}\b[^.!?]{{0,40}}\b(?:yang membaca|reading|membaca ini|memproses)\b",
    # What was said before is to be forgotten.
    r"\b(?:abaikan|lupakan|hiraukan|kesampingkan|cabut|ignore|disregard|forget|override|bypass)(?:lah)?\b"
    rf"(?=[^.!?]{{0,50}}\b(?:semua|seluruh|segala|setiap|sebelumnya|di atas|instruksi|prompt|instructions?|all|any|previous|above|around)\b)[^.!?]{{0,40}}\b{_RULES}\b",
    rf"\b(?:abaikan|lupakan|hiraukan|kesampingkan|ignore|disregard|forget)(?:lah)? {_RULES}\b[^.!?]{{0,30}}\b(?:dan|lalu|kemudian|and|then)\b[^.!?]{{0,20}}\b{_SAY}\b",
    # What every answer is to hold.
    rf"\b(?:setiap|semua|seluruh|every|all|each) {_ANSWER}\b[^.!?]{{0,40}}\b(?:{_MUST}|dengan|memuat|berisi|diawali|diakhiri|ditutup|adalah|with)\b",
    rf"\b{_SAY}\b[^.!?]{{0,40}}\b(?:setiap|semua|seluruh|dalam|pada|di|every|all|your)(?: (?:akhir|awal|ujung|bagian|setiap|end of|the))* {_ANSWER}\b",
    rf"\b{_SAY}\b[^.!?]{{0,40}}\b{_ANSWER}(?:mu|\s+(?:anda|kamu))\b",
    rf"\b{_ANSWER} (?:yang )?(?:benar|sah|tepat|resmi|satu-satunya)[^.!?]{{0,20}}\b(?:adalah|ialah|hanya|:)",
    r"\b(?:jawab|balas|reply|respond|answer)(?:lah)? (?:hanya |only |setiap pertanyaan |semua pertanyaan |seluruh pertanyaan |every question )",
    r"\b(?:kata sandi|password|kode (?:otorisasi|rahasia|akses|kunci))\b[^.!?]{0,60}\b(?:jawaban|disebut|sebutkan|answer)",
    # Another part to play.
    r"\b(?:mulai sekarang|sekarang|from now on|untuk seterusnya)\b,? (?:kamu|anda|engkau|kau|you)\b[^.!?]{0,20}\b(?:adalah|berperan|bertindak|menjadi|are|act)",
    r"\b(?:berpura-puralah|pretend|act as|you are (?:now )?(?:an?|the))\b",
    r"\b(?:bermain|mainkan|memainkan) peran\b[^.!?]{0,40}\b(?:kamu|anda|kau|engkau)\b",
    r"\b(?:sebut|sebutlah|panggil|panggillah|perkenalkan) dirimu\b",
    r"\bsetiap kalimat(?:mu|nya)? (?:harus|wajib|mesti|diawali|diakhiri)\b|\bdalam setiap kalimat(?:mu)?\b",
    r"\b(?:suruh|suruhlah|minta|mintalah|arahkan|ajak) (?:pembaca|pengguna|penanya|user)(?:nya)? (?:untuk )?(?:membuka|mengeklik|mengklik|mengunjungi|memasukkan|mengirim|mengisi|menghubungi)",
    r"\b(?:mode|modus) (?:pengembang|pemeliharaan|admin|darurat|jailbreak|developer|debug|bajak laut)\b[^.!?]{0,20}\b(?:aktif|diaktifkan|on|active)",
    # The marks of a dialogue with a model, and of citations that are not a document's own.
    r"(?:<\|?|\[|#{2,} ?)\s*/?(?:system|sistem|assistant|asisten|user|pengguna|inst|admin|instruksi|prompt)\s*(?:\|?>|\]|:)",
    r"(?:^|[.!?]\s+|\s)(?:pengguna|user|human)\s*:[^:]{3,}\b(?:asisten|assistant|ai|bot)\s*:",
    r"^\W*(?:asisten|assistant|system|sistem)\s*:",
    r"\[[a-z0-9-]+#p\d+\]",
    # A picture or a link that is to be passed on; a place in it is for what somebody asked.
    rf"\b(?:lengkapi|hiasi|perkaya|bubuhi|lampiri|sertai)(?:lah)? {_ANSWER}\b",
    r"!\[[^\]]*\]\(|https?://\S*\{",
    rf"\b{_SAY}\b[^!?]{{0,60}}(?:https?://|www\.|\btautan\b|\blink\b|\burl\b)",
    rf"(?:https?://|www\.)\S+[^!?]{{0,40}}\b{_SAY}\b",
)  # fmt: skip
_SPOKEN = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
# Letters that look alike and characters without width hide words from a pattern, and from nobody else.
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Between the letters of a word these have no use but to hide it; others of them tell where a line may break.
_HIDES = re.compile("(?<=[A-Za-z])[\u200c\u200d\u2060-\u2064](?=[A-Za-z])")
_ALIKE: Final[dict[int, int]] = str.maketrans(
    "аеорсухіјѕԁһӏАЕОРСУХІЈЅТМНКВ" + "αεορτυικνχΑΕΟΡΤΥΙΚΝΧΜΗΒΖ",
    "aeopcyxijsdhlAEOPCYXIJSTMHKB" + "aeoptuiknxAEOPTYIKNXMHBZ",
)


def speaks_to_machine(sentence: str) -> bool:
    """Whether a sentence tells an assistant what to say, plays a dialogue with one, or hides its letters."""
    plain = _HIDDEN.sub("", sentence).translate(_ALIKE)
    return _HIDES.search(sentence) is not None or _SPOKEN.search(plain) is not None


def citable_sentences(text: str) -> list[str]:
    """The sentences of a paragraph that tell something, in order; those that speak to a machine are left out."""
    return [sentence for sentence in sentences(text) if not speaks_to_machine(sentence)]
