"""BibTeX, by pybtex, in UTF-8. Titles stand in braces so that their capitals are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TextIO

from pybtex.database import BibliographyData, Person
from pybtex.database import Entry as Reference

from litwatch.exchange.phrases import address, kind, one_line, page_range, title
from litwatch.records import Author, Record
from litwatch.store import Entry

_TYPES = {"journal": "article", "chapter": "incollection", "preprint": "article"}
# What pybtex passes through as markup; it escapes & % # _ ~ itself.
_MARKUP = str.maketrans(
    {
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "$": r"\$",
    }
)


def write(entries: Iterable[Entry], out: TextIO) -> int:
    """One reference for each entry; returns how many."""
    count = 0
    for count, entry in enumerate(entries, start=1):
        one = BibliographyData({key(entry.record): reference(entry)})
        out.write(("" if count == 1 else "\n") + one.to_string("bibtex"))
    return count


def key(record: Record) -> str:
    """A citation key that is the same at every export: name, year and id, ASCII only."""
    first = next((a for a in record.authors if a.valid and (a.last or a.collective)), Author())
    plain = unicodedata.normalize("NFKD", first.last or first.collective).encode("ascii", "ignore")
    name = re.sub(r"[^A-Za-z]", "", plain.decode())[:30]
    year = record.published.year if record.published else None
    return f"{name}{year or ''}_{re.sub(r'[^A-Za-z0-9]', '-', record.id)}"


def reference(entry: Entry) -> Reference:
    """An entry as a pybtex reference; empty fields are left out."""
    record = entry.record
    journal = record.journal
    published = record.published
    house = record.book
    first, last = page_range(journal.pages)
    fields = {
        "title": f"{{{_text(title(record))}}}" if title(record) else "",
        "journal": _text(journal.title or journal.iso),
        "booktitle": _text(house.title) if house else "",
        "publisher": _text(house.publisher) if house else "",
        "year": str(published.year) if published and published.year else "",
        "month": str(published.month) if published and published.month else "",
        "volume": _text(journal.volume),
        "number": _text(journal.issue),
        "pages": _text(f"{first}--{last}" if last else first),
        "issn": journal.issn,
        "doi": _text(record.doi or ""),
        "pmid": record.pmid or "",
        "pmcid": record.pmcid or "",
        "url": _text(address(record)),
        "language": ", ".join(record.languages),
        "abstract": _text(record.abstract_text),
        "note": "" if entry.state == "ok" else f"State: {entry.state}",
    }
    people = [_person(each) for each in record.authors if each.valid]
    return Reference(
        _TYPES[kind(record)],
        fields={name: value for name, value in fields.items() if value},
        persons={"author": [person for person in people if person]} if people else {},
    )


def _text(text: str) -> str:
    return one_line(text).translate(_MARKUP)


def _person(author: Author) -> Person | None:
    if author.collective:
        return Person(last=f"{{{_text(author.collective)}}}")
    if not author.last:
        return None
    return Person(
        first=_name(author.fore or author.initials),
        last=_name(author.last),
        lineage=_name(author.suffix),
    )


def _name(text: str) -> str:
    # Commas and "and" part names in BibTeX; braces keep a name whole.
    plain = _text(text)
    return f"{{{plain}}}" if "," in plain or " and " in f" {plain} " else plain
