"""Command line: make the index match the documents. See ``python ingest.py --help``."""

import argparse
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

from rich.console import Console

from rag.contents import check_embedding
from rag.embedding import embedding_identity
from rag.embedding_process import embedding_process
from rag.errors import RagError, SettingsError
from rag.ingest_output import Clock, complaints, listing, progress_bars, report_table, summary
from rag.intake import Request, ingest
from rag.outcomes import SyncReport
from rag.settings import load_settings
from rag.stores import open_store, present_contents

DONE, FAILED, WRONG_USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143

_PIPED_WIDTH: Final[int] = 300
"""Columns of a table that does not go to a terminal: wide enough that nothing is cut off."""


class _TerminatedError(BaseException):
    """SIGTERM came."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, call :mod:`rag`, print; returns the exit code."""
    options = _parse(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a title need not exist in the terminal's character set
    try:
        with _sigterm_raises():
            return _run(options)
    except RagError as error:
        return _ended(options, f"error: {error}", WRONG_USAGE if isinstance(error, SettingsError) else FAILED)
    except OSError as error:
        what = f"{str(error.filename)!r}: " if error.filename else ""
        reason = f"error: {what}{error.strerror or error}: see that the file or folder is there and that you may use it"
        return _ended(options, reason, FAILED)
    except KeyboardInterrupt:
        return _ended(options, "interrupted; nothing is half-done: run it again to finish", INTERRUPTED)
    except _TerminatedError:
        return _ended(options, "terminated; nothing is half-done: run it again to finish", TERMINATED)


def _run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = open_store(settings)
    if options.list:
        contents = present_contents(store)
        check_embedding(contents, embedding_identity(settings), store.place)
        _write(sys.stdout, _json(contents.as_json()) if options.json else "\n".join(listing(contents)))
        return DONE
    request = Request(tuple(options.paths), tuple(options.remove), options.replace, options.rebuild, options.dry_run)
    clock = Clock()
    with embedding_process(settings) as embeddings, progress_bars(clock) as (reading, embedding):
        report = ingest(settings, request, embeddings, embedding, reading)
    if options.json:
        _write(
            sys.stdout,
            _json({"dry_run": options.dry_run, "seconds": round(clock.seconds, 3), **report.as_json()}),
        )
    else:
        _write(sys.stdout, _table(report) + summary(report, store.place, clock, dry_run=options.dry_run))
    for line in complaints(report):
        _write(sys.stderr, f"ingest.py: {line}")
    return FAILED if report.failed else DONE


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ingest.py",
        description="Make the index match the documents in RAG_SOURCES: add, change, remove; unchanged costs nothing.",
        epilog="Exit codes: 0 done, perhaps with warnings; 1 something failed (each failed file is named with its "
        "reason); 2 wrong usage or settings.",
    )
    parser.add_argument(
        "paths", nargs="*", type=_path, metavar="FILE_OR_FOLDER", help="documents to be copied into RAG_SOURCES first"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    parser.add_argument("--rebuild", action="store_true", help="make the whole index anew")
    parser.add_argument("--list", action="store_true", help="show what is indexed")
    parser.add_argument(
        "--remove", action="append", default=[], metavar="ID", help="delete the document of this id from RAG_SOURCES"
    )
    parser.add_argument("--replace", action="store_true", help="overwrite a different document of the same id")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    options = parser.parse_args(arguments)
    others = options.paths or options.remove or options.replace or options.rebuild or options.dry_run
    if options.list and others:
        parser.error("--list goes with --json only")
    if options.replace and not options.paths:
        parser.error("--replace needs a FILE_OR_FOLDER")
    if options.remove and options.paths:
        parser.error("--remove does not go with FILE_OR_FOLDER")
    return options


def _path(text: str) -> Path:
    if not text:  # an unset shell variable, which would mean the working folder
        raise argparse.ArgumentTypeError("is empty: name a file or a folder")
    return Path(text)


@contextmanager
def _sigterm_raises() -> Iterator[None]:
    """Let SIGTERM end the run the way Ctrl+C does, so that what was begun is cleaned up."""

    def end(number: int, frame: object) -> NoReturn:
        raise _TerminatedError

    if threading.current_thread() is not threading.main_thread():  # where Python takes no handler
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _table(report: SyncReport) -> str:
    table, more = report_table(report)
    if table is None:
        return ""
    console = Console() if sys.stdout.isatty() else Console(width=_PIPED_WIDTH)
    with console.capture() as captured:
        console.print(table)
    return captured.get() + (f"{more}\n" if more else "")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").lower() != "utf-8", indent=2)


def _ended(options: argparse.Namespace, reason: str, code: int) -> int:
    if options.json:
        _write(sys.stdout, _json({"error": reason.removeprefix("error: ")}))
    _write(sys.stderr, f"ingest.py: {reason}")
    return code


def _write(stream: TextIO, text: str) -> None:
    """Print; a reader that has gone away, like ``head``, has seen what it wanted."""
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        # What is still in the buffer would fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


if __name__ == "__main__":
    sys.exit(main())
