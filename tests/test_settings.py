import os
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder and an environment without RAG_ variables, put back even where .env was loaded."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.upper().startswith("RAG_")]:
        del os.environ[name]
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = load_settings()
    assert settings.model_dump() == {
        "sources": Path("sources"),
        "index": Path(".rag/index"),
        "chroma_url": "",
        "embedding": "bundled",
        "model": "bundled",
        "judge": "",
        "feedback": Path(".rag/feedback.sqlite"),
        "login": None,
        "questions_per_minute": 60,
        "answer_seconds": 30.0,
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("sources", "dokumen", Path("dokumen")),
        ("index", "/var/lib/karier", Path("/var/lib/karier")),
        ("feedback", "/var/lib/nilai.sqlite", Path("/var/lib/nilai.sqlite")),
        ("feedback", "none", None),
        ("chroma_url", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("chroma_url", "https://chroma.example", "https://chroma.example"),
        ("chroma_url", "http://[::1]:8000", "http://[::1]:8000"),
        ("chroma_url", "", ""),
        ("embedding", "intfloat/multilingual-e5-base", "intfloat/multilingual-e5-base"),
        ("embedding", " bundled ", "bundled"),
        ("model", "bundled-base", "bundled-base"),
        ("model", "none", "none"),
        ("model", "model/sahabat.gguf", "model/sahabat.gguf"),
        ("model", "ollama:qwen3:4b", "ollama:qwen3:4b"),
        ("judge", "openai:gpt-5", "openai:gpt-5"),
    ],
)
def test_a_variable_sets_a_setting(name: str, value: str, expected: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"RAG_{name.upper()}", value)
    assert getattr(load_settings(), name) == expected


def test_a_dotenv_file_sets_settings_and_the_providers_own_variables(folder: Path) -> None:
    (folder / ".env").write_text(
        'RAG_MODEL=openai:gpt-5\nRAG_SOURCES="dokumen kami"\nOPENAI_BASE_URL=http://localhost:1\n'
    )
    settings = load_settings()
    assert (settings.model, settings.sources) == ("openai:gpt-5", Path("dokumen kami"))
    assert os.environ["OPENAI_BASE_URL"] == "http://localhost:1"


def test_the_environment_wins_over_the_dotenv_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("RAG_MODEL=none\n")
    monkeypatch.setenv("RAG_MODEL", "bundled-base")
    assert load_settings().model == "bundled-base"


def test_variables_without_the_prefix_and_unknown_ones_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODEL", "SOURCES", "INDEX", "RAG_UNKNOWN"):
        monkeypatch.setenv(name, "none")
    assert load_settings() == Settings()
    assert load_settings().model == "bundled"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("RAG_MODEL", "gpt-5", "provider:model"),
        ("RAG_MODEL", "openai:", "provider:model"),
        ("RAG_MODEL", "", "unset"),
        ("RAG_EMBEDDING", "  ", "unset"),
        ("RAG_SOURCES", "", "unset"),
        ("RAG_INDEX", " ", "unset"),
        ("RAG_CHROMA_URL", "localhost:8000", "http://host:port"),
        ("RAG_CHROMA_URL", "ftp://localhost", "http://host:port"),
        ("RAG_CHROMA_URL", "http://", "http://host:port"),
        ("RAG_CHROMA_URL", "http://localhost:delapanribu", "http://host:port"),
        ("RAG_CHROMA_URL", "http://[::1", "http://host:port"),
        ("RAG_JUDGE", "gpt-5", "provider:model"),
    ],
)
def test_an_unusable_value_is_refused_with_variable_value_and_remedy(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert f"{name}={value!r}" in str(raised.value)
    assert remedy in str(raised.value)
    assert isinstance(raised.value.__cause__, ValidationError)


def test_an_unusable_value_in_the_dotenv_file_is_refused_too(folder: Path) -> None:
    (folder / ".env").write_text("RAG_JUDGE=hakim\n")
    with pytest.raises(SettingsError, match="RAG_JUDGE='hakim'"):
        load_settings()


@pytest.mark.parametrize("value", ["rahasia", ":rahasia", "guru:", "rahasia:"])
def test_a_login_that_cannot_be_used_is_refused_without_repeating_it(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LOGIN", value)
    with pytest.raises(SettingsError, match="RAG_LOGIN=… cannot be used: use the form name:password") as raised:
        load_settings()
    assert value not in "".join(traceback.format_exception(raised.value))


def test_a_password_is_not_printed_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LOGIN", "guru:ra:hasia")
    settings = load_settings()
    assert settings.login is not None
    assert settings.login.get_secret_value() == "guru:ra:hasia"
    assert "hasia" not in f"{settings!r} {settings}"


@pytest.mark.parametrize("value", ["-1", "banyak", "1.5"])
def test_a_rate_that_is_no_number_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_QUESTIONS_PER_MINUTE", value)
    with pytest.raises(SettingsError, match=f"RAG_QUESTIONS_PER_MINUTE='{value}'"):
        load_settings()


@pytest.mark.parametrize("value", ["0", "-3", "nan", "inf", "lama"])
def test_a_time_limit_in_which_nothing_can_be_answered_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_ANSWER_SECONDS", value)
    with pytest.raises(SettingsError, match=f"RAG_ANSWER_SECONDS='{value}'"):
        load_settings()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().model = "none"  # type: ignore[misc]
