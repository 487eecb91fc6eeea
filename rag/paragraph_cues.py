"""The wordings by which a paragraph, or the heading over it, tells which aspect of a profession it is about.

Every entry is a regular expression over text prepared by :mod:`rag.paragraph_aspects`: lower case, one space around
every word and mark, so that a cue begins with a word, ends with one, and crosses a mark only where it says so. There,
"takcocok" stands for all ways of saying that something does not suit, "taklemah" for a weakness that somebody has not
("tidak mudah panik"). "^ " before a cue ties it to the beginning of the paragraph. The families were collected from the
owner's documents, from career pages, and from how the same is said formally, colloquially and in advertisements.
"""
# ruff: noqa: E501 – tables of wordings

from collections.abc import Mapping
from typing import Final

from rag.types import Aspect

# Weights of a family of wordings. Only their ratio matters: what declares an aspect outweighs the companions of any
# other, two typical wordings outweigh one, and hints decide only where there is nothing else. The general aspects have no
# hints: what goes along with them is in every paragraph.
NAMES: Final[float] = 7.0  # begins with the aspect's own name, as a heading would
DECLARES: Final[float] = 6.0  # says what the paragraph is about ("miskonsepsi tentang …")
TYPICAL: Final[float] = 3.0  # seldom serves another aspect ("padahal", "dituntut")
FACTS: Final[float] = 2.0  # the facts that belong to no aspect (pay, schooling), but are touched upon in any
HINTS: Final[float] = 1.0  # goes along with the aspect ("hanya", "teliti")

_W = r"[^ .,;:!?()]+"
_PERSON = r"(?:kamu|anda|kau|kalian|seseorang|dirimu|kita|pelamar|mereka)"
_PEOPLE = (
    r"(?:orang|orang-orang|masyarakat|publik|awam|siswa|murid|pelajar|keluarga|pihak|kalangan|pasien|warga|penonton|teman|tetangga"
    r"|penumpang|pelanggan|klien|pembaca|netizen|warganet|orang tua|tamu|khalayak|pengunjung|wisatawan|konsumen|kerabat|pengguna)"
)
_NEWCOMER = (
    r"(?:pelamar|calon|lulusan|pemula|pendatang baru|mahasiswa|mahasiswi|fresh graduate|anak magang|pegawai baru|karyawan baru|peserta magang|perantau|taruna|kadet|"
    r"aku dulu|saya dulu|dulu aku|dulu saya|dulunya|awalnya|semula|rekrutan|anggota baru|junior|peserta didik|mereka yang baru|sebelum masuk|sebelum bekerja|sebelum terjun|sewaktu kuliah|saat kuliah|saat melamar|waktu melamar)"
)
_BELIEVE = (
    r"(?:mengira|menyangka|menganggap|beranggapan|berpikir|berpikiran|menilai|percaya|berpendapat|meyakini|memandang|menyamakan|menyebut"
    r"|mengidentikkan|berasumsi|mengasumsikan|menuduh|mencap|menduga|meremehkan|yakin|berprasangka|menuding|mencibir"
    r"|mengartikan|memahami|mengenal|mikir|ngira|bilang|berkata|membayangkannya sebagai|salah|keliru|menyepelekan)"
)
_BELIEVED = (
    r"(?:dikira|disangka|dianggap|dicap|dinilai|dipandang|dituduh|diidentikkan|disalahartikan|disalahpahami|diremehkan"
    r"|dikaitkan|diasosiasikan|dilabeli|dituding|diduga|dipersepsikan|distereotipkan|disepelekan|digambarkan|dilekatkan|dijuluki|disebut-sebut|dipercaya)"
)
_OFTEN = r"(?:sering|kerap|acap|masih|banyak|selalu|biasa|lazim|terlanjur|telanjur|kadang|terkadang|kadung|lama|suka)(?:kali|-kadang|nya)?"
_REALITY = r"(?:kenyataan|realita|realitas|realitanya|kenyataannya|nyatanya|realitasnya|aslinya|praktiknya|faktanya di lapangan|lapangan)"
WEAKNESS: Final[str] = (
    r"(?:(?:tidak|tak|nggak|gak|kurang|belum|susah|sulit|sukar|tidak pernah) (?:(?:akan|terlalu|begitu|bisa|mau|ingin|suka|siap|pernah) )?"
    r"(?:tahan|kuat|suka|menyukai|sanggup|mau|nyaman|betah|sabar|sabaran|terbiasa|siap|telaten|teliti|bisa|berani|tega|rela|rapi|peduli|tertarik|punya|memiliki|dapat|mampu"
    r"|menikmati|bersedia|tenang|percaya|disiplin|senang|menerima|diatur|berkompromi|bangun|fokus|menjaga|mengendalikan|mengatur|bergaul|berkonsentrasi|bekerja|menahan|duduk|hidup|ingin|pandai|tegas|cermat|tekun|kreatif|ada|peka|menghadapi|memahami|menyusun|membaca|jauh)"
    r"|mudah (?:panik|marah|bosan|tersinggung|jijik|menyerah|lelah|emosi|gugup|jenuh|stres|terpancing|mual|putus|tersulut|goyah|terbawa|cemas|patah|lupa|teralihkan|terpengaruh|pusing|pingsan|grogi|terdistraksi|tergoda|sakit|kesal|capek|menangis|mengeluh|terganggu|takut|malu|hilang)"
    r"|(?:gampang|cepat|lekas|suka) (?:panik|marah|bosan|tersinggung|jijik|menyerah|lelah|emosi|gugup|jenuh|stres|terpancing|baper|mual|putus|tersulut|kesal|ngambek|pingsan|pusing|capek|tergoda|takut|cemas|patah|lupa|grogi|puas|bergosip|menunda|menunda-nunda|mengeluh|terlambat|merasa)"
    r"|enggan|malas|ogah|risih|jijik|ceroboh|pemalu|penakut|pelupa|gentar|keberatan|berkeberatan|lambat|alergi|phobia|fobia|benci|membenci|sebal|gugup|takut|terganggu|menghindari|anti|lebih suka|lebih senang|lebih nyaman"
    r"|mengharapkan|menginginkan|mengejar|mendambakan|maunya|mabuk|gaptek|moody|minder|kikuk|canggung|tergesa-gesa|terburu-buru|sembrono|egois|keras kepala|hanya (?:mengejar|mencari|ingin|mau|suka)|cuma (?:mengejar|ingin|mau)|memerlukan|butuh (?:kepastian|jam|jadwal|jawaban|pujian|pengakuan)"
    r"|ingin (?:cepat|langsung|segera|disukai|serba|selalu|hidup|bekerja sendiri|pulang|kaya|jam|gaji|hasil|penghasilan|jadwal|hari|kepastian)|terlalu|sering (?:melewatkan|menunda|lupa|terlambat|mengeluh|panik|bolos)|panikan|perfeksionis|introver yang)"
)
_LIKES = r"(?:suka|senang|tertarik|menikmati|gemar|menyukai|hobi|peduli|penasaran|doyan|hobimu|mencintai|cinta|gembira|bangga|puas|antusias|terpesona|kagum|betah|nyaman)"
STRENGTH: Final[str] = (
    rf"(?:{_LIKES}|sabar|teliti|tekun|ramah|tenang|kreatif|cermat|disiplin|rapi|telaten|jujur|supel|ulet|peka|jeli|tangguh|luwes|empatik|berempati|empati|sigap|berani|tegas|adil|komunikatif|humoris|rendah hati|bertanggung jawab"
    r"|percaya diri|mandiri|terorganisasi|terorganisir|optimis|gigih|pantang menyerah|kritis|skeptis|objektif|berjiwa|berkepala dingin|kepala dingin|rela|bersedia|pandai mendengarkan|pendengar|ingin tahu|rasa ingin tahu|cekatan|lincah|terbuka|dewasa|hangat|murah senyum|santai|imajinatif|analitis"
    r"|taklemah"
    r"|(?:mudah|gampang|cepat) (?:bergaul|akrab|beradaptasi|berempati|belajar|menyesuaikan|memahami|menangkap|tergerak|membaca|tanggap|hafal|paham)|tahan (?:banting|berdiri|duduk|lama|tekanan|mendengar|bekerja|menatap|berjam-jam)|kuat (?:fisik|berdiri|mental)|sehat|stabil)"
)
_SUFFER = (
    r"(?:kesulitan|tersiksa|tertekan|frustrasi|stres|kewalahan|menderita|kelelahan|kelabakan|keteteran|kerepotan|bosan|melelahkan|menyesakkan|menjemukan|membosankan|menjengkelkan|menyebalkan|menyulitkan|memberatkan|menyusahkan"
    r"|jenuh|lelah|tidak nyaman|terbebani|kecewa|menyesal|kesusahan|sengsara|merana|burnout|gelisah|berat|berat sekali|tidak bahagia|kehabisan|capek|letih|terpuruk|gagal|sulit|susah|goyah|tumbang|menyerah|mundur|menyiksa|repot|megap-megap|jengkel|kesal|tidak betah|terasing|keder|kapok|makan hati|kedodoran|pusing)"
)
_THRIVE = r"(?:betah|menikmati|bersinar|berkembang|unggul|nyaman|senang|krasan|kerasan|bahagia|berhasil|sukses|menonjol|kepincut|jatuh cinta|jatuh hati|menyukai|menemukan|menyatu|bertahan|awet|langgeng|cemerlang|melaju|maju|hidup|merasa di rumah|pas|klop|cocok|puas|tumbuh|di rumah|dicari|diterima|disukai|melesat|terpanggil)"
ABILITY: Final[str] = (
    r"(?:keterampilan|kemampuan|keahlian|kompetensi|pengetahuan|kecakapan|skill|skills|soft skill|hard skill|soft skills|hard skills|penguasaan|kecerdasan|pemahaman|kemahiran|wawasan|literasi|kefasihan|kelihaian|kepiawaian|pengertian|dasar-dasar)(?:nya|mu)?"
)
_MUST = (
    r"(?:harus|perlu|wajib|mesti|dituntut|diharuskan|diwajibkan|sebaiknya|butuh|diharapkan|kudu|patut|haruslah|perlulah|musti"
    r"|diminta|dipersyaratkan|membutuhkan|memerlukan|menuntut|mensyaratkan|dipersyaratkan)"
)
_ABLE = (
    r"(?:menguasai|mampu|memiliki|mempunyai|punya|memahami|paham|mengerti|teliti|sabar|cermat|tekun|jeli|peka|pandai"
    r"|mahir|cakap|terampil|fasih|lancar|kreatif|tangguh|cekatan|terbiasa|bisa|berpikir|piawai|luwes|tahu|tahan|kuat|ahli|melatih|mengasah|dilatih|diasah|dikuasai|dipelajari|kamu pelajari|kamu kuasai"
    r"|disiplin|jujur|rapi|sigap|hafal|melek|akrab dengan|berani|tegas|tenang|komunikatif|supel|ulet|telaten|tanggap|jago|pintar|belajar|mempelajari|membekali|dibekali)"
)
_KIND = (
    r"(?:salah|sebuah|seorang|suatu|seseorang|profesi|orang|orang-orang|tenaga|pekerjaan|ahli|jabatan|pejabat|posisi|spesialis|pakar|juru|tukang|perajin|pengrajin"
    r"|praktisi|petugas|pekerja|profesional|tokoh|pemimpin|individu|sosok|aparatur|pegawai|staf|teknisi|dokter|sarjana|pengajar|pelatih|penulis|pencipta|penyedia"
    r"|mereka|yang|pihak|penghubung|jembatan|garda|ujung|tulang|jantung|bagian|anggota|pelaku|seniman|ilmuwan|istilah|otak|wakil|asisten|pembantu|mitra"
    r"|sebutan|nama|bidang|peran|cabang|pendidik|pelaksana|perancang|penanggung|pengelola|peneliti|pembuat|pengawas|pelayan|pemandu|perantara|penjaga|perawat"
    r"|wirausahawan|insinyur|karyawan|manajer|garis|wajah|tangan|mata|perpanjangan|profesi-profesi|pengemudi|pemberi|pemeriksa|penyusun|penegak|pengacara|aparat|pengrawit|peracik)"
)
_SECTION_NOUN = (
    r"(?:tugas|profil|perbedaan|miskonsepsi|mitos|ekspektasi|keterampilan|kemampuan|keahlian|kompetensi|syarat|gaji|pengetahuan|penguasaan|pemahaman"
    r"|tanggung|modal|bekal|kunci|salah|anggapan|bedanya|pembeda|orang|kandidat|tantangan|yang|hal|hal-hal|jenjang|karier|pendidikan|jalur\w*|sertifi\w+"
    r"|jika|kalau|bila|apabila|kamu|anda|kalian|banyak|selain|mereka|untuk|bagi|buat|berbeda|sebelum|ini|itu|ia|dia|beliau|kami|kita|aku|saya|pada|di|dari|setiap|tiap|saat|ketika|setelah|sesudah|begitu|karena"
    r"|pribadi|murid|siswa|mahasiswa|pelamar|lulusan|masyarakat|publik|tidak|jangan|bayangan\w*|pagi|siang|malam|sore|kegiatan|jam|hari|sebagian|kebanyakan|calon|film|citra|dengan|secara|agar|dalam|tanpa|bukan|ada|sampai|lalu|kemudian|juga"
    r"|pagi-pagi|pekerjaannya|pekerjaan|profesi|jabatan|posisi|perusahaan|dunia|bidang|keuntungan|kelebihan|kekurangan|kerugian|label|cap|kesan|stereotip|hanya|benarkah|orang-orang|anak|menjelang|seragam|proses|proyek|beban|lowongan|organisasi|permintaan|kontrak|semua|awalnya|semula|tugasnya|kami|jangan)"
)
# A verb in the active voice; "mereka", "menurut" and the like only look like one.
VERB: Final[str] = (
    r"(?!(?:mereka|menurut|melalui|mengenai|mengapa|meski|merupakan|melainkan|menjadi|memang|menjelang|menuju|media|mesin|medis|mental|menit|mentor|menteri|melati|mewah|merek|memiliki|mempunyai|mampu|memerlukan|membutuhkan|menikmati|menyukai|mengira|menganggap|menyangka|membayangkan|mencintai|merasa|menghargai|mengakui|menolak|membenci|melihat|mendambakan|mengharapkan|menginginkan|meremehkan|menghindari|mengaku)(?![\w-]))"
    r"(?:me(?:m|n|ng|ny|l|r|w|y)[a-z]{3,}|bertugas|bertanggung|bekerja|berkeliling|berkoordinasi|berkomunikasi|berdiskusi|bernegosiasi|ikut)"
)
_DAYTIME = r"(?:pagi|siang|sore|malam|petang|dini hari|subuh)(?: hari| harinya|nya)?"

