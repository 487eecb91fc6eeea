"""Which aspects of a profession a question asks for; what a paragraph tells is :mod:`rag.paragraph_aspects`'s matter.

Read off the wording. The cues were collected from how people ask about careers in Indonesian; a question without a cue
asks for no aspect.
"""

import re
from typing import Final

from rag.language import formalise
from rag.types import Aspect

# In order of precedence: what a question asks for specially before what its other words might ask for.
_QUESTION_CUES: Final[tuple[tuple[Aspect, re.Pattern[str]], ...]] = tuple(
    (aspect, re.compile("|".join(wordings)))
    for aspect, wordings in (
        (
            Aspect.EXPECTATION,
            [
                r"\bekspektasi\w*",
                r"\b(?:ngarep|berharap|mengharap|harapan)\w*",
                r"\b(?:kenyataan|realita|realitas)(?:nya)?\b",
                r"\b(?:mem|di|ter)?bayang(?:an|annya|kan|in|kannya)?\b",
                r"\baslinya\b",
                r"\bnyatanya\b",
                r"\b(?:kira(?:in|nya)|ternyata)\b.*\bternyata\b",
                r"\bkirain\b",
                r"\bdi balik\b",
                r"\bkesenjangan\b",
                r"\bpraktik(?:nya)?\b",
                r"\bdi lapangan\b",
            ],
        ),
        (
            Aspect.DIFFERENCE,
            [
                r"\b(?:per)?beda(?:nya|ne|kan|an|annya)?"
                r"(?:(?: yang)?(?: paling)? (?:mendasar|mencolok|menonjol|signifikan|kentara|jauh))?\b",
                r"\b(?:ber|mem)beda(?:kan)?\b",
                r"\bpersamaan(?:nya)?\b",
                r"\b(?:di|per)?banding(?:kan|in|an|annya)?\b",
                r"\bmirip\b",
                r"\bserupa\b",
                r"\bsama(?:nya)? (?:saja|persis|atau)\b",
                r"\bsatu profesi\b",
            ],
        ),
        (
            Aspect.MISCONCEPTION,
            [
                r"\bmiskonsepsi(?:nya)?\b",
                r"\bsalah (?:paham|kaprah|sangka|kira|ngira|mengira|pengertian|mengerti|tangkap|persepsi)\b",
                r"\bkesalahpahaman\b",
                r"\bdisalah(?:paham|arti|mengerti)\w*",
                r"\bmitos(?:nya)?\b",
                r"\bstereotip\w*",
                r"\b(?:anggapan|pandangan|persepsi|prasangka|kekeliruan)(?:nya)?\b",
                r"\bkeliru\b",
                r"\bdikira(?:in)?\b",
                r"\b(?:di)?sangka\b",
                r"\bdianggap\b",
                r"\bhoaks\b",
                r"\bmengira\b",
                # a claim held up for denial: "emang bener cuma ngurusin media?"
                r"\b(?:benar(?:kah)?|memang|masa|bukannya|apakah|apa iya)\b.*\b(?:cuma|cuman|hanya|sebatas|sekadar|sekedar)\b",
                r"\b(?:cuma|cuman|hanya)(?: \w+){1,6} (?:kan|ya|doang|saja|sih|benar)\b",
                r"\bkatanya\b",
                # a belief that is put to the test: "benarkah …?", "ibu saya bilang …", "… benar begitu?"
                r"\b(?:benarkah|betulkah|konon|masak)\b",
                r"\b(?:apa|apakah) (?:benar|betul|memang|iya)\b",
                r"^(?:benar|betul|masa) \w+",
                r"\b(?:benar|betul) (?:begitu|tidak|ya)\b",
                r"\b(?:benar|betul|iya)$",
                r"\b(?:bilang|ngira|dengar-dengar|kabarnya)\b",
                r"\bkata (?:orang|teman|om|tante|ibu|bapak|mama|papa|tetangga|kakak|nenek|kakek|saudara|netizen)\w*\b",
            ],
        ),
        (
            Aspect.MISFITS,
            [
                r"\b(?:tidak|kurang|bukan|jangan)(?: \w+){0,2} (?:cocok|pas|sesuai|tepat|layak|pantas|pantes|ideal)(?:nya)?\b",
                r"\b(?:sebaiknya|mending|mendingan|lebih baik) (?:tidak|jangan|menghindari|mundur)\b",
                r"\b(?:jangan|tidak usah|hindari|menghindari|menjauhi)(?: \w+)? (?:jadi|menjadi|ambil|memilih|pilih|profesi)\b",
                r"\btidak (?:di)?(?:saran|anjur|rekomendasi)kan\b",
                r"\bred flag\b",
                r"\btidak boleh\b",
                r"\bmengurungkan\b",
                r"\b(?:ber|me)?[pm]ikir(?:-pikir)? (?:ulang|lagi|dua kali)\b",
                r"\bmenghindari(?: \w+)? (?:pekerjaan|profesi)\b|\bsiapa (?:yang )?(?:harus |sebaiknya )?menghindari\b",
                r"\b(?:men)?cari (?:pekerjaan|kerja|profesi) lain\b",
                r"\b(?:cepat|gampang|mudah) (?:lelah|letih|capek)\b",
                r"\b(?:peng)?hambat\w*",
                r"\b(?:kelemahan|kekurangan)\b",
                r"\b(?:meng)?gagal(?:kan)?\b",
                r"\bkesulitan\b",
                r"\bketeteran\b",
                r"\btersiksa\b",
                r"\btidak (?:akan )?(?:betah|kuat|tahan)\b",
                r"\b(?:ditolak|tolak|mundur)\b",
                r"\bselain menjadi\b",
                r"\b(?:bahaya|skip)\b",
                # a weakness told of oneself asks whether it is in the way
                r"\b(?:kurang|tidak) (?:suka|menyukai|bisa|pandai|jago|pintar|kuat|tahan|mau)\b.*\b(?:jadi|menjadi|jabatan|sesuai)\b",
                r"\b(?:pemalu|pendiam|introver|malas|males|minder|ansos|enggan|gugup|panik|takut|benci|kuper)\b.*\b(?:jadi|menjadi)\b",
                r"\bjadi\b.*\b(?:pemalu|pendiam|introver|malas|minder|gugup|panik)\b",
            ],
        ),
        (
            Aspect.FITS,
            [
                r"\bcocok(?:nya|kah)?\b",
                r"\benaknya (?:buat|untuk|bagi) (?:siapa|orang)\b",
                r"\bmenikmati (?:pekerjaan|profesi)\b",
                r"\bpas (?:buat|untuk|jadi|menjadi|banget|tidak)\b",
                r"\bprofil(?:nya)?\b",
                r"\b(?:sesuai|tepat) (?:untuk|buat|menjadi|jadi|menduduki|mengisi|menjabat)\b",
                r"\blayak\b",
                r"\bkarakter\w*",
                r"\bkepribadian\w*",
                r"\bwatak\b",
                r"\b(?:ber)?bakat\b",
                r"\bkandidat\b",
                r"\bpassion\b",
                r"\bklop\b",
                r"\b(?:kira-kira |kira )?masuk (?:tidak|kah)\b",
                r"\bpas\b",
                r"\bsesuai(?:kah)?\b",
                r"\bsembarang orang\b",
                r"\bciri(?:-ciri)?(?:nya)?\b",
                r"\bfigur\b",
                r"\bpribadi\b",
                r"\b(?:ber)?potensi\b",
                r"\b(?:ber)?peluang\b",
                r"\bmodelan\b",
                r"\bmemenuhi syarat\b",
                # telling of oneself and asking whether that is enough
                r"\b(?:saya|aku|gue|gua|kami|anak|adik|kakak)\w*\b.*\b(?:bisa|boleh|sanggup|mampu)(?: \w+){0,2} (?:jadi|menjadi)\b",
                r"\bideal(?:nya)?\b",
                r"\bkriteria(?:nya)?\b",
                r"\b(?:tipe|jenis|orang|sosok)(?:nya)? (?:orang )?(?:yang |harus )*(?:kayak|seperti|macam|model|bagaimana|ideal)\b",
                r"\borang(?:nya)? (?:yang )?bagaimana\b",
                r"\bsifat(?:nya)?\b",
                r"\bpantas\b",
                r"\bpantes\b",
            ],
        ),
        (
            Aspect.SKILLS,
            [
                r"\bketerampilan(?:nya)?\b",
                r"\bkemampuan(?:nya)?\b",
                r"\bkeahlian(?:nya)?\b",
                r"\bkompetensi(?:nya)?\b",
                r"\bpengetahuan(?:nya)?\b",
                r"\bkecerdasan\b",
                r"\bkecakapan\b",
                r"\bwawasan\b",
                r"\bdikuasai\b",
                r"\bdi(?:latih|pelajari|asah|miliki|butuhkan|butuhin|perlukan|perluin|tuntut|syaratkan|siapkan|siapin)\b",
                r"\b(?:peng|meng)uasa(?:an|i)\b",
                r"\bkualifikasi(?:nya)?\b",
                r"\bkapasitas\b",
                r"\bmelek\b",
                r"\b(?:jago|pintar|pandai|ahli|bisa|menguasai|paham|mengerti|belajar) apa\b",
                r"\b(?:jago|mahir|pintar|bisa) (?:mengerjakan|melakukan) apa\b",
                r"\b(?:modal|bekal)(?:nya)?\b",
            ],
        ),
        (
            Aspect.DESCRIPTION,
            [
                r"\bpengertian\b",
                r"\bdefinisi\b",
                r"\bgambaran\b",
                r"\bdeskripsi\b",
                r"\b(?:yang )?dimaksud\b",
                r"\bsecara (?:umum|singkat|garis besar)\b",
                r"\bbidang apa\b",
                r"\bdigeluti\b",
                r"\bsebenarnya apa\b",
            ],
        ),
        (
            Aspect.DUTIES,
            [
                r"\b(?:tugas|tgs)\w*",
                r"\btanggung ?jawab(?:nya)?\b",
                r"\bpekerjaan(?:nya)?\b",
                r"\bkerja(?:nya|an|annya|in)\b",
                r"\bkerja (?:apa|bagaimana|seperti)",
                r"\bapa (?:sih |saja )?kerja\b",
                r"\bmengerjakan\b",
                r"\bdikerja(?:kan|in)\b",
                r"\bsehari-hari(?:nya)?\b",
                r"\bkeseharian\b",
                r"\bmelakukan\b",
                r"\bdilakukan\b",
                r"\b(?:peran|fungsi|wewenang|kewajiban|aktivitas)(?:nya)?\b",
                r"\b(?:mengurus(?:i|in)?|menangani|mengelola|memegang|megang|pegang) apa\b",
                r"\blingkup\b",
                r"\bkegiatan(?:nya)?\b",
                r"\bkontribusi(?:nya)?\b",
                r"\bdisuruh\b",
            ],
        ),
        (
            Aspect.DESCRIPTION,
            [
                r"\bapa (?:sih )?itu\b",
                r"\bapakah itu\b",
                r"\bitu (?:\w+ )?(?:apa|pekerjaan apa|profesi apa)\b",
                r"\barti(?:nya)?\b",
                r"\bmaksud(?:nya)?\b",
                r"\bceritain\b",
                r"\bceritakan\b",
                r"\bjelaskan tentang\b",
            ],
        ),
    )
)

