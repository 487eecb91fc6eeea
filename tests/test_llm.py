"""Chat models: the bundled one for real, every way a model can fail, and what a wrong RAG_MODEL is told."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from rag.errors import ModelError, SettingsError
from rag.gemma import bundled_gguf
from rag.llama_process import LlamaProcess
from rag.llama_server import ServerConfig
from rag.llm import LlamaChatModel, describe, load_chat_model, prompting, stream_text, warm_up
from rag.prompts import BASE_MODEL_TEMPLATE, Prompting
from rag.settings import Settings

CAPITALS = [
    SystemMessage("Sebutkan ibu kota negara.\n\n"),
    HumanMessage("Negara: Prancis\nIbu kota:"),
    AIMessage("Paris\n"),
    HumanMessage("Negara: Italia\nIbu kota:"),
    AIMessage("Roma\n"),
]
COUNTING = [HumanMessage(" ".join(map(str, range(1, 60))))]
"""A prompt that a base model continues until it is stopped."""


def capital(country: str) -> list[BaseMessage]:
    return [*CAPITALS, HumanMessage(f"Negara: {country}\nIbu kota:")]


@pytest.fixture(scope="module")
def model() -> Iterator[LlamaChatModel]:
    model = load_chat_model(Settings(model="bundled-base"))
    assert isinstance(model, LlamaChatModel)
    yield model
    model.close()
    model.process.stop()


def ask(model: BaseChatModel, messages: Sequence[BaseMessage], **options: Any) -> str:
    return "".join(stream_text(model, messages, **{"seconds": 30, "stop": ["\n"], "max_tokens": 12, **options}))


def post(model: LlamaChatModel, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model's server directly, for what LangChain has no word for."""
    endpoint = model.process.ensure_running()
    roles = {"system": "system", "human": "user", "ai": "assistant"}
    body["messages"] = [{"role": roles[m.type], "content": m.content} for m in body["messages"]]
    request = urllib.request.Request(
        endpoint.base_url.removesuffix("/v1") + path,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {endpoint.api_key.get_secret_value()}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


class ScriptedModel(BaseChatModel):
    """Replays a script: text is streamed, a number is a pause in seconds, an exception is raised."""

    script: list[Any]
    repeat: int = 1
    _closed: threading.Event = PrivateAttr(default_factory=threading.Event)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        try:
            for step in self.script * self.repeat:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, float):
                    time.sleep(step)
                else:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=step))
        finally:
            self._closed.set()


def collect(
    model: BaseChatModel, seconds: float = 5.0, stop: Sequence[str] = ()
) -> tuple[list[str], ModelError | None]:
    """The pieces that came, and how the stream failed."""
    pieces: list[str] = []
    try:
        for piece in stream_text(model, [HumanMessage("?")], seconds=seconds, stop=stop):
            pieces.append(piece)
    except ModelError as error:
        return pieces, error
    return pieces, None


# --- the bundled model -------------------------------------------------------------------------------------------


def test_the_bundled_model_follows_few_shot_examples(model: LlamaChatModel) -> None:
    assert ask(model, capital("Jepang")).strip() == "Tokyo"


def test_a_base_model_gets_the_turns_as_plain_text(model: LlamaChatModel) -> None:
    rendered = post(model, "/apply-template", {"messages": [*CAPITALS, HumanMessage("Negara: Jepang\nIbu kota:")]})
    assert rendered["prompt"] == (
        "Sebutkan ibu kota negara.\n\nNegara: Prancis\nIbu kota:\nParis\n\nNegara: Italia\nIbu kota:\nRoma\n\n"
        "Negara: Jepang\nIbu kota:\n"
    )


def test_the_answer_comes_in_pieces(model: LlamaChatModel) -> None:
    assert len(list(stream_text(model, COUNTING, seconds=30, max_tokens=10))) > 3


def test_the_same_prompt_gets_the_same_answer(model: LlamaChatModel) -> None:
    assert ask(model, COUNTING, max_tokens=30) == ask(model, COUNTING, max_tokens=30) != ""


