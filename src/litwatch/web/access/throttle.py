"""How guessing is slowed down: by name and by address, the same for names that are nobody's.

An attempt is kept as failed before the password is looked at, so that a hundred at once
count as a hundred.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from litwatch.records.reviewers import folded_name
from litwatch.store import Tx, attempts
from litwatch.store.people import Person

SPAN = timedelta(minutes=15)
PER_NAME = 5
# A whole clinic may come from one address, so it may fail more often than one name.
PER_PLACE = 30


def wait_until(by_name: Sequence[datetime], by_place: Sequence[datetime]) -> datetime | None:
    """When the next attempt is allowed, given the failures of the last quarter, oldest first."""
    ends = [
        failures[-most] + SPAN
        for failures, most in ((by_name, PER_NAME), (by_place, PER_PLACE))
        if len(failures) >= most
    ]
    return max(ends, default=None)


def begin(tx: Tx, name: str, place: str, now: datetime) -> tuple[int | None, datetime | None]:
    """Keep an attempt and return its number, or the time until which there is none."""
    since = now - SPAN
    until = wait_until(attempts.failed_for(tx, name, since), attempts.failed_from(tx, place, since))
    return (None, until) if until else (attempts.begin(tx, name, place, now), None)


def kept_name(person: Person | None, typed: str, key: bytes) -> str:
    """The name that an attempt is kept under: an account's, else a keyed hash of what was typed.

    People type passwords into the field of the name; those must not be kept.
    """
    if person is not None:
        return person.name
    return hmac.new(key, folded_name(typed).encode(), sha256).hexdigest()