_ASKS_EITHER_WAY = re.compile(
    r"\bcocok\w*(?: \w+){0,3} (?:tidak|kah)\b|\bcocok\b.* (?:atau|apa) (?:tidak|bukan)\b|^cocokkah\b"
)
_ASKS_FOR_ONESELF = re.compile(
    r"\b(?:saya|aku|gue|gua|gw|kami|anak|adik|kakak)\b.*\b(?:tidak|bukan|kurang)\b"
    r".*\b(?:cocok|pantas|pantes|pas)\b"
)


def question_aspects(question: str) -> tuple[Aspect, ...]:
    """The aspects a question asks for, the most specific first; empty where none shows.

    ``MISFITS`` replaces ``FITS`` ("siapa yang tidak cocok"), but "cocok gak?" asks for both, and for the side first
    that it gives a cue of ("aku pemalu").
    """
    text = formalise(question)
    found = list(dict.fromkeys(aspect for aspect, cue in _QUESTION_CUES if cue.search(text)))
    if Aspect.FITS not in found:
        return tuple(found)
    either_way = bool(_ASKS_EITHER_WAY.search(text))
    if Aspect.MISFITS not in found:
        if either_way or _ASKS_FOR_ONESELF.search(text):
            found.insert(found.index(Aspect.FITS) + 1, Aspect.MISFITS)
    elif not either_way:
        found.remove(Aspect.FITS)
    return tuple(found)


def question_cue_words(question: str) -> frozenset[str]:
    """The words of a formalised question that its aspect cues consist of: they ask, they are not asked for."""
    text = formalise(question)
    return frozenset(
        word for _, cue in _QUESTION_CUES for match in cue.finditer(text) for word in match.group().split()
    )