def test_invoke_works_like_streaming(model: LlamaChatModel) -> None:
    assert model.invoke(capital("Jepang"), stop=["\n"], max_tokens=12).text.strip() == "Tokyo"


def test_max_tokens_limits_the_answer(model: LlamaChatModel) -> None:
    assert len(ask(model, COUNTING, max_tokens=4)) < len(ask(model, COUNTING, max_tokens=20))


def test_the_fixed_beginning_of_the_prompt_is_read_only_once(model: LlamaChatModel) -> None:
    post(model, "/v1/chat/completions", {"messages": capital("Spanyol"), "max_tokens": 1})
    timings = post(model, "/v1/chat/completions", {"messages": capital("Mesir"), "max_tokens": 1})["timings"]
    assert timings["cache_n"] > 3 * timings["prompt_n"]


def test_what_is_copied_from_the_prompt_is_guessed_and_written_alike(model: LlamaChatModel) -> None:
    line = "Perawat mencatat tekanan darah, suhu badan, dan obat yang sudah diminum setiap pasien.\n"
    body = {"messages": [HumanMessage(line * 3 + "Perawat mencatat")], "max_tokens": 20, "temperature": 0}
    copied = post(model, "/v1/chat/completions", dict(body))
    config = ServerConfig(gguf=str(bundled_gguf()), chat_template=BASE_MODEL_TEMPLATE)
    alone = LlamaChatModel(name="alone", process=LlamaProcess(lambda: config))
    try:
        written = post(alone, "/v1/chat/completions", dict(body))
    finally:
        alone.close()
        alone.process.stop()
    assert copied["timings"]["draft_n_accepted"] > 5
    assert "draft_n" not in written["timings"]
    assert copied["choices"][0]["message"]["content"] == written["choices"][0]["message"]["content"]
    assert "tekanan darah" in written["choices"][0]["message"]["content"]


def test_closing_a_stream_early_frees_the_server(model: LlamaChatModel) -> None:
    begun = time.monotonic()
    # More streams than slots, each good for tens of seconds: the last would have to wait for the others.
    for _ in range(3):
        stream = stream_text(model, COUNTING, seconds=60, max_tokens=3000)
        next(stream)
        stream.close()
    assert ask(model, capital("Jepang")).strip() == "Tokyo"
    assert time.monotonic() - begun < 10


def test_after_its_child_was_killed_the_model_answers_again(model: LlamaChatModel) -> None:
    ask(model, capital("Jepang"))
    os.kill(model.process.pid or 0, signal.SIGKILL)
    deadline = time.monotonic() + 2
    while model.process.pid is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert ask(model, capital("Jepang")).strip() == "Tokyo"


def test_a_question_asked_in_the_moment_of_the_childs_death_is_answered_by_a_new_one(model: LlamaChatModel) -> None:
    class SeenAliveOnceMore(LlamaProcess):
        """Its child is dead already, but reported as running when the question comes, as the system may do."""

        reports = 0

        @property
        def pid(self) -> int | None:
            self.reports += 1
            return 1 if self.reports == 1 else super().pid

    process = SeenAliveOnceMore(model.process._prepare)
    process.ensure_running()
    child = process._process
    assert child is not None
    child.kill()
    child.wait()
    process.reports = 0
    restarted = LlamaChatModel(process=process)
    try:
        assert ask(restarted, capital("Jepang")).strip() == "Tokyo"
        assert process.reports > 1
    finally:
        restarted.close()
        process.stop()


def test_a_child_that_dies_mid_stream_is_a_model_error_after_the_pieces(model: LlamaChatModel) -> None:
    stream = stream_text(model, COUNTING, seconds=30, max_tokens=2000)
    assert next(stream)
    os.kill(model.process.pid or 0, signal.SIGKILL)
    with pytest.raises(ModelError, match=r"gemma-3-270m \(bundled-base\) failed"):
        list(stream)


