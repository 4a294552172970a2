"""The stored record that an identifier names."""

from __future__ import annotations

from sqlalchemy import or_, select

from litwatch.store.engine import Tx
from litwatch.store.tables import record


def stored_id(tx: Tx, typed: str) -> str | None:
    """The stored record with this PMID, preprint id or DOI (`doi:…`), if there is one."""
    named = typed.removeprefix("doi:")
    query = select(record.c.id).where(
        or_(record.c.id == typed, record.c.pmid == typed, record.c.doi == named)
    )
    return tx.scalar(query.order_by(record.c.id).limit(1))
