"""Notices that come by another way than a record's own copy, and the states they give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from litwatch.records import Notice, Record, State, decode
from litwatch.records.duplicates import guessed
from litwatch.records.notices import state as state_of
from litwatch.records.standing import is_preprint
from litwatch.store import catalog, mapper
from litwatch.store.bulk import batches, put
from litwatch.store.engine import Tx
from litwatch.store.others import all_members
from litwatch.store.tables import record, record_notice
from litwatch.store.works import OWN

_KEY = ("record_id", "kind", "target", "source")


def note(tx: Tx, links: Mapping[str, Iterable[Notice]], now: datetime) -> tuple[str, ...]:
    """Keep notices on stored records; returns the ids of those that have a new one.

    The record's own copy stays as its source wrote it; its state follows all its notices.
    """
    seen = catalog.notices_of(tx, links)
    fresh = {
        record_id: new
        for record_id, found in links.items()
        if (new := [n for n in found if mapper.notice_key(n) not in seen.get(record_id, {})])
    }
    rows = [mapper.notice_row(key, new, now.date()) for key, news in fresh.items() for new in news]
    put(tx, record_notice, rows, key=_KEY)
    _restate(tx, fresh)
    return tuple(sorted(fresh))


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
