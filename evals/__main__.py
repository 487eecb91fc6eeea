"""Command line of the evals: ``python -m evals``. See ``--help``."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals import corpus_diff, feedback, validation
from evals.baseline import (
    compare,
    load_baseline,
    load_floors,
    measure,
    new_baseline,
    raise_floors,
    save_baseline,
    save_floors,
)
from evals.cases import Case, Kind, load_cases
from evals.documents import Split, eval_documents
from evals.report import REPORT, write_report
from evals.report_terminal import terminal_table
from evals.suite import (
    SystemRun,
    load_answers,
    run_assistant,
    run_quick_start,
    suite_cases,
)
from evals.whole_run import QUICK_START_NAME, run_evals
from rag.errors import RagError, SettingsError
from rag.llm import describe
from rag.settings import Settings, load_settings

PASSED, FAILED, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and do; returns the exit code."""
    options = _parse(arguments)
    try:
        code: int = options.act(options)
        return code
    except SettingsError as error:
        sys.stderr.write(f"evals: error: {error}\n")
        return WRONG_USAGE
    except (RagError, ValueError, OSError) as error:
        sys.stderr.write(f"evals: error: {error}\n")
        return FAILED


def _run(options: argparse.Namespace) -> int:
    settings, every = load_settings(), suite_cases()
    chosen = _chosen(every, options)
    if options.compare:
        with _bar(QUICK_START_NAME) as progress:
            run_quick_start(settings, every, progress)
    with _bar(describe(settings)) as progress:
        report = run_evals(settings, chosen, progress)
    write_report(options.report, report)
    sys.stdout.write(terminal_table(report))
    sys.stdout.write(f"\nreport: {options.report / 'index.html'}\n")
    if not report.gate:
        sys.stdout.write(f"{len(chosen)} of {len(every)} cases: the gate judges whole runs only\n")
    return PASSED if all(one.passed for one in report.gate) else FAILED


def _diff(options: argparse.Namespace) -> int:
    settings, cases = load_settings(), load_cases()
    model = describe(settings)
    before, now = corpus_diff.read_snapshot(corpus_diff.SNAPSHOT), corpus_diff.snapshot(eval_documents().values())
    answers = load_answers(model)
    after = _run_with_bar(settings, suite_cases()).answers if answers and before != now else answers
    found = corpus_diff.compare(before, now, cases, answers, after)
    if options.json:
        sys.stdout.write(json.dumps(corpus_diff.as_json(found), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in corpus_diff.as_lines(found)))
    if not answers:
        sys.stderr.write("no answers are kept from before: `python -m evals` keeps them, before the documents change\n")
    if options.accept:
        corpus_diff.write_snapshot(corpus_diff.SNAPSHOT, now)
    return FAILED if found.gold and not options.accept else PASSED


def _propose(options: argparse.Namespace) -> int:
    proposed = feedback.propose(options.candidates, options.review, load_cases())
    for line in proposed.refused:
        sys.stderr.write(f"evals: {line}\n")
    sys.stdout.write(f"{proposed.added} to review in {options.review}, {proposed.known} known already\n")
    return FAILED if proposed.refused else PASSED


def _accept(options: argparse.Namespace) -> int:
    accepted = feedback.accept(options.review, feedback.committed_suite())
    for line in accepted.problems:
        sys.stderr.write(f"evals: {line}\n")
    sys.stdout.write(f"{len(accepted.accepted)} accepted: {' '.join(accepted.accepted)}\n")
    return FAILED if accepted.problems else PASSED


def _baseline(_: argparse.Namespace) -> int:
    settings = load_settings()
    run = _run_with_bar(settings, suite_cases())
    model = describe(settings)
    flips = compare(load_baseline(model), run.scores)
    save_baseline(new_baseline(model, run.scores))
    for what, ids in (("broken", flips.broken), ("mended", flips.mended), ("new", flips.new)):
        sys.stdout.write(f"{what}: {len(ids)}{': ' + ' '.join(ids) if ids and what != 'new' else ''}\n")
    return PASSED


