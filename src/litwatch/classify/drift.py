"""Drift: has what arrives, or what people make of it, moved away from what the model knows? Pure.

Three alarms, each on a month against the months before it. An alarm is a reason to look, and to
train; it changes nothing by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from litwatch.classify.bands import wilson
from litwatch.records import Band

STEPS = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
MOVED = 0.25  # population stability index: from .25 a shift is called large (Siddiqi 2006)
FEWER = 0.05  # a drop in the share of known words
ENOUGH = 50  # records on either side; under this nothing is said of scores or words
READ = 20  # decisions on either side; under this nothing is said of agreement


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a model said of one record, and whether people took it (None: not decided)."""

    score: float
    band: Band
    known: float | None = None
    taken: bool | None = None


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """What has moved: `kind` is scores, words or agreement; `now` against `before`."""

    kind: str
    now: float
    before: float


def alarms(month: Sequence[Seen], earlier: Sequence[Seen]) -> tuple[Alarm, ...]:
    """What has drifted in a month; empty where all is as before or too little to tell."""
    found = (_scores(month, earlier), _words(month, earlier), _agreement(month, earlier))
    return tuple(alarm for alarm in found if alarm is not None)


def stability(month: Sequence[float], earlier: Sequence[float]) -> float:
    """The population stability index of two sets of scores; 0 when they are spread alike."""
    return sum(
        (now - before) * math.log(now / before)
        for now, before in zip(_spread(month), _spread(earlier), strict=True)
    )


def _spread(scores: Sequence[float]) -> list[float]:
    counts = [0] * (len(STEPS) + 1)
    for score in scores:
        counts[sum(score >= step for step in STEPS)] += 1
    # Half a record in each step: an empty step is rare, not impossible.
    return [(count + 0.5) / (len(scores) + 0.5 * len(counts)) for count in counts]


def _scores(month: Sequence[Seen], earlier: Sequence[Seen]) -> Alarm | None:
    if min(len(month), len(earlier)) < ENOUGH:
        return None
    index = stability([one.score for one in month], [one.score for one in earlier])
    return Alarm(kind="scores", now=round(index, 3), before=0.0) if index >= MOVED else None


def _words(month: Sequence[Seen], earlier: Sequence[Seen]) -> Alarm | None:
    now = [one.known for one in month if one.known is not None]
    before = [one.known for one in earlier if one.known is not None]
    if min(len(now), len(before)) < ENOUGH:
        return None
    mean, was = sum(now) / len(now), sum(before) / len(before)
    if was - mean < FEWER:
        return None
    return Alarm(kind="words", now=round(mean, 3), before=round(was, 3))


def _agreement(month: Sequence[Seen], earlier: Sequence[Seen]) -> Alarm | None:
    """Whether people take a clearly smaller share of the likely ones than they did."""
    now = [one.taken for one in month if one.band == "likely" and one.taken is not None]
    before = [one.taken for one in earlier if one.band == "likely" and one.taken is not None]
    if min(len(now), len(before)) < READ:
        return None
    _, high = wilson(sum(now), len(now))
    low, _ = wilson(sum(before), len(before))
    if high >= low:
        return None
    return Alarm(
        kind="agreement",
        now=round(sum(now) / len(now), 3),
        before=round(sum(before) / len(before), 3),
    )
