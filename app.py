"""Web chat of Tanya Karier: ``python app.py`` serves it on http://127.0.0.1:7860.

Parses and wires: :mod:`rag.page` is the page, :mod:`rag.browsing` what can be browsed beside it.
"""

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Sequence

from rag.answer_log import JsonLines, Logged
from rag.embedding import load_embeddings
from rag.errors import IndexBusyError, RagError, SettingsError
from rag.feedback import FeedbackStore
from rag.page import create_page
from rag.rate_limit import RateLimit
from rag.serving import check_port, is_public, serve
from rag.settings import Settings, load_settings
from rag.stores import open_store
from rag.sync import apply_plan, make_plan

_LOOK_SECONDS = 2.0
"""How often to look whether another process has finished building the first index."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; returns the exit code (0 done, 1 something failed, 2 wrong usage or settings)."""
    options = _parse(arguments)
    log = logging.StreamHandler()
    log.setFormatter(JsonLines() if options.log == "json" else logging.Formatter("app.py: %(message)s"))
    logger = logging.getLogger("rag")  # not the root logger: libraries would print their debug lines
    logger.addHandler(log)
    logger.setLevel(logging.INFO)
    # A plain `kill` ends the program as Ctrl+C does, so that the model's process is stopped too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = load_settings()
        check_port(options.host, options.port)
        if is_public(options.host) and not settings.login:
            logger.warning("whoever reaches %s can ask; RAG_LOGIN=name:password asks for a password", options.host)
        _build_missing_index(settings)
        _serve_until_interrupted(settings, options)
    except RagError as error:
        print(f"app.py: error: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        print("app.py: stopped", file=sys.stderr)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="Web chat of Tanya Karier. Builds the index first if there is none.",
        epilog="Settings come from RAG_ variables and .env. "
        "Exit codes: 0 stopped; 1 something failed; 2 wrong usage or settings.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)"
    )
    parser.add_argument("--port", default=7860, type=_port, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--log", choices=("text", "json"), default="text", help="how to log each answer on standard error"
    )
    parser.add_argument(
        "--log-questions", action="store_true", help="put the words of the questions into the log too (default: not)"
    )
    parser.add_argument(
        "--mcp", action="store_true", help="offer the answers as a tool to other assistants (Model Context Protocol)"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _build_missing_index(settings: Settings) -> None:
    """Build the index from the sources if there is none; an index that is there is taken as it is.

    Raises:
        RagError: it cannot be built.
    """
    store = open_store(settings)
    while store.current_name() is None:
        try:
            _build_index(settings)
            return
        except IndexBusyError:
            print("Another process is building the index; waiting for it …", file=sys.stderr)
            time.sleep(_LOOK_SECONDS)


def _build_index(settings: Settings) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    print(f"There is no index yet; building it from {settings.sources} …", file=sys.stderr)
    columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        report = apply_plan(
            make_plan(settings),
            settings,
            load_embeddings(settings),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    for one in report.failed:
        print(f"app.py: left out {one.file}: {one.reason}", file=sys.stderr)


def _serve_until_interrupted(settings: Settings, options: argparse.Namespace) -> None:
    from rag.chain import open_assistant

    assistant = open_assistant(settings)
    try:
        page = create_page(
            Logged(assistant, questions=options.log_questions),
            FeedbackStore(settings.feedback) if settings.feedback else None,
            RateLimit(settings.questions_per_minute),
        )
        try:
            login = settings.login.get_secret_value() if settings.login else ""
            address = serve(page, options.host, options.port, assistant.library, login=login, mcp=options.mcp)
            print(f"Tanya Karier: {address} (stop with Ctrl+C)", flush=True)
            # Behind the page: whoever asks meanwhile waits for it, and whoever reads does not.
            assistant.warm_up()
            assistant.follow_index()
            threading.Event().wait()
        finally:
            page.close(verbose=False)
    finally:
        assistant.close()


if __name__ == "__main__":
    sys.exit(main())
