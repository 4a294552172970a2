"""Closing: the PMIDs of listed windows fetched, page by page, until each account is settled."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from litwatch import search
from litwatch.pipeline import page
from litwatch.pipeline.harvest_report import HarvestReport
from litwatch.pipeline.listing import Listing
from litwatch.pipeline.spans import CREATED, Span, SpanKey, gaps
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, Window, ledger
from litwatch.store.settling import found_after_all, proven, settle_split

BACKGROUND_A_DAY = 40
_GOLDEN = 0.618034  # its multiples spread over an interval, however many there are
_KEY = tuple(SpanKey.__annotations__)

Progress = Callable[[str], None]


@dataclass
class Closing:
    """One run's actions; every decision it takes is visible in its ledger lines."""

    store: Store
    client: Eutils
    run: int
    now: datetime
    listing: Listing
    report: HarvestReport
    progress: Progress
    _closed: set[tuple[Any, ...]] = field(default_factory=set)
    _vouching: list[Pmid] = field(default_factory=list)

    def close(self, span: Span) -> None:
        """Bring one window to balance, as far as PubMed lets us."""
        if tuple(span.key.values()) in self._closed:
            return
        self.progress(span.name)
        with self.store.read() as tx:
            window = ledger.unfinished_window(tx, **span.key)
        if window is not None and (window.listed or window.listed_at is not None):
            # First what is on its list, also if a new search should not list it any more.
            window = self._finish(window)
            if window.listed_at is not None and window.count == window.listed:
                self._keep([window])
                return
        holes = self._holes(span)
        if holes != [span]:
            for hole in holes:
                self.close(hole)
        else:
            windows = self.listing.listed(span)
            self._keep([self._finish(w) if w.state == "open" else w for w in windows])
        self._settle(span, report=not holes)

    def _holes(self, span: Span) -> list[Span]:
        """The days of a span that were not proven yet since its window was opened.

        What a broken run has cut off and closed is not asked for again.
        """
        with self.store.read() as tx:
            window = ledger.unfinished_window(tx, **span.key)
            return [span] if window is None else gaps(span, proven(tx, window))

    def _settle(self, span: Span, *, report: bool) -> None:
        """A window that was cut into parts holds what the parts hold, once all balance."""
        with self.store.write() as tx:
            window = ledger.unfinished_window(tx, **span.key)
            parts = proven(tx, window) if window is not None else []
            if window is None or gaps(span, parts):
                return
            settled = settle_split(tx, window.id, [part.id for part in parts], self.now)
        self._closed.add(tuple(span.key.values()))
        if report:
            self._keep([settled])

    def take_up(self, window: Window) -> None:
        """Fetch what a window of an earlier wording or topic has listed; it is not searched anew."""
        self._keep([self._finish(window)])

    def _keep(self, windows: Iterable[Window]) -> None:
        for window in windows:
            self.report.windows.append(window)
            self._closed.add(tuple(getattr(window, name) for name in _KEY))
            if window.state != "complete" and window.listed_at is not None:
                self.report.problems.append(_why(window))

    def _finish(self, window: Window) -> Window:
        """Fetch what is still to be fetched and settle the account."""
        with self.store.read() as tx:
            pending = ledger.pending(tx, window.id)
            if not self._vouching:
                self._vouching = ledger.delivered_lately(tx)
        for asked in self._pages(pending):
            with self.store.read() as tx:
                # Another process may share the window and have fetched some by now.
                still = ledger.pending(tx, window.id, among=asked)
            if still:
                self._fetch(window, still)
        with self.store.write() as tx:
            return ledger.close_window(tx, window.id, self.now)

    def _pages(self, pending: Sequence[Pmid]) -> list[Sequence[Pmid]]:
        """The pages to fetch. Runs that share a window begin at different ones."""
        pages = [pending[at : at + page.SIZE] for at in range(0, len(pending), page.SIZE)]
        start = int(len(pages) * (self.run * _GOLDEN % 1))
        return pages[start:] + pages[:start]

    def _fetch(self, window: Window, asked: Sequence[Pmid]) -> None:
        """Store one page with its ledger lines, all or nothing."""
        got = page.fetch_page(self.client, asked, self._vouching)
        self._vouching = got.came[:3] or self._vouching
        with self.store.write() as tx:
            # A process that shares the window may have listed it anew, without some of these;
            # it had fetched them before.
            on_list = ledger.listed(tx, window.id, asked)
            saved = ledger.record_page(
                tx,
                window.id,
                [(record, raw) for record, raw in got.records if record.pmid in on_list],
                missing=[pmid for pmid in got.absent if pmid in on_list],
                now=self.now,
            )
        self.report.problems += got.problems
        self.report.new += len(saved.new)
        self.report.updated += len(saved.updated)

    def second_chance(self) -> None:
        """Ask once more for every PMID that an earlier harvest had to name as missing."""
        with self.store.write() as tx:
            for window_id in ledger.missing(tx):
                found_after_all(tx, window_id, self.now)
            lacking = ledger.missing(tx)
            self._vouching = ledger.delivered_lately(tx)
        asked = sorted({pmid for pmids in lacking.values() for pmid in pmids}, key=int)
        for at in range(0, len(asked), page.SIZE):
            got = page.fetch_page(self.client, asked[at : at + page.SIZE], self._vouching)
            self.report.problems += got.problems
            if not got.records:
                continue
            with self.store.write() as tx:
                for window_id, pmids in lacking.items():
                    mine = [(record, raw) for record, raw in got.records if record.pmid in pmids]
                    saved = ledger.record_page(tx, window_id, mine, now=self.now)
                    self.report.new += len(saved.new)
            self.report.recovered += got.came

    def close_background(self, days: Iterable[date]) -> None:
        """Draw records that no strategy hit, each day its own ledger line; they are never queued."""
        for day in days:
            term = search.days(day, day)
            key = SpanKey(
                topic=ledger.BACKGROUND,
                part="",
                fingerprint=search.fingerprint(term),
                first=day,
                last=day,
                date_field=CREATED,
            )
            self.progress(f"{ledger.BACKGROUND}: {day}")
            with self.store.read() as tx:
                window = ledger.unfinished_window(tx, **key)
            if window is None or window.listed_at is None:
                window = self._drawn(key, term)
            self._keep([self._finish(window)])

    def _drawn(self, key: SpanKey, term: str) -> Window:
        answer = self.listing.ask(term)
        with self.store.write() as tx:
            hit = ledger.hit_by_strategies(tx, answer.pmids)
            others = [pmid for pmid in dict.fromkeys(answer.pmids) if pmid not in hit]
            seed = random.Random(str(key["first"]))  # noqa: S311 (a sample, not a secret)
            drawn = seed.sample(others, min(BACKGROUND_A_DAY, len(others)))
            opened = ledger.open_window(tx, self.run, **key, version="1", term=term, now=self.now)
            if opened.listed_at is not None and opened.state == "open":
                return opened  # another process has drawn meanwhile
            return ledger.list_found(
                tx,
                opened.id,
                count=len(drawn),
                pmids=drawn,
                translation=f"{len(drawn)} drawn of {answer.count}",
                warnings=(),
                now=self.now,
            )


def _why(window: Window) -> str:
    """Why a window that was fetched does not balance, and what becomes of it."""
    name = f"{window.topic} {window.part}".strip() + f", {window.first} to {window.last}"
    said = []
    if window.count != window.listed:
        said.append(f"PubMed counts {window.count} records and lists {window.listed}")
    if window.found:
        said.append(f"{window.found} listed records could not be had")
    return f"{name}: {' and '.join(said)}; asked again at the next harvest"