def _floors(options: argparse.Namespace) -> int:
    settings = load_settings()
    run = _run_with_bar(settings, suite_cases())
    model = describe(settings)
    today = datetime.now(UTC).date().isoformat()
    old = load_floors(model)
    new = raise_floors(old, measure(run.scores), date=today)
    if options.raise_floors:
        save_floors(new)
    for part, rates in new.parts.items():
        for name, floor in rates.items():
            before = old.parts.get(part, {}).get(name)
            if before != floor:
                sys.stdout.write(f"{part}: {name}: {before.bound if before else '-'} -> {floor.bound}\n")
    return PASSED


def _check(_: argparse.Namespace) -> int:
    return validation.main()


def _chosen(cases: Sequence[Case], options: argparse.Namespace) -> list[Case]:
    wanted = set(options.case)
    unknown = wanted - {case.id for case in cases}
    if unknown:
        raise SettingsError(f"there is no case {min(unknown)}: the ids stand in evals/cases/")
    chosen = [
        case
        for case in cases
        if (not options.split or case.split == options.split)
        and (not options.kind or case.kind in options.kind)
        and (not options.family or case.family in options.family)
        and (not wanted or case.id in wanted)
    ]
    if not chosen:
        raise SettingsError("no case is like that: ask for fewer things at once")
    return chosen


def _run_with_bar(settings: Settings, cases: Sequence[Case]) -> SystemRun:
    with _bar(describe(settings)) as progress:
        return run_assistant(settings, cases, progress)


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, as a function to be told ``(done, total)``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals",
        description="Ask the assistant of RAG_MODEL every case, write the report, and pass or fail it.",
        epilog="Exit codes: 0 the gate is passed; 1 it is not, or something failed; 2 wrong usage or settings.",
    )
    parser.set_defaults(act=_run)
    parser.add_argument("--split", choices=[split.value for split in Split], help="the cases of one split only")
    parser.add_argument("--kind", action="append", default=[], choices=[kind.value for kind in Kind], metavar="KIND")
    parser.add_argument("--family", action="append", default=[], metavar="FAMILY", help="such as data; may be repeated")
    parser.add_argument("--case", action="append", default=[], metavar="ID", help="this case only; may be repeated")
    parser.add_argument("--compare", action="store_true", help="ask the LangChain quick start the same (slow)")
    parser.add_argument("--report", type=Path, default=REPORT, metavar="FOLDER", help="default: evals/report")
    commands = parser.add_subparsers(title="other commands", metavar="")
    check = commands.add_parser("check", help="whether documents, labels and cases fit together")
    check.set_defaults(act=_check)
    baseline = commands.add_parser("baseline", help="run everything and write evals/baseline.json, to be reviewed")
    baseline.set_defaults(act=_baseline)
    floors = commands.add_parser("floors", help="run everything and say which floors of evals/floors.json could rise")
    floors.add_argument("--raise", dest="raise_floors", action="store_true", help="write them; none is ever lowered")
    floors.set_defaults(act=_floors)
    diff = commands.add_parser("diff", help="what a change of documents does to gold paragraphs and answers")
    diff.add_argument("--accept", action="store_true", help="take the documents as they are now for the known state")
    diff.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    diff.set_defaults(act=_diff)
    propose = commands.add_parser("propose", help="turn feedback from the chat into a review file of cases")
    propose.add_argument("candidates", type=Path, metavar="CANDIDATES", help="JSON lines that the chat exported")
    propose.add_argument("review", type=Path, metavar="REVIEW", help="JSON lines to fill in; added to if it is there")
    propose.set_defaults(act=_propose)
    accept = commands.add_parser("accept", help="move the filled-in cases of a review file to evals/cases/")
    accept.add_argument("review", type=Path, metavar="REVIEW")
    accept.set_defaults(act=_accept)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
