"""Attempts to log in, kept to slow down guessing; forgotten after thirty days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from litwatch.store.engine import Tx
from litwatch.store.rows import add_row
from litwatch.store.tables import login_attempt

_KEPT = timedelta(days=30)


def begin(tx: Tx, name: str, place: str, now: datetime) -> int:
    """Keep an attempt as failed until it has passed; returns its number."""
    tx.execute(delete(login_attempt).where(login_attempt.c.at < now - _KEPT))
    values = {"name": name, "place": place, "passed": False, "at": now}
    return add_row(tx, login_attempt, values)


def passed(tx: Tx, attempt: int) -> None:
    """The attempt was made with the right password."""
    tx.execute(update(login_attempt).where(login_attempt.c.id == attempt).values(passed=True))


def failed_for(tx: Tx, name: str, since: datetime) -> list[datetime]:
    """When log-in by this name has failed since it last passed, oldest first."""
    mine = login_attempt.c.name == name
    last = tx.scalar(
        select(func.max(login_attempt.c.id)).where(mine, login_attempt.c.passed.is_(True))
    )
    return _failed(tx, mine & (login_attempt.c.id > (last or 0)), since)


def failed_from(tx: Tx, place: str, since: datetime) -> list[datetime]:
    """When log-in from this address has failed, whatever the name, oldest first."""
    return _failed(tx, login_attempt.c.place == place, since)


def _failed(tx: Tx, which: ColumnElement[bool], since: datetime) -> list[datetime]:
    query = select(login_attempt.c.at).where(
        which, login_attempt.c.passed.is_(False), login_attempt.c.at > since
    )
    return list(tx.scalars(query.order_by(login_attempt.c.at)))
