"""The only SQL: records, ledgers of runs and windows, opinions, decisions, editions.

Modules: `catalog` (records), `entries` (records with all that is known of them), `ledger`,
`opinions`, `screening`, `editions`, `backup`, `schema`. A transaction comes first:

    with open_store(url) as store, store.write() as tx:
        catalog.save(tx, parsed, source="file.xml", now=now)
"""

from litwatch.store import catalog, editions, ledger, opinions, screening
from litwatch.store.catalog import Saved
from litwatch.store.editions import StoredEdition, WrittenField
from litwatch.store.engine import Store, Tx, create_or_upgrade, open_store
from litwatch.store.entries import Entry, entries
from litwatch.store.ledger import Run, Window
from litwatch.store.tables import ROLES, Role

__all__ = [
    "ROLES",
    "Entry",
    "Role",
    "Run",
    "Saved",
    "Store",
    "StoredEdition",
    "Tx",
    "Window",
    "WrittenField",
    "catalog",
    "create_or_upgrade",
    "editions",
    "entries",
    "ledger",
    "open_store",
    "opinions",
    "screening",
]
