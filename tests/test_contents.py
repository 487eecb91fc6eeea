import json
from pathlib import Path

import pytest

from rag.contents import (
    FORMAT_VERSION,
    Contents,
    DocumentRecord,
    ParagraphRecord,
    Stamp,
    check_embedding,
    document_record,
    passage_text,
    read_contents,
    row_id,
    write_contents,
)
from rag.errors import IndexIncompatibleError
from rag.types import Aspect, Metadata, Paragraph, SourceDocument

PLACE = "the index in 'here'"
RECORDS = (
    DocumentRecord(
        "kepala-humas",
        "humas/kepala-humas.txt",
        "Kepala Humas",
        ("Humas",),
        "ab" * 32,
        (ParagraphRecord(1, "0123", Aspect.DUTIES, "Tugas – Harian", "4567"),),
        Metadata("naskah sendiri", "CC0", "2024-05-01", "id"),
        ("has a warning",),
    ),
    DocumentRecord("apoteker", "apoteker.md", "Apoteker “klinis”", (), "cd" * 32, ()),
)
STAMP = Stamp(FORMAT_VERSION, "model", 3, "reader")


def written(folder: Path) -> Contents:
    write_contents(folder, STAMP, RECORDS)
    return read_contents(folder, "name", PLACE)


def test_what_is_written_is_read_back_sorted_by_id(tmp_path: Path) -> None:
    contents = written(tmp_path)
    assert contents.stamp == STAMP
    assert list(contents.documents) == ["apoteker", "kepala-humas"]
    assert set(contents.documents.values()) == set(RECORDS)


def test_the_rows_are_named_for_what_they_hold(tmp_path: Path) -> None:
    assert written(tmp_path).row_ids() == {"kepala-humas#p1@4567"}


def test_the_json_for_scripts_has_every_record(tmp_path: Path) -> None:
    value = json.loads(json.dumps(written(tmp_path).as_json()))
    assert (value["generation"], value["embedding"]) == ("name", "model")
    assert [DocumentRecord.from_json(one) for one in value["documents"]] == sorted(RECORDS, key=lambda one: one.id)


def test_another_format_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    write_contents(tmp_path, Stamp(99, "model", 3, "reader"), RECORDS)
    with pytest.raises(IndexIncompatibleError, match="the index in 'here' has format 99.*python ingest.py --rebuild"):
        read_contents(tmp_path, "name", PLACE)


@pytest.mark.parametrize("file", ["stamp.json", "documents.json"])
@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 2}', "null", '[{"id": "x"}]', "7"])
def test_a_file_that_holds_something_else_is_refused_with_the_command_that_mends_it(
    file: str, text: str, tmp_path: Path
) -> None:
    written(tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(IndexIncompatibleError, match="damaged.*python ingest.py --rebuild"):
        read_contents(tmp_path, "name", PLACE)


def test_vectors_of_another_model_are_refused_with_both_names_and_the_command(tmp_path: Path) -> None:
    contents = written(tmp_path)
    check_embedding(contents, "model", PLACE)
    with pytest.raises(IndexIncompatibleError, match="'model'.*'other'.*python ingest.py --rebuild"):
        check_embedding(contents, "other", PLACE)


def test_a_passage_is_the_paragraph_in_its_context() -> None:
    assert passage_text("Apoteker", Paragraph("apoteker", 1, "Meracik obat.", heading="Tugas")) == (
        "Apoteker. Tugas. Meracik obat."
    )
    assert passage_text("Apoteker", Paragraph("apoteker", 1, "Meracik obat.")) == "Apoteker. Meracik obat."


def test_a_row_is_another_one_when_title_heading_or_text_differ() -> None:
    def row(title: str, heading: str, text: str) -> str:
        paragraphs = (Paragraph("apoteker", 1, text, heading=heading),)
        document = SourceDocument("apoteker", "apoteker.txt", title, (), "", paragraphs)
        return row_id("apoteker", document_record(document).paragraphs[0])

    rows = [
        row("Apoteker", "Tugas", "Meracik obat."),
        row("Ahli obat", "Tugas", "Meracik obat."),
        row("Apoteker", "", "Meracik obat."),
        row("Apoteker", "", "Tugas. Meracik obat."),
        row("Apoteker", "Tugas", "Menjual obat."),
    ]
    assert len(set(rows)) == len(rows)
    assert rows[0] == row("Apoteker", "Tugas", "Meracik obat.")
