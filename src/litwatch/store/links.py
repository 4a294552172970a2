"""Notices that come by another way than a record's own copy, and the states they give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Update, delete, select, update

from litwatch.records import Notice, Record, State, decode
from litwatch.records.duplicates import guessed
from litwatch.records.notices import state as state_of
from litwatch.records.standing import is_preprint
from litwatch.store import catalog, mapper
from litwatch.store.bulk import batches, put
from litwatch.store.engine import Tx
from litwatch.store.mapper import NoticeKey
from litwatch.store.others import all_members
from litwatch.store.tables import record, record_notice
from litwatch.store.works import OWN

_KEY = ("record_id", "kind", "target", "source")


def note(tx: Tx, links: Mapping[str, Iterable[Notice]], now: datetime) -> tuple[str, ...]:
    """Keep notices on stored records; returns the ids of those that have a new one.

    The record's own copy stays as its source wrote it; its state follows all its notices.
    """
    links = {record_id: tuple(found) for record_id, found in links.items()}
    seen = catalog.notices_of(tx, links)
    fresh = {
        record_id: new
        for record_id, found in links.items()
        if (new := [n for n in found if mapper.notice_key(n) not in seen.get(record_id, {})])
    }
    rows = [mapper.notice_row(key, new, now.date()) for key, news in fresh.items() for new in news]
    put(tx, record_notice, rows, key=_KEY)
    again = _count_again(tx, links, seen)
    _restate(tx, {*fresh, *again})
    return tuple(sorted({*fresh, *again}))


def _count_again(
    tx: Tx,
    links: Mapping[str, Iterable[Notice]],
    seen: Mapping[str, Mapping[NoticeKey, Notice]],
) -> set[str]:
    """Let a notice that a person has cleared count again where it bears a later day than that."""
    found: set[str] = set()
    for record_id, said in links.items():
        for one in said:
            before = seen.get(record_id, {}).get(key := mapper.notice_key(one))
            cleared = before.cleared if before else None
            if cleared and one.dated and one.dated > cleared:
                later = {"cleared": None, "cleared_by": None, "dated": one.dated}
                tx.execute(_the(record_id, key).values(later))
                found.add(record_id)
    return found


def note_listing(
    tx: Tx, listed: Mapping[str, Collection[NoticeKey]], sources: Collection[str], now: datetime
) -> None:
    """Keep since when these sources no longer list notices of theirs; one that is back is not missing.

    `listed` are the notices that each record's sources list now, for those that have answered. No
    state follows from it: that a source is silent clears nothing.
    """
    for record_id, seen in catalog.notices_of(tx, listed).items():
        for key, known in seen.items():
            if known.source not in sources or (key in listed[record_id]) == (
                known.missing_since is None
            ):
                continue
            since = None if known.missing_since else now.date()
            tx.execute(_the(record_id, key).values(missing_since=since))


def clear(tx: Tx, record_id: str, keys: Collection[NoticeKey], *, by: str, now: datetime) -> State:
    """Let notices give the record no state any more, as a person says; returns its state then.

    What its own copy says by publication type or title still counts.
    """
    for key in keys:
        tx.execute(_the(record_id, key).values(cleared=now.date(), cleared_by=by))
    _restate(tx, [record_id])
    return catalog.states(tx, [record_id])[record_id]


def _the(record_id: str, key: NoticeKey) -> Update:
    kind, target, source = key
    return update(record_notice).where(
        record_notice.c.record_id == record_id,
        record_notice.c.kind == kind,
        record_notice.c.target == target,
        record_notice.c.source == source,
    )


def bare(tx: Tx, ids: Iterable[str]) -> Iterator[Record]:
    """These records as their sources wrote them, without the notices that came by other ways."""
    for some in batches(sorted(set(ids))):
        query = select(record.c.body).where(record.c.id.in_(some)).order_by(record.c.id)
        yield from map(decode, tx.scalars(query).all())


def shown_with_doi(tx: Tx) -> list[str]:
    """The ids of watched and imported records that have a DOI."""
    query = select(record.c.id).where(record.c.role != "background", record.c.doi.is_not(None))
    return list(tx.scalars(query.order_by(record.c.id)))


def mark_published(tx: Tx, now: datetime) -> tuple[str, ...]:
    """Say on each preprint which published record is the same work; returns the ids changed.

    It follows the certain and confirmed pairs: what they no longer hold is taken back. A
    source's own link on the preprint is enough, and is not repeated.
    """
    wanted: dict[str, Notice] = {}
    for record_id, members in all_members(tx).items():
        mine = next(one.record for one in members if one.record.id == record_id)
        articles = [one.record for one in members if not is_preprint(one.record)]
        if articles and is_preprint(mine) and not _names_what_came(mine):
            wanted[record_id] = Notice(
                type="update",
                direction="in",
                ref_type="preprint of",
                pmid=articles[0].pmid,
                doi=articles[0].doi,
                source=OWN,
            )
    ours = select(record_notice).where(record_notice.c.source == OWN)
    stale: set[str] = set()
    for row in tx.execute(ours).mappings().all():
        holds = wanted.get(row["record_id"])
        if holds is None or mapper.notice_key(holds)[1] != row["target"]:
            tx.execute(delete(record_notice).where(record_notice.c.id == row["id"]))
            stale.add(row["record_id"])
    new = note(tx, {key: [said] for key, said in wanted.items()}, now)
    _restate(tx, stale)
    return tuple(sorted({*new, *stale}))


def _names_what_came(preprint: Record) -> bool:
    """Whether a source itself names what the preprint has become."""
    return any(
        (link.type, link.direction) == ("update", "in") and not guessed(link)
        for link in preprint.notices
    )


def _restate(tx: Tx, ids: Collection[str]) -> None:
    """Give each record the state that its types, title and notices amount to."""
    seen = catalog.notices_of(tx, ids)
    columns = (record.c.id, record.c.body, record.c.state, record.c.gone_at)
    for some in batches(ids):
        for key, body, state, gone_at in tx.execute(
            select(*columns).where(record.c.id.in_(some))
        ).all():
            ours = decode(body)
            after: State = state_of(
                ours.title,
                ours.type_names,
                seen.get(key, {}).values(),
                gone=gone_at is not None,
            )
            if after != state:
                tx.execute(update(record).where(record.c.id == key).values(state=after))
