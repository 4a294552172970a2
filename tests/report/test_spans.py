"""Quarters cut at the ends of a period and at today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

from litwatch.report.spans import Span, last_whole_quarter, quarters


def test_quarters_cover_every_day_once() -> None:
    found = quarters(date(2025, 4, 15), date(2026, 5, 31), date(2027, 1, 1))
    assert [(one.year, one.quarter, one.part) for one in found] == [
        (2025, 2, True),
        (2025, 3, False),
        (2025, 4, False),
        (2026, 1, False),
        (2026, 2, True),
    ]
    assert (found[0].first, found[-1].last) == (date(2025, 4, 15), date(2026, 5, 31))
    gaps = [(b.first - a.last).days for a, b in pairwise(found)]
    assert set(gaps) == {1}


def test_a_quarter_that_goes_on_ends_today_and_none_comes_after() -> None:
    (only,) = quarters(date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 3))
    assert (only.first, only.last, only.part) == (date(2026, 1, 1), date(2026, 2, 3), True)


def test_a_time_belongs_to_its_day_in_utc() -> None:
    span = Span(first=date(2026, 1, 1), last=date(2026, 3, 31))
    assert span.holds(datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    assert not span.holds(span.end)
    assert not span.holds(None)


def test_what_is_invoiced_next_is_the_quarter_that_is_over() -> None:
    assert last_whole_quarter(date(2026, 1, 2)) == (date(2025, 10, 1), date(2025, 12, 31))
    assert last_whole_quarter(date(2026, 6, 30)) == (date(2026, 1, 1), date(2026, 3, 31))
