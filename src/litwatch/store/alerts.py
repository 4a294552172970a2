"""Works that are not as they were: their alerts, and what people made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import RowMapping, select, update

from litwatch.errors import WrongUse
from litwatch.records import State
from litwatch.store.engine import Tx
from litwatch.store.tables import alert, record


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A work that we use has changed its state. It waits while `acknowledged_at` is None."""

    id: int
    record_id: str
    state: State
    source: str
    touches: list[dict[str, Any]]
    opened_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    reason: str = ""
    escalated_at: datetime | None = None
    closed_at: datetime | None = None


def alerts(tx: Tx) -> tuple[Alert, ...]:
    """All alerts, newest first."""
    query = select(alert).order_by(alert.c.opened_at.desc(), alert.c.id.desc())
    return tuple(_alert(row) for row in tx.execute(query).mappings())


def get(tx: Tx, alert_id: int) -> Alert:
    """The alert with this number. Raises WrongUse when there is none."""
    row = tx.execute(select(alert).where(alert.c.id == alert_id)).mappings().first()
    if row is None:
        raise WrongUse(f"there is no alert {alert_id}", "Go back to the list of alerts.")
    return _alert(row)


def acknowledge(tx: Tx, alert_id: int, *, reason: str, by: str, now: datetime) -> Alert:
    """Keep that a person has seen an alert, and what they say of it; the first one stands.

    Returns the alert as it is then. Raises WrongUse when there is no such alert.
    """
    waiting = (alert.c.id == alert_id, alert.c.acknowledged_at.is_(None))
    values = {"acknowledged_at": now, "acknowledged_by": by, "reason": reason}
    tx.execute(update(alert).where(*waiting).values(values))
    return get(tx, alert_id)


def changed(tx: Tx) -> list[str]:
    """The watched or imported records whose state is another than ok, by id."""
    query = select(record.c.id).where(record.c.state != "ok", record.c.role != "background")
    return list(tx.scalars(query.order_by(record.c.id)))


def _alert(row: RowMapping) -> Alert:
    return Alert(**{name: row[name] for name in Alert.__struct_fields__})
