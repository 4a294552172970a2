"""The metrics of a screening order, by hand and by what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from litwatch.classify.screening_metrics import ranked, recall_at, screened_at, work_saved


def found(text: str) -> np.ndarray:
    """An order written as digits: 1 where an included record stands."""
    return np.array([int(digit) for digit in text if digit != " "], dtype=np.int64)


ORDERS = (
    st.lists(st.integers(0, 1), min_size=1, max_size=200)
    .filter(any)
    .map(lambda labels: np.array(labels, dtype=np.int64))
)


def test_counted_by_hand() -> None:
    # 20 records, 4 included: all four are needed for 95 %, and the last stands tenth.
    order = found("11000 10001 00000 00000")
    assert recall_at(order) == 2 / 4
    assert screened_at(order) == 10 / 20
    assert work_saved(order) == pytest.approx(10 / 20 - 0.05)  # Cohen: (TN + FN) / N − (1 − .95)


def test_with_twenty_included_one_may_be_missed() -> None:
    order = found("1" * 19 + "0" * 80 + "1")
    assert screened_at(order) == 19 / 100


def test_at_least_one_record_counts_as_screened() -> None:
    assert recall_at(found("100")) == 1


@given(ORDERS)
def test_bounds(order: np.ndarray) -> None:
    assert 0 <= recall_at(order) <= 1
    assert 1 / len(order) <= screened_at(order) <= 1
    assert -0.05 - 1e-9 <= work_saved(order) < 0.95


@given(ORDERS)
def test_no_order_is_better_than_the_perfect_or_worse_than_the_reversed(order: np.ndarray) -> None:
    perfect, reversed_ = -np.sort(-order), np.sort(order)
    for metric in (recall_at, work_saved):
        assert metric(reversed_) <= metric(order) <= metric(perfect)
    assert screened_at(perfect) <= screened_at(order) <= screened_at(reversed_)


@given(ORDERS)
def test_perfect_order(order: np.ndarray) -> None:
    perfect, included = -np.sort(-order), int(order.sum())
    screened = max(1, round(0.1 * len(order)))
    assert recall_at(perfect) == min(screened, included) / included
    assert screened_at(perfect) <= included / len(order)


@given(ORDERS, st.floats(0.05, 1), st.floats(0.05, 1))
def test_more_recall_never_costs_less(order: np.ndarray, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert screened_at(order, low) <= screened_at(order, high)
    assert recall_at(order, low) <= recall_at(order, high)
    assert recall_at(order, screened_at(order, low)) >= low - 1e-9


@pytest.mark.parametrize("metric", [recall_at, screened_at, work_saved])
def test_without_an_included_record_there_is_no_recall(metric) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no included record"):
        metric(found("000"))


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 9), st.integers(0, 3)), min_size=2, max_size=60
    ).filter(lambda rows: {label for label, _, times in rows if times} == {0, 1})
)
def test_ranked_is_what_scikit_learn_says(rows: list[tuple[int, int, int]]) -> None:
    truth, ranking, times = (np.array(column) for column in zip(*rows, strict=True))
    told = ranked(truth, ranking.astype(float), times)
    assert told.average_precision == pytest.approx(
        average_precision_score(truth, ranking, sample_weight=times)
    )
    assert told.auc == pytest.approx(roc_auc_score(truth, ranking, sample_weight=times))
