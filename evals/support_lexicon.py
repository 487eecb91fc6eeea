"""Small words of Indonesian and what they do to a claim; near synonyms, opposites, jobs: the checker's own lists.

Gathered from general Indonesian and from the documents of the development families; none is taken from the answer gate.
"""

import re
from typing import Final


def words_of(text: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(text.split())


NEGATORS: Final[frozenset[str]] = words_of(
    "tidak tak bukan tanpa belum jangan tiada takkan tidaklah bukanlah janganlah belumlah"
    " nggak enggak gak ga ndak tdk kurang mustahil jarang"
)
SOFT_NEGATIONS: Final[frozenset[str]] = words_of(
    "sulit sukar enggan jarang larang hindar cegah tolak bebas minim jauh beda sebalik henti gagal hilang salah keliru"
    " lemah malas benci alergi takut bosan lain pisah batas kecuali"
)
"""Stems that may say in a document what a sentence says with a negator ("enggan" for "tidak mau")."""
ADDITIVE: Final[frozenset[str]] = words_of("hanya cuma sekadar sekedar semata melulu saja cuman semata-mata")
"""Behind a negator they add instead of restricting: "tidak hanya A, tetapi juga B" says both."""

RESTRICTIONS: Final[dict[str, str]] = {
    **dict.fromkeys(
        "hanya hanyalah cuma cuman sekadar sekedar semata"
        " semata-mata melulu satu-satunya doang".split(),
        "only",
    ),
    **dict.fromkeys("selalu senantiasa terus-menerus pasti mutlak niscaya selamanya dijamin".split(), "always"),
    **dict.fromkeys(
        "harus wajib mesti kudu haruslah wajiblah diharuskan"
        " diwajibkan mengharuskan mewajibkan".split(),
        "must",
    ),
    **dict.fromkeys("semua seluruh setiap tiap segala semuanya seluruhnya seisi".split(), "all"),
    **dict.fromkeys(
        "paling terbaik terbesar terpenting tertinggi terendah terbanyak terkecil tercepat terluas termahal termurah"
        " tersulit termudah terberat terkuat terpopuler terlama".split(),
        "most",
    ),
    "pernah": "never",  # counts only behind a negator
}  # fmt: skip
HEDGES: Final[frozenset[str]] = words_of(
    "mungkin kemungkinan barangkali kadang kadang-kadang terkadang sesekali jarang sebagian beberapa bisa dapat"
    " cenderung umumnya biasanya sering seringkali kerap tergantung bergantung"
)
ATTITUDES: Final[frozenset[str]] = words_of(
    "miskonsepsi mitos anggapan dianggap menganggap mengira dikira menyangka disangka kesalahpahaman ekspektasi"
    " stereotip prasangka dibayangkan membayangkan katanya konon sangkaan dugaan beranggapan disalahpahami disamakan"
    " dikiranya disangkanya bayangan bayangannya terbayang mimpi diimpikan berharap iklan ejekan"
)
REALITY: Final[frozenset[str]] = words_of(
    "padahal namun tetapi tapi sebenarnya sesungguhnya sebetulnya kenyataannya realitanya realitasnya faktanya"
    " kenyataan realita realitas nyatanya melainkan aslinya praktiknya"
)
CORRECTION: Final[re.Pattern[str]] = re.compile(
    r"^(?:(?:itu|hal itu|(?:anggapan|pandangan|pendapat|gambaran|kesan|sangkaan) (?:itu|ini|tersebut|demikian)) )?"
    r"(?:(?:jelas|sama sekali|tentu) )?(?:tidak (?:benar|tepat|demikian|begitu)|keliru|salah|tidaklah benar)\b"
    r"|^(?:padahal|nyatanya|(?:pada )?(?:kenyataan|realita|praktik)nya|(?:dalam|pada) (?:praktik|kenyataan)nya|faktanya"
    r"|sebenarnya|yang (?:terjadi|dijumpai|datang)\b|di lapangan|kehidupan nyatanya|kesehariannya justru)"
)
"""Beginnings of a sentence that take back the one before."""
ELLIPSIS: Final[re.Pattern[str]] = re.compile(
    r"\b(?:tidak|bukan|belum)(?= ?[,;.!?)]| ?$)|\btidak (?:melakukan )?keduanya\b|\bsebaliknya\b"
)
POSTPOSED_NOT_AFTER: Final[frozenset[str]] = words_of(
    "apa siapa mana kapan bagaimana berapa bisa boleh begitu sama dan hanya mungkin tentu tetap biasa dapat baik pun ya"
    " tidak bukan tak"
)
"""Words behind which "saja" restricts nothing."""
BOUND: Final[re.Pattern[str]] = re.compile(
    r"\bpaling (?=(?:sedikit|banyak|tidak|lama|lambat|kurang|cepat|tinggi|besar) "
    r"(?:\d|se|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan))"
)
CONTRASTS: Final[frozenset[str]] = words_of(
    "padahal namun tetapi tapi melainkan sedangkan sementara adapun sebaliknya kecuali meskipun walaupun"
)
ITEM_BREAKS: Final[frozenset[str]] = words_of("dan serta atau maupun karena sehingga agar supaya untuk")
CONDITIONS: Final[frozenset[str]] = words_of("jika kalau apabila bila jikalau kalo asalkan seandainya andai bilamana")

SMALL: Final[frozenset[str]] = words_of(
    "yang dan atau di ke dari pada untuk dengan oleh dalam akan telah sudah sedang adalah ialah merupakan"
    " yaitu yakni ini"
    " itu tersebut begitu begini demikian para sang si sebuah suatu seorang seseorang sebagai seperti secara serta juga"
    " pun agar supaya guna bagi tentang mengenai terhadap antara kepada atas bahwa karena sebab maka sehingga lalu"
    " kemudian selain maupun sambil seraya saat ketika jadi menjadi apa siapa mengapa bagaimana berapa kapan mana saya"
    " aku kamu anda dia ia mereka kita kami kalian beliau ada adanya per tadi nanti masih lagi sama hal cara dapat bisa"
    " mampu lebih sangat amat sekali cukup banget terlalu hingga sampai sejak selama sebelum setelah sesudah bila jika"
    " kalau apabila namun tetapi tapi sedangkan sementara padahal melainkan meskipun walaupun memang justru bahkan"
    " misalnya contohnya antaranya lain lainnya nya kah lah daripada ataupun baik saja pernah ingin mau perlu"
    " punya memiliki mempunyai melakukan terdapat berupa tiap demi via mungkin biasanya umumnya sering sebagian"
    " beberapa banyak berbagai the of a an in on"
) | REALITY | CONTRASTS | HEDGES | CONDITIONS  # fmt: skip

COMMON: Final[frozenset[str]] = words_of(
    "profesi kerja tugas utama orang posisi bidang jabat tanggung jawab cocok terampil mampu keahlian ahli"
    " perlu penting"
    " cakup libat liput erat kait sifat mirip umum laku guna jalan atur kelola buat beri hubung dasar jenis masa hari"
    " realitas harap bagian tipe profil fokus letak lingkup sosok"
)
SYNONYMS: Final[dict[str, str]] = {
    word: group.split()[0]
    for group in (
        "cakup liput libat",
        "cocok sesuai pas",
        "butuh perlu",
        "susun buat rancang",
        "tangan atas",
        "bantu tolong dukung",
        "wartawan jurnalis",
        "kerja profesi",
        "warga masyarakat publik",
        "perintah negara",
        "periksa cek tinjau",
        "teliti cermat saksama",
        "jelas terang paparkan",
        "sampai kabar",
        "pahami mengerti paham erti",
        "bina bangun jalin",
        "ahli terampil mampu kompetensi",
        "kasus perkara",
        "murid siswa",
        "obat farmasi",
        "klien pelanggan nasabah konsumen",
        "pegawai karyawan",
        "upah gaji hasil",
        "suka gemar senang minat",
        "awas pantau",
        "latih ajar didik",
        "usaha perusahaan",
        "putus tentu",
        "kantor instansi lembaga",
        "tim kelompok regu",
        "sulit sukar susah",
        "segera cepat",
        "kira anggap sangka",
        "data informasi",
        "beda bedanya",
        "uang dana",
        "bicara omong",
        "rawat asuh",
        "sakit penyakit",
        "lihat amati pandang",
        "pakai guna",
        "harus wajib",
        "tekan stres",
        "keliru salah",
        "realitas nyata realita fakta benar",
        "dokter medis",
        "mudah gampang",
        "tahan kuat sanggup",
        "pikir timbang",
        "minggu pekan",
        "peroleh raih",
        "selesai tutup rampung akhir",
        "ubah ganti",
        "simpan arsip",
        "mandiri sendiri",
        "soal masalah persoalan",
        "antar kirim",
        "risiko bahaya",
        "percaya yakin",
        "kunjung datang",
        "rumit kompleks",
        "bentuk wujud",
        "asal sumber",
        "harap ekspektasi",
    )
    for word in group.split()[1:]
}
ANTONYMS: Final[dict[str, str]] = {
    a: b
    for pair in (
        "besar kecil|tinggi rendah|naik turun|awal akhir|dalam luar|internal eksternal|negeri swasta|perintah swasta"
        "|mudah sulit|cepat lambat|siang malam|formal informal|sendiri tim|baru lama|benar salah|mulai selesai"
        "|terima tolak"
        "|beli jual|masuk keluar|buka tutup|pria wanita|laki perempuan|sedikit banyak|sering jarang|atas bawah"
        "|kuat lemah"
        "|tetap ubah|hidup mati|menang kalah|untung rugi|panjang pendek|jauh dekat|muda tua|panas dingin|kaya miskin"
        "|tambah kurang|pagi malam|pertama terakhir|positif negatif|umum khusus|aktif pasif|lisan tulis|teori praktik"
        "|manual otomatis|depan belakang|kanan kiri|utara selatan|timur barat|datang pergi|setuju tolak|dukung lawan"
        "|lulus gagal|padat longgar|bersih kotor|ringan berat|sepi ramai|aman bahaya|tunggal ganda"
        "|nasional internasional"
    ).split("|")
    for a, b in (pair.split(), pair.split()[::-1])
}
PROFESSIONS: Final[frozenset[str]] = words_of(
    "advokat akuntan aktor analis anestesi apoteker arsitek arsiparis asisten asuransi atlet auditor barista bendahara"
    " bidan desainer direktur dokter dosen editor ekonom fisioterapis fotografer guru hakim humas ilmuwan ilustrator"
    " insinyur jaksa jurnalis kasir kepala kimiawan koki konselor konsultan koreografer kurator kurir manajer masinis"
    " mekanik montir musisi nahkoda nakhoda nelayan notaris nutrisionis operator paramedik pelatih pelaut"
    " pelukis pemadam"
    " pemandu pemasar penerjemah pengacara pengembang penguji penjahit penjual penulis penyanyi penyiar"
    " penyuluh perawat"
    " petani peternak pilot polisi pramugara pramugari pranata presenter programmer psikiater psikolog"
    " pustakawan radiografer"
    " reporter resepsionis satpam sekretaris seniman sopir staf supervisor surveyor sutradara teknisi teknolog tentara"
    " terapis wartawan wasit kontraktor programer"
)  # fmt: skip
"""Nouns that name who does a job, in Indonesian at large; none unknown to its paragraphs may be spoken of."""

QUALIFIED: Final[frozenset[str]] = words_of(
    "guru desainer pengembang analis ilmuwan insinyur teknisi kepala staf manajer penguji konsultan dokter"
    " terapis petugas"
    " ahli penyuluh pengatur asisten tukang mekanik paramedik penyiar psikolog juru tenaga"
)
"""Nouns that name a profession only together with the next word: "guru BK" is not "guru SD"."""
UNQUALIFIED_IS_NOBODY: Final[frozenset[str]] = words_of("petugas tukang tenaga juru ahli staf kepala asisten")
