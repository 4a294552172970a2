"""One record of a work is met by people; the others stay, with what was said of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from litwatch.records import Decision, Doi, Notice, Prediction, PublicationType, Record
from litwatch.records.duplicates import Pair
from litwatch.review.queue import queue
from litwatch.store import Store, Tx, catalog, entries, links, opinions, screening, works
from litwatch.store.others import stood_for

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
PREPRINT = (PublicationType(name="Preprint"),)
MakeRecord = Callable[..., Record]


@pytest.fixture
def stored(store: Store, make_record: MakeRecord) -> Store:
    """An article 2, its preprint 1, a double 3 of the article, and 4 that is another work."""
    with store.write() as tx:
        records = [make_record(str(n)) for n in (2, 3, 4)]
        records.append(make_record("1", publication_types=PREPRINT))
        catalog.save(tx, [(one, b"") for one in records], source="pubmed", now=NOW, role="watched")
    return store


def join(tx: Tx, *two: str, how: Any = "preprint") -> None:
    first, second = sorted(two)
    score = None if how != "near" else 0.9
    works.save_pairs(tx, [Pair(first=first, second=second, how=how, score=score)], NOW)


def decide(tx: Tx, record_id: str, verdict: Any) -> None:
    said = Decision(record_id=record_id, verdict=verdict, reviewer="A. Kurator", at=NOW)
    screening.append_decision(tx, said)


def queued(tx: Tx) -> list[str]:
    return [entry.record.id for entry in queue(tx, 10)]


def test_a_work_is_queued_once_with_its_other_record_named(stored: Store) -> None:
    with stored.write() as tx:
        assert queued(tx) == ["1", "2", "3", "4"]
        join(tx, "1", "2")
        assert (queued(tx), stood_for(tx)) == (["2", "3", "4"], {"1": "2"})
        (first, *_) = queue(tx, 1)
    assert [member.record.id for member in first.work] == ["2", "1"]


def test_a_proposed_and_a_rejected_pair_hide_nothing(stored: Store) -> None:
    with stored.write() as tx:
        join(tx, "1", "2", how="near")
        assert queued(tx) == ["1", "2", "3", "4"]
        join(tx, "2", "3", how="doi")
        works.settle(tx, "2", "3", "different", "A. Kurator", NOW)
        assert (queued(tx), stood_for(tx)) == (["1", "2", "3", "4"], {})


def test_a_decision_on_the_preprint_is_none_on_the_article(stored: Store) -> None:
    with stored.write() as tx:
        decide(tx, "1", "exclude")
        join(tx, "1", "2")
        assert queued(tx) == ["2", "3", "4"]
        (entry,) = entries(tx, ids=["2"])
        assert entry.decision is None
        assert [m.decision.verdict for m in entry.work if m.decision] == ["exclude"]


def test_when_the_article_is_decided_the_preprint_waits_no_more(stored: Store) -> None:
    with stored.write() as tx:
        join(tx, "1", "2")
        decide(tx, "2", "include")
        assert queued(tx) == ["3", "4"]
        decide(tx, "2", "maybe")
        assert queued(tx) == ["3", "4", "2"]


def test_a_work_waits_at_the_best_place_of_its_records(stored: Store) -> None:
    with stored.write() as tx:
        scores = {"1": 0.9, "2": 0.1, "3": 0.6, "4": 0.7}
        said = [
            Prediction(record_id=key, model="m", score=score, band="likely")
            for key, score in scores.items()
        ]
        opinions.save_predictions(tx, said, NOW)
        join(tx, "1", "2")
        assert queued(tx) == ["2", "4", "3"]


def test_background_stands_for_nothing(store: Store, make_record: MakeRecord) -> None:
    with store.write() as tx:
        preprint = make_record("1", publication_types=PREPRINT)
        catalog.save(tx, [(preprint, b"")], source="a", now=NOW, role="watched")
        catalog.save(tx, [(make_record("2"), b"")], source="b", now=NOW, role="background")
        join(tx, "1", "2")
        assert (queued(tx), stood_for(tx)) == (["1"], {})


def test_the_preprint_of_two_articles_hides_neither(stored: Store) -> None:
    with stored.write() as tx:
        join(tx, "1", "2")
        join(tx, "1", "3")
        assert sorted(queued(tx)) == ["2", "3", "4"]


def test_a_preprints_state_follows_its_pairs(stored: Store) -> None:
    with stored.write() as tx:
        join(tx, "1", "2")
        assert links.mark_published(tx, NOW) == ("1",)
        assert links.mark_published(tx, NOW) == ()
        assert catalog.states(tx, ["1", "2"]) == {"1": "preprint_published", "2": "ok"}
        (entry,) = entries(tx, ids=["1"])
        (said,) = entry.notices
        assert (said.source, said.pmid, said.first_seen) == ("litwatch", "2", date(2026, 11, 3))
        works.settle(tx, "1", "2", "different", "A. Kurator", NOW)
        assert links.mark_published(tx, NOW) == ("1",)
        assert catalog.states(tx, ["1"]) == {"1": "ok"}
        assert catalog.notices_of(tx, ["1"]) == {}


def test_what_pairs_say_outlives_a_new_copy_and_is_no_proof_of_the_pair(
    stored: Store, make_record: MakeRecord
) -> None:
    with stored.write() as tx:
        join(tx, "1", "2")
        links.mark_published(tx, NOW)
        copy = make_record("1", publication_types=PREPRINT, title="A new title")
        catalog.save(tx, [(copy, b"")], source="pubmed", now=NOW)
        assert catalog.states(tx, ["1"]) == {"1": "preprint_published"}
        assert [one.notices for one in works.records(tx, ["1"])] == [()]


def test_a_sources_own_link_is_not_repeated(stored: Store, make_record: MakeRecord) -> None:
    link = Notice(type="update", direction="in", ref_type="is-preprint-of", doi=Doi("10.1000/b"))
    with stored.write() as tx:
        assert links.note(tx, {"1": [link]}, NOW) == ("1",)
        assert links.note(tx, {"1": [link]}, NOW) == ()
        assert catalog.states(tx, ["1"]) == {"1": "preprint_published"}
        join(tx, "1", "2")
        assert links.mark_published(tx, NOW) == ()
