"""Recall as it was measured, run by run: appended, so that the trend can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, func, insert, select, true

from litwatch.store.engine import Tx
from litwatch.store.tables import recall

How = Literal["offline", "live"]


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the `expected` works one strategy part found, and which it missed.

    `part` is "" for the whole topic. `gold` is the key of the reference set, so that only
    what was measured on equal works is compared; `not_testable` are works of it that could
    not be tried and are not among the expected.
    """

    gold: str
    topic: str
    part: str
    fingerprint: str
    how: How
    expected: int
    found: int
    missed: tuple[str, ...] = ()
    not_testable: tuple[str, ...] = ()


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A recall that was kept, with its run and time."""

    recall: Recall
    run_id: int
    at: datetime


def save(tx: Tx, run_id: int, measured: Iterable[Recall], now: datetime) -> None:
    """Append what one run measured."""
    rows = [
        {
            **msgspec.structs.asdict(each),
            "missed": list(each.missed),
            "not_testable": list(each.not_testable),
            "run_id": run_id,
            "at": now,
        }
        for each in measured
    ]
    if rows:
        tx.execute(insert(recall), rows)


def latest(tx: Tx, gold: str, how: How) -> dict[tuple[str, str], Measured]:
    """What was measured last on this reference set, by topic and part, whatever the query."""
    newest = (
        select(func.max(recall.c.id))
        .where(recall.c.gold == gold, recall.c.how == how)
        .group_by(recall.c.topic, recall.c.part)
    )
    return {
        (kept.recall.topic, kept.recall.part): kept for kept in _kept(tx, recall.c.id.in_(newest))
    }


def history(tx: Tx, topic: str | None = None, part: str = "") -> tuple[Measured, ...]:
    """All that was measured of one part, of one topic or of each, oldest first."""
    mine = true() if topic is None else recall.c.topic == topic
    return tuple(_kept(tx, mine & (recall.c.part == part)))


def _kept(tx: Tx, which: ColumnElement[bool]) -> Iterator[Measured]:
    for row in tx.execute(select(recall).where(which).order_by(recall.c.id)).mappings():
        fields = {name: row[name] for name in Recall.__struct_fields__}
        fields["missed"] = tuple(row["missed"])
        fields["not_testable"] = tuple(row["not_testable"])
        yield Measured(recall=Recall(**fields), run_id=row["run_id"], at=row["at"])
