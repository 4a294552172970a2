"""When a reviewer was last here, and what has come since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from litwatch.records.reviewers import folded_name
from litwatch.store.bulk import put
from litwatch.store.decisions import stands
from litwatch.store.engine import Tx
from litwatch.store.tables import decision, record, visit

ONE_VISIT = timedelta(minutes=30)  # a reload within it does not wipe what is told as new


class Visit(NamedTuple):
    """When a reviewer came this time, and the time before; None the first time."""

    last_at: datetime
    before_at: datetime | None


class Since(NamedTuple):
    """What has happened since a time: records that came, and what colleagues have read."""

    new: int
    read: int


def last_visit(tx: Tx, name: str) -> Visit | None:
    """What is known of a person's visits."""
    row = tx.execute(
        select(visit.c.last_at, visit.c.before_at).where(visit.c.reviewer == folded_name(name))
    ).first()
    return None if row is None else Visit(*row)


def is_new_visit(known: Visit | None, now: datetime) -> bool:
    """Whether a person comes anew: for the first time, or after a while."""
    return known is None or now - known.last_at >= ONE_VISIT


def note_visit(tx: Tx, name: str, now: datetime) -> None:
    """Keep that a person is here, unless it is still the same visit."""
    known = last_visit(tx, name)
    if is_new_visit(known, now):
        row = {
            "reviewer": folded_name(name),
            "last_at": now,
            "before_at": known.last_at if known else None,
        }
        put(tx, visit, [row], replace=("last_at", "before_at"))


def since(tx: Tx, at: datetime, name: str) -> Since:
    """What has come and what others have read since a time."""
    came = select(func.count()).where(
        record.c.role.in_(("watched", "imported")), record.c.first_seen > at
    )
    lately = (decision.c.at > at, stands())
    names = tx.scalars(select(decision.c.reviewer).where(*lately).distinct())
    others = [who for who in names if folded_name(who) != folded_name(name)]
    read = select(func.count(func.distinct(decision.c.record_id))).where(
        *lately, decision.c.reviewer.in_(others)
    )
    return Since(tx.scalar(came) or 0, tx.scalar(read) or 0)
