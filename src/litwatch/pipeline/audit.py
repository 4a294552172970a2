"""The monthly audit: some low-ranked records join the queue, and what people find is counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from litwatch.classify.audit import Missed, draw, missed
from litwatch.store import Store, Tx, audits, opinions


def draw_samples(store: Store, *, now: datetime) -> dict[str, int]:
    """Draw, or top up, the samples of this month and the one before: how many were added.

    The rank that a person might see of a record is never shown with it in the queue, and
    nothing marks those that were drawn.
    """
    this = now.date().replace(day=1)
    added: dict[str, int] = {}
    with store.write() as tx:
        model = opinions.latest_model(tx)
        for month in (_month(this - timedelta(days=1)), _month(this)):
            held = {one.record_id for one in audits.sample(tx, month)}
            places = draw(month, audits.low_ranked(tx, month))
            new = {record_id: place for record_id, place in places.items() if record_id not in held}
            audits.save_sample(tx, month, new, model=model, now=now)
            added[month] = len(new)
    return added


def missed_in(tx: Tx, month: str, *, unread: Collection[str] = ()) -> Missed | None:
    """What a month's sample says; None when none was drawn though some records rank low.

    A maybe is not read to the end: it counts neither as read nor as found, and so do those of
    the `unread`, whatever was said of them.
    """
    band = len(audits.low_ranked(tx, month))
    sampled = audits.sample(tx, month)
    if not sampled and band:
        return None
    said = [one.verdict for one in sampled if one.record_id not in unread]
    return missed(
        band=band,
        drawn=len(sampled),
        read=sum(verdict in ("include", "exclude") for verdict in said),
        found=said.count("include"),
    )


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
