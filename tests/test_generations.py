import json
from pathlib import Path

import pytest
from filelock import FileLock

from rag import generations
from rag.errors import IndexBusyError, IndexIncompatibleError, SettingsError
from rag.generations import FORMAT_VERSION, DocumentRecord, ParagraphRecord, Stamp
from rag.settings import Settings
from rag.types import Aspect

RECORD = DocumentRecord(
    "kepala-humas",
    "kepala-humas.txt",
    "Kepala Humas",
    ("Humas",),
    "ab" * 32,
    (ParagraphRecord(1, "0123", Aspect.DUTIES, "Tugas", "4567"),),
)
STAMP = Stamp(FORMAT_VERSION, "model", 3, "reader")


def published(root: Path) -> str:
    with generations.writer_lock(root):
        folder = generations.start_generation(root)
        generations.write_contents(folder, STAMP, [RECORD])
        return generations.publish(root, folder)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    contents = generations.read_contents(tmp_path, published(tmp_path))
    assert contents.stamp == STAMP
    assert contents.documents == {"kepala-humas": RECORD}


def test_without_a_pointer_there_is_no_current_generation(tmp_path: Path) -> None:
    assert generations.current_name(tmp_path) is None


def test_publishing_switches_the_pointer_and_keeps_the_one_before(tmp_path: Path) -> None:
    first, second, third = (published(tmp_path) for _ in range(3))
    assert generations.current_name(tmp_path) == third
    assert {path.name for path in (tmp_path / "generations").iterdir()} == {second, third}
    assert first not in {second, third}


def test_an_unpublished_generation_changes_nothing_and_is_removed_as_a_leftover(tmp_path: Path) -> None:
    name = published(tmp_path)
    with generations.writer_lock(tmp_path):
        leftover = generations.start_generation(tmp_path)
    assert generations.current_name(tmp_path) == name
    with generations.writer_lock(tmp_path):
        generations.remove_leftovers(tmp_path)
    assert not leftover.exists()
    assert generations.generation_folder(tmp_path, name).is_dir()


def test_a_generation_in_use_outlives_its_successors_until_it_is_let_go(tmp_path: Path) -> None:
    name = published(tmp_path)
    with generations.opening_lock(tmp_path):
        release = generations.mark_in_use(tmp_path, name)
    for _ in range(3):
        published(tmp_path)
    assert generations.read_contents(tmp_path, name).documents
    release()
    published(tmp_path)
    assert not generations.generation_folder(tmp_path, name).exists()
    assert not (tmp_path / "readers" / name).exists()


def test_the_mark_of_a_reader_that_died_keeps_nothing(tmp_path: Path) -> None:
    name = published(tmp_path)
    mark = tmp_path / "readers" / name / "dead.lock"
    mark.parent.mkdir(parents=True)
    mark.touch()
    for _ in range(2):
        published(tmp_path)
    assert not generations.generation_folder(tmp_path, name).exists()
    assert not mark.exists()


def test_only_one_may_write_and_the_other_is_told_so(tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / "lock"),
        pytest.raises(IndexBusyError, match="another ingest is writing"),
        generations.writer_lock(tmp_path),
    ):
        pass
    with generations.writer_lock(tmp_path):
        pass


def test_an_index_folder_that_cannot_be_written_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(SettingsError, match="RAG_INDEX"), generations.writer_lock(tmp_path / "file" / "index"):
        pass


def test_another_format_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    name = published(tmp_path)
    stamp = tmp_path / "generations" / name / "stamp.json"
    stamp.write_text(json.dumps({**json.loads(stamp.read_text(encoding="utf-8")), "format": 99}), encoding="utf-8")
    with pytest.raises(IndexIncompatibleError, match="format 99.*python ingest.py --rebuild"):
        generations.read_contents(tmp_path, name)


@pytest.mark.parametrize("file", ["stamp.json", "documents.json"])
@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 1}', "null", '[{"id": "x"}]'])
def test_a_file_that_holds_something_else_is_refused_with_the_command_that_mends_it(
    file: str, text: str, tmp_path: Path
) -> None:
    name = published(tmp_path)
    (tmp_path / "generations" / name / file).write_text(text, encoding="utf-8")
    with pytest.raises(IndexIncompatibleError, match="damaged.*python ingest.py --rebuild"):
        generations.read_contents(tmp_path, name)


@pytest.mark.parametrize("name", ["", "../../elsewhere", "20260101T000000-0000000g", "a\nb"])
def test_a_pointer_to_anything_but_a_generation_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(IndexIncompatibleError, match="damaged"):
        generations.generation_folder(tmp_path, name)


def test_vectors_of_another_model_are_refused_with_both_names_and_the_command(tmp_path: Path) -> None:
    contents = generations.read_contents(tmp_path, published(tmp_path))
    generations.check_embedding(tmp_path, contents, "model")
    with pytest.raises(IndexIncompatibleError, match="'model'.*'other'.*python ingest.py --rebuild"):
        generations.check_embedding(tmp_path, contents, "other")


def test_a_chroma_server_is_refused_as_not_supported_yet(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path, chroma_url="http://localhost:8000")
    with pytest.raises(SettingsError, match="RAG_CHROMA_URL='http://localhost:8000'.*unset it"):
        generations.index_root(settings)
