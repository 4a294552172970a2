"""Low-ranked records are read every month, and what that tells is printed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from litwatch.pipeline.audit import draw_samples, missed_in
from litwatch.records import Decision, Pmid, Prediction, Record
from litwatch.review.queue import queue
from litwatch.store import Store, audits, catalog, opinions, screening

NOW = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def ranked(store: Store) -> Store:
    """Ten likely and sixty unlikely records of October."""
    with store.write() as tx:
        records = [
            Record(pmid=Pmid(str(n)), title=f"Work {n}", created=date(2026, 10, 2))
            for n in range(1, 71)
        ]
        catalog.save(tx, [(one, b"") for one in records], source="pubmed", now=NOW, role="watched")
        opinions.save_predictions(
            tx,
            [
                Prediction(
                    record_id=one.id,
                    model="m",
                    score=0.9 if int(one.id) <= 10 else 0.001,
                    band="likely" if int(one.id) <= 10 else "unlikely",
                )
                for one in records
            ],
            NOW,
        )
    return store


def decide(store: Store, record_id: str, verdict: str) -> None:
    said = Decision(record_id=record_id, verdict=verdict, reviewer="Alm", at=NOW)  # type: ignore[arg-type]
    with store.write() as tx:
        screening.append_decision(tx, said)


def test_twenty_unlikely_records_join_the_queue_and_are_drawn_once(ranked: Store) -> None:
    assert draw_samples(ranked, now=NOW) == {"2026-09": 0, "2026-10": 20}
    assert draw_samples(ranked, now=NOW) == {"2026-09": 0, "2026-10": 0}
    with ranked.read() as tx:
        drawn = {one.record_id for one in audits.sample(tx, "2026-10")}
        first = {entry.record.id for entry in queue(tx, 30)}
    assert drawn < first  # before all that the model ranks low and nobody drew


def test_until_they_are_read_nothing_is_known(ranked: Store) -> None:
    with ranked.read() as tx:
        assert missed_in(tx, "2026-10") is None
    draw_samples(ranked, now=NOW)
    with ranked.read() as tx:
        told = missed_in(tx, "2026-10")
    assert told is not None
    assert (told.band, told.drawn, told.read, told.rate) == (60, 20, 0, None)


def test_what_people_take_of_the_sample_is_what_the_model_missed(ranked: Store) -> None:
    draw_samples(ranked, now=NOW)
    with ranked.read() as tx:
        first, second, third, *_ = [one.record_id for one in audits.sample(tx, "2026-10")]
    decide(ranked, first, "include")
    decide(ranked, second, "exclude")
    decide(ranked, third, "maybe")
    decide(ranked, "1", "include")  # likely: no part of the sample
    with ranked.read() as tx:
        told = missed_in(tx, "2026-10")
    assert told is not None
    assert (told.band, told.read, told.found, told.rate) == (60, 2, 1, 0.5)


def test_a_month_without_low_ranked_records_has_nothing_to_miss(ranked: Store) -> None:
    with ranked.read() as tx:
        told = missed_in(tx, "2026-07")
    assert told is not None
    assert (told.band, told.most) == (0, 0)
