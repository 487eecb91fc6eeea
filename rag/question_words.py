"""The words of a question that ask and need no answer, and the kinds of fact that people ask of any profession."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from rag.aspects import question_cue_words
from rag.language import formalise, stem

# Words that ask or are polite; a document never has to contain them.
_ASKING_WORDS: Final[str] = """
    tahu jelas cerita tanya kasih ingin mau minat sebut nama contoh umum utama inti pokok penting perlu butuh milik
    kerja profesi posisi jabatan bidang hal orang jadi benar maksud calon sosok seorang pribadi anak teman adik
    kakak ibu ayah bapak guru suruh tulis bantu cari paham bingung pusing dengar baca kata jawab singkat lengkap
    rinci detail tuntut seberapa sejauh isi letak kira rasa pikir pantas niat rencana sebagai hari biasa banyak
    lebih paling baru pertama kali dapat bakal ambil bentuk siswa mahasiswa pelajar info sih nya terima bagus baik
    mesti boleh wajib bisa macam jenis lumayan ngerti suka gemar senang bikin
    kayak enak enakan dulu cukup habis cara arti pernah ingat sekarang plus tipe usah bareng kelar mending mendingan
    sedikit malah turut ketemu dunia masing-masing kelak situ cita melulu masa sungguh balik tetangga karier any get
    alasan one right of antara kedua keduanya duanya dua pilih milih bimbang banding bandingkan okay oke wow noted
"""
ASKING_STEMS: Final[frozenset[str]] = frozenset(stem(word) for word in _ASKING_WORDS.split())

# Facts people ask of any profession, a kind a line. One of the kind must stand in the paragraph itself: knowing the
# profession and the aspect is not enough to answer "jam kerja", "gaji", "jurusan".
_FACT_KINDS: Final[str] = """
    gaji upah honor bayaran penghasilan pendapatan duit uang
    tunjangan bonus insentif asuransi
    jam jadwal shift lembur
    cuti libur
    pendidikan jurusan kuliah ijazah sekolah kampus universitas lulusan lulus sarjana gelar diploma
    sertifikat sertifikasi lisensi
    umur usia
    karier karir jenjang pangkat golongan
    pensiun
    lowongan melamar ngelamar seleksi tes ujian wawancara
    magang
    seragam pakaian baju
    fasilitas mobil kendaraan
    sejarah
    prospek
    atasan
    jumlah persen statistik
    kontrak
    hobi
    alamat
    telepon nomor
    aplikasi perangkat software
"""
_FACT_KIND_OF: Final[dict[str, str]] = {
    word: line.split()[0] for line in _FACT_KINDS.strip().splitlines() for word in line.split()
}
_CLITIC = re.compile(r"(?<=\w)(?:nya|mu|ku)$")


def fact_kinds(text: str) -> frozenset[str]:
    """The kinds of fact that a text names, clitics aside: "gajinya" and "upah" are both "gaji"."""
    return frozenset(_FACT_KIND_OF[word] for word in bare_words(text) if word in _FACT_KIND_OF)


def bare_words(text: str) -> list[str]:
    """The words of a text in formal spelling, without -nya, -mu, -ku."""
    return [_CLITIC.sub("", word) for word in formalise(text).split()]


def content_stems(own: Sequence[str], text: str, beside: Collection[str] = ()) -> list[str]:
    """Stems of a question without those that only ask, and without those of ``beside``."""
    cues = {stem(word) for word in question_cue_words(text)}
    return [one for one in own if one not in ASKING_STEMS and one not in cues and one not in beside]
