"""One record fetched from PubMed because a person asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from litwatch.errors import SourceDown
from litwatch.pipeline.page import fetch_page
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog

Outcome = Literal["stored", "absent", "unreadable"]
_ONE_PAGE = 100  # PMIDs that one search may answer with; of one PMID there is one


class Fetched(NamedTuple):
    """What became of it, and the id of the stored record: another PMID where PubMed merged two."""

    outcome: Outcome
    record_id: str


def fetch_one(store: Store, client: Eutils, pmid: Pmid, *, now: datetime) -> Fetched:
    """Fetch a record and keep it as imported, with its raw bytes.

    A PMID that PubMed no longer delivers is searched for: where PubMed names another in its
    place, that one is kept. Nothing is stored of one that is absent or cannot be read. Raises
    SourceDown, SourceRefused.
    """
    page = fetch_page(client, [pmid])
    wanted = pmid
    if page.absent:
        named = client.search(f"{pmid}[uid]", retmax=_ONE_PAGE).pmids
        if len(named) != 1 or named[0] == pmid:
            return Fetched("absent", str(pmid))
        wanted = named[0]
        page = fetch_page(client, [wanted])
    if page.unproven:
        raise SourceDown(
            f"PubMed gave no answer that can be trusted about {pmid}",
            "Nothing is lost. Try again in a while.",
        )
    if page.broken:
        return Fetched("unreadable", str(wanted))
    if not page.records:
        return Fetched("absent", str(pmid))
    with store.write() as tx:
        catalog.save(tx, page.records, source=catalog.PUBMED, role="imported", now=now)
        catalog.mark_checked(tx, [wanted], now)
    return Fetched("stored", page.records[0][0].id)
