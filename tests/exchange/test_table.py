"""CSV: no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from litwatch.exchange import table
from litwatch.records import Pmid, Record
from litwatch.store import Entry


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n@", " =", "\u00a0+", "\uff1d", "\uff0b"]
)
def test_a_cell_that_begins_like_a_formula_begins_with_an_apostrophe(start: str) -> None:
    title = f"{start}HYPERLINK(1)"
    record = Record(pmid=Pmid("90000001"), title=title, vernacular_title=title)
    entry = Entry(record=record, role="watched", first_seen=datetime(2026, 11, 3, tzinfo=UTC))
    out = io.StringIO()
    table.write([entry], out)
    cell = next(csv.DictReader(io.StringIO(out.getvalue())))["title"]
    assert cell.startswith("'")
    assert cell[1:].strip() == " ".join(title.split())


@pytest.mark.parametrize("title", ["Pacing = rest?", "5 + 3", "a-b", "mail@example.org"])
def test_signs_within_a_cell_stay(title: str) -> None:
    record = Record(pmid=Pmid("90000001"), title=title)
    entry = Entry(record=record, role="watched", first_seen=datetime(2026, 11, 3, tzinfo=UTC))
    out = io.StringIO()
    table.write([entry], out)
    assert next(csv.DictReader(io.StringIO(out.getvalue())))["title"] == title
