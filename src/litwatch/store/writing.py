"""Planned saves of records, written: rows, full text, revisions, notices and sources."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from litwatch.store import fulltext, mapper
from litwatch.store.bulk import add, batches, put
from litwatch.store.engine import Tx
from litwatch.store.mapper import Stored
from litwatch.store.planning import Plan
from litwatch.store.tables import raw, record, record_notice, record_revision, record_source

_CHANGING = tuple(c.name for c in record.columns if c.name not in ("id", "pmid", "first_seen"))
# SQLite writes an index anew for each column that is set, even to what it was.
_INDEXED = frozenset(column.name for index in record.indexes for column in index.columns)
_UNINDEXED = tuple(name for name in _CHANGING if name not in _INDEXED)
_MARKS = ("state", "role", "checked_at", "gone_at")  # what may change without new content


def write_plans(tx: Tx, plans: dict[str, Plan], source: str, now: datetime) -> None:
    """Write what saving a batch of records amounts to; every plan in its own rows."""
    kept = [(planned.copy, planned) for planned in plans.values() if planned.copy is not None]
    packed = [
        {"sha256": copy.sha256, "body": copy.packed, "fetched_at": now}
        for copy, _ in kept
        if copy.sha256
    ]
    put(tx, raw, packed)
    new: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    same_keys: list[dict[str, Any]] = []
    for copy, planned in kept:
        row = mapper.record_row(copy.record, planned.after)
        if planned.before is None:
            new.append(row)
        else:
            (moved if _keys_change(planned) else same_keys).append(row)
    add(tx, record, new)
    put(tx, record, moved, replace=_CHANGING)
    put(tx, record, same_keys, replace=_UNINDEXED)
    fulltext.save(
        tx,
        new={one.record.id: one.words for one, plan in kept if plan.before is None},
        changed={
            one.record.id: one.words
            for one, plan in kept
            if plan.before is not None and not mapper.WORDED.isdisjoint(plan.changed)
        },
    )
    add(
        tx,
        record_revision,
        [
            {
                "record_id": record_id,
                "changed": planned.changed,
                "raw_before": planned.before.raw_sha,
                "raw_after": planned.after.raw_sha,
                "at": now,
            }
            for record_id, planned in plans.items()
            if planned.before is not None and planned.copy is not None
        ],
    )
    write_marks(
        tx,
        {
            record_id: (planned.before, planned.after)
            for record_id, planned in plans.items()
            if planned.before is not None and planned.copy is None
        },
    )
    _note(tx, plans, source, now)


def _keys_change(planned: Plan) -> bool:
    """True when a changed record is to be found under other values of an indexed column."""
    before, after = planned.before, planned.after
    marks = before is None or (before.state, before.role) != (after.state, after.role)
    return marks or not _INDEXED.isdisjoint(planned.changed)


def _note(tx: Tx, plans: dict[str, Plan], source: str, now: datetime) -> None:
    """Keep the notices, and where the records came from. Of a new record nothing is there yet."""
    for there in (False, True):
        mine = {key: one for key, one in plans.items() if (one.before is not None) is there}
        notices = [
            mapper.notice_row(record_id, notice, now.date())
            for record_id, planned in mine.items()
            for notice in planned.notices
        ]
        sources = [{"record_id": key, "source": source, "first_seen": now} for key in mine]
        if there:
            key = ("record_id", "kind", "target", "source")
            put(tx, record_notice, notices, key=key, replace=("doi", "citation", "note"))
            put(tx, record_source, sources)
        else:
            add(tx, record_notice, notices)
            add(tx, record_source, sources)


def write_marks(tx: Tx, rows: dict[str, tuple[Stored, Stored]]) -> None:
    """Set what changed of rows whose content stays: all alike in one statement."""
    alike: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for record_id, (before, after) in rows.items():
        values = [(name, getattr(after, name)) for name in _MARKS]
        changed = tuple(value for value in values if value[1] != getattr(before, value[0]))
        if changed:
            alike.setdefault(changed, []).append(record_id)
    for changed, ids in alike.items():
        for some in batches(ids):
            tx.execute(update(record).where(record.c.id.in_(some)).values(dict(changed)))