# Nouns that name professions. Two of them as subjects of clauses ("notaris membuat …; jaksa menuntut …") compare.
PROFESSIONS: Final[str] = (
    r"(?:dokter|drg|perawat|bidan|apoteker|farmasis|terapis|fisioterapis|radiografer|dietisien|psikolog|psikiater|konselor|guru|dosen|tutor|pelatih|instruktur|widyaiswara|pustakawan|arsiparis|akuntan|auditor|aktuaris|notaris|jaksa|hakim"
    r"|advokat|pengacara|panitera|paralegal|polisi|tentara|satpam|analis|insinyur|ilmuwan|teknisi|montir|mekanik|desainer|arsitek|drafter|programmer|pemrogram|pengembang|penguji|penulis|wartawan|jurnalis|reporter|editor|redaktur|penyunting|penerjemah"
    r"|juru|humas|manajer|direktur|sekretaris|resepsionis|kasir|barista|bartender|koki|chef|pramusaji|pelayan|pilot|kopilot|pramugari|pramugara|masinis|nakhoda|nahkoda|pelaut|nelayan|petani|pekebun|peternak|pembudi|penyuluh|mandor|kontraktor|surveyor|tukang"
    r"|penjahit|perancang|fotografer|videografer|animator|ilustrator|aktor|aktris|musisi|penyanyi|penyiar|presenter|pemandu|agen|makelar|broker|pialang|sales|tenaga pemasar|pemasar|marketing|konsultan|peneliti|ahli|pakar|kurator|kepala|staf|petugas|operator|supervisor|penyelia|mandor|administrator|admin"
    r"|asisten|pengawas|inspektur|pemeriksa|perekrut|hrd|kurir|sopir|pengemudi|atlet|wasit|penata|penari|pelukis|seniman|pengrajin|perajin|peracik|ahli gizi|nutrisionis|sanitarian|epidemiolog|analis|engineer|developer|scientist|researcher|designer|bendahara|pengelola|teller|penaksir|underwriter|diplomat|protokoler|protokol|intel|penyidik|pengasuh|pekerja sosial|relawan|penghulu|ustaz|pendeta|geolog|geofisikawan|ahli geologi|astronom|ekonom|sosiolog|antropolog|arkeolog|sejarawan|statistisi|matematikawan|aktivis|legislator|lurah|camat|bupati|pranata|spesialis|teknolog|koordinator|event organizer|wirausahawan|karyawan|influencer|content creator|kreator|copywriter|public relations|pr|brand manager|product manager|project manager|scrum master|kurator|konservator|edukator|koder|guide|penghubung|mediator|arbiter|analyst"
    r"|(?:[a-z]+ )?(?:designer|engineer|developer|manager|analyst|officer|specialist|scientist|writer|planner|consultant|artist|strategist|recruiter|owner|researcher|marketer|accountant|teacher|trainer|chef|cook)"
    r"|[a-z]{4,}(?<!karya)(?<!he)(?<!ka)(?<!la)(?<!ra)(?:wan|wati)|[a-z]{3,}olog|(?!indik|gener|radi|kalkul|ventil|eskal|isol)[a-z]{3,}ator"
    r"|(?!pemerintah|penumpang|penonton|pembeli|pengunjung|pengguna|pemilik|pembaca|pendengar|penyakit|pemula|penting|pengaruh|penuh|penyebab|penduduk|pendek|pendapat|pemuda|penerima|penghuni|pemenang|pengin|pengen|penjara|pensil|pendaftar|pencari|pelamar|pemegang|pengiring|penyandang|pengikut|penggemar|pemimpin|pengusaha|peng[a-z]*an)"
    r"(?:pem|pen|peng|peny|pel)[a-z]{3,}(?<!an))"
)

# What may stand before the first real word of a paragraph.
_LEAD = r"(?:[^ a-z]+ )*(?:(?:satu|salah satu|beberapa|adapun|sebuah|ada|lalu|nah|,|dua|tiga|empat|lima|soal|sejumlah|berbagai) )*"

