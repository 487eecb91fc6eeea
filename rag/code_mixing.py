"""English in an Indonesian question, as young people mix it: the words that ask become Indonesian, the small ones go.

Only what steers a question is translated. Names of tools and professions stay as they are: documents have them so.
"""

import re
from collections.abc import Collection
from typing import Final

from rag.spelling import is_english

# Words that carry nothing. None of them is an Indonesian word that a question could rest on.
_EMPTY: Final[frozenset[str]] = frozenset(
    """
    a an the it is are was were be been am i my me we our us you your he she his her they them their its to of for
    in on with at by from as so or if than that this these those there here do does did doing done have has had
    having been would could might may shall will about into like just literally basically actually honestly jujurly
    i'm i've i'd i'll you're we're they're it's that's there's he's she's
    technically really very quite even still also too well okay ok btw tbh anyway lol guys bro wait hmm curious
    wondering
    """.split()
)
# What asks, denies or names an aspect, in the words that the rest of the understanding knows.
_ASKING: Final[dict[str, str]] = {
    **dict.fromkeys(("not", "don't", "doesn't", "isn't", "aren't", "can't", "won't", "never", "no"), "tidak"),
    **dict.fromkeys(("must", "should", "need", "needs", "required", "require"), "harus"),
    **dict.fromkeys(("can", "able"), "bisa"),
    **dict.fromkeys(("only",), "hanya"),
    **dict.fromkeys(("what", "what's", "whats"), "apa"),
    **dict.fromkeys(("who", "who's"), "siapa"),
    **dict.fromkeys(("and",), "dan"),
    **dict.fromkeys(("then",), "lalu"),
    **dict.fromkeys(("tell",), "ceritakan"),
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
    **dict.fromkeys(("avoid", "avoids"), "menghindari"),
    **dict.fromkeys(("myth", "myths"), "mitos"),
    **dict.fromkeys(("misconception", "misconceptions"), "miskonsepsi"),
    **dict.fromkeys(("true", "accurate", "correct"), "benar"),
    **dict.fromkeys(("thinks", "think", "thought", "believe", "assume"), "mengira"),
    **dict.fromkeys(("salary", "pay"), "gaji"),
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
# The matter of such questions: what people work with, where, and what they are like.
_MATTERS: Final[str] = """
    pelanggan: customer customers
    klien: clients
    pasien: patients
    anak: kid kids child children
    siswa: student students pupil pupils
    guru: teachers
    teman: friend friends
    orang tua: parents
    keluarga: family
    atasan: boss
    tim: team teams
    rekan kerja: coworker coworkers colleague colleagues
    pemula: beginner beginners junior newbie fresher
    gambar: drawing drawings picture pictures image images sketch sketches
    menggambar: draw draws
    tulisan: writing
    menulis: write writes
    membaca: read reading reads
    bicara: talk talking speak speaking
    mendengarkan: listen listening listener
    membantu: help helps helping
    merawat: caring
    mengajar: teach teaches teaching
    belajar: learn learning study studying
    menghitung: calculate calculating count counting
    angka: numbers
    matematika: math maths mathematics
    mengukur: measure measures measuring measurement
    merancang: designing
    membuat: make makes making create creates creating build builds building
    memeriksa: check checks checking inspect examine
    menguji: test tests testing
    memimpin: lead leads leading
    mengatur: organize organise arrange arranging organizing organising
    menjual: sell selling
    memasak: cook cooks cooking
    memperbaiki: fix fixes fixing repair repairs
    menjelaskan: explain explains explaining
    memutuskan: decide decides deciding
    meresepkan: prescribe prescribes prescribing
    memantau: monitor monitors monitoring
    melaporkan: report reports reporting
    menyusun: compile
    menyiapkan: prepare prepares preparing
    mulai: start starts starting begin begins
    selesai: finish finished done
    tenggat: deadline deadlines
    tekanan: pressure
    stres: stress stressful stressed
    lelah: tired exhausting tiring
    sakit: sick
    takut: afraid scared fear
    darah: blood
    gigi: teeth tooth
    obat: medicine medication drug drugs meds
    gejala: symptoms symptom
    penyakit: disease illness
    jiwa: mental
    rumah sakit: hospital hospitals
    klinik: clinic clinics
    sekolah: school schools
    kantor: office offices
    lapangan: field
    pabrik: factory
    proyek: project projects
    bangunan: buildings
    tanah: land
    jembatan: bridge bridges
    jalan: road roads
    alat: tool tools equipment device devices
    perangkat lunak: software
    aplikasi: app apps
    kode: code codes
    pemrograman: programming coding
    basis data: database databases
    jaringan: network networks
    keamanan: security safety
    mesin: machine machines engine
    bahan: ingredient ingredients material materials
    makanan: food foods
    kue: cake cakes
    roti: bread
    kopi: coffee
    susu: milk
    air: water
    suhu: temperature
    derajat: degrees
    warna: color colors colour colours
    huruf: font fonts typography
    uang: money cash
    pajak: tax taxes
    biaya: cost costs fee fees
    anggaran: budget budgets
    keuangan: finance financial
    hukum: law legal
    perusahaan: company companies
    pemerintah: government
    masyarakat: community society public
    berita: news
    media: press
    krisis: crisis
    keputusan: decision decisions
    masalah: problem problems issue issues
    kesalahan: mistake mistakes error errors
    risiko: risk risks risky
    rahasia: secret confidential
    jujur: honest honesty
    teliti: careful thorough meticulous
    detail: details detailed
    sabar: patience
    kreatif: creative
    kreativitas: creativity
    mandiri: independent
    rapi: neat tidy
    cepat: fast quick quickly
    lambat: slow
    berat: heavy hard tough
    mudah: easy easily simple
    sulit: difficult difficulty
    penting: important
    berbahaya: dangerous
    membosankan: repetitive monotonous
    rutin: routine
    sendirian: alone
    sepi: lonely quiet
    ramai: crowded noisy
    berisik: noise loud
    tenang: calm
    marah: angry
    emosi: emotional emotions emotion
    menangis: cry crying
    kritik: criticism critique criticized
    revisi: revision revisions revise
    perubahan: change changes changing
    aturan: rule rules strict regulation regulations
    syarat: requirement requirements requirement
    sertifikat: certificate certificates certification certifications certified
    lisensi: license licence licensed
    kuliah: college university uni
    gelar: degree
    jurusan: major
    lulus: graduate graduates graduated
    magang: internship intern
    pengalaman: experience experiences experienced
    pelatihan: training trainings
    ujian: exam exams
    semester: semesters
    bulan: month months
    minggu: week weeks
    persen: percent percentage
    kali: times
    harga: price prices
    hari: day days daily
    menit: minute minutes
    detik: second seconds
    malam: night nights
    pagi: morning
    akhir pekan: weekend weekends
    libur: holiday holidays
    lembur: overtime
    jadwal: schedule schedules
    shift: shifts
    pertama: first
    terakhir: last
    sebelum: before
    sesudah: after
    selama: during while
    antara: between
    sendiri: myself yourself oneself
    semua: all every everything
    setiap: each
    lebih: more
    kurang: less
    paling: most
    sering: often frequently
    kadang: sometimes
    selalu: always
    biasanya: usually normally typically
    mungkin: maybe perhaps possibly
    tanpa: without
    dan: both
    atau: or
    karena: because since
    jadi: become becoming became
    suka: enjoy enjoys love loves likes passionate
    benci: hate hates
    ingin: want wants
    butuh: needed
    bertemu: meet meets meeting
    rapat: meetings
    diskusi: discussion discuss
    presentasi: present presentation presentations presenting
    pertanyaan: question questions
    jawaban: answer answers
    ide: idea ideas
    hasil: result results outcome
    tujuan: goal goals purpose
    langkah: step steps
    tahap: stage stages phase phases
    jenis: type types kind kinds
    contoh: example examples
    sifat: trait traits personality character
    kelebihan: strength strengths
    kelemahan: weakness weaknesses
    bakat: talent talented
    mimpi: dream dreams
    minat: interest interested interests
    masa depan: future
    sehari-hari: day-to-day everyday
    tanggung: accountable
    wewenang: authority
    boleh: allowed permitted
    dilarang: forbidden prohibited
    bohong: false fake lying
    mirip: similar
    sama: same
    lawan: against
    anggapan: assumption stereotype stereotypes perception
    kaget: surprised surprise surprising shocked shock
    kecewa: disappointed disappointing disappointment
    menyesal: regret regrets
    bertahan: survive surviving
    keluar: quit resign
    pindah: switch switching
"""
_MEANINGS: Final[dict[str, str]] = {
    word: meaning.strip()
    for meaning, words in (line.split(":") for line in _MATTERS.strip().splitlines())
    for word in words.split()
} | _ASKING
# Words that are English and nothing else; one of the others alone ("role", "skill") is Indonesian usage by now.
_SURELY: Final[frozenset[str]] = (_EMPTY | _MEANINGS.keys()) - frozenset(
    "a am as at by i or me no he us so to do be bro guys hmm ok okay jujurly skill skills job role jobdesk jobdesc fit"
    " may will basically literally actually honestly btw tbh lol like just".split()
)
# Read together before they are read one by one.
_PHRASES: Final[dict[str, str]] = {
    "how many": "berapa",
    "how much": "berapa",
    "how long": "berapa lama",
    "how often": "seberapa sering",
    "how old": "umur berapa",
    "how about": "bagaimana dengan",
    "what about": "bagaimana dengan",
    "stay away": "menghindari",
    "think twice": "pikir ulang",
    "real life": "kenyataan",
    "get wrong": "salah paham",
    "gets wrong": "salah paham",
}
_PHRASE = re.compile(rf"\b(?:{'|'.join(_PHRASES)})\b", re.IGNORECASE)
_LEAST_ENGLISH: Final[int] = 2
"""Words that are surely English, from which on a question is taken to mix the languages."""
_ALONE: Final[frozenset[str]] = frozenset(
    "the of is are with what how who which why when does should would and or if but because about".split()
)
"""Words that nobody writes in Indonesian but as a piece of English."""
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?(?:-nya\b)?")
_CLITIC: Final[str] = "-nya"


def without_english(question: str, kept: Collection[str] = ()) -> str:
    """The question with the English in it translated or left out; as it is where it is Indonesian throughout.

    "Is it true kalau auditor harus never lose their temper?" → "benar kalau auditor harus tidak lose temper?"

    Args:
        question: as typed.
        kept: lower-case words that stay as they are: those of professions' names.
    """
    bare = [word.group().lower().replace("’", "'").removesuffix(_CLITIC) for word in _WORD.finditer(question)]
    english = sum(word in _SURELY or is_english(word) for word in bare)
    if english < _LEAST_ENGLISH and not _ALONE.intersection(bare):
        return question
    question = _PHRASE.sub(lambda found: _PHRASES[found.group().lower()], question)
    return " ".join(_WORD.sub(lambda found: _translated(found, kept), question).split())


def _translated(found: re.Match[str], kept: Collection[str]) -> str:
    word = found.group().lower().replace("’", "'")
    bare = word.removesuffix(_CLITIC)
    if bare.removesuffix("s") in kept and bare not in kept:
        return bare.removesuffix("s")  # "dancers", where a name is "dancer"
    # Capitals inside a sentence are a name or an abbreviation: "IT", "Data Is Beautiful".
    if bare in kept or (found.group().isupper() and len(word) > 1):
        return found.group()
    if bare in _MEANINGS:
        return _MEANINGS[bare] + ("nya" if bare != word else "")
    if bare in _EMPTY:
        return ""
    return found.group().replace(_CLITIC, "nya") if bare != word else found.group()
