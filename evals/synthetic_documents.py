"""Made-up Indonesian profession documents of the owner's shape, as many as a benchmark needs.

Nine paragraphs, one a line, no title line. What they say is nonsense, but their length (120 to 400 characters), their
wording and their variety of words are those of real ones, and no two documents are about the same profession.
"""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Final

PARAGRAPHS: Final[int] = 9
"""Paragraphs in every document."""
_SEED: Final[int] = 20
_LONGEST: Final[int] = 400
"""Characters; the owner's longest paragraph has about 340."""

_PROFESSIONS: Final = (
    "Kepala Humas|Analis Keuangan|Perawat|Guru|Arsitek|Akuntan|Apoteker|Penyuluh|Teknisi|Koordinator Logistik|Auditor|"
    "Konsultan|Editor|Peneliti|Pustakawan|Psikolog|Penerjemah|Surveior|Inspektur|Pengembang Perangkat Lunak|Kurator|"
    "Manajer Proyek|Staf Administrasi|Penata Kamera|Ahli Gizi|Pengawas|Perencana|Bendahara|Notulis|Pramuwisata|"
    "Fisioterapis|Bidan|Nakhoda|Masinis|Penjahit|Juru Masak|Barista|Agronom|Ahli Geologi|Ahli Statistika"
).split("|")
_FIELDS: Final = (
    "Anggaran|Keselamatan Kerja|Pemasaran Digital|Pelayanan Publik|Pengadaan|Pendidikan Anak|Kesehatan Masyarakat|"
    "Lingkungan Hidup|Kelautan|Pertanian Organik|Energi Terbarukan|Transportasi|Pariwisata Bahari|Arsip Nasional|"
    "Sumber Daya Manusia|Teknologi Informasi|Hukum Bisnis|Perpajakan|Kebencanaan|Kesenian Daerah"
).split("|")
_PLACES: Final = (
    "rumah sakit swasta|instansi pemerintah|perusahaan rintisan|sekolah menengah|pabrik tekstil|bank daerah|"
    "lembaga swadaya masyarakat|perusahaan tambang|kantor kelurahan|universitas negeri|stasiun televisi|"
    "hotel bintang lima|pelabuhan peti kemas|bandar udara|koperasi petani|balai penelitian|perusahaan konstruksi|"
    "museum|percetakan|klinik hewan|perkebunan sawit|galangan kapal|kantor hukum|toko daring"
).split("|")
_CITIES: Final = (
    "Surabaya Bandung Medan Makassar Denpasar Semarang Palembang Manado Ambon Jayapura Kupang Mataram Pontianak "
    "Banjarmasin Samarinda Palu Kendari Gorontalo Ternate Padang Pekanbaru Jambi Bengkulu Serang Yogyakarta Malang "
    "Bogor Cirebon Surakarta Balikpapan"
).split()
_VERBS: Final = (
    "menyusun merencanakan memeriksa mengevaluasi mendokumentasikan menyampaikan mengoordinasikan merancang "
    "memperbarui menganalisis mengawasi menerjemahkan menyederhanakan mempertanggungjawabkan menindaklanjuti "
    "memperkirakan mencatat mempresentasikan mengarsipkan menyelaraskan menguji menyosialisasikan "
    "mempersiapkan membandingkan"
).split()
_OBJECTS: Final = (
    "laporan bulanan|anggaran kegiatan|jadwal pelatihan|standar operasional|keluhan pelanggan|data lapangan|"
    "kontrak pemasok|rencana darurat|bahan presentasi|hasil pengukuran|daftar inventaris|materi penyuluhan|"
    "perizinan usaha|kebutuhan pegawai baru|risiko pekerjaan|catatan medis|dokumen pengiriman|naskah publikasi|"
    "peralatan produksi|kebijakan internal|hasil wawancara|strategi komunikasi|mutu bahan baku|usulan masyarakat|"
    "kinerja tim|arus kas harian|peta persebaran|gambar teknis|kurikulum kursus|temuan pemeriksaan|tarif layanan|"
    "jaringan kemitraan|sistem informasi|acara peresmian|limbah berbahaya|katalog koleksi"
).split("|")
_GOALS: Final = (
    "meningkatkan kepercayaan masyarakat|menekan biaya operasional|menjaga keselamatan semua orang yang terlibat|"
    "memenuhi peraturan yang berlaku|mempercepat pelayanan|mengurangi kesalahan yang berulang|"
    "memperluas jangkauan program|mendukung pengambilan keputusan pimpinan|menjaga mutu hasil kerja|"
    "membangun hubungan jangka panjang dengan mitra"
).split("|")
_PARTNERS: Final = (
    "media massa|organisasi masyarakat|pemasok bahan baku|dinas setempat|tim hukum|tenaga kesehatan|para orang tua|"
    "bagian keuangan|kelompok tani|pengelola gedung|peneliti tamu|relawan|auditor eksternal|pengemudi dan kurir|"
    "pengembang aplikasi|pemerintah desa"
).split("|")
_QUALITIES: Final = (
    "teliti dalam pekerjaan berulang|mampu berpikir strategis|sabar menghadapi banyak orang|senang belajar hal baru|"
    "tenang di bawah tekanan|jujur dalam mengelola uang|terbuka terhadap kritik|cepat mengambil keputusan|"
    "nyaman bekerja di luar ruangan|terampil berbicara di depan umum|disiplin terhadap tenggat|"
    "memahami dinamika organisasi|memiliki rasa ingin tahu yang besar|peka terhadap kebutuhan orang lain"
).split("|")
_DISLIKES: Final = (
    "tidak suka berkomunikasi dengan banyak orang|mudah bosan dengan rutinitas administratif|kurang teliti|"
    "enggan bekerja pada akhir pekan|sulit menerima perubahan|tidak tahan dengan kebisingan|"
    "kurang memiliki kemampuan diplomasi|lebih suka bekerja sendirian|takut mengambil tanggung jawab|"
    "tidak nyaman dengan angka|cenderung menunda pekerjaan"
).split("|")
_SKILLS: Final = (
    "negosiasi|menulis laporan|mengolah data|kepemimpinan|komunikasi antarbudaya|pemecahan masalah|manajemen waktu|"
    "membaca gambar teknis|penggunaan lembar kerja elektronik|bahasa Inggris|pelayanan pelanggan|fotografi|"
    "statistika dasar|pertolongan pertama|analisis risiko|perencanaan anggaran"
).split("|")
_EXPECTATIONS: Final = (
    "selalu tampil sempurna|memiliki jam kerja yang teratur|bekerja di ruangan yang nyaman|"
    "langsung memperoleh penghasilan tinggi|menguasai semua peralatan|sering bepergian ke luar negeri"
).split("|")

