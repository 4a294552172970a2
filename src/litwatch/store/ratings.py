"""What people rate: a record's relevance and newsworthiness for an audience. Appended only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import insert, select

from litwatch.records.reviewers import folded_name
from litwatch.store.bulk import batches
from litwatch.store.engine import Tx
from litwatch.store.tables import rating

Scale = Literal["relevance", "newsworthiness"]


class Rating(NamedTuple):
    """A reviewer's live value (1–7) for an audience on one scale."""

    record_id: str
    audience: str
    scale: Scale
    value: int
    reviewer: str
    at: datetime


def append_ratings(tx: Tx, new: Collection[Rating]) -> None:
    """Append ratings; earlier ones stay."""
    tx.execute(insert(rating), [one._asdict() for one in new])


def ratings_of(tx: Tx, ids: Collection[str]) -> tuple[Rating, ...]:
    """The live ratings of records: the last of each audience, scale and reviewer, oldest first.

    A reviewer is one person however the name is cased or spaced.
    """
    live: dict[tuple[str, str, str, str], Rating] = {}
    for some in batches(sorted(ids)):
        query = select(rating).where(rating.c.record_id.in_(some)).order_by(rating.c.id)
        for row in tx.execute(query).mappings():
            one = Rating(**{name: row[name] for name in Rating._fields})
            who = folded_name(one.reviewer)
            live[one.record_id, one.audience, one.scale, who] = one
    return tuple(live.values())
