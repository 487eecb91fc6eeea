"""The files of a report: ``report.json`` for machines, ``index.html`` for people."""

import json
from pathlib import Path
from typing import Final

from evals.documents import ROOT
from evals.report_data import RunReport
from evals.report_html import report_page
from evals.report_json import report_object

REPORT: Final[Path] = ROOT / "evals" / "report"
JSON_NAME: Final[str] = "report.json"
PAGE_NAME: Final[str] = "index.html"


def write_report(folder: Path, run: RunReport) -> None:
    """Write both files; what stood there before is replaced.

    Two runs with the same answers give the same files, but for ``timings`` in the JSON and the section ``timings`` of
    the page.

    Raises:
        KeyError: a scored case has no entry among the cases or the answers.
        OSError: the folder cannot be written to.
    """
    machine = json.dumps(report_object(run), ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    page = report_page(run)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((JSON_NAME, machine + "\n"), (PAGE_NAME, page)):
        # A model may emit half a character; as an escape it breaks neither file.
        (folder / name).write_bytes(text.encode("utf-8", "backslashreplace"))
