"""Partial dates as journals print them."""

from __future__ import annotations

import re
from datetime import date

import msgspec

_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_YEAR = re.compile(r"\b(1[5-9]|20|21)[0-9]{2}\b")
_MONTH_WORD = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


class PartialDate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A date known to the year, month or day, and `raw`: how the source wrote it.

    `year` is None when the source's form is not understood; `raw` then still holds it.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    raw: str = ""

    def iso(self) -> str:
        """`2021`, `2021-06` or `2021-06-03`; empty when even the year is unknown."""
        if self.year is None:
            return ""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def nlm(self) -> str:
        """`2021`, `2021 Jun` or `2021 Jun 3`, as references write it (NLM, Citing Medicine)."""
        if self.year is None:
            return ""
        month = next((m.title() for m, n in _MONTHS.items() if n == self.month), "")
        day = str(self.day) if month and self.day else ""
        return " ".join(part for part in (str(self.year), month, day) if part)


def month_number(text: str) -> int | None:
    """The month 1–12 of `Jan`, `January`, `1` or `01`; None when it is no month."""
    text = text.strip()
    if text.isdigit():
        number = int(text)
        return number if 1 <= number <= 12 else None
    return _MONTHS.get(text[:3].lower())


def partial_date(year: str = "", month: str = "", day: str = "", season: str = "") -> PartialDate:
    """A PartialDate from the parts of a PubDate; what does not fit stays only in `raw`.

    >>> partial_date("2021", "Jun", "3").iso()
    '2021-06-03'
    """
    raw = " ".join(part for part in (year, season or month, day) if part)
    y = int(year) if year.isdigit() and len(year) == 4 else None
    m = month_number(month) if y is not None and month else None
    d = int(day) if m is not None and day.isdigit() else None
    if y is not None and m is not None and d is not None:
        try:
            date(y, m, d)
        except ValueError:
            d = None
    return PartialDate(year=y, month=m, day=d, raw=raw)


def medline_date(text: str) -> PartialDate:
    """A PartialDate from a MedlineDate such as `1998 Dec-1999 Jan` or `2000 Spring`.

    The first year and the first month after it are taken (NLM: MedlineDate holds dates
    that do not fit Year-Month-Day); an unknown form keeps only `raw`.
    """
    found = _YEAR.search(text)
    if not found:
        return PartialDate(raw=text)
    word = _MONTH_WORD.search(text, found.end())
    month = _MONTHS[word.group(1).lower()] if word else None
    return PartialDate(year=int(found.group()), month=month, raw=text)
