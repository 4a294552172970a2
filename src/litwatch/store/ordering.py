"""The order in which people have put the items of a month: a number for each, written and signed.

Kept beside the words that people write, under a field of its own: whoever moved an item last
says where it stands, and earlier places are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select

from litwatch.store.engine import Tx
from litwatch.store.tables import written_field

PLACE = "place"


def places(tx: Tx, month: str) -> dict[str, int]:
    """Record id → its place among a month's items, from 1, as somebody put it last."""
    last = (
        select(func.max(written_field.c.id))
        .where(written_field.c.month == month, written_field.c.field == PLACE)
        .group_by(written_field.c.record_id)
    )
    query = select(written_field.c.record_id, written_field.c.text)
    return {key: int(text) for key, text in tx.execute(query.where(written_field.c.id.in_(last)))}


def put(tx: Tx, month: str, new: Mapping[str, int], *, by: str, now: datetime) -> None:
    """Append new places of a month's items."""
    rows = [
        {
            "month": month,
            "record_id": key,
            "field": PLACE,
            "audience": "",
            "text": str(place),
            "reviewer": by,
            "role": "",
            "at": now,
        }
        for key, place in new.items()
    ]
    if rows:
        tx.execute(insert(written_field), rows)
