"""CSV for spreadsheets: one row a record, many values in one cell joined by `; `."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import TextIO

from litwatch.exchange.cells import cell
from litwatch.exchange.phrases import address
from litwatch.records import Record
from litwatch.records.citation import author_names
from litwatch.store import Entry


def _from_record(read: Callable[[Record], object]) -> Callable[[Entry], object]:
    return lambda entry: read(entry.record)


# Column → what it holds, in the order of the columns.
_COLUMNS: dict[str, Callable[[Entry], object]] = {
    "id": _from_record(lambda record: record.id),
    "pmid": _from_record(lambda record: record.pmid),
    "doi": _from_record(lambda record: record.doi),
    "pmcid": _from_record(lambda record: record.pmcid),
    "title": _from_record(lambda record: record.title),
    "authors": _from_record(lambda record: "; ".join(author_names(record))),
    "journal": _from_record(lambda record: record.journal.iso or record.journal.title),
    "volume": _from_record(lambda record: record.journal.volume),
    "issue": _from_record(lambda record: record.journal.issue),
    "pages": _from_record(lambda record: record.journal.pages),
    "published": _from_record(lambda record: record.published and record.published.iso()),
    "created": _from_record(lambda record: record.created and record.created.isoformat()),
    "languages": _from_record(lambda record: "; ".join(record.languages)),
    "publication_types": _from_record(lambda record: "; ".join(record.type_names)),
    "mesh": _from_record(lambda record: "; ".join(heading.name for heading in record.mesh)),
    "keywords": _from_record(lambda record: "; ".join(word.text for word in record.keywords)),
    "abstract": _from_record(lambda record: record.abstract_text),
    "state": lambda entry: entry.state,
    "topics": lambda entry: "; ".join(entry.topics),
    "tags": lambda entry: "; ".join(
        f"{tag.facet}={tag.value}" for tag in entry.tags if tag.state != "rejected"
    ),
    "score": lambda entry: entry.prediction and entry.prediction.score,
    "band": lambda entry: entry.prediction and entry.prediction.band,
    "model": lambda entry: entry.prediction and entry.prediction.model,
    "verdict": lambda entry: entry.decision and entry.decision.verdict,
    "reviewer": lambda entry: entry.decision and entry.decision.reviewer,
    "decided_at": lambda entry: entry.decision and entry.decision.at.isoformat(),
    "reason": lambda entry: entry.decision and entry.decision.reason,
    "role": lambda entry: entry.role,
    "sources": lambda entry: "; ".join(entry.sources),
    "address": _from_record(address),
}
COLUMNS = tuple(_COLUMNS)


def write(entries: Iterable[Entry], out: TextIO) -> int:
    """A header and one row for each entry; returns how many entries. Missing is an empty cell."""
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    count = 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007
        rows.writerow([cell(read(entry)) for read in _COLUMNS.values()])
    return count
