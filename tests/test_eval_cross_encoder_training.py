"""Groups that teach reading, and the loss that ranks and refuses with one number."""

import random

import pytest
import torch

from evals.cross_encoder_training import Question, group_loss, group_of

ANSWERED = Question(("formal?", "santai?"), ("benar",), ("sedokumen 1", "sedokumen 2"), ("lain 1", "lain 2"))
UNANSWERED = Question(("apa?",), (), (), ("dekat", "kurang dekat", "jauh"))
OF_A_CONTEXT = Question(("apa?",), (), ("konteksnya",), ("lain",))


def drawn(question: Question, times: int = 300) -> list[tuple[str, tuple[str, ...], tuple[bool, ...]]]:
    chance = random.Random(1)
    groups = [group_of(question, chance) for _ in range(times)]
    return [(one.question, one.passages, one.answers) for one in groups]


def test_what_answers_stands_with_neighbours_and_strangers_and_is_sometimes_left_out() -> None:
    groups = drawn(ANSWERED)
    assert {question for question, _, _ in groups} == {"formal?", "santai?"}
    with_answer = [passages for _, passages, answers in groups if answers[0]]
    assert all(passages[0] == "benar" and len(passages) == 3 for passages in with_answer)
    assert {one for passages in with_answer for one in passages[1:]} == {
        *("sedokumen 1", "sedokumen 2", "lain 1", "lain 2")
    }
    without = [passages for _, passages, answers in groups if not any(answers)]
    assert 0.02 < len(without) / len(groups) < 0.15
    assert all("benar" not in passages for passages in without)


@pytest.mark.parametrize(("question", "nearest"), [(UNANSWERED, "dekat"), (OF_A_CONTEXT, "konteksnya")])
def test_of_a_question_without_an_answer_the_nearest_passage_is_always_shown(question: Question, nearest: str) -> None:
    for _, passages, answers in drawn(question):
        assert passages[0] == nearest
        assert not any(answers)
        assert len(set(passages)) == len(passages)


def test_the_loss_wants_the_answer_above_the_others_and_above_nothing() -> None:
    def loss(logits: list[float], *answers: tuple[bool, ...]) -> float:
        return float(group_loss(torch.tensor(logits), answers))

    assert loss([0.0, 0.0], (True, False)) == pytest.approx(1.0986, abs=1e-4), "ln 3: two passages and none of them"
    assert loss([9.0, -9.0], (True, False)) < 0.001
    assert loss([9.0, 9.0], (True, False)) == pytest.approx(0.6932, abs=1e-3), "which of the two"
    assert loss([-9.0, -9.0], (True, False)) > 8, "a refusal is no answer"
    assert loss([-9.0, -9.0], (False, False)) < 0.001, "a refusal is right where nothing answers"
    assert loss([9.0, -9.0, -9.0], (True, False), (False,)) < 0.001, "groups may differ in size"
