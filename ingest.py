"""Command line: make the index match the documents. See ``python ingest.py --help``."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from rag import generations
from rag.embedding import embedding_identity, load_embeddings
from rag.errors import RagError, SettingsError
from rag.generations import Contents
from rag.intake import Request, ingest
from rag.settings import Settings, load_settings
from rag.sync import Action, SyncReport

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_PIPED_WIDTH = 300
"""Columns of a table that does not go to a terminal: wide enough that nothing is cut off."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, call :mod:`rag`, print; returns the exit code."""
    options = _parse(arguments)
    try:
        settings = load_settings()
        if options.list:
            _print_list(_contents(settings), options.json)
            return DONE
        request = Request(
            tuple(options.paths), tuple(options.remove), options.replace, options.rebuild, options.dry_run
        )
        with _progress_bar() as progress:
            report = ingest(settings, request, load_embeddings(settings), progress)
        _print_report(report, settings, options.dry_run, options.json)
        return FAILED if report.failed else DONE
    except RagError as error:
        print(f"ingest.py: error: {error}", file=sys.stderr)
        return WRONG_USAGE if isinstance(error, SettingsError) else FAILED
    except KeyboardInterrupt:
        print("ingest.py: interrupted; the index is as it was before", file=sys.stderr)
        return INTERRUPTED


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ingest.py",
        description="Make the index match the documents in RAG_SOURCES: add, change, remove; unchanged costs nothing.",
        epilog="Exit codes: 0 done; 1 something failed (each failed file is named with its reason); "
        "2 wrong usage or settings.",
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="FILE_OR_FOLDER", help="documents to be copied into RAG_SOURCES first"
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


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, on a terminal only; it appears with the first paragraph to embed."""
    console = Console(stderr=True)
    columns = (
        TextColumn("embedding"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("embedding", total=None, visible=False, rate="")

        def show(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.0f} paragraphs/s" if speed else ""
            bar.update(task, completed=done, total=total, visible=total > 0, rate=rate)

        yield show


def _contents(settings: Settings) -> Contents:
    root = generations.index_root(settings)
    name = generations.current_name(root)
    if name is None:
        raise generations.missing(root)
    contents = generations.read_contents(root, name)
    generations.check_embedding(root, contents, embedding_identity(settings))
    return contents


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_PIPED_WIDTH)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _print_list(contents: Contents, as_json: bool) -> None:
    if as_json:
        _print_json(contents.as_json())
        return
    table = Table("document", "title", "other names", "paragraphs")
    for record in contents.documents.values():
        paragraphs = ", ".join(f"{one.number} {one.aspect.value}" for one in record.paragraphs)
        table.add_row(*(escape(cell) for cell in (record.id, record.title, ", ".join(record.aliases), paragraphs)))
    _console().print(table)


def _print_report(report: SyncReport, settings: Settings, dry_run: bool, as_json: bool) -> None:
    if as_json:
        _print_json({"dry_run": dry_run, **report.as_json()})
    else:
        console = _console()
        told = [one for one in report.documents if one.action is not Action.UNCHANGED]
        if told:
            table = Table("document", "title", "paragraphs", "what", "reason")
            for one in told:
                cells = (one.id or one.file, one.title, str(one.paragraphs), one.action.value, one.reason)
                table.add_row(*(escape(cell) for cell in cells))
            console.print(table)
        counts = ", ".join(f"{count} {action.value}" for action, count in report.counts.items() if count)
        if dry_run:
            done = f"nothing was changed; the index would hold {report.paragraphs} paragraphs"
        else:
            done = f"{report.embedded} paragraphs embedded, {report.paragraphs} in the index {settings.index}"
        console.print(f"{counts or 'no documents'}; {done}", soft_wrap=True, highlight=False, markup=False)
    for one in report.failed:
        print(f"ingest.py: failed: {one.file}: {one.reason}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
