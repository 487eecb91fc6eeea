"""Where a document names its profession: in running text, in headings and front matter, in its file name.

Every function returns names as written, sane ones only: no pronouns, no clauses, nothing of more than eight words.
"""
# ruff: noqa: E501 – tables of wordings

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Final, NamedTuple

from rag.paragraph_cues import PROFESSIONS

# How surely a wording names the document's own profession, in votes: a formula that only ever stands before it
# ("miskonsepsi tentang profesi …"), one that nearly always does ("seorang …"), one that may stand before anything
# ("menjadi …"), and the bare word for somebody who does something ("… dan apoteker").
FORMULA: Final[float] = 3.0
USUAL: Final[float] = 2.0
LOOSE: Final[float] = 1.0
BARE: Final[float] = 0.75
# What does not sound like somebody who does something ("menjadi jembatan") seldom is a profession.
THING: Final[float] = 0.4
# Unless it does something itself ("koas memeriksa pasien").
THING_AS_SUBJECT: Final[float] = 0.7

MOST_WORDS: Final[int] = 8
# No name is longer, with the words that lead to it (characters).
_REACH: Final[int] = 120

# What opens a formula; the name then stands right behind one of the words that introduce names.
_FORMULA_OPENERS: Final[frozenset[str]] = frozenset(
    """
    miskonsepsi mitos kesalahpahaman kaprah anggapan stereotip ekspektasi harapan pandangan persepsi bayangan kesan cocok cocoknya
    ideal idealnya tepat sesuai pas layak apa siapa apakah dimaksud definisi pengertian mengenal
    """.split()
)
# Together with "sebagai" they are a formula.
_JOB_WORDS: Final[frozenset[str]] = frozenset(
    "pekerjaan profesi bekerja berkarier berkarir berprofesi bergabung bergabunglah dikontrak diterima diangkat berperan karier karir kerja".split()
)
# Words right behind which the name stands: always, or in a formula only.
_INTRODUCERS: Final[dict[str, float]] = {
    **dict.fromkeys("seorang profesi calon istilah".split(), USUAL),
    **dict.fromkeys(
        "perbedaan membedakan bedanya beda antara mengira menyangka menganggap tugas keseharian".split(), USUAL
    ),
    **dict.fromkeys(
        "menjadi jadi sebagai para jabatan posisi pekerjaan dialah merekalah itulah lowongan oleh sosok pekerjaannya profesinya disebut bernama".split(),
        LOOSE,
    ),
    **dict.fromkeys(
        "tentang terhadap mengenai soal seputar kepada akan dari itu dengan untuk bagi definisi pengertian dimaksud".split(),
        0.0,
    ),
}
# English puts the word for who does something last ("content creator").
_ENGLISH_HEADS: Final[frozenset[str]] = frozenset(
    "designer engineer developer manager analyst officer specialist scientist writer planner consultant artist strategist recruiter owner researcher marketer accountant trainer creator organizer tester service relations support editor executive administrator".split()
)
# Among the professions they are short for who works there; here they rather name a department.
_FIELDS: Final[frozenset[str]] = frozenset("humas hrd pr marketing sales intel".split())
_HEAD = re.compile(
    rf"{PROFESSIONS}|pekerja|pemulasara|(?!perangkat|peringkat|perintah|periode|perihal|peristiwa)pe(?:re|ra|ri|ru|wa)[a-z]{{3,}}(?<!an)|pengelola|petani|perias|perangkai|perakit|peramu|pewarta|pesulap|pesepak|penghulu|pedagang|pembatik|model|sommelier|host|driver|ojol|mua|dokter|awak|customer|laboran|mekanik|komponis|florist|dalang|komikus|ulama|imam|diplomat|hakim|kapten|bos|ekonom|loper|pesinden|pematung|pemahat|pemulung|caregiver|kartunis|kolumnis|[a-z]{{3,}}grafer|karikaturis|telemarketer|komponis|penitera|tenaga|pegawai|karyawan|ketua|wakil|atase|rektor|dekan|bhayangkara|pramuniaga|pramuwisata|pramubakti|pramu\w+|au pair|nanny|kondektur|kenek|kru|porter|bell|housekeeper|tutor|bilal|muazin|taruna|prajurit|komandan|vokalis|gitaris|pianis|drummer|dj|youtuber|vlogger|blogger|trader|streamer|gamer|skripter|sutradara|produser|kameramen|kamerawan|dubber|pesilat|binaragawan|atlet|wasit|petinju|jagal|tailor|couturier"
)

