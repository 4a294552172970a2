"""What people are asked to do for what we teach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select, update

from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import task


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task. `about` says what has happened, as `statement:m11s3@2` or `work:31521666@retracted`."""

    id: int
    kind: Literal["slide", "statement", "review"]
    about: str
    deck_id: int | None = None
    words: str
    owner: str = ""
    mail: str = ""
    opened_at: datetime
    mailed_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str = ""
    done_words: str = ""


def tasks(tx: Tx) -> tuple[Task, ...]:
    """All tasks, oldest first."""
    query = select(task).order_by(task.c.id)
    return tuple(as_struct(Task, row) for row in tx.execute(query).mappings())


def open_task(
    tx: Tx,
    *,
    kind: Literal["slide", "statement", "review"],
    about: str,
    deck_id: int | None,
    words: str,
    owner: str,
    mail: str,
    now: datetime,
) -> Task | None:
    """Ask for something once; None when it was asked for before, done or not."""
    asked = select(task.c.id).where(
        task.c.kind == kind,
        task.c.about == about,
        task.c.deck_id.is_(None) if deck_id is None else task.c.deck_id == deck_id,
    )
    if tx.execute(asked).first() is not None:
        return None
    row = {
        "kind": kind,
        "about": about,
        "deck_id": deck_id,
        "words": words,
        "owner": owner,
        "mail": mail,
        "opened_at": now,
        "done_by": "",
        "done_words": "",
    }
    return Task(id=add_row(tx, task, row), **row)  # type: ignore[arg-type]


def finish(tx: Tx, deck_id: int, *, by: str, words: str, now: datetime) -> int:
    """Close what was asked for of the slides of a deck; returns how many tasks were open."""
    waiting = (task.c.kind == "slide", task.c.deck_id == deck_id, task.c.done_at.is_(None))
    closed = update(task).where(*waiting).values(done_at=now, done_by=by, done_words=words)
    return len(tx.execute(closed.returning(task.c.id)).all())


def untold(tx: Tx) -> tuple[Task, ...]:
    """The open tasks whose owner has an address and was not written to, oldest first."""
    return tuple(
        one for one in tasks(tx) if one.mail and one.mailed_at is None and one.done_at is None
    )


def mark_mailed(tx: Tx, ids: Collection[int], now: datetime) -> None:
    """Keep that the owners of these tasks were written to."""
    tx.execute(update(task).where(task.c.id.in_(ids)).values(mailed_at=now))
