"""The Retraction Watch file: rows as Crossref gives them out, with the blemishes it is known for.

Facts of the file of August 2026 (71,306 rows): contract §3. `0` stands for no PMID, `Unavailable`
for no DOI, some 190 empty rows end it, and older copies are not clean UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from litwatch.errors import BadInput, InvalidIdentifier
from litwatch.records import Doi, Pmid
from litwatch.records.retractions import UPDATE_TYPES, Retraction

_COLUMNS = (
    "Record ID",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
)
_FETCH = "Fetch retraction_watch.csv again from gitlab.com/crossref/retraction-watch-data."


@dataclass
class RetractionFile:
    """The usable rows, each Record ID once, and the blemishes counted by their name."""

    rows: tuple[Retraction, ...] = ()
    read: int = 0
    blemishes: Counter[str] = field(default_factory=Counter)


def read_retractions(data: bytes) -> RetractionFile:
    """Read the whole file. Raises BadInput for what is not it, or breaks off within a row."""
    found = RetractionFile()
    text = _text(data, found.blemishes)
    kept: dict[int, Retraction] = {}
    for cells in _table(text):
        if not any(value.strip() for value in cells.values()):
            found.blemishes["empty rows"] += 1
            continue
        found.read += 1
        row = _row(cells, found.blemishes)
        if row is None:
            continue
        if row.id in kept and kept[row.id] != row:
            found.blemishes["record ids that come twice, the last one kept"] += 1
        kept[row.id] = row
    if not kept:
        raise BadInput("the file holds no row that names an article", _FETCH)
    found.rows = tuple(kept.values())
    return found


def _text(data: bytes, blemishes: Counter[str]) -> str:
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise BadInput("the file is a web page, not the Retraction Watch table", _FETCH)
    if b"\0" in data[:4096]:
        raise BadInput("the file is no text: it may be packed", "Unpack it first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        blemishes["text that is not UTF-8, read as Windows-1252"] += 1
        return data.decode("cp1252", errors="replace")


def _table(text: str) -> Iterator[dict[str, str]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip() for name in next(rows, [])]
        lacking = [name for name in _COLUMNS if name not in names]
        if lacking:
            raise BadInput(
                f"the file lacks the column(s) {', '.join(lacking)}: it is not the Retraction "
                "Watch table, or its form has changed",
                _FETCH,
            )
        at = {name: names.index(name) for name in _COLUMNS}
        for cells in rows:
            if any(cells) and len(cells) <= max(at.values()):
                raise BadInput(
                    f"row {rows.line_num} of the file has {len(cells)} of {len(names)} columns: "
                    "the file is cut off or damaged",
                    _FETCH,
                )
            yield {name: cells[at[name]] if cells else "" for name in _COLUMNS}
    except csv.Error as error:
        raise BadInput(
            f"row {rows.line_num} of the file cannot be read ({error}): the file is cut off or "
            "damaged",
            _FETCH,
        ) from None


def _row(cells: dict[str, str], blemishes: Counter[str]) -> Retraction | None:
    number = cells["Record ID"].strip()
    if not number.isascii() or not number.isdecimal() or int(number) >= 2**31:
        blemishes["rows without a record id"] += 1
        return None
    doi = _doi(cells["OriginalPaperDOI"], blemishes)
    pmid = _pmid(cells["OriginalPaperPubMedID"], blemishes)
    if doi is None and pmid is None:
        blemishes["rows that name no article by DOI or PMID"] += 1
        return None
    nature = "_".join(cells["RetractionNature"].split()).lower()
    if nature not in UPDATE_TYPES:
        blemishes[f"notices of a kind we do not know ({nature or 'unnamed'})"] += 1
    return Retraction(
        id=int(number),
        nature=nature or "unnamed",
        dated=_day(cells["RetractionDate"], blemishes),
        doi=doi,
        pmid=pmid,
        notice_doi=_doi(cells["RetractionDOI"], blemishes),
        notice_pmid=_pmid(cells["RetractionPubMedID"], blemishes),
        reasons=cells["Reason"].strip().strip(";"),
    )


def _doi(text: str, blemishes: Counter[str]) -> Doi | None:
    text = text.strip()
    if not text or text.lower() in ("unavailable", "0"):
        return None
    try:
        return Doi(text)
    except InvalidIdentifier:
        blemishes["DOIs that are none"] += 1
        return None


def _pmid(text: str, blemishes: Counter[str]) -> Pmid | None:
    text = text.strip()
    if not text.strip("0") or text.lower() == "unavailable":
        return None
    try:
        return Pmid(text)
    except InvalidIdentifier:
        blemishes["PMIDs that are none"] += 1
        return None


def _day(text: str, blemishes: Counter[str]) -> date | None:
    """A day as `9/8/2011 0:00`: month, day, year."""
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.split()[0], "%m/%d/%Y").date()
    except ValueError:
        blemishes["days that are none"] += 1
        return None
