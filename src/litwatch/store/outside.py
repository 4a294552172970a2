"""Items from outside PubMed that people add: guidelines, reports, pages."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from sqlalchemy import select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import outside_item


class OutsideItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item from outside PubMed, and who added it."""

    id: int
    body: str
    title: str
    link: str
    day: date
    words: str
    added_by: str
    at: datetime
    removed_at: datetime | None = None


def add(
    tx: Tx,
    *,
    body: str,
    title: str,
    link: str,
    day: date,
    words: str,
    added_by: str,
    now: datetime,
) -> OutsideItem:
    """Keep an item. Raises WrongUse when the same link of the same day stands there already."""
    same = (
        outside_item.c.link == link,
        outside_item.c.day == day,
        outside_item.c.removed_at.is_(None),
    )
    earlier = tx.scalar(select(outside_item.c.id).where(*same))
    if earlier is not None:
        raise WrongUse(
            f"{link} of {day} is there already, as item {earlier}",
            f"Take it back first: `litwatch watch remove {earlier}`.",
            common="there_already",
        )
    row = {
        "body": body,
        "title": title,
        "link": link,
        "day": day,
        "words": words,
        "added_by": added_by,
        "at": now,
    }
    return _one(tx, add_row(tx, outside_item, row))


def remove(tx: Tx, item_id: int, now: datetime) -> OutsideItem:
    """Take an item back; its row stays. Raises WrongUse when there is no such live item."""
    if _one(tx, item_id).removed_at is not None:
        raise WrongUse(f"item {item_id} was taken back already", "See `litwatch watch list`.")
    tx.execute(update(outside_item).where(outside_item.c.id == item_id).values(removed_at=now))
    return _one(tx, item_id)


def live(tx: Tx) -> tuple[OutsideItem, ...]:
    """The items that nobody has taken back, by day and id."""
    query = (
        select(outside_item)
        .where(outside_item.c.removed_at.is_(None))
        .order_by(outside_item.c.day, outside_item.c.id)
    )
    return tuple(as_struct(OutsideItem, row) for row in tx.execute(query).mappings())


def _one(tx: Tx, item_id: int) -> OutsideItem:
    row = tx.execute(select(outside_item).where(outside_item.c.id == item_id)).mappings().first()
    if row is None:
        raise WrongUse(f"there is no item {item_id}", "See `litwatch watch list`.")
    return as_struct(OutsideItem, row)
