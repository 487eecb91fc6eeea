"""Where a document names its profession: in running text, in headings and front matter, in its file name.

Every function returns names as written, sane ones only: no pronouns, no clauses, nothing of more than eight words.
"""
# ruff: noqa: E501 – tables of wordings

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

# How surely a wording names the document's own profession, in votes: a formula that only ever stands before it
# ("miskonsepsi tentang profesi …"), one that nearly always does ("seorang … bertugas"), one that may stand before
# anything ("menjadi …").
FORMULA: Final[float] = 3.0
USUAL: Final[float] = 2.0
LOOSE: Final[float] = 1.0

MOST_WORDS: Final[int] = 8
# "menjadi seorang", "sebagai profesi": more words do not introduce a name.
_LEADING_MOST: Final[int] = 3

_ABOUT = r"(?:tentang|terhadap|mengenai|soal|seputar|kepada|akan|dari|seorang)"
_KIND = (
    r"(?:(?:tipe|jenis|bidang) )?(?:(?:posisi|pekerjaan|profesi|jabatan|karier|peran|menjadi|seorang|para|sebagai) )*"
)
_PUBLIC = r"(?:(?:umum|banyak orang|sebagian orang|orang|masyarakat|publik|awam|yang|sering|seringkali|sering kali|kali|keliru|salah|lain|lainnya|terbesar|beredar|paling) )*"
_TASKS = r"(?:utama |pokok |sehari-hari |harian |inti |dan tanggung jawab |rutin |dari )*"
_NEEDED = r"(?:dibutuhkan|diperlukan|dimiliki|dikuasai|dipelajari|diasah|dituntut|dikerjakan|dilakukan)"
# Wordings that stand right before the name.
_LEADS: Final[tuple[tuple[float, tuple[str, ...]], ...]] = (
    (
        FORMULA,
        (
            rf"(?:miskonsepsi|mitos|kesalahpahaman|salah kaprah|anggapan|stereotip|ekspektasi|harapan|pandangan|persepsi|bayangan|kesan) {_PUBLIC}{_ABOUT} {_KIND}",
            rf"(?:cocok|ideal|tepat|sesuai|pas|layak)(?:nya)? (?:untuk|menjadi|sebagai|bagi|jadi|bekerja sebagai|dengan (?:profesi|pekerjaan|posisi)) {_KIND}",
            r"(?:pekerjaan|profesi|bekerja|berkarier|berkarir|berprofesi|karier|karir|kerja|posisi|jabatan|bergabung|bergabunglah|peran|berperan|dikontrak|diterima|diangkat) sebagai (?:seorang )?",
            r"(?:apa itu|siapa itu|apakah itu|mengenal profesi|mengenal pekerjaan|mengenal sosok|yang dimaksud dengan|yang dimaksud|definisi|pengertian) (?:seorang )?",
        ),
    ),
    (
        USUAL,
        (
            rf"(?:tugas|tanggung jawab|kewajiban|wewenang|kewenangan|peran|rutinitas|keseharian|pekerjaan) {_TASKS}(?:(?:seorang|para) )",
            r"(?:tugas|tanggung jawab|tugas utama|tanggung jawab utama|tugas pokok|peran utama) ",
            rf"(?:keterampilan|kemampuan|keahlian|kompetensi|skill|pengetahuan|sifat|modal|bekal)(?: yang)?(?: (?:harus|wajib|perlu|paling))*(?: {_NEEDED})? (?:oleh |bagi |untuk menjadi |untuk |agar menjadi )?seorang ",
            rf"(?:harus|wajib|perlu) {_NEEDED} (?:oleh )?(?:seorang )?",
            r"(?:menjadi|jadi) seorang ",
            r"(?:ingin|mau|tertarik|berminat|bercita-cita|untuk|bermimpi|cara|syarat|memutuskan|agar bisa) (?:menjadi|jadi) (?:seorang )?",
            r"calon ",
            r"profesi ",
            r"perbedaan (?:utama |mendasar |pokok |tugas |terbesar |signifikan )?(?:antara )?(?:profesi )?(?:seorang )?",
            r"(?:membedakan|bedanya|beda antara|beda) (?:profesi )?(?:seorang )?",
            r"(?:gaji|penghasilan|jam kerja|jenjang karier|jenjang karir|prospek|karier|kehidupan|keseharian|dunia) (?:seorang |para |rata-rata |kerja |awal )*(?:seorang |para )",
            r"istilah ",
            r"(?:mengira|menyangka|menganggap|beranggapan|membayangkan) (?:bahwa )?(?:seorang )?",
        ),
    ),
    (
        LOOSE,
        (
            r"(?:menjadi|jadi) ",
            r"sebagai seorang ",
            r"seorang ",
            r"para ",
            r"(?:pekerjaan|jabatan|posisi) ",
            r"(?:merekalah|dialah|itulah|nah , itu|nah, itu) ",
        ),
    ),
)
_LEAD = re.compile(r"\b(?:" + "|".join(rf"(?:{'|'.join(leads)})()" for _, leads in _LEADS) + r")")
_LEAD_WEIGHTS: Final[tuple[float, ...]] = tuple(weight for weight, _ in _LEADS)

