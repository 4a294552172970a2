"""Windows of the harvest, read: their account, what is pending, how far a strategy has come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import RowMapping, func, select

from litwatch.errors import WrongUse
from litwatch.records import Pmid
from litwatch.store.bulk import batches
from litwatch.store.catalog import PUBMED
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.tables import WindowState, window, window_pmid

BACKGROUND = "background"  # the ledger line whose records are only trained on


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """One span of dates that one strategy was asked for, with its account.

    `count` is what the search said (0 before it was asked: `listed_at` is None), `listed`
    how many PMIDs it gave.
    A complete window has count = listed = fetched + known + missing.
    """

    id: int
    run: int
    topic: str
    part: str
    version: str
    fingerprint: str
    first: date
    last: date
    date_field: str
    source: str
    term: str
    count: int
    listed: int
    found: int  # listed, not yet fetched
    fetched: int
    known: int
    missing: int
    missing_pmids: tuple[Pmid, ...]
    state: WindowState
    translation: str
    warnings: tuple[str, ...]
    opened_at: datetime
    listed_at: datetime | None
    closed_at: datetime | None


def the_window(tx: Tx, window_id: int) -> Window:
    """The window with this id. Raises WrongUse when there is none."""
    rows = tx.execute(select(window).where(window.c.id == window_id)).mappings().all()
    if not rows:
        raise WrongUse(f"there is no window {window_id}", "Open it first.")
    return _windows(tx, rows)[0]


def windows(tx: Tx, run: int | None = None, month: str | None = None) -> tuple[Window, ...]:
    """All windows, those of a run, or those that touch a month, in the order they were opened."""
    query = select(window).order_by(window.c.id)
    if run is not None:
        query = query.where(window.c.run_id == run)
    if month is not None:
        first, after = month_bounds(month)
        query = query.where(window.c.first < after, window.c.last >= first)
    return _windows(tx, tx.execute(query).mappings().all())


def unfinished(tx: Tx) -> tuple[Window, ...]:
    """Every open or incomplete window, in the order they were opened."""
    query = select(window).where(window.c.state != "complete").order_by(window.c.id)
    return _windows(tx, tx.execute(query).mappings().all())


def unfinished_window(
    tx: Tx,
    *,
    topic: str,
    part: str,
    fingerprint: str,
    first: date,
    last: date,
    date_field: str = "crdt",
    source: str = PUBMED,
) -> Window | None:
    """The open or incomplete window with this key, if there is one."""
    key = {
        "topic": topic,
        "part": part,
        "fingerprint": fingerprint,
        "first": first,
        "last": last,
        "date_field": date_field,
        "source": source,
    }
    found = unfinished_id(tx, key)
    return None if found is None else the_window(tx, found)


def pending(tx: Tx, window_id: int, among: Sequence[Pmid] | None = None) -> list[Pmid]:
    """The PMIDs still to be fetched (of those given), newest (highest) first."""
    query = select(window_pmid.c.pmid).where(
        window_pmid.c.window_id == window_id, window_pmid.c.state == "found"
    )
    if among is not None:
        query = query.where(window_pmid.c.pmid.in_(among))
    return sorted((Pmid(pmid) for pmid in tx.scalars(query)), key=int, reverse=True)


def listed(tx: Tx, window_id: int, among: Sequence[Pmid]) -> set[str]:
    """Those of the PMIDs that stand on the window's list, whatever became of them."""
    query = select(window_pmid.c.pmid).where(
        window_pmid.c.window_id == window_id, window_pmid.c.pmid.in_(among)
    )
    return set(tx.scalars(query))


def delivered_lately(tx: Tx, number: int = 3) -> list[Pmid]:
    """A few PMIDs that PubMed has delivered, the latest windows first."""
    query = (
        select(window_pmid.c.pmid)
        .join(window, window.c.id == window_pmid.c.window_id)
        .where(window_pmid.c.state == "fetched", window.c.source == PUBMED)
        .order_by(window_pmid.c.window_id.desc(), window_pmid.c.pmid.desc())
        .limit(number)
    )
    return [Pmid(pmid) for pmid in tx.scalars(query)]


def missing(tx: Tx, source: str = PUBMED) -> dict[int, list[Pmid]]:
    """What complete windows name as missing, by the window's id."""
    query = (
        select(window_pmid.c.window_id, window_pmid.c.pmid)
        .join(window, window.c.id == window_pmid.c.window_id)
        .where(
            window_pmid.c.state == "missing",
            window.c.state == "complete",
            window.c.source == source,
        )
        .order_by(window_pmid.c.window_id, window_pmid.c.pmid)
    )
    found: dict[int, list[Pmid]] = defaultdict(list)
    for window_id, pmid in tx.execute(query):
        found[window_id].append(Pmid(pmid))
    return dict(found)


