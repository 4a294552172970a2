"""Reports: the counts of the ledgers and the reviewers, gathered in one view of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from litwatch.errors import WrongUse
from litwatch.language import Lang
from litwatch.report.prisma import Flow, flow
from litwatch.report.prisma_s import Strategy, strategies
from litwatch.report.words import search_name
from litwatch.store import Store, catalog, ledger, screening
from litwatch.store.identification import hits, identified_before
from litwatch.store.others import stood_for
from litwatch.watch import Watch

SOURCE_DOWN = "source_down"  # how a run ends that a source broke off


@dataclass(frozen=True)
class SearchReport:
    """What `report prisma` and `report prisma-s` stand on."""

    flow: Flow
    strategies: tuple[Strategy, ...]
    reviewers: int


def search_report(
    store: Store, *, first: date | None, last: date | None, now: datetime
) -> SearchReport:
    """Count the searches made from `first` to `last`, and what came of their records by `now`.

    Raises WrongUse when the period ends before it begins.
    """
    if first and last and last < first:
        raise WrongUse(f"the period {first} to {last} ends before it begins", "Swap the dates.")
    since = _midnight(first) if first else None
    before = _midnight(last + timedelta(days=1)) if last else None

    def inside(moment: datetime | None) -> bool:
        return (
            moment is not None
            and (since is None or moment >= since)
            and (before is None or moment < before)
        )

    with store.read() as tx:
        found = hits(tx, since, before)
        windows = [
            window
            for window in ledger.windows(tx)
            if window.topic != ledger.BACKGROUND and inside(window.listed_at or window.opened_at)
        ]
        stored = catalog.known(tx, {hit.record_id for hit in found})
        earlier = identified_before(tx, since) if since else set()
        decisions = screening.live_decisions(tx)
        doubles = stood_for(tx)
        down = [run for run in ledger.runs(tx) if run.state == SOURCE_DOWN]
    counted = flow(
        found,
        stored=stored,
        earlier=earlier,
        decisions=decisions,
        stood_for=doubles.keys(),
        first=first,
        last=last,
        on=now.date(),
        incomplete=[
            f"{search_name(w.topic, w.part)} {w.first} – {w.last}"
            for w in windows
            if w.state != "complete"
        ],
        down=[
            f"{run.started_at:%Y-%m-%d %H:%M}Z {run.note}" for run in down if inside(run.started_at)
        ],
    )
    fresh = {hit.record_id for hit in found} - earlier
    people = {decisions[record_id].reviewer for record_id in fresh if record_id in decisions}
    return SearchReport(counted, strategies(windows), len(people))


def topic_names(watch: Watch, lang: Lang) -> dict[str, str]:
    """What people call each topic."""
    return {t.id: t.name_sv if lang == "sv" else t.name_en for t in watch.topics}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
