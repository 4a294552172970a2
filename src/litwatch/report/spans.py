"""The quarters of a period, each cut at the period's ends and at the day of the report. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Some days, both ends included. `year` and `quarter` (1–4) are 0 for the whole period.

    `part` is True for a quarter that the period, or today, cuts.
    """

    first: date
    last: date
    year: int = 0
    quarter: int = 0
    part: bool = False

    def holds(self, when: date | datetime | None) -> bool:
        """Whether a day, or a time by its day in UTC, lies in the span; None lies in none."""
        if when is None:
            return False
        day = when.astimezone(UTC).date() if isinstance(when, datetime) else when
        return self.first <= day <= self.last

    @property
    def end(self) -> datetime:
        """The first moment after the span."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=UTC)


def quarters(first: date, last: date, today: date) -> tuple[Span, ...]:
    """The quarters from `first` to `last` that have begun by `today`, oldest first."""
    until = min(last, today)
    found = []
    start = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    while start <= until:
        following = _three_months_on(start)
        begun, ended = max(start, first), min(following - timedelta(days=1), until)
        found.append(
            Span(
                first=begun,
                last=ended,
                year=start.year,
                quarter=(start.month - 1) // 3 + 1,
                part=begun != start or ended != following - timedelta(days=1),
            )
        )
        start = following
    return tuple(found)


def last_whole_quarter(today: date) -> tuple[date, date]:
    """The first and the last day of the quarter before this one: what is invoiced next."""
    begun = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    ended = begun - timedelta(days=1)
    return date(ended.year, ended.month - 2, 1), ended


def _three_months_on(start: date) -> date:
    return date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
