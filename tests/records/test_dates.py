"""Partial dates keep what the journal wrote, and no more than it said."""

from __future__ import annotations

import pytest

from litwatch.records.dates import medline_date, month_number, partial_date


@pytest.mark.parametrize(
    ("parts", "iso"),
    [
        (("2021", "Jun", "3"), "2021-06-03"),
        (("2021", "06", "03"), "2021-06-03"),
        (("2021", "Jun", ""), "2021-06"),
        (("2021", "", ""), "2021"),
        (("2021", "Feb", "30"), "2021-02"),
        (("2021", "Foo", "3"), "2021"),
        (("", "Jun", "3"), ""),
    ],
)
def test_partial_dates(parts: tuple[str, str, str], iso: str) -> None:
    assert partial_date(*parts).iso() == iso


def test_a_season_stays_in_raw_only() -> None:
    found = partial_date("1999", season="Winter")
    assert (found.iso(), found.raw) == ("1999", "1999 Winter")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1998 Dec-1999 Jan", "1998-12"),
        ("2000 Spring", "2000"),
        ("1976-1977 Winter", "1976"),
        ("2000 Mar-Apr", "2000-03"),
        ("no date", ""),
    ],
)
def test_medline_dates(text: str, iso: str) -> None:
    found = medline_date(text)
    assert (found.iso(), found.raw) == (iso, text)


@pytest.mark.parametrize(("text", "number"), [("Jan", 1), ("12", 12), ("13", None), ("xyz", None)])
def test_months(text: str, number: int | None) -> None:
    assert month_number(text) == number
