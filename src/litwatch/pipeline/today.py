"""A day's work for one person: what waits, what is new, what has changed, how the sources are.

Everything is counted by queries, so that the first page is quick whatever the store holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from litwatch.digest import closed_gates
from litwatch.digest.edition import Edition
from litwatch.pipeline.unread import unread_in
from litwatch.records import Band
from litwatch.review.conflicts import open_conflicts
from litwatch.review.kept import Kept
from litwatch.review.line import Line
from litwatch.review.pace import minutes_left
from litwatch.review.pairs import Seconds, blind
from litwatch.review.questions import for_role
from litwatch.review.roles import Right, Role, may
from litwatch.store import Run, Tx, editions, tallies, visits
from litwatch.store.catalog import PUBMED
from litwatch.store.line import times_of
from litwatch.store.tallies import Changed, MonthTally
from litwatch.store.visits import Since
from litwatch.store.works import records
from litwatch.watch import Watch

PACE_OVER = timedelta(days=14)  # as in the queue
_BROKEN_OFF = timedelta(hours=6)
Condition = Literal["whole", "incomplete", "down", "running", "broken"]


@dataclass(frozen=True)
class Counts:
    """What is kept for pages: the line, which `move` has brought to this transaction, the second
    readings that wait for each, and the records on which people differ.
    """

    line: Line
    seconds: Seconds
    differing: Kept[None]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits in the queue for a person: `twice` are those that a colleague has read too.

    `low` are those ranked low, last in the queue and counted apart. `minutes` is None where
    no pace can be told from their own decisions.
    """

    likely: int
    uncertain: int
    unscored: int
    maybe: int
    twice: int
    low: int
    minutes: int | None = None

    @property
    def waiting(self) -> int:
        return self.likely + self.uncertain + self.unscored + self.maybe + self.twice


@dataclass(frozen=True, kw_only=True)
class Unwritten:
    """The newest draft: how many of its items have closed gates, and of the month as such.

    Where records of the month wait for the person's own reading they are counted in `unread`,
    and nothing is told of the gates.
    """

    month: str
    made_at: datetime
    items: int = 0
    gates: int = 0
    unread: int = 0


@dataclass(frozen=True, kw_only=True)
class Source:
    """How a source answered last."""

    name: Literal["pubmed", "europepmc", "crossref", "status"]
    at: datetime
    condition: Condition


@dataclass(frozen=True, kw_only=True)
class Month:
    """How far the month of the newest records has come."""

    month: str
    tally: MonthTally


@dataclass(frozen=True, kw_only=True)
class Today:
    """What the first page tells one person. What they have no right to do is None or empty."""

    queue: Queue | None
    conflicts: int
    questions: int
    unwritten: Unwritten | None
    due: tuple[str, ...]
    proposed: tuple[str, ...]
    alerts: tuple[Changed, ...]
    here_before: datetime | None
    since: Since | None
    month: Month | None
    sources: tuple[Source, ...]

    @property
    def calm(self) -> bool:
        """Whether nothing waits for this person and nothing must be told."""
        return not (
            (self.queue and self.queue.waiting)
            or self.conflicts
            or self.questions
            or self.unwritten
            or self.due
            or self.proposed
            or self.alerts
        )


def today(
    tx: Tx,
    watch: Watch,
    counts: Counts,
    name: str,
    role: Role,
    *,
    now: datetime,
) -> Today:
    """The day of this person."""

    def lets(right: Right) -> bool:
        return may(role, right)

    waiting = counts.seconds.of(tx, name)
    visit = visits.last_visit(tx, name)
    # A visit that begins now is noted after the page: then the last one is that before.
    before = visit and (visit.last_at if visits.is_new_visit(visit, now) else visit.before_at)
    return Today(
        queue=_queue(tx, counts, name, waiting, now) if lets("screen") else None,
        conflicts=_conflicts(tx, watch, counts, name) if lets("review") else 0,
        questions=len(for_role(tx, role)) if lets("answer") else 0,
        unwritten=_unwritten(tx, waiting) if lets("edit") else None,
        due=tuple(tallies.statements_due(tx, now.date())) if lets("review") else (),
        proposed=tuple(tallies.statements_proposed(tx, name)) if lets("review") else (),
        alerts=tuple(tallies.changed_states(tx, unread=waiting)),
        here_before=before or None,
        since=visits.since(tx, before, name) if before else None,
        month=_month(tx, now, waiting),
        sources=sources(tallies.latest_runs(tx), now),
    )


