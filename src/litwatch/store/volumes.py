"""The records that each topic brought, month by month, and what was searched for them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from litwatch.store.catalog import PUBMED
from litwatch.store.engine import Tx
from litwatch.store.ledger import BACKGROUND
from litwatch.store.tables import WindowState, record, record_topic, window


class Span(NamedTuple):
    """A window without its account: what was searched, and how that ended."""

    topic: str
    part: str
    first: date
    last: date
    state: WindowState
    closed_at: datetime | None


def searched_spans(tx: Tx, first: date, last: date) -> tuple[Span, ...]:
    """PubMed's windows by create date that touch these days, in the order they were opened."""
    query = (
        select(*(window.c[name] for name in Span._fields))
        .where(
            window.c.source == PUBMED,
            window.c.topic != BACKGROUND,
            window.c.date_field == "crdt",
            window.c.first <= last,
            window.c.last >= first,
        )
        .order_by(window.c.id)
    )
    return tuple(Span(*row) for row in tx.execute(query))


def new_by_month(tx: Tx, first: date, last: date) -> Counter[tuple[str, str]]:
    """(topic, month) → how many watched or imported records created in these days it has."""
    query = (
        select(record_topic.c.topic, record.c.created, func.count(func.distinct(record.c.id)))
        .join(record, record.c.id == record_topic.c.record_id)
        .where(record.c.created.between(first, last), record.c.role != "background")
        .group_by(record_topic.c.topic, record.c.created)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for topic, created, number in tx.execute(query):
        counts[topic, f"{created:%Y-%m}"] += number
    return counts
