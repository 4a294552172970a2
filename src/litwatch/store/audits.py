"""The monthly sample of unlikely records that people read, and what they made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select

from litwatch.records import Verdict
from litwatch.store.bulk import put
from litwatch.store.decisions import live_decision_ids, stands
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.tables import audit_sample, decision, prediction, record


class Sampled(NamedTuple):
    """A record of a month's sample, and the newest verdict on it; None while it is unread."""

    record_id: str
    verdict: Verdict | None


def low_ranked(tx: Tx, month: str) -> list[str]:
    """The records created in a month that a sample is drawn from, by id.

    Those that the newest prediction calls unlikely and nobody has decided, and those drawn
    before: what people read because it was drawn still belongs to what it was drawn from.
    """
    first, after = month_bounds(month)
    newest = func.row_number().over(
        partition_by=prediction.c.record_id,
        order_by=(prediction.c.at.desc(), prediction.c.model.desc()),
    )
    said = select(prediction.c.record_id, prediction.c.band, newest.label("place")).subquery()
    drawn = select(audit_sample.c.record_id).where(audit_sample.c.month == month)
    decided = select(decision.c.record_id).where(stands())
    query = (
        select(record.c.id)
        .join(said, (said.c.record_id == record.c.id) & (said.c.place == 1))
        .where(
            record.c.created >= first,
            record.c.created < after,
            record.c.role.in_(("watched", "imported")),
            or_(
                record.c.id.in_(drawn),
                (said.c.band == "unlikely") & record.c.id.not_in(decided),
            ),
        )
        .order_by(record.c.id)
    )
    return list(tx.scalars(query))


def save_sample(
    tx: Tx, month: str, places: Mapping[str, float], *, model: str, now: datetime
) -> None:
    """Add records to a month's sample, each with the place it drew; earlier ones stay."""
    rows = [
        {"month": month, "record_id": record_id, "place": place, "model": model, "at": now}
        for record_id, place in sorted(places.items())
    ]
    put(tx, audit_sample, rows)


def sample(tx: Tx, month: str) -> Sequence[Sampled]:
    """A month's sample, in the order of ids; empty when none was drawn."""
    live = select(decision).where(decision.c.id.in_(live_decision_ids())).subquery()
    query = (
        select(audit_sample.c.record_id, live.c.verdict)
        .outerjoin(live, live.c.record_id == audit_sample.c.record_id)
        .where(audit_sample.c.month == month)
        .order_by(audit_sample.c.record_id)
    )
    return [Sampled(*row) for row in tx.execute(query)]
