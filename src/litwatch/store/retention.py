"""What is not kept longer than it is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from litwatch.store.engine import Tx
from litwatch.store.tables import login_attempt

# The privacy page promises it; guessing is slowed down within hours.
LOGINS_KEPT = timedelta(days=30)


def forget_logins(tx: Tx, now: datetime) -> None:
    """Delete the attempts to log in that are older than LOGINS_KEPT, with their addresses."""
    tx.execute(delete(login_attempt).where(login_attempt.c.at < now - LOGINS_KEPT))
