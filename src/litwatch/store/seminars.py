"""Seminars held: the register that quarters and half-years are counted from."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from sqlalchemy import select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import seminar


class Seminar(msgspec.Struct, frozen=True, kw_only=True):
    """A seminar that was held; `participants` counts people by the kind of unit they came from."""

    id: int
    day: date
    module: str
    audience: str
    participants: dict[str, int]
    remarks: str
    added_by: str
    at: datetime
    removed_at: datetime | None = None
    removed_by: str = ""


def add(
    tx: Tx,
    *,
    day: date,
    module: str,
    audience: str,
    participants: dict[str, int],
    remarks: str,
    added_by: str,
    now: datetime,
) -> Seminar:
    """Keep a seminar."""
    row = {
        "day": day,
        "module": module,
        "audience": audience,
        "participants": participants,
        "remarks": remarks,
        "added_by": added_by,
        "at": now,
        "removed_by": "",
    }
    return get(tx, add_row(tx, seminar, row))


def remove(tx: Tx, seminar_id: int, *, by: str, now: datetime) -> Seminar:
    """Take a seminar off the register; its row stays, with who did it. Once is enough.

    Raises WrongUse when there is no such seminar.
    """
    live = (seminar.c.id == seminar_id, seminar.c.removed_at.is_(None))
    tx.execute(update(seminar).where(*live).values(removed_at=now, removed_by=by))
    return get(tx, seminar_id)


def restore(tx: Tx, seminar_id: int) -> Seminar:
    """Put a seminar back that was taken off. Raises WrongUse when there is no such seminar."""
    back = {"removed_at": None, "removed_by": ""}
    tx.execute(update(seminar).where(seminar.c.id == seminar_id).values(back))
    return get(tx, seminar_id)


def held(tx: Tx) -> tuple[Seminar, ...]:
    """The seminars on the register, newest day first."""
    query = (
        select(seminar)
        .where(seminar.c.removed_at.is_(None))
        .order_by(seminar.c.day.desc(), seminar.c.id.desc())
    )
    return tuple(as_struct(Seminar, row) for row in tx.execute(query).mappings())


def get(tx: Tx, seminar_id: int) -> Seminar:
    """The seminar with this number. Raises WrongUse when there is none."""
    row = tx.execute(select(seminar).where(seminar.c.id == seminar_id)).mappings().first()
    if row is None:
        raise WrongUse(
            f"there is no seminar {seminar_id}",
            "`litwatch seminar list` shows them.",
            common="not_here",
        )
    return as_struct(Seminar, row)
