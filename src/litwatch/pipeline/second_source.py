"""Harvest of a second source, Europe PMC, in the same ledger.

    strategy → Europe PMC's words → window open → search with records → list → store → close

Every window is opened before the source is asked, so that a source that fails leaves its
windows open for the next run, whatever days that one is asked for. The translated query can
find more than the strategy; then the strategy itself decides on each record, and what it
passes over is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from litwatch import __version__, search
from litwatch.errors import NeedsPerson, SourceDown, SourceRefused, WrongUse
from litwatch.pipeline.asks import Ask, planned
from litwatch.pipeline.harvest import CEILING, HarvestReport, Progress
from litwatch.pipeline.in_force import in_force
from litwatch.records import Record
from litwatch.records.precedence import supersedes
from litwatch.search.europepmc import PREPRINTS
from litwatch.sources.europepmc_record import NAME as EUROPEPMC
from litwatch.sources.parsed import Parsed
from litwatch.sources.protocol import Source
from litwatch.store import Store, catalog, ledger
from litwatch.store.ledger import Window
from litwatch.watch import Watch

_PAGE = 200  # records a transaction
# Europe PMC's hitCount is a promise: 170 and 168 delivered is usual (getpapers#153), half is not.
_USUAL_SHORTFALL = 0.02
_FEW = 5


def harvest_europepmc(
    store: Store,
    client: Source,
    watch: Watch,
    *,
    now: datetime,
    topics: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    sources: tuple[str, ...] = PREPRINTS,
    ceiling: int = CEILING,
    progress: Progress = lambda _: None,
) -> HarvestReport:
    """Close Europe PMC's windows of the given topics (all when none are given) up to `until`.

    `sources` are Europe PMC's own: preprints, or also search.europepmc.LACKED_BY_PUBMED. The
    report names what is not complete and why; a source that stops answering ends the harvest
    and leaves its windows open.
    """
    report = HarvestReport()
    last = until or now.date()
    with store.read() as tx:
        watch = in_force(tx, watch)
    chosen = [watch.topic(name) for name in topics] or list(watch.topics)
    sent, retried = client.requests, client.retries
    with store.write() as tx:
        params = {
            "source": EUROPEPMC,
            "sources": list(sources),
            "topics": list(topics),
            "since": str(since or ""),
            "until": str(last),
            "litwatch": __version__,
        }
        run = ledger.start_run(tx, "harvest", now, params)
        asks = planned(tx, chosen, sources, since, last, report.problems)
        for ask in asks:
            ask.open(tx, run, now)
    job = _Job(store, client, watch, run, now, ceiling, report)
    try:
        for ask in asks:
            progress(f"Europe PMC, {ask.topic.id} {ask.part.id}: {ask.first} – {ask.last}")
            job.close(ask)
    except SourceDown as error:
        report.source_down = str(error)
    report.requests, report.retries = client.requests - sent, client.retries - retried
    with store.write() as tx:
        report.windows = list(ledger.windows(tx, run=run))
        state = "complete" if report.complete else "incomplete"
        ledger.finish_run(
            tx,
            run,
            "source_down" if report.source_down else state,
            now,
            requests=report.requests,
            retries=report.retries,
            note=report.source_down or "; ".join(report.problems[:20]),
        )
    return report


@dataclass
class _Listing:
    """What a search delivered, sorted out: each work once, in its newest version."""

    hits: int = 0
    delivered: int = 0
    works: dict[str, Parsed] = field(default_factory=dict)
    folded: int = 0
    passed_over: int = 0
    unkept: list[str] = field(default_factory=list)

    @property
    def lacking(self) -> int:
        """Hits that were promised and did not come, where that is more than usual."""
        gap = self.hits - self.delivered
        return gap if gap > max(_FEW, self.hits * _USUAL_SHORTFALL) else 0

    def add(self, found: Parsed) -> None:
        before = self.works.get(found.record.id)
        self.folded += before is not None
        if before is None or supersedes(found.record, before.record):
            self.works[found.record.id] = found

    def __str__(self) -> str:
        return (
            f"{self.delivered} delivered of {self.hits} promised: {len(self.works)} listed, "
            f"{self.folded} other versions of these, {self.passed_over} found only by the wider "
            f"wording, {len(self.unkept)} that cannot be kept"
        )


@dataclass
class _Job:
    """One run's actions."""

    store: Store
    client: Source
    watch: Watch
    run: int
    now: datetime
    ceiling: int
    report: HarvestReport

    def close(self, ask: Ask) -> None:
        name = f"Europe PMC, {ask.topic.id} {ask.part.id}".rstrip()
        try:
            listing = self._listing(ask)
        except (SourceRefused, NeedsPerson) as error:
            # One strategy that is refused must not keep the others from being asked.
            self._leave(ask, f"{name}, {ask.first} – {ask.last}: {error}. {error.remedy}")
            return
        troubles = [f"{name}: {problem}" for problem in listing.unkept]
        if listing.delivered != listing.hits:
            counts = f"{listing.hits} hits promised, {listing.delivered} delivered"
            troubles.append(f"{name}, {ask.first} – {ask.last}: {counts}")
        self.report.problems += troubles
        with self.store.write() as tx:
            window = ledger.list_found(
                tx,
                ask.open(tx, self.run, self.now).id,
                count=len(listing.works) + listing.lacking,
                pmids=list(listing.works),
                translation=str(listing),
                warnings=(*ask.wording.notes, *troubles),
                now=self.now,
            )
            held = catalog.known(tx, listing.works)
        self._store(window, listing, held)
        with self.store.write() as tx:
            ledger.close_window(tx, window.id, self.now)

    def _listing(self, ask: Ask) -> _Listing:
        """Every hit. Raises NeedsPerson above the ceiling, SourceDown, SourceRefused."""
        listing = _Listing()
        wanted = self._judge(ask)
        for page in self.client.search(ask.term):
            listing.hits = max(listing.hits, page.hits)
            if listing.hits > self.ceiling:
                raise NeedsPerson(
                    f"{listing.hits} hits are above the ceiling of {self.ceiling}",
                    f"Look at the query, or run again with --ceiling {listing.hits}",
                )
            listing.delivered += len(page.found)
            for found in page.found:
                if found.parsed is None:
                    listing.unkept.append(found.problem or f"{found.id} came without a record")
                elif wanted(found.parsed.record):
                    listing.add(found.parsed)
                else:
                    listing.passed_over += 1
        return listing

    def _judge(self, ask: Ask) -> Callable[[Record], bool]:
        """The strategy itself, where its translation finds more than it would."""
        if not ask.wording.wider:
            return lambda _: True
        try:
            test = search.predicate(search.parse(ask.part.query), self.watch.mesh)
        except WrongUse:  # a filter that no record can answer: all that came is kept
            return lambda _: True
        return lambda record: test(search.Document.of(record))

    def _store(self, window: Window, listing: _Listing, held: set[str]) -> None:
        new = [each for name, each in listing.works.items() if name not in held]
        # What PubMed has told us stays as PubMed tells it; of a preprint a new version is news.
        again = [each for name, each in listing.works.items() if name in held]
        again = [each for each in again if each.record.pmid is None]
        for start in range(0, len(new), _PAGE):
            page = [(each.record, each.raw) for each in new[start : start + _PAGE]]
            with self.store.write() as tx:
                saved = ledger.record_page(tx, window.id, page, now=self.now)
            self.report.new += len(saved.new)
            self.report.updated += len(saved.updated)
        for start in range(0, len(again), _PAGE):
            page = [(each.record, each.raw) for each in again[start : start + _PAGE]]
            with self.store.write() as tx:
                saved = catalog.save(tx, page, source=EUROPEPMC, now=self.now, role="watched")
            self.report.updated += len(saved.updated)

    def _leave(self, ask: Ask, reason: str) -> None:
        self.report.problems.append(reason)
        with self.store.write() as tx:
            window = ask.open(tx, self.run, self.now)
            ledger.close_window(tx, window.id, self.now)
