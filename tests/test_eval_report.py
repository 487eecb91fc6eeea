"""The report of a run: the same for the same answers, safe to open, and complete about what fails."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evals.answers import GivenAnswer, GivenQuote, GivenSentence
from evals.cases import Case, Kind
from evals.documents import Split
from evals.findings import Disagreement, GateFinding
from evals.report import write_report
from evals.report_data import MEASURES, Measure, RunReport
from evals.report_terminal import terminal_table
from evals.report_words import distance_words
from evals.scores import CaseScore
from rag.types import Turn

ASSISTANT, QUICK_START = "Tanya Karier", "LangChain quick-start"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' onclick='x' </details></section></style>"
PARAGRAPHS = {
    "kepala-humas#p2": "Tugas utamanya menyusun siaran pers dan memimpin konferensi pers.",
    "kepala-humas#p6": "Orang yang tidak tahan kritik publik tidak cocok menjadi kepala humas.",
    "bidan#p5": "Bidan menguasai partograf dan konseling.",
}


def made_case(case_id: str, kind: Kind = Kind.FACT, **changes: Any) -> Case:
    answerable = kind not in {Kind.ABSENT_FACT, Kind.OUT_OF_SCOPE, Kind.REMOVED}
    case = Case(
        id=case_id,
        family="humas",
        split=Split.DEVELOPMENT,
        kind=kind,
        question=f"Apa tanggung jawab kepala humas? ({case_id})",
        history=(),
        answerable=answerable,
        gold=("kepala-humas#p2",) if answerable else (),
        all_gold=True,
        facts=(("siaran pers", "rilis pers"),) if answerable else (),
        forbidden=(),
        twin="",
        removed=(),
    )
    return replace(case, **changes)


def made_answer(case_id: str, *sentences: tuple[str, tuple[str, ...]], **changes: Any) -> GivenAnswer:
    answer = GivenAnswer(
        case_id=case_id,
        answered=bool(sentences),
        text=" ".join(text for text, _ in sentences) or "Maaf, dokumen tidak memuat jawabannya.",
        sentences=tuple(GivenSentence(text, cited) for text, cited in sentences),
        retrieved=("kepala-humas#p6", "kepala-humas#p2"),
        first_sentence_seconds=0.7,
        total_seconds=1.5,
        retrieve_seconds=0.2,
    )
    return replace(answer, **changes)


def made_score(case: Case, answer: GivenAnswer, passed: bool, **changes: Any) -> CaseScore:
    score = CaseScore(
        case_id=case.id,
        family=case.family,
        kind=case.kind.value,
        split=case.split.value,
        answerable=case.answerable,
        answered=answer.answered,
        error=answer.error,
        gold_rank=2 if case.answerable else None,
        reciprocal_rank=0.5 if case.answerable else 0.0,
        ndcg=0.63 if case.answerable else 0.0,
        sentences=len(answer.sentences),
        supported_sentences=len(answer.sentences),
        citations=len(answer.sentences),
        precise_citations=len(answer.sentences),
        cites_gold=passed,
        only_gold_documents=passed,
        correct=passed,
        missing_facts=(),
        said_forbidden=(),
        violations=(),
        passed=passed,
        first_sentence_seconds=answer.first_sentence_seconds,
        total_seconds=answer.total_seconds,
        retrieve_seconds=answer.retrieve_seconds,
    )
    return replace(score, **changes)


GOOD = ("Tugasnya menyusun siaran pers.", ("kepala-humas#p2",))
WRONG = ("Bidan hanya satu arah memimpin 12 rapat.", ("bidan#p5", "kepala-humas#p6"))


def made_run(**changes: Any) -> RunReport:
    """Six cases: three answered well, one badly, one that is unanswerable and one that should not have been refused."""
    cases = [
        made_case("humas-fact-1"),
        made_case("humas-fact-2"),
        made_case("humas-fits-1", Kind.FITS),
        made_case(
            "humas-follow-up-1",
            Kind.FOLLOW_UP,
            history=(Turn("Humas itu apa sih?", "Humas mengurus citra lembaga."),),
            forbidden=("satu arah",),
        ),
        made_case("humas-absent-1", Kind.ABSENT_FACT),
        made_case("media-fact-1", family="media", split=Split.TEST),
    ]
    answers = {case.id: made_answer(case.id, GOOD) for case in cases}
    answers["humas-follow-up-1"] = made_answer(
        "humas-follow-up-1", WRONG, quotes=(GivenQuote("bidan#p5", "partograf dan konseling"),)
    )
    answers["humas-absent-1"] = made_answer("humas-absent-1")
    answers["media-fact-1"] = made_answer("media-fact-1")
    passed = {"humas-fact-1", "humas-fact-2", "humas-fits-1", "humas-absent-1"}
    scores = [made_score(case, answers[case.id], case.id in passed) for case in cases]
    scores[3] = replace(
        scores[3],
        supported_sentences=0,
        missing_facts=("siaran pers",),
        said_forbidden=("satu arah",),
        violations=("number: 12",),
        unsupported=(WRONG[0],),
    )
    others = {case.id: made_answer(case.id, ("Jawaban lain.", ("kepala-humas#p6",))) for case in cases}
    run = RunReport(
        model="bundled",
        systems={
            ASSISTANT: scores,
            QUICK_START: [made_score(case, others[case.id], case.id == "humas-fact-1") for case in cases],
        },
        cases={case.id: case for case in cases},
        answers={ASSISTANT: answers, QUICK_START: others},
        paragraphs=PARAGRAPHS,
        gate=(GateFinding(0, "number", False, "1 in humas-follow-up-1"), GateFinding(1, "cases", True, "6 cases")),
        broken=("humas-follow-up-1",),
        mended=("humas-fact-2",),
        agreement={"hand labels": 0.83},
        disagreements=(Disagreement("humas-follow-up-1", WRONG[0], ("bidan#p5",), "supported", "not supported"),),
    )
    return replace(run, **changes)


def with_seconds(run: RunReport, factor: float) -> RunReport:
    """The same run on a slower machine."""

    def slower(score: CaseScore) -> CaseScore:
        return replace(
            score,
            first_sentence_seconds=score.first_sentence_seconds * factor,
            total_seconds=score.total_seconds * factor,
            retrieve_seconds=score.retrieve_seconds * factor,
        )

    def slower_answer(answer: GivenAnswer) -> GivenAnswer:
        return replace(
            answer,
            first_sentence_seconds=answer.first_sentence_seconds * factor,
            total_seconds=answer.total_seconds * factor,
            retrieve_seconds=answer.retrieve_seconds * factor,
        )

    return replace(
        run,
        systems={name: [slower(score) for score in scores] for name, scores in run.systems.items()},
        answers={
            name: {one: slower_answer(answer) for one, answer in given.items()} for name, given in run.answers.items()
        },
    )


def page_of(folder: Path, run: RunReport) -> str:
    write_report(folder, run)
    return (folder / "index.html").read_text(encoding="utf-8")


def json_of(folder: Path, run: RunReport) -> dict[str, Any]:
    write_report(folder, run)
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


class Page(HTMLParser):
    """The elements of a page, its texts with the language they are in, and whether all that opens is closed."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.sections: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in self.VOID:
            self._open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag

    def handle_data(self, data: str) -> None:
        languages = [given["lang"] for _, given in self._open if "lang" in given]
        self.texts.append((data, languages[-1] if languages else ""))
        for tag, given in self._open:
            if tag == "section":
                self.sections[given["id"]] = self.sections.get(given["id"], "") + data

    def case(self, html: str, case_id: str) -> str:
        """The text of one failing case."""
        start = html.index(f'<div class="case" id="case-{case_id}">')
        end = html.find('<div class="case"', start + 1)
        return "".join(text for text, _ in Page.fragment(html[start:end] if end > 0 else html[start:]))

    @staticmethod
    def fragment(html: str) -> list[tuple[str, str]]:
        parser = HTMLParser()
        texts: list[tuple[str, str]] = []
        parser.handle_data = lambda data: texts.append((data, ""))  # type: ignore[method-assign]
        parser.feed(html)
        return texts


