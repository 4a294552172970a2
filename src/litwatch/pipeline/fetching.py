"""One record fetched from PubMed because a person asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple

from litwatch.errors import SourceDown
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import score_one, tag_one
from litwatch.pipeline.page import fetch_page
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, catalog
from litwatch.watch import Watch

_log = logging.getLogger(__name__)
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


def describe(
    store: Store, watch: Watch, models: Callable[[], Models], record_id: str, *, now: datetime
) -> None:
    """Tag and score a record that was just fetched, so that it need not wait for the others.

    Nothing of this may cost the person the record: without models the rules tag it still, and
    what fails is logged. The next classification does what is missing then.
    """
    found: Models | None = None
    try:
        found = models()
    except Exception:  # damaged files, or what reading them lets through
        _log.exception("no model answers for %s, which was just fetched", record_id)
    try:
        tag_one(store, watch, found.usefulness if found else None, record_id, now=now)
        if found:
            score_one(store, found.relevance, record_id, now=now)
    except Exception:  # a busy store, or what a model lets through
        _log.exception("%s was fetched but could not be described", record_id)
