"""The desk: a month's edition as it stands now, for those who make it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from litwatch.digest import closed_gates
from litwatch.digest.edition import ClosedGate, Edition, Item
from litwatch.digest.plain import Advice, advice
from litwatch.digest.typed import Texts, with_words
from litwatch.pipeline.approving import lacks_approval
from litwatch.pipeline.editions import compose
from litwatch.pipeline.revisions import content_hash, newest
from litwatch.pipeline.unread import Unread, unread_in
from litwatch.records import Record
from litwatch.store import Store, StoredEdition, approvals, editions
from litwatch.store.approvals import Approval
from litwatch.store.editions import PUBLISHED, EditionState
from litwatch.watch import Watch


@dataclass(frozen=True)
class Desk:
    """What the store says now of a month that readers do not have yet.

    `latest` is what was drafted last, None before the first draft; `changed` when the store
    says something else by now. `lacks` is what the draft lacks to be published; empty when
    nothing does, and before there is a draft. What is `unread` by the person who looks is in
    none of `edition`, `records`, `gates` and `advice`; the rest is of the whole month.
    """

    month: str
    latest: StoredEdition | None
    edition: Edition
    records: Mapping[str, Record]
    gates: tuple[ClosedGate, ...]
    advice: tuple[Advice, ...]
    changed: bool
    approvals: tuple[Approval, ...]
    lacks: str
    unread: Unread

    @property
    def state(self) -> EditionState | None:
        """How far the newest draft has come; a changed one is a draft again."""
        if self.latest is None:
            return None
        return "draft" if self.changed else self.latest.state

    def item(self, record_id: str) -> Item | None:
        """The item or line of the month with this id, also one that waits for a place."""
        places = (
            *self.edition.shown(),
            *self.edition.children,
            *self.edition.older,
            *self.edition.waiting,
            *self.edition.further,
        )
        return next((item for item in places if item.id == record_id), None)

    def typed(
        self, record_id: str, texts: Texts, role: str
    ) -> tuple[tuple[ClosedGate, ...], tuple[Advice, ...]]:
        """The gates that an item would close with these words, and advice on them."""
        edition = with_words(self.edition, record_id, texts, role)
        return (
            tuple(one for one in closed_gates(edition, self.records) if one.item == record_id),
            tuple(one for one in advice(edition) if one.item == record_id),
        )


def desk(
    store: Store,
    watch: Watch,
    month: str,
    *,
    waiting: Collection[str] = (),
    two_persons: bool,
    now: datetime,
) -> Desk:
    """The desk of a month, for somebody whose own reading these records are `waiting` for.

    Raises WrongUse for a month that is none.
    """
    latest = newest(store, month)
    revision, note = (latest.revision, latest.note) if latest else (1, "")

    def composed(hidden: Collection[str] = ()) -> tuple[Edition, Mapping[str, Record]]:
        return compose(
            store, watch, month, revision=revision, correction=note, unread=hidden, now=now
        )

    with store.read() as tx:
        unread = unread_in(tx, month, waiting)
    edition, records = composed(unread.hidden)
    # Before there is a draft there is nothing to hold the whole month against.
    whole = composed()[0] if unread.hidden and latest is not None else edition
    given: tuple[Approval, ...] = ()
    lacks = ""
    if latest is not None and latest.state not in PUBLISHED:
        with store.read() as tx:
            given = approvals.given(tx, month, latest.revision, latest.sha256)
            lacks = lacks_approval(tx, latest, whole, two_persons=two_persons)
    return Desk(
        month=month,
        latest=latest,
        edition=edition,
        records=records,
        gates=closed_gates(edition, records),
        advice=advice(edition),
        changed=latest is not None and content_hash(whole) != latest.sha256,
        approvals=given,
        lacks=lacks,
        unread=unread,
    )


@dataclass(frozen=True)
class Told:
    """What readers have, or had before a correction, of a month."""

    row: StoredEdition
    edition: Edition


def told(store: Store, month: str) -> tuple[Told, ...]:
    """What was published of a month, the newest revision first."""
    with store.read() as tx:
        rows = [row for row in editions.list_editions(tx) if row.month == month]
    return tuple(
        Told(row, msgspec.json.decode(row.body, type=Edition))
        for row in reversed(rows)
        if row.state in PUBLISHED
    )
