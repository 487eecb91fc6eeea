import pytest

from rag.errors import DocumentError
from rag.formats.front_matter import MAX_FRONT_MATTER_CHARACTERS, FrontMatter, split_front_matter
from rag.types import Metadata

BODY = "Meracik obat.\n"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("judul: Apoteker", FrontMatter("Apoteker")),
        ("Title: 'Apoteker: Ahli Obat'", FrontMatter("Apoteker: Ahli Obat")),
        ("asal: Rina\nlisensi: CC0 1.0", FrontMatter("", Metadata(origin="Rina", licence="CC0 1.0"))),
        ("sumber: Rina\nLICENCE: MIT", FrontMatter("", Metadata(origin="Rina", licence="MIT"))),
        ("source: Rina\nlicense: MIT", FrontMatter("", Metadata(origin="Rina", licence="MIT"))),
        ("tanggal: 2024-05-01", FrontMatter("", Metadata(date="2024-05-01"))),
        ("date: 2024-13-45", FrontMatter("", Metadata(date="2024-13-45"))),
        ("bahasa: id", FrontMatter("", Metadata(language="id"))),
        ("lang: no", FrontMatter("", Metadata(language="no"))),
        ("language: in", FrontMatter("", Metadata(language="in"))),
        ("asal:\n  - Rina\n  - Budi", FrontMatter("", Metadata(origin="Rina, Budi"))),
        ("asal: [Rina, Budi]", FrontMatter("", Metadata(origin="Rina, Budi"))),
        ("asal:\n  nama: Rina\njudul: Apoteker", FrontMatter("Apoteker")),
        ("judul: >\n  Apoteker\n  Klinis", FrontMatter("Apoteker Klinis")),
        ("# catatan\n\njudul: Apoteker", FrontMatter("Apoteker")),
        ("penulis: Rina\ntags: [obat]", FrontMatter()),
        ("judul:", FrontMatter()),
        ("nama-lain: kapster, hairdresser", FrontMatter(other_names=("kapster", "hairdresser"))),
        (
            "judul: Penata Rambut\nalias:\n  - kapster\n  - kapster\n  - ''",
            FrontMatter("Penata Rambut", other_names=("kapster",)),
        ),
    ],
)
def test_front_matter_gives_title_and_metadata_as_written(fields: str, expected: FrontMatter) -> None:
    assert split_front_matter(f"---\n{fields}\n---\n{BODY}") == (expected, BODY)


def test_an_other_name_of_a_whole_sentence_is_refused_with_the_remedy() -> None:
    with pytest.raises(DocumentError, match=r"other name 'x+'… has 61 characters, the limit is 60; put commas"):
        split_front_matter(f"---\nnama-lain: {'x' * 61}\n---\n{BODY}")


def test_three_dots_close_it_as_well_and_an_empty_block_is_one() -> None:
    assert split_front_matter(f"---\njudul: Apoteker\n...\n{BODY}") == (FrontMatter("Apoteker"), BODY)
    assert split_front_matter(f"--- \njudul: Apoteker\n---  \n{BODY}") == (FrontMatter("Apoteker"), BODY)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"---\n\n{BODY}",
        f"---\n{BODY}---\nMelayani resep.\n",
        f"---\nMeracik obat\n---\n{BODY}",
        f"---\n- meracik\n- melayani\n---\n{BODY}",
        f"---\nCatatan: penting.\n\nApoteker meracik.\n\n---\n{BODY}",
        f"---\nTugas hari ini: meracik\n---\n{BODY}",
        f"---\nIa berkata: 'obat\n---\n{BODY}",
        "----\njudul: Apoteker\n----\n",
        "Apoteker\n---\njudul: Apoteker\n---\n",
        "---\n-a: b\n\n" * 3,
    ],
)
def test_a_text_that_merely_begins_with_a_rule_stays_whole(text: str) -> None:
    assert split_front_matter(text) == (FrontMatter(), text)


def test_a_plain_value_may_hold_a_colon_although_yaml_forbids_it() -> None:
    front_matter, body = split_front_matter(f"---\njudul: Apoteker: Ahli Obat\nasal: Rina #2\n---\n{BODY}")
    assert (front_matter.title, front_matter.metadata.origin, body) == ("Apoteker: Ahli Obat", "Rina #2", BODY)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("asal: Rina\njudul: 'Apoteker': Ahli Obat", "line 3 .*quotation marks"),
        ("judul: Apoteker: Ahli Obat\n  nama: lain", "line 2 "),
        ("judul: 'Apoteker", "line .*quotation marks"),
        ("\tjudul: Apoteker\njudul: x", "line 2 "),
        ("judul: &a Apoteker\nasal: *a", "alias"),
        ("judul: " + "[" * 5000, "no YAML"),
        ("judul:\n " + "- " * 4000, "no YAML"),
        (f"judul: Apoteker\ntags: [{'[obat], ' * 100}]", "no YAML"),
    ],
)
def test_broken_front_matter_is_refused_with_line_and_remedy(fields: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=f"^front matter: .*{reason}"):
        split_front_matter(f"---\n{fields}\n---\n{BODY}")


@pytest.mark.parametrize("filler", ["", "penulis: Rina\n" * MAX_FRONT_MATTER_CHARACTERS])
def test_front_matter_without_an_end_is_refused_with_the_remedy(filler: str) -> None:
    with pytest.raises(DocumentError, match="no closing line; put ---"):
        split_front_matter(f"---\njudul: Apoteker\n{filler}")
