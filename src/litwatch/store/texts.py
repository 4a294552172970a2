"""Every version of what people wrote of an item: which one is live, and which one somebody saw."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from litwatch.store.engine import Tx
from litwatch.store.ordering import PLACE
from litwatch.store.tables import written_field


class Text(NamedTuple):
    """One version of one field; `id` tells it from all others, a later one has a higher."""

    id: int
    month: str
    field: str
    audience: str
    text: str
    reviewer: str
    role: str
    at: datetime


_COLUMNS = [written_field.c[name] for name in Text._fields]


def texts_of(tx: Tx, record_id: str, *, until: str) -> dict[tuple[str, str], Text]:
    """(field, audience) → its live version in the editions up to a month; emptied ones too."""
    last = (
        select(func.max(written_field.c.id))
        .where(
            written_field.c.record_id == record_id,
            written_field.c.month <= until,
            written_field.c.field != PLACE,
        )
        .group_by(written_field.c.field, written_field.c.audience)
    )
    rows = tx.execute(select(*_COLUMNS).where(written_field.c.id.in_(last)))
    return {(text.field, text.audience): text for text in (Text(*row) for row in rows)}


def words_seen(tx: Tx, record_id: str, version: int) -> str:
    """What a version of a record's field said; empty for 0, which is no version."""
    query = select(written_field.c.text).where(
        written_field.c.id == version, written_field.c.record_id == record_id
    )
    return str(tx.scalar(query) or "")


def last_role(tx: Tx, reviewer: str) -> str:
    """The role that somebody gave when they last wrote a text, or an empty string."""
    query = select(written_field.c.role).where(
        written_field.c.reviewer == reviewer, written_field.c.field != PLACE
    )
    return str(tx.scalar(query.order_by(written_field.c.id.desc()).limit(1)) or "")
