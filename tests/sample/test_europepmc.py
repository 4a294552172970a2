"""The loopback Europe PMC, and the translation held against it with real records."""

from __future__ import annotations

import gzip
import html
import json
from pathlib import Path
from typing import Any

import pytest

from litwatch.sample.europepmc import answer
from litwatch.search import Document, parse, predicate
from litwatch.search.europepmc import to_europepmc
from litwatch.sources.europepmc_record import found_in
from litwatch.watch import Watch

ENTRIES = [
    {"id": "PPR1", "source": "PPR", "title": "Long <i>COVID</i>", "firstIndexDate": "2026-10-01"},
    {"id": "PPR2", "source": "PPR", "title": "Post-COVID fatigue", "firstIndexDate": "2026-10-31"},
    {"id": "3", "source": "MED", "title": "Sleep", "keywordList": {"keyword": ["long covid"]}},
]


def ask(query: str, **more: str) -> dict[str, Any]:
    asked = {"query": query, "format": "json", "resultType": "core", **more}
    return dict(json.loads(answer(ENTRIES, "search", asked).body))


def ids(query: str) -> list[str]:
    return [entry["id"] for entry in ask(query)["resultList"]["result"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('TITLE:("long covid")', ["PPR1"]),
        ("TITLE_ABS:(post AND covid*)", ["PPR2"]),
        ('KW:("long covid") OR TITLE:(fatigu*)', ["PPR2", "3"]),
        ("(covid) NOT (SRC:MED)", ["PPR1", "PPR2"]),
        ("SRC:PPR AND (FIRST_IDATE:[2026-10-02 TO 2026-10-31])", ["PPR2"]),
        ("TITLE:(nothing)", []),
    ],
)
def test_the_language_that_litwatch_writes(query: str, found: list[str]) -> None:
    assert ids(query) == found


@pytest.mark.parametrize("query", ["", "(a", "a)", "a AND", "OR a", "NOSUCH:(a)", 'TITLE:"a'])
def test_what_it_cannot_read_it_refuses(query: str) -> None:
    told = ask(query)
    assert "errCode" in told
    assert "resultList" not in told


def test_it_pages_by_cursor() -> None:
    first = ask("SRC:PPR", pageSize="1")
    assert (first["hitCount"], first["nextCursorMark"]) == (2, "1")
    last = ask("SRC:PPR", pageSize="1", cursorMark="2")
    assert (last["resultList"]["result"], "nextCursorMark" in last) == ([], False)


def test_every_translated_strategy_finds_at_least_what_the_strategy_does(
    shared_data: Path, watch: Watch
) -> None:
    path = shared_data / "records" / "topical_and_hard_negatives.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        entries = [_entry(number, json.loads(line)) for number, line in enumerate(lines, 1)]
    records = [found.parsed.record for found in map(found_in, entries) if found.parsed]
    assert len(records) == len(entries) > 500
    documents = [Document.of(record) for record in records]
    found_by_both = 0
    for part in (part for topic in watch.topics for part in topic.parts):
        tree = parse(part.query)
        test = predicate(tree, watch.mesh)
        ours = {document.record.id for document in documents if test(document)}
        asked = {"query": to_europepmc(tree).query, "format": "json", "pageSize": "100000"}
        told = json.loads(answer(entries, "search", asked).body)
        theirs = {entry["id"] for entry in told["resultList"]["result"]}
        assert ours <= theirs
        found_by_both += len(ours)
    assert found_by_both > 100


def _entry(number: int, line: dict[str, Any]) -> dict[str, Any]:
    """A real title and abstract, as Europe PMC would hold them as a preprint."""
    return {
        "id": f"PPR{number}",
        "source": "PPR",
        "title": html.escape(line["title"] or "", quote=False),
        "abstractText": html.escape(line.get("abstract") or "", quote=False),
    }
