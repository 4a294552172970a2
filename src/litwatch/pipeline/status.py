"""Status: ask PubMed again for the works we hold; a retraction must not be learnt by chance."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from litwatch import __version__
from litwatch.errors import SourceDown
from litwatch.pipeline import page
from litwatch.records import Pmid
from litwatch.sources.eutils import Eutils
from litwatch.status.changes import StateChange, changed
from litwatch.store import Store, catalog, ledger

FEW, MOST_GONE = 5, 0.02  # deletions are rare: PubMed withdraws a few PMIDs in ten thousand


@dataclass
class StatusReport:
    """What was asked again and what has changed. `unchecked` names what could not be asked."""

    checked: int = 0
    updated: int = 0
    gone: list[str] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    source_down: str = ""

    @property
    def alarms(self) -> list[StateChange]:
        return [change for change in self.changes if change.alarming]


def refresh(
    store: Store,
    client: Eutils,
    *,
    now: datetime,
    max_age: timedelta = timedelta(days=6),
    ids: Collection[str] | None = None,
    unheld: Collection[Pmid] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> StatusReport:
    """Fetch again every watched or imported PMID not looked at within `max_age`, or of those
    the records with these `ids`. PMIDs that are `unheld` are fetched too, and never queued.

    A PMID that two fetches leave out of what they deliver is marked gone; our copy stays. When
    PubMed stops answering, what is known stays as it was and the report names what was not
    asked. A source that lacks more than a few in a hundred is an incomplete copy, not news of
    deletions: then nothing is marked gone, and the report says so.
    """
    report = StatusReport()
    with store.write() as tx:
        run = ledger.start_run(
            tx, "status", now, {"max_age_days": max_age.days, "litwatch": __version__}
        )
        due = catalog.due_for_check(tx, before=now - max_age, ids=ids)
        before = catalog.states(tx, due)
        titles = catalog.titles(tx, due)
        vouching = ledger.delivered_lately(tx)
    due += sorted(set(unheld) - set(due))
    for start in range(0, len(due), page.SIZE):
        asked = [Pmid(key) for key in due[start : start + page.SIZE]]
        try:
            report.checked += _refresh_page(store, client, asked, vouching, now, report)
        except SourceDown as error:
            report.source_down = str(error)
            report.unchecked += due[start:]
            break
        progress(min(start + page.SIZE, len(due)), len(due))
    with store.write() as tx:
        if len(report.gone) > max(FEW, MOST_GONE * report.checked):
            report.problems.append(
                f"{len(report.gone)} of {report.checked} works did not come: the source is not "
                "complete, and none is marked gone"
            )
            report.unchecked += report.gone
            report.gone = []
        catalog.mark_gone(tx, report.gone, now)
        catalog.mark_checked(tx, report.gone, now)
        after = catalog.states(tx, due)
        report.changes = list(changed(before, after, titles))
        ledger.finish_run(
            tx,
            run,
            "source_down" if report.source_down else "complete",
            now,
            requests=client.requests,
            retries=client.retries,
            note=report.source_down,
        )
    return report


def _refresh_page(
    store: Store,
    client: Eutils,
    asked: list[Pmid],
    vouching: list[Pmid],
    now: datetime,
    report: StatusReport,
) -> int:
    """Ask for one page again; returns how many of its records were answered for."""
    got = page.fetch_page(client, asked, vouching)
    with store.write() as tx:
        # A role only rises: what is held keeps its own, and what is not stays out of the queue.
        saved = catalog.save(tx, got.records, source="pubmed", now=now, role="background")
        silent = {*got.unproven, *got.absent, *got.broken}
        catalog.mark_checked(tx, [pmid for pmid in asked if pmid not in silent], now)
    report.updated += len(saved.updated)
    report.gone += got.absent
    report.unchecked += [*got.unproven, *got.broken]
    report.problems += got.problems
    if got.unproven:
        report.problems.append(
            f"PubMed delivered none of {len(got.unproven)} records; they are asked for again"
        )
    return len(asked) - len(got.unproven) - len(got.broken)
