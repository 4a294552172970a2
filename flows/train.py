"""Monthly training: learn from what curators have decided since, before the edition is drafted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from litwatch import doors
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.training import Trained, train_due


@task(name="train", cache_policy=NO_CACHE)
def train_questions() -> tuple[Trained, ...]:
    """Each question's turn, with the settings of this machine."""
    settings = doors.settings()
    with doors.store(settings) as store:
        return train_due(
            store,
            doors.watch(settings),
            folder=settings.models_folder,
            by="litwatch",
            now=datetime.now(UTC),
        )


@task(name="classify", cache_policy=NO_CACHE)
def let_it_speak() -> int:
    """What the models now in force say of every record; how many were scored anew."""
    settings = doors.settings()
    with doors.store(settings) as store:
        models = doors.models(settings, store)
        return classify(store, doors.watch(settings), models, now=datetime.now(UTC)).scored


@flow(name="train", log_prints=True)
def train() -> dict[str, Any]:
    """Train relevance and usefulness where people have decided something since the last time.

    A model goes in force only if it is not worse, and then speaks of every record. Too few
    decisions, or none since, end the run well and are said in the artifact.
    """
    turns = train_questions()
    promoted = [turn.question for turn in turns if turn.promoted]
    if promoted:
        let_it_speak()
    create_markdown_artifact(
        key="training-summary", markdown="\n".join(f"- {turn.says}." for turn in turns)
    )
    for turn in turns:
        print(f"{turn.says}.")
    return {"promoted": promoted, "says": [turn.says for turn in turns]}
