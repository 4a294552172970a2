"""Logging in with name and password: throttled, and the same for a name that is nobody's."""

from __future__ import annotations

from datetime import datetime

from litwatch.store import Store, attempts, people
from litwatch.store.people import Person
from litwatch.web.access import passwords, throttle


class LoginRefused(Exception):
    """Name and password do not belong together; with `until` nothing was tried before then."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__("name and password do not belong together")
        self.until = until


def log_in(
    store: Store, name: str, password: str, *, key: bytes, place: str, now: datetime
) -> Person:
    """The person whose name and password these are. `key` hides names that are nobody's.

    Raises LoginRefused, which does not tell a wrong name from a wrong password.
    """
    with store.write() as tx:
        person = people.by_name(tx, name)
        kept = throttle.kept_name(person, name, key)
        attempt, until = throttle.begin(tx, kept, place, now)
    if attempt is None:
        raise LoginRefused(until)
    usable = person if person is not None and person.left_at is None else None
    if not passwords.matches(password, usable.password_hash if usable else None) or not usable:
        raise LoginRefused
    with store.write() as tx:
        attempts.passed(tx, attempt)
    return usable
