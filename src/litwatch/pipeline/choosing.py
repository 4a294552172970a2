"""Choosing what an edition holds: a person's decision on a record, made on what they saw."""

from __future__ import annotations

from datetime import datetime

import msgspec

from litwatch.records import Decision
from litwatch.review import screening
from litwatch.review.pairs import blind
from litwatch.store import Store
from litwatch.store.decisions import decisions_of
from litwatch.watch import Watch


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that stands. `clash` when somebody else's came before, and ours was not kept."""

    decision: Decision
    clash: bool = False


def choose(
    store: Store,
    watch: Watch,
    record_id: str,
    verdict: str,
    *,
    reason: str,
    seen: int,
    reviewer: str,
    now: datetime,
) -> Chosen:
    """Decide on a record whose live decision was `seen` (0 for none).

    The same verdict once more is not kept twice. That of a second reader is kept whatever was
    `seen`, for they are not to be told what the first one has said. Raises WrongUse as
    `screening.decide` does.
    """
    with store.write() as tx:
        there = decisions_of(tx, [record_id]).get(record_id)
        second = record_id in blind(tx, watch, [record_id], reviewer)
        if there is not None and there[0] != seen and not second:
            same = (there[1].verdict, there[1].reviewer) == (verdict, reviewer)
            return Chosen(decision=there[1], clash=not same)
        made = screening.decide(tx, record_id, verdict, reviewer=reviewer, reason=reason, now=now)
    return Chosen(decision=made)
