"""Made-up questions about the professions of :mod:`evals.synthetic_documents`, as many as a benchmark needs.

They are worded as people word them, properly or in passing, and are always the same for the same professions.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from rag.titles import core_name

_SEED: Final[int] = 35
_MISSPELT: Final[float] = 1 / 3
"""Share of the sloppy questions."""

_FORMAL: Final[tuple[str, ...]] = (
    "Apa saja tugas utama {name}?",
    "Siapa yang cocok menjadi {name}?",
    "Keterampilan apa yang dibutuhkan seorang {name}?",
    "Orang seperti apa yang tidak cocok menjadi {name}?",
    "Apa miskonsepsi tentang profesi {name}?",
    "Bagaimana ekspektasi dan kenyataan pekerjaan {name}?",
    "Apa perbedaan {name} dengan {other}?",
    "Dengan pihak mana saja {name} bekerja sama?",
    "Apakah {name} harus {task}?",
    "Saya {trait}. Apakah saya cocok menjadi {name}?",
)
_SLOPPY: Final[tuple[str, ...]] = (
    "apa aja sih tugasnya {name}",
    "{name} itu kerjanya ngapain aja ya?",
    "skill apa aja yg dibutuhin buat jadi {name}?",
    "org kyk apa yg gak cocok jadi {name}",
    "gw {trait}, cocok gak jadi {name}?",
    "{name} tuh cuma {task} doang kan?",
    "bedanya {name} sama {other} apa",
    "realitanya jadi {name} gmn sih",
    "{name} ngapain aja, terus siapa yg gak cocok?",
)
_OPEN: Final[tuple[str, ...]] = (
    "Siapa yang biasanya {task} dan {other_task}?",
    "Saya {trait} dan senang {task}, cocok jadi apa?",
    "kerja apa ya yg pas buat org yg {trait} tapi gak suka {task}",
    "Profesi apa yang menuntut orang yang {trait} untuk {task}?",
)
"""Questions that name no profession."""
_TASKS: Final = (
    "menyusun laporan bulanan|memeriksa kontrak pemasok|menerjemahkan naskah publikasi|mengawasi limbah berbahaya|"
    "merancang kurikulum kursus|mencatat arus kas harian|menguji mutu bahan baku|menyampaikan materi penyuluhan|"
    "menindaklanjuti keluhan pelanggan|memperbarui daftar inventaris|menganalisis data lapangan|"
    "mengurus perizinan usaha|menyiapkan acara peresmian|mengevaluasi kinerja tim|menghitung tarif layanan|"
    "membaca gambar teknis"
).split("|")
_TRAITS: Final = (
    "teliti|mudah bosan dengan rutinitas|nyaman bekerja di luar ruangan|lebih suka bekerja sendirian|"
    "senang bertemu banyak orang|tidak nyaman dengan angka|terampil berbicara di depan umum|kurang sabar|"
    "tenang di bawah tekanan|sulit menerima perubahan|jago fotografi|sering menunda pekerjaan"
).split("|")


def questions(titles: Sequence[str], count: int) -> list[str]:
    """Questions about professions, no two the same, always the same ones: formal, sloppy, and some that name none.

    Args:
        titles: Of the professions, no two the same.
        count: How many; at most :func:`most_questions`.

    Raises:
        ValueError: there are not so many.
    """
    random = Random(_SEED)
    wordings = (*_FORMAL, *_SLOPPY, *_OPEN)
    asked: dict[str, None] = {}
    for number in random.sample(range(len(wordings) * len(titles)), len(wordings) * len(titles)):
        if len(asked) >= count:
            break
        place, wording = divmod(number, len(wordings))
        # Another one; itself where there is but one.
        other = titles[(place + 1 + random.randrange(max(1, len(titles) - 1))) % len(titles)]
        asked[_question(random, wordings[wording], titles[place], other)] = None
    if len(asked) < count:
        raise ValueError(f"{count} questions: there are {len(asked)} about {len(titles)} professions")
    return list(asked)


def most_questions(documents: int) -> int:
    """How many different questions there are at least about so many documents."""
    return documents * len(_FORMAL)


def _question(random: Random, wording: str, name: str, other: str) -> str:
    if wording in _SLOPPY:
        name, other = _sloppy(random, name), core_name(other).lower()
    task, other_task = random.sample(_TASKS, 2)
    return wording.format(name=name, other=other, task=task, other_task=other_task, trait=random.choice(_TRAITS))


def _sloppy(random: Random, name: str) -> str:
    """A name as it is typed in passing: in lower case, now and then without the place or a letter."""
    name = random.choice((name, core_name(name))).lower()
    if random.random() >= _MISSPELT:
        return name
    longest = max(re.finditer(r"\w+", name), key=lambda word: len(word.group()))
    # Not the first one, by which people and spelling aids recognise a word.
    left_out = random.randrange(longest.start() + 1, max(longest.end(), longest.start() + 2))
    return name[:left_out] + name[left_out + 1 :]
