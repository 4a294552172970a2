"""The records of a work: which one stands for it, and which are named beside it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import select

from litwatch.records import Decision, Record, State
from litwatch.records.standing import in_order
from litwatch.store.bulk import batches
from litwatch.store.decisions import decisions_of
from litwatch.store.engine import Tx
from litwatch.store.tables import Role, record
from litwatch.store.works import records, works, works_of


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
    groups = works_of(tx, ids)
    ordered = {group: in_order(members) for group, members in _members(tx, set(groups.values()))}
    return {record_id: ordered[group] for record_id, group in groups.items()}


def all_members(tx: Tx) -> list[tuple[Member, ...]]:
    """Every work that has several records, each in standing order."""
    return [in_order(members) for _, members in _members(tx, works(tx))]


def stood_for(tx: Tx) -> dict[str, str]:
    """Each record that people meet only through another one of its work, and that other.

    Background records stand for nothing: nobody is shown them. A proposed pair hides nothing.
    """
    found: dict[str, str] = {}
    for members in all_members(tx):
        first, *others = members
        found |= {one.record.id: first.record.id for one in others if one.role != "background"}
    return found


def _members(
    tx: Tx, groups: Collection[tuple[str, ...]]
) -> list[tuple[tuple[str, ...], list[Member]]]:
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
    return [(group, [known[member] for member in group]) for group in sorted(groups)]
