"""Harvest: close every window of every strategy, and prove it.

    strategy → window → search → ledger → fetch 200 → records + ledger line, one transaction → close

A window balances when count = fetched + known + missing; only then does the watermark move.
What a killed run left open is taken up where it stopped, without a new search.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from litwatch import __version__, search
from litwatch.errors import SourceDown
from litwatch.pipeline import page
from litwatch.pipeline.spans import (
    Span,
    SpanKey,
    background_days,
    halves,
    plan_spans,
    unfinished_spans,
)
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, Tx, ledger
from litwatch.store.ledger import Window
from litwatch.watch import Part, Topic, Watch

PUBMED_CAP = 9_999  # PMIDs that one search can list (eutils.md §3.3)
CEILING = 3000  # above this a strategy is almost surely broken: a person decides
BACKGROUND_A_DAY = 40

Progress = Callable[[str], None]


@dataclass
class HarvestReport:
    """What a harvest did. `complete` is True only when every window balances."""

    windows: list[Window] = field(default_factory=list)
    requests: int = 0
    retries: int = 0
    new: int = 0
    updated: int = 0
    problems: list[str] = field(default_factory=list)
    source_down: str = ""

    @property
    def complete(self) -> bool:
        return not self.source_down and all(w.state == "complete" for w in self.windows)

    @property
    def missing(self) -> list[Pmid]:
        return [pmid for window in self.windows for pmid in window.missing_pmids]


def harvest(
    store: Store,
    client: Eutils,
    watch: Watch,
    *,
    now: datetime,
    topics: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    ceiling: int = CEILING,
    progress: Progress = lambda _: None,
) -> HarvestReport:
    """Close every window of the given topics (all when none are given) up to `until`.

    Returns a report whose windows are all complete, or which says what is not and why.
    A source that stops answering ends the harvest; finished pages and windows stay.
    """
    chosen = [watch.topic(name) for name in topics] or list(watch.topics)
    last = until or now.date()
    report = HarvestReport()
    with store.write() as tx:
        run = ledger.start_run(
            tx,
            "harvest",
            now,
            {
                "topics": list(topics),
                "since": str(since or ""),
                "until": str(last),
                "litwatch": __version__,
            },
        )
    with store.read() as tx:

        def watermark(topic: Topic, part: Part) -> date | None:
            return ledger.watermark(tx, topic.id, part.id, search.fingerprint(part.query))

        left = unfinished_spans(chosen, ledger.unfinished(tx))
        planned = plan_spans(chosen, watermark, since=since, until=last)
    spans = left + [span for span in planned if span not in left]
    job = _Harvest(store, client, run, now, ceiling, report, progress)
    try:
        for span in spans:
            job.close(span)
        if not topics and spans:
            first = min(span.first for span in spans)
            job.close_background(background_days(first, last))
    except SourceDown as error:
        report.source_down = str(error)
    report.requests, report.retries = client.requests, client.retries
    state = "source_down" if report.source_down else "complete" if report.complete else "incomplete"
    with store.write() as tx:
        ledger.finish_run(
            tx,
            run,
            state,
            now,
            requests=report.requests,
            retries=report.retries,
            note=report.source_down or "; ".join(report.problems[:20]),
        )
    return report


@dataclass
class _Harvest:
    """One run's actions; every decision it takes is visible in its ledger lines."""

    store: Store
    client: Eutils
    run: int
    now: datetime
    ceiling: int
    report: HarvestReport
    progress: Progress

    def close(self, span: Span) -> None:
        name = f"{span.topic.id} {span.part.id}".strip()
        self.progress(f"{name}: {span.first} – {span.last}")
        with self.store.read() as tx:
            window = ledger.unfinished_window(tx, **span.key)
        if window is None or window.state != "open" or window.listed_at is None:
            window = self._listed(span)
        if window is not None:
            self._fetch_and_close(window)

    def _listed(self, span: Span) -> Window | None:
        """The window with its PMIDs in the ledger; None when it was split or refused."""
        answer = self.client.search(span.term, retmax=PUBMED_CAP)
        if answer.count > self.ceiling:
            self._refuse(span, answer.count)
            return None
        if answer.count > PUBMED_CAP:
            self._split(span, answer.count)
            return None
        with self.store.write() as tx:
            return ledger.list_found(
                tx,
                self._open(tx, span).id,
                count=answer.count,
                pmids=answer.pmids,
                translation=answer.translation,
                warnings=answer.warnings,
                now=self.now,
            )

    def _open(self, tx: Tx, span: Span) -> Window:
        return ledger.open_window(
            tx, self.run, **span.key, version=span.topic.version, term=span.term, now=self.now
        )

    def _refuse(self, span: Span, count: int) -> None:
        reason = (
            f"{span.topic.id}: {count} hits between {span.first} and {span.last} are above the "
            f"ceiling of {self.ceiling}; look at the query, or run again with --ceiling {count}"
        )
        self._leave_open(span, count, reason)

    def _split(self, span: Span, count: int) -> None:
        parts = halves(span)
        if parts is None:
            reason = (
                f"{span.topic.id}: {count} hits on the single day {span.first} are above PubMed's "
                f"cap of {PUBMED_CAP}; narrow the query"
            )
            self._leave_open(span, count, reason)
            return
        for half in parts:
            self.close(half)

    def _leave_open(self, span: Span, count: int, reason: str) -> None:
        with self.store.write() as tx:
            window = self._open(tx, span)
            listed = ledger.list_found(
                tx,
                window.id,
                count=count,
                pmids=(),
                translation="",
                warnings=(reason,),
                now=self.now,
            )
            self.report.windows.append(ledger.close_window(tx, listed.id, self.now))
        self.report.problems.append(reason)

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
            )
            self.progress(f"{ledger.BACKGROUND}: {day}")
            with self.store.read() as tx:
                window = ledger.unfinished_window(tx, **key)
            if window is None or window.listed_at is None:
                window = self._drawn(key, term)
            self._fetch_and_close(window)

    def _drawn(self, key: SpanKey, term: str) -> Window:
        answer = self.client.search(term, retmax=PUBMED_CAP)
        with self.store.write() as tx:
            hit = ledger.hit_by_strategies(tx, answer.pmids)
            others = [pmid for pmid in answer.pmids if pmid not in hit]
            seed = random.Random(str(key["first"]))  # noqa: S311 (a sample, not a secret)
            drawn = seed.sample(others, min(BACKGROUND_A_DAY, len(others)))
            opened = ledger.open_window(tx, self.run, **key, version="1", term=term, now=self.now)
            return ledger.list_found(
                tx,
                opened.id,
                count=len(drawn),
                pmids=drawn,
                translation=f"{len(drawn)} drawn of {answer.count}",
                warnings=(),
                now=self.now,
            )

    def _fetch_and_close(self, window: Window) -> None:
        with self.store.read() as tx:
            pending = ledger.pending(tx, window.id)
        for start in range(0, len(pending), page.SIZE):
            absent = self._fetch(window, pending[start : start + page.SIZE], final=False)
            if absent:
                # Asked once more, alone: a backend can leave out what it has (eutils.md §5.2).
                self._fetch(window, absent, final=True)
        with self.store.write() as tx:
            self.report.windows.append(ledger.close_window(tx, window.id, self.now))

    def _fetch(self, window: Window, asked: Sequence[Pmid], *, final: bool) -> list[Pmid]:
        """Store one page with its ledger lines; returns the PMIDs that did not come."""
        got = page.fetch_page(self.client, asked)
        with self.store.write() as tx:
            saved = ledger.record_page(
                tx, window.id, got.records, missing=got.absent if final else (), now=self.now
            )
        self.report.problems += got.problems
        self.report.new += len(saved.new)
        self.report.updated += len(saved.updated)
        return got.absent
