"""What searches and files have given: the records a flow diagram starts from."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, select

from litwatch.store.engine import Tx
from litwatch.store.tables import (
    PmidState,
    record,
    record_source,
    record_topic,
    window,
    window_pmid,
)
from litwatch.store.windows import BACKGROUND

_FILES = "file:%"  # how imports name their source


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A record that one search listed, or one file held (then `topic` is empty)."""

    source: str
    topic: str = ""
    part: str = ""
    record_id: str
    state: PmidState = "fetched"


def hits(tx: Tx, since: datetime | None, before: datetime | None) -> tuple[Hit, ...]:
    """Every listing by a search made in the time, and every record that a file then brought.

    Background records, which are only trained on, are left out.
    """
    listed = (
        select(
            window.c.source,
            window.c.topic,
            window.c.part,
            window_pmid.c.pmid.label("record_id"),
            window_pmid.c.state,
        )
        .join(window, window.c.id == window_pmid.c.window_id)
        .where(window.c.topic != BACKGROUND, *_within(window.c.listed_at, since, before))
        .order_by(window.c.id, window_pmid.c.pmid)
    )
    read = (
        select(record_source.c.source, record_source.c.record_id)
        .join(record, record.c.id == record_source.c.record_id)
        .where(
            record_source.c.source.like(_FILES),
            record.c.role != BACKGROUND,
            *_within(record_source.c.first_seen, since, before),
        )
        .order_by(record_source.c.source, record_source.c.record_id)
    )
    return tuple(Hit(**row) for query in (listed, read) for row in tx.execute(query).mappings())


def identified_before(tx: Tx, when: datetime) -> set[str]:
    """The records that a search or a file had given before this time."""
    by_search = select(record_topic.c.record_id).where(record_topic.c.first_seen < when)
    by_file = select(record_source.c.record_id).where(
        record_source.c.source.like(_FILES), record_source.c.first_seen < when
    )
    return {*tx.scalars(by_search), *tx.scalars(by_file)}


def _within(
    column: ColumnElement[datetime], since: datetime | None, before: datetime | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [column.is_not(None)]
    if since is not None:
        found.append(column >= since)
    if before is not None:
        found.append(column < before)
    return found
