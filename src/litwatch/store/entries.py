"""Entry: a record with all that is known of it. What the later stages read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, not_, or_, select

from litwatch.errors import WrongUse
from litwatch.records import Decision, Fact, Notice, Prediction, Record, State, Tag, Usefulness, Why
from litwatch.records.opinions import overruled
from litwatch.store import mapper
from litwatch.store.bulk import IDS, batches
from litwatch.store.catalog import notices_of
from litwatch.store.decisions import decisions_of, live_decision_ids, stands
from litwatch.store.engine import Tx
from litwatch.store.others import Member, members_of
from litwatch.store.tables import (
    Role,
    decision,
    prediction,
    record,
    record_source,
    record_topic,
    tag,
    usefulness,
)

_PAGE = 500


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A record, what machines and people say of it, and where it comes from.

    `notices` holds every notice ever seen, with its day; `record.notices` only what the
    newest copy lists. `prediction` is the one made last, `decision` the one appended last.
    `work` holds all records of its work, the one that stands for it first; it is empty where
    there is no other. A decision on another record is not one on this. `facts` are read from the
    text by who shows them, and never stored.
    """

    record: Record
    topics: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    prediction: Prediction | None = None
    usefulness: Usefulness | None = None
    decision: Decision | None = None
    decision_id: int | None = None
    notices: tuple[Notice, ...] = ()
    state: State = "ok"
    sources: tuple[str, ...] = ()
    role: Role
    first_seen: datetime
    work: tuple[Member, ...] = ()
    facts: tuple[Fact, ...] = ()


def month_bounds(month: str) -> tuple[date, date]:
    """The first day of `YYYY-MM` and of the month after. Raises WrongUse for anything else."""
    try:
        if len(month) != 7:
            raise ValueError
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise WrongUse(f"{month!r} is not a month", "Write it as 2021-06.") from None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def entries(
    tx: Tx,
    *,
    ids: Iterable[str] | None = None,
    topic: str | None = None,
    month: str | None = None,
    decision: str | None = None,
    undecided: Collection[str] = (),
    roles: Collection[Role] | None = None,
) -> Iterator[Entry]:
    """The entries that all given conditions hold for, by id, a page at a time.

    `month` (`2021-06`) is that of the create date; `decision` a verdict, or `none` for what
    nobody has decided. The records of `undecided` count as such: who asks is to read them as a
    second person. Read the entries inside the transaction.
    """
    query = chosen(topic=topic, month=month, decision=decision, undecided=undecided, roles=roles)
    if ids is None:
        yield from _pages(tx, query)
    else:
        for some in batches(sorted(set(ids)), _PAGE):
            yield from fill(tx, tx.execute(query.where(record.c.id.in_(some))).mappings().all())


def chosen(
    *,
    topic: str | None = None,
    month: str | None = None,
    decision: str | None = None,
    undecided: Collection[str] = (),
    roles: Collection[Role] | None = None,
) -> Select[Any]:
    """The rows of table `record` that the conditions of `entries` hold for, by id."""
    query = select(record).order_by(record.c.id)
    if topic is not None:
        query = query.where(
            exists().where(record_topic.c.record_id == record.c.id, record_topic.c.topic == topic)
        )
    if month is not None:
        first, after = month_bounds(month)
        query = query.where(record.c.created >= first, record.c.created < after)
    if roles is not None:
        query = query.where(record.c.role.in_(roles))
    if decision is not None:
        among = record.c.id.in_(sorted(undecided))
        holds = _verdict_is(decision)
        query = query.where(or_(holds, among) if decision == "none" else and_(holds, not_(among)))
    return query


def _pages(tx: Tx, query: Select[Any]) -> Iterator[Entry]:
    # Keyset paging: memory stays flat and the tables beside are asked once a page.
    page = tx.execute(query.limit(_PAGE)).mappings().all()
    while page:
        yield from fill(tx, page)
        after = query.where(record.c.id > page[-1]["id"]).limit(_PAGE)
        page = tx.execute(after).mappings().all() if len(page) == _PAGE else []