_KIND_NOUN = (
    r"(?:seorang|seseorang|profesi|orang|tenaga|pekerjaan|pekerja|ahli|jabatan|pejabat|posisi|spesialis|pakar|praktisi|petugas|individu"
    r"|profesional|sosok|pemimpin|pegawai|staf|teknisi|aparatur|mereka|salah satu|sebuah|suatu|tokoh|penanggung|anggota|pelaku|seniman|ilmuwan|insinyur|sebutan|istilah|juru|pengajar|pendidik|dokter|pe[mn]\w+)"
)
# What follows the subject of a sentence where the subject is the profession.
_DEFINED = re.compile(rf"\s+(?:itu )?(?:adalah|merupakan|ialah|yaitu|yakni)\s+(?:\w+ )?{_KIND_NOUN}\b")
_PREDICATE = re.compile(
    r"\s+(?:adalah|merupakan|ialah|itu|bertugas|bertanggung|bekerja|berperan|juga|harus|perlu|wajib|dituntut|biasanya|umumnya|tidak|sering|kerap|memang|bukan|justru|selalu|hanya|menjadi|membutuhkan|lebih"
    r"|me(?:m|n|ng|ny|l|r|w)[a-z]{3,})\b"
)
_BELIEVED = re.compile(
    r"\s+(?:sering|kerap|masih|acap|banyak|selalu|biasa)?(?: ?kali)?\s*(?:dikira|dianggap|disangka|disamakan|dibayangkan|dicap|diidentikkan|dipandang)\b"
)
_APPOSITION = re.compile(r"\s*(?:\([^)]*\)|, (?:[^,.]|\.(?! ))*,|, (?=dan|yang))+")
_SENTENCE_START = re.compile(r"(?:\A|(?<=[.!?:;] )|(?<=[.!?] [\"“]))(?=\w)")
_SUBJECT_LEAD = re.compile(
    r"(?:(?:seorang|para|profesi|pekerjaan|jabatan|posisi|sosok|setiap|sebagai|menjadi|nah,|istilah|oh iya,) ){0,3}",
    re.IGNORECASE,
)

