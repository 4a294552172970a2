"""RIS, by rispy: for EndNote, Zotero, Rayyan, ASReview. The PMID is in AN, its PMCID in C2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from rispy.writer import RisWriter

from litwatch.exchange.phrases import address, kind, one_line, page_range, title
from litwatch.records import Author, Record
from litwatch.store import Entry

_TYPES = {"journal": "JOUR", "chapter": "CHAP", "preprint": "JOUR"}


class _Writer(RisWriter):
    """rispy's writer without the running number it puts before each reference."""

    NEWLINE = "\r\n"  # EndNote on Windows reads no bare line feed

    def set_header(self, count: int) -> str:
        return ""


def write(entries: Iterable[Entry], out: TextIO) -> int:
    """One reference for each entry, a blank line after it; returns how many."""
    writer = _Writer()
    count = 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007
        writer.format_lines(out, [reference(entry)])  # type: ignore[no-untyped-call]
        out.write(writer.NEWLINE)
    return count


def reference(entry: Entry) -> dict[str, Any]:
    """An entry in rispy's words; empty fields are left out."""
    record = entry.record
    journal = record.journal
    first, last = page_range(journal.pages)
    published = record.published
    house = record.book
    fields: dict[str, Any] = {
        "type_of_reference": _TYPES[kind(record)],
        "title": one_line(title(record)),
        "translated_title": one_line(record.vernacular_title),
        "authors": [name for each in record.authors if each.valid and (name := _name(each))],
        "year": str(published.year) if published and published.year else "",
        "date": published.iso().replace("-", "/") if published else "",
        "journal_name": one_line(journal.iso or journal.title),
        "secondary_title": one_line(house.title if house else journal.title),
        "publisher": one_line(house.publisher) if house else "",
        "volume": journal.volume,
        "number": journal.issue,
        "start_page": first,
        "end_page": last,
        "issn": journal.issn,
        "doi": record.doi,
        "accession_number": record.pmid or record.id,
        "custom2": record.pmcid,
        "type_of_work": "Preprint" if kind(record) == "preprint" else "",
        "language": "; ".join(record.languages),
        "keywords": _keywords(record),
        "abstract": one_line(record.abstract_text),
        # A reader of the reference must see that the work was retracted or corrected.
        "notes": [] if entry.state == "ok" else [f"State: {entry.state}"],
        "name_of_database": "PubMed" if record.pmid else "",
        "urls": [url] if (url := address(record)) else [],
    }
    return {name: value for name, value in fields.items() if value}


def _name(author: Author) -> str:
    if author.collective:
        return one_line(author.collective)
    parts = (author.last, author.fore or author.initials, author.suffix)
    return one_line(", ".join(part for part in parts if part))


def _keywords(record: Record) -> list[str]:
    words = [keyword.text for keyword in record.keywords] + [each.name for each in record.mesh]
    return [text for text in dict.fromkeys(one_line(word) for word in words) if text]
