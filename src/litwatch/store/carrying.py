"""What months leave to a later edition: what people included, and the words they wrote on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import or_, select

from litwatch.store.bulk import batches
from litwatch.store.decisions import live_decision_ids
from litwatch.store.editions import WrittenField
from litwatch.store.engine import Tx
from litwatch.store.ordering import PLACE
from litwatch.store.tables import decision, record, written_field


class Included(NamedTuple):
    """A record that a person has included: the day it belongs to, and when that was said."""

    id: str
    day: date
    said: datetime


def included_before(tx: Tx, day: date) -> tuple[Included, ...]:
    """What is included and was created before a day, by id.

    A record without a create date (from RIS or CSV) belongs to the day it came to us.
    """
    query = (
        select(record.c.id, record.c.created, record.c.first_seen, decision.c.at)
        .join(decision, decision.c.record_id == record.c.id)
        .where(
            decision.c.id.in_(live_decision_ids()),
            decision.c.verdict == "include",
            or_(record.c.created.is_(None), record.c.created < day),
        )
        .order_by(record.c.id)
    )
    found = (
        Included(key, created or seen.date(), said)
        for key, created, seen, said in tx.execute(query)
    )
    return tuple(one for one in found if one.day < day)


def day_of_each(tx: Tx, ids: Collection[str]) -> dict[str, date]:
    """The day that each stored record belongs to: its create date, else the day it came to us."""
    found: dict[str, date] = {}
    for some in batches(sorted(ids)):
        query = select(record.c.id, record.c.created, record.c.first_seen)
        for key, created, seen in tx.execute(query.where(record.c.id.in_(some))):
            found[key] = created or seen.date()
    return found


def undated_between(tx: Tx, first: date, last: date) -> set[str]:
    """The included records without a create date that came to us in these days."""
    query = select(record.c.id, record.c.first_seen).where(
        record.c.created.is_(None),
        record.c.id.in_(
            select(decision.c.record_id).where(
                decision.c.id.in_(live_decision_ids()), decision.c.verdict == "include"
            )
        ),
    )
    return {key for key, seen in tx.execute(query) if first <= seen.date() <= last}


def written_on(tx: Tx, ids: Collection[str], *, until: str) -> list[WrittenField]:
    """Every text on these records in the editions up to a month, oldest first.

    Emptied ones too: with them the newest of a field tells whether its words were taken back.
    """
    found: list[tuple[int, WrittenField]] = []
    for some in batches(sorted(ids)):
        query = select(written_field).where(
            written_field.c.record_id.in_(some),
            written_field.c.month <= until,
            written_field.c.field != PLACE,
        )
        for row in tx.execute(query).mappings():
            words = {name: row[name] for name in WrittenField.__struct_fields__ if name in row}
            found.append((row["id"], WrittenField(**words, version=1)))
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]
