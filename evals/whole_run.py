"""One run of the evals from the settings to all that its report shows: asked, scored, judged and compared."""

from collections.abc import Sequence

from evals.agreement import agreement, disagreements
from evals.baseline import compare, load_baseline
from evals.cases import Case
from evals.gate import check_gate
from evals.judge import RECORDINGS, Judge, JudgedSentence, judge_answer, recorded_models
from evals.report_data import RunReport
from evals.runner import Progress
from evals.suite import SystemRun, eval_texts, load_quick_start, run_assistant, save_answers, suite_cases
from rag.llm import describe, load_chat_model
from rag.settings import Settings

QUICK_START_NAME = "LangChain quick start"


def run_evals(settings: Settings, cases: Sequence[Case], progress: Progress = lambda done, total: None) -> RunReport:
    """Ask the assistant of these settings, and judge the run by the gate if these are all cases.

    A run of some cases has no gate findings, for its floors are those of the whole.

    Raises:
        RagError: the model or an index cannot be made ready.
        ValueError: a committed file of the evals is damaged.
    """
    run = run_assistant(settings, cases, progress)
    model = describe(settings)
    baseline = load_baseline(model)
    is_whole = {case.id for case in cases} == {case.id for case in suite_cases()}
    findings = check_gate(run.scores, baseline, judged=judged(settings, run)) if is_whole else []
    if is_whole:
        save_answers(model, run.answers)
    flips = compare(baseline, run.scores)
    quick = load_quick_start(settings, cases)
    runs = {model: run} | ({QUICK_START_NAME: quick} if quick else {})
    return RunReport(
        model=model,
        systems={name: one.scores for name, one in runs.items()},
        cases={case.id: case for case in cases},
        answers={name: one.answers for name, one in runs.items()},
        paragraphs=eval_texts().paragraphs,
        gate=findings,
        broken=flips.broken,
        mended=flips.mended,
        agreement=agreement(),
        disagreements=disagreements(run.scores, run.answers),
    )


def judged(settings: Settings, run: SystemRun) -> list[JudgedSentence] | None:
    """What the judge of RAG_JUDGE says, or the recorded one where it is unset; None where there is neither.

    Raises:
        SettingsError: the judge cannot be used.
    """
    names = [settings.judge] if settings.judge else recorded_models(RECORDINGS)[:1]
    if not names:
        return None
    model = load_chat_model(settings.model_copy(update={"model": settings.judge})) if settings.judge else None
    judge, paragraphs = Judge(model, RECORDINGS, names[0]), eval_texts().paragraphs
    return [one for answer in run.answers.values() for one in judge_answer(judge, answer, paragraphs)]
