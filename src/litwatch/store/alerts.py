"""Works that are not as they were: their alerts, and what people made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, update

from litwatch.errors import WrongUse
from litwatch.records.notices import AlertState
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import alert, record

Touches = Sequence[dict[str, Any]]


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A work that we use has changed its state. It waits while nobody has acknowledged or closed it.

    One that waits again keeps the words that were said of it before.
    """

    id: int
    record_id: str
    state: AlertState
    source: str
    touches: list[dict[str, Any]]
    opened_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    reason: str = ""
    escalated_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    closed_words: str | None = None

    @property
    def waits(self) -> bool:
        return self.acknowledged_at is None and self.closed_at is None


def alerts(tx: Tx) -> tuple[Alert, ...]:
    """All alerts, newest first."""
    query = select(alert).order_by(alert.c.opened_at.desc(), alert.c.id.desc())
    return tuple(as_struct(Alert, row) for row in tx.execute(query).mappings())


def get(tx: Tx, alert_id: int) -> Alert:
    """The alert with this number. Raises WrongUse when there is none."""
    row = tx.execute(select(alert).where(alert.c.id == alert_id)).mappings().first()
    if row is None:
        raise WrongUse(
            f"there is no alert {alert_id}", "Go back to the list of alerts.", common="not_here"
        )
    return as_struct(Alert, row)


def acknowledge(tx: Tx, alert_id: int, *, reason: str, by: str, now: datetime) -> Alert:
    """Keep that a person has seen an alert, and what they say of it; the first one stands.

    Returns the alert as it is then. Raises WrongUse when there is no such alert.
    """
    waiting = (alert.c.id == alert_id, alert.c.acknowledged_at.is_(None))
    values = {"acknowledged_at": now, "acknowledged_by": by, "reason": reason}
    tx.execute(update(alert).where(*waiting).values(values))
    return get(tx, alert_id)


def raise_alert(
    tx: Tx, record_id: str, state: AlertState, source: str, touches: Touches, now: datetime
) -> Alert:
    """Open an alert that is not there yet."""
    row = {
        "record_id": record_id,
        "state": state,
        "source": source,
        "touches": list(touches),
        "opened_at": now,
        "acknowledged_by": "",
        "reason": "",
    }
    return get(tx, add_row(tx, alert, row))


def renew(
    tx: Tx, alert_id: int, source: str, touches: Touches, *, again: datetime | None = None
) -> None:
    """Keep who says it and what it touches now. With `again` the alert waits anew from then on."""
    values: dict[str, Any] = {"source": source, "touches": list(touches)}
    if again is not None:
        values |= {"opened_at": again, "acknowledged_at": None, "closed_at": None}
        values |= {"escalated_at": None}
    tx.execute(update(alert).where(alert.c.id == alert_id).values(values))


def close(tx: Tx, alert_id: int, *, words: str, by: str, now: datetime) -> Alert:
    """Keep that a person has closed an alert, and why; the first one stands.

    Raises WrongUse when there is no such alert.
    """
    standing = (alert.c.id == alert_id, alert.c.closed_at.is_(None))
    values = {"closed_at": now, "closed_by": by, "closed_words": words}
    tx.execute(update(alert).where(*standing).values(values))
    return get(tx, alert_id)


def mark_escalated(tx: Tx, ids: Iterable[int], now: datetime) -> None:
    """Note that somebody was written to about these."""
    tx.execute(update(alert).where(alert.c.id.in_(list(ids))).values(escalated_at=now))


def changed(tx: Tx) -> list[str]:
    """The watched or imported records whose state is another than ok, by id."""
    query = select(record.c.id).where(record.c.state != "ok", record.c.role != "background")
    return list(tx.scalars(query.order_by(record.c.id)))
