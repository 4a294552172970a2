"""Months: the unit of an edition."""

from __future__ import annotations

import re
from datetime import date, timedelta

from litwatch.errors import WrongUse

_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])", re.ASCII)


def is_month(text: str) -> bool:
    """Whether a text is a month, such as 2026-10."""
    return _MONTH.fullmatch(text) is not None


def check_month(month: str) -> None:
    """Raise WrongUse unless the text is a month such as 2026-10."""
    if not is_month(month):
        raise WrongUse(f"{month!r} is no month", "Write a month as 2026-10.")


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month. Raises WrongUse for what is none."""
    check_month(month)
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def month_before(day: date) -> str:
    """The month before the day's month, as 2026-10."""
    return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
