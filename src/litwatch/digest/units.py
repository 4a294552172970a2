"""Numbers that the record holds, but of something else: 7 % for 7 percentage points.

A gate closes only when the record speaks against the unit: it gives the number, and never
with this unit, nor bare. A time stands against every other time of the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from litwatch.digest.measures import DURATIONS, Measure, measures

_IN_PARTS = {
    "minute": ("minute", 1), "hour": ("minute", 60), "day": ("day", 1), "week": ("day", 7),
    "month": ("month", 1), "year": ("month", 12),
}  # fmt: skip
_DIFFERENCE = re.compile(r"differen|reduction|skillnad", re.I)
_SPEAKS_OF_PERCENT = re.compile(r"%|procent|percent|per cent|andel|proportion", re.I)
_LEVEL = re.compile(r"9[059]\s?%\s*(?:KI|CI|konfidens|confidence)", re.I)


def in_wrong_unit(text: str, sources: Iterable[str]) -> Iterator[tuple[Measure, Measure]]:
    """The measures of a text that the record has with other units only, each with one of those."""
    held = list(measures(sources, english=True))
    for mine in measures([text]):
        theirs = [one for one in held if mine.same(one)]
        if theirs and not _agrees(mine, theirs, held):
            others = [one for one in theirs if one.unit in DURATIONS and mine.unit in DURATIONS]
            yield mine, (others or theirs)[0]


def _agrees(mine: Measure, theirs: list[Measure], held: list[Measure]) -> bool:
    units = {one.unit for one in theirs}
    if not mine.unit:
        rest = _LEVEL.sub("", mine.sentence)
        return units != {"percent"} or bool(_SPEAKS_OF_PERCENT.search(rest))
    if mine.unit in units:
        return True
    if mine.unit in DURATIONS:
        lengths = {length for one in held for length in _lengths(one)}
        return (not units & set(DURATIONS) and "" in units) or bool(_lengths(mine) & lengths)
    if mine.unit == "percentage points":
        return "" in units or any(
            one.unit == "percent" and _DIFFERENCE.search(one.sentence) for one in theirs
        )
    if mine.unit == "percent":  # a proportion, .63, is read by the gate on numbers
        return bool(mine.number.readings & _proportions(held))
    return "" in units


def _lengths(measure: Measure) -> frozenset[tuple[str, Decimal]]:
    """A time in its smallest part: two years are 24 months; weeks are no months."""
    if measure.unit not in _IN_PARTS:
        return frozenset()
    part, size = _IN_PARTS[measure.unit]
    return frozenset((part, value * size) for value in measure.number.readings)


def _proportions(held: list[Measure]) -> set[Decimal]:
    return {100 * value for one in held for value in one.number.readings if 0 < value < 1}
