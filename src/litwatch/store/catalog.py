"""The records: saved, never made older, never lost."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select, update

from litwatch.records import Notice, Record, State
from litwatch.records.notices import state as state_of
from litwatch.store import mapper
from litwatch.store.bulk import IDS, batches
from litwatch.store.engine import Tx
from litwatch.store.mapper import Copy, NoticeKey, Stored
from litwatch.store.planning import PUBMED as PUBMED
from litwatch.store.planning import Outcome, plan
from litwatch.store.tables import Role, raw, record, record_notice
from litwatch.store.tables import record_topic as topic_rows
from litwatch.store.writing import write_marks, write_plans


class Saved(NamedTuple):
    """The ids of what was delivered, each in one place, in the order of delivery."""

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def save(
    tx: Tx,
    parsed: Iterable[tuple[Record, bytes]],
    *,
    source: str,
    now: datetime,
    role: Role = "imported",
) -> Saved:
    """Keep records with the bytes they were read from; returns which were new or changed.

    `source` is `pubmed` or the name of a file. With the role `background` records are there
    to train on and are never queued, until a strategy hits them or a person imports them.
    """
    copies = (Copy(copy, its_bytes) for copy, its_bytes in parsed)
    return save_copies(tx, copies, source=source, now=now, role=role)


def save_copies(
    tx: Tx, copies: Iterable[Copy], *, source: str, now: datetime, role: Role = "imported"
) -> Saved:
    """`save` for copies that may have been encoded elsewhere, such as in a worker process."""
    outcomes: dict[str, Outcome] = {}
    for batch in batches(copies):
        arrived: dict[str, list[Copy]] = {}
        for copy in batch:
            arrived.setdefault(copy.record.id, []).append(copy)
        before = _stored(tx, arrived)
        seen = notices_of(tx, before)
        plans = {
            record_id: plan(
                of_one,
                before.get(record_id),
                seen.get(record_id, {}),
                source=source,
                role=role,
                now=now,
            )
            for record_id, of_one in arrived.items()
        }
        write_plans(tx, plans, source, now)
        for record_id, planned in plans.items():
            # A record that comes twice in one file is new once.
            if outcomes.get(record_id, "unchanged") == "unchanged":
                outcomes[record_id] = planned.outcome
    return Saved(
        new=tuple(record_id for record_id, outcome in outcomes.items() if outcome == "new"),
        updated=tuple(record_id for record_id, outcome in outcomes.items() if outcome == "updated"),
        unchanged=tuple(
            record_id for record_id, outcome in outcomes.items() if outcome == "unchanged"
        ),
    )


def _stored(tx: Tx, ids: Iterable[str]) -> dict[str, Stored]:
    columns = [record.c[name] for name in Stored._fields]
    found: dict[str, Stored] = {}
    for some in batches(ids):
        rows = tx.execute(select(record.c.id, *columns).where(record.c.id.in_(some))).all()
        found.update((row[0], Stored._make(row[1:])) for row in rows)
    return found


_NOTICES = (
    select(record_notice)
    .where(record_notice.c.record_id.in_(IDS))
    .order_by(record_notice.c.record_id, record_notice.c.first_seen, record_notice.c.id)
)


def notices_of(tx: Tx, ids: Iterable[str]) -> dict[str, dict[NoticeKey, Notice]]:
    """Every notice ever seen on these records, each with its `first_seen`, oldest first."""
    found: dict[str, dict[NoticeKey, Notice]] = {}
    for some in batches(ids):
        for row in tx.execute(_NOTICES, {"ids": some}).mappings():
            notice = mapper.notice(row)
            found.setdefault(row["record_id"], {})[mapper.notice_key(notice)] = notice
    return found


def get(tx: Tx, record_id: str) -> Record | None:
    """The newest copy of a record, as its source wrote it."""
    found = _stored(tx, [record_id]).get(record_id)
    return found.record if found else None


def noticed(tx: Tx, first: date, last: date) -> set[str]:
    """The watched or imported records on which a notice was first seen in these days."""
    query = (
        select(record_notice.c.record_id)
        .join(record, record.c.id == record_notice.c.record_id)
        .where(
            record_notice.c.direction == "in",
            record_notice.c.first_seen.between(first, last),
            record.c.role != "background",
        )
    )
    return set(tx.scalars(query))


def known(tx: Tx, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are stored."""
    found: set[str] = set()
    for some in batches(ids):
        found.update(tx.scalars(select(record.c.id).where(record.c.id.in_(some))))
    return found


