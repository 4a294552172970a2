"""The six metrics of simulated screenings, each with a 95 % interval.

The interval is a percentile bootstrap (Efron and Tibshirani 1993) over the records of the set and
over the seeds: each draw takes the seeds with replacement, and as many included and as many
excluded records, each with replacement. The orders are not simulated anew for a draw. So it says
how far the figures hang on these records and these starting pairs, and nothing of how another
review would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from litwatch.classify.screener import Rows
from litwatch.classify.screening_metrics import ranked, recall_at, screened_at, work_saved
from litwatch.classify.simulation import Split, Told

DRAWS = 500
SEED = 20261121


class Estimate(msgspec.Struct, frozen=True):
    """A measured value with the ends of its 95 % interval; all None where it cannot be measured."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """Names as the field writes them; what each means is told in docs/evaluation.md."""

    recall_at_10pct: Estimate = Estimate()
    wss_95: Estimate = Estimate()
    average_precision: Estimate = Estimate()
    auc: Estimate = Estimate()
    brier: Estimate = Estimate()
    screened_at_95: Estimate = Estimate()


class Screening(NamedTuple):
    """One simulated screening: the rows in order, and what was told of rows not seen."""

    order: Rows
    told: Told


def one_off_metrics(runs: Sequence[Screening], included: Sequence[bool]) -> Metrics:
    """The metrics as means over `runs`, one for each seed, over all records of a set."""
    labels = np.asarray(included).astype(np.int64)

    def measure(runs: Sequence[Screening], times: Rows) -> NDArray[np.float64]:
        mean: NDArray[np.float64] = np.mean(
            [_measure(run.order, run.told, run.told.probabilities, labels, times) for run in runs],
            axis=0,
        )
        return mean

    once = np.ones(len(labels), dtype=np.int64)
    values = measure(runs, once)
    random = np.random.default_rng(SEED)
    drawn = []
    for _ in range(DRAWS):
        chosen = [runs[seed] for seed in random.integers(0, len(runs), len(runs))]
        times = _drawn(random, labels, labels >= 0)
        # Of few included ones a draw may hold only those that an order started from.
        while not all((labels * times)[run.order].any() for run in chosen):
            times = _drawn(random, labels, labels >= 0)
        drawn.append(measure(chosen, times))
    return _with_intervals(values, np.array(drawn))


def temporal_metrics(told: Told, included: Sequence[bool]) -> Metrics:
    """The metrics over the newer records alone. Nothing is drawn by seed here."""
    labels = np.asarray(included).astype(np.int64)
    new = np.zeros(len(labels), dtype=bool)
    new[told.rows] = True
    order = told.rows[np.argsort(-told.scores, kind="stable")]

    def measure(times: Rows) -> NDArray[np.float64]:
        return _measure(order, told, told.scores, labels, times)

    values = measure(new.astype(np.int64))
    random = np.random.default_rng(SEED)
    drawn = [measure(_drawn(random, labels, new)) for _ in range(DRAWS)]
    return _with_intervals(values, np.array(drawn))


def newest(parts: Split, included: Sequence[bool]) -> tuple[int, int, int]:
    """How many records were known, how many are new, and how many of the new are included."""
    return (
        len(parts.known),
        len(parts.new),
        int(np.asarray(included)[parts.new].sum()),
    )


def _measure(
    order: Rows, told: Told, ranking: NDArray[np.float64], labels: Rows, times: Rows
) -> NDArray[np.float64]:
    """The six values in the order of Metrics' fields, with each record counted `times`.

    `ranking` says which of two told rows comes first.
    """
    found = np.repeat(labels[order], times[order])
    truth, weights = labels[told.rows], times[told.rows]
    parted = ranked(truth, ranking, weights)
    return np.array(
        [
            recall_at(found),
            work_saved(found),
            parted.average_precision,
            parted.auc,
            np.average((told.probabilities - truth) ** 2, weights=weights),
            screened_at(found),
        ]
    )


def _drawn(random: np.random.Generator, labels: Rows, which: NDArray[np.bool_]) -> Rows:
    """How often each record is drawn: with replacement, included and excluded ones apart."""
    times = np.zeros(len(labels), dtype=np.int64)
    for label in (0, 1):
        places = np.flatnonzero(which & (labels == label))
        times += np.bincount(random.choice(places, len(places)), minlength=len(labels))
    return times


def _with_intervals(values: NDArray[np.float64], drawn: NDArray[np.float64]) -> Metrics:
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    estimates = (
        Estimate(round(float(value), 4), round(float(below), 4), round(float(above), 4))
        for value, below, above in zip(values, low, high, strict=True)
    )
    return Metrics(**dict(zip(Metrics.__struct_fields__, estimates, strict=True)))
