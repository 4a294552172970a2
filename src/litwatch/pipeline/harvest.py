"""Harvest: close every window of every strategy, and prove it.

    strategy → window → search → ledger → fetch 200 → records + ledger line, one transaction → close

A window balances when count = fetched + known + missing; only then does the watermark move.
Every window stands in the ledger before the first search, so what a killed run left open is
taken up where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from litwatch import __version__, search
from litwatch.errors import SourceDown, SourceRefused
from litwatch.pipeline.closing import Closing, Progress
from litwatch.pipeline.harvest_report import HarvestReport
from litwatch.pipeline.in_force import in_force
from litwatch.pipeline.listing import Confirm, Listing
from litwatch.pipeline.spans import (
    Span,
    background_days,
    covered,
    plan_spans,
    unfinished_spans,
)
from litwatch.pipeline.strategies import refuse_broken, register
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, Tx, Window, ledger
from litwatch.store.catalog import PUBMED
from litwatch.store.settling import withdraw
from litwatch.watch import Part, Topic, Watch

__all__ = ["CEILING", "HarvestReport", "Progress", "harvest"]

CEILING = 3000  # above this a strategy is almost surely broken: a person decides


def harvest(
    store: Store,
    client: Eutils,
    watch: Watch,
    *,
    now: datetime,
    topics: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    sweep: bool = False,
    ceiling: int = CEILING,
    confirm: Confirm = lambda _: False,
    progress: Progress = lambda _: None,
) -> HarvestReport:
    """Close every window of the given topics (all when none are given) up to `until`.

    Returns a report whose windows are all complete, or which says what is not and why.
    A source that stops answering ends the harvest; finished pages and windows stay. A `sweep`
    reaches back further and also asks by MeSH date. `confirm` is asked whether a window above
    the ceiling shall be fetched all the same. Raises SourceRefused when PubMed says that the
    request or the key is wrong; what was finished before stays.
    """
    # A broken strategy is refused before any call; one that was changed is not used unheard.
    refuse_broken(watch.topics, watch.mesh)
    report = HarvestReport()
    with store.write() as tx:
        report.problems += register(tx, watch, now)
        watch = in_force(tx, watch)
    refuse_broken(watch.topics, watch.mesh)
    chosen = [watch.topic(name) for name in topics] or list(watch.topics)
    last = until or now.date()
    with store.write() as tx:
        run = ledger.start_run(
            tx,
            "harvest",
            now,
            {
                "topics": list(topics),
                "since": str(since or ""),
                "until": str(last),
                "sweep": sweep,
                "litwatch": __version__,
            },
        )
        spans, others = _planned(tx, run, chosen, since=since, until=last, sweep=sweep, now=now)
    listing = Listing(store, client, run, now, ceiling, confirm, report)
    job = Closing(store, client, run, now, listing, report, progress)
    state = "incomplete"
    try:
        job.second_chance()
        for window in others:
            if window.found and (not topics or window.topic in topics):
                job.take_up(window)
        for span in spans:
            job.close(span)
        if not topics and spans:
            job.close_background(background_days(min(span.first for span in spans), last))
        if report.complete:
            state = "complete"
    except SourceDown as error:
        state, report.source_down = "source_down", str(error)
    except SourceRefused as error:
        report.problems.append(str(error))
        raise
    finally:
        report.requests, report.retries = client.requests, client.retries
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


def _planned(
    tx: Tx,
    run: int,
    topics: Sequence[Topic],
    *,
    since: date | None,
    until: date,
    sweep: bool,
    now: datetime,
) -> tuple[list[Span], list[Window]]:
    """The spans to close, each with its window in the ledger, and unfinished windows of others.

    A kill at any later moment leaves the work to be done in the ledger.
    """

    def watermark(topic: Topic, part: Part, date_field: str) -> date | None:
        return ledger.watermark(tx, topic.id, part.id, search.fingerprint(part.query), date_field)

    unfinished = [window for window in ledger.unfinished(tx) if window.source == PUBMED]
    left, others = unfinished_spans(topics, unfinished)
    planned = plan_spans(
        topics, watermark, since=since, until=until, sweep=sweep, unfinished=unfinished
    )
    for window in covered(unfinished, planned):
        withdraw(tx, window.id)
        left = [span for span in left if not _asks_for(span, window)]
    for span in planned:
        ledger.open_window(tx, run, **span.key, version=span.part.version, term=span.term, now=now)
    return left + [span for span in planned if span not in left], others


def _asks_for(span: Span, window: Window) -> bool:
    return all(getattr(window, name) == value for name, value in span.key.items())
