"""What people decide, appended and never changed, and what waits for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from litwatch.errors import WrongUse
from litwatch.records import Band, Decision, Verdict
from litwatch.store.bulk import batches
from litwatch.store.decisions import decided, live_decision_ids, live_verdicts, stands
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row
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
            common="unknown_record",
            about=new.record_id,
        )
    row = {
        "record_id": new.record_id,
        "verdict": new.verdict,
        "reviewer": new.reviewer,
        "reason": new.reason,
        "at": new.at,
    }
    added = add_row(tx, decision, row)
    if new.verdict == "include":
        # What a person includes is no longer mere background: it must reach the edition.
        mine = (record.c.id == new.record_id, record.c.role == "background")
        tx.execute(update(record).where(*mine).values(role="imported"))
    return added


def take_back(tx: Tx, decision_id: int, *, by: str, now: datetime) -> None:
    """Keep that a decision no longer stands; the one before it is live again.

    Raises WrongUse when there is no such decision, when it is another person's, or when it
    has been taken back already.
    """
    whose = tx.scalar(select(decision.c.reviewer).where(decision.c.id == decision_id))
    if whose != by:
        raise WrongUse(
            f"there is no decision {decision_id} of {by}",
            "Only your own decisions can be undone.",
            common="not_yours",
        )
    if tx.scalar(select(decision_undo.c.by).where(decision_undo.c.decision_id == decision_id)):
        raise WrongUse(
            f"decision {decision_id} has been taken back already",
            "Decide anew.",
            common="taken_back",
        )
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
        return [one for one in screened(tx) if one.verdict in (None, "maybe")]
    return [one for some in batches(sorted(ids)) for one in _screened(tx, some)]


def screened(tx: Tx) -> list[Waiting]:
    """All watched and imported records by id, whether they wait or have been decided."""
    return _screened(tx)


def _screened(tx: Tx, ids: Collection[str] | None = None) -> list[Waiting]:
    # Plain readings joined here: as one query of five joins SQLite, which misjudges the sizes
    # of its tables once there are many decisions, took minutes for what takes a second.
    def asked(query: Select[Any], whose: ColumnElement[str]) -> Iterable[Any]:
        return tx.execute(query if ids is None else query.where(whose.in_(ids)))

    newest_last = (prediction.c.at, prediction.c.model)
    scores = select(prediction.c.record_id, prediction.c.band, prediction.c.score)
    uses = select(usefulness.c.record_id, usefulness.c.score)
    places = select(audit_sample.c.record_id, func.min(audit_sample.c.place))
    drawn = places.group_by(audit_sample.c.record_id)
    watched = select(record.c.id).where(record.c.role.in_(("watched", "imported")))

    said = {row[0]: row for row in asked(scores.order_by(*newest_last), prediction.c.record_id)}
    useful = {row[0]: row[1] for row in asked(uses, usefulness.c.record_id)}
    audits = {row[0]: row[1] for row in asked(drawn, audit_sample.c.record_id)}
    verdicts = live_verdicts(tx, ids)
    found = []
    for (key,) in asked(watched.order_by(record.c.id), record.c.id):
        _, band, score = said.get(key, (key, None, 0.0))
        verdict = verdicts.get(key)
        found.append(Waiting(key, verdict, band, score, useful.get(key, 0.0), audits.get(key)))
    return found
