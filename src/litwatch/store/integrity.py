"""What `litwatch db check` looks at: file, references, raw bytes, ledgers, full text."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

from sqlalchemy import select

from litwatch.store import fulltext
from litwatch.store.engine import Store, Tx
from litwatch.store.tables import raw
from litwatch.store.windows import windows


def findings(store: Store) -> list[str]:
    """One sentence for each thing that is wrong; empty when the store is sound."""
    with store.read() as tx:
        found = [*_file(tx), *_raw(tx), *_ledgers(tx), *fulltext.findings(tx)]
    with store.write() as tx:  # SQLite's index is asked by a write
        return [*found, *fulltext.index_findings(tx)]


def _file(tx: Tx) -> Iterator[str]:
    if tx.dialect.name != "sqlite":
        return  # a PostgreSQL server checks its own pages and references
    for (verdict,) in tx.exec_driver_sql("PRAGMA integrity_check"):
        if verdict != "ok":
            yield f"the database file is damaged: {verdict}"
    for table, _, parent, _ in tx.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {table} points to a row of {parent} that is not there"


def _raw(tx: Tx) -> Iterator[str]:
    rows = tx.execute(select(raw.c.sha256, raw.c.body).execution_options(yield_per=500))
    for sha256, packed in rows:
        try:
            whole = hashlib.sha256(zlib.decompress(packed)).hexdigest() == sha256
        except zlib.error:
            whole = False
        if not whole:
            yield f"the raw bytes {sha256} are not what was fetched"


def _ledgers(tx: Tx) -> Iterator[str]:
    for each in windows(tx):
        accounted = each.fetched + each.known + each.missing
        if each.state == "complete" and not each.count == each.listed == accounted:
            yield (
                f"window {each.id} ({each.topic}, {each.first} to {each.last}) is called complete "
                f"but accounts for {accounted} of {each.count}"
            )
