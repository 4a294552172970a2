"""The status watch: what has become of the works we use, asked of every source, and told once.

    used works | PubMed 200 a request | Retraction Watch file | Crossref 20 a request
    | Europe PMC for preprints | alerts

A source that is down stops no other and changes nothing that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from litwatch import __version__
from litwatch.errors import InvalidIdentifier, SourceRefused
from litwatch.language import Lang
from litwatch.pipeline.alerting import Raised, raise_alerts
from litwatch.pipeline.asking import (
    Asked,
    ask_crossref_updates,
    ask_europepmc,
    note_pubmed_listing,
    note_retractions,
    without_id,
)
from litwatch.pipeline.deck_use import open_tasks
from litwatch.pipeline.status import StatusReport, refresh
from litwatch.pipeline.touching import used_works
from litwatch.records import Pmid
from litwatch.sources.crossref import Crossref
from litwatch.sources.europepmc import EuropePmc
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, Tx, catalog, ledger, links, retractions, works
from litwatch.store.bulk import batches
from litwatch.watch import Watch

RUN = "watch"
_AT_ONCE = 5_000  # works held in memory
DAILY = timedelta(hours=20)  # a run that starts a little earlier than yesterday's asks again


@dataclass
class WatchReport:
    """What the used works were asked for, what each source said, and which alerts came of it.

    `asked_for` are the works that are stored, used ones and others. `unheld` are used works that no source has given us: nothing is known of them. `unasked`
    have neither PMID nor DOI. `in_file` is how many rows of Retraction Watch are held.
    """

    used: int = 0
    asked_for: int = 0
    pubmed: StatusReport = field(default_factory=StatusReport)
    crossref: Asked = field(default_factory=lambda: Asked("crossref"))
    europepmc: Asked = field(default_factory=lambda: Asked("europepmc"))
    in_file: int = 0
    unheld: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    raised: Raised = field(default_factory=Raised)

    @property
    def silent(self) -> dict[str, str]:
        """The sources that did not answer to the end, and why."""
        told = {
            "pubmed": self.pubmed.source_down,
            "crossref": self.crossref.silent,
            "europepmc": self.europepmc.silent,
        }
        return {name: why for name, why in told.items() if why}


def watch_status(
    store: Store,
    watch: Watch,
    pubmed: Eutils,
    crossref: Crossref,
    europepmc: EuropePmc,
    *,
    now: datetime,
    lang: Lang = "sv",
    everything: bool = False,
    max_age: timedelta = DAILY,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> WatchReport:
    """Ask every source for the works we use, with `everything` for all stored works, raise
    alerts for the used ones, and open tasks for the owners of decks, written in `lang`.

    What a source answered within `max_age` is not asked again, so that a run that broke off
    goes on where it stopped.
    """
    report = WatchReport()
    with store.write() as tx:
        params = {"everything": everything, "litwatch": __version__}
        run = ledger.start_run(tx, RUN, now, params)
    with store.read() as tx:
        uses = used_works(tx, watch)
        held = catalog.known(tx, uses)
        ids = held | (set(_shown(tx)) if everything else set())
    report.used = len(uses)
    unheld = _pmids(uses.keys() - held)
    try:
        report.pubmed = refresh(
            store, pubmed, now=now, max_age=max_age, ids=ids, unheld=unheld, progress=progress
        )
    except SourceRefused as error:
        report.pubmed = StatusReport(source_down=str(error), unchecked=[*sorted(ids), *unheld])
    with store.read() as tx:
        held = catalog.known(tx, uses)
        report.in_file = retractions.count(tx)
    report.unheld = sorted(uses.keys() - held)
    for some in batches(sorted(ids | held), _AT_ONCE):
        with store.write() as tx:
            note_pubmed_listing(tx, links.bare(tx, catalog.checked_since(tx, some, now)), now)
            note_retractions(tx, links.bare(tx, some), now)
            records = list(works.records(tx, some))
        report.asked_for += len(records)
        report.unasked += without_id([one for one in records if one.id in uses])
        how: dict[str, Any] = {"now": now, "max_age": max_age}
        ask_crossref_updates(store, crossref, records, report.crossref, **how)
        ask_europepmc(store, europepmc, records, report.europepmc, **how)
    with store.write() as tx:
        report.raised = raise_alerts(tx, uses, now)
        open_tasks(tx, watch, lang=lang, now=now)
        ledger.finish_run(
            tx,
            run,
            "source_down" if report.silent else "complete",
            now,
            requests=pubmed.requests + crossref.requests + europepmc.requests,
            retries=pubmed.retries + crossref.retries + europepmc.retries,
            note="; ".join(f"{name}: {why}" for name, why in report.silent.items()),
        )
    return report


def look_again(store: Store, watch: Watch, now: datetime, lang: Lang = "sv") -> Raised:
    """Raise alerts and open tasks for what the store knows already, without asking anybody."""
    with store.write() as tx:
        raised = raise_alerts(tx, used_works(tx, watch), now)
        open_tasks(tx, watch, lang=lang, now=now)
        return raised


def _shown(tx: Tx) -> list[str]:
    return [*catalog.ids(tx, role="watched"), *catalog.ids(tx, role="imported")]


def _pmids(ids: Iterable[str]) -> list[Pmid]:
    found = []
    for key in ids:
        try:
            found.append(Pmid(key))
        except InvalidIdentifier:
            continue  # a DOI that nobody holds: Crossref has no record for us to keep
    return found
