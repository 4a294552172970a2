"""Readings that somebody is asked for, and which records have been read by one person only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, not_, or_, select, update

from litwatch.errors import WrongUse
from litwatch.records.reviewers import folded_name
from litwatch.store.bulk import IDS, batches
from litwatch.store.decisions import is_reading, stands
from litwatch.store.editions import PUBLISHED
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.rows import add_row
from litwatch.store.tables import decision, edition, reading, record, record_topic

Kind = Literal["second", "expert"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A reading that was asked for; open while `closed_at` is None (see `ReadingRow`)."""

    id: int
    record_id: str
    kind: Kind
    reader: str
    role: str
    instead_of: str
    words: str
    asked_by: str
    asked_at: datetime
    answer: str
    closed_by: str
    closed_at: datetime | None


def ask_second(
    tx: Tx, record_id: str, reader: str, *, instead_of: str = "", asked_by: str, now: datetime
) -> None:
    """Ask a person for a second reading of a record."""
    _ask(tx, record_id, "second", asked_by, now, reader=reader, instead_of=instead_of)


def ask_expert(
    tx: Tx, record_id: str, role: str, words: str, *, asked_by: str, now: datetime
) -> int:
    """Ask those who hold a role about a record; returns the question's id."""
    return _ask(tx, record_id, "expert", asked_by, now, role=role, words=words)


def _ask(tx: Tx, record_id: str, kind: Kind, asked_by: str, now: datetime, **more: str) -> int:
    row = {"record_id": record_id, "kind": kind, "asked_by": asked_by, "asked_at": now}
    empty = dict.fromkeys(("reader", "role", "instead_of", "words", "answer", "closed_by"), "")
    return add_row(tx, reading, {**empty, **row, **more})


def the_reading(tx: Tx, reading_id: int) -> Reading:
    """The reading with this id. Raises WrongUse when there is none."""
    found = _readings(tx, reading.c.id == reading_id)
    if not found:
        raise WrongUse(
            f"nobody has asked question {reading_id}", "Go back to the list.", common="not_here"
        )
    return found[0]


def close(tx: Tx, reading_id: int, *, answer: str = "", by: str, now: datetime) -> None:
    """Close a reading with an answer, or without one: it is withdrawn."""
    values = {"answer": answer, "closed_by": by, "closed_at": now}
    tx.execute(update(reading).where(reading.c.id == reading_id).values(values))


_OPEN = (
    select(reading)
    .where(reading.c.kind == bindparam("kind"), reading.c.closed_at.is_(None))
    .order_by(reading.c.id)
)


def open_readings(tx: Tx, kind: Kind) -> list[Reading]:
    """All of a kind that are neither closed nor, for a second reading, done, oldest first."""
    found = [Reading(**row) for row in tx.execute(_OPEN, {"kind": kind}).mappings()]
    if kind == "expert":
        return found
    said = _deciders(tx, {one.record_id for one in found})
    return [one for one in found if not _done(one, said.get(one.record_id, []))]


def _done(one: Reading, said: Iterable[tuple[str, datetime]]) -> bool:
    """Whether its reader has decided since; for anybody's reading, whether two have."""
    if one.reader:
        return any(who == folded_name(one.reader) and at >= one.asked_at for who, at in said)
    return len({who for who, _ in said}) > 1


def _deciders(tx: Tx, ids: Collection[str]) -> dict[str, list[tuple[str, datetime]]]:
    """Who has read each record and when."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    for some in batches(sorted(ids)):
        query = select(decision.c.record_id, decision.c.reviewer, decision.c.at)
        for key, who, at in tx.execute(
            query.where(decision.c.record_id.in_(some), stands(), is_reading())
        ):
            found.setdefault(key, []).append((folded_name(who), at))
    return found


def readers_of(tx: Tx, ids: Collection[str]) -> dict[str, set[str]]:
    """The people who have read each record, as `person` writes them."""
    return {key: {who for who, _ in said} for key, said in _deciders(tx, ids).items()}


def set_aside(tx: Tx, ids: Collection[str]) -> dict[str, set[str]]:
    """The people whose verdict on a record somebody else's reading takes the place of."""
    found: dict[str, set[str]] = {}
    for some in batches(sorted(ids)):
        for one in _readings(
            tx,
            reading.c.record_id.in_(some),
            reading.c.kind == "second",
            reading.c.instead_of != "",
            reading.c.closed_at.is_(None),
        ):
            found.setdefault(one.record_id, set()).add(folded_name(one.instead_of))
    return found


