"""How far the queue has been read: works by band and verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from litwatch.records import Band, Verdict
from litwatch.store.engine import Tx
from litwatch.store.others import stood_for
from litwatch.store.screening import Waiting, screened

Reading = tuple[Band | None, Verdict | None]
"""A work's band, None where no model has scored it, and the live verdict on it, if any."""


def readings(tx: Tx) -> Counter[Reading]:
    """How many watched and imported works stand in each band with each verdict.

    A work counts once, by the record that stands for it. What was drawn into an audit sample
    counts as unlikely, whatever a model that has learnt from the verdict on it calls it now.
    """
    return counted(screened(tx), stood_for(tx))


def counted(records: Iterable[Waiting], stood_for: Container[str]) -> Counter[Reading]:
    """The readings of these records, without those that another one stands for."""
    return Counter(reading(one) for one in records if one.record_id not in stood_for)


def reading(one: Waiting) -> Reading:
    """Where a record stands in how far the queue has been read."""
    return "unlikely" if one.audit is not None else one.band, one.verdict