_TEMPLATES: Final[tuple[str, ...]] = (
    "Pekerjaan sebagai {name} melibatkan kegiatan {duty} dan {duty} untuk {goal}.",
    "Tugas utama meliputi {duty}, {duty}, dan {duty} bersama {partner}, terutama untuk {goal}.",
    "Selain itu, pekerjaan ini juga melibatkan kerja sama dengan berbagai pihak terkait, seperti {partner} dan "
    "{partner}, untuk {goal}.",
    "Profil orang yang cocok untuk posisi {name} adalah seseorang yang {quality}, {quality}, dan {quality}.",
    "Keterampilan {skill}, {skill}, dan {skill} juga sangat penting dalam menjalankan tugas sebagai {name}.",
    "Jika kamu adalah seorang yang {dislike}, {dislike}, dan {dislike}, kemungkinan kamu akan tidak cocok dengan "
    "pekerjaan ini.",
    "Miskonsepsi tentang profesi {name} adalah bahwa tugas utamanya hanya {duty}, padahal sebenarnya mereka juga "
    "bertanggung jawab {duty}.",
    "Ekspektasi umum terhadap {name} adalah {expectation}, namun realitanya mereka juga harus {duty} dan {duty}.",
    "Perbedaan dengan profesi yang mirip seperti {other} adalah bahwa {name} lebih sering {duty}, sedangkan {other} "
    "lebih banyak {duty}.",
)
_ADDITIONS: Final[tuple[str, ...]] = (
    "Di {city}, pekerjaan ini sering menuntut kesediaan {duty} bersama {partner}.",
    "Dalam praktiknya, {number} orang di {city} biasanya berbagi tugas {duty}.",
    "Hal ini dilakukan setidaknya {number} kali setahun untuk {goal}.",
    "Mereka yang {quality} akan lebih mudah {duty}.",
    "Tanpa kemampuan {skill}, sulit untuk {duty} dan {goal}.",
)
MOST_DOCUMENTS: Final[int] = len(_PROFESSIONS) * len(_FIELDS) * len(_PLACES)


def synthetic_documents(count: int) -> Iterator[str]:
    """The first ``count`` documents, always the same ones whatever the count.

    Raises:
        ValueError: more than :data:`MOST_DOCUMENTS`.
    """
    if count > MOST_DOCUMENTS:
        raise ValueError(f"{count} documents: there are {MOST_DOCUMENTS} different professions")
    random = Random(_SEED)
    names = list(product(_PROFESSIONS, _FIELDS, _PLACES))
    random.shuffle(names)
    for profession, field, place in names[:count]:
        yield _document(random, f"{profession} {field} di {place}")


def _document(random: Random, name: str) -> str:
    other = f"{random.choice(_PROFESSIONS)} {random.choice(_FIELDS)}"
    return "\n".join(_paragraph(random, template, name, other) for template in _TEMPLATES) + "\n"


def _paragraph(random: Random, template: str, name: str, other: str) -> str:
    """A template filled in, with none to two sentences after it as far as the length allows."""
    text = _filled(random, template, name, other)
    for addition in random.sample(_ADDITIONS, random.choice((0, 0, 0, 1, 1, 2))):
        longer = f"{text} {_filled(random, addition, name, other)}"
        if len(longer) <= _LONGEST:
            text = longer
    return text


def _filled(random: Random, template: str, name: str, other: str) -> str:
    """Every slot gets a choice of its own, but two slots of a kind in one sentence never the same."""
    choices = {
        "duty": [f"{random.choice(_VERBS)} {one}" for one in random.sample(_OBJECTS, 3)],
        "goal": random.sample(_GOALS, 1),
        "partner": random.sample(_PARTNERS, 2),
        "quality": random.sample(_QUALITIES, 3),
        "dislike": random.sample(_DISLIKES, 3),
        "skill": random.sample(_SKILLS, 3),
        "expectation": random.sample(_EXPECTATIONS, 1),
        "city": random.sample(_CITIES, 1),
        "number": [str(random.randint(2, 40))],
    }
    text = template.replace("{name}", name).replace("{other}", other)
    for slot, values in choices.items():
        for value in values:
            text = text.replace(f"{{{slot}}}", value, 1)
    return text
