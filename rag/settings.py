"""Settings of the whole program. The only reader of the environment.

Values come from variables with the prefix ``RAG_`` or from a ``.env`` file in the working folder, and from
nowhere else. Providers' own variables (an API key, a base URL) may stand in the same ``.env`` file: it is
loaded into the environment, where the providers' libraries look for them.
"""

from pathlib import Path
from urllib.parse import urlsplit

from dotenv import load_dotenv
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError


class Settings(BaseSettings):
    """One frozen value object, built once by :func:`load_settings` and passed down."""

    model_config = SettingsConfigDict(env_prefix="RAG_", frozen=True, extra="ignore")

    sources: Path = Path("sources")
    """Folder of the documents."""
    index: Path = Path(".rag/index")
    """Folder of the embedded Chroma database."""
    chroma_url: str = ""
    """Address of a Chroma server (``http://host:port``) to use instead of the embedded database."""
    embedding: str = "bundled"
    """``bundled``, or any sentence-transformers model name or path."""
    model: str = "bundled"
    """``bundled``, ``bundled-base``, ``none``, a path to a ``.gguf``, or ``provider:model``."""
    judge: str = ""
    """A ``provider:model`` that judges entailment."""
    answer_seconds: float = Field(default=30.0, ge=1.0, le=3600.0)
    """How long a whole answer may take; then what is checked so far is shown and completed with quotes."""
    feedback: Path | None = Path(".rag/feedback.sqlite")
    """File in which the web chat keeps what people think of answers; None to keep nothing."""
    login: SecretStr | None = None
    """``name:password`` that the web chat asks for; None to let everybody in."""
    questions_per_minute: int = Field(default=60, ge=0)
    """How many questions the web chat takes from one address in a minute; 0 for any number.

    The default is set by hand: a class of thirty behind one address asks twice a minute each.
    """

    @field_validator("sources", "index", "embedding", "model", "feedback", mode="before")
    @classmethod
    def _not_blank(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not value.strip():
            raise ValueError("must not be empty; leave it unset for the default")
        return value.strip()

    @field_validator("model")
    @classmethod
    def _known_form(cls, value: str) -> str:
        if value in {"bundled", "bundled-base", "none"} or value.endswith(".gguf") or ":" in value.strip(":"):
            return value
        raise ValueError("use bundled, bundled-base, none, a path to a .gguf file, or provider:model")

    @field_validator("feedback", mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        return None if value == "none" else value

    @field_validator("login")
    @classmethod
    def _name_and_password(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all(value.get_secret_value().partition(":")):
            raise ValueError("use the form name:password")
        return value

    @field_validator("chroma_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        remedy = "use the form http://host:port"
        try:
            url = urlsplit(value)
            usable = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
        except ValueError as error:
            raise ValueError(f"{remedy} ({error})") from error
        if value and not usable:
            raise ValueError(remedy)
        return value

    @field_validator("judge")
    @classmethod
    def _provider_and_model(cls, value: str) -> str:
        if value and ":" not in value.strip(":"):
            raise ValueError("use the form provider:model")
        return value


def load_settings() -> Settings:
    """Read the environment and ``.env``.

    Raises:
        SettingsError: a value cannot be used; the message names the variable, the value and the remedy.
    """
    load_dotenv(Path(".env"), override=False)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "RAG_" + str(first["loc"][0]).upper() if first["loc"] else "a RAG_ variable"
        reason = first["msg"].removeprefix("Value error, ")
        value = "…" if name == "RAG_LOGIN" else repr(first["input"])  # a password stands in no message
        raise SettingsError(f"{name}={value} cannot be used: {reason}") from None if name == "RAG_LOGIN" else error
