"""One verdict or tag on many records at once, in one person's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from litwatch.records import Decision, Tag, Verdict
from litwatch.store import Tx, opinions, screening
from litwatch.store.decisions import decisions_of

MOST = 500  # records; more than anybody has looked at in one sitting


def seal(ids: Iterable[str]) -> str:
    """A short word that stands for exactly these records, so that no others are written to."""
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]


def decide_many(
    tx: Tx, ids: Sequence[str], verdict: Verdict, *, reviewer: str, reason: str, now: datetime
) -> int:
    """Append a decision for each record; returns how many.

    Where the live decision is this reviewer's with the same verdict and reason none is added:
    a form that is sent twice decides once.
    """
    standing = decisions_of(tx, ids)
    added = 0
    for record_id in ids:
        new = Decision(
            record_id=record_id, verdict=verdict, reviewer=reviewer, at=now, reason=reason
        )
        _, live = standing.get(record_id, (0, None))
        if live is None or (live.reviewer, live.verdict, live.reason) != (
            reviewer,
            verdict,
            reason,
        ):
            screening.append_decision(tx, new)
            added += 1
    return added


def tag_many(tx: Tx, ids: Sequence[str], said: Tag, *, single: bool, now: datetime) -> int:
    """Keep a person's tag on each record; returns how many."""
    for record_id in ids:
        opinions.tag_by_person(tx, record_id, said, single=single, now=now)
    return len(ids)
