"""The embedding model in a process of its own, for ``ingest.py``.

Importing torch and loading the model take seconds in which Python can do nothing else; beside it, the ingest reads,
compares and copies at full speed. The two talk through the child's standard input and output. The child ends when its
input does, so it never outlives its parent, however that ends.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, Literal, NoReturn

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from rag.embedding import embed_batches, load_embeddings
from rag.errors import EmbeddingError
from rag.settings import Settings

# Not -m: the module must be found from any working folder, in which a relative model name keeps its meaning.
_START: Final[str] = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).resolve().parent.parent)!r})\n"
    "from rag.embedding_process import main\n"
    "main(sys.argv[1])"
)
_KILLED: Final[int] = -9
_Role = Literal["documents", "query"]


@contextmanager
def embedding_process(settings: Settings) -> Iterator["ProcessEmbeddings"]:
    """The model of these settings; its process, if it is started, ends with the context."""
    embeddings = ProcessEmbeddings(settings)
    try:
        yield embeddings
    finally:
        embeddings.close()


class ProcessEmbeddings(Embeddings):
    """LangChain's ``Embeddings`` over a child process, begun by :meth:`start` or the first text. One user at a time.

    Every method raises EmbeddingError if the model cannot be loaded or fails, or if the process ends.
    """

    def __init__(self, settings: Settings) -> None:
        self._name = settings.embedding
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to load the model, without waiting for it."""
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _START, self._name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # it holds nothing that could be lost
        if process.stdin is not None:
            with suppress(OSError):  # what was still to be written to a process that is gone
                process.stdin.close()
        with process:
            pass

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, in the order given."""
        return next(self.embed_batches([texts])) if texts else []

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""
        with self._lock:
            self._ask("query", [[text]])
            return self._answer()[0]

    def embed_batches(self, batches: Sequence[Sequence[str]]) -> Generator[list[list[float]]]:
        """See :func:`rag.embedding.embed_batches`. A generator that is closed early ends the process."""
        with self._lock:
            left = len(batches)
            try:
                self._ask("documents", batches)
                for _ in batches:
                    vectors = self._answer()
                    left -= 1
                    yield vectors
            finally:
                if left:  # what it would still say must not be taken for the answer to another question
                    self.close()

    def _ask(self, role: _Role, batches: Sequence[Sequence[str]]) -> None:
        self.start()
        assert self._process is not None and self._process.stdin is not None
        try:
            pickle.dump((role, batches), self._process.stdin)
            self._process.stdin.flush()
        except OSError as error:
            raise self._ended() from error

    def _answer(self) -> list[list[float]]:
        assert self._process is not None and self._process.stdout is not None
        try:
            answer: NDArray[np.float32] | str = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._ended() from error
        if isinstance(answer, str):
            raise EmbeddingError(answer)
        vectors: list[list[float]] = answer.tolist()
        return vectors

    def _ended(self) -> EmbeddingError:
        process = self._process
        self.close()
        code = process.returncode if process else None
        why = "killed, perhaps for lack of memory" if code == _KILLED else f"exit code {code}"
        return EmbeddingError(f"the process of the embedding model {self._name!r} has ended ({why}): run again")


def serve(questions: IO[bytes], answers: IO[bytes], embeddings: Embeddings) -> None:
    """Answer batches of texts with arrays of vectors, or with the text of an error, until there are no questions.

    The model is loaded at once; a model that cannot be loaded is reported to the first question.
    """
    with suppress(EmbeddingError):
        embeddings.embed_query("pemanasan")
    # A parent that went away takes no answers.
    with suppress(EOFError, BrokenPipeError):
        while True:
            role, batches = pickle.load(questions)
            try:
                if role == "query":
                    _say(answers, np.array([embeddings.embed_query(batches[0][0])], np.float32))
                    continue
                for vectors in embed_batches(embeddings, batches):
                    _say(answers, np.array(vectors, np.float32))
            except EmbeddingError as error:
                _say(answers, str(error))


def main(model: str) -> NoReturn:
    """Serve one parent with the model of this name until its questions end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes the input
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers, load_embeddings(Settings(embedding=model)))
    # Nothing here needs to be put in order, and torch takes two seconds over it.
    os._exit(0)


def _say(answers: IO[bytes], answer: Any) -> None:
    pickle.dump(answer, answers)
    answers.flush()
