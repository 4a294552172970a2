"""Notes that reviewers leave on a record, for colleagues. Appended only."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from litwatch.store.engine import Tx
from litwatch.store.tables import record_note


class Note(NamedTuple):
    """What a reviewer wrote on a record."""

    record_id: str
    text: str
    reviewer: str
    at: datetime


def append_note(tx: Tx, new: Note) -> None:
    """Append a note; earlier ones stay."""
    tx.execute(insert(record_note).values(**new._asdict()))


def notes_of(tx: Tx, record_id: str) -> tuple[Note, ...]:
    """All notes on a record, oldest first."""
    query = select(record_note).where(record_note.c.record_id == record_id)
    rows = tx.execute(query.order_by(record_note.c.id)).mappings()
    return tuple(Note(**{name: row[name] for name in Note._fields}) for row in rows)
