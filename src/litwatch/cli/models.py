"""Commands for the models: train, and model list, show, promote, rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, app, model, now

if TYPE_CHECKING:
    from litwatch.classify.manifest import Measured
    from litwatch.store.models import ModelEvent

Question = Annotated[
    Literal["relevance", "usefulness"],
    typer.Option(help="relevance: about a watched condition? usefulness: for teaching?"),
]


@app.command()
def train(
    question: Question = "usefulness",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Learn from all decisions; the new model goes in force only if it is not worse.

    Example: litwatch train --question usefulness
    """
    from litwatch.errors import NeedsPerson
    from litwatch.pipeline.training import train as run_train

    chosen = doors.settings()
    with doors.store(chosen) as store:
        report = run_train(
            store,
            doors.watch(chosen),
            question=question,
            folder=chosen.models_folder,
            by=reviewer or chosen.reviewer,
            now=now(),
        )
    if json:
        show.as_json({"id": report.model.id, **_event_json(report.event)})
    else:
        print(f"{report.model.id}: {report.event.action}, {report.ruling.reason}.")
        if report.ruling.promote:
            show.say("Run `litwatch classify --all` to let it speak of every record.")
    if not report.ruling.promote:
        raise NeedsPerson(
            f"{report.model.id} is kept, but not in force",
            f"To use it all the same: litwatch model promote {report.model.id} --reason WHY.",
        )


@model.command("list")
def model_list(json: Json = False) -> None:
    """The models there are, and what became of each.

    Example: litwatch model list
    """
    import msgspec

    from litwatch.classify.model import Model
    from litwatch.pipeline.models import kept
    from litwatch.store import models

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        events = models.history(tx)
        standing = {models.in_force(tx, "relevance") or Model.load().id}
        standing.add(models.in_force(tx, "usefulness") or "rule")
        since = [models.since_training(tx, question) for question in get_args(models.Question)]
    known = ["rule", Model.load().id, *kept(chosen.models_folder)]
    if json:
        show.as_json(
            {
                "models": [{"id": one, "in_force": one in standing} for one in known],
                "events": [_event_json(event) for event in events],
                "since": [msgspec.to_builtins(one) for one in since],
            }
        )
        return
    show.table(("model", "in force"), [(one, "yes" if one in standing else "") for one in known])
    if events:
        show.table(
            ("when", "question", "model", "what", "by", "why"),
            [
                (
                    f"{e.at:%Y-%m-%d %H:%M}",
                    e.question,
                    e.model or "packaged",
                    e.action,
                    e.by,
                    e.reason,
                )
                for e in events
            ],
            "History",
        )
    for one in since:
        show.say(f"{one}.")


@model.command("show")
def model_show(
    name: Annotated[str, typer.Argument(help="A model's id; without one, the one in force.")] = "",
    json: Json = False,
) -> None:
    """What a model was made from, how it did on records it had not seen, and what has drifted.

    Example: litwatch model show
    """
    import msgspec

    from litwatch.pipeline import models

    chosen = doors.settings()
    with doors.store(chosen) as store:
        shown = (
            models.load(chosen.models_folder, name)
            if name
            else doors.models(chosen, store).relevance
        )
        alarms = models.drift(store, now=now())
    papers = shown.manifest
    if json:
        show.as_json(
            {"manifest": msgspec.to_builtins(papers), "drift": msgspec.to_builtins(alarms)}
        )
        return
    print(f"{papers.id}: {papers.question}. {papers.about}")
    print(
        f"Learnt from {papers.positives} yes and {papers.negatives} no, {papers.first}–{papers.last}."
    )
    none = [topic for topic, count in papers.topics.items() if not count]
    if none:
        print(f"No example of: {', '.join(none)}.")
    bands = papers.bands
    if bands.claimed:
        print(
            f"Likely and uncertain keep {bands.kept} of {bands.positives} "
            f"({100 * bands.low:.1f}–{100 * bands.high:.1f} %, 95 % interval)."
        )
    else:
        print("Too few positives to claim any recall: all is uncertain.")
    show.table(
        ("measured on", "yes", "no", "AP", "AUC", "Brier", "kept", "note"),
        [(name, *_measured(told), told.note) for name, told in papers.metrics.items()],
    )
    if papers.reliability:
        show.table(
            ("said", "records", "were", "95 % interval"),
            [
                (
                    f"{step.mean:.2f}",
                    step.records,
                    f"{step.positives / step.records:.2f}",
                    f"{step.low:.2f}–{step.high:.2f}",
                )
                for step in papers.reliability
            ],
            "Does what it says come true?",
        )
    for alarm in alarms:
        show.say(f"Drift of {alarm.kind}: {alarm.now}, before {alarm.before}.")


