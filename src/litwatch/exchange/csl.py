"""CSL-JSON: what Zotero and pandoc read best (citation-style-language/schema, csl-data.json)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import msgspec

from litwatch.exchange.phrases import address, kind, one_line, title
from litwatch.records import Author
from litwatch.store import Entry

_TYPES = {"journal": "article-journal", "chapter": "chapter", "preprint": "article"}
_encode = msgspec.json.Encoder(enc_hook=str).encode  # identifiers are texts of their own type


def write(entries: Iterable[Entry], out: TextIO) -> int:
    """One array, an item on each line; returns how many items."""
    count = 0
    out.write("[")
    for count, entry in enumerate(entries, start=1):
        out.write(("\n" if count == 1 else ",\n") + _encode(item(entry)).decode())
    out.write("\n]\n")
    return count


def item(entry: Entry) -> dict[str, Any]:
    """An entry as a CSL item; empty fields are left out."""
    record = entry.record
    journal = record.journal
    published = record.published
    date = (published.year, published.month, published.day) if published else ()
    fields: dict[str, Any] = {
        "id": record.id,
        "type": _TYPES[kind(record)],
        "title": one_line(title(record)),
        "author": [name for each in record.authors if each.valid and (name := _name(each))],
        "container-title": one_line(record.book.title if record.book else journal.title),
        "container-title-short": one_line(journal.iso),
        "publisher": one_line(record.book.publisher) if record.book else "",
        "issued": {"date-parts": [[part for part in date if part is not None]]}
        if published and published.year
        else None,
        "volume": journal.volume,
        "issue": journal.issue,
        "page": journal.pages,
        "ISSN": journal.issn,
        "DOI": record.doi,
        "PMID": record.pmid,
        "PMCID": record.pmcid,
        "URL": address(record),
        "language": record.languages[0] if record.languages else "",
        "genre": "preprint" if kind(record) == "preprint" else "",
        "abstract": one_line(record.abstract_text),
        "note": "" if entry.state == "ok" else f"State: {entry.state}",
    }
    return {name: value for name, value in fields.items() if value}


def _name(author: Author) -> dict[str, str]:
    if author.collective:
        return {"literal": one_line(author.collective)}
    parts = {
        "family": one_line(author.last),
        "given": one_line(author.fore or author.initials),
        "suffix": one_line(author.suffix),
    }
    return {name: text for name, text in parts.items() if text}