CUES: Final[Mapping[Aspect, Mapping[float, tuple[str, ...]]]] = {
    Aspect.MISCONCEPTION: {
        NAMES: (rf"^ {_LEAD}(?:miskonsepsi|mitos|kesalahpahaman|stereotip|salah kaprah|salah paham|kesalahan persepsi|anggapan|prasangka|persepsi|pandangan|stigma)(?:nya)?",),
        DECLARES: (
            r"miskonsepsi", r"mitos(?:nya)?", r"kesalahpahaman", r"disalahpahami", r"disalahartikan", r"stereotip\w*",
            r"salah (?:kaprah|paham|sangka|kira|persepsi|mengerti|tafsir|pengertian|duga|arti|tangkap)", r"prasangka", r"stigma", r"sangkaan", r"dikira(?:in)?", r"disangka",
            rf"(?:anggapan|pandangan|persepsi|kesan|pendapat|asumsi|keyakinan|citra|cap|label|gambaran|pemahaman|cerita|ucapan|ungkapan|kalimat|julukan|kabar|tuduhan)(?: {_W})?"
            r" (?:yang |itu |ini |tersebut )?(?:jelas |tentu |sudah |sering |semacam ini )?(?:keliru|salah|tidak tepat|tidak benar|tidak sepenuhnya|miring|kurang tepat|usang|sempit|menyesatkan|meleset|terlalu menyederhanakan|perlu diluruskan|tidak berdasar|berlebihan)",
            r"(?:anggapan|asumsi|tudingan|tuduhan|kekeliruan|ucapan|ungkapan|kepercayaan)(?:nya)? (?:bahwa|ini|itu|tersebut|orang|umum|masyarakat|terbesar|lama|seperti|semacam|yang beredar)",
            rf"(?:banyak|sebagian|kebanyakan|sejumlah|tak sedikit|tidak sedikit|masih ada|ada|beberapa|umumnya|rata-rata|acap|sering)(?: (?!calon|pelamar|lulusan|pemula|mahasiswa){_W}){{0,4}}? {_BELIEVE}(?! (?:satu|harus|akan|bakal))",
            rf"{_PEOPLE} (?:(?:awam|luar|banyak|umum|kerap|sering|masih|biasanya|umumnya|suka|selalu|kadang|kadang-kadang|kali|terlanjur|mudah) ){{0,2}}{_BELIEVE}(?! (?:akan|bakal))",
            rf"{_OFTEN} (?:kali )?(?:salah )?{_BELIEVED}(?! sama)", r"(?:menyangka|beranggapan|menganggap|mengira|ngira)(?! (?:akan|bakal))", r"sebelah mata", r"jangan (?:percaya|salah|mengira|menganggap|menyangka)",
            r"citra (?:sebagai|bahwa|seperti)", r"kata orang", r"(?:masih |telanjur |terlanjur )?melekat", r"(?:dilihat|dibayangkan|digambarkan|dipahami)(?: (?:orang|masyarakat|publik|banyak orang))? sebagai", r"hanya karena", r"jangan (?:buru-buru|cepat-cepat|keburu|terburu-buru) (?:menuduh|menilai|mencap|menganggap|menyimpulkan|percaya)", r"(?:ada|banyak) yang (?:bilang|berkata|berkomentar|berseloroh|mengolok)", r"(?:begitu|itu) (?:komentar|kata|ucapan|olok-olok|celetukan)", r"(?:kesan|label|cap|citra|kabar|cerita|rumor) (?:bahwa|\" )",
        ),
        TYPICAL: (
            r"bukan berarti", r"tidak berarti", r"mentang-mentang", r"kesannya", r"dipandang (?:rendah|buruk|remeh|negatif)", r"dianggap (?:remeh|enteng|gampang)", r"jangan dikira", r"begitu orang (?:memandang|menyebut|menilai)", r"itu (?:tidak|bukan|salah|keliru)", r"(?:nyatanya|justru) (?:ia|mereka|harus|hasil)",
            r"padahal", r"faktanya", r"keliru(?:nya)?", r"kekeliruan", r"(?:tidak|tidaklah|belum tentu|tidak sepenuhnya|tak sepenuhnya|tidak selalu|kurang) (?:benar|tepat|betul|demikian|begitu)",
            r"salah besar", r"hoaks", r"(?:perlu|harus|patut) (?:di)?lurus(?:kan)?", r"meluruskan", r"(?:ter|di)?bantah(?:kan|an)?", r"membantah", r"diremehkan", r"disepelekan", r"konon", r"katanya",
            r"anggapan", r"asumsi", r"orang lupa", r"benarkah", r"(?:tentu|jelas) (?:saja )?(?:tidak|bukan)", r"(?:itu|ini) (?:jauh dari|tidak|salah|keliru|kurang)", r"(?:seolah|seakan)(?:-olah|-akan)?", r"(?<=[.!?]) yang benar(?: ,| adalah| ialah)", r"(?:jauh )?lebih luas dari itu", r"selama ini", r"belaka", r"berkomentar", r"komentar", r"menuduh", r"dituduh", r"menyederhanakan", r"(?:dicap|dianggap|diidentikkan|dipandang)",
            r"(?:kedengarannya|terdengar|kelihatan|terkesan) (?:seperti |sebagai )?(?:hanya|cuma|sekadar|sepele|remeh|gampang|mudah)",
            r"bukan(?:lah)? (?:cuma|hanya|sekadar|sebatas|melulu|semata|semata-mata|asal)", r"(?:lebih dari|tidak) sekadar", r"(?:nggak|tidak|tak|nggak) se(?:sederhana|sepele|semudah|gampang|mudah) itu", r"\? (?:nggak|tidak|belum tentu|salah|bukan|keliru|enggak|tentu tidak|ah , tidak|jelas bukan|jauh dari itu|eits|tunggu dulu)",
            r"(?:tinggal|cukup|sekadar|hanya|cuma) (?:duduk|menekan|menyalin|menjual|membaca|mengetik|bermain|main|jalan-jalan|menghitung|menyuruh|memotret|menggambar|mengurus|menjaga|berdiri|memasak|menulis|mencatat|memegang|membantu|pembantu|memakai|bergaya|senyum|tersenyum|bikin|mengantar)",
        ),
        HINTS: (r"(?:hanya|hanyalah|cuma|sekadar|sebatas|semata|melulu|doang|tinggal|asal|pasti|siapa pun|siapa saja|selalu)", r"(?:sebenarnya|sesungguhnya|sejatinya|justru|nyatanya|kenyataannya|realitanya)"),
    },
    Aspect.EXPECTATION: {
        NAMES: (rf"^ {_LEAD}(?:ekspektasi|harapan|bayangan|impian|angan-angan)(?:nya|mu)?", r"^ yang (?:orang|kamu|banyak orang|publik|masyarakat|biasa|sering)(?: \S+)? (?:lihat|bayangkan|kira|pikirkan|tahu|dibayangkan|dilihat)",),
        DECLARES: (
            r"(?:saya|aku|kami|kamu|dulu|dulunya|awalnya) (?:dulu |sempat |pernah )?(?:kira|pikir|sangka|berpikir|mengira|menyangka|mikir|ngira)", r"(?:ku)kira", r"kirain", r"(?:lalu |kemudian |sering |langsung |banyak yang |pasti )?(?:kaget|terkejut|tercengang|heran|syok) (?:ketika|saat|begitu|karena|melihat|mendapati|menemukan)", r"^ (?:media|film|sinetron|drama|serial|iklan|novel|komik|televisi|layar kaca|brosur|lowongan|poster|cerita)(?: [^ .,;:!?()]+){0,6}? (?:menggambarkan|menampilkan|menjanjikan|memperlihatkan|melukiskan|membuat)", r"(?:kalau|jika|bila) (?:me)?lihat(?: dari)? (?:unggahan|foto|feed|video|akun|instagram|media|layar|film)", r"antara (?:bayangan|harapan|impian|teori|ekspektasi) dan", r"(?:mimpi|impian|cita-cita|harapan) (?:banyak|kebanyakan|sebagian|anak|para|umum|lulusan|calon)", r"versi (?:film|orang|sinetron|layar|media|iklan)",
            r"ekspektasi(?:nya)?", r"(?<!sulit )(?:di|mem|ter)bayang(?:kan|in)?(?:nya)?(?! (?:orang |masyarakat |publik )?sebagai)", r"^ bayangan(?:nya|mu)?", r"bayangan(?:nya|mu)? (?:awal|awalnya|orang|banyak|umum|tentang|semula|indah|publik|saya|dan)", r"di atas kertas", r"(?:ber)?angan-angan(?:nya)?",
            r"harapan(?:nya|mu)? (?:umum|banyak|orang|masyarakat|awal|publik|dan|vs|calon|para|mereka|siswa|kebanyakan|saat|ketika|sebelum|pertama|: )", r"diimpikan", r"^ (?:yang )?(?:harapan(?:nya)?|bayangan(?:nya)?|impian(?:nya)?|mimpi(?:nya)?|dibayangkan|diharapkan|orang harapkan|kamu bayangkan)",
            rf"(?:orang|banyak|masyarakat|publik|{_NEWCOMER})(?: {_W}){{0,5}}? (?:berharap|mengharapkan|mendambakan|memimpikan|bermimpi|mengangankan|membayangkan)",
            rf"{_NEWCOMER}(?: {_W}){{0,5}}? (?:mengira|menyangka|berpikir|mikir|ngira|menganggap|yakin|percaya|datang dengan|masuk dengan)", r"(?:mengira|menyangka|berpikir|mikir|ngira)(?: [^ .,;:!?()]+){0,3}? (?:akan|bakal) (?:langsung|selalu|terus|setiap|tiap|sering|banyak|menjadi|punya|bisa)",
            rf"dari (?:luar|kejauhan|jauh|layar|film|kursi|seberang|pantai|bangku|darat|balik layar|tribun|brosur|media)(?: {_W}){{0,12}}(?: ,)?(?: {_W}){{0,5}}? (?:terlihat|tampak|kelihatan|terkesan|terdengar|seperti|tampaknya|kelihatannya)",
            rf"(?:terlihat|tampak|kelihatannya|kelihatan|terdengar|tampaknya|kelihatannya)(?: {_W}){{1,8}} [.,;](?: (?:namun|tapi|tetapi|padahal|sedangkan|sementara))?(?: ,)? (?:di lapangan|{_REALITY}|di baliknya|dari dalam|aslinya|sehari-hari|yang tidak)",
            r"(?:di|dalam|lewat) (?:media sosial|film|sinetron|drama|serial|televisi|layar|instagram|tiktok|youtube|foto|poster|brosur|iklan|komik|novel|vlog)(?: [^ .;:!?()]+){0,12}? [.,;](?: [^ .;:!?()]+){0,12}? (?:lapangan|kenyataan\w*|aslinya|nyatanya|sesungguhnya|sebenarnya|sehari-hari|praktik\w*|ternyata|dunia nyata)",
            r"^ (?:film|drama|sinetron|serial|poster|brosur|iklan|foto|video|media sosial|instagram|konten)(?: [^ .,;:!?()]+){0,6}? (?:menampilkan|memperlihatkan|memang|menggambarkan|menjual|membuat|menyuguhkan|penuh|selalu|sering|hanya)",
            r"yang (?:tidak|tak|jarang|nggak|belum) (?:masuk|terlihat|tampak|diceritakan|kelihatan|diperlihatkan|dilihat|terekam|diunggah|tersorot|orang lihat|muncul)",
        ),
        TYPICAL: (
            r"rupanya", r"(?:tak|tidak|siapa) (?:disangka|sangka|terduga)", r"alih-alih", r"bukannya", r"kejutan(?:nya)?", r"lambat laun", r"layar (?:kaca|lebar|perak)", r"di balik (?:kamera|lensa|meja|tirai|dapur)", r"yang (?:didapat|dijalani|diterima|muncul|tersisa)", r"(?:bulan|tahun|minggu|hari) pertama(?:nya|mu|ku)?", r"sepintas", r"jurang", r"pekerjaan pertamanya",
            r"(?:kenyataannya|realitanya|realitasnya|nyatanya|aslinya|praktiknya)", r"(?:namun|tetapi|tapi|sedangkan|sementara|padahal|dan|dalam|pada|di|vs|antara) (?:di )?(?:kenyataan|realita|realitas|lapangan)", r"(?:kenyataan|realita|realitas)(?: :| pemandu| pekerjaan| profesi| kerja| menunjukkan| sehari-hari| lapangan| di)", r"(?:pada|dalam) praktiknya", r"dalam praktik", r"(?:eh , )?ternyata", r"(?:awalnya|dulu|semula) (?:ku|aku |saya )?(?:kira|pikir|sangka)", r"coba lihat", r"akhirnya sadar", r"kelihatannya", r"sejujurnya", r"begitu (?:masuk|bekerja|terjun|mengajar|diterima|mulai|bertugas|lulus|turun|praktik)", r"setelah (?:bekerja|terjun|masuk|diterima|beberapa bulan|bertugas|lulus|sebulan|menjalani\w*)", r"(?:bulan|minggu|hari|tahun|pekan)-(?:bulan|minggu|hari|tahun|pekan) pertama",
            r"(?:tidak|tak|jauh|nggak) (?:selalu |lebih |akan )?se(?:indah|mudah|glamor|santai|sederhana|mewah|keren|bebas|romantis|dramatis|heroik|simpel|menyenangkan|manis|gemerlap|cepat|seru|ringan|rapi|luwes|tenang|menarik|megah)\w*(?! itu)",
            r"di balik (?:layar|gemerlap|kemewahan|seragam|itu|semua|panggung|pintu|senyum|foto|kilau|sorot)", r"secara teori", r"dalam benak", r"di benak", r"kenyataan (?:berkata|sehari-hari)", r"dari dalam", r"yang (?:dijumpai|ditemui|didapat|terjadi|menanti|menunggu|dihadapi)", r"mendapati", r"memperlihatkan sebaliknya", r"jauh dari (?:kesan|bayangan|kata|gambaran|kamera|itu)",
            r"(?:hari|waktu)(?:nya|mu)?(?: [^ .,;:!?()]+){0,3} (?:habis|dihabiskan|terpakai|tersita|tersedot)", r"menyita", r"impian", r"(?:jauh |sangat )?(?:dari|berbeda dengan|berbeda dari|beda dari|beda dengan) (?:bayangan|harapan|kenyataan|gambaran|yang dibayangkan|film)", r"berharap", r"mengharapkan", r"diharapkan (?:selalu|bisa selalu|tahu|serba|sempurna|akan|langsung)", r"bayangan\w*", r"perkara sesungguhnya",
            r"(?:persen|%|separuh|sebagian besar|setengah|lebih banyak) (?:dari )?(?:waktu|hari|harinya|waktunya|waktuku|jam|kerjanya|pekerjaannya|harimu|waktumu|jamnya)", r"lebih (?:sering|banyak) (?:[^ .,;:!?()]+ ){0,4}?(?:daripada|ketimbang|dibanding|diisi|dihabiskan|habis|berisi|berhadapan|berkutat)",
        ),
        HINTS: (r"(?:film|drama|sinetron|serial|televisi|media sosial|instagram|tayangan|iklan|foto|poster)", r"(?:sebenarnya|sesungguhnya|sejatinya|justru)", r"(?:glamor|keren|gemerlap|mewah|bergengsi|serba|indah|seru|bebas|santai|canggih|heroik)", r"(?:namun|tapi|tetapi|hanya|cuma)", r"(?:pulang tepat waktu|lembur|revisi|rapat|laporan|administrasi|lorong|pegal)"),
    },
    Aspect.DIFFERENCE: {
        NAMES: (rf"^ {_LEAD}(?:perbedaan|bedanya|pembeda|perbandingan|beda|yang membedakan)(?:nya)?",),
        DECLARES: (
            r"perbedaan(?:nya)?", r"(?:berbeda|berlainan|beda|(?<![a-z] )lain) (?:dengan|dari|halnya|sama)(?! (?:bayangan|anggapan|harapan|kenyataan|gambaran|yang dibayang|apa yang|itu|kata))",
            r"beda(?:nya)? (?:antara|tipis|keduanya|utama|paling|terletak|lagi|ada)", r"bedanya", r"pembeda(?:nya)?",
            r"(?:mem|di)bedakan(?:nya)?", r"(?:tidak|tidaklah|bukanlah|tak|nggak) sama (?:dengan|persis)", r"tidak identik", r"lain (?:pula|lagi)",
            r"(?:jangan|bukan|sering|kerap|biasa|mudah|kadang|banyak|masih|terkadang|sering kali|kerap kali|suka)(?: \S+){0,2}? (?:disamakan|tertukar|samakan|dikelirukan|dicampuradukkan|dirancukan|rancu|menyamakan|dipertukarkan|menukar|dianggap sama|tumpang tindih|dibandingkan|disetarakan)",
            r"mencampuradukkan\w*", r"tertukar", r"dianggap sama", r"disamakan", rf"bukan(?:lah)? (?:seorang )?{PROFESSIONS} [.;]", r"bingung (?:antara|membedakan)", r"yang (?:pertama|satu) [^.]{0,200} , (?:sedangkan |sementara )?yang (?:kedua|lain|satunya)",
            r"(?:di)?banding(?:kan)?(?: dengan)? (?:profesi|pekerjaan|jabatan)", r"^ (?:di)?banding(?:kan)?", r"(?:profesi|pekerjaan|jabatan|posisi|peran)(?: lain)?(?: yang)? (?:mirip|serupa|sejenis|berdekatan|tetangga|bersebelahan|terdekat|berkerabat)",
            r"garis (?:batas|pemisah)(?:nya)?", r"batas(?:nya)? (?:antara|keduanya|dengan)", r"sekilas (?:mirip|sama|serupa|tampak sama|terlihat sama|tampak mirip|terlihat mirip)",
            r"^ (?:tidak|tak) seperti", r"sama-sama", r"kedua(?:nya| profesi| pekerjaan| jabatan| peran)",
            r"^ (?:jika|kalau|bila|bilamana|apabila) (?:seorang )?(?!me[mnlrw]|ber|di[a-z]+kan|ada |hanya |sudah |belum |memang |musim |bau |kamu|anda|kau|kalian|seseorang|dirimu|tidak|merasa|ingin|suka|mudah)[^,.?]{3,90} , (?:maka )?(?!kamu|anda|profesi|pekerjaan|ini|itu|mungkin|sebaiknya|kemungkinan|barangkali|bisa)(?:seorang )?[^ ,.]{3,20} (?:[^ ,.]+ ){0,3}?(?:lebih|justru|hanya|malah|me[a-z]{4,}|ber[a-z]{3,}|bertanggung|tidak)",
        ),
        TYPICAL: (
            r"beda cerita", r"lain lagi", r"titik beda\w*", r"kontras", r"serumpun", r"bersinggungan", r"tumpang tindih", r"kembaran\w*", r"saudara (?:dekat|kandung|tua|muda)", r"kemiripan", r"dasar hukumnya", r"ranahnya",
            rf"(?:sedangkan|sementara(?: itu)?|adapun|tetapi|tapi|;) {PROFESSIONS}", r"lain halnya", rf"antara (?:seorang )?{PROFESSIONS}(?: [^ .,;:]+){{0,2}} dan", r"tidak sama", rf"(?:kewenangan|wewenang) (?:seorang )?{PROFESSIONS}", r"(?:profesi|jabatan|pekerjaan) (?:tetangga|saudara|kerabat)(?:nya)?", r"hanya saja", r"mirip", r"serupa dengan", r"berbeda(?! (?:tergantung|setiap|tiap|kepentingan|budaya|pendapat|latar))", r"beda", r"dua (?:profesi|pekerjaan|jabatan|peran)", r"(?:tidak|tak) seperti(?! (?:kelihat|biasa|itu))", r"persamaan(?:nya)?", r"berlainan", r"bersaudara", r"sepupu",
            r"kalau (?!kamu|anda|kau|kalian|ingin|tidak|seseorang)\S+(?: \S+){0,2} (?:lebih )?(?:fokus|berfokus|mengurus|menangani|bekerja|bertugas|berwenang|melihat|mengurusi|berkutat|memusatkan|itu)", r"berada di sisi", r"ranah(?:nya)? (?:yang )?(?:berbeda|sendiri|adalah)",
        ),
        HINTS: (r"lebih (?:banyak|fokus|berfokus|menitikberatkan|menekankan|ke|condong|luas|sempit|sering|dalam|mengutamakan|spesifik|teknis|strategis|besar)", r"(?:sebaliknya|masing-masing|saja|dibanding(?:kan)?|sedangkan|sementara|adapun)", r"(?:wewenang|kewenangan|cakupan|lingkup|fokus|ranah|titik berat)(?:nya)?", r"(?:berwenang|terbatas|khusus|netral|independen|hanya menangani|hanya melayani|hanya mengurus)"),
    },
    Aspect.MISFITS: {
        NAMES: (rf"^ {_LEAD}(?:(?:orang|seseorang|mereka|kandidat|profil|siapa|tipe orang) )+(?:yang )?takcocok",),
        DECLARES: (
            r"takcocok",
            r"bukan(?:lah)? (?:pilihan|profesi|pekerjaan|tempat|jalan|dunia|bidang|karier|karir|jalur|panggilan|lahan|ladang|jawaban|rumah)(?:nya|mu)? (?:yang )?(?:tepat|cocok|untuk|bagi|buat|baik|ideal|bijak|kamu|anda|ramah|mudah|orang)",
            r"bukan(?:lah)? (?:untuk|buat|bagi)(?:mu)?(?= (?:[^ .,;:]+ ){0,2}(?:yang|dengan|[.,])|(?: (?:kamu|anda|semua|setiap|sembarang|siapa|si|orang)))", r"(?:tidak|tak) (?:semua|setiap|sembarang) (?:orang|insan|pelamar|siswa|mahasiswa)",
            r"(?:sebaiknya|lebih baik|mending|mendingan|ada baiknya|baiknya|hendaknya|seyogianya|seharusnya|patut|perlu|harus|layak)(?: [^ .;:!?()]+){0,4}? (?:pikir|berpikir|pikirkan|dipikir|dipikirkan|pikir-pikir|memikirkan|mempertimbangkan (?:lagi|ulang|kembali|pilihan|profesi|jalur|bidang)|pertimbangkan (?:lagi|ulang|kembali|pilihan|profesi|jalur|bidang)|cari|mencari|hindari|menghindari|urungkan|mengurungkan|jangan|tidak|mundur|menjauh|menimbang|melirik|melihat profesi|menengok|menunda|memilih (?!profesi ini|pekerjaan ini|jalan ini))",
            r"(?:ber|di|me|me-)?(?:pikir|mikir|pikirkan|pikirlah|pikir-pikir|pikirkanlah|timbang|menimbang|pertimbangkan|mempertimbangkan)(?:kan|lah)? (?:ulang|dua kali|lagi|kembali|matang|matang-matang|baik-baik|masak|masak-masak|dulu|pilihan lain|profesi lain)",
            r"jangan (?:memilih|pilih|jadi|menjadi|ambil|mengambil|masuk|paksakan|memaksakan|memaksa|coba|melamar|terjun|dulu|tergiur|nekat)", r"tidak (?:memaksakan|memaksa|perlu memaksakan)(?: diri)?",
            r"(?:tidak|kurang|belum|tak)(?: \S+)? (?:disarankan|dianjurkan|direkomendasikan|diharapkan melamar|dapat diterima)", r"(?:cari|carilah|mencari|melirik|lirik|liriklah|memilih|pilih|pilihlah|pertimbangkan|lihat|coba|cobalah|tengok)(?: [^ .,;:!?()]+){0,2} (?:lain|yang lain|lainnya|di darat|berbeda)", r"di (?:bidang|tempat|dunia|jalur) lain", r"(?:ini )?bukan (?:jalan|tempat|dunia|bidang)(?:mu|nya)?",
            rf"(?:akan|bakal|bisa|mungkin|dapat|pasti|biasanya|cenderung|kemungkinan(?: besar)?|rentan|mudah|cepat|gampang|hampir pasti|siap-siap|bersiaplah)(?: (?:jadi|merasa|sangat|cepat|mudah|terus|sering|akan|lebih|segera|membuatmu|membuat|cukup|benar-benar|terasa|kamu|anda|dirimu|menjadi|begitu|amat|besar))* {_SUFFER}(?! (?:ditebak|dilupakan|diganti|ditemukan|dijelaskan))",
        ),
        TYPICAL: (
            r"(?:tinggalkan|lupakan|urungkan)", r"bukan zona", r"(?:menguras|melelahkan|menyiksa) (?:mental|batin|tenaga)", r"tidak akan (?:lama|kuat|sanggup|bahagia|tahan|mudah)", r"(?:akan|bisa|cepat) (?:berhenti|mundur|angkat kaki|menyerah|tersingkir)", r"membuatmu (?:ngeri|mual|panik|takut|stres|gugup|cemas|jijik|pusing|gelisah|lelah)", r"tidak ramah bagi", r"kendala besar",
            r"(?:tersiksa|kewalahan|keteteran|menyiksa|siksaan|mimpi buruk|neraka|kelabakan|tertekan|frustrasi|kesulitan|menyesal|siap-siap|hindari)", r"(?:sulit|susah|tidak akan|tidak bisa|tak akan|sukar|jarang) (?:bertahan|berkembang|betah|menikmati|krasan|bahagia|menyatu|merasa nyaman)", r"(?:tidak|jarang) bertahan lama", r"cepat (?:lelah|bosan|jenuh|menyerah|habis|kewalahan|frustrasi|stres)",
            r"(?:menjadi|jadi|terasa|merasa)(?: sangat| amat)? (?:beban|berat|penghalang|menyiksa|siksaan|hambatan|melelahkan|neraka|menyesakkan|menjemukan|membosankan)", r"(?:meny(?:ulitkan|usahkan)|menghambat|penghalang|menghalangi)",
            rf"(?:jika|kalau|bila|apabila|jikalau|andai|seandainya|bagi|buat|untuk|tapi kalau|yang|orang|mereka|siapa|kamu|anda|pribadi|murid|siswa|mahasiswa|pegawai|calon|kandidat|pelamar|tipe)(?: (?:kamu|anda|kalian|kau|orang|mereka|yang|adalah|tipe|orangnya|seorang|seseorang|dirimu|termasuk|merasa|memang|masih|selalu|pun|diri|mu)){{0,4}} {WEAKNESS}",
            r"bukan (?:tipe|orang yang)", r"tidak cukup tahan", r"mundur", r"gugur",
        ),
        HINTS: (rf"{WEAKNESS}", r"(?:tekanan|rutinitas|panik)", r"(?:sebaliknya|terus terang|tapi|tetapi)"),
    },
    Aspect.FITS: {
        NAMES: (rf"^ {_LEAD}(?:profil|karakter|kepribadian|sosok|kandidat|orang|seseorang)(?: orang| ideal| seseorang| pribadi)?(?: yang)? (?:cocok|ideal|tepat|sesuai|pas)", r"^ (?:seorang )?[^.,]{3,80} yang (?:cocok|ideal|tepat|sesuai) (?:adalah|ialah|yaitu|biasanya|juga)", r"(?:menjadi|merupakan|adalah)(?: ciri| tanda)? profil(?: orang)? yang",),
        DECLARES: (
            r"profil(?:nya)? (?:orang|pribadi|kandidat|yang|ideal|pekerja|calon|seseorang|karakter)", r"cocok(?:nya|lah|kah)?(?! (?:atau tidak|tidaknya|dengan (?!kamu|anda|kepribadian|karakter|orang|profesi|pekerjaan|minat|sifat|jiwa|mereka|dirimu)))", r"layak (?:kamu |untuk |anda )?(?:dipertimbangkan|dicoba|dipilih|dilirik|dijajaki|mempertimbangkan|mencoba|masuk|diisi|menduduki|mengisi)",
            rf"(?:akan|bakal|pasti|biasanya|cenderung|bisa|mudah|lebih|kemungkinan|umumnya|paling|lekas|cepat|mungkin)(?: (?:merasa|lebih|mudah|cepat|akan|sangat|besar|kamu|anda|paling|bakal|bisa|begitu|amat|lekas|punya))* {_THRIVE}",
            r"(?:membuat|menjadikan|membantu|mengantar)(?: [^ .,;:!?()]+){0,3}? (?:bertahan|betah|berkembang|berhasil|sukses|bersinar|menonjol|unggul|awet|bersinar)", r"betah", r"pilihan (?:yang )?(?:tepat|pas|menarik|bagus|ideal|baik)", r"panggilan (?:jiwa|hati)", r"(?:ideal(?:nya)?|pas|sesuai|tepat)(?: sekali| banget)? (?:untuk|bagi|buat|dengan|dipegang|diisi|diduduki)(?:mu)?(?= (?:kamu|anda|orang|mereka|yang|siapa|lulusan|siswa|mahasiswa|pribadi|kalian|kepribadian|karakter|watak|jiwa|oleh|seseorang|murid|sosok|para pencinta|pencinta|pecinta)|(?<=mu))", r"pas (?:banget|sekali)", r"sesuai dengan (?:kamu|anda|mereka|orang|karaktermu|kepribadian)",
            r"(?:orang|pribadi|sosok|kandidat|karakter|kepribadian|tipe|watak|ciri|sifat|mereka|pekerja|orang-orang)(?: orang| pribadi)?(?: yang)?(?: paling| biasanya| umumnya| bisa)? (?:ideal|tepat|sesuai|pas|dicari|diidamkan|dibutuhkan|berhasil|bertahan|sukses|betah|menonjol|dirindukan|disukai|awet|kuat|unggul)",
            r"tempat(?:nya|mu| yang tepat)? (?:untuk|bagi|buat)(?:mu)? (?:kamu|orang|mereka|anda|yang|tumbuh|berkembang)", r"memanggil(?:mu| kamu| anda| orang| mereka| siapa)", r"menyambut(?:mu)? (?:siapa|orang|kamu|mereka|anda)", r"milik (?:orang|mereka|siapa|kamu)", r"(?:memang |barangkali |mungkin )?untukmu", r"jodoh(?:nya|mu)?", r"klop", r"(?:per)?tanda(?:-tanda)?(?:nya)?(?: [^ .,;:!?()]+){0,2} (?:baik|bagus|positif|kamu|bahwa)", r"terbuka (?:untuk|bagi) (?:siapa|kamu|orang|mereka)", r"merasa di rumah", r"seperti rumah",
            r"(?:pertimbangkan|lirik|coba|pilih|jajal|liriklah|cobalah)(?:lah)? (?:profesi|pekerjaan|karier|jalur|bidang|jalan) ini", r"(?:dunia|jalan|tempat|bidang) ini (?:milikmu|untukmu|menantimu|memang)",
        ),
        TYPICAL: (
            r"(?:direkomendasikan|disarankan|dianjurkan) (?:untuk|bagi|kepada) (?:orang|kamu|mereka|siapa)", r"karakternya", r"orangnya (?:harus|mesti|biasanya|memang|pasti)", r"(?:punya|memiliki) (?:hati|jiwa|naluri|rasa|empati|selera|kepekaan|kesabaran|minat|ketertarikan)", r"berhati", r"(?:[a-z]+) yang (?:sukses|berhasil|hebat|baik|andal|awet)(?: biasanya| umumnya| :| itu| adalah| ialah)", r"mencintai", r"calon (?:[a-z]+ )?yang baik",
            rf"(?:jika|kalau|bila|apabila|jikalau|andai|seandainya|bagi|buat|untuk|kamu|anda|kalian|apakah|(?:orang|mereka|siapa pun|siapa saja|pribadi|murid|siswa|mahasiswa|pegawai|calon|kandidat|pelamar|tipe|sosok|anak|individu|seseorang|orang-orang|lulusan|remaja)(?: muda)?(?: yang| dengan))(?: (?:kamu|anda|kalian|kau|orang|mereka|yang|adalah|tipe|orangnya|seorang|seseorang|dirimu|termasuk|merasa|memang|sejak kecil|selalu|saja|pada dasarnya|benar-benar|sungguh|punya|memiliki|umumnya|bertanya)){{0,4}} {STRENGTH}", rf"^ yang (?:memang |selalu )?{STRENGTH}", r"(?:bermakna|memuaskan|membahagiakan)",
            r"(?:kepribadian|karakter|sifat|watak|sosok|temperamen|bakat|passion|tipe orang|minat|naluri|pembawaan)(?:mu|nya)?", r"kandidat", r"(?:introver|ekstrover)t?", r"dicari", r"(?:ber)?jiwa", r"profil",
            r"(?:profesi|jabatan|pekerjaan|posisi) ini (?:menarik|memanggil|menanti|menunggu|untuk kamu|untukmu|bisa jadi|mungkin|meminta|mencari)", r"biasanya (?:orang|mereka|dia|ia)", r"diisi (?:oleh )?(?:orang|pegawai|sosok|mereka)",
        ),
        HINTS: (rf"{STRENGTH}", r"(?:kamu|anda|dirimu|murid|pribadi)", r"(?:pekerja keras|rasa ingin tahu|rasa hormat|kesabaran|ketekunan|kejujuran|integritas|keberanian|keteguhan|ketahanan|sikap|kerendahan hati|ketulusan|kegigihan|kekompakan|empati|ketenangan|keuletan)"),
    },
    Aspect.SKILLS: {
        DECLARES: (
            rf"^ (?:\W )*(?:beberapa |berbagai |selain |sejumlah |dari sisi |soal |dalam hal |dari segi |secara |diperlukan |dibutuhkan )?{ABILITY}(?! untuk siapa)", r"^ (?:\W )*(?:modal|bekal|kualifikasi|senjata|fondasi|persyaratan|syarat|isi ransel\w*|perkakas|amunisi)(?: \S+){0,3}? (?:utama|wajib|penting|teknis|terpenting|pertama|seorang|untuk|yang|agar|menjadi|dengan)",
            rf"{_MUST}(?: (?:juga|untuk|bisa|dapat|mampu|selalu|sangat|pula|benar-benar|sudah|pun|terus|cukup|serba|tetap|seorang|sosok|orang|kamu|anda|paling))* {_ABLE}", r"dituntut", r"(?:wajib|harus|perlu|mutlak|paling)(?: (?:kamu|anda|harus|wajib|perlu))* (?:di)?(?:kuasai|miliki|asah|pelajari|pahami|latih|ketahui|siapkan)",
            rf"{ABILITY}(?: \S+){{0,8}}? (?:dibutuhkan|diperlukan|wajib|mutlak|penting|pentingnya|krusial|esensial|dituntut|diandalkan|diuji|harus|menentukan|vital|diutamakan|dipersyaratkan|diminta|membantu|dipakai)",
            rf"(?:dibutuhkan|diperlukan|butuh|perlu|membutuhkan|memerlukan|menuntut|mengandalkan|mensyaratkan|mengasah|melatih|asah|mencari|diminta|menghendaki|disyaratkan|bermodal|bermodalkan|berbekal)(?: \S+){{0,3}}? {ABILITY}", r"tidak(?:lah)? cukup(?: hanya| sekadar| cuma)?(?: bisa| pintar| pandai| modal| bermodal| berbekal| dengan)?", r"(?:bekal|modal|alat|kunci|ilmu|senjata|pegangan|makanan)(?:nya)? (?:wajib|utama|dasar|penting|sehari-hari|pokok|yang (?:diuji|dipakai|harus|wajib|perlu|dibutuhkan|tak))",
            r"^ (?:mulailah |mulai )?(?:latih|asah|pelajari|kuasai|bekali|perdalam|siapkan)(?:lah|kan|i)?(?: diri\w*)?", r"(?:nilai (?:tambah|lebih|plus))", r"(?:belajarlah|berlatihlah)",
        ),
        TYPICAL: (
            r"(?:adalah|merupakan|menjadi) (?:keharusan|kewajiban|syarat mutlak|kunci|modal|bekal|fondasi|prasyarat)", r"tidak (?:bisa|dapat) ditawar", r"harga mati", r"prasyarat", r"fondasi", r"diandalkan", r"(?:minimal|setidaknya|paling tidak) (?:bisa|mampu|paham|menguasai|mengerti)", r"melek", r"piawai", r"jago", r"(?:sangat|paling|turut|ikut) (?:menentukan|membantu|diperlukan|dibutuhkan|diperhitungkan)",
            r"menguasai", r"(?:mahir|fasih|cakap|terampil|piawai|lihai|cekatan|paham betul|lancar)", r"(?:di|kau|kamu |anda )?(?:butuhkan|perlukan|kuasai|pelajari|asah|latih|persyaratkan|dipelajari)", r"(?:kunci|modal|bekal|syarat|senjata)(?:nya)?(?: \S+)? (?:utama|keberhasilan|sukses|penting|dasar|wajib)",
            r"kemampuan", r"keterampilan", r"keahlian", r"kompetensi", r"pengetahuan", r"kecakapan", r"(?:soft |hard )?skills?", r"penguasaan", r"pemahaman", r"terbiasa", r"kebiasaan", r"(?:melatih|mengasah)", r"mutlak", r"mensyaratkan", r"bekal", r"(?:sql|python|excel|spreadsheet|lembar kerja|autocad|photoshop|tableau|javascript|linux|figma)",
            r"(?:ketelitian|penghitungan|perhitungan|pembacaan|penulisan|pengambilan|koordinasi|kesadaran situasi)", r"(?:dasar|teknik|cara|prinsip|bahasa)(?: [^ .,;:!?()]+){1,3} ,(?: [^ .;:!?()]+){1,12} (?:teknik|cara|prinsip|bahasa|dasar)",
        ),
    },
    Aspect.DUTIES: {
        DECLARES: (
            r"^ (?:\W )*(?:selain itu , )?(?:tugas|tugasnya|tugas-tugas(?:nya)?|tanggung jawab(?:nya)?|pekerjaan sehari-hari|pekerjaan hariannya|sehari-hari(?:nya)?|setiap hari(?:nya)?|setiap pagi|tiap hari|dalam (?:keseharian|sehari|sepekan|seminggu|satu hari|satu pekan)(?:nya)?|kesehariannya|rutinitas(?:nya)?|aktivitas(?:nya)?|kegiatan(?:nya)?|ruang lingkup|lingkup|wewenang|agenda(?:nya)?|jadwal hari|sehari penuh|(?:satu|dalam satu) (?:hari|pekan|minggu)|urutan kerja\w*|jasa|layanan|hari kerja(?:nya)?(?: \S+){0,4} (?:dimulai|diawali|dibuka|berisi|diisi))",
            r"tugas(?:nya)? (?:utama|pokok|sehari-hari|harian|rutin|inti|lain|sampingan|tambahan|pertama|berikutnya|selanjutnya|terpenting|terberat)(?:nya)?", r"tugas(?:nya)? (?:meliputi|mencakup|antara|adalah|ialah|yaitu|termasuk|dimulai|bervariasi|beragam)", r"urutan kerja\w*",
            r"(?:pagi|siang|sore|malam|shift|hari|kerja|pekerjaan|harinya|paginya|pekan|minggu)(?:nya)?(?: hari| harinya| ini| itu| biasanya| selalu| pertama)* (?:dimulai|diawali|dibuka|diisi|dihabiskan|ditutup|diakhiri|berlanjut|berisi|terbagi)", r"yang (?:akan |biasa |harus )?(?:(?:anda|kamu|ia|dia|mereka) )?(?:di)?(?:kerjakan|lakukan|urus|tangani)(?:nya)?",
            r"(?:melaksanakan|menjalankan|mengerjakan|melakukan)(?: beberapa| sejumlah| berbagai)? (?:kegiatan|tugas|pekerjaan)", r"(?:terbagi|dibagi|diringkas|dirinci|terdiri)(?: atas| menjadi| dalam| ke dalam)(?: [^ .,;:!?()]+){0,2} (?:kegiatan|tugas|bagian|empat|tiga|dua|lima)",
        ),
        TYPICAL: (
            r"(?:ditugasi|ditugaskan|diserahi|dipercaya untuk|mengemban|memikul|sibuk me[a-z]+)", r"mulai bekerja", r"(?:sepanjang|seharian|sepanjang hari)", r"(?:langkah|tahap) (?:pertama|awal|berikutnya|selanjutnya|terakhir)", r"pertama ,[^.]{0,200} kedua ,", r"menjadi (?:bagian|tugas|urusan|tanggung jawab)nya", r"porsi (?:kerja|pekerjaan)", r"giliran jaga", r"digunakan untuk me[a-z]+", r"^ dalam satu (?:kasus|proyek|hari|minggu|sif|shift|penerbangan|kali)", r"^ (?:ruang )?lingkup\w*", r"pekerjaan bertambah", r"^ administrasi juga",
            r"(?:ber)?tugas(?:-tugas)?(?:nya|mu)?", r"(?:ber)?tanggung jawab(?:nya)?(?: (?:atas|untuk|mencakup|meliputi|me[a-z]{4,}))?", rf"(?:ia|dia|mereka|beliau|dialah|ialah|merekalah|pemegang jabatan|anda pun|ia pun)(?: (?:juga|biasanya|lalu|kemudian|harus|akan|pula|pun|sering|kerap|rutin|yang|ikut|wajib|bertugas|bersama tim|diminta|bergantian|turut|diwajibkan|berkewajiban)){{0,3}} {VERB}", r"pekerjaan(?:nya)?(?: ini| itu| tersebut)? (?:juga )?(?:melibatkan|mencakup|meliputi|dimulai|berkisar|terdiri|mengharuskan|berupa)",
            r"(?:sehari-hari|kesehariannya|keseharian|sehari-harinya|rutin|secara berkala|berkala|bergiliran|bergantian)", r"(?:setiap|tiap) (?:hari|pagi|minggu|pekan|bulan|semester|akhir|awal|sore|malam|senin|kali|pergantian|triwulan|tahun|musim)", rf"^ {_DAYTIME}", rf"{_DAYTIME} (?:,|:|ia|dia|mereka|rapat|me[a-z]{{4,}})", r"(?:dimulai|diawali|dilanjutkan|diakhiri|ditutup|bermula) (?:dari|dengan|ketika|saat)", r"^ pekerjaannya", r"^ beban kerja\w*", r"(?:dari|mulai) me[a-z]{4,}[^.]{3,80} (?:sampai|hingga) me[a-z]{4,}", r"^ (?:pada|menjelang|di) (?:musim|masa|hari|sidang|kantor|lapangan|darat|lokasi)", r"(?:semuanya|itu semua) (?:ia|dia|mereka) (?:kerjakan|lakukan|tangani)", r"(?:dimulai|diawali|diakhiri|ditutup) dengan", rf"^ [^.,;]{{3,60}} juga (?:harus |perlu |dapat |ikut |turut |biasanya )?(?:{VERB}|berperan|berinteraksi|berpartisipasi)", r"^ (?:pada|menjelang|di) (?:akhir|awal|tengah) (?:tahun|bulan|pekan|hari|musim|semester)",
            rf"(?:lalu|kemudian|setelah itu|sesudah itu|selanjutnya|berikutnya) (?:ia |dia |mereka )?{VERB}", r"^ (?:sebelum|sesudah|setelah|setibanya|selepas|usai|begitu|seusai|di luar|selain|di sela|di sela-sela|saat|ketika|sewaktu)(?! kuliah| lulus| masuk| bekerja| diterima| terjun)",
            r"pekerjaan (?:rutin|harian|utama|lain|lainnya|administratif|sehari-hari)(?:nya)?", r"(?:berkewajiban|diminta|kebagian|mendapat giliran|merangkap|tak jarang ia|sesekali)",
        ),
    },
    Aspect.DESCRIPTION: {
        DECLARES: (
            rf"^ (?:\W )*(?!{_SECTION_NOUN} )(?:[^ .,;:!?()]+ ){{1,9}}?(?:, [^.;]{{3,90}}? , |\( [^)]{{2,60}} \) (?:, )?)?(?:adalah|merupakan|ialah|yaitu|yakni)(?: (?:juga|pula|memang))? {_KIND}",
            r"^ (?:\W )*(?:pekerjaan|profesi|jabatan|posisi) (?:sebagai|ini (?:adalah|merupakan|bergerak|berada|lahir|termasuk|ada|muncul|berkaitan|menjembatani))", r"^ pekerjaan (?!ini|itu|tersebut|sehari|utama|rutin|harian|lain)(?:[^ .,]+ ){1,8}?(?:melibatkan|mencakup|meliputi|mengharuskan|berkaitan|berfokus)", r"^ (?:\W )*bertugas", r"^ seorang (?:(?!juga |yang )[^ .,;:!?()]+ ){1,10}?(?:bertugas|bertanggung jawab)", r"^ (?:profesi|pekerjaan|jabatan|posisi) (?!ini|itu|tersebut|lain|tetangga|serupa)(?:[^ .,]+ ){1,8}?(?:adalah|merupakan|ialah|memainkan|berperan)", r"apa itu", r"yang dimaksud", r"(?:disebut|dikenal|dinamai|dinamakan|ditulis|dipanggil|disingkat|disapa)(?: juga| pula| lazim)?(?: sebagai| dengan| dalam| sebutan)?",
            r"itu(?:lah)? [^ .,;:]+ : ", r"^ (?:pernah|pernahkah|kamu pasti|anda pasti|siapa yang tidak|tahukah|coba perhatikan|bayangkan)",
        ),
        TYPICAL: (
            r"(?:yakni|yaitu) (?:pegawai|petugas|pekerja|orang|mereka|profesi|pejabat|pihak|jabatan)", r"^ (?:secara resmi )?nama(?:nya| resmi| jabatan| pekerjaan| profesi)", r"^ kami adalah", r"^ (?:dalam|di) (?:struktur|dunia|industri|organisasi|tim|ekosistem|sebuah|setiap) ", r"(?:berada|berdiri|duduk) di (?:antara|garis|balik|tengah|posisi|persimpangan)", r"^ (?:inilah|dialah|merekalah|itulah)", r"sosok di balik", r"memegang peran(?:an)?", r"(?:memainkan|memiliki|punya) peran(?:an)? (?:penting|vital|kunci|besar|strategis|sentral)", r"berfungsi sebagai", r"(?:didefinisikan|diartikan|dimaknai)", r"(?:mata dan telinga|otak di balik|nyawa|wajah) (?:[^ ]+ )?(?:kota|perusahaan|organisasi|sekolah|rumah sakit|acara|toko)?", r"(?:hampir )?(?:di )?setiap (?:rumah sakit|kantor|perusahaan|sekolah|gedung|pabrik|kota|desa)",
            rf"^ (?!{_SECTION_NOUN} )(?!(?:[^ .,;:!?()]+ ){{0,3}}(?:utama|lain|serupa) )(?:seorang |para )?(?:(?!{VERB}|harus |wajib |perlu |mesti |sering |kerap |dan me|juga )[a-z][^ .,;:!?()]* ){{1,10}}?(?:\( [^)]{{2,60}} \) |, [^.;]{{3,90}}? , )*(?:{VERB}|berkarya|bergerak|hadir|diangkat|terletak|lahir|berperan)",
            rf"^ (?:\W )*(?!{_SECTION_NOUN} )(?:[^ .,;:!?()]+ ){{1,9}}?(?:adalah|merupakan|ialah)", r"ibarat", r"itulah (?:kerja|pekerjaan|peran|tugas|inti)", r"(?:inti|hakikat|tujuan) (?:pekerjaan|profesi|jabatan)", r"(?:ia|dia) (?:hadir|menjaga agar|memastikan bahwa)", r"(?:singkatan|kependekan|istilah|nama lain|sebutan|julukan|alias)(?:nya)?", r"secara (?:sederhana|singkat|umum|garis besar|harfiah)", r"(?:pada dasarnya|intinya|singkatnya)", r"di balik (?:setiap|sebuah|secangkir|sepiring|lembar|nya)",
            r"(?:yaitu|yakni|,) (?:orang|seseorang|tenaga|profesi|ahli|pihak|seorang) (?:yang|di|pe)", r"(?:salah satu|sebuah) (?:profesi|pekerjaan|jabatan|posisi)", r"(?:ber)?peran(?:nya)? (?:sebagai|penting|besar|memastikan|menjaga|utama)", r"(?:adalah |itulah )?orang(?: yang)? (?:di balik|bertanggung jawab|mengurus|mengatur|merawat|merancang|memastikan|bertugas|menjaga|meracik|meramu|membuat|mengolah|menulis)",
            r"profesi (?:yang|di bidang|di dunia)", r"tenaga (?:kesehatan|ahli|profesional|medis|teknis|pendidik|kependidikan|fungsional)", r"(?:ujung tombak|garda (?:terdepan|depan)|tulang punggung|jembatan antara|penghubung antara|jantung|merekalah|dialah)", r"^ di (?:[^.;:]{3,60}) , (?:[^ .,;:]+ ){1,4}me[a-z]{4,}", r"^ tanpa", r"^ (?:menyusun|menjaga|mengelola|membuat|merancang|merawat|memimpin|mengolah|membantu|melayani|mengajar|memastikan|menulis|mendampingi|memproduksi|menjalankan|mengatur)(?: [^.;]+)? (?:agar|supaya|sehingga|demi|untuk|guna)",
        ),
    },
    Aspect.OTHER: {
        DECLARES: (
            r"^ (?:\W )*(?:rata-rata |besaran |kisaran |soal |untuk |rentang |urusan )?(?:gaji|upah|penghasilan|pendapatan|honor|remunerasi|tunjangan|imbalan|bayaran|duit|honorarium|tarif)(?:nya)?", r"jenjang(?:nya)? (?:karier|karir|jabatan|pendidikan|lazimnya|dari|dimulai)", r"^ (?:\W )*(?:jam kerja|waktu kerja|lingkungan kerja|tempat kerja|suasana kerja|karier|karir|pendidikan|pendidikannya|prospek|peluang|kebutuhan|permintaan|lowongan|sertifikasi|lisensi|sejarah|lokasi kerja|jadwal kerja|pola kerja|tunjangan|fasilitas|risiko|jalurnya|jalur|jenjangnya|syaratnya|istilah|ijazah|sertifikat|tempat bekerja\w*|uu|undang-undang|kebanyakan berangkat)(?:nya)?",
            r"(?:gaji|upah|penghasilan|pendapatan|honor|bayaran|honorarium|komisi|ditawari|dibayar)(?:nya)?(?: \S+){0,8} (?:rp|juta|rupiah|ribu|umr|ump|umk|minimum)", r"^ (?:\W )*(?:sumber|referensi|ditulis|penulis|diperbarui|baca juga|hubungi|kontak|hak cipta|copyright|artikel ini|catatan redaksi|disusun|disclaimer|foto oleh|gambar|dokumen ini|naskah ini|tulisan ini|lembar ini|makalah ini)",
            r"(?:prospek|peluang) (?:kerja|karier|karir|profesi|pasar)", r"naik (?:pangkat|jabatan)", r"kenaikan pangkat", r"(?:jabatan|karier|karir)(?:nya)? (?:akademik|fungsional)? ?(?:bertingkat|berjenjang|dimulai|bermula)", r"diserap dari", r"berakar pada kata",
            r"(?:lulusan|lulus|ijazah|gelar|menempuh|jurusan|kuliah|pendidikan|program studi|prodi|sarjana|minimal|minimum|terendah|paling rendah)(?: \S+){0,7}? (?:s1|s-1|s 1|s2|s-2|d3|d-3|d4|d-4|d-iii|d-iv|diploma|sarjana|smk|sma|profesi|formal|vokasi|politeknik|poltekkes|universitas|akademi|magister)",
        ),
        FACTS: (
            r"setelah (?:satu|dua|tiga|empat|lima|beberapa|sepuluh|\d+) tahun", r"(?:mengikuti|ikut|lolos|lulus) seleksi", r"tercatat", r"(?:pada|tahun|sejak|hingga|sampai) (?:tahun )?20\d\d", r"(?:usia|umur) (?:maksimal|minimal|paling)", r"tinggi badan", r"biaya", r"persaingan", r"badan pusat statistik", r"bps", r"narasumber", r"terima kasih", r"semoga", r"surat izin", r"pegawai (?:tetap|harian|kontrak)", r"bekerja lepas", r"balai latihan", r"dipungut", r"berlaku (?:satu|dua|tiga|empat|lima|\d+) tahun", r"diperpanjang",
            r"(?:gaji|upah|penghasilan|honor|remunerasi|tunjangan|bonus|insentif|komisi|bagi hasil)(?:nya)?", r"rp ?\d\S*", r"juta(?: rupiah)?", r"per bulan", r"(?:karier|karir)(?:nya|mu)?", r"(?:promosi|dipromosikan|pangkat|golongan) (?:jabatan|menjadi|ke|berikutnya|lebih)", r"naik (?:menjadi|ke)", r"(?:kuliah|jurusan|program studi|prodi|sarjana|diploma|ijazah|berijazah|lulusan|universitas|politeknik|gelar|smk|fakultas|magister)",
            r"(?:s1|s-1|s2|d3|d-3|d-iii|d4|d-iv|d-4)", r"(?:magang|sertifikat|sertifikasi|lisensi|str|surat tanda registrasi|izin praktik|uji kompetensi|ujian|internship)", r"(?:jam kerja|waktu kerja|shift|sif|cuti|hari libur|kerja jarak jauh|remote|hari kerja|kerja hibrida|hybrid)", r"(?:pensiun|asuransi|bpjs)", r"(?:prospek|lowongan|peluang kerja|formasi|cpns)",
            r"(?:lingkungan|tempat|lokasi|suasana) kerja", r"(?:sejarah|abad|pertama kali|sejak tahun|tahun (?:18|19|20)\d\d)", r"(?:langkah|tips|cara) (?:pertama|menjadi|memulai|masuk)", r"(?:kelebihan|kekurangan|keuntungan|kerugian)(?:nya)?", r"(?:undang-undang|uu|permenkes|peraturan menteri|asosiasi profesi|organisasi profesi|permen)", r"(?:senior|junior|madya|supervisor|direktur|penyelia|utama|lektor)(?: [^ .,;:]+)? (?:,|lalu|kemudian|hingga|sampai|setelah)",
        ),
    },
}  # fmt: skip