def questions_on(tx: Tx, record_id: str) -> list[Reading]:
    """All that experts were asked about a record, oldest first."""
    return _readings(tx, reading.c.record_id == record_id, reading.c.kind == "expert")


def questions_by(tx: Tx, name: str, limit: int = 50) -> list[Reading]:
    """What a person has asked experts, the newest first."""
    mine = [
        one
        for one in _readings(tx, reading.c.kind == "expert")
        if folded_name(one.asked_by) == folded_name(name)
    ]
    return mine[::-1][:limit]


def _readings(tx: Tx, *which: ColumnElement[bool]) -> list[Reading]:
    rows = tx.execute(select(reading).where(*which).order_by(reading.c.id)).mappings()
    return [Reading(**row) for row in rows]


def read_by_one(tx: Tx, among: Collection[str] | None = None) -> dict[str, str]:
    """The watched records that one person alone has read, and who that is (`person`).

    Those of a month that is published are left out: what a second reading was for is done.
    """
    if among is None:
        return _read_by_one(tx, _READERS)
    found: dict[str, str] = {}
    for some in batches(sorted(among)):
        found |= _read_by_one(tx, _READERS_OF, {"ids": some})
    return found


def _readers(*which: ColumnElement[bool]) -> Select[tuple[str, str, str]]:
    """Each watched record that is read, with the first and the last reader by name."""
    first, last = func.min(decision.c.reviewer), func.max(decision.c.reviewer)
    said = (
        select(decision.c.record_id, first.label("first"), last.label("last"))
        .where(stands(), *which)
        .group_by(decision.c.record_id)
        .subquery()
    )
    return (
        select(said.c.record_id, said.c.first, said.c.last)
        .join(record, record.c.id == said.c.record_id)
        .where(record.c.role != "background")
    )


_READERS, _READERS_OF = _readers(), _readers(decision.c.record_id.in_(IDS))


def _read_by_one(
    tx: Tx, query: Select[tuple[str, str, str]], given: dict[str, list[str]] | None = None
) -> dict[str, str]:
    if unpublished := _not_published(tx):
        query = query.where(*unpublished)
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    unclear: list[str] = []
    for key, one, other in tx.execute(query, given):
        who = names.setdefault(one, folded_name(one))
        if one == other:
            found[key] = who
        elif who == names.setdefault(other, folded_name(other)):
            unclear.append(key)  # a third name may stand between two spellings of one
    for key, readers in readers_of(tx, unclear).items():
        if len(readers) == 1:
            (found[key],) = readers
    return found


_MONTHS = select(edition.c.month).where(edition.c.state.in_(PUBLISHED)).distinct()


def _not_published(tx: Tx) -> list[ColumnElement[bool]]:
    spans = [month_bounds(month) for month in tx.scalars(_MONTHS)]
    days = record.c.created
    return (
        [
            or_(
                days.is_(None),
                not_(or_(*(and_(days >= first, days < after) for first, after in spans))),
            )
        ]
        if spans
        else []
    )


_PUBLISHED = select(func.count()).where(edition.c.state.in_(PUBLISHED))


def published_months(tx: Tx) -> int:
    """How many editions have been published: with each, what was waited for is done."""
    return tx.scalar(_PUBLISHED) or 0


_TOPICS = (
    select(record_topic.c.record_id, record_topic.c.topic)
    .where(record_topic.c.record_id.in_(IDS))
    .distinct()
)


def topics_of(tx: Tx, ids: Collection[str]) -> dict[str, list[str]]:
    """The topics of each record that has any."""
    found: dict[str, list[str]] = {}
    for some in batches(sorted(ids)):
        for key, topic in tx.execute(_TOPICS, {"ids": some}):
            found.setdefault(key, []).append(topic)
    return found


def read_since(tx: Tx, first: date) -> dict[str, date]:
    """The watched records created since a day that somebody has read, and when they were."""
    query = (
        select(record.c.id, record.c.created)
        .join(decision, decision.c.record_id == record.c.id)
        .where(record.c.created >= first, record.c.role != "background", stands(), is_reading())
        .distinct()
    )
    return {row.id: row.created for row in tx.execute(query)}
