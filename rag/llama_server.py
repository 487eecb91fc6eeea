"""``python -m rag.llama_server``: the child process in which llama.cpp runs; started by :mod:`rag.llama_process` only.

A process of its own because llama.cpp inside the application can hang or crash at exit while a stream is open.
The child reads one JSON line (a :class:`ServerConfig`) from stdin, answers with one JSON line
``{"address": "http://127.0.0.1:port"}`` on stdout, and lives for as long as its stdin is open: the operating system
closes that pipe however the parent ends. The API key travels through the pipe alone, since a command line and an
environment can be read by other processes.
"""

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_LOOKUP_TOKENS: Final[int] = 3
"""How many tokens must be the same before what followed them is guessed to follow again."""


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What the child needs to know. Paths are absolute, since the child has another working folder."""

    gguf: str
    """Path of the model file."""
    api_key: str = field(default="", repr=False)
    """Every request must carry it; without one, any local process could use the server."""
    n_ctx: int = 4096
    """Context length of one slot, in tokens: the longest prompt and answer together."""
    n_parallel: int = 2
    """Slots: requests answered at the same time; further ones queue."""
    n_threads: int = 2
    chat_template: str | None = None
    """A Jinja chat template that replaces the file's own."""
    lora_adapters: tuple[str, ...] = ()
    """Paths of LoRA adapters in GGUF, applied at full scale."""
    draft_tokens: int = 0
    """Tokens guessed at a time from what follows the same words further up (prompt lookup decoding, Saxena 2023): quick
    where a small model copies out of its prompt, wasted work where a large one writes freely. 0 for none."""

    def to_json(self) -> str:
        """One line for the child's stdin."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str | bytes) -> "ServerConfig":
        """The reverse of :meth:`to_json`."""
        values = json.loads(line)
        return cls(**{**values, "lora_adapters": tuple(values["lora_adapters"])})


def start_server(config: ServerConfig) -> Any:
    """Load the model and listen on a free loopback port; takes about 0.7 s with the bundled model.

    Returns:
        The ``xllamacpp.Server``, which serves from threads of its own until the process ends.

    Raises:
        RuntimeError: llama.cpp could not load the model or an adapter; its reasons are on stderr.
    """
    # Must be set before OpenMP is loaded: spinning threads slow every neighbour on a small machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = config.gguf
    params.api_keys = [config.api_key]
    # A part of its own for each slot: in one shared by all, two long prompts at once make both requests fail.
    params.kv_unified = False
    params.n_ctx = config.n_ctx * config.n_parallel
    params.n_parallel = config.n_parallel
    # Gemma 3 attends through a sliding window; with the full cache kept, a shared prompt prefix is reused.
    params.swa_full = True
    # The context length is given, so fitting it to the free memory would only load the file twice.
    params.fit_params = False
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = config.n_threads
        threads.poll = 0
    if config.chat_template is not None:
        params.chat_template = config.chat_template
    adapters = []
    for path in config.lora_adapters:
        adapter = xllamacpp.CommonAdapterLoraInfo()
        adapter.path = path
        adapter.scale = 1.0
        adapters.append(adapter)
    params.lora_adapters = adapters
    if config.draft_tokens:
        # Exactly what the model alone would write, but that rounding differs where two tokens are about as likely.
        params.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        params.speculative.ngram_simple.size_n = _LOOKUP_TOKENS
        params.speculative.ngram_simple.size_m = config.draft_tokens
        params.speculative.draft.n_max = config.draft_tokens
    params.offline = True
    # The default keeps up to 8 GiB of old prompts in memory; the slots alone already hold the shared prefix.
    params.cache_ram_mib = 0
    params.ui = False
    params.endpoint_slots = False
    # Errors only: they are what the parent reports when the start fails.
    params.verbosity = 1
    return xllamacpp.Server(params)


def main() -> int:
    """Serve until stdin closes; exit code 1 when the model cannot be loaded."""
    # Ctrl+C reaches the whole process group; the parent decides when this server ends, by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Stdout carries the reply alone; whatever the native library prints goes to stderr.
    reply = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    try:
        server = start_server(ServerConfig.from_json(line))
    except (RuntimeError, ImportError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    reply.write(json.dumps({"address": server.listening_address}) + "\n")
    reply.flush()
    sys.stdin.buffer.read()
    # Not a normal exit: unwinding llama.cpp's threads under an open stream may hang.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