def rows_of(html: str, section: str) -> dict[str, str]:
    """The text of every row with a heading in a section, by that heading's first words."""
    content = html[html.index(f'<section id="{section}">') :]
    content = content[: content.index("</section>")]
    found = {}
    for row in re.findall(r"<tr[^>]*><th scope=\"row\">.*?</tr>", content):
        heading = re.search(r'<th scope="row">([^<]*)', row)
        assert heading
        found.setdefault(heading[1], " ".join(re.sub(r"<[^>]+>", " ", row).split()))
    return found


# The same twice


def test_two_runs_with_the_same_answers_differ_only_in_their_timings(tmp_path: Path) -> None:
    def without_timings(page: str) -> str:
        start = page.index('<section id="timings">')
        return page[:start] + page[page.index("</section>", start) :]

    run, slow = made_run(), with_seconds(made_run(), 3.7)
    first, second = json_of(tmp_path / "a", run), json_of(tmp_path / "b", slow)
    assert first.pop("timings") != second.pop("timings")
    assert first == second
    assert page_of(tmp_path / "a", run) != page_of(tmp_path / "b", slow)
    assert without_timings(page_of(tmp_path / "a", run)) == without_timings(page_of(tmp_path / "b", slow))


def test_the_order_in_which_cases_were_answered_does_not_matter(tmp_path: Path) -> None:
    def backwards(given: Mapping[str, Any]) -> dict[str, Any]:
        return dict(reversed(given.items()))

    run = made_run()
    turned = replace(
        run,
        systems={name: list(reversed(scores)) for name, scores in run.systems.items()},
        cases=backwards(run.cases),
        answers={name: backwards(given) for name, given in run.answers.items()},
        paragraphs=backwards(run.paragraphs),
        gate=tuple(reversed(run.gate)),
    )
    write_report(tmp_path / "a", run)
    write_report(tmp_path / "b", turned)
    for name in ("report.json", "index.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


# For machines


def test_the_json_is_sorted_and_its_timings_come_last(tmp_path: Path) -> None:
    write_report(tmp_path, made_run())
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert list(json.loads(text))[-1] == "timings"


def test_no_duration_stands_outside_the_timings(tmp_path: Path) -> None:
    def keys(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from value
            for one in value.values():
                yield from keys(one)
        elif isinstance(value, list):
            for one in value:
                yield from keys(one)

    report = json_of(tmp_path, made_run())
    timings = report.pop("timings")
    assert not [key for key in keys(report) if re.search("second|median|p95", key)]
    assert timings[ASSISTANT]["cases"]["humas-fact-1"] == {
        "first_sentence_seconds": 0.7,
        "retrieve_seconds": 0.2,
        "total_seconds": 1.5,
    }


def test_the_json_holds_rates_with_intervals_and_the_systems_in_their_order(tmp_path: Path) -> None:
    systems = json_of(tmp_path, made_run())["systems"]
    assert [system["name"] for system in systems] == [ASSISTANT, QUICK_START]
    # 3 of the 5 answerable cases; Wilson: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96
    rate = systems[0]["summary"]["rates"]["correctness"]
    assert (rate["count"], rate["total"], rate["value"]) == (3, 5, 0.6)
    assert (rate["low"], rate["high"]) == (pytest.approx(0.2307, abs=1e-3), pytest.approx(0.8824, abs=1e-3))
    assert set(systems[0]["kinds"]) == {"fact", "fits", "follow_up", "absent_fact"}
    assert set(systems[0]["families"]) == {"humas", "media"}
    assert set(systems[0]["splits"]) == {"development", "test"}


def test_a_rate_of_nothing_has_no_value_and_no_interval(tmp_path: Path) -> None:
    rate = json_of(tmp_path, made_run())["systems"][0]["summary"]["rates"]["false_premise_pass"]
    assert rate == {"value": None, "low": None, "high": None, "count": 0, "total": 0}


def test_the_json_holds_every_answer_and_score_and_what_fails(tmp_path: Path) -> None:
    report = json_of(tmp_path, made_run())
    assert report["failing"][ASSISTANT] == ["humas-follow-up-1", "media-fact-1"]
    told = {one["answer"]["case_id"]: one for one in report["systems"][0]["cases"]}
    assert told["humas-follow-up-1"]["answer"]["sentences"][0]["cited"] == ["bidan#p5", "kepala-humas#p6"]
    assert told["humas-follow-up-1"]["score"]["violations"] == ["number: 12"]
    assert report["cases"]["humas-follow-up-1"]["history"][0]["question"] == "Humas itu apa sih?"
    assert report["baseline"] == {"broken": ["humas-follow-up-1"], "mended": ["humas-fact-2"]}
    assert report["gate"]["passed"] is False


def test_the_json_says_how_far_the_assistant_is_from_each_target(tmp_path: Path) -> None:
    targets = json_of(tmp_path, made_run(targets={"correctness": 0.9, "over_refusal": 0.04, "hallucination": 0.1}))
    assert targets["targets"] == {
        "correctness": {"target": 0.9, "distance": -0.3, "reached": False},
        "over_refusal": {"target": 0.04, "distance": -0.16, "reached": False},  # 1 of 5 refused
        "hallucination": {"target": 0.1, "distance": 0.1, "reached": True},
    }


def test_the_targets_are_those_that_were_agreed() -> None:
    assert made_run().targets == {
        "citation_precision": 0.97,
        "citation_recall": 0.97,
        "gold_citation": 0.92,
        "correctness": 0.90,
        "abstention_f1": 0.92,
        "over_refusal": 0.04,
        "false_premise_pass": 0.90,
    }


# For people: safe to open


def test_the_page_needs_no_script_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    for tag, given in Page(html).elements:
        assert tag not in {
            "script",
            "img",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "audio",
            "video",
            "use",
            "image",
        }
        assert not [name for name in given if name.startswith("on") or name in {"src", "srcset", "style"}]
        assert given.get("href", "#").startswith("#") or given["href"] == "data:,"
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in html


def test_text_of_others_is_shown_and_never_followed(tmp_path: Path) -> None:
    run = made_run()
    hostile_case = replace(
        run.cases["humas-follow-up-1"],
        id=HOSTILE,
        family=HOSTILE,
        kind=Kind.SHUFFLED,
        twin=HOSTILE,
        gold=(HOSTILE,),
        question=HOSTILE,
        history=(Turn(HOSTILE, HOSTILE),),
        facts=((HOSTILE, HOSTILE + "!"),),
        forbidden=(HOSTILE,),
    )
    hostile_answer = made_answer(
        hostile_case.id,
        (HOSTILE, (HOSTILE, "kepala-humas#p2")),
        quotes=(GivenQuote("bidan#p5", HOSTILE),),
        error=HOSTILE,
    )
    hostile_answer = replace(hostile_answer, retrieved=(HOSTILE, "bidan#p5"), suggestions=(HOSTILE,))
    scores = [
        replace(
            made_score(hostile_case, hostile_answer, False),
            missing_facts=(HOSTILE,),
            said_forbidden=(HOSTILE,),
            violations=(HOSTILE,),
            unsupported=(HOSTILE,),
            error=HOSTILE,
        )
    ]
    hostile = RunReport(
        model=HOSTILE,
        systems={ASSISTANT + HOSTILE: scores, QUICK_START + HOSTILE: scores},
        cases={hostile_case.id: hostile_case},
        answers={name + HOSTILE: {hostile_case.id: hostile_answer} for name in (ASSISTANT, QUICK_START)},
        paragraphs=dict.fromkeys((HOSTILE, "bidan#p5", "kepala-humas#p2"), HOSTILE),
        gate=(GateFinding(0, HOSTILE, False, HOSTILE), GateFinding(1, HOSTILE, True, HOSTILE)),
        broken=(HOSTILE, hostile_case.id),
        mended=(HOSTILE,),
        agreement={HOSTILE: 0.5},
        disagreements=(Disagreement(HOSTILE, HOSTILE, (HOSTILE,), HOSTILE, HOSTILE),),
    )
    page = Page(page_of(tmp_path, hostile))
    tame = Page(page_of(tmp_path, run))
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in tame.elements}
    assert not [name for _, given in page.elements for name in given if name.startswith("on") or name == "src"]
    assert "<script>alert(1)</script>" in "".join(text for text, _ in page.texts)


def test_half_a_character_of_a_model_breaks_neither_file(tmp_path: Path) -> None:
    run = made_run()
    broken = made_answer("humas-follow-up-1", ("Siaran \ud83d pers\x00.", ("bidan#p5",)))
    answers = {**run.answers, ASSISTANT: {**run.answers[ASSISTANT], "humas-follow-up-1": broken}}
    write_report(tmp_path, replace(run, answers=answers))
    json.loads((tmp_path / "report.json").read_bytes())
    assert b"\x00" not in (tmp_path / "index.html").read_bytes()


def test_the_page_is_english_and_its_indonesian_texts_say_so(tmp_path: Path) -> None:
    page = Page(page_of(tmp_path, made_run()))
    assert ("html", {"lang": "en"}) in page.elements
    indonesian = ("Apa tanggung jawab", "Humas itu apa", "Humas mengurus citra", "Bidan hanya", "Jawaban lain.", "Maaf")
    for words in indonesian:
        found = {language for text, language in page.texts if words in text}
        assert found == {"id"}, words
    assert {language for text, language in page.texts if "Why it fails" in text} == {"en"}


# For people: what is on it


def test_the_page_says_the_model_and_the_verdict_of_the_gate(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run(model="openai:gpt-x"))
    assert "openai:gpt-x" in html[: html.index("<main>")]
    assert "Gate: FAILED, 1 of 2 checks hold" in html[: html.index("<main>")]
    held = page_of(tmp_path, made_run(gate=(GateFinding(0, "number", True, "none"),)))
    assert "Gate: passed, 1 of 1 checks hold" in held


def test_a_gate_that_did_not_run_has_not_passed(tmp_path: Path) -> None:
    run = made_run(gate=())
    assert "Gate: it did not run" in page_of(tmp_path, run)
    assert json_of(tmp_path, run)["gate"] == {"ran": False, "passed": False, "findings": []}


def test_every_measure_stands_with_both_systems_its_interval_and_its_distance(tmp_path: Path) -> None:
    rows = rows_of(page_of(tmp_path, made_run()), "rates")
    assert {measure.label for measure in MEASURES} <= set(rows)
    assert rows["Correctness"].endswith("60.0 % 23.1–88.2, 3/5 20.0 % 3.6–62.4, 1/5 ≥ 90 % 30.0 points short")
    assert rows["Over-refusal"].endswith("≤ 4 % 16.0 points short")
    assert rows["MRR"].endswith("0.500 0.500")


def test_what_is_not_tolerated_is_counted_for_each_system_even_where_there_is_none(tmp_path: Path) -> None:
    rows = rows_of(page_of(tmp_path, made_run()), "rates")
    assert rows["number"] == "number 1 0"
    assert rows["canary"] == "canary 0 0"


def test_every_kind_family_and_split_stands_by_itself(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    kinds = rows_of(html, "kinds")
    assert list(kinds) == ["fact", "fits", "follow up", "absent fact"]
    assert kinds["fits"].startswith("fits 1 100.0 % 20.7–100.0, 1/1 0.0 % 0.0–79.3, 0/1")
    assert list(rows_of(html, "families")) == ["development", "test", "humas (development)", "media (test)"]


def test_a_failing_case_shows_all_that_is_needed_to_understand_it(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    shown = Page(html).case(html, "humas-follow-up-1")
    for expected in (
        "Apa tanggung jawab kepala humas? (humas-follow-up-1)",
        "Humas itu apa sih?",
        "Humas mengurus citra lembaga.",
        "Required fact missing: siaran pers or rilis pers",
        "Forbidden, and said: satu arah",
        "Tier 0: number: 12",
        "Not supported by what it cites: Bidan hanya satu arah",
        "Does not cite every gold paragraph",
        "Retrieved: 2 paragraphs, the first gold one at rank 2",
        PARAGRAPHS["kepala-humas#p2"],
        PARAGRAPHS["bidan#p5"],
        PARAGRAPHS["kepala-humas#p6"],
        "[1]\N{WORD JOINER}[2]",
        "LangChain quick-start: fails, too",
    ):
        assert expected in shown
    assert '<mark class="quote">partograf dan konseling</mark>' in html
    assert '<mark class="fact">siaran pers</mark>' in html
    assert '<mark class="forbidden">satu arah</mark>' in html


def test_every_failing_case_is_shown_and_no_other(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    assert re.findall(r'<div class="case" id="case-([^"]+)"', html) == ["humas-follow-up-1", "media-fact-1"]


def test_a_refused_case_says_so_and_shows_what_it_could_have_used(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    shown = Page(html).case(html, "media-fact-1")
    assert "Refused, although the documents answer it" in shown
    assert "Maaf, dokumen tidak memuat jawabannya." in shown
    assert "Nothing cited; retrieved first" in shown


def test_an_unanswerable_case_that_was_answered_says_so(tmp_path: Path) -> None:
    run = made_run()
    case = made_case("humas-removed-1", Kind.REMOVED, removed=("bidan#p5",))
    answer = made_answer(case.id, GOOD)
    run = replace(
        run,
        systems={ASSISTANT: [made_score(case, answer, False)]},
        cases={case.id: case},
        answers={ASSISTANT: {case.id: answer}},
    )
    html = page_of(tmp_path, run)
    shown = Page(html).case(html, case.id)
    assert "Answered, although the documents do not answer it" in shown
    assert "bidan#p5 not in the index for this case" in shown


def test_a_case_in_another_order_is_shown_beside_its_twin(tmp_path: Path) -> None:
    run = made_run()
    case = made_case("humas-fact-1~shuffled", Kind.SHUFFLED, twin="humas-fact-1")
    answers = {case.id: made_answer(case.id, WRONG), "humas-fact-1": made_answer("humas-fact-1", GOOD)}
    run = replace(
        run,
        systems={ASSISTANT: [made_score(case, answers[case.id], False)]},
        cases={case.id: case},
        answers={ASSISTANT: answers},
    )
    html = page_of(tmp_path, run)
    shown = Page(html).case(html, case.id)
    assert "must be answered like humas-fact-1, word by word" in shown
    assert GOOD[0] in shown


def test_cases_of_the_test_split_are_folded_away_with_a_warning(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    warning, development, test = (
        html.index(words)
        for words in ("spends the test split", 'id="case-humas-follow-up-1"', 'id="case-media-fact-1"')
    )
    assert development < warning < test


def test_cases_that_flipped_are_listed_and_the_broken_ones_stand_open(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    section = Page(html).sections["baseline"]
    assert "Broken: 1humas-follow-up-1" in section
    assert "Mended: 1humas-fact-2" in section
    assert '<a href="#case-humas-follow-up-1">' in html
    opened = html[html.index("<details open>") :]
    assert opened.index("humas-follow-up-1") < opened.index("</summary>")


def test_a_case_that_is_gone_can_still_be_in_the_baseline(tmp_path: Path) -> None:
    assert "(no longer a case)" in page_of(tmp_path, made_run(broken=("humas-old-7",)))


def test_the_agreement_and_every_disagreement_are_shown(tmp_path: Path) -> None:
    section = Page(page_of(tmp_path, made_run())).sections["checker"]
    assert "hand labels0.83" in section
    assert "Sentences on which gate and checker differ: 1" in section
    assert WRONG[0] in section


def test_the_page_says_how_abstentions_count_here_and_in_other_tools(tmp_path: Path) -> None:
    section = Page(page_of(tmp_path, made_run())).sections["rates"]
    assert "Tanya Karier refused 2 of 6 cases, 1 of them rightly" in section
    for words in (
        "DeepEval counts “I don’t know” as faithful",
        "RAGAS gives NaN",
        "TruLens counts abstentions as grounded",
    ):
        assert words in section


def test_the_plots_show_retrieval_abstention_and_latency_of_every_system(tmp_path: Path) -> None:
    html = page_of(tmp_path, made_run())
    plots = dict(re.findall(r'<svg class="plot"[^>]*aria-labelledby="([\w-]+)-title">(.*?)</svg>', html))
    assert set(plots) == {"retrieval", "abstention", "latency-first", "latency-total"}
    for drawn in plots.values():
        assert 'class="series-0"' in drawn
        assert 'class="series-1"' in drawn
    # The gold paragraph is always the second: the curve steps up once, from nothing to everything, and stays there.
    curve = re.search(r'<path class="line" d="M([^"]+)"', plots["retrieval"])
    assert curve
    heights = [point.split()[1] for point in curve[1].split("L")]
    assert len(heights) == 10
    assert len(set(heights[1:])) == 1
    assert float(heights[0]) > float(heights[1])
    assert html.index('<section id="timings">') < html.index("latency-first") < html.index('<section id="failing">')


def test_a_run_without_timings_gold_or_failures_still_has_a_page(tmp_path: Path) -> None:
    case = made_case("humas-absent-1", Kind.ABSENT_FACT)
    answer = made_answer(case.id, first_sentence_seconds=0.0, total_seconds=0.0, retrieve_seconds=0.0)
    run = RunReport(
        model="none",
        systems={ASSISTANT: [made_score(case, answer, True)]},
        cases={case.id: case},
        answers={ASSISTANT: {case.id: answer}},
        paragraphs={},
        gate=(),
        broken=(),
        mended=(),
    )
    page = Page(page_of(tmp_path, run))
    assert "No case flipped" in page.sections["baseline"]
    assert page.sections["failing"] == "Failing cases: 0None."


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "report"
    write_report(folder, made_run(model="first"))
    assert "second" in page_of(folder, made_run(model="second"))
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "report.json"]


# Words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.85, "5.0 points short"),
        (0.8999, "0.1 points short"),
        (0.7 + 0.2, "0.0 points beyond"),
        (0.95, "5.0 points beyond"),
        (None, "nothing to count"),
    ],
)
def test_the_distance_from_a_target_is_never_rounded_in_favour(value: float | None, words: str) -> None:
    assert distance_words(Measure("correctness", "", ""), value, 0.9) == words


def test_where_lower_is_better_less_is_beyond_the_target() -> None:
    measure = Measure("over_refusal", "", "", lower_is_better=True)
    assert distance_words(measure, 0.01, 0.04) == "3.0 points beyond"
    assert distance_words(measure, 0.06, 0.04) == "2.0 points short"


# For the terminal


def test_the_terminal_gets_the_verdict_the_rates_and_every_kind_as_plain_text() -> None:
    text = terminal_table(made_run())
    for expected in (
        "Model: bundled. Gate: FAILED, 1 of 2 checks hold.",
        "tier 0, number: 1 in humas-follow-up-1",
        "60.0 % (23.1–88.2, 3/5)",
        "30.0 points short",
        "follow up",
        "broken: humas-follow-up-1",
        "Tanya Karier: 2 of 6 cases fail",
        "LangChain quick-start: 5 of 6 cases fail",
    ):
        assert expected in text
    assert "\x1b" not in text
    assert all(line == line.rstrip() and len(line) <= 120 for line in text.splitlines())


def test_brackets_in_a_name_are_no_markup_in_the_terminal() -> None:
    run = made_run(model="[bold]x[/bold]", gate=(GateFinding(1, "[red]floor", False, "[/]"),))
    text = terminal_table(run)
    assert "[bold]x[/bold]" in text
    assert "[red]floor: [/]" in text


def test_the_terminal_tells_equal_runs_apart_only_by_their_durations() -> None:
    first, second = (terminal_table(run).splitlines() for run in (made_run(), with_seconds(made_run(), 3.0)))
    differing = [line for line, other in zip(first, second, strict=True) if line != other]
    assert [line.partition(":")[0] for line in differing] == [ASSISTANT, QUICK_START]
