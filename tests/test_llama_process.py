"""The child process of llama.cpp, with the bundled model: private, restarted when dead, gone with its parent."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.gemma import bundled_gguf
from rag.llama_process import Endpoint, LlamaProcess
from rag.llama_server import ServerConfig


@pytest.fixture(scope="module")
def process() -> Iterator[LlamaProcess]:
    gguf = str(bundled_gguf())
    process = LlamaProcess(lambda: ServerConfig(gguf=gguf))
    yield process
    process.stop()


def status(endpoint: Endpoint, key: str | None) -> int:
    """HTTP status of asking the server for its models."""
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(endpoint.base_url + "/models", headers=headers)) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_threads_that_start_it_together_share_one_child(process: LlamaProcess) -> None:
    with ThreadPoolExecutor(4) as pool:
        endpoints = list(pool.map(lambda _: process.ensure_running(), range(4)))
    assert len({endpoint.base_url for endpoint in endpoints}) == 1


@pytest.mark.parametrize("key", [None, "", "wrong"])
def test_a_request_without_the_key_is_refused(process: LlamaProcess, key: str | None) -> None:
    endpoint = process.ensure_running()
    assert status(endpoint, endpoint.api_key.get_secret_value()) == 200
    assert status(endpoint, key) == 401


def test_the_server_listens_on_loopback_only(process: LlamaProcess) -> None:
    assert process.ensure_running().base_url.startswith("http://127.0.0.1:")


def test_other_processes_cannot_read_the_key(process: LlamaProcess) -> None:
    endpoint = process.ensure_running()
    key = endpoint.api_key.get_secret_value().encode()
    folder = Path(f"/proc/{process.pid}")
    assert b"rag.llama_server" in (folder / "cmdline").read_bytes()
    assert key not in (folder / "cmdline").read_bytes()
    assert key not in (folder / "environ").read_bytes()
    assert key.decode() not in repr(endpoint)


def test_a_killed_child_is_replaced_by_one_with_another_key(process: LlamaProcess) -> None:
    before, pid = process.ensure_running(), process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert death_is_noticed(process)
    after = process.ensure_running()
    assert after.api_key != before.api_key
    assert status(after, after.api_key.get_secret_value()) == 200


def death_is_noticed(process: LlamaProcess) -> bool:
    """Whether the parent notices within two seconds that its child died."""
    deadline = time.monotonic() + 2
    while process.pid is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return process.pid is None


def test_ctrl_c_does_not_end_the_child(process: LlamaProcess) -> None:
    endpoint, pid = process.ensure_running(), process.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    time.sleep(0.2)
    assert process.pid == pid
    assert status(endpoint, endpoint.api_key.get_secret_value()) == 200


def test_stop_ends_the_child_at_once_and_may_be_repeated(process: LlamaProcess) -> None:
    process.ensure_running()
    pid = process.pid
    assert pid is not None
    begun = time.monotonic()
    process.stop()
    process.stop()
    assert time.monotonic() - begun < 2
    assert gone_within(pid, 1)
    assert process.pid is None


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "sys.exit()"])
def test_the_child_ends_with_its_parent(end: str) -> None:
    program = (
        "import os, signal, sys\n"
        "from rag.gemma import bundled_gguf\n"
        "from rag.llama_process import LlamaProcess\n"
        "from rag.llama_server import ServerConfig\n"
        "process = LlamaProcess(lambda: ServerConfig(gguf=str(bundled_gguf())))\n"
        "process.ensure_running()\n"
        "print(process.pid, flush=True)\n"
        f"{end}\n"
    )
    root = Path(__file__).resolve().parent.parent
    # No pipe for stderr: the child would hold it open, and only its end is of interest.
    parent = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=root, timeout=30, check=False)
    assert gone_within(int(parent.stdout), 3)


def test_a_missing_file_is_named_before_anything_starts(tmp_path: Path) -> None:
    process = LlamaProcess(lambda: ServerConfig(gguf=str(tmp_path / "none.gguf")))
    with pytest.raises(ModelError, match=r"none\.gguf does not exist"):
        process.ensure_running()
    assert process.pid is None


def test_a_file_that_is_no_model_is_refused_with_the_servers_last_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.gguf"
    text.write_text("Kepala Humas bertugas menyusun strategi komunikasi.\n" * 50)
    process = LlamaProcess(lambda: ServerConfig(gguf=str(text)))
    with pytest.raises(ModelError, match=r"text\.gguf could not be started(.|\n)*invalid magic"):
        process.ensure_running()
    assert process.pid is None
    assert capfd.readouterr() == ("", "")


def test_a_damaged_adapter_is_refused(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.gguf"
    adapter.write_text("not an adapter")
    process = LlamaProcess(lambda: ServerConfig(gguf=str(bundled_gguf()), lora_adapters=(str(adapter),)))
    with pytest.raises(ModelError, match=r"lora adapter"):
        process.ensure_running()


def test_a_child_that_is_not_ready_in_time_is_ended() -> None:
    process = LlamaProcess(lambda: ServerConfig(gguf=str(bundled_gguf())), start_seconds=0.01)
    with pytest.raises(ModelError, match="not ready after"):
        process.ensure_running()
    assert process.pid is None


def test_the_configuration_survives_the_pipe() -> None:
    config = ServerConfig(
        gguf="m.gguf", api_key="k", chat_template="{{ 'é' }}\n", lora_adapters=("a", "b"), draft_tokens=7
    )
    assert "\n" not in config.to_json()
    assert ServerConfig.from_json(config.to_json()) == config
    assert "k'" not in repr(config)