_KIND_NOUN = (
    r"(?:seorang|seseorang|profesi|orang|tenaga|pekerjaan|pekerja|ahli|jabatan|pejabat|posisi|spesialis|pakar|praktisi|petugas|individu"
    r"|profesional|sosok|pemimpin|pegawai|staf|teknisi|aparatur|mereka|salah satu|sebuah|suatu|tokoh|penanggung|anggota|pelaku|seniman|ilmuwan|insinyur|sebutan|istilah|juru|pengajar|pendidik|dokter|pe[mn]\w+)"
)
# What follows the subject of a sentence where the subject is the profession.
_DEFINED = re.compile(rf"\s+(?:itu )?(?:adalah|merupakan|ialah|yaitu|yakni)\s+(?:\w+ )?{_KIND_NOUN}\b")
_PREDICATE = re.compile(
    r"\s+(?:adalah|merupakan|ialah|itu|bertugas|bertanggung|bekerja|berperan|juga|harus|perlu|wajib|dituntut|biasanya|umumnya|tidak|sering|kerap|memang|bukan|justru|selalu|hanya|menjadi|membutuhkan|lebih|butuh|datang|hidup|tahu|bisa|dapat|mesti|punya|ber[a-z]{3,}"
    r"|me(?:m|n|ng|ny|l|r|w)[a-z]{3,})\b"
)
_BELIEVED = re.compile(
    r"\s+(?:sering|kerap|masih|acap|banyak|selalu|biasa)?(?: ?kali)?\s*(?:dikira|dianggap|disangka|disamakan|dibayangkan|dicap|diidentikkan|dipandang)\b"
)
_APPOSITION = re.compile(r"\s*(?:\([^)]*\)|, (?:[^,.]|\.(?! ))*,|, (?=dan|yang))+")
_WORD = re.compile(r"\w(?:[\w'’&/+#-]*\w|[+#]*)")
_SENTENCE_END = re.compile(r"[.!?:;–—]")
_SUBJECT_LEADS: Final[frozenset[str]] = frozenset("nah istilah oh iya".split())
_STOP_WORDS: Final[frozenset[str]] = frozenset(
    """
    adalah ialah yaitu yakni merupakan bahwa yang karena sebab jika kalau bila apabila agar supaya sehingga padahal namun
    tetapi tapi sedangkan sementara melainkan seperti serta maka ketika saat sejak setelah sebelum sambil tanpa oleh
    harus perlu wajib mesti akan bisa dapat boleh mampu sering kerap seringkali biasanya umumnya memang juga hanya lebih selalu masih
    tidak tak bukan bukanlah belum kurang sudah telah sedang ini itu tersebut seorang seseorang para ia dia mereka kamu anda kita kami aku saya kalian
    beliau orang banyak sangat paling cukup terlalu justru pun lah sebagai menjadi jadi dengan terhadap tentang mengenai
    kepada bagi dari secara sebenarnya sesungguhnya sejatinya cuma sekadar sebatas tinggal termasuk terletak terlihat tergolong ternyata
    tertarik dikenal disebut dianggap dikira dituntut diharapkan dibutuhkan diperlukan disangka disingkat ditulis dipanggil diminta digaji dibayar diserap diatur
    ditempuh dimulai dinilai dipandang dimiliki dikuasai sesuai cocok yuk antara sekaligus sampai hingga melalui lewat maupun selain bahkan kini kemudian nah
    butuh makin kian semakin alias mau kerja naik turun pernah jarang tetap terus langsung turut ikut hendak dulu lagi sebaiknya hendaknya baru hampir
    demi guna daripada ketimbang layaknya sebagaimana sekarang walau walaupun meski meskipun biar malah bakal cenderung patut gemar suka senang
    apalagi maka tentu wajar pantas layak tampil hadir datang lahir tumbuh duduk hidup dll dsb dst setelah sehingga per soal seputar tiap setiap bernama
    terutama misalnya kadang terkadang lazim ada punya sehari-hari mulai apa siapa mengapa bagaimana kapan berapa mana sih dong apakah kan ya aja saja doang gue gw lu yg nggak gak enggak banget nih loh lho kok tuh buat pas cuman bikin udah gitu emang begitu begini situ sini sana situlah sinilah beda bedanya bagus berkat dulunya awalnya
    """.split()
)
_NOT_VERBS: Final[frozenset[str]] = frozenset(
    """
    direktur digital diplomat diplomatik dinas disabilitas diesel diet dietisien distribusi distributor divisi dialisis diagnostik difabel dini
    dingin disiplin dinamis dirigen disk diklat dirgantara terapis terapi terampil ternak terminal terpadu tersumpah teritorial terjemahan terbang terumbu
    menengah beredar mentah menu melayu merek melati merah mewah metode memoar mekanik mekanis mentor menteri medis media mesin meteorologi meteorologis mediator merchandiser mental metalurgi metrologi mebel menara member menejer memori
    berita berat berkas beras bersalin bersama berkebutuhan bermotor bersih berjangka berlian bermain bersejarah beranak berbasis bertingkat berencana berkelanjutan bersertifikat berizin berkuda berlayar
    """.split()
)
_VERB = re.compile(
    r"me(?:m[bpfmaiueo]|n[cdjtgyaiueo]|l[aiueo]|r[aiueo]|w[aiueo]|ng|ny)\w{2,}|ber\w{3,}|bekerja|belajar|di\w{3,}|ter\w{4,}|ng\w{4,}"
)
_REDUPLICATED = re.compile(r"(\w+)-\1")
_LEADING: Final[frozenset[str]] = frozenset(
    "seorang para sang si profesi pekerjaan posisi jabatan sosok calon tipe menjadi sebagai jenis karier peran kaum setiap".split()
)
_TRAILING: Final[frozenset[str]] = frozenset(
    """
    di pada dan atau untuk dalam lalu bidang sektor profesional andal handal sukses hebat baik pemula sejati ideal modern lain
    lainnya sendiri pun mulai tentu pasti semua terbaik berpengalaman jempolan umumnya zaman masa
    """.split()
)
# A name does not begin with one of these; the parts of a profession document, qualities and other things do.
_NO_HEADS: Final[frozenset[str]] = frozenset(
    """
    tugas tanggung keterampilan kemampuan keahlian kompetensi pengetahuan profil miskonsepsi mitos ekspektasi perbedaan gaji penghasilan
    syarat salah satu dua tiga empat kunci bagian hal cara hari tahun bulan bidang dunia pilihan jembatan penghubung garda ujung tulang pendengar pribadi
    contoh bukti alasan tantangan kesalahan hasil waktu tempat sisi sifat sikap minat bakat modal bekal awal akhir inti tujuan fokus jenjang karier pendidikan
    lulusan sertifikasi pengalaman komunikasi kerja sama hubungan rasa jam kantor perusahaan rumah sekolah pasien pelanggan klien murid siswa mahasiswa pelamar
    masyarakat publik pemerintah lembaga instansi umum utama beberapa sebagian kebanyakan tim anggota teman keluarga anak ibu bapak manusia individu kandidat
    pemenang pahlawan teladan panutan bagus sebuah suatu nilai prioritas sorotan perhatian masalah solusi beban pusat sumber penyebab sasaran korban
    lengkap sekilas pendahuluan pengantar bab ringkasan dokumen deskripsi gambaran catatan artikel panduan info informasi mengenal harapan kenyataan
    realita fakta anggapan bedanya integritas ketelitian kesabaran kreativitas kejujuran bahasa teknik standar sistem layanan peluang prospek
    kualitas lowongan jurusan program jalur lingkungan suasana selamat terima fisik film foto citra kualifikasi kepribadian karakter pintu kebanggaan
    serba seputar tentang di ke dari pada untuk dengan dalam dan atau kata bahan angka setengah separuh daftar isi produk jasa uang keputusan hobi impian
    kali sungkan mudah gampang sulit susah takut malas buka coba belajar tangan mulut mata kepala-kepala kelihatannya sekali rupanya terus setelahnya bekalnya modalnya mending kerap
    tantangan pekerjaan profesi jabatan posisi wajah otak jantung nyawa raja ratu bos tuan sosok seseorang nama istilah semua setiap kegiatan aktivitas rutinitas kebutuhan senyum langkah mimpi jalan
    """.split()
)
# Alone too general to name a profession.
_TOO_GENERAL: Final[frozenset[str]] = frozenset(
    """
    ahli tenaga petugas pekerja karyawan pegawai pemimpin staf pejabat profesional spesialis pakar praktisi kepala ketua asisten anggota
    atasan bawahan rekan kolega senior junior penyelia pemula lain aparatur jabatan orang juru tukang operator anak pelaku penanggung pengguna pemilik
    klien mitra pembimbing pemegang pendamping wakil perempuan laki-laki pria wanita manager pengelola
    """.split()
)
_GENERIC_HEADING: Final[frozenset[str]] = frozenset(
    """
    bab bagian i ii iii iv v vi vii viii ix x pendahuluan pembahasan penutup profil pekerjaan profesi karier karir dokumen dokumen1 deskripsi jabatan posisi ringkasan pengantar
    pembuka judul artikel catatan tugas dan tanggung jawab gambaran umum tentang informasi info uraian panduan lengkap sekilas mengenal
    daftar isi latar belakang materi modul lembar kata pengertian definisi apa itu siapa draft draf final revisi versi baru salinan copy file berkas
    untitled tanpa nama hal halaman kartu seri edisi volume naskah teks template contoh tes test new document doc docx pdf txt md html seed
    sumber page index readme makalah kelompok laporan brosur bk the of untuk siswa sma smk sman smkn kita karir2 dunia kerja pilihan singkat isi lain-lain tulisan ini data ke v1 v2 v3 v4 rev ok fix baru2 paling
    ekspektasi realita perbedaan miskonsepsi keterampilan gaji jenjang yang cocok tidak hasil scan ocr tahun januari februari maret april mei juni juli agustus september oktober november desember
    """.split()
)

