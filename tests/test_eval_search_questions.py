import pytest

from evals.search_questions import most_questions, questions

TITLES = [f"Kepala {one} di {place}" for one in ("Humas", "Arsip", "Gudang") for place in ("bank daerah", "museum")]


def test_the_questions_are_different_and_always_the_same() -> None:
    asked = questions(TITLES, 60)
    assert len(asked) == len(set(asked)) == 60
    assert asked == questions(TITLES, 60)
    assert asked[:10] == questions(TITLES, 10)
    assert len(questions(TITLES, most_questions(len(TITLES)))) == most_questions(len(TITLES))
    assert not {"{", "}"} & set("".join(asked))


def test_some_questions_name_a_profession_properly_some_carelessly_and_some_not_at_all() -> None:
    asked = questions(TITLES, 100)
    assert any(title in one for one in asked for title in TITLES)
    assert any("kepala humas" in one and "museum" not in one for one in asked)
    assert any("kepala" not in one.lower() for one in asked)
    letter_lost = ["kepaa", "kepla", "kpala", "kepal ", "keala"]
    assert any(one in question for question in asked for one in letter_lost)


def test_one_profession_is_enough_for_a_few_questions_but_not_for_any_number() -> None:
    assert len(set(questions(TITLES[:1], 10))) == 10
    with pytest.raises(ValueError, match="1000 questions"):
        questions(TITLES[:1], 1000)
