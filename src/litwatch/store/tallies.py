"""Counts and short lists for a day's work, each one query over an index.

Records are parted by their day or state; `role !=` and not `in`, since SQLite would otherwise
go by the index of the role, which parts nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from litwatch.records import State
from litwatch.records.reviewers import folded_name
from litwatch.store.bulk import batches
from litwatch.store.catalog import notices_of, titles
from litwatch.store.decisions import decisions_of
from litwatch.store.editions import PUBLISHED
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.ledger import Run
from litwatch.store.opinions import latest_bands
from litwatch.store.rows import as_struct
from litwatch.store.tables import alert, edition, record, record_topic, run, statement_version

_GRAVE: tuple[State, ...] = ("retracted", "withdrawn", "concern", "gone")


class MonthTally(NamedTuple):
    """Of the watched records created in a month: all, those that a model does not rank low, and
    what people have read and included. `hits` counts a record once for each search that has it.
    """

    hits: int
    new: int
    ranked: int
    read: int
    included: int
    left: int


class Changed(NamedTuple):
    """A work that we use, or people had included, and that has since changed for the worse."""

    record_id: str
    title: str
    state: State
    day: date


def newest_month(tx: Tx, today: date) -> str | None:
    """The month of the newest watched record, as `YYYY-MM`; None in an empty store."""
    query = select(record.c.created).where(record.c.created <= today, record.c.role != "background")
    day = tx.scalar(query.order_by(record.c.created.desc()).limit(1))
    return f"{day:%Y-%m}" if day else None


def month_tally(tx: Tx, month: str, *, unread: Collection[str] = ()) -> MonthTally:
    """How far a month has come. The `unread` records count as read by nobody."""
    first, after = month_bounds(month)
    mine = list(
        tx.scalars(
            select(record.c.id).where(
                record.c.created >= first,
                record.c.created < after,
                record.c.role != "background",
            )
        )
    )
    said = {
        key: made.verdict for key, (_, made) in decisions_of(tx, mine).items() if key not in unread
    }
    bands = latest_bands(tx, mine)
    ranked = [key for key in mine if bands.get(key) != "unlikely"]
    return MonthTally(
        hits=_hits(tx, mine),
        new=len(mine),
        ranked=len(ranked),
        read=len(said),
        included=sum(verdict == "include" for verdict in said.values()),
        left=sum(said.get(key) in (None, "maybe") for key in ranked),
    )


def _hits(tx: Tx, ids: list[str]) -> int:
    mine = (record_topic.c.record_id, record_topic.c.topic, record_topic.c.part)
    return sum(
        tx.scalar(
            select(func.count()).select_from(
                select(*mine).where(record_topic.c.record_id.in_(some)).distinct().subquery()
            )
        )
        or 0
        for some in batches(ids)
    )


def changed_states(tx: Tx, limit: int = 20, *, unread: Collection[str] = ()) -> list[Changed]:
    """Works with an alarm that waits, and included works whose grave notice came after they were
    included, the newest first.

    A work is told until somebody decides on it again, or settles its alert. That the `unread`
    ones are included is not told.
    """
    columns = (record.c.id, record.c.state, record.c.role)
    grave: dict[str, State] = {
        key: state
        for key, state, role in tx.execute(select(*columns).where(record.c.state.in_(_GRAVE)))
        if role != "background"
    }
    settled = {
        (key, state)
        for some in batches(sorted(grave))
        for key, state in tx.execute(
            select(alert.c.record_id, alert.c.state).where(
                alert.c.record_id.in_(some),
                alert.c.acknowledged_at.is_not(None) | alert.c.closed_at.is_not(None),
            )
        ).tuples()
    }
    included = {
        key: made.at
        for key, (_, made) in decisions_of(tx, grave).items()
        if made.verdict == "include" and (key, grave[key]) not in settled and key not in unread
    }
    seen = notices_of(tx, included)
    names = titles(tx, included)
    gone = _gone(tx, included)
    found = []
    for key, at in included.items():
        days = [one.first_seen for one in seen.get(key, {}).values() if one.first_seen]
        day = max(days, default=None) or gone.get(key)
        if day and day >= at.date():
            found.append(Changed(key, names[key], grave[key], day))
    found += _alarms(tx, {one.record_id for one in found})
    return sorted(found, key=lambda one: (one.day, one.record_id), reverse=True)[:limit]


def _alarms(tx: Tx, told: set[str]) -> list[Changed]:
    """The used works whose alarm waits for a person, but for those that are told already.

    One that was retracted and republished is told as retracted: what we use is not what stands.
    """
    as_told: dict[State, State] = {**{state: state for state in _GRAVE}, "republished": "retracted"}
    query = select(alert.c.record_id, alert.c.state, alert.c.opened_at).where(
        alert.c.acknowledged_at.is_(None),
        alert.c.closed_at.is_(None),
        alert.c.state.in_(list(as_told)),
    )
    waiting = {
        key: (as_told[state], at.date())
        for key, state, at in tx.execute(query.order_by(alert.c.id)).tuples()
        if key not in told
    }
    names = titles(tx, waiting)
    return [Changed(key, names[key], state, day) for key, (state, day) in waiting.items()]


def _gone(tx: Tx, ids: dict[str, datetime]) -> dict[str, date]:
    return {
        key: at.date()
        for some in batches(sorted(ids))
        for key, at in tx.execute(
            select(record.c.id, record.c.gone_at).where(record.c.id.in_(some))
        ).tuples()
        if at
    }


def statements_due(tx: Tx, today: date) -> list[str]:
    """The key messages in force whose day to look at them again has come, by id."""
    last = (
        select(func.max(statement_version.c.id))
        .where(statement_version.c.state == "in_force")
        .group_by(statement_version.c.statement)
    )
    query = select(statement_version.c.statement).where(
        statement_version.c.id.in_(last),
        statement_version.c.lifecycle != "retired",
        statement_version.c.due <= today,
    )
    return list(tx.scalars(query.order_by(statement_version.c.statement)))


def statements_proposed(tx: Tx, name: str) -> list[str]:
    """The key messages with a wording that somebody else than this person has proposed."""
    query = select(statement_version.c.statement, statement_version.c.proposed_by)
    query = query.where(statement_version.c.state == "proposed")
    return sorted(
        {key for key, by in tx.execute(query).tuples() if folded_name(by) != folded_name(name)}
    )


def draft_month(tx: Tx) -> tuple[str, int] | None:
    """The month and revision of the newest edition that is not published."""
    query = select(edition.c.month, edition.c.revision).where(edition.c.state.not_in(PUBLISHED))
    query = query.order_by(edition.c.month.desc(), edition.c.revision.desc()).limit(1)
    row = tx.execute(query).first()
    return None if row is None else (row[0], row[1])


def latest_runs(tx: Tx, newest: int = 200) -> list[Run]:
    """The newest runs, newest first."""
    rows = tx.execute(select(run).order_by(run.c.id.desc()).limit(newest)).mappings()
    return [as_struct(Run, row) for row in rows]
