"""``python -m rag ask`` as its users script it: a real process, its exit code, and the contract's JSON."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from promises import assert_promises_hold

from rag.__main__ import main
from rag.settings import Settings

ANSWER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        "id",
        "question",
        "status",
        "text",
        "sentences",
        "citations",
        "retrieved",
        "suggestions",
        "model",
        "seconds",
    ],
    "properties": {
        "question": {"type": "string"},
        "status": {"enum": ["answered", "not_found"]},
        "text": {"type": "string", "minLength": 1},
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["text", "citations", "origin"],
                "properties": {
                    "text": {"type": "string", "minLength": 1},
                    "citations": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1},
                    "origin": {"enum": ["llm", "quote"]},
                },
            },
        },
        "citations": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["number", "paragraph_id", "document_id", "title", "paragraph", "quote", "text"],
                "properties": {
                    "number": {"type": "integer", "minimum": 1},
                    "paragraph_id": {"type": "string", "pattern": "^[a-z0-9-]+#p[1-9][0-9]*$"},
                    "document_id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "title": {"type": "string", "minLength": 1},
                    "paragraph": {"type": "integer", "minimum": 1},
                    "quote": {"type": "string", "minLength": 1},
                    "text": {"type": "string", "minLength": 1},
                },
            },
        },
        "retrieved": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["paragraph_id", "score"],
                "properties": {"paragraph_id": {"type": "string"}, "score": {"type": "number"}},
            },
        },
        "suggestions": {"type": "array", "items": {"type": "string", "minLength": 1}},
        "model": {"type": "string", "minLength": 1},
        "seconds": {
            "type": "object",
            "required": ["retrieve", "first_sentence", "total"],
            "additionalProperties": {"type": "number", "minimum": 0},
        },
    },
}


def ask(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rag", "ask", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def checked(line: str, settings: Settings) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(line)
    jsonschema.validate(answer, ANSWER_SCHEMA)
    assert_promises_hold(answer, settings.sources)
    return answer


def test_json_of_one_answer_keeps_the_contract(owner_environment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "kerjaan kepala humas ngapain aja sih?", "--json"]) == 0
    answer = checked(capsys.readouterr().out, owner_environment)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["paragraph_id"] == "kepala-humas#p2"
    assert answer["model"] == "none"
    assert answer["id"] is None


def test_plain_text_names_the_sources(owner_environment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Siapa yang cocok menjadi Kepala Bagian Humas?"]) == 0
    answer, _, sources = capsys.readouterr().out.partition("\n\nSumber:\n")
    assert answer.endswith("[1]")
    assert "[1] Kepala Bagian Humas di instansi pemerintah, paragraf 4 (kepala-bagian-humas#p4)" in sources


def test_plain_text_of_a_refusal_offers_questions(
    owner_environment: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Berapa gaji kepala humas?"]) == 0
    printed = capsys.readouterr().out
    assert "gaji" in printed
    assert printed.count("  - ") == 3
    assert "Sumber:" not in printed


def test_a_batch_is_answered_in_order_with_ids_and_history(owner_environment: Settings) -> None:
    lines = [
        {"question": "Apa tugas utama Kepala Humas?", "id": "a"},
        {"question": "yang gak cocok siapa?", "id": 2, "history": [{"question": "Apa tugas Kepala Bagian Humas?"}]},
        {
            "question": "terus miskonsepsinya apa?",
            "history": [
                {"role": "user", "content": "Apa tugas utama Kepala Humas?"},
                {"role": "assistant", "content": "…"},
            ],
        },
    ]
    result = ask("--batch", "-", stdin="\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert result.returncode == 0, result.stderr
    answers = [checked(line, owner_environment) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, None]
    assert [answer["citations"][0]["paragraph_id"] for answer in answers] == [
        "kepala-humas#p2",
        "kepala-bagian-humas#p6",
        "kepala-humas#p7",
    ]


def test_a_bad_batch_line_is_named_and_the_others_are_answered(
    owner_environment: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"question": "Apa tugas utama Kepala Humas?"}\n{oops\n{"q": 1}\n', encoding="utf-8")
    assert main(["ask", "--batch", str(batch)]) == 1
    printed = capsys.readouterr()
    first, second, third = printed.out.splitlines()
    checked(first, owner_environment)
    assert json.loads(second)["line"] == 2
    assert json.loads(third)["line"] == 3
    assert "line 2" in printed.err


def test_wrong_usage_is_one_clear_line_without_a_traceback(owner_environment: Settings) -> None:
    result = ask("Apa?", "--batch", "-")
    assert result.returncode == 2
    assert "not allowed with" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "message"),
    [
        (["--batch", "gone.jsonl"], {}, 2, "'gone.jsonl' cannot be read"),
        (["Apa?"], {"RAG_MODEL": "nonsense"}, 2, "RAG_MODEL='nonsense'"),
        (["Apa?"], {"RAG_MODEL": "gone.gguf"}, 2, "RAG_MODEL='gone.gguf'"),
        (["Apa?"], {"RAG_JUDGE": "openai:any"}, 2, "RAG_JUDGE='openai:any'"),
        (["Apa?"], {"RAG_CHROMA_URL": "http://127.0.0.1:1"}, 1, "http://127.0.0.1:1 cannot be reached"),
        (["Apa?"], {"RAG_CHROMA_URL": "localhost"}, 2, "RAG_CHROMA_URL='localhost'"),
        (["Apa?"], {"RAG_INDEX": "nowhere"}, 1, "python ingest.py"),
        (["Apa?"], {"RAG_EMBEDDING": "some/other-model"}, 1, "python ingest.py --rebuild"),
    ],
)
def test_what_cannot_work_is_named_with_its_remedy(
    owner_environment: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    variables: dict[str, str],
    code: int,
    message: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["ask", *arguments]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["ask"], ["ask", " "], ["answer", "Apa?"]])
def test_wrong_usage_ends_with_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_settings_may_stand_in_a_env_file(
    owner_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("RAG_INDEX", "RAG_MODEL"):  # load_dotenv writes into the environment; this takes it back afterwards
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    shutil.copytree(owner_settings.index, tmp_path / "my-index")
    (tmp_path / ".env").write_text("RAG_INDEX=my-index\nRAG_MODEL=none\n", encoding="utf-8")
    assert main(["ask", "Apa tugas utama Kepala Humas?", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["model"] == "none"
