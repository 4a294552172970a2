"""Dates of a PubMed entry: partial ones as printed, whole ones as days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lxml import etree

from litwatch.records import PartialDate
from litwatch.records.dates import medline_date, partial_date
from litwatch.records.record import HistoryDate
from litwatch.sources.inline_text import squeeze

# The days of a file recur by the thousand; each is understood once.
_REMEMBERED = 1 << 14

# Year, Month, Day, Season and MedlineDate as they stand in an element; None where absent.
Written = tuple[str | None, str | None, str | None, str | None, str | None]
Dated = tuple[str, Written]  # a PubMedPubDate: its status and what is written


def _written(element: etree._Element) -> Written:
    year = month = day = season = free = None
    for child in element:
        tag = child.tag
        if tag == "Year":
            year = child.text or ""
        elif tag == "Month":
            month = child.text or ""
        elif tag == "Day":
            day = child.text or ""
        elif tag == "Season":
            season = child.text or ""
        elif tag == "MedlineDate":
            free = child.text or ""
    return year, month, day, season, free


@lru_cache(_REMEMBERED)
def partial(written: Written) -> tuple[PartialDate, bool]:
    """The date, and whether each of its parts is understood."""
    year, month, day, season = (squeeze(part or "") for part in written[:4])
    free = written[4]
    whole = partial_date(year, month, day, season)
    found = whole if free is None else medline_date(squeeze(free))
    month_lost = bool(month) and found.month is None
    day_lost = bool(day) and found.day is None
    return found, not (found.year is None or month_lost or day_lost)


@lru_cache(_REMEMBERED)
def _history_date(status: str, written: Written) -> tuple[HistoryDate, bool]:
    found, understood = partial(written)
    return HistoryDate(status=status, date=found), understood


@lru_cache(_REMEMBERED)
def whole(written: Written) -> date | None:
    try:
        year, month, day = (int(squeeze(part or "")) for part in written[:3])
        return date(year, month, day)
    except ValueError:
        return None


def printed(element: etree._Element | None, doubts: list[str]) -> PartialDate | None:
    """A PubDate: Year[,Month[,Day]], Year,Season or a free MedlineDate. None when absent."""
    if element is None:
        return None
    found, understood = partial(_written(element))
    if not understood:
        doubts.append(f"the date {found.raw!r} is not understood in full")
    return found


def day(element: etree._Element | None, doubts: list[str]) -> date | None:
    """A whole date such as DateRevised; None when absent or impossible."""
    if element is None:
        return None
    written = _written(element)
    found = whole(written)
    if found is None:
        doubts.append(_no_date(str(element.tag), written))
    return found


def _no_date(tag: str, written: Written) -> str:
    return f"{tag} {' '.join(squeeze(part) for part in written if part)!r} is no date"


def dated(element: etree._Element | None) -> tuple[Dated, ...]:
    """What is written in a History."""
    if element is None:
        return ()
    return tuple(
        [
            (entry.get("PubStatus", ""), _written(entry))
            for entry in element
            if entry.tag == "PubMedPubDate"
        ]
    )


def history(
    entries: tuple[Dated, ...], doubts: list[str]
) -> tuple[tuple[HistoryDate, ...], date | None]:
    """The History, and the day PubMed created the record.

    Status `entrez` is the create date [crdt] (E-utilities contract §5.1); without it the
    day stays None rather than guessed.
    """
    dates = []
    created = None
    for status, written in entries:
        entry, understood = _history_date(status, written)
        if not understood:
            doubts.append(f"the date {entry.date.raw!r} is not understood in full")
        dates.append(entry)
        if status == "entrez" and created is None and entry.date.day is not None:
            created = whole(written)
            if created is None:
                doubts.append(_no_date("PubMedPubDate", written))
    return tuple(dates), created
