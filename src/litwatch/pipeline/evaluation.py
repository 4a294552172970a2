"""A screening simulation on a labelled set: labelled → simulation → metrics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec

from litwatch.classify import simulation
from litwatch.classify.labelled import LabelledSet, read_labelled
from litwatch.classify.screener import Texts
from litwatch.classify.screening_report import (
    Metrics,
    Screening,
    newest,
    one_off_metrics,
    temporal_metrics,
)
from litwatch.errors import BadInput, WrongUse

Progress = Callable[[int, int], None]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An update simulated at one point in time; without metrics where too few records are new."""

    known: int
    new: int
    new_included: int
    metrics: Metrics


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a simulation. `updates` is filled by a temporal one, by its starting point."""

    records: int
    included: int
    seeds: int
    dated_by: str
    metrics: Metrics
    updates: dict[str, Part]


def evaluate_one_off(path: Path, *, seeds: int, progress: Progress | None = None) -> Evaluation:
    """Screen the set from scratch, once for each seed.

    Raises BadInput when the set cannot be used, WrongUse for fewer than one seed.
    """
    if seeds < 1:
        raise WrongUse(f"--seeds {seeds}: at least one is needed", "Leave it out for three.")
    labelled = read_labelled(path)
    texts = Texts(labelled.texts)
    total = sum(labelled.included)
    runs = []
    for seed in range(seeds):

        def found(count: int, _: int, before: int = seed * total) -> None:
            if progress:
                progress(before + count, seeds * total)

        start = simulation.priors(labelled.included, seed)
        order = simulation.screen(texts, labelled.included, start, progress=found)
        runs.append(Screening(order, simulation.tell_all(texts, labelled.included, seed)))
    return _evaluation(labelled, one_off_metrics(runs, labelled.included), seeds=seeds)


def evaluate_temporal(path: Path, *, progress: Progress | None = None) -> Evaluation:
    """Learn from the older records and order the newer, at two points in time.

    The metrics proper are those with three quarters of the records known. Raises BadInput when
    the set cannot be used, has no dates, or holds too few new included records at either point.
    """
    labelled = read_labelled(path)
    if not labelled.when:
        raise BadInput(
            f"{path.name}: no column date (or pmid) that is filled on every line",
            "Add dates as 2026-10-01, or leave out --temporal.",
        )
    texts = Texts(labelled.texts)
    starts = get_args(simulation.Start)
    updates = {}
    for place, start in enumerate(starts):
        parts = simulation.split(labelled.when, labelled.included, start)
        if parts is not None:
            told = simulation.tell(texts, labelled.included, parts)
            known, new, new_included = newest(parts, labelled.included)
            updates[start] = Part(
                known=known,
                new=new,
                new_included=new_included,
                metrics=temporal_metrics(told, labelled.included),
            )
        if progress:
            progress(place + 1, len(starts))
    if not updates:
        raise BadInput(
            f"{path.name}: fewer than three included records are new, at half of the included"
            " and at three quarters of the records",
            "Use a larger set, or leave out --temporal.",
        )
    last = updates.get("three_quarters")
    return _evaluation(labelled, last.metrics if last else Metrics(), updates=updates)


def _evaluation(
    labelled: LabelledSet,
    metrics: Metrics,
    *,
    seeds: int = 0,
    updates: dict[str, Part] | None = None,
) -> Evaluation:
    return Evaluation(
        records=len(labelled.texts),
        included=sum(labelled.included),
        seeds=seeds,
        dated_by=labelled.dated_by,
        metrics=metrics,
        updates=updates or {},
    )
