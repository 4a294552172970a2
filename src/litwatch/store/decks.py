"""Decks that are followed: where each lies, and who is told when it must change."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import deck


class Deck(msgspec.Struct, frozen=True, kw_only=True):
    """A trainer's deck. `read_at` is when its slides were last read; None: never."""

    id: int
    path: str
    owner: str
    mail: str
    module: str
    added_by: str
    added_at: datetime
    read_at: datetime | None = None
    removed_at: datetime | None = None
    removed_by: str = ""


def add(
    tx: Tx, *, path: str, owner: str, mail: str, module: str, added_by: str, now: datetime
) -> Deck:
    """Follow a deck."""
    row = {
        "path": path,
        "owner": owner,
        "mail": mail,
        "module": module,
        "added_by": added_by,
        "added_at": now,
        "removed_by": "",
    }
    return get(tx, add_row(tx, deck, row))


def remove(tx: Tx, deck_id: int, *, by: str, now: datetime) -> Deck:
    """Follow a deck no longer; its row stays, with who did it. Once is enough.

    Raises WrongUse when there is no such deck.
    """
    live = (deck.c.id == deck_id, deck.c.removed_at.is_(None))
    tx.execute(update(deck).where(*live).values(removed_at=now, removed_by=by))
    return get(tx, deck_id)


def restore(tx: Tx, deck_id: int) -> Deck:
    """Put a deck back that was taken off. Raises WrongUse when there is no such deck."""
    back = {"removed_at": None, "removed_by": ""}
    tx.execute(update(deck).where(deck.c.id == deck_id).values(back))
    return get(tx, deck_id)


def followed(tx: Tx) -> tuple[Deck, ...]:
    """The decks that are followed, by owner and path."""
    query = select(deck).where(deck.c.removed_at.is_(None)).order_by(deck.c.owner, deck.c.path)
    return tuple(as_struct(Deck, row) for row in tx.execute(query).mappings())


def get(tx: Tx, deck_id: int) -> Deck:
    """The deck with this number. Raises WrongUse when there is none."""
    row = tx.execute(select(deck).where(deck.c.id == deck_id)).mappings().first()
    if row is None:
        raise WrongUse(
            f"there is no deck {deck_id}", "`litwatch deck list` shows them.", common="not_here"
        )
    return as_struct(Deck, row)