# What authors write over a paragraph. The special before the general: "Perbedaan tugas" is a difference, "Siapa yang
# tidak cocok" no fit, and pay comes last because a profession's name may contain such a word ("Analis Pendidikan").
HEADINGS: Final[Mapping[Aspect, tuple[str, ...]]] = {
    Aspect.MISCONCEPTION: (
        r"miskonsepsi", r"mitos(?:nya)?", r"salah (?:kaprah|paham|sangka|kira|mengerti|pengertian|persepsi|duga|tafsir|arti)", r"(?:di)?salah(?:pahami|artikan)", r"kesalahpahaman", r"anggapan", r"stereotip\w*", r"keliru", r"kekeliruan", r"dikira", r"disangka", r"prasangka", r"stigma", r"persepsi", r"hoaks",
        r"benar atau salah", r"jangan salah", r"mengira", r"(?:di|me)luruskan", r"pandangan (?:umum|masyarakat|orang)",
    ),
    Aspect.EXPECTATION: (
        r"ekspektasi", r"(?:di|mem|ter)bayang(?:kan)?", r"bayangan", r"harapan", r"di balik layar", r"di atas kertas", r"kenyataan(?:nya)?", r"realita(?:s|nya|snya)?", r"impian", r"aslinya", r"teori (?:dan|vs) praktik", r"di lapangan", r"expectation", r"reality", r"angan-angan", r"angan",
    ),
    Aspect.DIFFERENCE: (
        r"(?:per|ber)?beda(?:an)?(?:nya)?", r"(?:mem|di)bedakan", r"pembeda", r"(?:di)?banding(?:kan|an)?(?:nya)?", r"perbandingan", r"mirip", r"serupa", r"sejenis", r"tertukar", r"(?:tidak|bukan|tak) sama", r"disamakan", r"vs|versus", r"persamaan", r"(?:profesi|pekerjaan|jabatan) (?:terkait|tetangga|lain|terdekat)", r"sama(?:kah)? (?:dengan|saja|atau)", r"apa sama", r"bukan (?!untuk|buat|bagi|pilihan|tempat|sekadar|hanya|cuma|semua)[^ ]+",
    ),
    Aspect.MISFITS: (
        r"takcocok", r"bukan (?:untuk|buat|bagi)(?:mu)?", r"jangan", r"hindari", r"pikir(?:kan)? (?:ulang|dua kali|lagi)", r"berpikir (?:ulang|dua kali|lagi)", r"(?:sebaiknya|lebih baik) (?:tidak|hindari|mencari|menghindari|mempertimbangkan|mundur)", r"kesulitan", r"akan (?:tersiksa|kewalahan|berat|sulit)", r"(?:tidak|kurang) (?:\S+ )?(?:betah|disarankan|ideal|tepat|direkomendasikan|sesuai|pas)", r"mundur", r"red flag", r"tanda (?:kamu )?(?:tidak|bukan)", r"siapa yang (?:tidak|kurang)", r"(?:profesi|jalur|pilihan) lain",
    ),
    Aspect.FITS: (
        r"cocok(?:kah|nya)?", r"untuk siapa(?:kah)?", r"buat siapa", r"profil (?:orang|yang|ideal|kandidat|pribadi|karakter|calon)", r"(?:kepribadian|karakter|karakteristik|sifat|watak|tipe|ciri-ciri|minat|bakat)(?:nya)?", r"ideal", r"kandidat", r"layak", r"betah", r"pas untuk", r"sosok", r"pantas", r"siapa yang (?:sebaiknya|pas|tepat|sesuai|bisa|akan)", r"(?:ini )?(?:dunia|jalan|panggilan)mu", r"kamu banget", r"dicari", r"sesuai (?:untuk|bagi|dengan)", r"cek dirimu",
    ),
    Aspect.SKILLS: (
        r"keterampilan", r"kemampuan", r"keahlian", r"kompetensi", r"pengetahuan", r"kecakapan", r"(?:soft |hard )?-?skills?(?:nya)?", r"dikuasai", r"menguasai", r"modal", r"bekal", r"(?:di|me)miliki", r"dibutuhkan", r"diperlukan", r"dituntut", r"tuntutan", r"kualifikasi", r"harus bisa", r"harus mampu", r"perlu (?:dipelajari|diasah|dimiliki|bisa)", r"kecerdasan", r"dipelajari", r"diasah", r"dilatih",
    ),
    Aspect.DUTIES: (
        r"tugas(?:nya|-tugas)?", r"tanggung jawab(?:nya)?", r"(?:di|me|nge)(?:kerjakan|rjakan|rjain|lakukan)(?:nya)?", r"dikerjakan", r"kerjakan", r"lakukan", r"dilakukan", r"mengerjakan", r"sehari-hari", r"keseharian(?:nya)?", r"rutinitas(?:nya)?", r"kegiatan(?:nya)?", r"aktivitas(?:nya)?", r"sehari (?:di|bersama|dalam|sebagai|menjadi)", r"satu hari", r"pekerjaan (?:harian|rutin|sehari-hari|utama|lain)(?:nya)?", r"(?:ruang )?lingkup", r"wewenang", r"ngapain", r"job ?des[ck]\w*", r"uraian (?:tugas|pekerjaan|jabatan)", r"peran (?:dan|utama)", r"apa yang (?:dia|ia|mereka)", r"fungsi(?:nya)?", r"kerjanya", r"urutan kerja\w*", r"jasa",
    ),
    Aspect.DESCRIPTION: (
        r"apa (?:sih )?itu", r"apa(?:kah)? sebenarnya", r"siapa(?:kah)? (?:dia|mereka|itu|sebenarnya)", r"pengertian", r"definisi", r"deskripsi", r"gambaran (?:umum|singkat|profesi|pekerjaan)", r"profesi apa ini", r"pekerjaan apa ini",
    ),
    Aspect.OTHER: (
        r"gaji(?:nya)?", r"penghasilan(?:nya)?", r"pendapatan", r"upah", r"honor", r"tunjangan", r"duit", r"(?:jenjang|jalur|prospek|peluang|perjalanan|tangga|perkembangan)(?: \S+)? ?(?:karier|karir|kerja|profesi)?", r"karier(?:nya)?", r"karir(?:nya)?", r"pendidikan(?:nya)?", r"kuliah", r"jurusan", r"sekolah", r"sertifikasi", r"lisensi", r"jam kerja", r"waktu kerja", r"jadwal", r"(?:tempat|lingkungan|lokasi|suasana) kerja", r"tempat bekerja", r"sejarah", r"cara menjadi", r"langkah(?:-langkah)?", r"tips", r"kelebihan", r"kekurangan", r"keuntungan", r"risiko", r"tantangan", r"sumber", r"referensi", r"penutup", r"kesimpulan", r"daftar pustaka", r"fasilitas", r"lowongan", r"magang", r"kontak", r"alat(?:-alat)?", r"perangkat", r"aturan", r"asal usul", r"masa depan",
    ),
}  # fmt: skip
# Headings that may stand over several things: they lean to an aspect, and leave the word to the text.
LEANINGS: Final[Mapping[Aspect, tuple[str, ...]]] = {
    Aspect.MISCONCEPTION: (r"kata orang", r"fakta(?:nya)?", r"benarkah"),
    Aspect.EXPECTATION: (r"suka duka", r"sisi lain"),
    Aspect.SKILLS: (r"syarat", r"persyaratan", r"harus", r"wajib", r"perlu", r"menyiapkan diri", r"persiapan"),
    Aspect.FITS: (r"menimbang diri", r"kamu", r"dirimu", r"siapa", r"orang"),
    Aspect.DESCRIPTION: (r"sekilas", r"mengenal", r"tentang", r"ringkasan", r"pendahuluan", r"pengantar", r"gambaran", r"selayang", r"seputar", r"profil", r"kenali", r"perkenalan", r"umum", r"apa"),
    Aspect.DUTIES: (r"pekerjaan", r"kerja", r"peran", r"hari", r"pagi", r"harian", r"bekerja"),
}  # fmt: skip

