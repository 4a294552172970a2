"""Everything that ever happened to a record, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    BindParameter,
    RowMapping,
    Select,
    bindparam,
    exists,
    literal,
    or_,
    select,
    union_all,
)

from litwatch.store.appearances import appearances
from litwatch.store.engine import Tx
from litwatch.store.opinions import MACHINE
from litwatch.store.tables import (
    alert,
    decision,
    decision_undo,
    prediction,
    rating,
    reading,
    record,
    record_note,
    record_notice,
    record_revision,
    record_source,
    record_topic,
    relation,
    resolution,
    same_work,
    tag,
    usefulness,
    window,
    written_field,
)

Kind = Literal[
    "stored", "came", "found", "revised", "gone", "notice", "predicted", "useful", "proposed",
    "tagged", "decided", "taken_back", "rated", "noted", "asked", "answered", "resolved",
    "wrote", "edition", "related", "same_work", "alert", "acknowledged", "closed",
]  # fmt: skip
# What one reader said must not be seen by the second before they have read it themselves.
OPINIONS: frozenset[Kind] = frozenset(
    {
        "tagged",
        "decided",
        "taken_back",
        "rated",
        "noted",
        "answered",
        "resolved",
        "related",
        "wrote",
    }
)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. `said` holds what is particular to its kind.

    `by` is a reviewer, a model, or empty for litwatch itself. Of a notice only the day is
    known: it stands at noon.
    """

    at: datetime
    kind: Kind
    by: str = ""
    said: dict[str, Any] = {}


def timeline(tx: Tx, record_id: str) -> tuple[Event, ...]:
    """The events of a stored record, oldest first."""
    rows = _Rows(tx, record_id)
    events = [event for read in _READERS for event in read(rows)]
    return tuple(sorted(events, key=lambda event: event.at))


# Made once: a page asks them all, and making one anew takes longer than its answer.
_KEY: BindParameter[str] = bindparam("key")
_RECORD = select(record).where(record.c.id == _KEY)
_HITS = (
    select(record_topic, window.c.first, window.c.last, window.c.source)
    .join(window, window.c.id == record_topic.c.window_id)
    .where(record_topic.c.record_id == _KEY)
)
_PAIRS = select(same_work).where(or_(same_work.c.first == _KEY, same_work.c.second == _KEY))
_DECISIONS = (
    select(decision, decision_undo.c.by.label("undone_by"), decision_undo.c.at.label("u"))
    .outerjoin(decision_undo, decision_undo.c.decision_id == decision.c.id)
    .where(decision.c.record_id == _KEY)
)


# The tables with a line, or none, for what has happened to a record.
_TABLES: tuple[Any, ...] = (
    record_source,
    record_topic,
    record_revision,
    record_notice,
    prediction,
    usefulness,
    tag,
    decision,
    rating,
    record_note,
    resolution,
    reading,
    written_field,
    relation,
    alert,
)
_ROWS = {table: select(table).where(table.c.record_id == _KEY) for table in _TABLES}
_ROWS |= {record_topic: _HITS, decision: _DECISIONS}
_NOT_EMPTY = union_all(
    *(
        select(literal(place)).where(exists().where(table.c.record_id == _KEY))
        for place, table in enumerate(_TABLES)
    )
)


class _Rows:
    """What the tables hold of one record. Most hold nothing, so that is asked of all at once."""

    def __init__(self, tx: Tx, key: str) -> None:
        self.tx, self.key = tx, key
        self._not_empty = {_TABLES[place] for place in tx.scalars(_NOT_EMPTY, {"key": key})}

    def of(self, table: Any) -> list[RowMapping]:
        return self.found(_ROWS[table]) if table in self._not_empty else []

    def found(self, query: Select[Any]) -> list[RowMapping]:
        return list(self.tx.execute(query, {"key": self.key}).mappings())


def _coming(rows: _Rows) -> Iterator[Event]:
    for row in rows.found(_RECORD):
        yield Event(at=row["first_seen"], kind="stored", said={"role": row["role"]})
        if row["gone_at"]:
            yield Event(at=row["gone_at"], kind="gone")
    for source in rows.of(record_source):
        yield Event(at=source["first_seen"], kind="came", said={"source": source["source"]})
    for hit in rows.of(record_topic):
        names = ("topic", "part", "version", "first", "last", "source")
        said = {name: hit[name] for name in names}
        yield Event(at=hit["first_seen"], kind="found", said=said)