def test_a_proxy_in_the_environment_is_not_asked_for_the_local_model(
    model: LlamaChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    fresh = LlamaChatModel(process=model.process)
    assert ask(fresh, capital("Jepang")).strip() == "Tokyo"
    fresh.close()


def test_a_prompt_longer_than_the_context_is_a_model_error_with_the_remedy(model: LlamaChatModel) -> None:
    with pytest.raises(ModelError, match="longer than its context"):
        ask(model, [HumanMessage("satu dua tiga " * 2000)])


def test_warming_up_starts_the_child_in_the_background(model: LlamaChatModel) -> None:
    model.process.stop()
    begun = time.monotonic()
    warm_up(model, CAPITALS)
    assert time.monotonic() - begun < 0.5
    while model.process.pid is None and time.monotonic() - begun < 10:
        time.sleep(0.05)
    assert model.process.pid is not None


def test_warming_up_a_model_that_cannot_start_is_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = load_text_file_as_model(tmp_path)
    warm_up(broken, CAPITALS)
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join(10)
    warm_up(None, CAPITALS)
    assert capfd.readouterr() == ("", "")


# --- other models ------------------------------------------------------------------------------------------------


def load_text_file_as_model(folder: Path) -> BaseChatModel:
    path = folder / "text.gguf"
    path.write_text("not a model\n" * 100)
    model = load_chat_model(Settings(model=str(path)))
    assert model is not None
    return model


def test_none_is_no_model() -> None:
    assert load_chat_model(Settings(model="none")) is None


def test_a_gguf_of_the_users_own_keeps_its_chat_template() -> None:
    model = load_chat_model(Settings(model=str(bundled_gguf())))
    assert isinstance(model, LlamaChatModel)
    try:
        rendered = post(model, "/apply-template", {"messages": [HumanMessage("Halo")]})["prompt"]
        assert "Halo" in rendered
        assert rendered != "Halo\n"
    finally:
        model.process.stop()


def test_a_missing_gguf_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match=r"RAG_MODEL='nowhere/m\.gguf' cannot be used: there is no such file"):
        load_chat_model(Settings(model="nowhere/m.gguf"))


def test_a_gguf_that_is_no_model_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"text\.gguf could not be started"):
        ask(load_text_file_as_model(tmp_path), CAPITALS)


def test_a_provider_without_its_package_is_told_what_to_install() -> None:
    with pytest.raises(
        SettingsError, match=r"RAG_MODEL='upstage:solar' cannot be used: .*pip install langchain-upstage"
    ):
        load_chat_model(Settings(model="upstage:solar"))


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(SettingsError, match="LangChain knows no provider 'gpt-4o'"):
        load_chat_model(Settings(model="gpt-4o:latest"))


def test_a_provider_without_its_key_is_told_which_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="RAG_MODEL='openai:gpt-4o' cannot be used: .*OPENAI_API_KEY"):
        load_chat_model(Settings(model="openai:gpt-4o"))


def test_a_value_the_provider_refuses_is_reported_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "sk-secret")
    for name in ("OPENAI_API_VERSION", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError, match="RAG_MODEL='azure_openai:gpt-4o' cannot be used") as caught:
        load_chat_model(Settings(model="azure_openai:gpt-4o"))
    assert "secret" not in str(caught.value)


def test_an_openai_compatible_server_is_reached_through_the_providers_own_variables(
    model: LlamaChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = model.process.ensure_running()
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", endpoint.api_key.get_secret_value())
    remote = load_chat_model(Settings(model="openai:any"))
    assert remote is not None
    assert ask(remote, capital("Jepang")).strip() == "Tokyo"


def test_a_refused_key_is_a_model_error_that_does_not_repeat_it(
    model: LlamaChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", model.process.ensure_running().base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    remote = load_chat_model(Settings(model="openai:any"))
    assert remote is not None
    with pytest.raises(ModelError, match=r"openai:any failed: .*HTTP 401.*check its API key") as caught:
        ask(remote, CAPITALS)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("bundled", "gemma-3-270m (bundled)"),
        ("bundled-base", "gemma-3-270m (bundled-base)"),
        ("none", "none"),
        ("/home/someone/models/sahabat.gguf", "sahabat.gguf"),
        ("openai:gpt-4o", "openai:gpt-4o"),
    ],
)
def test_a_model_is_described_without_folders(value: str, name: str) -> None:
    assert describe(Settings(model=value)) == name


