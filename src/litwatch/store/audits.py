"""The monthly sample of unlikely records that people read, and what they made of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select

from litwatch.records import Verdict
from litwatch.store.bulk import add
from litwatch.store.decisions import live_decision_ids
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.tables import audit_sample, decision, prediction, record


class Sampled(msgspec.Struct, frozen=True, kw_only=True):
    """A record of a month's sample, and the newest verdict on it since it was drawn."""

    record_id: str
    band: int
    model: str
    verdict: Verdict | None


def unlikely(tx: Tx, month: str) -> list[str]:
    """The undecided watched or imported records created in a month that a model calls unlikely."""
    first, after = month_bounds(month)
    newest = func.row_number().over(
        partition_by=prediction.c.record_id,
        order_by=(prediction.c.at.desc(), prediction.c.model.desc()),
    )
    said = select(prediction.c.record_id, prediction.c.band, newest.label("place")).subquery()
    query = (
        select(record.c.id)
        .join(said, (said.c.record_id == record.c.id) & (said.c.place == 1))
        .outerjoin(decision, decision.c.record_id == record.c.id)
        .where(
            record.c.created >= first,
            record.c.created < after,
            record.c.role.in_(("watched", "imported")),
            said.c.band == "unlikely",
            decision.c.id.is_(None),
        )
        .order_by(record.c.id)
    )
    return list(tx.scalars(query))


def save_sample(
    tx: Tx, month: str, ids: Collection[str], *, band: int, model: str, now: datetime
) -> None:
    """Keep a month's sample, drawn from `band` records that `model` calls unlikely."""
    add(
        tx,
        audit_sample,
        [
            {"month": month, "record_id": record_id, "band": band, "model": model, "at": now}
            for record_id in sorted(ids)
        ],
    )


def sample(tx: Tx, month: str) -> Sequence[Sampled]:
    """A month's sample, in the order of ids; empty when none was drawn."""
    live = select(decision).where(decision.c.id.in_(live_decision_ids())).subquery()
    query = (
        select(
            audit_sample.c.record_id,
            audit_sample.c.band,
            audit_sample.c.model,
            live.c.verdict,
        )
        .outerjoin(live, live.c.record_id == audit_sample.c.record_id)
        .where(audit_sample.c.month == month)
        .order_by(audit_sample.c.record_id)
    )
    return [Sampled(**row) for row in tx.execute(query).mappings()]


def sampled_months(tx: Tx) -> dict[str, str]:
    """Record id → the month whose sample it was drawn for (the newest, if for several)."""
    query = select(audit_sample.c.record_id, func.max(audit_sample.c.month))
    return {row[0]: row[1] for row in tx.execute(query.group_by(audit_sample.c.record_id))}
