"""A reliability curve counts each record once, and claims no more than its records allow."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.calibration import cross_calibrated
from litwatch.classify.evaluation import reliability


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_every_record_is_in_one_step(pairs: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in pairs])
    labels = np.array([int(label) for _, label in pairs])
    curve = reliability(scores, labels)
    assert sum(step.records for step in curve) == len(pairs)
    assert sum(step.positives for step in curve) == labels.sum()
    for step in curve:
        assert step.low <= step.positives / step.records + 1e-4
        assert step.high >= step.positives / step.records - 1e-4


def test_cross_calibration_gives_each_margin_a_probability_in_its_order() -> None:
    margins = np.concatenate([np.linspace(-4, 1, 60), np.linspace(-1, 4, 60)])
    labels = np.array([0] * 60 + [1] * 60)
    scores = cross_calibrated(margins, labels)
    assert np.corrcoef(scores, margins)[0, 1] > 0.9
    assert scores[0] < 0.2 < 0.8 < scores[-1]
