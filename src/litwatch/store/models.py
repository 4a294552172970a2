"""Which model is in force, and the whole history of how that came about. Appended only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import insert, select

from litwatch.store.engine import Tx
from litwatch.store.tables import model_event

Question = Literal["relevance", "usefulness"]
Action = Literal["promoted", "refused", "rolled_back"]


class ModelEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a model, by whom and why.

    `promoted` puts it in force, `refused` leaves the one before in force, `rolled_back` puts an
    earlier one in force again. `metrics` are those that the decision rested on.
    """

    question: Question
    model: str
    action: Action
    by: str
    reason: str
    metrics: dict[str, Any]
    at: datetime


def append(tx: Tx, event: ModelEvent) -> None:
    """Add an event; earlier ones stay."""
    tx.execute(insert(model_event).values(msgspec.structs.asdict(event)))


def history(tx: Tx) -> list[ModelEvent]:
    """All events, oldest first."""
    rows = tx.execute(select(model_event).order_by(model_event.c.id)).mappings()
    return [
        ModelEvent(**{name: row[name] for name in ModelEvent.__struct_fields__}) for row in rows
    ]


def in_force(tx: Tx, question: Question) -> str:
    """The id of the model that answers a question; empty where none was ever put in force.

    Then the packaged starting model (relevance) or the rule (usefulness) answers.
    """
    events = [event for event in history(tx) if event.question == question]
    return next((event.model for event in reversed(events) if event.action != "refused"), "")
