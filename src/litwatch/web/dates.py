"""Dates as the pages print them."""

from __future__ import annotations

from datetime import date

from litwatch.language import Speech
from litwatch.records import PartialDate


def published_when(published: PartialDate | None, say: Speech) -> str:
    """`23 May 2021`, `May 2021` or `2021`, as far as the date is known; empty when it is not."""
    if published is None or published.year is None:
        return ""
    if published.month is None:
        return str(published.year)
    if published.day is None:
        return say.month(f"{published.year:04}-{published.month:02}")
    return say.day(date(published.year, published.month, published.day))
