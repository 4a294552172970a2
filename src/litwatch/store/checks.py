"""When each source last answered for each work. PubMed's answers stand on the record itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from litwatch.store.bulk import batches, put
from litwatch.store.engine import Tx
from litwatch.store.tables import record, status_check

PUBMED = "pubmed"


def note_answered(tx: Tx, ids: Iterable[str], source: str, now: datetime) -> None:
    """Note that a source has answered for these works, whatever it said."""
    rows = [{"record_id": key, "source": source, "answered_at": now} for key in sorted(set(ids))]
    for some in batches(rows):
        put(tx, status_check, some, replace=("answered_at",))


def answered(tx: Tx, ids: Collection[str]) -> dict[str, dict[str, datetime]]:
    """For each work the sources that have ever answered, with the last time; PubMed among them."""
    found: dict[str, dict[str, datetime]] = {key: {} for key in ids}
    for some in batches(sorted(ids)):
        asked = select(record.c.id, record.c.checked_at).where(record.c.id.in_(some))
        for key, at in tx.execute(asked).tuples():
            if at is not None:
                found[key][PUBMED] = at
        query = select(status_check).where(status_check.c.record_id.in_(some))
        for row in tx.execute(query).mappings():
            found[row["record_id"]][row["source"]] = row["answered_at"]
    return found
