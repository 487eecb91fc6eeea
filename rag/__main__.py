"""``python -m rag ask``: one answer in the terminal, or a batch of JSON lines with one model load.

``python -m rag feedback`` prints what people thought of answers in the web chat.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from rag.errors import RagError, SettingsError
from rag.feedback import FeedbackStore
from rag.question_input import read_history, read_question
from rag.settings import load_settings
from rag.types import Answer, Turn


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (0 done, 1 something failed, 2 wrong usage or settings)."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "feedback":
            return _print_feedback()
        return _run_batch(options.batch) if options.batch else _run_one(options.question, options.json)
    except SettingsError as error:
        return _fail(error, 2)
    except RagError as error:
        return _fail(error, 1)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag", description="Ask Tanya Karier from the terminal.")
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="answer one question, or a batch of them")
    what = ask.add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?", type=_not_blank, help="the question, in Indonesian")
    what.add_argument(
        "--batch",
        metavar="FILE|-",
        help='JSON lines in ({"question", "history"?, "id"?}), JSON lines out, in order; - reads standard input',
    )
    ask.add_argument("--json", action="store_true", help="print the answer object instead of text")
    commands.add_parser(
        "feedback",
        help="print what people thought of answers in the web chat, as JSON lines for python -m evals propose",
    )
    return parser


def _not_blank(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the question is empty")
    return text


def _print_feedback() -> int:
    path = load_settings().feedback
    for candidate in FeedbackStore(path).candidates() if path else ():
        _write(json.dumps(candidate, ensure_ascii=False))
    return 0


def _run_one(question: str, as_json: bool) -> int:
    from rag.chain import open_assistant

    assistant = open_assistant(load_settings())
    try:
        answer = assistant.ask(question)
    finally:
        assistant.close()
    _write(_as_line(answer) if as_json else _as_text(answer))
    return 0


def _run_batch(source: str) -> int:
    """Answer line by line; a line that is no question gets an error object and makes the exit code 1."""
    from rag.chain import open_assistant

    settings = load_settings()
    failed = False
    with _opened(source) as lines:
        assistant = open_assistant(settings)
        try:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    identifier, question, history = _read_line(line)
                except ValueError as error:
                    failed = True
                    print(f"python -m rag: line {number} of {source!r}: {error}", file=sys.stderr)
                    _write(json.dumps({"id": None, "line": number, "error": str(error)}, ensure_ascii=False))
                    continue
                _write(_as_line(replace(assistant.ask(question, history), id=identifier)))
        finally:
            assistant.close()
    return 1 if failed else 0


def _opened(source: str) -> TextIO:
    if source == "-":
        return sys.stdin
    try:
        return Path(source).open(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"--batch {source!r} cannot be read: {error.strerror or error}") from error


def _read_line(line: str) -> tuple[Any, str, list[Turn]]:
    """Id, question and history of one batch line.

    Raises:
        ValueError: the line is not such an object; the message says what is wrong.
    """
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg}, column {error.colno})") from error
    if not isinstance(row, dict):
        raise ValueError('needs a "question" that is a non-empty text')
    return row.get("id"), read_question(row.get("question")), read_history(row.get("history") or [])


def _as_line(answer: Answer) -> str:
    return json.dumps(answer.as_json(), ensure_ascii=False)


def _as_text(answer: Answer) -> str:
    lines = [answer.text]
    if answer.citations:
        lines += ["", "Sumber:"]
        lines += [f"  [{c.number}] {c.title}, paragraf {c.paragraph} ({c.paragraph_id})" for c in answer.citations]
    if answer.note:
        lines += ["", answer.note]
    if answer.suggestions and answer.status == "not_found":
        lines += ["", "Yang bisa ditanyakan:", *(f"  - {suggestion}" for suggestion in answer.suggestions)]
    return "\n".join(lines)


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _fail(error: RagError, code: int) -> int:
    print(f"python -m rag: error: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