def _queue(tx: Tx, counts: Counts, name: str, waiting: frozenset[str], now: datetime) -> Queue:
    works = counts.line.readings()
    bands: tuple[Band | None, ...] = ("likely", "uncertain", "unlikely", None)
    put_off = counts.line.put_off(waiting)
    found = Queue(
        likely=works["likely", None],
        uncertain=works["uncertain", None],
        unscored=works[None, None],
        # What the first reader put off counts as any other that waits for the second one.
        maybe=sum(works[band, "maybe"] for band in bands) - put_off,
        twice=counts.line.without(waiting) + put_off,
        low=works["unlikely", None],
    )
    times = times_of(tx, name, now - PACE_OVER) if name else []
    minutes = minutes_left(times, found.waiting) if found.waiting else None
    return Queue(**{**vars(found), "minutes": minutes})


def _conflicts(tx: Tx, watch: Watch, counts: Counts, name: str) -> int:
    found = [one.record_id for one in open_conflicts(tx, kept=counts.differing)]
    return len(found) - len(blind(tx, watch, found, name))


def _unwritten(tx: Tx, waiting: Collection[str]) -> Unwritten | None:
    """What keeps the newest draft from being published, as it was drafted; None when nothing.

    Records that are `waiting` for the person's own reading may be in it or not: neither is told.
    """
    draft = tallies.draft_month(tx)
    row = editions.latest(tx, draft[0]) if draft else None
    if row is None or row.state in editions.PUBLISHED:
        return None
    if unread := unread_in(tx, row.month, waiting).titles:
        return Unwritten(month=row.month, made_at=row.made_at, unread=len(unread))
    edition = msgspec.json.decode(row.body, type=Edition)
    shown = {item.id for item in (*edition.items(), *edition.listed())}
    closed = closed_gates(edition, {one.id: one for one in records(tx, shown)})
    gates = [gate for gate in closed if gate.item not in waiting]  # taken over from earlier months
    if not gates:
        return None
    return Unwritten(
        month=row.month,
        made_at=row.made_at,
        items=len({gate.item for gate in gates if gate.item}),
        gates=len(gates),
    )


def _month(tx: Tx, now: datetime, waiting: Collection[str]) -> Month | None:
    month = tallies.newest_month(tx, now.date())
    if month is None:
        return None
    tally = tallies.month_tally(tx, month, unread=waiting)
    return Month(month=month, tally=tally)


def sources(runs: list[Run], now: datetime) -> tuple[Source, ...]:
    """How each source answered last. `runs` are the newest first."""
    last: dict[str, Source] = {}
    for run in runs:
        if run.kind == "harvest":
            name = "europepmc" if run.params.get("source", PUBMED) != PUBMED else "pubmed"
        elif run.kind in ("crossref", "status"):
            name = run.kind
        else:
            continue
        at = run.finished_at or run.started_at
        last.setdefault(name, Source(name=name, at=at, condition=_condition(run, now)))  # type: ignore[arg-type]
    order = ("pubmed", "europepmc", "crossref", "status")
    return tuple(last[name] for name in order if name in last)


def _condition(run: Run, now: datetime) -> Condition:
    if run.finished_at is None:
        return "broken" if now - run.started_at > _BROKEN_OFF else "running"
    known: dict[str, Condition] = {"complete": "whole", "done": "whole", "source_down": "down"}
    return known.get(run.state, "incomplete")
