from pathlib import Path

import pytest
from filelock import FileLock

from rag import generations
from rag.errors import IndexBusyError, IndexIncompatibleError, SettingsError


def published(root: Path) -> str:
    with generations.writer_lock(root):
        folder = generations.start_generation(root)
        (folder / "stamp.json").write_text("{}", encoding="utf-8")
        return generations.publish(root, folder)


def test_without_a_pointer_there_is_no_current_generation(tmp_path: Path) -> None:
    assert generations.current_name(tmp_path) is None


def test_publishing_switches_the_pointer_and_deletes_the_one_before(tmp_path: Path) -> None:
    names = [published(tmp_path) for _ in range(3)]
    assert len(set(names)) == 3
    assert generations.current_name(tmp_path) == names[-1]
    assert [path.name for path in (tmp_path / "generations").iterdir()] == names[-1:]


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
    assert (generations.generation_folder(tmp_path, name) / "stamp.json").is_file()
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


@pytest.mark.parametrize("name", ["", "../../elsewhere", "20260101T000000-0000000g", "a\nb"])
def test_a_pointer_to_anything_but_a_generation_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(IndexIncompatibleError, match="damaged"):
        generations.generation_folder(tmp_path, name)
