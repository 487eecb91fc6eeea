"""The bundled weights: joined once, atomically, and only when they are what they should be."""

import hashlib
from pathlib import Path

import pytest
from gguf import GGUFReader

from rag.errors import ModelError
from rag.gemma import GEMMA_SHA256, READER_ADAPTER, READER_SHA256, bundled_gguf, join_parts, reader_adapter


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "part0", tmp_path / "part1"]
    paths[0].write_bytes(b"GGUF first ")
    paths[1].write_bytes(b"second")
    return paths


WHOLE = b"GGUF first second"
SHA256 = hashlib.sha256(WHOLE).hexdigest()


def test_the_parts_are_joined_in_order(parts: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "model.gguf"
    join_parts(parts, target, SHA256)
    assert target.read_bytes() == WHOLE


def test_a_complete_file_is_not_written_again(parts: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "model.gguf"
    join_parts(parts, target, SHA256)
    before = target.stat()
    join_parts(parts, target, SHA256)
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_damaged_parts_are_refused_with_the_remedy_and_leave_nothing_behind(parts: list[Path], tmp_path: Path) -> None:
    parts[1].write_bytes(b"SECOND")
    cache = tmp_path / "cache"
    with pytest.raises(ModelError, match="damaged; run: pip install --force-reinstall"):
        join_parts(parts, cache / "model.gguf", SHA256)
    assert [path.name for path in cache.iterdir() if path.suffix != ".lock"] == []


def test_what_a_killed_run_left_is_replaced(parts: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "model.gguf"
    target.write_bytes(WHOLE[:5])
    target.with_suffix(".partial").write_bytes(b"x" * 1000)
    join_parts(parts, target, SHA256)
    assert target.read_bytes() == WHOLE
    assert not target.with_suffix(".partial").exists()


def test_the_bundled_file_has_the_pinned_hash() -> None:
    with bundled_gguf().open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == GEMMA_SHA256


def test_the_adapter_is_the_one_that_was_measured_and_belongs_to_this_model() -> None:
    assert reader_adapter(READER_ADAPTER, READER_SHA256) == READER_ADAPTER
    assert READER_ADAPTER.stat().st_size <= 10e6
    field = GGUFReader(READER_ADAPTER).get_field("tanya_karier.base_sha256")
    assert field is not None
    assert field.contents() == GEMMA_SHA256


def test_another_adapter_or_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adapter.gguf"
    with pytest.raises(ModelError, match=r"adapter\.gguf cannot be read .*install the project again"):
        reader_adapter(path)
    path.write_bytes(READER_ADAPTER.read_bytes()[:-1])
    with pytest.raises(ModelError, match=r"adapter\.gguf is damaged .*install the project again"):
        reader_adapter(path)