_WORD = re.compile(r"\w(?:[\w'’&/+#-]*\w|[+#]*)")
_STOP_WORDS: Final[frozenset[str]] = frozenset(
    """
    adalah ialah yaitu yakni merupakan bahwa yang karena sebab jika kalau bila apabila agar supaya sehingga padahal namun
    tetapi tapi sedangkan sementara melainkan seperti serta maka ketika saat sejak setelah sebelum sambil tanpa oleh
    harus perlu wajib mesti akan bisa dapat boleh mampu sering kerap seringkali biasanya umumnya memang juga hanya lebih selalu masih
    tidak tak bukan bukanlah belum kurang sudah telah sedang ini itu tersebut seorang seseorang para ia dia mereka kamu anda kita kami aku saya kalian
    beliau orang banyak sangat paling cukup terlalu justru pun lah sebagai menjadi jadi dengan terhadap tentang mengenai
    kepada bagi dari secara sebenarnya sesungguhnya sejatinya cuma sekadar sebatas tinggal termasuk terletak terlihat tergolong ternyata
    tertarik dikenal disebut dianggap dikira dituntut diharapkan dibutuhkan diperlukan disangka disingkat ditulis dipanggil diminta digaji dibayar diserap diatur
    ditempuh dimulai dinilai dipandang dimiliki dikuasai sesuai cocok yuk antara sekaligus sampai hingga melalui lewat maupun selain bahkan kini lalu kemudian nah
    butuh makin kian semakin alias mau kerja naik turun pernah jarang tetap terus langsung turut ikut hendak dulu lagi sebaiknya hendaknya baru hampir
    demi guna daripada ketimbang layaknya sebagaimana sekarang walau walaupun meski meskipun biar malah bakal cenderung patut gemar suka senang
    apalagi maka tentu wajar pantas layak tampil hadir datang lahir tumbuh duduk hidup dll dsb dst setelah sehingga atas per soal seputar tiap setiap bernama
    terutama misalnya kadang terkadang lazim ada punya sehari-hari apa siapa mengapa bagaimana kapan berapa mana sih dong apakah kan ya aja saja doang
    """.split()
)
_NOT_VERBS: Final[frozenset[str]] = frozenset(
    """
    mekanik mekanis mentor menteri medis media mesin meteorologi meteorologis mediator merchandiser mental metalurgi metrologi mebel menara member menejer memori
    berita berat berkas beras bersalin bersama berkebutuhan bermotor bersih berjangka berlian bermain bersejarah beranak berbasis bertingkat berencana berkelanjutan bersertifikat berizin berkuda berlayar
    """.split()
)
_VERB = re.compile(
    r"me(?:m[bpfmaiueo]|n[cdjtgyaiueo]|l[aiueo]|r[aiueo]|w[aiueo]|ng|ny)\w{2,}|ber\w{3,}|bekerja|belajar|di\w{3,}(?:kan|nya)|ter\w{4,}kan"
)
_LEADING: Final[frozenset[str]] = frozenset(
    "seorang para sang si profesi pekerjaan posisi jabatan sosok calon tipe menjadi sebagai jenis karier peran kaum setiap".split()
)
_TRAILING: Final[frozenset[str]] = frozenset(
    """
    di pada dan atau untuk dalam bidang sektor profesional andal handal sukses hebat baik pemula sejati ideal modern lain
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
    sungkan mudah gampang sulit susah takut malas buka coba belajar tangan mulut mata kepala-kepala kelihatannya sekali rupanya terus setelahnya bekalnya modalnya mending kerap
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
_PLACE = re.compile(r" (?:di|pada|untuk|dalam|bidang|sektor) ")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in running text."""

    name: str
    votes: float
    is_formula: bool = False


def mentions(text: str, is_description: bool = False, is_difference: bool = False) -> Iterator[Mention]:
    """The names that one paragraph gives its profession.

    Args:
        text: the paragraph.
        is_description: whether it tells what the profession is; the subject of its first sentence then is the name.
        is_difference: whether it compares; the other profession then is as good a subject as its own.
    """
    text = " ".join(text.split())
    lower = text.lower()
    if len(lower) != len(text):  # some foreign capitals have two lower-case letters
        text = lower
    for match in _LEAD.finditer(lower):
        weight = _LEAD_WEIGHTS[(match.lastindex or 1) - 1]
        compares = match.group().startswith(("perbedaan", "beda", "membedakan"))
        if is_difference and not compares and weight < FORMULA:
            continue
        name, _ = name_at(text, match.end(), until_and=compares)
        if name:
            yield Mention(name, weight, weight == FORMULA)
    if not is_difference:
        yield from _subjects(text, lower, is_description)


def _subjects(text: str, lower: str, is_description: bool) -> Iterator[Mention]:
    for number, start in enumerate(_SENTENCE_START.finditer(text)):
        lead = _SUBJECT_LEAD.match(text, start.end())
        name, end = name_at(text, lead.end() if lead else start.end())
        if not name:
            continue
        first, _, second = name.partition(" atau ")
        if second and not _PLACE.search(first):
            name = first
        after = end
        if lower.startswith(" alias ", after):
            _, after = name_at(text, after + len(" alias "))
        apposition = _APPOSITION.match(lower, after)
        after = apposition.end() if apposition else after
        rest = lower[after : after + 60]
        rest = rest if rest[:1].isspace() else f" {rest}"
        if _DEFINED.match(rest):
            yield Mention(name, FORMULA, is_formula=True)
        elif _BELIEVED.match(rest):
            yield Mention(name, USUAL)
        elif _PREDICATE.match(rest):
            votes = FORMULA if number == 0 else USUAL
            is_abbreviated = lower.startswith(" (", end)  # what is abbreviated is a term
            yield Mention(name, votes if is_description else USUAL if is_abbreviated else LOOSE)


def name_at(text: str, start: int, until_and: bool = False) -> tuple[str, int]:
    """The name that begins at a place in a text, or "", and where it ends."""
    words: list[str] = []
    skipped = 0
    position = end = start
    while word := _WORD.match(text, position):
        low = word.group().lower()
        if not words and low in _LEADING and skipped < _LEADING_MOST:
            skipped += 1
            position = end = word.end() + 1
            continue
        if _stops(low) or (until_and and low == "dan") or _is_verb(low) or len(words) > MOST_WORDS:
            break
        words.append(word.group())
        end = word.end()
        position = end + 1
        if text[end : end + 1] != " ":
            break
    return sane_name(words), end


def sane_name(words: list[str]) -> str:
    """The words as a name without what merely trails behind, or "" where they name no profession."""
    while words and words[-1].lower() in _TRAILING:
        words = words[:-1]
    low = [word.lower() for word in words]
    if not words or len(words) > MOST_WORDS or low[0] in _NO_HEADS or not low[0][0].isalpha():
        return ""
    if len(words) == 1 and (low[0] in _TOO_GENERAL or len(low[0]) < 2):
        return ""
    if any(_stops(word) or (word.endswith("nya") and len(word) > 5) or _is_verb(word) for word in low):
        return ""
    if low[0].startswith(("ke", "pe")) and low[0].endswith("an") and low[0] not in {"perawatan"} and len(words) < 3:
        return ""
    return " ".join(words)


def _stops(word: str) -> bool:
    return word in _STOP_WORDS or word.removesuffix("lah") in _STOP_WORDS


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
