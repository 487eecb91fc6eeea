"""Run Python in a child process that may only what file permissions say, also where the tests run as root."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Root may read and write everything because of its capabilities; without them the mode of a file counts for it too.
_WITHOUT_CAPABILITIES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


def run_unprivileged(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script with the project's modules and the tests' at hand, and none of the ``RAG_`` variables."""
    prefix = _WITHOUT_CAPABILITIES if os.geteuid() == 0 else ()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    return subprocess.run(
        [*prefix, sys.executable, "-c", script, *arguments],
        env={**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
        timeout=120,
    )
