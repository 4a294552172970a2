"""Awkward real records through every format and back."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
import rispy
from pybtex.database import parse_string

from litwatch.exchange import write
from litwatch.exchange.phrases import title
from litwatch.sources.medline import read_medline
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import Entry, catalog, entries, open_store

_NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def real(shared_data, tmp_path_factory) -> list[Entry]:
    """All awkward records and all pairs of versions, saved in a store and read back."""

    def parsed(name: str) -> Iterator[Parsed]:
        with gzip.open(shared_data / "xml" / name) as stream:
            yield from (part for part in read_articles(stream) if isinstance(part, Parsed))

    records = [*parsed("awkward.xml.gz"), *parsed("version_pairs.xml.gz")]
    url = f"sqlite:///{tmp_path_factory.mktemp('real') / 'litwatch.db'}"
    with open_store(url) as store:
        with store.write() as tx:
            given = [(part.record, part.raw) for part in records]
            catalog.save(tx, given, source="awkward", now=_NOW)
        with store.read() as tx:
            found = list(entries(tx))
            newest = {part.record.id: part for part in records}
            assert {entry.record.id for entry in found} == set(newest)
            for entry in found[:50]:
                raw = catalog.raw_xml(tx, entry.record.id)
                assert raw in [part.raw for part in records if part.record.id == entry.record.id]
    return found


def _written(name: str, found: list[Entry]) -> str:
    out = StringIO()
    assert write(name, found, out) == len(found) > 1000
    return out.getvalue()


def _line(text: str) -> str:
    return " ".join(text.split())


def test_jsonl_has_every_record_once(real):
    lines = [json.loads(line) for line in _written("jsonl", real).split("\n")[:-1]]
    assert [line["id"] for line in lines] == [entry.record.id for entry in real]
    assert len({tuple(line) for line in lines}) == 1, "the same keys in the same order"


def test_ris_comes_back(real):
    read = rispy.loads(_written("ris", real))
    assert [each["accession_number"] for each in read] == [entry.record.pmid for entry in real]
    assert [each.get("title", "") for each in read] == [_line(title(e.record)) for e in real]


def test_nbib_comes_back_through_our_own_reader(real):
    parts = list(read_medline(_written("nbib", real).encode()))
    back = {part.record.id: part.record for part in parts if isinstance(part, Parsed)}
    assert set(back) == {entry.record.id for entry in real}
    for entry in real:
        record = back[entry.record.id]
        assert record.title == _line(entry.record.title)
        assert record.doi == entry.record.doi
        assert record.type_names == tuple(_line(name) for name in entry.record.type_names)


def test_bibtex_and_csl_can_be_read(real):
    assert len(parse_string(_written("bibtex", real), "bibtex").entries) == len(real)
    items = json.loads(_written("csl-json", real))
    assert [item["id"] for item in items] == [entry.record.id for entry in real]


def test_csv_runs_no_formula(real):
    rows = list(csv.DictReader(StringIO(_written("csv", real))))
    assert [row["id"] for row in rows] == [entry.record.id for entry in real]
    cells = [cell for row in rows for cell in row.values()]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
