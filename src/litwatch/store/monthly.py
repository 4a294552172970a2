"""A month in numbers: what the strategies listed of it, and what models and people said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from litwatch.store.catalog import PUBMED
from litwatch.store.decisions import live_decision_ids
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.ledger import BACKGROUND
from litwatch.store.tables import decision, prediction, record, window, window_pmid


def listed_in(tx: Tx, month: str) -> dict[tuple[str, str], int]:
    """For each topic and part the number of different records created in the month that
    PubMed listed for it. Overlapping windows do not count twice.
    """
    first, after = month_bounds(month)
    query = (
        select(window.c.topic, window.c.part, func.count(func.distinct(window_pmid.c.pmid)))
        .join(window_pmid, window_pmid.c.window_id == window.c.id)
        .join(record, record.c.pmid == window_pmid.c.pmid)
        .where(
            window.c.source == PUBMED,
            window.c.topic != BACKGROUND,
            record.c.created >= first,
            record.c.created < after,
        )
        .group_by(window.c.topic, window.c.part)
    )
    return {(row[0], row[1]): row[2] for row in tx.execute(query)}


def said_in(tx: Tx, first: date, after: date) -> list[dict[str, Any]]:
    """What the newest prediction says of each watched or imported record created in these days.

    `score`, `band`, `known`, and `taken`: whether people included it, None where they have not
    included or excluded it.
    """
    newest = func.row_number().over(
        partition_by=prediction.c.record_id,
        order_by=(prediction.c.at.desc(), prediction.c.model.desc()),
    )
    said = select(
        prediction.c.record_id,
        prediction.c.score,
        prediction.c.band,
        prediction.c.known,
        newest.label("place"),
    ).subquery()
    live = select(decision).where(decision.c.id.in_(live_decision_ids())).subquery()
    query = (
        select(said.c.score, said.c.band, said.c.known, live.c.verdict)
        .join(record, record.c.id == said.c.record_id)
        .outerjoin(live, live.c.record_id == said.c.record_id)
        .where(
            said.c.place == 1,
            record.c.role.in_(("watched", "imported")),
            record.c.created >= first,
            record.c.created < after,
        )
        .order_by(record.c.id)
    )
    taken = {"include": True, "exclude": False}
    return [
        {"score": score, "band": band, "known": known, "taken": taken.get(verdict)}
        for score, band, known, verdict in tx.execute(query)
    ]
