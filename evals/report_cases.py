"""The failing cases on the page: what was asked and answered, why it fails, gold and evidence side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from evals.answers import GivenAnswer
from evals.cases import Case, Kind
from evals.documents import Split
from evals.markup import escaped, folded, indonesian, marked
from evals.report_data import RunReport, SystemResult, failing
from evals.report_tables import case_anchor, shown_name
from evals.scores import CaseScore

# Of a refusal there is no evidence; the first paragraphs that it could have used are shown in its place.
_INSTEAD_OF_EVIDENCE: Final[int] = 3
_TEST_NOTE: Final[str] = (
    "Who improves the assistant by these cases spends the test split: read them to report, not to tune."
)

_LEGEND: Final[str] = (
    '<p>Marked: <mark class="fact">a required fact</mark>, <mark class="quote">what a citation quotes</mark>,'
    ' <mark class="forbidden">what must not be said</mark>, <span class="unsupported">a sentence that the paragraphs it'
    " cites do not support</span>.</p>"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """One system's answer to a case, with its score."""

    name: str
    case: Case
    score: CaseScore
    answer: GivenAnswer

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the cited paragraphs, by number."""
        return tuple(dict.fromkeys(one for sentence in self.answer.sentences for one in sentence.cited))


def failing_cases(run: RunReport, results: Sequence[SystemResult]) -> str:
    """Every failing case of the assistant, by split and kind, with what the other systems answered."""
    assistant, *others = results
    failed = failing(assistant)
    if not failed:
        return "<p>None.</p>"
    parts = [_LEGEND]
    for split in dict.fromkeys((Split.DEVELOPMENT.value, *sorted({score.split for score in failed}))):
        chosen = [score for score in failed if score.split == split]
        if not chosen:
            continue
        content = "".join(_by_kind(run, chosen, assistant, others))
        heading = f"{escaped(split)}: {len(chosen)} of {assistant.splits[split].cases} cases fail"
        if split == Split.TEST:
            parts.append(folded(f"<strong>{heading}</strong>", f"<p>{_TEST_NOTE}</p>{content}"))
        else:
            parts.append(f"<h3>{heading}</h3>{content}")
    return "".join(parts)


def _by_kind(
    run: RunReport, scores: Sequence[CaseScore], assistant: SystemResult, others: Sequence[SystemResult]
) -> Iterator[str]:
    order = {kind.value: number for number, kind in enumerate(Kind)}
    ordered = sorted(scores, key=lambda score: (order.get(score.kind, len(order)), score.case_id))
    by_id = {other.name: {score.case_id: score for score in other.scores} for other in others}
    for kind, group in groupby(ordered, key=lambda score: score.kind):
        found = list(group)
        yield f"<h4>{escaped(shown_name(kind))}: {len(found)}</h4>"
        for score in found:
            told = _told(run, assistant.name, score)
            compared = [
                _told(run, name, by_case[score.case_id]) for name, by_case in by_id.items() if score.case_id in by_case
            ]
            yield _case(run, told, compared)


def _told(run: RunReport, name: str, score: CaseScore) -> _Told:
    return _Told(name, run.cases[score.case_id], score, run.answers[name][score.case_id])


def _case(run: RunReport, told: _Told, others: Sequence[_Told]) -> str:
    case = told.case
    flipped = case.id in run.broken
    badges = f"<code>{escaped(case.id)}</code>" + ('<span class="badge">broken</span>' if flipped else "")
    wrong = "".join(f"<li>{reason}</li>" for reason in _reasons(told))
    content = "".join(
        (
            _history(case),
            f"<h5>Why it fails</h5><ul>{wrong}</ul>",
            _answer(told),
            '<div class="sides">',
            f"<div><h5>Gold {'(all needed)' if case.all_gold else '(any of them)'}</h5>{_gold(run, case)}</div>",
            f"<div>{_evidence(run, told)}</div>",
            "</div>",
            _retrieved(told),
            _twin(run, told),
            *(_other(one) for one in others),
        )
    )
    # The anchor lies inside, so that a browser opens the case when it is sent there.
    body = f'<div class="case" id="{case_anchor(case.id)}">{content}</div>'
    return folded(f"{badges} {indonesian(case.question)}", body, flipped)


def _history(case: Case) -> str:
    """What was said before, then the question; the question alone already stands above the case."""
    if not case.history:
        return ""
    turns = "".join(
        f"<dt>Asked before</dt><dd>{indonesian(turn.question)}</dd><dt>Answered</dt><dd>{indonesian(turn.answer)}</dd>"
        for turn in case.history
    )
    return f"<dl>{turns}<dt>Question</dt><dd>{indonesian(case.question)}</dd></dl>"


def _reasons(told: _Told) -> Iterator[str]:
    case, score = told.case, told.score
    if case.kind is Kind.SHUFFLED:
        yield f"Asked of the documents in another order, and must be answered like {escaped(case.twin)}, word by word"
    if score.error:
        yield f"The system failed: {escaped(score.error)}"
    if case.answerable and not score.answered:
        yield "Refused, although the documents answer it"
    if not case.answerable and score.answered:
        yield "Answered, although the documents do not answer it"
    if score.answered:
        yield from (f"Required fact missing: {_wordings(case, fact)}" for fact in score.missing_facts)
    yield from (f"Forbidden, and said: {indonesian(one, 'q')}" for one in score.said_forbidden)
    yield from (f"Tier 0: {escaped(one)}" for one in score.violations)
    yield from (f"Not supported by what it cites: {indonesian(one, 'q')}" for one in score.unsupported)
    if case.answerable and score.answered and not score.cites_gold:
        yield "Does not cite " + ("every gold paragraph" if case.all_gold else "a gold paragraph")
    if case.answerable and score.gold_rank is None:
        yield "No gold paragraph was retrieved"


def _wordings(case: Case, fact: str) -> str:
    """A fact in all the wordings that would have done."""
    wordings = next((one for one in case.facts if one[0] == fact), (fact,))
    return " or ".join(indonesian(one, "q") for one in wordings)


def _answer(told: _Told) -> str:
    case, answer = told.case, told.answer
    wordings = {
        "fact": [wording for fact in case.facts for wording in fact],
        "forbidden": case.forbidden,
    }
    heading = f"<h5>{escaped(told.name)} {'answers' if answer.answered else 'refuses'}</h5>"
    if not answer.sentences:
        return f'{heading}<blockquote lang="id">{marked(answer.text, wordings)}</blockquote>'
    numbers = {one: number for number, one in enumerate(told.cited, 1)}
    shown = (
        f'<span class="{"unsupported" if sentence.text in told.score.unsupported else "supported"}">'
        f"{marked(sentence.text, wordings)}</span>"
        # A number never begins a line.
        + "".join(f'\N{WORD JOINER}<sup title="{escaped(one)}">[{numbers[one]}]</sup>' for one in sentence.cited)
        for sentence in answer.sentences
    )
    return f'{heading}<blockquote lang="id">{" ".join(shown)}</blockquote>'


def _gold(run: RunReport, case: Case) -> str:
    wordings = {"fact": [wording for fact in case.facts for wording in fact]}
    if case.gold:
        return "".join(_paragraph(run, one, "", wordings) for one in case.gold)
    removed = (_paragraph(run, one, "not in the index for this case", {}) for one in case.removed)
    return "<p>None: the documents do not answer it.</p>" + "".join(removed)


def _evidence(run: RunReport, told: _Told) -> str:
    case = told.case
    quotes = {"quote": [one.quote for one in told.answer.quotes]}
    if told.cited:
        shown = (
            _paragraph(run, one, f"[{number}]" + (", gold" if one in case.gold else ""), quotes)
            for number, one in enumerate(told.cited, 1)
        )
        return "<h5>Cited as evidence</h5>" + "".join(shown)
    first = told.answer.retrieved[:_INSTEAD_OF_EVIDENCE]
    shown = (_paragraph(run, one, "gold" if one in case.gold else "", {}) for one in first)
    return "<h5>Nothing cited; retrieved first</h5>" + ("".join(shown) or "<p>Nothing was retrieved.</p>")


def _paragraph(run: RunReport, paragraph_id: str, note: str, wordings: dict[str, list[str]]) -> str:
    text = run.paragraphs.get(paragraph_id)
    shown = f'<p lang="id">{marked(text, wordings)}</p>' if text is not None else "<p>There is no such paragraph.</p>"
    return f'<div class="paragraph"><code>{escaped(paragraph_id)}</code> <small>{escaped(note)}</small>{shown}</div>'


def _retrieved(told: _Told) -> str:
    ids = (f"<b>{escaped(one)} (gold)</b>" if one in told.case.gold else escaped(one) for one in told.answer.retrieved)
    listed = "".join(f"<li>{one}</li>" for one in ids)
    rank = told.score.gold_rank
    first = "" if rank is None else f", the first gold one at rank {rank}"
    return folded(f"Retrieved: {len(told.answer.retrieved)} paragraphs{first}", f"<ol>{listed}</ol>")


def _twin(run: RunReport, told: _Told) -> str:
    """Of a case that must be answered like its twin: the twin's answer."""
    answer = run.answers[told.name].get(told.case.twin)
    if told.case.kind is not Kind.SHUFFLED or answer is None:
        return ""
    return folded(f"The answer to {escaped(told.case.twin)}", _answer(replace(told, answer=answer)))


def _other(told: _Told) -> str:
    wrong = "".join(f"<li>{reason}</li>" for reason in _reasons(told)) if not told.score.passed else ""
    cited = "".join(f"<li>{escaped(one)}</li>" for one in told.cited)
    content = _answer(told) + (f"<ol>{cited}</ol>" if cited else "") + (f"<ul>{wrong}</ul>" if wrong else "")
    return folded(f"{escaped(told.name)}: {'passes' if told.score.passed else 'fails, too'}", content)