def ids(tx: Tx, *, role: Role | None = None, topic: str | None = None) -> list[str]:
    """The ids of all records, or of those in a role or topic, in the order of their bytes."""
    query = select(record.c.id).order_by(record.c.id)
    if role is not None:
        query = query.where(record.c.role == role)
    if topic is not None:
        hit = select(topic_rows.c.record_id).where(topic_rows.c.topic == topic)
        query = query.where(record.c.id.in_(hit))
    return list(tx.scalars(query))


def mark_gone(tx: Tx, ids: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Say of records that PubMed has deleted them; ours are kept. Returns those we hold."""
    found = _stored(tx, ids)
    seen = notices_of(tx, found)
    gone: dict[str, tuple[Stored, Stored]] = {}
    for record_id, kept in found.items():
        ours, notices = kept.record, seen.get(record_id, {}).values()
        state = state_of(ours.title, ours.type_names, notices, gone=True)
        gone[record_id] = kept, kept._replace(state=state, gone_at=kept.gone_at or now)
    write_marks(tx, gone)
    return tuple(sorted(found))


def due_for_check(tx: Tx, *, before: datetime, ids: Collection[str] | None = None) -> list[str]:
    """The PMIDs of watched and imported records that PubMed was last asked for at `before` or
    earlier; with `ids` those of these records, whatever brought them."""
    query = select(record.c.pmid).where(
        record.c.pmid.is_not(None),
        or_(record.c.checked_at.is_(None), record.c.checked_at <= before),
    )
    if ids is None:
        query = query.where(record.c.role != "background")
        return list(tx.scalars(query.order_by(record.c.id)))
    found: list[str] = []
    for some in batches(sorted(ids)):
        found += tx.scalars(query.where(record.c.id.in_(some)).order_by(record.c.id))
    return found


def mark_checked(tx: Tx, pmids: Iterable[str], now: datetime) -> None:
    """Note that PubMed was asked for these, whether it delivered them or not."""
    for some in batches(pmids):
        tx.execute(update(record).where(record.c.pmid.in_(some)).values(checked_at=now))


def checked_since(tx: Tx, ids: Iterable[str], when: datetime) -> list[str]:
    """Those of the records that PubMed has answered for since, and has not deleted."""
    found: list[str] = []
    for some in batches(sorted(set(ids))):
        asked = (record.c.checked_at >= when, record.c.gone_at.is_(None))
        found += tx.scalars(select(record.c.id).where(record.c.id.in_(some), *asked))
    return found


def states(tx: Tx, ids: Iterable[str]) -> dict[str, State]:
    """The state of each stored record."""
    return _column(tx, ids, record.c.state)


def titles(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """The plain title of each stored record."""
    return _column(tx, ids, record.c.title)


def checked(tx: Tx, ids: Iterable[str]) -> dict[str, datetime | None]:
    """When PubMed was last asked for each stored record; None where it never was."""
    return _column(tx, ids, record.c.checked_at)


def _column(tx: Tx, ids: Iterable[str], column: ColumnElement[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in batches(ids):
        for record_id, value in tx.execute(
            select(record.c.id, column).where(record.c.id.in_(some))
        ):
            found[record_id] = value
    return found


def raw_xml(tx: Tx, record_id: str) -> bytes | None:
    """The bytes that the newest copy of a record was read from; None when there are none."""
    query = select(raw.c.body).join(record, record.c.raw_sha == raw.c.sha256)
    packed = tx.scalar(query.where(record.c.id == record_id))
    return None if packed is None else zlib.decompress(packed)
