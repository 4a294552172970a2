"""The records: saved, never made older, never lost."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, or_, select, update

from litwatch.records import Notice, Record, State
from litwatch.records.notices import implied
from litwatch.records.notices import state as state_of
from litwatch.records.precedence import supersedes
from litwatch.store import mapper
from litwatch.store.bulk import batches, put
from litwatch.store.engine import Tx
from litwatch.store.mapper import NoticeKey, Stored
from litwatch.store.tables import ROLES, Role, raw, record, record_notice, record_source
from litwatch.store.tables import record_topic as topic_rows

PUBMED = "pubmed"
Outcome = Literal["unchanged", "updated", "new"]

_CHANGING = tuple(c.name for c in record.columns if c.name not in ("id", "pmid", "first_seen"))


class Saved(NamedTuple):
    """The ids of what was delivered, each in one place, in the order of delivery."""

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


class Plan(NamedTuple):
    """What saving one record amounts to; `kept` is None when its row stays as it is."""

    outcome: Outcome
    kept: Stored | None
    raw_bytes: bytes
    notices: dict[NoticeKey, Notice]


def plan(
    arrived: Sequence[tuple[Record, bytes]],
    before: Stored | None,
    seen: dict[NoticeKey, Notice],
    *,
    source: str,
    role: Role,
    now: datetime,
) -> Plan:
    """Decide what becomes of copies of one record, given what is stored and the notices seen.

    The newest copy is kept (`supersedes`); notices of all of them are kept for good; a role
    only rises. A record that PubMed delivers again is no longer gone.
    """
    current, raw_bytes = (before.record if before else None), b""
    notices = dict(seen)
    for copy, its_bytes in arrived:
        said = (*copy.notices, *implied(copy.title, copy.type_names, copy.notices))
        notices.update({mapper.notice_key(notice): notice for notice in said})
        if current is None or supersedes(copy, current):
            current, raw_bytes = copy, its_bytes
    if current is None:
        raise ValueError("no copy to plan for")
    checked_at = now if source == PUBMED else before.checked_at if before else None
    gone_at = before.gone_at if before and source != PUBMED else None
    state = state_of(current.title, current.type_names, notices.values(), gone=gone_at is not None)
    body = mapper.body(current)
    if before is None:
        sha = hashlib.sha256(raw_bytes).hexdigest() if raw_bytes else None
        kept = Stored(current, body, state, role, sha, now, now, checked_at, None)
        return Plan("new", kept, raw_bytes, notices)
    risen = max(role, before.role, key=ROLES.index)
    if body == before.body:  # other bytes for the same content are no news
        after = before._replace(state=state, role=risen, checked_at=checked_at, gone_at=gone_at)
        return Plan("unchanged", after if after != before else None, b"", notices)
    sha = hashlib.sha256(raw_bytes).hexdigest() if raw_bytes else None
    after = Stored(current, body, state, risen, sha, before.first_seen, now, checked_at, gone_at)
    return Plan("updated", after, raw_bytes, notices)


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
    outcomes: dict[str, Outcome] = {}
    for batch in batches(parsed):
        arrived: dict[str, list[tuple[Record, bytes]]] = {}
        for copy, its_bytes in batch:
            arrived.setdefault(copy.id, []).append((copy, its_bytes))
        before = _stored(tx, arrived)
        seen = notices_of(tx, arrived)
        plans = {
            record_id: plan(
                copies,
                before.get(record_id),
                seen.get(record_id, {}),
                source=source,
                role=role,
                now=now,
            )
            for record_id, copies in arrived.items()
        }
        _apply(tx, plans, source, now)
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


def _apply(tx: Tx, plans: dict[str, Plan], source: str, now: datetime) -> None:
    changed = [planned for planned in plans.values() if planned.kept is not None]
    put(
        tx,
        raw,
        [
            {
                "sha256": planned.kept.raw_sha,
                "body": zlib.compress(planned.raw_bytes),
                "fetched_at": now,
            }
            for planned in changed
            if planned.kept is not None and planned.raw_bytes
        ],
    )
    rows = [mapper.record_row(planned.kept) for planned in changed if planned.kept is not None]
    put(tx, record, rows, replace=_CHANGING)
    put(
        tx,
        record_notice,
        [
            mapper.notice_row(record_id, notice, now.date())
            for record_id, planned in plans.items()
            for notice in planned.notices.values()
            if notice.first_seen is None  # the stored ones carry theirs
        ],
        key=("record_id", "kind", "target", "source"),
        replace=("doi", "citation", "note"),
    )
    put(
        tx,
        record_source,
        [{"record_id": record_id, "source": source, "first_seen": now} for record_id in plans],
    )


def _stored(tx: Tx, ids: Iterable[str]) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    for some in batches(ids):
        for row in tx.execute(select(record).where(record.c.id.in_(some))).mappings():
            found[row["id"]] = mapper.stored(row)
    return found


def notices_of(tx: Tx, ids: Iterable[str]) -> dict[str, dict[NoticeKey, Notice]]:
    """Every notice ever seen on these records, each with its `first_seen`, oldest first."""
    found: dict[str, dict[NoticeKey, Notice]] = {}
    order = (record_notice.c.record_id, record_notice.c.first_seen, record_notice.c.id)
    for some in batches(ids):
        query = select(record_notice).where(record_notice.c.record_id.in_(some)).order_by(*order)
        for row in tx.execute(query).mappings():
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
    rows = []
    for record_id, kept in sorted(found.items()):
        notices = seen.get(record_id, {}).values()
        state = state_of(kept.record.title, kept.record.type_names, notices, gone=True)
        gone_at = kept.gone_at or now
        rows.append(mapper.record_row(kept._replace(state=state, gone_at=gone_at)))
    put(tx, record, rows, replace=("state", "gone_at"))
    return tuple(sorted(found))


def due_for_check(tx: Tx, *, before: datetime) -> list[str]:
    """The PMIDs of watched and imported records that PubMed was last asked for at `before` or earlier."""
    query = select(record.c.pmid).where(
        record.c.pmid.is_not(None),
        record.c.role != "background",
        or_(record.c.checked_at.is_(None), record.c.checked_at <= before),
    )
    return list(tx.scalars(query.order_by(record.c.id)))


def mark_checked(tx: Tx, pmids: Iterable[str], now: datetime) -> None:
    """Note that PubMed was asked for these, whether it delivered them or not."""
    for some in batches(pmids):
        tx.execute(update(record).where(record.c.pmid.in_(some)).values(checked_at=now))


def states(tx: Tx, ids: Iterable[str]) -> dict[str, State]:
    """The state of each stored record."""
    return _column(tx, ids, record.c.state)


def titles(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """The plain title of each stored record."""
    return _column(tx, ids, record.c.title)


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
