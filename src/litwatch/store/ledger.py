"""The ledger: what was asked, what was listed, and what became of every PMID on the list.

    open_window → list_found → (record_page …) → close_window

Rows and ledger lines are written in one transaction, so a run that is killed leaves a window
whose `pending` PMIDs are exactly those still to be fetched. At most one window with the same
topic, part, strategy, dates and date field is unfinished (a unique index holds it): a second
process that opens it gets the same window, and marking a PMID twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select, update

from litwatch.errors import WrongUse
from litwatch.records import Record
from litwatch.store.bulk import batches, put
from litwatch.store.catalog import PUBMED, Saved, known, save
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import Role, record, record_topic, run, window, window_pmid
from litwatch.store.windows import (
    BACKGROUND,
    Window,
    delivered_lately,
    hit_by_strategies,
    last_reading,
    listed,
    missing,
    pending,
    the_window,
    unfinished,
    unfinished_id,
    unfinished_window,
    watermark,
    windows,
)

__all__ = [
    "BACKGROUND",
    "Run",
    "Window",
    "close_window",
    "delivered_lately",
    "finish_run",
    "hit_by_strategies",
    "last_reading",
    "list_found",
    "listed",
    "missing",
    "open_window",
    "pending",
    "record_page",
    "runs",
    "start_run",
    "unfinished",
    "unfinished_window",
    "watermark",
    "windows",
]

_KEY = ("source", "topic", "part", "fingerprint", "date_field", "first", "last")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One start of a stage."""

    id: int
    kind: str
    state: str
    params: dict[str, Any]
    started_at: datetime
    finished_at: datetime | None = None
    requests: int = 0
    retries: int = 0
    note: str = ""


def start_run(tx: Tx, kind: str, now: datetime, params: dict[str, Any]) -> int:
    """Note that a stage starts; returns the run's id. `params` must be plain JSON."""
    row = {"kind": kind, "state": "running", "params": params, "started_at": now}
    return add_row(tx, run, {**row, "requests": 0, "retries": 0, "note": ""})


def finish_run(
    tx: Tx,
    run_id: int,
    state: str,
    now: datetime,
    requests: int = 0,
    retries: int = 0,
    note: str = "",
) -> None:
    """Note how a run ended and what it cost."""
    values = {
        "state": state,
        "finished_at": now,
        "requests": requests,
        "retries": retries,
        "note": note,
    }
    tx.execute(update(run).where(run.c.id == run_id).values(values))


def runs(tx: Tx) -> tuple[Run, ...]:
    """All runs, oldest first. One still `running` long after its start was broken off."""
    rows = tx.execute(select(run).order_by(run.c.id)).mappings()
    return tuple(as_struct(Run, row) for row in rows)


def open_window(
    tx: Tx,
    run_id: int,
    *,
    topic: str,
    part: str,
    version: str,
    fingerprint: str,
    first: date,
    last: date,
    term: str,
    now: datetime,
    date_field: str = "crdt",
    source: str = PUBMED,
) -> Window:
    """A new window, or the unfinished one with the same key, now worked on by this run."""
    if last < first:
        raise WrongUse(f"the window {first} to {last} ends before it begins", "Swap the dates.")
    row = {
        "run_id": run_id,
        "topic": topic,
        "part": part,
        "version": version,
        "fingerprint": fingerprint,
        "first": first,
        "last": last,
        "date_field": date_field,
        "source": source,
        "term": term,
        "translation": "",
        "warnings": [],
        "state": "open",
        "opened_at": now,
    }
    earlier = unfinished_id(tx, {name: row[name] for name in _KEY})
    if earlier is not None:
        tx.execute(update(window).where(window.c.id == earlier).values(run_id=run_id))
        return the_window(tx, earlier)
    return the_window(tx, add_row(tx, window, row))


