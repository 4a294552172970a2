"""The strategies against real records and known works."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from litwatch.records import Pmid, Record
from litwatch.search import Document, explain, matches, parse
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.watch import Watch, load_watch


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch()


def test_titles_of_the_reference_set_are_found(shared_domain: Path, watch: Watch) -> None:
    """A sanity figure: titles alone, without the abstracts and headings a search also has."""
    expected, missed = 0, []
    with (shared_domain / "gold" / "gold_dev.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            document = Document.of(Record(pmid=Pmid(row["pmid"]), title=row["title"]))
            for topic in row["topics"].split(";"):
                expected += 1
                if not matches(parse(watch.topic(topic).query), document, watch.mesh):
                    missed.append((topic, row["pmid"], row["difficulty"], row["title"]))
    print(*missed, sep="\n")  # shown when the floor breaks
    assert expected == 85
    assert len(missed) <= 10


def test_topical_records_are_found_and_explained(shared_data: Path, watch: Watch) -> None:
    with (shared_data / "xml" / "topical.xml.gz").open("rb") as stream:
        records = [one.record for one in read_articles(stream) if isinstance(one, Parsed)]
    assert len(records) == 47
    hits: dict[str, set[str]] = {}
    for topic in watch.topics:
        node = parse(topic.query)
        for record in records:
            document = Document.of(record)
            found = matches(node, document, watch.mesh)
            told = explain(node, document, watch.mesh)
            assert bool(told) is found
            for hit in told:
                assert 0 <= hit.start < hit.end <= len(hit.sentence)
            if found:
                hits.setdefault(topic.id, set()).add(str(record.pmid))
    assert {topic: len(found) for topic, found in hits.items()} == {
        "me_cfs": 2,
        "postcovid": 21,
        "postinfectious_general": 3,
        "pics": 3,
        "pots_dysautonomia": 1,
    }
    assert hits["me_cfs"] == {"33353469", "34091377"}
    assert len(set().union(*hits.values())) == 26
