"""A review screened again with its labels hidden."""

from __future__ import annotations

import numpy as np
import pytest
from tests.classify.invented_reviews import review

from litwatch.classify.screener import PLAIN, Texts
from litwatch.classify.screening_metrics import recall_at, screened_at
from litwatch.classify.screening_report import (
    Screening,
    one_off_metrics,
    temporal_metrics,
)
from litwatch.classify.simulation import Split, Told, priors, screen, split, step, tell, tell_all


def test_the_start_is_one_of_each_and_the_seed_decides_which() -> None:
    _, included = review()
    for seed in range(5):
        first, second = priors(included, seed)
        assert (included[first], included[second]) == (True, False)
        assert priors(included, seed).tolist() == [first, second]


def test_every_record_beyond_the_start_is_screened_once() -> None:
    texts, included = review()
    start = priors(included, 0)
    order = screen(Texts(texts), included, start)
    assert sorted([*order, *start]) == list(range(len(texts)))


def test_included_records_come_early() -> None:
    texts, included = review()
    order = screen(Texts(texts), included, priors(included, 0))
    found = np.array(included)[order].astype(np.int64)
    assert screened_at(found) < 0.3
    assert recall_at(found, 0.3) == 1


def test_progress_ends_when_all_included_are_found() -> None:
    texts, included = review()
    told: list[tuple[int, int]] = []
    screen(Texts(texts), included, priors(included, 0), PLAIN, lambda *at: told.append(at))
    assert told[0] == (1, 12)
    assert told[-1] == (12, 12)
    assert told == sorted(told)


def test_one_by_one_first_then_five_per_cent() -> None:
    assert [step(shown) for shown in (2, 39, 40, 100, 1000)] == [1, 1, 2, 5, 50]


def test_a_split_in_time_knows_nothing_newer() -> None:
    included = [at % 5 == 0 for at in range(40)]  # 8 of 40, in order of time
    when = [f"2020-{1 + at // 4:02}-01" for at in range(40)]
    half = split(when, included, "half_of_included")
    assert half is not None
    assert half.known.tolist() == list(range(16))  # the fourth of eight is the sixteenth record
    quarters = split(when, included, "three_quarters")
    assert quarters is None  # two new included records say nothing
    more = [at % 3 == 0 for at in range(40)]
    later = split(when, more, "three_quarters")
    assert later is not None
    assert (len(later.known), len(later.new)) == (30, 10)
    assert max(when[row] for row in later.known) <= min(when[row] for row in later.new)


def test_labels_of_new_records_do_not_reach_the_screener() -> None:
    texts, included = review()
    parts = Split(np.arange(50), np.arange(50, 80))
    honest = tell(Texts(texts), included, parts)
    turned = [*included[:50], *(not label for label in included[50:])]
    again = tell(Texts(texts), turned, parts)
    assert honest.scores == pytest.approx(again.scores)
    assert honest.probabilities == pytest.approx(again.probabilities)


def test_probabilities_are_probabilities_and_rise_with_the_score() -> None:
    texts, included = review()
    told = tell(Texts(texts), included, Split(np.arange(50), np.arange(50, 80)))
    by_score = told.probabilities[np.argsort(told.scores)]
    assert (np.diff(by_score) >= 0).all()
    assert 0 <= by_score[0] <= by_score[-1] <= 1


def test_cross_validation_tells_of_every_record_once() -> None:
    texts, included = review()
    told = tell_all(Texts(texts), included, seed=0)
    assert sorted(told.rows) == list(range(80))


def test_intervals_hold_their_value_and_widen_with_less_to_go_on() -> None:
    texts, included = review(records=120, included=30)
    told = tell(Texts(texts), included, Split(np.arange(60), np.arange(60, 120)))
    noisy = told._replace(scores=np.random.default_rng(3).normal(size=60))
    auc = temporal_metrics(noisy, included).auc
    assert auc.value is not None
    assert auc.low is not None
    assert auc.high is not None
    assert 0 < auc.low < auc.value < auc.high < 1


def test_a_perfect_order_has_the_best_metrics() -> None:
    included = [True] * 4 + [False] * 36
    labels = np.array(included, dtype=float)
    told = tell_like(labels)
    metrics = one_off_metrics([Screening(np.arange(40), told)], included)
    assert metrics.recall_at_10pct.value == 1
    assert metrics.screened_at_95.value == 0.1
    assert metrics.wss_95.value == pytest.approx(0.85)
    assert (metrics.auc.value, metrics.average_precision.value, metrics.brier.value) == (1, 1, 0)
    worst = one_off_metrics([Screening(np.arange(40)[::-1], tell_like(1 - labels))], included)
    assert worst.recall_at_10pct.value == 0
    assert (worst.wss_95.value, worst.auc.value, worst.brier.value) == (-0.05, 0, 1)


def tell_like(probabilities: np.ndarray) -> Told:
    return Told(np.arange(len(probabilities)), probabilities, probabilities)


def test_the_fewest_included_records_still_give_intervals() -> None:
    # Some draws hold only the included record that an order started from.
    texts, included = review(records=30, included=4)
    read = Texts(texts)
    runs = [
        Screening(screen(read, included, priors(included, seed)), tell_all(read, included, seed))
        for seed in range(2)
    ]
    recall = one_off_metrics(runs, included).recall_at_10pct
    assert recall.value is not None
    assert recall.low is not None
    assert recall.low <= recall.value
