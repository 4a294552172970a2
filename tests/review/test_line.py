"""The line held in memory shows what review.queue would show, whatever people have done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from litwatch.records import Decision, Pmid, Prediction, Record, Usefulness
from litwatch.review.line import Choice, Line
from litwatch.review.queue import line_up, works_once
from litwatch.store import Store, Tx, catalog, open_store, opinions, screening
from litwatch.store.audits import save_sample
from litwatch.store.others import stood_for
from litwatch.store.progress import readings
from litwatch.store.works import settle

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
IDS = [str(90000000 + number) for number in range(24)]
BANDS = ("likely", "uncertain", "unlikely")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two dozen records: all bands, some equal scores, a sample, one work of two records."""
    with open_store(f"sqlite:///{tmp_path / 'litwatch.db'}") as opened:
        with opened.write() as tx:
            for record_id in IDS:
                record = Record(pmid=Pmid(record_id), title="Long COVID", created=date(2026, 10, 1))
                catalog.save(tx, [(record, b"")], source="invented", now=NOW)
            opinions.save_predictions(
                tx,
                [
                    Prediction(
                        record_id=record_id,
                        model="m",
                        score=(place % 7) / 7,
                        band=BANDS[place % 3],  # type: ignore[arg-type]
                    )
                    for place, record_id in enumerate(IDS[:20])
                ],
                NOW,
            )
            useful = {one: Usefulness(by="r", score=(int(one) % 4) / 4) for one in IDS[:18]}
            opinions.save_usefulness(tx, useful, NOW)
            save_sample(tx, "2026-10", {IDS[2]: 0.5, IDS[5]: 0.5, IDS[8]: 0.99}, model="m", now=NOW)
            settle(tx, IDS[3], IDS[10], "same", "A. Kurator", NOW)
        yield opened


def plain(tx: Tx) -> list[str]:
    return list(works_once(line_up(screening.waiting(tx)), stood_for(tx)))


def nobody(tx: Tx) -> dict[str, frozenset[str]]:
    return {}


STEPS = some.lists(
    some.tuples(some.sampled_from(IDS), some.sampled_from(("include", "exclude", "maybe", "undo"))),
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_the_line_is_the_queue_after_any_decisions(
    store: Store, steps: list[tuple[str, str]]
) -> None:
    line = Line(store, nobody)
    with store.read() as tx:
        line.move(tx)
    made: dict[str, list[int]] = {}
    for minute, (record_id, what) in enumerate(steps):
        with store.write() as tx:
            now = NOW + timedelta(minutes=minute)
            if what != "undo":
                said = Decision(
                    record_id=record_id,
                    verdict=what,
                    reviewer="A. Kurator",
                    at=now,  # type: ignore[arg-type]
                )
                made.setdefault(record_id, []).append(screening.append_decision(tx, said))
            elif made.get(record_id):
                screening.take_back(tx, made[record_id].pop(), by="A. Kurator", now=now)
        with store.read() as tx:
            line.move(tx)
            assert list(line.walk()) == plain(tx)
            assert line.count() == len(plain(tx))
            assert line.readings() == readings(tx)


def test_the_line_is_built_anew_when_a_model_has_spoken(store: Store) -> None:
    line = Line(store, nobody)
    with store.read() as tx:
        line.move(tx)
    said = [Prediction(record_id=one, model="n", score=0.9, band="likely") for one in IDS[18:]]
    with store.write() as tx:
        opinions.save_predictions(tx, said, NOW + timedelta(days=1))
    line.check()
    with store.read() as tx:
        assert list(line.walk()) == plain(tx)


def test_a_choice_is_walked_and_counted_alike(store: Store) -> None:
    line = Line(store, nobody)
    for band in BANDS:
        walked = list(line.walk(Choice(band=band)))
        assert walked
        assert line.count(Choice(band=band)) == len(walked)


def test_the_least_certain_come_first_for_training(store: Store) -> None:
    line = Line(store, nobody)
    first = next(iter(line.walk(Choice(band="uncertain"), "uncertain")))
    with store.read() as tx:
        waits = {one.record_id: one for one in screening.waiting(tx) if one.band == "uncertain"}
    nearest = min(abs(one.score - 0.5) for one in waits.values())
    assert abs(waits[first].score - 0.5) == pytest.approx(nearest)
