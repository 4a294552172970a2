"""Quarters and half-years: every seminar counted once, quarters without any printed as zero."""

from __future__ import annotations

from datetime import date

import msgspec

from litwatch.report.periods import periods


class Held(msgspec.Struct):
    day: date
    participants: dict[str, int]


class Received(msgspec.Struct):
    day: date
    handled: str = ""
    informed: date | None = None


def test_quarters_add_up_to_their_half_year() -> None:
    told = periods(
        [
            Held(date(2026, 1, 31), {"vardcentral": 10}),
            Held(date(2026, 4, 1), {"vardcentral": 5, "other": 2}),
            Held(date(2026, 6, 30), {"primarvardsrehab": 3}),
        ],
        [Received(date(2026, 5, 5), "Slide 4 says so now.", date(2026, 6, 1))],
    )
    assert [(p.half, p.number, p.seminars, p.people) for p in told] == [
        (True, 1, 3, 20),
        (False, 2, 2, 10),
        (False, 1, 1, 10),
    ]
    half = told[0]
    assert half.participants == {"vardcentral": 15, "other": 2, "primarvardsrehab": 3}
    assert (half.views, half.handled, half.informed) == (1, 1, 1)


def test_a_quarter_in_between_stands_with_zeros_and_an_open_half_year_comes_first() -> None:
    told = periods(
        [Held(date(2025, 12, 1), {"other": 4}), Held(date(2026, 7, 1), {"other": 6})], []
    )
    assert [(p.year, p.half, p.number, p.people) for p in told] == [
        (2026, True, 2, 6),
        (2026, False, 3, 6),
        (2026, True, 1, 0),
        (2026, False, 2, 0),
        (2026, False, 1, 0),
        (2025, True, 2, 4),
        (2025, False, 4, 4),
    ]


def test_nothing_held_gives_no_periods() -> None:
    assert periods([], []) == ()
