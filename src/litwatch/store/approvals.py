"""Who has read a draft and lets it be published, and whose words and decisions are in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
from sqlalchemy import insert, select

from litwatch.store.bulk import batches
from litwatch.store.editions import written
from litwatch.store.engine import Tx
from litwatch.store.rows import as_struct
from litwatch.store.tables import approval, decision, outside_item, written_field


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """One person's word that the draft with this hash may be published."""

    month: str
    revision: int
    sha256: str
    reviewer: str
    role: str
    at: datetime


def add(tx: Tx, new: Approval) -> None:
    """Append an approval; it is never changed and never taken away."""
    tx.execute(insert(approval).values(msgspec.structs.asdict(new)))


def given(tx: Tx, month: str, revision: int, sha256: str) -> tuple[Approval, ...]:
    """The approvals of exactly this content, oldest first. Those of other content do not count."""
    query = select(approval).where(
        approval.c.month == month, approval.c.revision == revision, approval.c.sha256 == sha256
    )
    return tuple(
        as_struct(Approval, row) for row in tx.execute(query.order_by(approval.c.id)).mappings()
    )


def writers(tx: Tx, ids: Collection[str]) -> set[str]:
    """Those who wrote live words on these records, for whichever month: items are carried over."""
    months: set[str] = set()
    for some in batches(sorted(ids)):
        months |= set(
            tx.scalars(select(written_field.c.month).where(written_field.c.record_id.in_(some)))
        )
    return {one.reviewer for month in months for one in written(tx, month) if one.record_id in ids}


def deciders(tx: Tx, decisions: Iterable[int]) -> set[str]:
    """Those who made the decisions with these ids."""
    return {
        name
        for some in batches(decisions)
        for name in tx.scalars(select(decision.c.reviewer).where(decision.c.id.in_(some)))
    }


def bringers(tx: Tx, outside: Iterable[int]) -> set[str]:
    """Those who added the items from outside PubMed with these ids, and wrote their words."""
    return {
        name
        for some in batches(outside)
        for name in tx.scalars(select(outside_item.c.added_by).where(outside_item.c.id.in_(some)))
    }
