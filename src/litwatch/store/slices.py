"""Records a slice at a time, each slice going on behind the last id of the one before."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from litwatch.records import State
from litwatch.store import fulltext
from litwatch.store.engine import Tx
from litwatch.store.entries import Entry, chosen, fill
from litwatch.store.tables import Role, record

_SHOWN: tuple[Role, ...] = ("watched", "imported")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What all records of a slice have: conditions as those of `entries`, a state, words."""

    topic: str | None = None
    month: str | None = None
    decision: str | None = None
    undecided: Collection[str] = ()
    state: State | None = None
    words: str | None = None


class Slice(msgspec.Struct, frozen=True):
    """Some entries by id; `more` when others follow."""

    entries: tuple[Entry, ...]
    more: bool


def slice_of(tx: Tx, wanted: Wanted, *, after: str | None, limit: int) -> Slice:
    """At most `limit` entries with ids behind `after`; background records are left out.

    Raises WrongUse for what is no month.
    """
    query = chosen(
        topic=wanted.topic,
        month=wanted.month,
        decision=wanted.decision,
        undecided=wanted.undecided,
        roles=_SHOWN,
    )
    if wanted.state is not None:
        query = query.where(record.c.state == wanted.state)
    if wanted.words is not None:
        query = query.where(fulltext.holding(tx, wanted.words))
    if after is not None:
        query = query.where(record.c.id > after)
    rows = tx.execute(query.limit(limit + 1)).mappings().all()
    return Slice(tuple(fill(tx, rows[:limit])), more=len(rows) > limit)
