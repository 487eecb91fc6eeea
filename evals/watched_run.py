"""Run ``ingest.py`` in a child process and watch, from outside, its memory, its disk use and its moment of success."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from rag.generations import current_name

ROOT: Final[Path] = Path(__file__).parents[1]
"""Where ingest.py lies, and ``evals`` and ``rag`` are imported from."""

_POLL_SECONDS: Final[float] = 0.02
"""How exactly the switch to the new generation and the end are timed; reading the pointer file costs nothing."""
_SAMPLE_SECONDS: Final[float] = 0.25
"""Between two looks at memory and disk: an ingest of one document holds its largest disk use for about a second."""
_TAIL_BYTES: Final[int] = 4096
"""Of stderr, enough for the last few states of the progress bar."""


class ChildFailedError(Exception):
    """A child process ended with an error; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment of a run."""

    memory: int
    """Resident bytes."""
    embedded: int
    """Paragraphs embedded so far, as its progress bar shows them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ``ingest.py`` that succeeded. Seconds count from the start of the process, sizes are in bytes."""

    report: dict[str, Any]
    """What it printed."""
    seconds: float
    switched: float | None
    """When the next generation began to serve; None where none did."""
    samples: tuple[Sample, ...]
    peak_memory: int
    peak_disk: int


def run_ingest(index: Path, paragraphs: int) -> Run:
    """Run ``ingest.py --json`` with the settings of this process's environment.

    Args:
        index: The index folder of these settings.
        paragraphs: How many there are to embed; tells the progress bar's numbers from others.

    Raises:
        ChildFailedError: it did not exit with 0.
    """
    before = current_name(index)
    switched: float | None = None
    samples: list[Sample] = []
    peak_memory = peak_disk = 0
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "ingest.py", "--json"], cwd=ROOT, stdout=out, stderr=err)
        try:
            while process.poll() is None:
                seconds = time.perf_counter() - started
                if switched is None and current_name(index) != before:
                    switched = seconds
                if seconds >= len(samples) * _SAMPLE_SECONDS:
                    memory, peak = _memory(process.pid)
                    samples.append(Sample(memory, _embedded(err, paragraphs)))
                    peak_memory = max(peak_memory, peak)
                    peak_disk = max(peak_disk, disk_use(index))
                time.sleep(_POLL_SECONDS)
            seconds = time.perf_counter() - started
        finally:
            process.kill()
            process.wait()
        output, said = _text(out), _text(err)
    if process.returncode:
        raise ChildFailedError(f"ingest.py exited with {process.returncode}: {said.strip()[-_TAIL_BYTES:]}")
    if switched is None and current_name(index) != before:
        switched = seconds
    return Run(json.loads(output), seconds, switched, tuple(samples), peak_memory, peak_disk)


def run_probe(arguments: Sequence[str]) -> Any:
    """What a probe of :mod:`evals.ingest_probes` that needs no input measures.

    Raises:
        ChildFailedError: it did not exit with 0.
    """
    command = [sys.executable, "-m", "evals.ingest_probes", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ChildFailedError(f"{' '.join(command[1:])} exited with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def disk_use(folder: Path) -> int:
    """Bytes that the files of a folder take on the disk; a file with several names counts once."""
    taken: dict[tuple[int, int], int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                status = Path(parent, name).lstat()
            except FileNotFoundError:
                continue  # deleted meanwhile
            taken[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(taken.values())


def _memory(pid: int) -> tuple[int, int]:
    """Resident bytes now, and at most so far, of a process and those it started; 0 when it is just ending.

    The most of each are added up, though they need not have been at one time; pages that two share count twice.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB$", status, re.MULTILINE))
    own = (int(found.get("VmRSS", 0)) * 1024, int(found.get("VmHWM", 0)) * 1024)
    below = [_memory(int(child)) for child in children]
    return own[0] + sum(now for now, _ in below), own[1] + sum(most for _, most in below)


def _embedded(err: IO[bytes], paragraphs: int) -> int:
    """The last "done/total" that the progress bar has shown; 0 before the first."""
    # Not with seek(): the child writes at the same place of the same open file.
    end = os.fstat(err.fileno()).st_size
    tail = os.pread(err.fileno(), _TAIL_BYTES, max(end - _TAIL_BYTES, 0)).decode("utf-8", "replace")
    shown = re.findall(rf"(\d+)/{paragraphs}\b", tail)
    return int(shown[-1]) if shown else 0


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
