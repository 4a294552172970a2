"""Decisions that programs send: recorded once however often they are sent, and never unseen."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from litwatch.errors import NeedsPerson, StoreDamaged
from litwatch.review.screening import decide
from litwatch.store import Tx, sent_decisions
from litwatch.store.decisions import decisions_of
from litwatch.store.sent_decisions import Numbered


class Overtaken(NeedsPerson):
    """Somebody has decided on the record since; `live` is what stands now, or None."""

    def __init__(self, record_id: str, live: Numbered | None) -> None:
        said = f"decision {live.id}: {live.decision.verdict}" if live else "no decision"
        super().__init__(
            f"what stands on {record_id} is not what you have seen, but {said}",
            "Read it, and send yours again with its number as `seen`, or none.",
        )
        self.live = live


class Sent(NamedTuple):
    """The decision, and whether it was recorded by an earlier sending."""

    decision: Numbered
    again: bool


def live_on(tx: Tx, record_id: str) -> Numbered | None:
    """The decision that stands on a record."""
    found = decisions_of(tx, [record_id]).get(record_id)
    return None if found is None else Numbered(*found, stands=True)


def send(
    tx: Tx,
    record_id: str,
    verdict: str,
    *,
    reviewer: str,
    reason: str,
    key: str | None,
    now: datetime,
    seen: int | UnsetType | None = UNSET,
    blind: bool = False,
) -> Sent:
    """Append a decision, unless it was sent under the same key before: then give that one.

    `seen` is the number of the decision that the sender has seen on the record, None for none;
    left out, whatever stands may stand, as it may for a `blind` second reader, who has seen
    none of it. Raises Overtaken when another one does, NeedsPerson
    when the key was used for something else, and what `screening.decide` raises.
    """
    asked = _hash(record_id, verdict, reason, "" if seen is UNSET else seen)
    before = sent_decisions.earlier(tx, reviewer, key) if key else None
    if before is not None:
        if before.sha256 != asked:
            raise NeedsPerson(
                f"the Idempotency-Key {key} was used for another decision",
                "Give each decision a key of its own, such as a UUID.",
            )
        return Sent(_present(sent_decisions.numbered(tx, before.decision_id)), again=True)
    live = live_on(tx, record_id)
    if seen is not UNSET and not blind and (live.id if live else None) != seen:
        raise Overtaken(record_id, live)
    decide(tx, record_id, verdict, reviewer=reviewer, reason=reason, now=now)
    made = _present(live_on(tx, record_id))
    if key:
        sent_decisions.keep_key(tx, reviewer, key, asked, made.id)
    return Sent(made, again=False)


def _hash(*asked: object) -> str:
    return sha256(json.dumps(asked).encode()).hexdigest()


def _present(found: Numbered | None) -> Numbered:
    """A decision that the store holds: it was appended just now, or a key names it."""
    if found is None:
        raise StoreDamaged("a decision is not in the store", "Run `litwatch db check`.")
    return found
