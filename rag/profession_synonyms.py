"""Professions by the names people really use for them: formal, colloquial, older, abbreviated, English.

General knowledge of Indonesian job titles, a profession a line; documents need not have it in their text. A profession
that has no line is still found by its title and by the other names its document tells.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from rag.language import fold

_GROUPS: Final[str] = """
    perawat; suster; nurse; ners; mantri
    bidan; midwife; bu bidan
    dokter umum; dokter; general practitioner; gp
    dokter gigi; dentist; drg
    dokter hewan; vet; veterinarian; drh
    dokter spesialis kedokteran jiwa; psikiater; dokter jiwa; psychiatrist; spesialis jiwa; spkj
    psikolog; psychologist
    psikolog klinis; clinical psychologist; psikolog
    konselor; counselor; counsellor
    guru bk; guru bp; guru bimbingan konseling; guru bimbingan dan konseling; school counselor; konselor sekolah
    terapis gigi; terapis gigi dan mulut; perawat gigi; dental therapist; dental nurse; dental hygienist
    apoteker; pharmacist; farmasis
    asisten apoteker; tenaga vokasi farmasi; tenaga teknis kefarmasian; ttk; pharmacy technician
    analis kesehatan; ahli teknologi laboratorium medik; atlm; analis lab; petugas lab; medical laboratory technologist
    ahli gizi; nutrisionis; dietisien; nutritionist; dietitian
    fisioterapis; physiotherapist; physio; fisio; terapis fisik
    perekam medis; petugas rekam medis; medical record officer
    radiografer; radiographer; petugas rontgen
    paramedis; paramedik; petugas ambulans; paramedik ambulans; ambulance paramedic; emt
    paramedik veteriner; paravet; asisten dokter hewan; veterinary paramedic; vet nurse
    guru; teacher; pengajar; pendidik
    guru sd; guru sekolah dasar; guru kelas; guru kelas sd; elementary school teacher; primary school teacher
    guru tk; guru paud; kindergarten teacher; preschool teacher
    dosen; lecturer; pengajar kampus; pengajar universitas
    pustakawan; librarian
    arsiparis; archivist
    kurator museum; kurator; museum curator
    arsitek; architect; perancang bangunan
    insinyur sipil; civil engineer; sarjana teknik sipil; sarjana sipil; ahli teknik sipil
    surveyor; juru ukur; tukang ukur tanah; land surveyor
    mandor; foreman; pengawas proyek
    drafter; juru gambar
    desainer interior; interior designer
    desainer grafis; graphic designer; perancang grafis; desain grafis; graphic design
    desainer ui/ux; ui/ux designer; ux designer; ui designer; product designer; uiux
    ilustrator; illustrator; tukang gambar
    animator; pembuat animasi; juru animasi
    perancang gim; game designer; desainer gim; desainer game
    pemrogram gim; game programmer; game developer; programmer game
    fotografer; photographer; juru foto; tukang foto
    perancang busana; fashion designer; desainer busana; desainer fesyen; desainer baju
    penjahit; tailor; tukang jahit; dressmaker
    penata rias; mua; makeup artist; make up artist; perias
    penata rambut; hairdresser; hairstylist; hair stylist; kapster; tukang potong rambut
    tukang cukur; barber
    terapis spa; spa therapist; massage therapist; terapis pijat
    ahli kecantikan kulit; facialist; beautician; esthetician; estetikus
    analis data; data analyst
    ilmuwan data; data scientist
    insinyur data; data engineer
    pengembang perangkat lunak; programmer; software engineer; software developer; pemrogram
    pengembang back-end; back-end developer; back-end engineer; back-end; back-end dev; programmer back-end
    pengembang front-end; front-end developer; front-end engineer; front-end; front-end dev; programmer front-end
    penguji perangkat lunak; qa; qa engineer; tester; software tester; quality assurance
    administrator jaringan; network administrator; network engineer; admin jaringan
    analis keamanan siber; cyber security analyst; cybersecurity analyst; security analyst
    dukungan ti; it support; staf dukungan ti; helpdesk; teknisi komputer
    akuntan; accountant
    auditor; pemeriksa keuangan
    konsultan pajak; tax consultant; tax advisor
    aktuaris; actuary
    teller; teller bank; bank teller; kasir bank
    analis kredit; credit analyst
    advokat; pengacara; lawyer; attorney; kuasa hukum; penasihat hukum
    jaksa; prosecutor; penuntut umum; jaksa penuntut umum
    hakim; judge
    notaris; notary
    polisi; police officer
    satpam; sekuriti; security guard; satuan pengamanan; petugas keamanan
    pemadam kebakaran; damkar; firefighter; fireman; petugas damkar; pemadam
    jurnalis; wartawan; journalist; reporter
    editor naskah; editor buku; penyunting naskah; penyunting; book editor; copy editor
    penyiar radio; penyiar; announcer; radio announcer; radio dj; broadcaster
    penulis; writer; pengarang
    penerjemah; translator
    juru bahasa; interpreter; penerjemah lisan
    pengajar bahasa asing; guru bahasa asing; guru les bahasa; language teacher
    sutradara; film director; director film
    aktor; aktris; actor; actress; pemeran; pemain film
    penari; dancer
    musisi; musician; pemusik; pemain musik; anak band
    wasit; referee; pengadil lapangan
    pelatih olahraga; pelatih; coach; sports coach
    instruktur kebugaran; personal trainer; fitness trainer; gym trainer; instruktur gym; pt
    penyunting video; video editor; editor video; editor film; film editor
    penata suara; sound engineer; sound designer
    humas; public relations; hubungan masyarakat
    kepala humas; kepala hubungan masyarakat; kahumas; head of public relations; pr manager
    kepala bagian humas; kepala bagian hubungan masyarakat; kabag humas
    pemasar digital; digital marketer; digital marketing; spesialis pemasaran digital; digital marketing specialist
    manajer merek; brand manager; manajer brand
    tenaga penjual; sales; salesman; salesperson; wiraniaga; tenaga penjualan; sales representative
    resepsionis; receptionist; penerima tamu; front desk; front office
    sekretaris; secretary
    staf rekrutmen; perekrut; recruiter; rekruter; hr recruiter; staf hrd
    staf administrasi; admin; administrator kantor
    koki; juru masak; chef; tukang masak; cook
    ahli roti dan kue; baker; pastry chef; tukang roti; tukang kue; ahli patiseri; pembuat roti; pembuat kue; pastry
    barista; peracik kopi; tukang kopi
    pelayan restoran; waiter; waitress; pramusaji
    pemandu wisata; pramuwisata; tour guide; guide
    manajer hotel; hotel manager
    agen perjalanan; travel agent
    pilot; penerbang
    awak kabin; pramugari; pramugara; flight attendant; cabin crew; stewardess; steward
    pengatur lalu lintas udara; atc; pemandu lalu lintas udara; air traffic controller
    masinis; train driver
    nakhoda; kapten kapal; ship captain
    kurir; courier; tukang paket; pengantar paket
    kepala gudang; warehouse manager; warehouse supervisor
    perencana rantai pasok; supply chain planner; supply planner
    sopir; driver; pengemudi
    mekanik; montir; mechanic; mekanik otomotif; tukang bengkel; automotive mechanic; car mechanic
    teknisi listrik; electrician; tukang listrik; instalatir listrik; instalatur listrik
    teknisi ac; tukang ac; teknisi pendingin; hvac technician; air conditioning technician
    tukang las; welder; juru las
    tukang kayu; carpenter; woodworker; tukang mebel
    tukang ledeng; plumber; tukang pipa
    penyuluh pertanian; ppl; agricultural extension officer
    petani; farmer
    peternak; livestock farmer
    nelayan; fisherman
    pekerja sosial; peksos; social worker
    analis kebijakan; policy analyst
    ahli geologi; geologist; geolog
    ahli biologi; biologist; biolog
    kimiawan; ahli kimia; chemist
    ahli k3; safety officer; petugas k3; hse officer
    sejarawan; historian
    arkeolog; archaeologist
    antropolog; anthropologist
    sosiolog; sociologist
    leksikografer; lexicographer
    diplomat; duta besar
    astronom; astronomer
    astronot; astronaut
    fisikawan; physicist; ahli fisika
    matematikawan; mathematician
    ahli statistik; statistikawan; statistician
    meteorolog; prakirawan cuaca; meteorologist
    epidemiolog; epidemiologist
    terapis wicara; speech therapist
    terapis okupasi; occupational therapist
    optisien; optician; refraksionis
    dokter kulit; dermatolog; dermatologist
    dokter bedah; ahli bedah; surgeon
    atlet; olahragawan; athlete
    penjaga pantai; lifeguard
    caddy; caddie
    koreografer; penata tari; choreographer
    komika; pelawak; stand-up comedian
    dalang; puppeteer
    penyanyi; singer; vokalis
    produser; producer
    penulis skenario; scriptwriter; screenwriter
    juru kamera; kameramen; cameraman
    pembawa acara; presenter; master of ceremony
    kreator konten; content creator; youtuber; influencer; selebgram
    pelukis; painter
    komikus; comic artist
    restorator; konservator
    florist; penata bunga
    wedding organizer; wedding planner
    bartender; peracik minuman
    kasir; cashier
    pramuniaga; penjaga toko; shop assistant
    agen properti; makelar; real estate agent
    agen asuransi; insurance agent
    pialang saham; broker; stockbroker
    manajer proyek; project manager
    manajer produk; product manager
    analis bisnis; business analyst
    devops; devops engineer
    insinyur mesin; mechanical engineer
    insinyur elektro; electrical engineer
    insinyur kimia; chemical engineer
    insinyur industri; industrial engineer
    insinyur perminyakan; petroleum engineer
    insinyur pertambangan; mining engineer
    operator alat berat; operator crane; heavy equipment operator
    tukang batu; bricklayer
    tukang cat; house painter
    buruh pabrik; operator produksi; factory worker
    tentara; prajurit; tni; soldier
    sipir; penjaga penjara
    detektif; detective
    politisi; politikus; anggota dpr
    penghulu; petugas kua
    kondektur; conductor
    pengemudi ojek; ojek online; ojol
    asisten rumah tangga; pembantu rumah tangga
    pengasuh anak; babysitter; baby sitter; nanny
    petugas kebersihan; cleaning service; tukang sapu
    penjaga hutan; polisi hutan; ranger
    bajak laut; pirate
"""


@cache
def _groups_of() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in _GROUPS.strip().splitlines():
        group = tuple(fold(name) for name in line.split(";"))
        for name in group:
            found.setdefault(name, []).append(group)
    return {name: tuple(groups) for name, groups in found.items()}


def synonyms(names: Iterable[str]) -> tuple[str, ...]:
    """All names of the professions that any of these names is one of, in lower case, these names included."""
    known = [fold(name) for name in names]
    return tuple(
        dict.fromkeys([*known, *(one for name in known for group in _groups_of().get(name, ()) for one in group)])
    )


def names_profession(text: str) -> bool:
    """Whether a text names a profession, indexed or not."""
    words = fold(text).split()
    sizes = range(1, _LONGEST + 1)
    return any(" ".join(words[start : start + size]) in _groups_of() for start in range(len(words)) for size in sizes)


_LONGEST: Final[int] = 4
"""Words of a name that is looked for inside a text."""
