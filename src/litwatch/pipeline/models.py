"""Models: which one answers, what became of others, and the way back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, get_args

from litwatch.classify.drift import Alarm, Seen, alarms
from litwatch.classify.model import Model
from litwatch.errors import StoreDamaged, WrongUse
from litwatch.store import Store, Tx, models, monthly
from litwatch.store.models import ModelEvent, Question


class Models(NamedTuple):
    """The models in force. `usefulness` is None while the rule answers."""

    relevance: Model
    usefulness: Model | None


def in_force(store: Store, folder: Path) -> Models:
    """The models that answer now; `folder` holds those that were trained here.

    Raises StoreDamaged when the files of the one in force are missing or altered: litwatch does
    not fall back silently to another.
    """
    with store.read() as tx:
        relevance, usefulness = (models.in_force(tx, question) for question in get_args(Question))
    return Models(
        load(folder, relevance) if relevance else Model.load(),
        load(folder, usefulness) if usefulness else None,
    )


def load(folder: Path, model_id: str) -> Model:
    """A model by its id: one that was trained here, or the packaged one."""
    packaged = Model.load()
    if model_id in ("", packaged.id):
        return packaged
    if not (folder / model_id).is_dir():
        raise StoreDamaged(
            f"the files of model {model_id} are not in {folder}",
            "Bring them back from a backup, or go back with `litwatch model rollback`.",
        )
    return Model.load(folder / model_id)


def kept(folder: Path) -> list[str]:
    """The ids of the models trained here, by name; the packaged one is not among them."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if (path / "manifest.json").is_file())


def promote(
    store: Store, folder: Path, model_id: str, *, by: str, reason: str, now: datetime
) -> ModelEvent:
    """Put a model in force by a person's word. Raises WrongUse without a name or a reason."""
    if not by.strip() or not reason.strip():
        raise WrongUse(
            "putting a model in force needs a name and a reason",
            "Give --reviewer NAME and --reason WHY.",
        )
    model = load(folder, model_id)
    question: Question = "usefulness" if model.manifest.question == "usefulness" else "relevance"
    event = ModelEvent(
        question=question,
        model=model.id,
        action="promoted",
        by=by.strip(),
        reason=reason.strip(),
        metrics={},
        at=now,
    )
    with store.write() as tx:
        models.append(tx, event)
    return event


def rollback(
    store: Store, question: Question, *, by: str, reason: str, now: datetime
) -> ModelEvent:
    """Put the model before the present one in force again; from the first, what was packaged.

    Raises WrongUse when no model was ever put in force, or without a name.
    """
    if not by.strip():
        raise WrongUse("going back needs a name", "Give --reviewer NAME or set LITWATCH_REVIEWER.")
    with store.write() as tx:
        present = models.in_force(tx, question)
        if not present:
            raise WrongUse(
                f"no model of {question} was put in force here; there is none to go back from",
                "`litwatch model list` shows what there is.",
            )
        event = ModelEvent(
            question=question,
            model=_before(tx, question, present),
            action="rolled_back",
            by=by.strip(),
            reason=reason.strip() or f"back from {present}",
            metrics={},
            at=now,
        )
        models.append(tx, event)
    return event


def _before(tx: Tx, question: Question, present: str) -> str:
    """What was in force before the present model came, along the line of promotions."""
    line: list[str] = [""]
    for event in models.history(tx):
        if event.question != question or event.action == "refused":
            continue
        if event.action == "rolled_back":
            while len(line) > 1 and line[-1] != event.model:
                line.pop()
        elif line[-1] != event.model:
            line.append(event.model)
    return line[-2] if len(line) > 1 and line[-1] == present else ""


MONTHS_BEFORE = 3


def drift(store: Store, *, now: datetime) -> tuple[Alarm, ...]:
    """What has moved in the last whole month against the three before it."""
    last = now.date().replace(day=1)
    first = _months_back(last, 1)
    with store.read() as tx:
        month = [Seen(**one) for one in monthly.said_in(tx, first, last)]
        before = monthly.said_in(tx, _months_back(first, MONTHS_BEFORE), first)
    return alarms(month, [Seen(**one) for one in before])


def _months_back(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
