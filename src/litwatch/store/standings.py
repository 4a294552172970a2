"""What a search filters and sorts by, of each record, read from the tables that say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from litwatch.store.decisions import decisions_of, live_decision_ids
from litwatch.store.engine import Tx
from litwatch.store.opinions import MACHINE
from litwatch.store.shelf import (
    BAND,
    MONTH,
    ROLE,
    SOURCE,
    STATE,
    TOPIC,
    VERDICT,
    YEAR,
    Standing,
)
from litwatch.store.tables import (
    decision,
    prediction,
    record,
    record_source,
    record_text,
    record_topic,
    tag,
    usefulness,
)

Value = tuple[str, str]
FILES = "file"  # all imported files are one source


def standings(tx: Tx, ids: Collection[str] | None = None) -> Iterator[Standing]:
    """Every record, or those of the (at most a batch of) ids."""
    said = _said(tx, ids)
    useful = dict(_rows(tx, select(usefulness.c.record_id, usefulness.c.score), usefulness, ids))
    rows = _of(
        select(
            record_text.c.id,
            record.c.id,
            record.c.created,
            record.c.first_seen,
            record.c.year,
            record.c.state,
            record.c.role,
        ).join(record, record.c.id == record_text.c.record_id),
        record.c.id,
        ids,
    )
    once: dict[Value, Value] = {}  # 100,000 records share a few hundred values
    for number, record_id, created, first_seen, year, state, role in tx.execute(rows):
        day: date = created or first_seen.date()
        values = said.get(record_id, set())
        values |= {
            (STATE, state),
            (ROLE, role),
            (YEAR, f"{day.year}"),
            (MONTH, f"{day.year}-{day.month:02}"),
        }
        if not any(facet == VERDICT for facet, _ in values):
            values.add((VERDICT, "none"))
        yield Standing(
            number=number,
            id=record_id,
            created=day,
            usefulness=useful.get(record_id, 0.0),
            published=year,
            values=frozenset(once.setdefault(value, value) for value in values),
        )


def _said(tx: Tx, ids: Collection[str] | None) -> dict[str, set[Value]]:
    """Topics, bands, verdicts, sources and tags of records."""
    found: dict[str, set[Value]] = {}

    def note(record_id: str, facet: str, value: str) -> None:
        found.setdefault(record_id, set()).add((facet, value))

    for record_id, topic in _rows(
        tx, select(record_topic.c.record_id, record_topic.c.topic), record_topic, ids
    ):
        note(record_id, TOPIC, topic)
    for record_id, source in _rows(
        tx, select(record_source.c.record_id, record_source.c.source), record_source, ids
    ):
        note(record_id, SOURCE, FILES if source.startswith("file:") else source)
    for record_id, verdict in _verdicts(tx, ids):
        note(record_id, VERDICT, verdict)
    last = select(prediction.c.record_id, prediction.c.band).order_by(
        prediction.c.at, prediction.c.model
    )
    for record_id, band in dict(_rows(tx, last, prediction, ids)).items():
        note(record_id, BAND, band)
    _note_tags(tx, ids, found)
    return found


def _verdicts(tx: Tx, ids: Collection[str] | None) -> Iterable[tuple[str, str]]:
    if ids is not None:
        return [(key, said.verdict) for key, (_, said) in decisions_of(tx, ids).items()]
    live = decision.c.id.in_(live_decision_ids())
    return _rows(tx, select(decision.c.record_id, decision.c.verdict).where(live), decision, None)


def _note_tags(tx: Tx, ids: Collection[str] | None, found: dict[str, set[Value]]) -> None:
    """The tags that nobody has rejected; a person's rejection goes before the machine's word."""
    columns = (tag.c.record_id, tag.c.facet, tag.c.value)
    people = select(*columns, tag.c.state).where(tag.c.by != MACHINE)
    rejected = set()
    for record_id, facet, value, state in _rows(tx, people, tag, ids):
        if state == "rejected":
            rejected.add((record_id, facet, value))
        else:
            found.setdefault(record_id, set()).add((facet, value))
    machine = select(*columns).where(tag.c.by == MACHINE, tag.c.state != "rejected")
    for record_id, facet, value in _rows(tx, machine, tag, ids):
        if (record_id, facet, value) not in rejected:
            found.setdefault(record_id, set()).add((facet, value))


def _rows(tx: Tx, query: Select[Any], table: Any, ids: Collection[str] | None) -> Iterator[Any]:
    return iter(tx.execute(_of(query, table.c.record_id, ids)))


def _of(query: Select[Any], column: ColumnElement[Any], ids: Collection[str] | None) -> Select[Any]:
    return query if ids is None else query.where(column.in_(ids))
