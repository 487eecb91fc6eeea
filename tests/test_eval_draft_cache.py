"""Drafts that are kept are read again instead of being written again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from evals.draft_cache import DraftCache, cached
from rag.llm import stream_text


class Counting(BaseChatModel):
    """Says the question's words one by one, and counts how often it was asked."""

    asked: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "counting"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(str(messages[-1].content))
        for word in str(messages[-1].content).split():
            yield ChatGenerationChunk(message=AIMessageChunk(content=word + " "))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DraftCache]:
    with DraftCache(tmp_path / "deep" / "drafts.sqlite") as opened:
        yield opened


def say(model: BaseChatModel, text: str) -> str:
    return "".join(stream_text(model, [HumanMessage(text)], seconds=10))


def test_the_same_prompt_is_asked_once_and_another_one_again(cache: DraftCache) -> None:
    model = Counting()
    kept = cached(model, cache, "model-1")
    assert say(kept, "satu dua") == say(kept, "satu dua") == "satu dua "
    assert model.asked == ["satu dua"]
    assert say(kept, "satu tiga") == "satu tiga "
    assert model.asked == ["satu dua", "satu tiga"]


def test_another_model_does_not_get_its_texts(cache: DraftCache) -> None:
    first, second = Counting(), Counting()
    say(cached(first, cache, "model-1"), "satu")
    say(cached(second, cache, "model-2"), "satu")
    assert (first.asked, second.asked) == (["satu"], ["satu"])


def test_what_was_kept_outlives_the_process_that_wrote_it(tmp_path: Path) -> None:
    model = Counting()
    for _ in range(2):
        with DraftCache(tmp_path / "drafts.sqlite") as cache:
            assert say(cached(model, cache, "m"), "satu dua") == "satu dua "
    assert model.asked == ["satu dua"]


def test_a_draft_that_was_left_early_goes_on_where_more_of_it_is_wanted(cache: DraftCache) -> None:
    model = Counting()
    kept = cached(model, cache, "m")
    with closing(kept._stream([HumanMessage("satu dua tiga empat")])) as chunks:  # type: ignore[type-var]
        assert [str(next(chunks).text) for _ in range(2)] == ["satu ", "dua "]
    assert model.asked == ["satu dua tiga empat"]
    with closing(kept._stream([HumanMessage("satu dua tiga empat")])) as chunks:  # type: ignore[type-var]
        assert str(next(chunks).text) == "satu dua "
    assert model.asked == ["satu dua tiga empat"], "what is kept was enough"
    assert say(kept, "satu dua tiga empat") == "satu dua tiga empat "
    assert model.asked == ["satu dua tiga empat"] * 2
    assert say(kept, "satu dua tiga empat") == "satu dua tiga empat "
    assert model.asked == ["satu dua tiga empat"] * 2, "the whole is kept now"


def test_a_model_that_fails_leaves_what_it_said_and_is_asked_again(cache: DraftCache) -> None:
    class Failing(Counting):
        def _stream(self, messages: list[BaseMessage], *rest: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
            yield from super()._stream(messages, *rest, **kwargs)
            if len(self.asked) == 1:
                raise ConnectionError

    model = Failing()
    kept = cached(model, cache, "m")
    with pytest.raises(ConnectionError):
        list(kept._stream([HumanMessage("satu dua")]))
    assert say(kept, "satu dua") == "satu dua "
    assert len(model.asked) == 2
