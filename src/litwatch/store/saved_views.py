"""Searches that people keep under a name."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, insert, select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.tables import saved_view


class View(NamedTuple):
    """A search that its owner keeps; `query` is the part of its address after `?`."""

    id: int
    owner: str
    name: str
    query: str
    at: datetime


def views_of(tx: Tx, owner: str) -> tuple[View, ...]:
    """What somebody keeps, by name."""
    query = select(saved_view).where(saved_view.c.owner == owner)
    rows = tx.execute(query).mappings()
    found = [View(**{name: row[name] for name in View._fields}) for row in rows]
    return tuple(sorted(found, key=lambda view: view.name.casefold()))


def view_of(tx: Tx, owner: str, view_id: int) -> View:
    """One of somebody's. Raises WrongUse when they keep none with this number."""
    mine = (saved_view.c.owner == owner, saved_view.c.id == view_id)
    row = tx.execute(select(saved_view).where(*mine)).mappings().one_or_none()
    if row is None:
        raise WrongUse(
            f"you keep no view with the number {view_id}",
            "It may have been deleted. Look again.",
            common="not_here",
        )
    return View(**{name: row[name] for name in View._fields})


def keep_view(tx: Tx, owner: str, name: str, query: str, now: datetime) -> bool:
    """Keep a search under a name; False when another search of theirs has the name.

    The same search under the same name, sent twice, is kept once.
    """
    held = tx.scalar(_query_of(owner, name))
    if held is not None:
        return bool(held == query)
    tx.execute(insert(saved_view).values(owner=owner, name=name, query=query, at=now))
    return True


def rename_view(tx: Tx, owner: str, view_id: int, name: str) -> bool:
    """Give a view another name; False when another view of theirs has it."""
    view = view_of(tx, owner, view_id)
    if name != view.name and tx.scalar(_query_of(owner, name)) is not None:
        return False
    tx.execute(update(saved_view).where(saved_view.c.id == view.id).values(name=name))
    return True


def delete_view(tx: Tx, owner: str, view_id: int) -> None:
    """Keep a view no longer; one that is not there is gone already."""
    mine = (saved_view.c.owner == owner, saved_view.c.id == view_id)
    tx.execute(delete(saved_view).where(*mine))


def _query_of(owner: str, name: str) -> Select[tuple[str]]:
    mine = (saved_view.c.owner == owner, saved_view.c.name == name)
    return select(saved_view.c.query).where(*mine)
