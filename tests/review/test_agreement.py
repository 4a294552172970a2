"""Two readers of the same records: Cohen's kappa, and what is left unsaid."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import Verdict
from litwatch.review.agreement import Kappa, kappa, pairs_of

YES, NO, MAYBE = "include", "exclude", "maybe"
VERDICTS: tuple[Verdict, ...] = (YES, NO, MAYBE)


def table(*rows: tuple[int, int, int]) -> list[tuple[Verdict, Verdict]]:
    """The pairs of a 3 × 3 table of counts: rows the first reader, columns the second."""
    return [
        (VERDICTS[i], VERDICTS[j])
        for i, row in enumerate(rows)
        for j, count in enumerate(row)
        for _ in range(count)
    ]


def test_the_example_of_the_textbook() -> None:
    # Fleiss, Statistical Methods for Rates and Proportions: 100 patients, two diagnosticians.
    found = kappa(table((75, 1, 4), (5, 4, 1), (0, 0, 10)))
    assert found is not None
    assert found.value == pytest.approx(0.676, abs=0.001)
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.088, abs=0.001)


def test_the_interval_is_that_of_resampling() -> None:
    pairs = table((40, 8, 2), (10, 90, 6), (4, 5, 15))
    found = kappa(pairs)
    drawn = random.Random(7)
    again = sorted(
        one.value
        for one in (kappa(drawn.choices(pairs, k=len(pairs))) for _ in range(2000))
        if one is not None
    )
    assert found is not None
    assert found.low == pytest.approx(again[50], abs=0.02)
    assert found.high == pytest.approx(again[-51], abs=0.02)


def test_agreement_no_better_than_chance_is_nought() -> None:
    found = kappa(table((25, 25, 0), (25, 25, 0), (0, 0, 0)))
    assert found is not None
    assert found.value == pytest.approx(0)
    assert found.low < 0 < found.high


def test_of_nobody_or_of_one_verdict_there_is_no_kappa() -> None:
    assert kappa([]) is None
    assert kappa([(NO, NO)] * 20) is None


def test_full_agreement_on_few_records_says_little() -> None:
    few, many = kappa([(YES, YES), (NO, NO)] * 2), kappa([(YES, YES), (NO, NO)] * 50)
    assert few is not None
    assert many is not None
    assert (few.value, few.high) == (1.0, 1.0)
    assert few.low < 0.1
    assert many.low > 0.9


def test_a_reader_who_says_one_thing_only_agrees_by_chance() -> None:
    found = kappa([(YES, YES)] * 5 + [(YES, NO)] * 5)
    assert found is not None
    assert found.value == pytest.approx(0)


@given(st.lists(st.tuples(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS)), max_size=40))
def test_the_interval_holds_the_value_and_who_is_first_does_not_matter(
    pairs: list[tuple[Verdict, Verdict]],
) -> None:
    found, turned = kappa(pairs), kappa([(two, one) for one, two in pairs])
    if found is None:
        assert turned is None
        return
    assert turned == pytest.approx(found)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert isinstance(found, Kappa)


def test_only_what_two_people_read_makes_a_pair() -> None:
    assert pairs_of([(YES,), (YES, NO), (NO, NO, YES), ()]) == [(YES, NO), (NO, NO)]
