"""What the strategies listed of a month, each record once however many windows met it."""

from __future__ import annotations

from sqlalchemy import func, select

from litwatch.store.catalog import PUBMED
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.ledger import BACKGROUND
from litwatch.store.tables import record, window, window_pmid


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
