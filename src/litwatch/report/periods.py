"""Seminars and views by quarter and half-year, as the commissioner asks for them. Pure.

The assignment invoices by quarter and is followed up after half its time (modules.yaml, seed 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

import msgspec


class Held(Protocol):
    """A seminar (store.seminars.Seminar)."""

    @property
    def day(self) -> date: ...
    @property
    def participants(self) -> Mapping[str, int]: ...


class Received(Protocol):
    """A view (store.received_views.View)."""

    @property
    def day(self) -> date: ...
    @property
    def handled(self) -> str: ...
    @property
    def informed(self) -> date | None: ...


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A quarter (1–4) of a year, or a half (1–2), with what was done in it."""

    year: int
    number: int
    half: bool = False
    seminars: int = 0
    participants: dict[str, int] = {}
    views: int = 0
    handled: int = 0
    informed: int = 0

    @property
    def people(self) -> int:
        """All participants; somebody who came twice counts twice."""
        return sum(self.participants.values())


def periods(held: Iterable[Held], received: Iterable[Received]) -> tuple[Period, ...]:
    """Each quarter from the first with anything to the last, its half-year after every second.

    Newest first; a quarter in between without anything stands with zeros.
    """
    seminars, views = list(held), list(received)
    days = [one.day for one in seminars] + [one.day for one in views]
    if not days:
        return ()
    first, last = min(map(_quarter, days)), max(map(_quarter, days))
    told: list[Period] = []
    for index in range(last, first - 1, -1):
        year, quarter = index // 4, index % 4
        if quarter % 2 or index == last:
            half = range(index - quarter % 2, index - quarter % 2 + 2)
            told.append(_period(year, quarter // 2 + 1, half, seminars, views, is_half=True))
        told.append(_period(year, quarter + 1, range(index, index + 1), seminars, views))
    return tuple(told)


def _period(
    year: int,
    number: int,
    quarters: range,
    seminars: Iterable[Held],
    views: Iterable[Received],
    *,
    is_half: bool = False,
) -> Period:
    mine = [one for one in seminars if _quarter(one.day) in quarters]
    said = [one for one in views if _quarter(one.day) in quarters]
    people: Counter[str] = Counter()
    for one in mine:
        people.update(one.participants)
    return Period(
        year=year,
        number=number,
        half=is_half,
        seminars=len(mine),
        participants=dict(people),
        views=len(said),
        handled=sum(bool(one.handled) for one in said),
        informed=sum(one.informed is not None for one in said),
    )


def _quarter(day: date) -> int:
    """Quarters counted from the year 0, so that they can be walked through."""
    return day.year * 4 + (day.month - 1) // 3
