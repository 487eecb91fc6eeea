"""The gate of the evals bites: each sabotage of the chain makes it fail, for the right reason.

Some cases of every kind are asked of the real chain over the real documents, first as it is, then sabotaged. The floors
and the baseline are those of the run before, so nothing but the sabotage can break them.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from scripted_model import ScriptedModel

import evals.runner
import rag.composition
from evals.baseline import Baseline, Floors, measure, new_baseline, raise_floors
from evals.cases import Case, Kind
from evals.documents import Split
from evals.findings import GateFinding
from evals.gate import check_gate
from evals.suite import run_assistant, suite_cases
from rag.composition import Composition
from rag.instructions import citable_sentences
from rag.language import sentences
from rag.retrieval import ParagraphRetriever, Retrieval
from rag.settings import Settings
from rag.types import Hit, Shown, Turn
from rag.verification import Verdict

OF_A_KIND = 8
MODEL = "sabotaged"


def some_cases() -> list[Case]:
    """The first cases of every kind in the development split; of those in another order none, for they need a twin."""
    taken: Counter[Kind] = Counter()
    chosen = []
    for case in suite_cases():
        if case.split is Split.DEVELOPMENT and case.kind is not Kind.SHUFFLED and taken[case.kind] < OF_A_KIND:
            taken[case.kind] += 1
            chosen.append(case)
    return chosen


class Trial:
    """Runs of the chain, judged against the first."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._settings = Settings(model="none")
        scores = self.scores()
        self._baseline: Baseline = new_baseline(MODEL, scores)
        self._floors = raise_floors(Floors(MODEL, {}), measure(scores), date="2026-11-22")
        self.before = self.failed(scores)

    def scores(self) -> Any:
        return run_assistant(self._settings, some_cases(), work=self._work).scores

    def failed(self, scores: Any) -> dict[str, str]:
        """The findings that fail, by name; how many cases there are is no matter here."""
        found: Sequence[GateFinding] = check_gate(scores, self._baseline, floors=self._floors)
        return {
            f"tier {one.tier}: {one.name}": one.detail
            for one in found
            if not one.passed and one.name not in {"cases", "cases of each kind"}
        }


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("evals"))


def test_the_chain_as_it_is_passes(trial: Trial) -> None:
    assert trial.before == {}


def test_with_the_answer_gate_off_a_lying_model_is_found_out(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    lie = "Profesi ini hanya diisi 77 lulusan Universitas Krakatau dan tidak pernah lembur."

    def liar(settings: Settings, n_threads: int | None = None) -> BaseChatModel:
        return ScriptedModel(script=[lie])

    def trusting(sentence: str, hit: Hit, other_names: Sequence[str] = ()) -> Verdict:
        return Verdict(None, sentences(hit.paragraph.text)[0], 1.0, 1.0)

    monkeypatch.setattr(evals.runner, "load_chat_model", liar)
    assert trial.failed(trial.scores()) == {}, "with the gate on, not a word of it is shown"
    monkeypatch.setattr(rag.composition, "verify", trusting)
    failed = trial.failed(trial.scores())
    assert {"tier 0: number", "tier 0: name", "tier 0: restriction", "tier 1: citation_recall"} <= failed.keys()


def test_citations_that_are_shifted_by_one_are_found_out(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    show = Composition._show

    def shifted(self: Composition, text: str, hit: Hit, quote: str, origin: Any) -> Shown:
        hits = self.retrieval.hits
        place = next(index for index, one in enumerate(hits) if one.paragraph.id == hit.paragraph.id)
        return show(self, text, hits[(place + 1) % len(hits)], quote, origin)

    monkeypatch.setattr(Composition, "_show", shifted)
    failed = trial.failed(trial.scores())
    assert {"tier 0: quote", "tier 1: citation_recall", "tier 1: gold_citation"} <= failed.keys()


def sabotaged_retrieval(monkeypatch: pytest.MonkeyPatch, change: Callable[[Retrieval], Retrieval]) -> None:
    retrieve = ParagraphRetriever.retrieve

    def changed(self: ParagraphRetriever, question: str, history: Sequence[Turn] = ()) -> Retrieval:
        return change(retrieve(self, question, history))

    monkeypatch.setattr(ParagraphRetriever, "retrieve", changed)


def answering_from(hits: tuple[Hit, ...], found: Retrieval) -> Retrieval:
    """What was found, with these paragraphs to answer from and all that they say wanted."""
    wanted = {hit.paragraph.id: tuple(citable_sentences(hit.paragraph.text)) for hit in hits}
    return replace(found, answer_hits=hits, wanted=wanted)


def test_a_shuffled_ranking_is_found_out(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(7)

    def shuffled(found: Retrieval) -> Retrieval:
        hits = tuple(dice.sample(found.hits, len(found.hits)))
        return answering_from(hits[: len(found.answer_hits)], replace(found, hits=hits))

    sabotaged_retrieval(monkeypatch, shuffled)
    failed = trial.failed(trial.scores())
    assert {"tier 1: hit@1", "tier 1: correctness", "tier 1: sign test"} <= failed.keys()
    unfaithful = {name: why for name, why in failed.items() if name.startswith("tier 0")}
    assert not unfaithful, "what is shown is still faithful"


def test_a_chain_that_never_refuses_is_found_out(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    sabotaged_retrieval(monkeypatch, lambda found: found if found.answerable else answering_from(found.hits[:1], found))
    failed = trial.failed(trial.scores())
    assert {"tier 1: hallucination", "tier 1: abstention_recall"} <= failed.keys()


def test_a_chain_that_always_refuses_is_found_out(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    sabotaged_retrieval(monkeypatch, lambda found: replace(found, answer_hits=()))
    failed = trial.failed(trial.scores())
    assert {"tier 1: over_refusal", "tier 1: correctness", "tier 1: abstention_precision"} <= failed.keys()
    assert "nothing to measure" in failed["tier 1: faithfulness"], "who says nothing is not faithful"


NUMBER_WORDS = {"satu": "dua", "dua": "tiga", "tiga": "empat", "empat": "lima", "lima": "enam", "enam": "tujuh"}


def altered(text: str) -> str:
    text = re.sub(r"\d", lambda digit: str((int(digit.group()) + 1) % 10), text)
    return re.sub(r"\b(?:satu|dua|tiga|empat|lima|enam)\b", lambda word: NUMBER_WORDS[word.group()], text)


def test_altered_numbers_are_found_out(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    show = Composition._show

    def lying(self: Composition, text: str, hit: Hit, quote: str, origin: Any) -> Shown:
        return show(self, altered(text), hit, quote, origin)

    monkeypatch.setattr(Composition, "_show", lying)
    failed = trial.failed(trial.scores())
    assert "tier 0: number" in failed
    assert "numbers" in failed["tier 0: number"], "the cases on numbers are named"
