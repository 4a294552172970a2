"""A table with a column `pmid` or `doi` → records, with what else the table says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from litwatch.errors import BadInput, InvalidIdentifier
from litwatch.records import Doi, Record, Section
from litwatch.records.dates import medline_date
from litwatch.sources.parsed import Parsed, ParseProblem
from litwatch.sources.pubmed_ids import MARKED_INVALID, pmid_or_none
from litwatch.sources.unpack import Readable, read_text

_NAMES = {
    "pmid": ("pmid", "pubmedid", "pubmed"),
    "doi": ("doi",),
    "title": ("title", "articletitle"),
    "abstract": ("abstract",),
    "year": ("year", "publicationyear", "date", "pubdate"),
}
_NOT_A_LETTER = re.compile(r"[^a-z]")
_DELIMITERS = (",", ";", "\t")


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Which column holds pmid, doi, title, abstract and year; case and spaces do not matter."""
    written = [_NOT_A_LETTER.sub("", name.lower()) for name in header]
    found = {}
    for field, names in _NAMES.items():
        at = next((written.index(name) for name in names if name in written), None)
        if at is not None:
            found[field] = at
    return found


def delimiter_of(line: str) -> str | None:
    """The sign that parts the header's columns so that one is `pmid` or `doi`; None if none does."""
    for delimiter in _DELIMITERS:
        if {"pmid", "doi"} & columns_of(next(csv.reader([line], delimiter=delimiter), [])).keys():
            return delimiter
    return None


def read_csv(stream: Readable | bytes, name: str = "the table") -> Iterator[Parsed | ParseProblem]:
    """A record a row; a row without a valid PMID or DOI is a problem by its line.

    Commas, semicolons and tabs are understood. Raises BadInput when no column is `pmid` or
    `doi`, or the file is no UTF-8 text.
    """
    text = read_text(stream, name)
    delimiter = delimiter_of(text.lstrip().split("\n", 1)[0])
    if delimiter is None:
        raise BadInput(
            f"{name} has no column named pmid or doi",
            "Give the column with the identifiers the heading pmid or doi, in the first line.",
        )
    rows = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    columns = columns_of(next(rows))
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield from _row(row, columns, f"{name}, line {rows.line_num}")
    except csv.Error as error:
        raise BadInput(
            f"{name} cannot be read as a table at line {rows.line_num}: {error}",
            "Save it again as CSV with the encoding UTF-8.",
        ) from error


def _row(
    row: Sequence[str], columns: Mapping[str, int], where: str
) -> Iterator[Parsed | ParseProblem]:
    cells = {field: row[at].strip() for field, at in columns.items() if at < len(row)}
    pmid_text, doi_text = cells.get("pmid", ""), cells.get("doi", "")
    abstract = cells.get("abstract", "")
    pmid = pmid_or_none(pmid_text)
    doubts = []
    others: tuple[tuple[str, str], ...] = ()
    doi = None
    if pmid_text and pmid is None:
        doubts.append(f"{pmid_text!r} is no PMID")
    if doi_text:
        try:
            doi = Doi(doi_text)
        except InvalidIdentifier:
            doubts.append(f"{doi_text!r} is no DOI")
            others = ((MARKED_INVALID, doi_text),)
    if pmid is None and doi is None:
        reason = "; ".join(doubts) or "neither PMID nor DOI"
        yield ParseProblem(where, pmid_text, reason, "lost")
        return
    record = Record(
        pmid=pmid,
        doi=doi,
        other_ids=others,
        title=cells.get("title", ""),
        abstract=(Section(text=abstract),) if abstract else (),
        published=medline_date(cells["year"]) if cells.get("year") else None,
    )
    line = io.StringIO()
    csv.writer(line).writerow(row)
    yield Parsed(record, line.getvalue().encode())
    for doubt in doubts:
        yield ParseProblem(where, pmid or "", doubt, "kept")