_HEADING_NUMBER = re.compile(
    r"^(?:bab\s+)?(?:[ivxlc]+|\d+|[a-z])(?:\.\d+)*[.):]\s+|^bab\s+(?:[ivxlc]+|\d+)\b[\s.:–-]*", re.IGNORECASE
)
_HEADING_PARTS = re.compile(r"\s*(?::|\||\s[–—-]\s|›|»|\?|!)\s*")
_HEADING_LEAD = re.compile(
    r"^(?:(?:ayo |yuk |mari )?(?:mengenal|kenali|kenalan(?: sama| dengan)?|berkenalan dengan|mengintip|menyelami|memahami|menilik|membedah|selayang pandang|sekilas|sekilas tentang|seputar|serba-serbi|seluk-beluk|seluk beluk|tentang|info(?:rmasi)?|panduan|profil|deskripsi|uraian|gambaran(?: umum)?|kartu|lembar|brosur|ensiklopedia|kamus|ulasan|artikel|makalah|materi|modul|pengertian|definisi|arti|apa itu|apa sih|apa sih itu|apakah|siapa itu|siapa sebenarnya|siapa|ingin|mau|pengen|cara|tips|kiat|langkah|syarat|jurus|tertarik|bagaimana|gimana|kenapa|mengapa|menjadi|jadi|sehari (?:bersama|sebagai|menjadi)|kehidupan|kisah|dunia|rahasia|prospek(?: kerja| karier)?|peluang(?: kerja| karier)?|gaji|tugas(?: dan tanggung jawab)?(?: utama)?|tanggung jawab|keterampilan|kerja|karier|karir|bekerja|berkarier|berkarir|bergabunglah|bergabung|lowongan(?: kerja)?|dibutuhkan|dicari|nama|judul|sosok|profesi|pekerjaan|jabatan|posisi|peran|spesifikasi|analisis|informasi|lebih dekat|lebih jauh|lengkap|itu|menuju|sebagai|seorang|para|si|sang|tentang|untuk|dengan|sama|soal|lagi|yuk|ayo|mari)\s+)+",
    re.IGNORECASE,
)
_HEADING_TAIL = re.compile(
    r"(?:,? (?:itu apa(?: sih)?|apa sih|adalah|yuk|dong|sebagai (?:profesi|karier|pilihan karier)|dan (?:tugas|gaji|prospek|tanggung jawab|keterampilan|jenjang)\w*.*|untuk (?:pemula|siswa|pelajar|calon).*|di indonesia|yang (?:perlu|harus|wajib|baik|sukses).*|kerjanya.*|ngapain.*|zaman now|lengkap|secara singkat|masa kini|ini|tahun \d{4}|\d{4}))+$",
    re.IGNORECASE,
)
_FILE_NOISE = re.compile(r"\b(?:\d+|v\d+|rev\d*|copy|final|draft|draf|fix|baru|salinan|revisi|versi)\b", re.IGNORECASE)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARENTHESIS = re.compile(r"\s*\(([^()]{1,60})\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in running text."""

    words: tuple[str, ...]
    votes: float
    is_formula: bool
    synonym: tuple[str, ...]
    """What stands in parentheses behind it, or ()."""


class _Token(NamedTuple):
    text: str
    low: str
    end: int
    is_joined: bool
    """Whether only a space stands before it."""
    opens: bool
    """Whether a sentence begins with it."""


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        between = text[end : match.start()]
        opens = not found or (between != " " and _SENTENCE_END.search(between) is not None)
        end = match.end()
        found.append(_Token(word, word.lower(), end, between == " ", opens))
    return found


def mentions(text: str, is_difference: bool = False) -> Iterator[Mention]:
    """The names that one paragraph gives its profession, the longer ones not yet cut to what is common to several.

    Args:
        text: the paragraph.
        is_difference: whether it compares; the other profession then is as good a subject as its own.
    """
    text = " ".join(text.split())
    tokens = _tokens(text)
    english = {
        index - back
        for index, token in enumerate(tokens)
        if token.low in _ENGLISH_HEADS
        for back in (1, 2)
        if all(one.is_joined for one in tokens[index - back + 1 : index + 1])
    }
    opener = -MOST_WORDS
    opens = True
    until = 0
    for index, token in enumerate(tokens):
        low = token.low
        if token.opens:
            opener = -MOST_WORDS
        opens = token.opens or not token.is_joined or opens
        introduced = _INTRODUCERS.get(tokens[index - 1].low) if index and token.is_joined else None
        is_formula = (
            introduced is not None
            and not is_difference
            and (
                1 < index - opener < MOST_WORDS
                or (tokens[index - 1].low == "sebagai" and index > 1 and tokens[index - 2].low in _JOB_WORDS)
            )
        )
        if low in _FORMULA_OPENERS:
            opener = index
        elif _is_verb(low):
            opener = -MOST_WORDS
        if low in _LEADING or (opens and low in _SUBJECT_LEADS):
            continue
        is_subject, opens = opens, False
        begins = index >= until and (is_head(low) or index in english)
        if not (is_subject or begins or introduced is not None):
            continue
        words = _name_from(tokens, index)
        if is_difference and "dan" in words:
            words = words[: words.index("dan")]
        if not words:
            continue
        votes = FORMULA if is_formula else max(BARE if begins else 0.0, 0.0 if is_difference else introduced or 0.0)
        end = tokens[index + len(words) - 1].end
        subject_votes = _subject_votes(text, end) if is_subject and not is_difference else 0.0
        if most := max(votes, subject_votes):
            is_named = begins or any(is_head(word.lower()) for word in words)
            weight = most if is_named else max(votes * THING, subject_votes * THING_AS_SUBJECT)
            yield Mention(words, weight, most == FORMULA, _synonym(text, end))
            opener = -MOST_WORDS
            until = index + len(words)


def _synonym(text: str, end: int) -> tuple[str, ...]:
    """The name that ends the parenthesis behind a name: "(biasa disingkat TTK)"."""
    if not text.startswith(" (", end):
        return ()
    words = text[end + 2 : max(end + 2, text.find(")", end))].split()
    start = max(
        (number for number, word in enumerate(words, start=1) if _stops(word.lower()) or _is_verb(word.lower())),
        default=0,
    )
    return tuple(words[start:])


def _name_from(tokens: Sequence[_Token], index: int) -> tuple[str, ...]:
    words: list[str] = []
    for token in tokens[index : index + MOST_WORDS]:
        if (words and not token.is_joined) or _stops(token.low) or _is_verb(token.low):
            break
        words.append(token.text)
    return tuple(sane_name(words).split())


@lru_cache(maxsize=8192)
def is_head(word: str) -> bool:
    """Whether a word means somebody who does something for a living."""
    return word not in _NO_HEADS and word not in _FIELDS and _HEAD.fullmatch(word) is not None


def _subject_votes(text: str, end: int) -> float:
    """What it says that a name, up to `end`, is the subject of a sentence."""
    after = end
    apposition = _APPOSITION.match(text, after)
    after = apposition.end() if apposition else after
    rest = text[after : after + 60].lower()
    rest = rest if rest[:1].isspace() else f" {rest}"
    if _DEFINED.match(rest):
        return FORMULA
    if _BELIEVED.match(rest):
        return USUAL
    if not _PREDICATE.match(rest):
        return 0.0
    is_abbreviated = text.startswith(" (", end)  # what is abbreviated is a term
    return USUAL if is_abbreviated else LOOSE


def name_at(text: str, start: int) -> tuple[str, int]:
    """The name that begins at a place in a text, words that merely lead to it left out, or "", and where it ends."""
    tokens = _tokens(text[start : start + _REACH])
    index = 0
    while index < len(tokens) and tokens[index].low in _LEADING:
        index += 1
    name = _name_from(tokens, index)
    return (" ".join(name), start + tokens[index + len(name) - 1].end) if name else ("", start)


def sane_name(words: list[str]) -> str:
    """The words as a name without what merely trails behind, or "" where they name no profession."""
    while words and words[-1].lower() in _TRAILING:
        words = words[:-1]
    low = [word.lower() for word in words]
    if not words or len(words) > MOST_WORDS or low[0] in _NO_HEADS or not low[0][0].isalpha():
        return ""
    if _REDUPLICATED.fullmatch(low[0]):  # "teman-teman" are spoken to
        return ""
    if len(words) == 1 and (low[0] in _TOO_GENERAL or len(low[0]) < 2):
        return ""
    if any(_stops(word) or (word.endswith("nya") and len(word) > 5) or _is_verb(word) for word in low):
        return ""
    if low[0].startswith(("ke", "pe")) and low[0].endswith("an") and low[0] not in {"perawatan"} and len(words) < 3:
        return ""
    return " ".join(words)


@lru_cache(maxsize=8192)
def _stops(word: str) -> bool:
    return word in _STOP_WORDS or word.removesuffix("lah") in _STOP_WORDS


@lru_cache(maxsize=8192)
def _is_verb(word: str) -> bool:
    return word not in _NOT_VERBS and _VERB.fullmatch(word) is not None


def heading_name(heading: str) -> str:
    """What of a heading or declared title names the profession, spelled as there, or "" where nothing does."""
    text = re.sub(r"[*_`#\"“”]+", "", heading)
    text = _HEADING_NUMBER.sub("", " ".join(text.split())).strip(" .,;:–—-")
    parts = _HEADING_PARTS.split(text)
    pieces = (piece for part in parts if "," in part for piece in part.split(","))
    for part in [*parts, *pieces]:
        lead = _HEADING_LEAD.match(f"{part} ")
        rest = _HEADING_TAIL.sub("", part[lead.end() if lead else 0 :]).strip(" .,;:!?–—-")
        bare = " ".join(_PARENTHESIS.sub("", rest).replace(",", " , ").split())
        words = [word.lower() for word in bare.split()]
        if not words or all(word in _GENERIC_HEADING or word.isdigit() for word in words):
            continue
        if sane_name([word for word in bare.split() if word != ","]):
            return rest
    return ""


def file_title(file_name: str) -> str:
    """A file's name as a title: the stem in words, version marks and numbers left out where a name remains."""
    stem = PurePath(file_name).stem
    words = " ".join(re.sub(r"[-_.\s]+", " ", _CAMEL_CASE.sub(" ", stem)).split())
    cleaned = " ".join(re.sub(r"\(\s*\)", "", _FILE_NOISE.sub(" ", words)).split())
    # "Seed 000" tells more than "Seed".
    return words if all(word in _GENERIC_HEADING for word in cleaned.lower().split()) else cleaned


def file_name_candidate(file_name: str) -> str:
    """The profession that a file name names, or ""."""
    stem = PurePath(file_name).stem
    parts = re.split(r"\s+[-–—]\s+|__+", stem)
    names = (heading_name(file_title(f"{part}.x")) for part in reversed(parts))
    return next((name for name in names if name), "")
