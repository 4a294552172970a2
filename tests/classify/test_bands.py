"""Cuts keep 99 % of the positives they were set on, and claim nothing on too few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.bands import ENOUGH, KEEP, Bands, cut, wilson

SCORES = st.lists(st.floats(0, 1), min_size=ENOUGH, max_size=300)


@given(positives=SCORES)
def test_likely_and_uncertain_keep_99_percent(positives: list[float]) -> None:
    bands = cut(positives)
    kept = [score for score in positives if bands.of(score) != "unlikely"]
    assert len(kept) >= KEEP * len(positives)
    assert bands.kept == len(kept)
    assert bands.claimed
    assert bands.unlikely_below <= bands.likely_from


@given(positives=st.lists(st.floats(0, 1), max_size=ENOUGH - 1), score=st.floats(0, 1))
def test_under_twenty_positives_nothing_is_claimed(positives: list[float], score: float) -> None:
    bands = cut(positives)
    assert not bands.claimed
    assert bands.of(score) == "uncertain"


def test_likely_is_more_likely_than_not() -> None:
    bands = cut([0.9] * 40 + [0.2] * 40)
    assert [bands.of(score) for score in (0.5, 0.49, 0.2, 0.1)] == [
        "likely",
        "uncertain",
        "uncertain",
        "unlikely",
    ]


def test_bands_without_a_cut_call_everything_uncertain() -> None:
    assert {Bands().of(score) for score in (0.0, 0.5, 1.0)} == {"uncertain"}


def test_wilson_interval_as_published() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