def last_reading(tx: Tx, now: Window) -> Window | None:
    """The window in which the same query was last read by the source, before this one."""
    same = ("topic", "part", "fingerprint", "date_field", "source")
    query = (
        select(window)
        .where(
            *(window.c[name] == getattr(now, name) for name in same),
            window.c.id != now.id,
            window.c.translation != "",
        )
        .order_by(window.c.listed_at.desc(), window.c.id.desc())
        .limit(1)
    )
    rows = tx.execute(query).mappings().all()
    return _windows(tx, rows)[0] if rows else None


def watermark(
    tx: Tx, topic: str, part: str, fingerprint: str, date_field: str = "crdt", source: str = PUBMED
) -> date | None:
    """The day up to which this strategy is complete without a gap; None before the first.

    A day is done only once it has passed: a window listed on its own last day, or before
    it, counts to the day before the listing. None also while an unfinished window begins
    before all complete ones: then the gap is at the start.
    """
    mine = (
        window.c.topic == topic,
        window.c.part == part,
        window.c.fingerprint == fingerprint,
        window.c.date_field == date_field,
        window.c.source == source,
    )
    complete = (
        select(window.c.first, window.c.last, window.c.listed_at)
        .where(*mine, window.c.state == "complete")
        .order_by(window.c.first)
    )
    begun = tx.scalar(select(func.min(window.c.first)).where(*mine, window.c.state != "complete"))
    reached: date | None = None
    for first, last, listed_at in tx.execute(complete):
        if reached is None and begun is not None and begun < first:
            return None
        if reached is not None and first > reached + timedelta(days=1):
            break
        done = min(last, listed_at.date() - timedelta(days=1))
        reached = done if reached is None else max(reached, done)
    return reached


def hit_by_strategies(tx: Tx, pmids: Iterable[str]) -> set[str]:
    """Those of the PMIDs that any strategy has ever listed."""
    found: set[str] = set()
    for some in batches(pmids):
        query = (
            select(window_pmid.c.pmid)
            .join(window, window.c.id == window_pmid.c.window_id)
            .where(window.c.topic != BACKGROUND, window_pmid.c.pmid.in_(some))
        )
        found.update(tx.scalars(query))
    return found


def unfinished_id(tx: Tx, key: Mapping[str, Any]) -> int | None:
    """The id of the open or incomplete window with this key; there is at most one."""
    query = select(window.c.id).where(window.c.state != "complete")
    return tx.scalar(query.where(*(window.c[name] == value for name, value in key.items())))


def _windows(tx: Tx, rows: Sequence[RowMapping]) -> tuple[Window, ...]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    missing: dict[int, list[Pmid]] = defaultdict(list)
    for some in batches([row["id"] for row in rows]):
        mine = window_pmid.c.window_id.in_(some)
        tally = select(window_pmid.c.window_id, window_pmid.c.state, func.count()).where(mine)
        for id_, state, number in tx.execute(
            tally.group_by(window_pmid.c.window_id, window_pmid.c.state)
        ):
            counts[id_][state] = number
        lacking = select(window_pmid.c.window_id, window_pmid.c.pmid)
        for id_, pmid in tx.execute(lacking.where(mine, window_pmid.c.state == "missing")):
            missing[id_].append(Pmid(pmid))
    return tuple(
        Window(
            id=row["id"],
            run=row["run_id"],
            topic=row["topic"],
            part=row["part"],
            version=row["version"],
            fingerprint=row["fingerprint"],
            first=row["first"],
            last=row["last"],
            date_field=row["date_field"],
            source=row["source"],
            term=row["term"],
            count=row["count"] or 0,
            listed=counts[row["id"]].total(),
            found=counts[row["id"]]["found"],
            fetched=counts[row["id"]]["fetched"],
            known=counts[row["id"]]["known"],
            missing=counts[row["id"]]["missing"],
            missing_pmids=tuple(sorted(missing[row["id"]], key=int)),
            state=row["state"],
            translation=row["translation"],
            warnings=tuple(row["warnings"]),
            opened_at=row["opened_at"],
            listed_at=row["listed_at"],
            closed_at=row["closed_at"],
        )
        for row in rows
    )
