"""The page of a run: one file, no script, no request; light and dark; for a phone and for paper."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from evals.markup import escaped, folded, table
from evals.plots import Axis, Guide, Series, count_axis, cumulative, plot, seconds_axis, share_axis
from evals.report_cases import failing_cases
from evals.report_data import CURVE, RunReport, SystemResult, duration_means, failing, gate_passed, rate_of, results_of
from evals.report_tables import (
    agreement_table,
    baseline_lists,
    disagreements_table,
    gate_table,
    groups_table,
    rates_table,
    violations_table,
)
from evals.report_words import figure_words, verdict_words

_STYLE: Final[Path] = Path(__file__).with_name("report.css")
# Texts of documents, models and users stand on the page: whatever they hold, the browser fetches and runs nothing.
_POLICY: Final[str] = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)
# Below this every retrieval curve lies in the upper half, and the axis starts there.
_UPPER_HALF: Final[float] = 0.5
_DURATIONS: Final[tuple[tuple[str, str], ...]] = (
    ("first_sentence_median", "First sentence, median"),
    ("first_sentence_p95", "First sentence, 95th percentile"),
    ("total_median", "Whole answer, median"),
)


def report_page(run: RunReport) -> str:
    """The whole page; all durations stand in the section ``timings``, everything else is the same for equal runs.

    Raises:
        KeyError: a scored case has no entry among the cases or the answers.
    """
    results = results_of(run)
    assistant, *others = results
    failed = len(failing(assistant))
    linked = frozenset(score.case_id for score in failing(assistant))
    sections = (
        ("gate", "The gate", gate_table(run)),
        ("rates", "All rates", rates_table(run, results) + violations_table(results) + _abstentions(assistant)),
        ("plots", "Plots", f'<div class="plots">{_retrieval(results)}{_trade_off(run, results)}</div>'),
        ("kinds", "Kind by kind", _kinds(assistant, others)),
        ("families", "Families and splits", _families(assistant)),
        ("baseline", "Against the baseline", baseline_lists(run, linked)),
        ("checker", "The checker", _checker(run, linked)),
        ("timings", "Timings", _timings(results)),
        ("failing", f"Failing cases: {failed}", failing_cases(run, results)),
    )
    contents = "".join(f'<li><a href="#{name}">{escaped(heading)}</a></li>' for name, heading, _ in sections)
    body = "".join(
        f'<section id="{name}"><h2>{escaped(heading)}</h2>{content}</section>\n' for name, heading, content in sections
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"<title>Faithfulness of {escaped(run.model)}</title>\n"
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f'{_head(run, assistant)}<nav aria-label="Sections"><ul>{contents}</ul></nav>\n<main>\n{body}</main>\n'
        "</body>\n</html>\n"
    )


def _head(run: RunReport, assistant: SystemResult) -> str:
    scores = assistant.scores
    answerable = sum(score.answerable for score in scores)
    documents = len({one.partition("#")[0] for one in run.paragraphs})
    splits = ", ".join(f"{one.cases} {escaped(name)}" for name, one in assistant.splits.items())
    verdict = "" if not run.gate else "good" if gate_passed(run) else "bad"
    passed = figure_words("passed", rate.value) if (rate := rate_of(assistant.overall, "passed")) else "–"
    return (
        f"<header><h1>How faithful are the answers?</h1>"
        f'<p class="verdict {verdict}">{escaped(verdict_words(run))}</p>'
        f"<p>Model <code>{escaped(run.model)}</code>. {len(scores)} cases of {len(assistant.kinds)} kinds in"
        f" {len(assistant.families)} families ({splits}): {answerable} answerable, {len(scores) - answerable} not;"
        f" {len(run.paragraphs)} paragraphs of {documents} documents. {passed} of the cases pass.</p></header>\n"
    )


def _abstentions(assistant: SystemResult) -> str:
    refused = sum(not score.answered for score in assistant.scores)
    rightly = sum(not score.answered and not score.answerable for score in assistant.scores)
    return (
        "<h3>How abstentions are counted</h3>"
        f"<p>{escaped(assistant.name)} refused {refused} of {len(assistant.scores)} cases, {rightly} of them rightly."
        " Here a refusal is an answer of its own kind: it counts in abstention precision, recall and F1, in"
        " hallucination and over-refusal, and as a wrong answer where the documents do answer. It never counts as"
        " faithful and is never left out as undefined; faithfulness is taken over answered cases only, and stands"
        " beside the answer rate, for an assistant that always refuses would otherwise look perfect. Other tools count"
        " otherwise, so their figures cannot be compared with these: DeepEval counts “I don’t know” as faithful, and"
        f" would so credit all {refused} refusals; RAGAS gives NaN where there are no claims, so that refusals drop out"
        " of its mean or spoil it; TruLens counts abstentions as grounded.</p>"
    )


def _retrieval(results: Sequence[SystemResult]) -> str:
    rates = [[rate_of(result.overall, key) for key in CURVE] for result in results]
    lows = [rate.low for row in rates for rate in row if rate]
    if not lows:
        return ""
    series = [
        Series(
            result.name,
            tuple((depth, rate.value or 0.0) for depth, rate in enumerate(row, 1) if rate),
            tuple(((depth, rate.low), (depth, rate.high)) for depth, rate in enumerate(row, 1) if rate),
        )
        for result, row in zip(results, rates, strict=True)
    ]
    low = _UPPER_HALF if min(lows) >= _UPPER_HALF else 0.0
    title = "Retrieval: share of answerable questions with a gold paragraph among the first k"
    drawn = plot("retrieval", title, count_axis("k", 1, len(CURVE)), share_axis("hit@k", low), series)
    rows = (
        f'<tr><th scope="row">{escaped(result.name)}</th>'
        + "".join(f"<td>{figure_words('hit', rate.value if rate else None)}</td>" for rate in row)
        + "</tr>"
        for result, row in zip(results, rates, strict=True)
    )
    numbers = folded("Numbers", table("hit@k", ("System", *CURVE), rows, "wide"))
    return f"<figure>{drawn}<figcaption>{title}, with 95 % intervals.{numbers}</figcaption></figure>"


def _trade_off(run: RunReport, results: Sequence[SystemResult]) -> str:
    series = []
    for result in results:
        over, wrong = rate_of(result.overall, "over_refusal"), rate_of(result.overall, "hallucination")
        if over and wrong and over.value is not None and wrong.value is not None:
            crosses = (
                ((over.low, wrong.value), (over.high, wrong.value)),
                ((over.value, wrong.low), (over.value, wrong.high)),
            )
            series.append(Series(result.name, ((over.value, wrong.value),), crosses, joined=False))
    if not series:
        return ""
    target = run.targets.get("over_refusal")
    guides = () if target is None else (Guide(f"target ≤ {target * 100:.0f} %", x=target),)
    title = "Abstention: unanswerable questions answered against answerable questions refused"
    x, y = share_axis("over-refusal"), share_axis("hallucination")
    return (
        f"<figure>{plot('abstention', title, x, y, series, guides)}<figcaption>{title}, with 95 % intervals; the best"
        " place is the lower left corner. For scale, on the Indonesian questions of NoMIRACL, which are others: GPT-4"
        " 37 % hallucination and 33 % over-refusal, Mixtral 16 % and 47 %.</figcaption></figure>"
    )


def _kinds(assistant: SystemResult, others: Sequence[SystemResult]) -> str:
    note = "<p>Each kind by itself: a mean over all of them hides, among other things, over-refusal.</p>"
    tables = [groups_table(f"{assistant.name}, by kind", "Kind", assistant.kinds, others)]
    tables += [
        folded(escaped(f"{other.name}, by kind"), groups_table(f"{other.name}, by kind", "Kind", other.kinds))
        for other in others
    ]
    return note + "".join(tables)


def _families(assistant: SystemResult) -> str:
    splits = {score.family: score.split for score in assistant.scores}
    families = {f"{name} ({splits[name]})": one for name, one in assistant.families.items()}
    return groups_table(f"{assistant.name}, by split", "Split", assistant.splits) + groups_table(
        f"{assistant.name}, by family of documents", "Family", families
    )


def _checker(run: RunReport, linked: frozenset[str]) -> str:
    parts = [
        "<p>What supports a sentence is judged here by a checker of the evals, not by the gate that the assistant"
        " applies to itself: a gate graded by itself proves nothing. κ is 1 where two judges always agree, and 0 where"
        " they agree as often as chance would.</p>"
    ]
    if run.agreement:
        parts.append(agreement_table(run.agreement))
    if run.disagreements:
        shown = disagreements_table(run.disagreements, linked)
        parts.append(folded(f"Sentences on which gate and checker differ: {len(run.disagreements)}", shown))
    else:
        parts.append("<p>Gate and checker differ on no sentence.</p>")
    return "".join(parts)


def _timings(results: Sequence[SystemResult]) -> str:
    rows = (
        f'<tr><th scope="row">{escaped(result.name)}</th>'
        + "".join(f"<td>{_seconds(duration_means(result.overall).get(key))}</td>" for key, _ in _DURATIONS)
        + "</tr>"
        for result in results
    )
    head = ("System", *(label for _, label in _DURATIONS))
    first = {result.name: [one.first_sentence_seconds for one in result.scores if one.answered] for result in results}
    total = {result.name: [one.total_seconds for one in result.scores] for result in results}
    plots = _latency("first", "until the first sentence", first) + _latency("total", "for the whole answer", total)
    note = (
        "<p>The only part that differs between two runs with the same answers. A draft that was kept from an earlier "
        "run is read, not written again, and takes no time: delete <code>.rag/evals/drafts.sqlite</code> to time a "
        "model. A local model runs once for each core, with one thread, so a single question waits longer here than "
        "in the chat.</p>"
    )
    return note + table("Seconds", head, rows) + f'<div class="plots">{plots}</div>'


def _latency(identity: str, what: str, seconds: dict[str, list[float]]) -> str:
    highest = max((one for values in seconds.values() for one in values), default=0.0)
    if highest <= 0:
        return ""
    series = [Series(name, cumulative(values), has_marks=False) for name, values in seconds.items()]
    title = f"Share of answers that took no longer than so many seconds {what}"
    x: Axis = seconds_axis("seconds", highest)
    guides = (Guide("median", y=0.5),)
    drawn = plot(f"latency-{identity}", title, x, share_axis("share of answers"), series, guides)
    return f"<figure>{drawn}<figcaption>{title}.</figcaption></figure>"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"