# Every way of saying that something does not suit; replaced by "takcocok" before cues are looked for.
NOT_FIT: Final[str] = (
    r" (?:tidak|tak|kurang|bukan|belum tentu|jarang|sulit|gak|nggak|enggak)"
    r"(?: (?:akan|bakal|terlalu|begitu|selalu|benar-benar|merasa|sepenuhnya|lagi|mungkin|pernah|bisa|dapat|semua|setiap"
    r"|orang|sembarang|yang|kamu|anda|profesi yang|pekerjaan yang|pilihan yang|jalan yang|tempat yang)){0,3}"
    r" (?:cocok(?:nya)?|betah|krasan|kerasan|ideal|layak"
    r"|(?:pas|sesuai|tepat)(?= (?:untuk|bagi|buat|menjadi|jadi|dengan (?:kamu|anda|karakter|profesi|pekerjaan))))\b"
)
# A weakness that somebody has not, which is a strength; replaced by "taklemah".
NOT_WEAK: Final[str] = (
    r" (?:tidak|tak|nggak|gak|enggak|bukan)(?: (?:akan|pernah|orang yang|tipe yang))?"
    r" (?:mudah|gampang|cepat|lekas|keberatan|takut|masalah|ragu|jijik|canggung|malu|gentar|segan|pelit|sungkan|risih"
    r"|alergi|malas|enggan|panikan|pemalu|penakut|gengsi|baper|suka mengeluh)\b"
)
# A verb where a clause, an item of a list or the next of several verbs begins.
VERBS: Final[str] = (
    rf"(?:\A| [,;:]| [-•]| \d \.| [*] | dan| serta| lalu| kemudian| atau| hingga| sampai)(?: (?:dan|serta|lalu|kemudian|juga|ikut|hingga))* {VERB}"
)
# A profession as the subject of a clause.
SUBJECT: Final[str] = (
    r"(?:\A| [.;:?!)]| ,(?! atau)| sedangkan| sementara| tetapi| tapi| adapun| kalau| jika| bila| maka)"
    rf"(?: (?:dan|seorang|para|\"|sedangkan|sementara|adapun|kalau|maka|oh iya ,))* ({PROFESSIONS}(?: (?!yang|adalah|tidak|hanya|lebih|bukan|dari|di|me)[a-z-]+){{0,3}}?)"
    rf"(?: \([^)]*\)| , (?!dan|serta|atau)[^,.;]*,| (?:yang|dari|di) [^,.;]*?)?"
    rf" (?:{VERB}|adalah|merupakan|menjadi|lebih|bukan|tidak|hanya|berada|bersikap|berpihak|berwenang|cukup|justru|juga|ber[a-z]{{4,}}|itu|boleh|wajib|pada|kerap|sering|dan [^ ]+ me[a-z]{{4,}})(?![\w-])"
)
# A sentence about somebody who might take up the profession.
PERSON_SENTENCE: Final[str] = (
    r"\A(?: [^ .]+){0,4}? (?:orang|mereka yang|pribadi|murid|siswa|mahasiswa|pegawai|karyawan|calon|pelamar|kandidat|siapa|kamu"
    r"|anda|kalian|kau|individu|seseorang|sosok|anak|remaja|pemuda|tipe|yang) "
)
