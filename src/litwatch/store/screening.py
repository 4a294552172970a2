"""What people decide, appended and never changed, and what waits for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from litwatch.errors import WrongUse
from litwatch.records import Band, Decision, Verdict
from litwatch.store.bulk import batches
from litwatch.store.decisions import decided, live_decision_ids, stands
from litwatch.store.engine import Tx
from litwatch.store.tables import (
    audit_sample,
    decision,
    decision_undo,
    prediction,
    record,
    usefulness,
)


def append_decision(tx: Tx, new: Decision) -> int:
    """Append a decision; returns its id. Earlier ones stay. Raises WrongUse for an unknown id."""
    if tx.scalar(select(record.c.id).where(record.c.id == new.record_id)) is None:
        raise WrongUse(
            f"there is no record {new.record_id} in the store",
            "Check the PMID, or bring the record in with `litwatch import`.",
        )
    row = {
        "record_id": new.record_id,
        "verdict": new.verdict,
        "reviewer": new.reviewer,
        "reason": new.reason,
        "at": new.at,
    }
    added = tx.scalar(insert(decision).values(row).returning(decision.c.id))
    if new.verdict == "include":
        # What a person includes is no longer mere background: it must reach the edition.
        mine = (record.c.id == new.record_id, record.c.role == "background")
        tx.execute(update(record).where(*mine).values(role="imported"))
    return int(added or 0)


def take_back(tx: Tx, decision_id: int, *, by: str, now: datetime) -> None:
    """Keep that a decision no longer stands; the one before it is live again.

    Raises WrongUse when there is no such decision, when it is another person's, or when it
    has been taken back already.
    """
    whose = tx.scalar(select(decision.c.reviewer).where(decision.c.id == decision_id))
    if whose != by:
        raise WrongUse(
            f"there is no decision {decision_id} of {by}", "Only your own decisions can be undone."
        )
    if tx.scalar(select(decision_undo.c.by).where(decision_undo.c.decision_id == decision_id)):
        raise WrongUse(f"decision {decision_id} has been taken back already", "Decide anew.")
    tx.execute(insert(decision_undo).values(decision_id=decision_id, by=by, at=now))


def live_decisions(tx: Tx) -> dict[str, Decision]:
    """The decision appended last for each record that has one, by record id."""
    query = select(decision).where(decision.c.id.in_(live_decision_ids()))
    rows = tx.execute(query.order_by(decision.c.record_id)).mappings()
    return {row["record_id"]: decided(row) for row in rows}


def decisions(tx: Tx) -> list[Decision]:
    """Every decision that was appended and not taken back, oldest first."""
    query = select(decision).where(stands()).order_by(decision.c.id)
    return [decided(row) for row in tx.execute(query).mappings()]


def history(tx: Tx, record_id: str) -> tuple[Decision, ...]:
    """All decisions on a record that were not taken back, oldest first."""
    query = (
        select(decision).where(decision.c.record_id == record_id, stands()).order_by(decision.c.id)
    )
    return tuple(decided(row) for row in tx.execute(query).mappings())


class Waiting(NamedTuple):
    """A record that waits for a person, and what its place in the queue hangs on.

    `audit` is the place 0–1 drawn for a record of a monthly sample, None for all others.
    """

    record_id: str
    verdict: Verdict | None
    band: Band | None
    score: float
    usefulness: float
    audit: float | None


def waiting(tx: Tx, ids: Collection[str] | None = None) -> list[Waiting]:
    """The watched and imported records that are undecided or put off as maybe, by id.

    With `ids` those of them, whatever was decided.
    """
    if ids is None:
        return _waiting(tx)
    return [one for some in batches(sorted(ids)) for one in _waiting(tx, some)]


def _waiting(tx: Tx, ids: Collection[str] | None = None) -> list[Waiting]:
    newest = func.row_number().over(
        partition_by=prediction.c.record_id,
        order_by=(prediction.c.at.desc(), prediction.c.model.desc()),
    )
    scored = select(
        prediction.c.record_id, prediction.c.band, prediction.c.score, newest.label("place")
    )
    last = live_decision_ids()
    if ids is not None:
        # Said twice: no database carries the ids of the outer query into these.
        scored = scored.where(prediction.c.record_id.in_(ids))
        last = last.where(decision.c.record_id.in_(ids))
    said = scored.subquery()
    live = select(decision).where(decision.c.id.in_(last)).subquery()
    drawn = (
        select(audit_sample.c.record_id, func.min(audit_sample.c.place).label("place"))
        .group_by(audit_sample.c.record_id)
        .subquery()
    )
    query = (
        select(
            record.c.id,
            live.c.verdict,
            said.c.band,
            func.coalesce(said.c.score, 0.0),
            func.coalesce(usefulness.c.score, 0.0),
            drawn.c.place,
        )
        .outerjoin(said, (said.c.record_id == record.c.id) & (said.c.place == 1))
        .outerjoin(usefulness, usefulness.c.record_id == record.c.id)
        .outerjoin(live, live.c.record_id == record.c.id)
        .outerjoin(drawn, drawn.c.record_id == record.c.id)
        .where(record.c.role.in_(("watched", "imported")))
        .order_by(record.c.id)
    )
    if ids is None:
        query = query.where(live.c.verdict.is_(None) | (live.c.verdict == "maybe"))
    else:
        query = query.where(record.c.id.in_(ids))
    return [Waiting(*row) for row in tx.execute(query)]
