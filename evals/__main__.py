"""Command line of the evals: ``python -m evals``. See ``--help``."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals import validation
from evals.agreement import agreement, disagreements
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
from evals.cases import Case, Kind
from evals.documents import ROOT, Split
from evals.gate import check_gate
from evals.report import write_report
from evals.report_data import RunReport
from evals.report_terminal import terminal_table
from evals.suite import SystemRun, eval_texts, load_quick_start, run_assistant, run_quick_start, suite_cases
from rag.errors import RagError, SettingsError
from rag.llm import describe
from rag.settings import Settings, load_settings

PASSED, FAILED, WRONG_USAGE = 0, 1, 2
REPORT: Final[Path] = ROOT / "evals" / "report"


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
    run = _run_with_bar(settings, chosen)
    whole = len(chosen) == len(every)
    model = describe(settings)
    baseline = load_baseline(model)
    findings = check_gate(run.scores, baseline) if whole else []
    flips = compare(baseline, run.scores)
    systems = {model: run.scores}
    answers = {model: run.answers}
    if options.compare:
        with _bar("LangChain quick start") as progress:
            run_quick_start(settings, chosen, progress)
    quick = load_quick_start(settings, chosen)
    if quick is not None:
        systems["LangChain quick start"], answers["LangChain quick start"] = quick.scores, quick.answers
    report = RunReport(
        model=model,
        systems=systems,
        cases={case.id: case for case in chosen},
        answers=answers,
        paragraphs=eval_texts().paragraphs,
        gate=findings,
        broken=flips.broken,
        mended=flips.mended,
        agreement=agreement(),
        disagreements=disagreements(run.scores, run.answers),
    )
    write_report(options.report, report)
    sys.stdout.write(terminal_table(report))
    sys.stdout.write(f"\nreport: {options.report / 'index.html'}\n")
    if not whole:
        sys.stdout.write(f"{len(chosen)} of {len(every)} cases: the gate judges whole runs only\n")
    return PASSED if all(one.passed for one in findings) else FAILED


def _baseline(options: argparse.Namespace) -> int:
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


def _check(options: argparse.Namespace) -> int:
    return validation.main()


def _chosen(cases: Sequence[Case], options: argparse.Namespace) -> list[Case]:
    wanted = set(options.case)
    unknown = wanted - {case.id for case in cases}
    if unknown:
        raise SettingsError(f"there is no case {min(unknown)}: the ids stand in evals/cases/")
    return [
        case
        for case in cases
        if (not options.split or case.split == options.split)
        and (not options.kind or case.kind in options.kind)
        and (not options.family or case.family in options.family)
        and (not wanted or case.id in wanted)
    ]


def _run_with_bar(settings: Settings, cases: Sequence[Case]) -> SystemRun:
    if not cases:
        raise SettingsError("no case is like that: ask for fewer things at once")
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
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