def _measured(told: Measured) -> tuple[str, ...]:
    return (
        str(told.positives),
        str(told.negatives),
        *(
            "" if one is None else f"{one:.3f}"
            for one in (told.average_precision, told.auc, told.brier)
        ),
        f"{told.kept}/{told.positives}",
    )


@model.command("tags")
def model_tags(json: Json = False) -> None:
    """How often people kept the values that the machine proposed, and how sure that makes each.

    Example: litwatch model tags
    """
    from litwatch.pipeline.opinions import judged_tags

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        told = list(judged_tags(tx, doors.watch(chosen)).values())
    if json:
        show.as_json(
            [
                {
                    "facet": one.facet,
                    "value": one.value,
                    "kept": one.kept,
                    "rejected": one.rejected,
                    "low": round(one.interval[0], 4),
                    "high": round(one.interval[1], 4),
                    "instead": dict(one.instead),
                    "confidence": one.confidence,
                }
                for one in told
            ]
        )
        return
    show.table(
        ("facet", "value", "kept", "rejected", "95 % interval", "instead", "confidence"),
        [
            (
                one.facet,
                one.value,
                one.kept,
                one.rejected,
                f"{one.interval[0]:.2f}–{one.interval[1]:.2f}",
                ", ".join(f"{value} {count}" for value, count in one.instead),
                one.confidence or "too few to say",
            )
            for one in told
        ],
    )
    if not told:
        show.say("Nobody has judged a value that the machine proposes.")


@model.command("promote")
def model_promote(
    name: Annotated[str, typer.Argument(help="A model's id.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Put a model in force by your own word.

    Example: litwatch model promote usefulness-2026.11-1a2b3c4d --reason "read 40 by hand"
    """
    from litwatch.pipeline.models import promote

    chosen = doors.settings()
    with doors.store(chosen) as store:
        event = promote(
            store,
            chosen.models_folder,
            name,
            by=reviewer or chosen.reviewer,
            reason=reason,
            now=now(),
        )
    _tell(event, json)


@model.command("rollback")
def model_rollback(
    question: Question = "usefulness",
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Go back to the model that was in force before the present one.

    Example: litwatch model rollback --question usefulness --reason "it puts mice first"
    """
    from litwatch.pipeline.models import rollback

    chosen = doors.settings()
    with doors.store(chosen) as store:
        event = rollback(store, question, by=reviewer or chosen.reviewer, reason=reason, now=now())
    _tell(event, json)


def _tell(event: ModelEvent, json: bool) -> None:
    if json:
        show.as_json(_event_json(event))
        return
    name = event.model or ("the packaged model" if event.question == "relevance" else "the rule")
    print(f"{name} answers for {event.question} now ({event.action} by {event.by}).")
    show.say("Run `litwatch classify --all` to let it speak of every record.")


def _event_json(event: ModelEvent) -> dict[str, Any]:
    return {
        "question": event.question,
        "model": event.model or None,
        "action": event.action,
        "by": event.by,
        "reason": event.reason,
        "metrics": event.metrics,
        "at": event.at.isoformat(),
    }
