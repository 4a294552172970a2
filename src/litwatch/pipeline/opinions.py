"""Classify: a model's prediction for every record, tags for all that people may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec

from litwatch import search
from litwatch.classify import predict, tag
from litwatch.classify.judged import Judged, Key, judged, surer
from litwatch.classify.model import Model
from litwatch.classify.usefulness import RULE, useful_by
from litwatch.classify.why import why
from litwatch.pipeline.in_force import in_force, standings, unlike_the_files
from litwatch.pipeline.models import Models
from litwatch.records import Prediction, Tag
from litwatch.records.opinions import overruled
from litwatch.store import ROLES, Entry, Store, Tx, catalog, entries, opinions
from litwatch.store.judgements import judgements
from litwatch.store.opinions import MACHINE
from litwatch.watch import Watch

BATCH = 1000
TAGGER = "4"  # the version of the rules that propose tags; a new one tags everything again


@dataclass
class ClassifyReport:
    """How many records were scored and tagged, and how they fall into the bands.

    `notes` say where the queries that were used are not those of the watch files.
    """

    model: str
    scored: int = 0
    tagged: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def classify(
    store: Store,
    watch: Watch,
    models: Models,
    *,
    now: datetime,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ClassifyReport:
    """Score and tag the records that have no current prediction or tags, or all of them.

    A model only proposes: nothing is excluded, and people's tags and decisions stay as
    they are. Background records get a prediction but no tags, since nobody is shown them.
    """
    model = models.relevance
    report = ClassifyReport(model=model.id)
    with store.read() as tx:
        report.notes = unlike_the_files(standings(tx, watch))
        rules = _rules(tx, watch, models.usefulness)
        to_score = catalog.ids(tx) if everything else opinions.unscored(tx, model.id, roles=ROLES)
        to_tag = set(catalog.ids(tx) if everything else opinions.untagged(tx, TAGGER))
        by = models.usefulness.id if models.usefulness else RULE
        to_judge = to_tag.union(opinions.unjudged(tx, by))
    todo = sorted(to_judge.union(to_score))
    scoring = set(to_score)
    for start in range(0, len(todo), BATCH):
        with store.write() as tx:
            batch = list(entries(tx, ids=todo[start : start + BATCH]))
            predictions = [_predict(model, entry) for entry in batch if entry.record.id in scoring]
            opinions.save_predictions(tx, predictions, now)
            shown = [entry for entry in batch if entry.role != "background"]
            tagged = rules.say(tx, shown, to_tag, to_judge, now)
        report.scored += len(predictions)
        report.tagged += tagged
        report.bands.update(prediction.band for prediction in predictions)
        progress(min(start + BATCH, len(todo)), len(todo))
    return report


def tag_one(
    store: Store, watch: Watch, usefulness: Model | None, record_id: str, *, now: datetime
) -> None:
    """Tag one stored record by the rules, and say how useful it seems."""
    with store.read() as tx:
        rules = _rules(tx, watch, usefulness)
    with store.write() as tx:
        rules.say(tx, list(entries(tx, ids=[record_id])), {record_id}, {record_id}, now)


def score_one(store: Store, model: Model, record_id: str, *, now: datetime) -> None:
    """Let the model say how relevant one stored record is."""
    with store.write() as tx:
        predictions = [_predict(model, entry) for entry in entries(tx, ids=[record_id])]
        opinions.save_predictions(tx, predictions, now)


class _Rules(NamedTuple):
    """What tags are proposed by; `usefulness` is None while the rule answers."""

    watch: Watch
    usefulness: Model | None
    by_people: dict[Key, Judged]
    topics_of: Callable[[Entry], tuple[str, ...]]

    def say(
        self,
        tx: Tx,
        shown: Sequence[Entry],
        to_tag: Collection[str],
        to_judge: Collection[str],
        now: datetime,
    ) -> int:
        """Keep tags and usefulness for those of the entries that want it; how many were tagged."""
        tags: dict[str, tuple[Tag, ...]] = {
            entry.record.id: surer(
                tag(entry.record, self.watch, self.topics_of(entry)), self.by_people
            )
            for entry in shown
            if entry.record.id in to_tag
        }
        opinions.save_tags(tx, tags, TAGGER, now)
        useful = {
            entry.record.id: useful_by(
                self.usefulness, entry.record, _tags(entry, tags.get(entry.record.id))
            )
            for entry in shown
            if entry.record.id in to_judge
        }
        opinions.save_usefulness(tx, useful, now)
        return len(tags)


def _rules(tx: Tx, watch: Watch, usefulness: Model | None) -> _Rules:
    used = in_force(tx, watch)
    return _Rules(used, usefulness, judged_tags(tx, used), topic_matcher(used))


def _predict(model: Model, entry: Entry) -> Prediction:
    """A prediction; why is kept only for what people may read, never for background records."""
    (said,) = predict(model, [entry.record])
    if entry.role == "background":
        return said
    return msgspec.structs.replace(said, why=why(model, entry.record))


def _tags(entry: Entry, proposed: Sequence[Tag] | None) -> list[Tag]:
    """What people say of a record, and what the machine says now."""
    by_people = [tag for tag in entry.tags if tag.by != MACHINE]
    if proposed is None:
        proposed = [tag for tag in entry.tags if tag.by == MACHINE]
    return list(overruled([*by_people, *proposed]))


def judged_tags(tx: Tx, watch: Watch) -> dict[Key, Judged]:
    """What people have made of each value that is proposed now."""
    return judged(judgements(tx), {facet.id for facet in watch.facets if not facet.multi})


def topic_matcher(watch: Watch) -> Callable[[Entry], tuple[str, ...]]:
    """A function from an entry to its topics: those PubMed listed, and those our matcher sees.

    An imported record has no windows, and yet its safety flags depend on its topic.
    """
    strategies = [
        (topic.id, search.predicate(search.parse(part.query), watch.mesh))
        for topic in watch.topics
        for part in topic.parts
    ]

    def topics(entry: Entry) -> tuple[str, ...]:
        document = search.Document.of(entry.record)
        seen = {name for name, matches in strategies if matches(document)}
        return tuple(sorted(seen.union(entry.topics)))

    return topics
