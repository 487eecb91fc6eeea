"""The ablation of retrieval: its rows, its figures, and the questions it is measured on."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fake_embeddings import HashEmbeddings

import evals.retrieval
from evals import cross_encoder_training, query_training, reader_check, reader_training
from evals.ablation import ROWS, Question, Ranking, by_bm25, by_cosine, figures
from evals.cases import Case, Kind, load_cases
from evals.retrieval import abstention_figures, case_figures, main, own_context_figure
from evals.squad import SquadQuestion, context_documents, read_squad
from rag.professions import NamedDocument, ProfessionNames, name_stems
from rag.ranking import WEIGHTS
from rag.titles import core_name

VOLCANO = "Gunung Merapi meletus pada tahun 2010 dan abunya sampai ke Yogyakarta."
KITE = "Layang-layang dimainkan anak-anak di sawah sesudah panen padi."
COFFEE = "Biji kopi disangrai sebelum digiling, lalu diseduh dengan air panas."
ASKED: dict[str, list[dict[str, Any]]] = {
    VOLCANO: [
        {"question": "Kapan Gunung Merapi meletus?", "answers": [{"text": "2010", "answer_start": 35}]},
        {"question": "Siapa menteri keuangan?", "answers": [], "is_impossible": True},
    ],
    KITE: [
        {"question": "Di mana layang-layang dimainkan?", "answers": [{"text": "di sawah"}], "is_impossible": False},
        {"question": "Berapa harga tiket kereta?", "answers": []},
    ],
    COFFEE: [{"question": "Apa yang disangrai sebelum digiling?", "answers": [{"text": "Biji kopi"}]}],
}
PARAGRAPHS = [{"context": context, "qas": asked} for context, asked in ASKED.items()]
FOUND = [
    SquadQuestion(one["question"], context, bool(one["answers"]), tuple(span["text"] for span in one["answers"]))
    for context, asked in ASKED.items()
    for one in asked
]


def written(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evals.retrieval, "load_embeddings", lambda settings, adapter=None: HashEmbeddings())


@pytest.mark.parametrize(
    "data",
    [
        {"version": "v2.0", "data": [{"title": "Alam", "paragraphs": PARAGRAPHS}]},
        [{"paragraphs": PARAGRAPHS[:1]}, {"paragraphs": PARAGRAPHS[1:]}],
        PARAGRAPHS,
    ],
    ids=["articles under data", "a list of articles", "a list of paragraphs"],
)
def test_questions_are_read_with_those_that_have_no_answer(tmp_path: Path, data: object) -> None:
    questions, contexts = read_squad(written(tmp_path / "set.json", data))
    assert questions == FOUND
    assert [one.answerable for one in questions] == [True, False, True, False, True]
    assert contexts == [VOLCANO, KITE, COFFEE]


def test_an_answer_that_a_file_declares_impossible_is_none(tmp_path: Path) -> None:
    asked = {"question": "Kapan?", "answers": [{"text": "2010"}], "is_impossible": True}
    (found,), _ = read_squad(written(tmp_path / "set.json", [{"context": VOLCANO, "qas": [asked]}]))
    assert not found.answerable


def test_contexts_that_differ_in_white_space_or_normal_form_alone_are_one_document(tmp_path: Path) -> None:
    data = [{"context": text, "qas": []} for text in ("Kopi  é\nhangat", " Kopi e\u0301 hangat", "Teh")]
    documents = context_documents(read_squad(written(tmp_path / "set.json", data))[1])
    assert [[one.text for one in document.paragraphs] for document in documents.values()] == [
        ["Kopi é hangat"],
        ["Teh"],
    ]
    assert [document.id for document in documents.values()] == ["context-000001", "context-000002"]


def test_no_question_names_a_context() -> None:
    documents = context_documents(["Perawat merawat pasien.", "Dokter memeriksa pasien."]).values()
    names = ProfessionNames(NamedDocument(one.id, one.title, core_name(one.title), one.aliases) for one in documents)
    asked = name_stems("apa tugas perawat dan dokter")
    assert names.match(asked) == ({}, frozenset())
    assert names.spelled_out(asked) == set()
    assert not names.words and not names.heads


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"kopi", "JSONDecodeError"),
        (b"\xff", "UnicodeDecodeError"),
        (b"[]", "no context is there"),
        (b'{"questions": []}', "KeyError: 'data'"),
        (b'[{"context": "Kopi."}]', "KeyError: 'qas'"),
        (b'[{"context": " ", "qas": []}]', "' ' is no text"),
        (b'[{"context": "Kopi.", "qas": [{"question": 3}]}]', "3 is no text"),
        (b'["Kopi."]', "AttributeError"),
    ],
)
@pytest.mark.parametrize("option", ["--squad", "--contexts"])
def test_a_file_that_cannot_be_read_is_named_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str, option: str
) -> None:
    path, good = tmp_path / "set.json", written(tmp_path / "good.json", PARAGRAPHS)
    if content is not None:
        path.write_bytes(content)
    given = ["--squad", str(path)] if option == "--squad" else ["--squad", str(good), "--contexts", str(path)]
    assert main(given) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"evals.retrieval: error: {path}: ")
    assert reason in line
    assert line.endswith("give a JSON file in the form of SQuAD 2, or a list of its paragraphs")


@pytest.mark.parametrize(
    "arguments", [["--contexts", "x.json"], ["--limit", "0"], ["--split", "train"], ["--split", "test", "--squad", "x"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_the_rows_add_weights_to_each_other_until_all_are_there() -> None:
    assert [row.name for row in ROWS][:3] == ["dense", "lexical", "fused"]
    assert all(row.weights.items() <= WEIGHTS.items() for row in ROWS)
    assert [set(row.weights) for row in ROWS[:2]] == [{"dense"}, {"lexical"}]
    assert all(before.weights.items() <= row.weights.items() for before, row in pairwise(ROWS[2:]))
    assert ROWS[-1].weights == WEIGHTS
    assert [row.name for row in ROWS if row.ranks in {by_cosine, by_bm25}] == ["dense", "lexical"]
    first = next(number for number, row in enumerate(ROWS) if row.adapter)
    assert all((row.adapter is None) == (number < first) for number, row in enumerate(ROWS)), "once in, it stays"


def test_figures_of_rankings() -> None:
    def ranking(ids: str, gold: str, milliseconds: float, *, near_duplicate: bool = False) -> Ranking:
        question = Question("?", tuple(gold.split()), near_duplicate=near_duplicate)
        return Ranking(question, tuple(ids.split()), milliseconds / 1000, 0.02)

    found = figures(
        [
            ranking("a#p1 b#p1 c#p1", "a#p1", 30),
            ranking("a#p1 b#p1 c#p1", "b#p1", 50),
            ranking("a#p2 b#p1 c#p1 d#p1", "d#p1 a#p1", 70, near_duplicate=True),
            ranking("b#p1", "c#p1", 130, near_duplicate=True),
        ]
    )
    assert found == pytest.approx(
        {
            "hit@1": 1 / 4,
            "hit@3": 2 / 4,
            "hit@5": 3 / 4,
            "MRR@10": (1 + 1 / 2 + 1 / 4) / 4,
            "nDCG@10": (1 + 0.63093 + 0.43068 / 1.63093) / 4,
            "document@1": 1 / 2,  # the right document, though another paragraph of it
            "p50 ms": 60,
            "p95 ms": 121,
            "p50 ms rest": 40,
            "p95 ms rest": 101,
        },
        abs=1e-4,
    )
    eleventh = ranking(" ".join(f"x#p{number}" for number in range(1, 12)), "x#p11", 30)
    assert figures([eleventh])["MRR@10"] == 0
    assert set(figures([]).values()) == {None}
    assert figures([replace(eleventh, ids=())])["hit@1"] == 0


def test_figures_of_the_whole_of_retrieval() -> None:
    def case(identifier: str, kind: Kind, gold: str, twin: str = "") -> Case:
        return replace(load_cases()[0], id=identifier, kind=kind, gold=tuple(gold.split()), twin=twin)

    cases = [
        case("both", Kind.COMPARISON, "a#p1 a#p2 b#p1"),
        case("one", Kind.COMPARISON, "a#p1 b#p1"),
        case("alone", Kind.COMPARISON, "a#p1 a#p2"),  # one paragraph tells of both
        case("formal", Kind.FACT, "a#p1"),
        case("slang", Kind.INFORMAL, "a#p1", twin="formal"),
        case("without its twin", Kind.INFORMAL, "a#p1", twin="another"),
        case("further", Kind.FOLLOW_UP, "a#p1"),
        case("elsewhere", Kind.TOPIC_SWITCH, "b#p1"),
        case("another paragraph", Kind.FOLLOW_UP, "a#p3"),
    ]
    found = {one.id: ["a#p1", "a#p3"] for one in cases} | {"both": ["c#p1", "b#p1", "a#p2"], "slang": ["a#p2", "a#p1"]}
    assert [(one.name, one.value, one.total) for one in case_figures(cases, found)] == [
        ("comparisons, gold of every side retrieved", 0.5, 2),
        ("informal, hit@1", 0.0, 1),
        ("their formal twins, hit@1", 1.0, 1),
        ("follow-ups and topic switches, hit@1", pytest.approx(1 / 3), 3),
        ("follow-ups and topic switches, right document first", pytest.approx(2 / 3), 3),
        ("follow up, hit@1", 0.5, 2),
        ("topic switch, hit@1", 0.0, 1),
    ]
    assert {one.value for one in case_figures([], {})} == {None}


def test_figures_of_abstention() -> None:
    found = {one.name: (one.value, one.total) for one in abstention_figures([0.9, 0.8, 0.55], [0.1, 0.6])}
    assert found["answerability, AUROC"] == (pytest.approx(5 / 6), 5)
    assert found["wrongly refused at 0.60"] == (pytest.approx(1 / 3), 3)
    assert found["wrongly answered at 0.60"] == (pytest.approx(1 / 2), 2), "the threshold itself is answered"
    alone = {one.name: one.value for one in abstention_figures([0.9], [])}
    assert alone["answerability, AUROC"] is None
    assert alone["wrongly answered at 0.60"] is None


def test_reading_is_measured_on_the_context_that_each_question_was_asked_of() -> None:
    answered, other = Question("apa?", ("a#p1",)), Question("apa?", ())
    figure = own_context_figure([answered, answered, other, other], [2.0, 0.5, 1.0, None])
    assert (figure.value, figure.total) == (pytest.approx(1 / 2), 3)
    assert own_context_figure([answered, other], [None, None]).value is None, "a model that cannot read"


@pytest.mark.usefixtures("fake_model")
def test_any_questions_are_asked_of_all_contexts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = written(tmp_path / "asked.json", PARAGRAPHS[:2])
    # One of these contexts is known already.
    searched = written(tmp_path / "searched.json", {"data": [{"paragraphs": PARAGRAPHS[1:]}]})
    assert main(["--squad", str(asked), "--contexts", str(searched)]) == 0
    about, heads, *lines = capsys.readouterr().out.splitlines()
    assert about == "2 answerable and 2 other questions, 3 contexts"
    assert heads.split()[:6] == ["hit@1", "hit@3", "hit@5", "MRR@10", "nDCG@10", "document@1"]
    for row, line in zip(ROWS, lines, strict=False):
        assert line.startswith(f"{row.name} ")
        assert line.removeprefix(row.name).split()[:6] == ["1.000"] * 5 + ["-"]
    assert any(line.split() == ["answerability,", "AUROC", "1.000", "n", "4"] for line in lines)


@pytest.mark.usefixtures("fake_model")
def test_the_cases_are_ranked_and_the_whole_of_retrieval_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--limit", "3", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["about"].startswith("3 test cases, ")
    assert list(report["rows"]) == [row.name for row in ROWS]
    assert all(0 <= values["hit@1"] <= values["hit@5"] <= 1 for values in report["rows"].values())
    assert {one["name"] for one in report["figures"]} >= {"informal, hit@1", "follow up, hit@1"}


@pytest.mark.parametrize("command", [query_training, cross_encoder_training, reader_training, reader_check])
def test_what_takes_other_questions_refuses_a_wrong_file_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: ModuleType
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"data": []}')
    with pytest.raises(SystemExit) as ended:
        command.main(["--squad", str(wrong)])
    assert ended.value.code == 2
    assert "wrong.json: not of the form that is read" in capsys.readouterr().err
