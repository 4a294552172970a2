"""Alerts: acknowledged by a person who says why, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from litwatch.errors import NeedsPerson
from litwatch.review.mistakes import Filled, signed
from litwatch.store import Tx, alerts
from litwatch.store.alerts import Alert


class Acknowledged(NeedsPerson):
    """Somebody else has acknowledged the alert already; their words stand."""

    def __init__(self, alert: Alert) -> None:
        super().__init__(
            f"{alert.acknowledged_by} has acknowledged alert {alert.id} already",
            "Read what they say of it.",
        )
        self.alert = alert


def acknowledge(
    tx: Tx, alert_id: int, typed: Mapping[str, str], *, by: str, now: datetime
) -> Alert:
    """Keep that somebody has seen an alert, from the field reason.

    The same words sent twice are kept once. Raises Mistaken, Acknowledged, and WrongUse for an
    unknown alert or without a name.
    """
    name = signed(by)
    filled = Filled(typed)
    reason = filled.text("reason", needed=True)
    filled.refuse()
    stands = alerts.acknowledge(tx, alert_id, reason=reason, by=name, now=now)
    if (stands.acknowledged_by, stands.reason) != (name, reason):
        raise Acknowledged(stands)
    return stands