# --- how a model can fail ----------------------------------------------------------------------------------------


def test_a_model_that_hangs_is_left_behind_at_the_deadline() -> None:
    begun = time.monotonic()
    pieces, error = collect(ScriptedModel(script=["Humas", 3.0]), seconds=0.3)
    assert pieces == ["Humas"]
    assert "ScriptedModel did not finish within 0.3 seconds" in str(error)
    assert time.monotonic() - begun < 2


def test_a_model_that_never_ends_is_stopped_at_the_deadline() -> None:
    model = ScriptedModel(script=["a", 0.02], repeat=1000)
    pieces, error = collect(model, seconds=0.3)
    assert 1 < len(pieces) < 100
    assert "did not finish within" in str(error)
    assert model._closed.wait(1)


def test_an_answer_that_came_in_time_is_kept_for_a_slow_reader() -> None:
    pieces = []
    for piece in stream_text(ScriptedModel(script=["a", "b", "c"]), [HumanMessage("?")], seconds=0.2):
        pieces.append(piece)
        time.sleep(0.15)
    assert pieces == ["a", "b", "c"]


def test_a_failure_mid_stream_comes_after_the_pieces_and_names_only_its_kind() -> None:
    failure = RuntimeError("http://user:pass@host refused the key sk-secret")
    pieces, error = collect(ScriptedModel(name="vendor:model", script=["Humas ", "menyusun", failure]))
    assert pieces == ["Humas ", "menyusun"]
    assert str(error) == "the language model vendor:model failed: RuntimeError"
    assert error is not None
    assert error.__cause__ is failure


def test_a_model_error_from_within_is_passed_on_as_it_is() -> None:
    failure = ModelError("the model file x.gguf does not exist")
    assert collect(ScriptedModel(script=[failure])) == ([], failure)


def test_closing_early_closes_the_models_stream() -> None:
    model = ScriptedModel(script=["a", 0.02], repeat=1000)
    stream = stream_text(model, [HumanMessage("?")], seconds=30)
    next(stream)
    stream.close()
    assert model._closed.wait(1)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ([""], ""),
        (["", "\x00\ufffd", "[9][9]"], "\x00\ufffd[9][9]"),
        ([[{"type": "text", "text": "isi"}, {"type": "reasoning", "reasoning": "rahasia"}]], "isi"),
    ],
    ids=["nothing", "garbage", "content blocks"],
)
def test_whatever_text_a_model_writes_is_passed_on_and_nothing_else(script: list[Any], expected: str) -> None:
    pieces, error = collect(ScriptedModel(script=script))
    assert ("".join(pieces), error) == (expected, None)
    assert "" not in pieces


@pytest.mark.parametrize(
    ("script", "stop", "expected"),
    [
        (["satu\ndua"], ["\n"], "satu"),
        (["satu", "\n", "dua"], ["\n"], "satu"),
        (["\ndua"], ["\n"], ""),
        (["satu\nTa", "nya: dua"], ["\nTanya:"], "satu"),
        (["satu\nT", "idak"], ["\nTanya:"], "satu\nTidak"),
        (["satu\nT"], ["\nTanya:"], "satu\nT"),
        (["a b c"], ["c", "b"], "a "),
    ],
)
def test_text_ends_at_a_stop_string_even_one_split_over_pieces(
    script: list[str], stop: list[str], expected: str
) -> None:
    assert "".join(collect(ScriptedModel(script=script), stop=stop)[0]) == expected


def test_importing_the_module_loads_no_provider() -> None:
    program = (
        "import sys, rag.llm\n"
        "heavy = {'openai', 'langchain_openai', 'langchain', 'xllamacpp', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).resolve().parent.parent, check=True, timeout=30)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("bundled", Prompting.READER),
        ("bundled-base", Prompting.FEW_SHOT),
        ("openai:some", Prompting.CHAT),
        ("some.gguf", Prompting.CHAT),
    ],
)
def test_each_model_is_asked_in_the_form_it_knows(model: str, expected: Prompting) -> None:
    assert prompting(Settings(model=model)) is expected
