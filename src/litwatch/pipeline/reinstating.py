"""An alarm that holds no longer: closed by a person, with the reason, where a source says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from litwatch.errors import WrongUse
from litwatch.records import Notice, State
from litwatch.records.notices import brings
from litwatch.review.mistakes import Filled, signed
from litwatch.status.changes import ALARMING
from litwatch.status.events import reinstated
from litwatch.store import Tx, alerts, catalog, links
from litwatch.store.alerts import Alert
from litwatch.store.mapper import notice_key


def may_close(alert: Alert, notices: tuple[Notice, ...]) -> bool:
    """Whether a source says that what the alert is about holds no longer."""
    about = alert.state == "reinstated" or alert.state in ALARMING
    return about and alert.closed_at is None and reinstated(notices)


def close_alarm(
    tx: Tx, alert_id: int, typed: Mapping[str, str], *, by: str, now: datetime
) -> State:
    """Close the alarms on a work that a source says is reinstated; from the field reason.

    The alarming notices give no state from then on. Returns the state that is left: PubMed's
    own publication type still counts. Raises Mistaken without a reason, and WrongUse where no
    source says so, for an unknown alert or without a name.
    """
    name = signed(by)
    filled = Filled(typed)
    reason = filled.text("reason", needed=True)
    filled.refuse()
    alert = alerts.get(tx, alert_id)
    notices = tuple(catalog.notices_of(tx, [alert.record_id]).get(alert.record_id, {}).values())
    if alert.closed_at is not None and (alert.closed_by, alert.closed_words) == (name, reason):
        return catalog.states(tx, [alert.record_id])[alert.record_id]  # the same sent twice
    if not may_close(alert, notices):
        raise WrongUse(
            f"alert {alert_id} cannot be closed: no source says that it holds no longer",
            "Acknowledge it with what you do about it.",
        )
    for one in alerts.alerts(tx):
        mine = one.record_id == alert.record_id and one.closed_at is None
        if mine and (one.state == "reinstated" or one.state in ALARMING):
            alerts.close(tx, one.id, words=reason, by=name, now=now)
    alarming = [notice_key(one) for one in notices if brings(one) in ALARMING]
    return links.clear(tx, alert.record_id, alarming, by=name, now=now)
