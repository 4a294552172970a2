"""Dates of a PubMed entry: partial ones as printed, whole ones as days."""

from __future__ import annotations

from datetime import date

from lxml import etree

from litwatch.records import PartialDate
from litwatch.records.dates import medline_date, partial_date
from litwatch.records.record import HistoryDate
from litwatch.sources.inline_text import squeeze


def _parts(element: etree._Element) -> dict[str, str]:
    return {str(child.tag): squeeze(child.text or "") for child in element}


def printed(element: etree._Element | None, doubts: list[str]) -> PartialDate | None:
    """A PubDate: Year[,Month[,Day]], Year,Season or a free MedlineDate. None when absent."""
    if element is None:
        return None
    parts = _parts(element)
    if "MedlineDate" in parts:
        found = medline_date(parts["MedlineDate"])
    else:
        found = partial_date(
            parts.get("Year", ""),
            parts.get("Month", ""),
            parts.get("Day", ""),
            parts.get("Season", ""),
        )
    month_lost = bool(parts.get("Month")) and found.month is None
    day_lost = bool(parts.get("Day")) and found.day is None
    if found.year is None or month_lost or day_lost:
        doubts.append(f"the date {found.raw!r} is not understood in full")
    return found


def day(element: etree._Element | None, doubts: list[str]) -> date | None:
    """A whole date such as DateRevised; None when absent or impossible."""
    if element is None:
        return None
    parts = _parts(element)
    try:
        return date(
            int(parts.get("Year", "")), int(parts.get("Month", "")), int(parts.get("Day", ""))
        )
    except ValueError:
        shown = " ".join(parts.values())
        doubts.append(f"{element.tag!s} {shown!r} is no date")
        return None


def history(
    element: etree._Element | None, doubts: list[str]
) -> tuple[tuple[HistoryDate, ...], date | None]:
    """The History, and the day PubMed created the record.

    Status `entrez` is the create date [crdt] (E-utilities contract §5.1); without it the
    day stays None rather than guessed.
    """
    if element is None:
        return (), None
    dates = []
    created = None
    for entry in element.iterchildren("PubMedPubDate"):
        status = entry.get("PubStatus", "")
        found = printed(entry, doubts)
        if found is None:
            continue
        dates.append(HistoryDate(status=status, date=found))
        if status == "entrez" and created is None and found.day is not None:
            created = day(entry, doubts)
    return tuple(dates), created
