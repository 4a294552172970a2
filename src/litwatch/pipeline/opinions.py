"""Classify: a model's prediction for every record, tags for all that people may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from litwatch.classify import predict, tag
from litwatch.classify.model import Model
from litwatch.records import Tag
from litwatch.store import ROLES, Store, catalog, entries, opinions
from litwatch.watch import Watch

BATCH = 1000
TAGGER = "1"  # the version of the rules that propose tags


@dataclass
class ClassifyReport:
    """How many records were scored and tagged, and how they fall into the bands."""

    model: str
    scored: int = 0
    tagged: int = 0
    bands: Counter[str] = field(default_factory=Counter)


def classify(
    store: Store,
    watch: Watch,
    model: Model,
    *,
    now: datetime,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ClassifyReport:
    """Score and tag the records this model has not seen, or all of them.

    A model only proposes: nothing is excluded, and people's tags and decisions stay as
    they are. Background records get a prediction but no tags, since nobody is shown them.
    """
    report = ClassifyReport(model=model.id)
    with store.read() as tx:
        todo = catalog.ids(tx) if everything else opinions.unscored(tx, model.id, roles=ROLES)
    for start in range(0, len(todo), BATCH):
        with store.write() as tx:
            batch = list(entries(tx, ids=todo[start : start + BATCH]))
            predictions = predict(model, [entry.record for entry in batch])
            opinions.save_predictions(tx, predictions, now)
            tags: dict[str, tuple[Tag, ...]] = {
                entry.record.id: tag(entry.record, watch, entry.topics)
                for entry in batch
                if entry.role != "background"
            }
            opinions.save_tags(tx, tags, TAGGER, now)
        report.scored += len(predictions)
        report.tagged += len(tags)
        report.bands.update(prediction.band for prediction in predictions)
        progress(min(start + BATCH, len(todo)), len(todo))
    return report
