"""Records on which people's standing verdicts differ, and how such were resolved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import func, insert, select

from litwatch.records import Verdict
from litwatch.store.bulk import batches
from litwatch.store.decisions import is_reading, stands
from litwatch.store.engine import Tx
from litwatch.store.tables import decision, resolution

How = Literal["talk", "third", "rule"]


class Said(NamedTuple):
    """A verdict that stands."""

    record_id: str
    decision_id: int
    reviewer: str
    verdict: Verdict
    reason: str
    at: datetime


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """How people who differed came to one verdict."""

    record_id: str
    decision_id: int
    how: How
    words: str
    by: str
    at: datetime


def differing(tx: Tx, among: Collection[str] | None = None) -> list[str]:
    """The records whose standing verdicts differ between names, and that nobody has resolved
    since the last of them, by id.
    """
    newest = func.max(decision.c.id)
    query = (
        select(decision.c.record_id)
        .where(stands())
        .group_by(decision.c.record_id)
        .having(
            func.min(decision.c.verdict) != func.max(decision.c.verdict),
            func.min(decision.c.reviewer) != func.max(decision.c.reviewer),
            newest.not_in(select(resolution.c.decision_id)),
        )
        .order_by(decision.c.record_id)
    )
    if among is None:
        return list(tx.scalars(query))
    found: list[str] = []
    for some in batches(sorted(among)):
        found += tx.scalars(query.where(decision.c.record_id.in_(some)))
    return found


def said_on(tx: Tx, ids: Collection[str]) -> dict[str, list[Said]]:
    """People's own standing verdicts on each record, oldest first."""
    found: dict[str, list[Said]] = {}
    columns = (
        decision.c.record_id,
        decision.c.id,
        decision.c.reviewer,
        decision.c.verdict,
        decision.c.reason,
        decision.c.at,
    )
    for some in batches(sorted(ids)):
        query = select(*columns).where(decision.c.record_id.in_(some), stands(), is_reading())
        for row in tx.execute(query.order_by(decision.c.id)):
            found.setdefault(row[0], []).append(Said(*row))
    return found


def add_resolution(tx: Tx, new: Resolution) -> None:
    """Keep how a disagreement was resolved, beside the decision that was appended for it."""
    tx.execute(insert(resolution).values(**msgspec.structs.asdict(new)))


def resolution_of(tx: Tx, decision_id: int) -> Resolution | None:
    """The resolution that a decision came from, if it is one."""
    names = [resolution.c[name] for name in Resolution.__struct_fields__]
    row = tx.execute(select(*names).where(resolution.c.decision_id == decision_id)).first()
    return None if row is None else Resolution(**row._mapping)
