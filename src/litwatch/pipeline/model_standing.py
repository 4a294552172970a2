"""How far the model in force can be trusted: what it showed, what people made of it, what moved."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from litwatch.classify.audit import Missed
from litwatch.classify.drift import Alarm
from litwatch.classify.judged import Judged
from litwatch.classify.manifest import Manifest
from litwatch.digest.counting import months_to
from litwatch.pipeline.audit import missed_in
from litwatch.pipeline.models import drift, load
from litwatch.pipeline.opinions import judged_tags
from litwatch.store import Store, audits, models
from litwatch.store.models import ModelEvent, Since
from litwatch.watch import Watch


class ModelStanding(msgspec.Struct, frozen=True, kw_only=True):
    """The model of relevance in force, and all that its page tells.

    `usefulness` is the id of that model, empty while the rule answers. `audits` are the months
    of which a sample of low-ranked records has been read, oldest first.
    """

    manifest: Manifest
    usefulness: str
    history: tuple[ModelEvent, ...]
    since: tuple[Since, ...]
    tags: tuple[Judged, ...]
    drift: tuple[Alarm, ...]
    audits: tuple[tuple[str, Missed], ...]


def model_standing(store: Store, watch: Watch, folder: Path, *, now: datetime) -> ModelStanding:
    """How the model stands; `folder` holds those that were trained here.

    Raises StoreDamaged when the files of the one in force are missing or altered.
    """
    with store.read() as tx:
        used = models.in_force(tx, "relevance")
        months = [m for m in months_to(f"{now:%Y-%m}") if audits.sample(tx, m)]
        sampled = [(month, missed_in(tx, month)) for month in months]
        return ModelStanding(
            manifest=_manifest(folder, used),
            usefulness=models.in_force(tx, "usefulness"),
            history=tuple(reversed(models.history(tx))),
            since=(
                models.since_training(tx, "relevance"),
                models.since_training(tx, "usefulness"),
            ),
            tags=tuple(judged_tags(tx, watch).values()),
            drift=drift(store, now=now),
            audits=tuple((month, told) for month, told in sampled if told and told.read),
        )


@lru_cache(maxsize=8)  # a model's id names its bytes, and reading them takes a second
def _manifest(folder: Path, model_id: str) -> Manifest:
    return load(folder, model_id).manifest
