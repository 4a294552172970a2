"""What people decide, appended and never changed, and what waits for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import case, func, insert, select, update

from litwatch.errors import WrongUse
from litwatch.records import Decision, Verdict
from litwatch.store.decisions import decided, live_decision_ids
from litwatch.store.engine import Tx
from litwatch.store.entries import Entry, entries
from litwatch.store.others import stood_for
from litwatch.store.tables import decision, prediction, record


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


def live_decisions(tx: Tx) -> dict[str, Decision]:
    """The decision appended last for each record that has one, by record id."""
    query = select(decision).where(decision.c.id.in_(live_decision_ids()))
    rows = tx.execute(query.order_by(decision.c.record_id)).mappings()
    return {row["record_id"]: decided(row) for row in rows}


def history(tx: Tx, record_id: str) -> tuple[Decision, ...]:
    """All decisions on a record, oldest first."""
    query = select(decision).where(decision.c.record_id == record_id).order_by(decision.c.id)
    return tuple(decided(row) for row in tx.execute(query).mappings())


def queue(tx: Tx, n: int) -> list[Entry]:
    """The next `n` entries to screen: undecided ones by band and score, then the maybes.

    Background records are never queued; a model's low score only sets the place in the line.
    A work is queued once, by the record that stands for it and by what was decided on that
    one, at the best place that any of its records has.
    """
    newest = func.row_number().over(
        partition_by=prediction.c.record_id,
        order_by=(prediction.c.at.desc(), prediction.c.model.desc()),
    )
    said = select(
        prediction.c.record_id, prediction.c.band, prediction.c.score, newest.label("place")
    ).subquery()
    live = select(decision).where(decision.c.id.in_(live_decision_ids())).subquery()
    band = case({"likely": 0, "uncertain": 1, "unlikely": 2}, value=said.c.band, else_=3)
    query = (
        select(record.c.id, live.c.verdict)
        .outerjoin(said, (said.c.record_id == record.c.id) & (said.c.place == 1))
        .outerjoin(live, live.c.record_id == record.c.id)
        .where(record.c.role.in_(("watched", "imported")))
        .where(live.c.verdict.is_(None) | (live.c.verdict == "maybe"))
        .order_by(
            live.c.verdict.is_not(None),
            band,
            func.coalesce(said.c.score, 0.0).desc(),
            record.c.id,
        )
    )
    waiting = [(row[0], row[1]) for row in tx.execute(query)]
    chosen = list(islice(_works_once(waiting, stood_for(tx)), n))
    found = {entry.record.id: entry for entry in entries(tx, ids=chosen)}
    return [found[record_id] for record_id in chosen]


def _works_once(
    waiting: Sequence[tuple[str, Verdict | None]], stood_for: Mapping[str, str]
) -> Iterator[str]:
    """The ids to show, each work by the record that stands for it, if that one waits too."""
    verdicts = dict(waiting)
    shown: set[str] = set()
    for record_id, verdict in waiting:
        first = stood_for.get(record_id, record_id)
        # An undecided preprint does not move an article that was put off as maybe.
        if first not in shown and first in verdicts and verdicts[first] == verdict:
            shown.add(first)
            yield first
