"""Views that parties have given, and what became of each."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from sqlalchemy import select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import received_view


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A party's view. It is open while `handled_at` is None; `informed` is the RPO's day."""

    id: int
    party: str
    day: date
    words: str
    about: str
    added_by: str
    at: datetime
    handled: str = ""
    handled_by: str = ""
    handled_at: datetime | None = None
    informed: date | None = None


def add(
    tx: Tx, *, party: str, day: date, words: str, about: str, added_by: str, now: datetime
) -> View:
    """Keep a view as it was received."""
    row = {
        "party": party,
        "day": day,
        "words": words,
        "about": about,
        "added_by": added_by,
        "at": now,
        "handled": "",
        "handled_by": "",
    }
    return get(tx, add_row(tx, received_view, row))


def handle(
    tx: Tx, view_id: int, *, handled: str, informed: date | None, by: str, now: datetime
) -> View:
    """Say what became of a view, and the day on which the RPO was told. Raises WrongUse."""
    get(tx, view_id)
    values = {"handled": handled, "handled_by": by, "handled_at": now, "informed": informed}
    tx.execute(update(received_view).where(received_view.c.id == view_id).values(values))
    return get(tx, view_id)


def received(tx: Tx) -> tuple[View, ...]:
    """All views, newest day first."""
    query = select(received_view).order_by(received_view.c.day.desc(), received_view.c.id.desc())
    return tuple(as_struct(View, row) for row in tx.execute(query).mappings())


def get(tx: Tx, view_id: int) -> View:
    """The view with this number. Raises WrongUse when there is none."""
    query = select(received_view).where(received_view.c.id == view_id)
    row = tx.execute(query).mappings().first()
    if row is None:
        raise WrongUse(
            f"there is no view {view_id}", "`litwatch view list` shows them.", common="not_here"
        )
    return as_struct(View, row)
