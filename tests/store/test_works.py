"""A machine finds pairs, a person settles them, and a person's word stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from litwatch.errors import WrongUse
from litwatch.records import PublicationType, Record
from litwatch.records.duplicates import Pair
from litwatch.store import Store, catalog, works

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def stored(store: Store, make_record: Callable[..., Record]) -> Store:
    """Five records of no kinship, and an erratum."""
    erratum = make_record("9", publication_types=(PublicationType(name="Published Erratum"),))
    with store.write() as tx:
        records = [make_record(str(n)) for n in range(1, 6)]
        catalog.save(tx, [(one, b"") for one in (*records, erratum)], source="pubmed", now=NOW)
    return store


def doi(first: str, second: str) -> Pair:
    return Pair(first=first, second=second, how="doi", evidence="DOI 10.1000/a")


def near(first: str, second: str, score: float = 0.9) -> Pair:
    return Pair(first=first, second=second, how="near", score=score, evidence="title 100 %")


def test_found_pairs_are_kept_once(stored: Store) -> None:
    with stored.write() as tx:
        saved = works.save_pairs(tx, [doi("1", "2"), near("3", "4")], NOW)
        assert (len(saved.new), saved.changed) == (2, ())
        again = works.save_pairs(tx, [doi("1", "2"), near("3", "4", 0.8)], LATER)
        assert (again.new, [pair.score for pair in again.changed]) == ((), [0.8])
        one, other = works.pairs(tx)
    assert (one.state, one.by, one.at, one.how) == ("certain", "machine", NOW, "doi")
    assert (other.state, other.at, other.score) == ("proposed", LATER, 0.8)


def test_only_certain_and_confirmed_pairs_make_a_work(stored: Store) -> None:
    with stored.write() as tx:
        works.save_pairs(tx, [doi("1", "2"), doi("2", "3"), near("3", "4")], NOW)
        assert works.works(tx) == [("1", "2", "3")]
        assert works.work_of(tx, "3") == ("1", "2", "3")
        assert works.work_of(tx, "4") == ("4",)
        works.settle(tx, "4", "3", "same", "A. Kurator", NOW)
        assert works.work_of(tx, "1") == ("1", "2", "3", "4")
        assert works.counts(tx) == {"certain": 2, "proposed": 0, "confirmed": 1, "rejected": 0}


def test_the_machine_never_changes_what_a_person_said(stored: Store) -> None:
    with stored.write() as tx:
        works.save_pairs(tx, [near("1", "2"), near("3", "4")], NOW)
        works.settle(tx, "1", "2", "different", "A. Kurator", NOW)
        works.settle(tx, "3", "4", "same", "A. Kurator", NOW)
        saved = works.save_pairs(tx, [doi("1", "2"), near("3", "4", 0.7)], LATER)
        assert saved == works.SavedPairs(parted=(doi("1", "2"),))
        assert works.withdraw(tx, ["1", "3"], []) == 0
        assert [(pair.state, pair.by, pair.at) for pair in works.pairs(tx)] == [
            ("rejected", "A. Kurator", NOW),
            ("confirmed", "A. Kurator", NOW),
        ]


def test_a_person_parts_two_records_that_others_would_chain(stored: Store) -> None:
    with stored.write() as tx:
        works.save_pairs(tx, [doi("1", "2"), doi("1", "3"), doi("2", "3")], NOW)
        works.settle(tx, "2", "3", "different", "A. Kurator", NOW)
        assert works.works(tx) == [("1", "2")]
        assert works.work_of(tx, "3") == ("3",)


def test_what_is_not_found_again_is_withdrawn(stored: Store) -> None:
    with stored.write() as tx:
        works.save_pairs(tx, [doi("1", "2"), near("2", "3"), near("4", "5")], NOW)
        assert works.withdraw(tx, ["2"], [doi("1", "2")]) == 1
        assert [(pair.first, pair.second) for pair in works.pairs(tx)] == [("1", "2"), ("4", "5")]
        assert works.pairs(tx, state="proposed", ids=["5"])[0].first == "4"


def test_a_person_may_join_what_was_not_proposed_and_change_their_mind(stored: Store) -> None:
    with stored.write() as tx:
        pair = works.settle(tx, "5", "1", "same", " A. Kurator ", NOW)
        assert (pair.first, pair.second, pair.how, pair.by) == ("1", "5", "person", "A. Kurator")
        works.settle(tx, "1", "5", "different", "B. Kurator", LATER)
        assert [(one.state, one.by) for one in works.pairs(tx)] == [("rejected", "B. Kurator")]


@pytest.mark.parametrize(
    ("first", "second", "verdict", "by", "says"),
    [
        ("1", "2", "maybe", "A", "no answer"),
        ("1", "2", "same", " ", "name"),
        ("1", "2", "same", "machine", "name"),
        ("1", "1", "same", "A", "one record"),
        ("1", "77", "same", "A", "no record 77"),
        ("1", "9", "same", "A", "stay apart: 9 is a notice"),
    ],
)
def test_what_cannot_be_settled(
    stored: Store, first: str, second: str, verdict: str, by: str, says: str
) -> None:
    with stored.write() as tx, pytest.raises(WrongUse, match=says):
        works.settle(tx, first, second, verdict, by, NOW)


def test_records_come_with_every_notice_ever_seen(
    store: Store, make_record: Callable[..., Record], retraction: object
) -> None:
    with store.write() as tx:
        catalog.save(tx, [(make_record("1", notices=(retraction,)), b"")], source="a", now=NOW)
        catalog.save(tx, [(make_record("1", version=2), b"")], source="a", now=LATER)
        for found in (*works.records(tx, ["1"]), *works.all_records(tx)):
            assert (found.version, [link.type for link in found.notices]) == (2, ["retraction"])
        assert works.changed_since(tx, LATER) == ["1"]
        assert works.changed_since(tx, LATER + timedelta(days=1)) == []
