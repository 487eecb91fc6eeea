"""The parent's side of :mod:`rag.llama_server`: starts the child, knows its address and key, restarts a dead one."""

import atexit
import json
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from pydantic import SecretStr

from rag.errors import ModelError
from rag.llama_server import ServerConfig

_STOP_SECONDS = 5.0
"""A child that has not ended this long after its stdin closed is still loading a large file, and is killed."""
_TAIL_LINES = 10
"""Of the child's stderr, quoted when it fails to start: llama.cpp names the cause, then each caller that gave up."""
_PROJECT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the running child answers; both change with every start."""

    base_url: str
    """OpenAI-compatible, ends in ``/v1``."""
    api_key: SecretStr


class LlamaProcess:
    """One llama.cpp server in a child process. All methods may be called from any thread.

    Args:
        prepare: gives the configuration, without a key; called at each start, so that the work it does (joining
            the bundled model) is neither done at construction nor before it is needed.
        start_seconds: how long the child may take to load the model.
    """

    def __init__(self, prepare: Callable[[], ServerConfig], start_seconds: float = 120.0) -> None:
        self._prepare = prepare
        self._start_seconds = start_seconds
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._endpoint: Endpoint | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the running child, None when there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ensure_running(self) -> Endpoint:
        """Start the child if there is none, or if it died; else return at once.

        Raises:
            ModelError: a file is missing, or the child ended or said nothing within ``start_seconds``.
        """
        with self._starting:
            if self._endpoint is None or self.pid is None:
                self._endpoint = None
                self.stop()
                self._endpoint = self._start()
            return self._endpoint

    def ended_within(self, seconds: float) -> bool:
        """Wait for the child's end; True if there is none, or it comes in time."""
        process = self._process
        try:
            return process is None or process.wait(seconds) is not None
        except subprocess.TimeoutExpired:
            return False

    def stop(self) -> None:
        """End the child, if there is one; open streams break off. The next :meth:`ensure_running` starts another."""
        # Takes no lock: at interpreter exit it must not wait for a start under way in another thread.
        process, self._process = self._process, None
        if process is None:
            return
        atexit.unregister(self.stop)
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> Endpoint:
        config = replace(self._prepare(), api_key=secrets.token_urlsafe(32))
        # Checked here because llama.cpp reports a missing file in the same words as a damaged one.
        for path in (config.gguf, *config.lora_adapters):
            if not Path(path).is_file():
                raise ModelError(f"the model file {path} does not exist")
        deadline = time.monotonic() + self._start_seconds
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "rag.llama_server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=_PROJECT_ROOT,
                bufsize=0,
            )
            self._process = process
            atexit.register(self.stop)
            reply = _converse(process, config.to_json(), deadline)
            if reply:
                return Endpoint(base_url=json.loads(reply)["address"] + "/v1", api_key=SecretStr(config.api_key))
            if reply is None:
                process.kill()
                cause = f"it was not ready after {self._start_seconds:.0f} seconds"
            else:
                cause = "the process of llama.cpp ended while loading it"
            self.stop()
            raise ModelError(f"the model {config.gguf} could not be started: {cause}{_tail(log)}")


def _converse(process: subprocess.Popen[bytes], message: str, deadline: float) -> bytes | None:
    """Send one line and wait for one; empty when the child ended instead, None when the deadline passed."""
    assert process.stdin is not None and process.stdout is not None
    replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stdout: IO[bytes] = process.stdout

    def read() -> None:
        with stdout:
            replies.put(stdout.readline())

    # A thread, since a pipe has no read with a timeout on every platform; it ends when the child does.
    threading.Thread(target=read, name="llama-server-reply", daemon=True).start()
    try:
        process.stdin.write(message.encode() + b"\n")
        process.stdin.flush()
        return replies.get(timeout=max(0.0, deadline - time.monotonic()))
    except BrokenPipeError:
        return b""
    except queue.Empty:
        return None


def _tail(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode("utf-8", errors="replace").splitlines()[-_TAIL_LINES:]
    return "; its last words were:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""
