"""Keys for programs: whose they are and how long they hold. Only their hashes are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Select, select, update

from litwatch.store.engine import Tx
from litwatch.store.rows import add_row
from litwatch.store.tables import api_token, user_account


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key by its label and hash, with its owner's name, role and leaving as they are now."""

    id: int
    owner: str
    role: str
    left_at: datetime | None
    label: str
    sha256: str
    may_write: bool
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


def has_account(tx: Tx, name: str) -> bool:
    """Whether a person has an account and has not left."""
    query = select(user_account.c.id).where(user_account.c.name == name)
    return tx.scalar(query.where(user_account.c.left_at.is_(None))) is not None


def add(
    tx: Tx,
    owner: str,
    *,
    label: str,
    sha256: str,
    may_write: bool,
    made_at: datetime,
    expires_at: datetime,
) -> int:
    """Keep the hash of a new key of somebody who has an account; returns its number."""
    user_id = tx.scalar(select(user_account.c.id).where(user_account.c.name == owner))
    values = {
        "user_id": user_id,
        "label": label,
        "sha256": sha256,
        "may_write": may_write,
        "made_at": made_at,
        "expires_at": expires_at,
    }
    return add_row(tx, api_token, values)


def by_hash(tx: Tx, sha256: str) -> Token | None:
    """The key with this hash, whether it still holds or not."""
    row = tx.execute(_all().where(api_token.c.sha256 == sha256)).mappings().first()
    return None if row is None else Token(**cast("dict[str, Any]", row))


def listed(tx: Tx, owner: str | None = None) -> list[Token]:
    """All keys, or those of one person; the newest first."""
    query = _all().order_by(api_token.c.id.desc())
    if owner is not None:
        query = query.where(user_account.c.name == owner)
    return [Token(**cast("dict[str, Any]", row)) for row in tx.execute(query).mappings()]


def revoke(tx: Tx, token_id: int, now: datetime) -> None:
    """Let a key hold no longer; one that is revoked already stays as it was."""
    query = update(api_token).where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
    tx.execute(query.values(revoked_at=now))


def note_use(tx: Tx, token_id: int, now: datetime) -> None:
    """Keep when a key was last used."""
    tx.execute(update(api_token).where(api_token.c.id == token_id).values(used_at=now))


def _all() -> Select[Any]:
    names = ("id", "label", "sha256", "may_write", "made_at", "expires_at", "revoked_at", "used_at")
    return select(
        *(api_token.c[name] for name in names),
        user_account.c.name.label("owner"),
        user_account.c.role,
        user_account.c.left_at,
    ).join(user_account, user_account.c.id == api_token.c.user_id)
