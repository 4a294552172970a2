"""The stored records that identifiers name."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from litwatch.store.bulk import batches
from litwatch.store.engine import Tx
from litwatch.store.tables import record


def stored_id(tx: Tx, typed: str) -> str | None:
    """The stored record with this PMID, preprint id or DOI (`doi:…`), if there is one."""
    named = typed.removeprefix("doi:")
    query = select(record.c.id).where(
        or_(record.c.id == typed, record.c.pmid == typed, record.c.doi == named)
    )
    return tx.scalar(query.order_by(record.c.id).limit(1))


def ids_of_dois(tx: Tx, dois: Iterable[str]) -> dict[str, str]:
    """The id of the stored record with each DOI; one with a PMID before one without."""
    found: dict[str, str] = {}
    for some in batches(sorted(set(dois))):
        query = select(record.c.doi, record.c.id).where(record.c.doi.in_(some))
        for doi, key in tx.execute(query.order_by(record.c.pmid.is_(None).desc())).tuples():
            found[doi] = key
    return found
