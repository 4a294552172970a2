"""A new model must not be worse than the one in force, on decisions that neither was taught."""

from __future__ import annotations

import random

from litwatch.classify.promotion import rule

LABELS = [n % 2 == 0 for n in range(80)]
GOOD = [0.9 if label else 0.1 for label in LABELS]
_LOT = random.Random(1)
POOR = [_LOT.random() for _ in LABELS]


def test_a_better_model_goes_in_force_with_its_figures_as_the_reason() -> None:
    ruling = rule(LABELS, GOOD, POOR)
    assert ruling.promote
    assert "average precision 1.0" in ruling.reason


def test_an_equal_one_may_take_its_place() -> None:
    assert rule(LABELS, GOOD, GOOD).promote


def test_one_that_ranks_worse_is_refused() -> None:
    ruling = rule(LABELS, POOR, GOOD)
    assert not ruling.promote
    assert ruling.reason.startswith("it ranks worse")


def test_one_that_ranks_alike_but_is_badly_calibrated_is_refused() -> None:
    timid = [0.52 if label else 0.48 for label in LABELS]
    ruling = rule(LABELS, timid, GOOD)
    assert not ruling.promote
    assert "Brier" in ruling.reason


def test_too_few_decisions_judge_nothing() -> None:
    labels = [True] * 19 + [False] * 60
    ruling = rule(labels, [0.5] * 79, [0.5] * 79)
    assert not ruling.promote
    assert ruling.compared is None
    assert "19 yes" in ruling.reason
