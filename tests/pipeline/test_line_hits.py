"""What each line of a strategy gives: its matches, and what would be lost without it."""

from __future__ import annotations

from litwatch.pipeline.line_hits import line_hits
from litwatch.records import Pmid, Record
from litwatch.search import Document
from litwatch.watch import load_watch

MESH = load_watch().mesh
TITLES = (
    "Long covid and fatigue",
    "Long covid or postcovid: fatigue again",
    "Postcovid and brain fog",
    "Measles and fatigue",
)
DOCUMENTS = [
    Document.of(Record(pmid=Pmid(str(90000001 + number)), title=title))
    for number, title in enumerate(TITLES)
]


def told(query: str) -> tuple[int, list[tuple[int | None, int | None]]]:
    found, each = line_hits(query, DOCUMENTS, MESH)
    return found, [(one.hits, one.only) for one in each]


def test_only_here_is_what_the_whole_query_would_lose() -> None:
    assert told('"long covid"[tiab] OR postcovid[tiab] OR nothing[tiab]') == (
        3,
        [(2, 1), (2, 1), (0, 0)],
    )


def test_a_synonym_of_a_block_is_weighed_within_the_whole_query() -> None:
    query = '("long covid"[tiab] OR postcovid[tiab]) AND (fatigue[tiab] OR fog[tiab])'
    assert told(query) == (3, [(2, 1), (2, 1), (2, 2), (1, 1)])


def test_a_line_that_narrows_has_no_share_of_its_own() -> None:
    assert told('"long covid"[tiab] NOT postcovid[tiab]') == (1, [(1, None), (None, None)])


def test_a_query_that_cannot_be_read_has_lines_without_numbers() -> None:
    assert told('"long covid[tiab] OR postcovid') == (0, [(None, None)])
