"""The fit of the ranking finds what puts gold paragraphs first."""

import numpy as np

from evals.fitting import RankedQuestion, fit_ranking


def test_a_feature_that_marks_the_gold_gets_the_weight_and_one_that_misleads_a_negative_one() -> None:
    drawn = np.random.default_rng(0)
    questions = []
    for number in range(60):
        features = drawn.random((8, 3))
        gold = np.zeros(8, dtype=bool)
        gold[number % 8] = True
        features[:, 0] = gold * 0.8 + drawn.random(8) * 0.2
        features[gold, 1] *= 0.3
        questions.append(RankedQuestion("family", 1.0, features, gold))
    telling, misleading, idle = fit_ranking(questions)
    assert telling > 2
    assert misleading < 0 and abs(idle) < telling / 4
    assert all(one.gold[np.argmax(one.features @ fit_ranking(questions))] for one in questions)
