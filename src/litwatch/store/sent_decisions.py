"""Decisions that programs send, by their number and by the key they were sent under."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import insert, select

from litwatch.records import Decision
from litwatch.store.decisions import decided
from litwatch.store.engine import Tx
from litwatch.store.tables import decision, decision_undo, sent_decision


class Numbered(NamedTuple):
    """A decision with its number, and whether its reviewer has not taken it back."""

    id: int
    decision: Decision
    stands: bool


class Earlier(NamedTuple):
    """What was sent under a key before: the hash of it, and the decision that it became."""

    sha256: str
    decision_id: int


def numbered(tx: Tx, decision_id: int) -> Numbered | None:
    """The decision with this number, taken back or not."""
    row = tx.execute(select(decision).where(decision.c.id == decision_id)).mappings().first()
    if row is None:
        return None
    undone = select(decision_undo.c.by).where(decision_undo.c.decision_id == decision_id)
    return Numbered(decision_id, decided(row), tx.scalar(undone) is None)


def earlier(tx: Tx, reviewer: str, key: str) -> Earlier | None:
    """What a reviewer's program sent under a key before; None when nothing."""
    query = select(sent_decision.c.sha256, sent_decision.c.decision_id).where(
        sent_decision.c.reviewer == reviewer, sent_decision.c.key == key
    )
    row = tx.execute(query).first()
    return None if row is None else Earlier(*row)


def keep_key(tx: Tx, reviewer: str, key: str, sha256: str, decision_id: int) -> None:
    """Keep under which key a decision was sent."""
    values = {"reviewer": reviewer, "key": key, "sha256": sha256, "decision_id": decision_id}
    tx.execute(insert(sent_decision).values(values))