def _changes(rows: _Rows) -> Iterator[Event]:
    for row in rows.of(record_revision):
        said = {"changed": tuple(row["changed"]), "reread": row["raw_before"] == row["raw_after"]}
        yield Event(at=row["at"], kind="revised", said=said)
    for row in rows.of(record_notice):
        names = ("type", "direction", "kind", "pmid", "doi", "citation", "source", "note")
        said = {name: row[name] for name in names}
        yield Event(at=_noon(row["first_seen"]), kind="notice", said=said)
    for row in rows.found(_PAIRS):
        other = row["second"] if row["first"] == rows.key else row["first"]
        by = "" if row["by"] == MACHINE else row["by"]
        said = {"other": other, "state": row["state"]}
        yield Event(at=row["at"], kind="same_work", by=by, said=said)


def _machines(rows: _Rows) -> Iterator[Event]:
    for row in rows.of(prediction):
        said = {"score": row["score"], "band": row["band"]}
        yield Event(at=row["at"], kind="predicted", by=row["model"], said=said)
    for row in rows.of(usefulness):
        yield Event(at=row["at"], kind="useful", by=row["by"], said={"score": row["score"]})
    proposed: dict[datetime, list[tuple[str, str]]] = {}
    for row in rows.of(tag):
        if row["by"] == MACHINE:
            proposed.setdefault(row["at"], []).append((row["facet"], row["value"]))
        else:
            said = {"facet": row["facet"], "value": row["value"], "state": row["state"]}
            yield Event(at=row["at"], kind="tagged", by=row["by"], said=said)
    for at, tags in proposed.items():
        yield Event(at=at, kind="proposed", said={"tags": tuple(sorted(tags))})


def _people(rows: _Rows) -> Iterator[Event]:
    for row in rows.of(decision):
        said = {
            "verdict": row["verdict"],
            "reason": row["reason"],
            "stands": row["undone_by"] is None,
        }
        yield Event(at=row["at"], kind="decided", by=row["reviewer"], said=said)
        if row["undone_by"] is not None:
            undo = {"verdict": row["verdict"]}
            yield Event(at=row["u"], kind="taken_back", by=row["undone_by"], said=undo)
    for row in rows.of(rating):
        said = {name: row[name] for name in ("audience", "scale", "value")}
        yield Event(at=row["at"], kind="rated", by=row["reviewer"], said=said)
    for row in rows.of(record_note):
        yield Event(at=row["at"], kind="noted", by=row["reviewer"], said={"text": row["text"]})
    for row in rows.of(resolution):
        said = {"how": row["how"], "words": row["words"]}
        yield Event(at=row["at"], kind="resolved", by=row["by"], said=said)
    for row in rows.of(reading):
        said = {name: row[name] for name in ("kind", "reader", "role", "words")}
        yield Event(at=row["asked_at"], kind="asked", by=row["asked_by"], said=said)
        if row["closed_at"]:
            said = {"kind": row["kind"], "answer": row["answer"]}
            yield Event(at=row["closed_at"], kind="answered", by=row["closed_by"], said=said)


def _use(rows: _Rows) -> Iterator[Event]:
    for row in rows.of(written_field):
        said = {name: row[name] for name in ("month", "field", "audience", "text")}
        yield Event(at=row["at"], kind="wrote", by=row["reviewer"], said=said)
    for row in rows.of(relation):
        said = {"relation": row["kind"], "statement": row["statement"], "why": row["why"]}
        yield Event(at=row["at"], kind="related", by=row["reviewer"], said=said)
    for row in rows.of(alert):
        yield Event(at=row["opened_at"], kind="alert", said={"state": row["state"]})
        if row["acknowledged_at"]:
            said = {"reason": row["reason"]}
            by = row["acknowledged_by"]
            yield Event(at=row["acknowledged_at"], kind="acknowledged", by=by, said=said)
        if row["closed_at"]:
            said = {"reason": row["closed_words"]}
            yield Event(at=row["closed_at"], kind="closed", by=row["closed_by"], said=said)
    for one in appearances(rows.tx, rows.key):
        said = {"month": one.month, "revision": one.revision}
        yield Event(at=one.at, kind="edition", said=said)


_READERS: tuple[Callable[[_Rows], Iterator[Event]], ...] = (
    _coming,
    _changes,
    _machines,
    _people,
    _use,
)


def _noon(day: date) -> datetime:
    """A day as a time that is the same day in Stockholm."""
    return datetime.combine(day, time(12), tzinfo=UTC)
