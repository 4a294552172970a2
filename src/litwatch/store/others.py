"""The records of a work: which one stands for it, and which are named beside it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import select

from litwatch.records import Decision, Record, State
from litwatch.records.standing import by_record
from litwatch.store.bulk import batches
from litwatch.store.decisions import decisions_of
from litwatch.store.engine import Tx
from litwatch.store.tables import Role, record
from litwatch.store.works import JOINED, pairs, records, works, works_of


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A record of a work as the readers of its other records must know it.

    `record.notices` are all that a source has ever said.
    """

    record: Record
    state: State
    role: Role
    decision: Decision | None = None


def members_of(tx: Tx, ids: Collection[str]) -> dict[str, tuple[Member, ...]]:
    """For those of the ids whose work has several records: all of them, in standing order."""
    found = _by_record(tx, set(works_of(tx, ids).values()))
    return {record_id: found[record_id] for record_id in ids if record_id in found}


def all_members(tx: Tx) -> dict[str, tuple[Member, ...]]:
    """`members_of` for every record whose work has several."""
    return _by_record(tx, works(tx))


def stood_for(tx: Tx) -> dict[str, str]:
    """Each record that people meet only through another one of its work, and that other.

    Background records stand for nothing: nobody is shown them. A proposed pair hides nothing.
    """
    found: dict[str, str] = {}
    for record_id, members in all_members(tx).items():
        met = [one.record.id for one in members if one.role != "background"]
        if record_id in met[1:]:
            found[record_id] = met[0]
    return found


def _by_record(tx: Tx, groups: Collection[tuple[str, ...]]) -> dict[str, tuple[Member, ...]]:
    ids = sorted({member for group in groups for member in group})
    decisions = decisions_of(tx, ids)
    known: dict[str, Member] = {}
    for some in batches(ids):
        columns = (record.c.id, record.c.state, record.c.role)
        marks = {row[0]: row for row in tx.execute(select(*columns).where(record.c.id.in_(some)))}
        for one in records(tx, some):
            _, state, role = marks[one.id]
            _, decision = decisions.get(one.id, (0, None))
            known[one.id] = Member(record=one, state=state, role=role, decision=decision)
    joined: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs(tx, ids=ids):
        if pair.state in JOINED:
            joined.setdefault(pair.first, []).append((pair.first, pair.second))
    found: dict[str, tuple[Member, ...]] = {}
    for group in groups:
        within = [two for member in group for two in joined.get(member, ()) if two[1] in group]
        found |= by_record([known[member] for member in group], within)
    return found
