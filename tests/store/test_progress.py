"""How far the queue is read: works once, audit samples as what they were drawn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from litwatch.records import Band, Decision, Prediction, Record, Verdict
from litwatch.records.duplicates import Pair
from litwatch.store import Store, Tx, audits, catalog, opinions, screening, works
from litwatch.store.progress import readings

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MakeRecord = Callable[..., Record]


def stock(
    tx: Tx, record: Record, band: Band | None, verdict: Verdict | None = None, role: str = "watched"
) -> None:
    catalog.save(tx, [(record, b"")], source="pubmed", now=NOW, role=role)  # type: ignore[arg-type]
    if band:
        said = Prediction(record_id=record.id, model="m", score=0.5, band=band)
        opinions.save_predictions(tx, [said], NOW)
    if verdict:
        screening.append_decision(
            tx, Decision(record_id=record.id, verdict=verdict, reviewer="Alm", at=NOW)
        )


def test_each_band_is_counted_by_its_live_verdicts(store: Store, make_record: MakeRecord) -> None:
    with store.write() as tx:
        stock(tx, make_record("1"), "likely", "exclude")
        again = Decision(record_id="1", verdict="include", reviewer="Ek", at=NOW)
        screening.append_decision(tx, again)
        stock(tx, make_record("2"), "likely", "maybe")
        stock(tx, make_record("3"), "uncertain")
        stock(tx, make_record("4"), None)
        stock(tx, make_record("5"), "likely", role="background")
    with store.read() as tx:
        assert dict(readings(tx)) == {
            ("likely", "include"): 1,
            ("likely", "maybe"): 1,
            ("uncertain", None): 1,
            (None, None): 1,
        }


def test_what_was_drawn_as_unlikely_stays_unlikely(store: Store, make_record: MakeRecord) -> None:
    with store.write() as tx:
        stock(tx, make_record("1"), "likely", "include")
        audits.save_sample(tx, "2026-10", {"1": 0.5}, model="older", now=NOW)
    with store.read() as tx:
        assert dict(readings(tx)) == {("unlikely", "include"): 1}


def test_a_work_counts_once_by_the_record_that_stands_for_it(
    store: Store, make_record: MakeRecord
) -> None:
    with store.write() as tx:
        stock(tx, make_record("1"), "uncertain")
        stock(tx, make_record("2"), "likely", "include")
        works.save_pairs(tx, [Pair(first="1", second="2", how="doi")], now=NOW)
    with store.read() as tx:
        assert dict(readings(tx)) == {("likely", "include"): 1}
