"""Accounts: who may log in, with which role, and what became of each account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import func, insert, select, update

from litwatch.records.reviewers import folded_name
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row
from litwatch.store.tables import account_event, api_token, user_account

Event = Literal["added", "role", "left", "back", "password", "sessions"]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An account. `role` is one of review.roles; `left_at` once its person has left."""

    id: int
    name: str
    role: str
    mail: str
    password_hash: str | None
    session_key: str
    added_by: str
    added_at: datetime
    left_at: datetime | None


def listed(tx: Tx) -> tuple[Person, ...]:
    """All accounts, those who have left last, else by name."""
    rows = tx.execute(select(user_account)).mappings()
    found = [Person(**cast("dict[str, Any]", row)) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.left_at is not None, folded_name(one.name))))


def by_name(tx: Tx, name: str) -> Person | None:
    """The account of this name, however it is cased or spaced."""
    return next((one for one in listed(tx) if folded_name(one.name) == folded_name(name)), None)


def by_id(tx: Tx, person: int) -> Person | None:
    """The account with this number."""
    row = tx.execute(select(user_account).where(user_account.c.id == person)).mappings().first()
    return None if row is None else Person(**cast("dict[str, Any]", row))


def add(
    tx: Tx,
    *,
    name: str,
    role: str,
    mail: str,
    password_hash: str | None,
    session_key: str,
    by: str,
    now: datetime,
) -> int:
    """Keep a new account; returns its number."""
    values = {
        "name": name,
        "role": role,
        "mail": mail,
        "password_hash": password_hash,
        "session_key": session_key,
        "added_by": by,
        "added_at": now,
    }
    return add_row(tx, user_account, values)


def change(tx: Tx, person: int, what: Event, *, by: str, now: datetime, **values: Any) -> None:
    """Write down what became of an account, and set `values` of its columns."""
    if values:
        tx.execute(update(user_account).where(user_account.c.id == person).values(values))
    event = {"user_id": person, "what": what, "role": values.get("role", ""), "by": by, "at": now}
    tx.execute(insert(account_event).values(event))


def revoke_keys(tx: Tx, person: int, now: datetime) -> None:
    """Let the keys that this person's programs hold be void."""
    theirs = (api_token.c.user_id == person) & api_token.c.revoked_at.is_(None)
    tx.execute(update(api_token).where(theirs).values(revoked_at=now))


def set_session_key(tx: Tx, person: int, session_key: str) -> None:
    """Make the log-ins that were made with the key before void."""
    query = update(user_account).where(user_account.c.id == person)
    tx.execute(query.values(session_key=session_key))


def password_by(tx: Tx, person: Person) -> str:
    """Who set the password that a person has."""
    query = (
        select(account_event.c.by)
        .where(
            account_event.c.user_id == person.id, account_event.c.what.in_(("added", "password"))
        )
        .order_by(account_event.c.id.desc())
        .limit(1)
    )
    return tx.scalar(query) or person.added_by


def active(tx: Tx, role: str | None = None) -> int:
    """How many accounts are in use, of one role or of all."""
    query = select(func.count()).select_from(user_account).where(user_account.c.left_at.is_(None))
    return tx.scalar(query if role is None else query.where(user_account.c.role == role)) or 0
