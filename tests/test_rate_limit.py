from itertools import count

import pytest

from rag import rate_limit
from rag.rate_limit import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_as_many_as_the_limit_are_taken_and_the_next_one_is_told_when(clock):
    limit = RateLimit(2, clock)

    assert [limit.wait("a") for _ in range(2)] == [0, 0]
    clock.now += 12.5
    assert limit.wait("a") == 48
    assert limit.wait("a") == 48, "what is refused does not count"


def test_a_place_is_free_again_when_the_minute_of_the_oldest_question_is_over(clock):
    limit = RateLimit(2, clock)
    limit.wait("a")
    clock.now += 30
    limit.wait("a")

    clock.now += 29.999
    assert limit.wait("a") == 1
    clock.now += 0.001
    assert limit.wait("a") == 0
    assert limit.wait("a") == 30


def test_addresses_do_not_count_for_each_other(clock):
    limit = RateLimit(1, clock)

    assert [limit.wait(one) for one in "abab"] == [0, 0, 60, 60]


def test_no_limit_takes_any_number(clock):
    limit = RateLimit(0, clock)

    assert {limit.wait("a") for _ in range(1000)} == {0}


def test_addresses_whose_minute_is_over_are_forgotten(monkeypatch, clock):
    monkeypatch.setattr(rate_limit, "_MOST_CLIENTS", 10)
    limit = RateLimit(1, clock)
    for number in count():
        if number == 100:
            break
        limit.wait(str(number))
        clock.now += 10

    assert len(limit._asked) <= 10
    assert limit.wait("99") > 0, "one whose minute is not over is remembered"