def _verdict_is(verdict: str) -> ColumnElement[bool]:
    if verdict == "none":
        return ~exists().where(decision.c.record_id == record.c.id, stands())
    return exists().where(
        and_(
            decision.c.record_id == record.c.id,
            decision.c.verdict == verdict,
            decision.c.id.in_(live_decision_ids()),
        )
    )


def fill(tx: Tx, rows: Sequence[RowMapping]) -> Iterator[Entry]:
    """Entries for rows of table `record`, in the rows' order (at most a page of them)."""
    wanted = [row["id"] for row in rows]
    notices = notices_of(tx, wanted)
    topics = _words(tx, wanted, _TOPICS)
    sources = _words(tx, wanted, _SOURCES)
    tags = _tags(tx, wanted)
    predictions = _predictions(tx, wanted)
    useful = _usefulness(tx, wanted)
    decisions = decisions_of(tx, wanted)
    works = members_of(tx, wanted)
    for row in rows:
        record_id = row["id"]
        kept = mapper.stored(row)
        decision_id, decided = decisions.get(record_id, (None, None))
        yield Entry(
            record=kept.record,
            topics=topics.get(record_id, ()),
            tags=tags.get(record_id, ()),
            prediction=predictions.get(record_id),
            usefulness=useful.get(record_id),
            decision=decided,
            decision_id=decision_id,
            notices=tuple(notices.get(record_id, {}).values()),
            state=kept.state,
            sources=sources.get(record_id, ()),
            role=kept.role,
            first_seen=kept.first_seen,
            work=works.get(record_id, ()),
        )


_TOPICS = select(record_topic.c.record_id, record_topic.c.topic).where(
    record_topic.c.record_id.in_(IDS)
)
_SOURCES = select(record_source.c.record_id, record_source.c.source).where(
    record_source.c.record_id.in_(IDS)
)
_TAGS = select(tag).where(tag.c.record_id.in_(IDS))
_PREDICTIONS = (
    select(prediction)
    .where(prediction.c.record_id.in_(IDS))
    .order_by(prediction.c.at, prediction.c.model)
)
_USEFULNESS = select(usefulness).where(usefulness.c.record_id.in_(IDS))


def _words(tx: Tx, ids: list[str], query: Select[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for record_id, value in tx.execute(query, {"ids": ids}):
        found[record_id].add(value)
    return {record_id: tuple(sorted(values)) for record_id, values in found.items()}


def _tags(tx: Tx, ids: list[str]) -> dict[str, tuple[Tag, ...]]:
    found: dict[str, list[Tag]] = defaultdict(list)
    for row in tx.execute(_TAGS, {"ids": ids}).mappings():
        found[row["record_id"]].append(
            Tag(
                facet=row["facet"],
                value=row["value"],
                by=row["by"],
                evidence=tuple(row["evidence"]),
                state=row["state"],
                confidence=row["confidence"],
            )
        )
    return {
        record_id: overruled(sorted(tags, key=lambda each: (each.facet, each.value, each.by)))
        for record_id, tags in found.items()
    }


def _predictions(tx: Tx, ids: list[str]) -> dict[str, Prediction]:
    return {
        row["record_id"]: Prediction(
            record_id=row["record_id"],
            model=row["model"],
            score=row["score"],
            band=row["band"],
            known=1.0 if row["known"] is None else row["known"],
            why=None if row["why"] is None else msgspec.convert(row["why"], Why),
        )
        for row in tx.execute(_PREDICTIONS, {"ids": ids}).mappings()  # the last one said wins
    }


def _usefulness(tx: Tx, ids: list[str]) -> dict[str, Usefulness]:
    return {
        row["record_id"]: Usefulness(
            by=row["by"], score=row["score"], points=tuple(map(tuple, row["points"]))
        )
        for row in tx.execute(_USEFULNESS, {"ids": ids}).mappings()
    }
