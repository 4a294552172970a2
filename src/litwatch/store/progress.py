"""How far the queue has been read: one grouped count of bands and verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import case, func, select

from litwatch.records import Band, Verdict
from litwatch.store.bulk import batches
from litwatch.store.decisions import live_decision_ids
from litwatch.store.engine import Tx
from litwatch.store.others import stood_for
from litwatch.store.tables import audit_sample, decision, prediction, record

Reading = tuple[Band | None, Verdict | None]
"""A work's band, None where no model has scored it, and the live verdict on it, if any."""


def readings(tx: Tx) -> Counter[Reading]:
    """How many watched and imported works stand in each band with each verdict.

    A work counts once, by the record that stands for it. What was drawn into an audit sample
    counts as unlikely, whatever a model that has learnt from the verdict on it calls it now.
    """
    counts = _counted(tx)
    for some in batches(stood_for(tx)):
        counts -= _counted(tx, some)
    return counts


def _counted(tx: Tx, ids: Collection[str] | None = None) -> Counter[Reading]:
    newest = func.row_number().over(
        partition_by=prediction.c.record_id,
        order_by=(prediction.c.at.desc(), prediction.c.model.desc()),
    )
    said = select(prediction.c.record_id, prediction.c.band, newest.label("place")).subquery()
    live = select(decision).where(decision.c.id.in_(live_decision_ids())).subquery()
    drawn = select(audit_sample.c.record_id)
    query = (
        select(
            case((record.c.id.in_(drawn), "unlikely"), else_=said.c.band).label("band"),
            live.c.verdict,
        )
        .outerjoin(said, (said.c.record_id == record.c.id) & (said.c.place == 1))
        .outerjoin(live, live.c.record_id == record.c.id)
        .where(record.c.role.in_(("watched", "imported")))
    )
    if ids is not None:
        query = query.where(record.c.id.in_(ids))
    each = query.subquery()
    grouped = select(each.c.band, each.c.verdict, func.count()).group_by(*each.c)
    return Counter({(band, verdict): often for band, verdict, often in tx.execute(grouped)})