def list_found(
    tx: Tx,
    window_id: int,
    count: int,
    pmids: Sequence[str],
    translation: str,
    warnings: Sequence[str],
    now: datetime,
) -> Window:
    """Write down what the search listed. PMIDs that we hold are known, the rest to be fetched.

    Known records become members of the window's topic, and watched. Listing again (a resumed
    window) keeps what is fetched, gives the missing a second chance and lets go of PMIDs that
    are no longer listed.
    """
    opened = the_window(tx, window_id)
    listed = list(dict.fromkeys(pmids))
    before = _states(tx, window_id)
    held = known(tx, listed)
    _drop(tx, window_id, before.keys() - set(listed))
    rows = [
        {
            "window_id": window_id,
            "pmid": pmid,
            "state": "fetched"
            if before.get(pmid) == "fetched"
            else ("known" if pmid in held else "found"),
        }
        for pmid in listed
    ]
    put(tx, window_pmid, rows, replace=("state",))
    values = {
        "count": count,
        "translation": translation,
        "warnings": list(warnings),
        "listed_at": now,
        "state": "open",
        "closed_at": None,
    }
    tx.execute(update(window).where(window.c.id == window_id).values(values))
    join_topic(tx, opened, [pmid for pmid in listed if pmid in held], now)
    return the_window(tx, window_id)


def record_page(
    tx: Tx,
    window_id: int,
    delivered: Sequence[tuple[Record, bytes]],
    *,
    now: datetime,
    missing: Iterable[str] = (),
) -> Saved:
    """Keep a fetched page: its records, their topic and the ledger's marks, all or nothing.

    `missing` names PMIDs that two fetches did not deliver. What was asked for and is not
    named stays pending, to be asked for once more. Raises WrongUse for a PMID that the
    window did not list.
    """
    opened = the_window(tx, window_id)
    came = {copy.id for copy, _ in delivered}
    lacking = set(missing)
    astray = (came | lacking) - _states(tx, window_id).keys()
    if astray:
        raise WrongUse(
            f"window {window_id} did not list {', '.join(sorted(astray))}",
            "Fetch only what `pending` gives.",
        )
    role: Role = "background" if opened.topic == BACKGROUND else "watched"
    saved = save(tx, delivered, source=opened.source, now=now, role=role)
    join_topic(tx, opened, sorted(came), now)
    _mark(tx, window_id, came, "fetched")
    _mark(tx, window_id, lacking - came, "missing")
    return saved


def close_window(tx: Tx, window_id: int, now: datetime) -> Window:
    """Settle the account: complete only when count = listed = fetched + known + missing."""
    seen = the_window(tx, window_id)
    accounted = seen.fetched + seen.known + seen.missing
    whole = seen.listed_at is not None and seen.count == seen.listed == accounted
    state = "complete" if whole else "incomplete"
    tx.execute(update(window).where(window.c.id == window_id).values(state=state, closed_at=now))
    return the_window(tx, window_id)


def _states(tx: Tx, window_id: int) -> dict[str, str]:
    query = select(window_pmid.c.pmid, window_pmid.c.state)
    return {row.pmid: row.state for row in tx.execute(query.where(_in(window_id)))}


def _in(window_id: int) -> Any:
    return window_pmid.c.window_id == window_id


def _drop(tx: Tx, window_id: int, pmids: set[str]) -> None:
    for some in batches(sorted(pmids)):
        tx.execute(delete(window_pmid).where(_in(window_id), window_pmid.c.pmid.in_(some)))


def _mark(tx: Tx, window_id: int, pmids: set[str], state: str) -> None:
    for some in batches(sorted(pmids)):
        # What is fetched stays fetched, whatever a second process says of it.
        mine = (_in(window_id), window_pmid.c.pmid.in_(some), window_pmid.c.state != "fetched")
        tx.execute(update(window_pmid).where(*mine).values(state=state))


def join_topic(tx: Tx, opened: Window, record_ids: Sequence[str], now: datetime) -> None:
    """Records that a window's strategy has hit are its topic's, and watched."""
    if opened.topic == BACKGROUND:
        return
    rows = [
        {
            "record_id": record_id,
            "topic": opened.topic,
            "part": opened.part,
            "fingerprint": opened.fingerprint,
            "version": opened.version,
            "window_id": opened.id,
            "first_seen": now,
        }
        for record_id in record_ids
    ]
    put(tx, record_topic, rows)
    for some in batches(record_ids):
        tx.execute(update(record).where(record.c.id.in_(some)).values(role="watched"))
