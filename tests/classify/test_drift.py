"""Drift is told of what moved clearly, and of nothing that chance or small numbers explain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.drift import Seen, alarms, stability


def records(n: int, *, score: float = 0.9, known: float = 0.95, taken: int = 0) -> list[Seen]:
    """`n` likely records, of which the first `taken` were included and the rest excluded."""
    return [
        Seen(score=score, band="likely", known=known, taken=(at < taken) if taken else None)
        for at in range(n)
    ]


def kinds(month: list[Seen], earlier: list[Seen]) -> list[str]:
    return [alarm.kind for alarm in alarms(month, earlier)]


def test_a_month_like_those_before_raises_nothing() -> None:
    assert kinds(records(60, taken=50), records(200, taken=170)) == []


def test_scores_that_fall_are_told() -> None:
    assert kinds(records(60, score=0.05), records(200)) == ["scores"]


def test_words_that_the_model_does_not_know_are_told() -> None:
    (alarm,) = alarms(records(60, known=0.85), records(200, known=0.95))
    assert (alarm.kind, alarm.now, alarm.before) == ("words", 0.85, 0.95)


def test_people_who_no_longer_take_the_likely_ones_are_told() -> None:
    assert kinds(records(60, taken=20), records(200, taken=170)) == ["agreement"]


def test_of_a_few_records_nothing_is_told() -> None:
    assert kinds(records(19, score=0.05, known=0.2, taken=1), records(200, taken=170)) == []


@given(st.lists(st.floats(0, 1), min_size=1), st.lists(st.floats(0, 1), min_size=1))
def test_the_index_is_never_negative_and_zero_for_the_same(
    one: list[float], two: list[float]
) -> None:
    assert stability(one, two) >= -1e-12
    assert abs(stability(one, one)) < 1e-12
