"""Ratings and items from outside: appended, and the last word counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from litwatch.errors import WrongUse
from litwatch.records import Decision, Record
from litwatch.review.rating import rate
from litwatch.store import Store, catalog, outside, screening
from litwatch.store.decisions import verdicts_of
from litwatch.store.ratings import ratings_of

AUDIENCES = ("vardcentral", "primarvardsrehab")


@pytest.fixture
def kept(store: Store, make_record: Callable[..., Record], now: datetime) -> Store:
    with store.write() as tx:
        found = [(make_record(pmid), b"") for pmid in ("1", "2")]
        catalog.save(tx, found, source="pubmed", now=now, role="watched")
    return store


def test_each_reviewers_last_rating_counts(kept: Store, now: datetime) -> None:
    with kept.write() as tx:
        for who, audience, values in (
            ("A. Kurator", "vardcentral", (2, 3)),
            ("B. Kurator", "vardcentral", (5, 5)),
            ("A. Kurator", "primarvardsrehab", (1, 1)),
            (" a.  kurator", "vardcentral", (6, 4)),  # the same person, written otherwise
        ):
            rate(
                tx,
                "1",
                audience,
                audiences=AUDIENCES,
                relevance=values[0],
                newsworthiness=values[1],
                reviewer=who,
                now=now,
            )
    with kept.read() as tx:
        live = {(one.audience, one.scale, one.value) for one in ratings_of(tx, ["1", "2"])}
    assert live == {
        ("vardcentral", "relevance", 6),
        ("vardcentral", "newsworthiness", 4),
        ("vardcentral", "relevance", 5),
        ("vardcentral", "newsworthiness", 5),
        ("primarvardsrehab", "relevance", 1),
        ("primarvardsrehab", "newsworthiness", 1),
    }


@pytest.mark.parametrize(
    ("record_id", "audience", "relevance", "reviewer", "said"),
    [
        ("1", "sjukhus", 5, "A", "no audience"),
        ("1", "vardcentral", 8, "A", "outside the scale"),
        ("1", "vardcentral", 0, "A", "outside the scale"),
        ("1", "vardcentral", 5, " ", "reviewer's name"),
        ("77", "vardcentral", 5, "A", "no record 77"),
    ],
)
def test_a_rating_that_would_mean_nothing_is_refused(
    kept: Store,
    now: datetime,
    record_id: str,
    audience: str,
    relevance: int,
    reviewer: str,
    said: str,
) -> None:
    with pytest.raises(WrongUse, match=said), kept.write() as tx:
        rate(
            tx,
            record_id,
            audience,
            audiences=AUDIENCES,
            relevance=relevance,
            newsworthiness=4,
            reviewer=reviewer,
            now=now,
        )
    with kept.read() as tx:
        assert ratings_of(tx, ["1", "2"]) == ()


def test_a_verdict_counts_as_it_was_when_the_second_reader_had_read(
    kept: Store, now: datetime
) -> None:
    with kept.write() as tx:
        for who, verdict in (
            ("A. Kurator", "maybe"),
            ("A.  kurator", "include"),
            ("B. Kurator", "exclude"),
            ("a. kurator", "exclude"),  # after a talk: no reading of its own
        ):
            said = Decision(record_id="1", verdict=verdict, reviewer=who, at=now)  # type: ignore[arg-type]
            screening.append_decision(tx, said)
    with kept.read() as tx:
        assert verdicts_of(tx, ["1", "2"]) == {"1": ("include", "exclude")}


def test_an_outside_item_is_taken_back_and_never_deleted(kept: Store, now: datetime) -> None:
    given = {
        "body": "SBU",
        "title": "Report",
        "link": "https://example.org/1",
        "day": date(2026, 10, 1),
        "words": "",
        "added_by": "A",
        "now": now,
    }
    with kept.write() as tx:
        first = outside.add(tx, **given)  # type: ignore[arg-type]
        with pytest.raises(WrongUse, match="is there already, as item"):
            outside.add(tx, **given)  # type: ignore[arg-type]
        assert outside.remove(tx, first.id, now).removed_at == now
        with pytest.raises(WrongUse, match="taken back already"):
            outside.remove(tx, first.id, now)
        again = outside.add(tx, **given)  # type: ignore[arg-type]
        with pytest.raises(WrongUse, match="no item 99"):
            outside.remove(tx, 99, now)
    assert again.id > first.id
    with kept.read() as tx:
        assert outside.live(tx) == (again,)
