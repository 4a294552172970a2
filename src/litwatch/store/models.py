"""Which model is in force, and the whole history of how that came about. Appended only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import func, insert, select

from litwatch.store.engine import Tx
from litwatch.store.rows import as_struct
from litwatch.store.tables import decision, model_event

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
    return [as_struct(ModelEvent, row) for row in rows]


def in_force(tx: Tx, question: Question) -> str:
    """The id of the model that answers a question; empty where none was ever put in force.

    Then the packaged starting model (relevance) or the rule (usefulness) answers.
    """
    events = [event for event in history(tx) if event.question == question]
    return next((event.model for event in reversed(events) if event.action != "refused"), "")


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What people decided since a question was last trained; never, where `trained` is None.

    `changed` of the `decisions` are on records that had been decided before that.
    """

    question: Question
    trained: datetime | None
    decisions: int
    changed: int

    def __str__(self) -> str:
        many = "1 decision" if self.decisions == 1 else f"{self.decisions} decisions"
        if self.trained is None:
            return f"{self.question}: {many}, never trained"
        again = f", {self.changed} of them on records decided before" if self.changed else ""
        return f"{self.question}: {many} since it was trained on {self.trained:%Y-%m-%d}{again}"


def since_training(tx: Tx, question: Question) -> Since:
    """The decisions that no training of a question has seen yet."""
    trained = max(
        (e.at for e in history(tx) if e.question == question and _trains(e)), default=None
    )
    count = select(func.count()).select_from(decision)
    if trained is None:
        decided = tx.scalar(count) or 0
        return Since(question=question, trained=None, decisions=decided, changed=0)
    new = count.where(decision.c.at > trained)
    before = select(decision.c.record_id).where(decision.c.at <= trained)
    return Since(
        question=question,
        trained=trained,
        decisions=tx.scalar(new) or 0,
        changed=tx.scalar(new.where(decision.c.record_id.in_(before))) or 0,
    )


def _trains(event: ModelEvent) -> bool:
    """Whether an event ended a training: a person's own promotion rests on no figures."""
    return event.action == "refused" or (event.action == "promoted" and bool(event.metrics))
