"""Which decision on a record is live: the one appended last that its reviewer has not taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from litwatch.records import Decision, Verdict
from litwatch.records.reviewers import folded_name
from litwatch.store.bulk import IDS, batches
from litwatch.store.engine import Tx
from litwatch.store.tables import decision, decision_undo, resolution


def live_decision_ids() -> Select[tuple[int]]:
    """The decision appended last for each record, of those that stand."""
    return select(func.max(decision.c.id)).where(stands()).group_by(decision.c.record_id)


def stands() -> ColumnElement[bool]:
    """The decision has not been taken back."""
    return decision.c.id.not_in(select(decision_undo.c.decision_id))


def live_verdicts(tx: Tx, ids: Collection[str] | None = None) -> dict[str, Verdict]:
    """The live verdict on each record that has one, or on those of the ids that do."""
    query = select(decision.c.record_id, decision.c.verdict)
    if ids is None:
        query = query.where(decision.c.id.in_(live_decision_ids()))
    else:
        query = query.where(decision.c.record_id.in_(sorted(ids)), stands())
    return {row[0]: row[1] for row in tx.execute(query.order_by(decision.c.id))}


_STANDING = select(decision).where(decision.c.record_id.in_(IDS), stands()).order_by(decision.c.id)


def decisions_of(tx: Tx, ids: Iterable[str]) -> dict[str, tuple[int, Decision]]:
    """The live decision of each record, with its id."""
    found: dict[str, tuple[int, Decision]] = {}
    for some in batches(ids):
        rows = tx.execute(_STANDING, {"ids": some}).mappings()
        found |= {row["record_id"]: (row["id"], decided(row)) for row in rows}
    return found


def verdicts_of(tx: Tx, ids: Iterable[str]) -> dict[str, tuple[Verdict, ...]]:
    """Each person's own verdict on each of these records, who read it first before others.

    A person's last one until a second has read the record too: from then on both know what
    the other said, and what they say to agree is no reading of their own.
    """
    found: dict[str, dict[str, Verdict]] = {}
    for some in batches(ids):
        query = select(decision.c.record_id, decision.c.reviewer, decision.c.verdict)
        query = query.where(decision.c.record_id.in_(some), stands(), is_reading())
        for key, reviewer, verdict in tx.execute(query.order_by(decision.c.id)):
            said = found.setdefault(key, {})
            if folded_name(reviewer) not in said or len(said) == 1:
                said[folded_name(reviewer)] = verdict
    return {key: tuple(said.values()) for key, said in found.items()}


def is_reading() -> ColumnElement[bool]:
    """The decision is somebody's own, not the outcome of a disagreement."""
    return decision.c.id.not_in(select(resolution.c.decision_id))


def decided(row: RowMapping) -> Decision:
    """A Decision from its row."""
    return Decision(
        record_id=row["record_id"],
        verdict=row["verdict"],
        reviewer=row["reviewer"],
        at=row["at"],
        reason=row["reason"],
    )
