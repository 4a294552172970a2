"""Train: decisions → labels → a corrected model → judged on later ones → in force, if not worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

import msgspec

from litwatch.classify.adapt import Taught
from litwatch.classify.features import features, read
from litwatch.classify.labels import Label, labels
from litwatch.classify.learned import learn
from litwatch.classify.linear import Linear
from litwatch.classify.model import Model
from litwatch.classify.promotion import Ruling
from litwatch.classify.silver import strategies
from litwatch.classify.usefulness import RULE, rule_line, rule_score, tag_features
from litwatch.errors import NeedsPerson
from litwatch.pipeline.in_force import in_force as strategies_in_force
from litwatch.pipeline.models import in_force
from litwatch.store import Entry, Store, Tx, catalog, entries, models, screening
from litwatch.store.models import ModelEvent, Question
from litwatch.watch import Watch

BACKGROUND = 1_000  # background records that speak against relevance, each a little
BACKGROUND_WEIGHT = 0.1


@dataclass(frozen=True)
class TrainReport:
    """A model that was trained, and whether it is in force now."""

    question: Question
    model: Model
    ruling: Ruling
    event: ModelEvent


def train(
    store: Store,
    watch: Watch,
    *,
    question: Question,
    folder: Path,
    by: str,
    now: datetime,
) -> TrainReport:
    """Learn one question from all decisions; the model's files go to `folder/<id>`.

    The files are written before the store names the model, so a crash leaves a model that
    nobody uses. Raises NeedsPerson with too few decisions; the model in force then stays.
    """
    with store.read() as tx:
        watch = strategies_in_force(tx, watch)
        said = {
            label.record_id: label
            for label in labels(screening.decisions(tx))
            if _answer(label, question) is not None
        }
        decided = list(entries(tx, ids=said))
        taught = [_taught(entry, said[entry.record.id], question) for entry in decided]
        if question == "relevance":
            taught += _background(tx)
    present = in_force(store, folder)
    base, base_id = _base(question)
    old = present.relevance if question == "relevance" else present.usefulness

    def score(wanted: Sequence[Taught]) -> list[float]:
        if old is not None:
            return [old.probability(old.margin(one.counts)) for one in wanted]
        return [rule_score(one.counts) for one in wanted]

    learned = learn(
        base,
        taught,
        question=question,
        base_id=base_id,
        in_force=score,
        topics=[topic.id for topic in watch.topics],
        strategies=strategies(watch),
        now=now,
    )
    learned.model.save(folder / learned.model.id)
    ruling = learned.ruling
    event = ModelEvent(
        question=question,
        model=learned.model.id,
        action="promoted" if ruling.promote else "refused",
        by=by.strip() or "litwatch",
        reason=ruling.reason,
        metrics=msgspec.to_builtins(ruling.compared) if ruling.compared else {},
        at=now,
    )
    with store.write() as tx:
        models.append(tx, event)
    return TrainReport(question, learned.model, ruling, event)


@dataclass(frozen=True)
class Trained:
    """What came of a question's turn to be trained: a report, or the reason why there is none."""

    question: Question
    says: str
    report: TrainReport | None = None

    @property
    def promoted(self) -> bool:
        """Whether a new model is in force."""
        return self.report is not None and self.report.ruling.promote


def train_due(
    store: Store, watch: Watch, *, folder: Path, by: str, now: datetime
) -> tuple[Trained, ...]:
    """Train each question on which people have decided something since it was last trained.

    Too few decisions are no failure: they are said, and the model in force stays.
    """
    return tuple(_turn(store, watch, question, folder, by, now) for question in get_args(Question))


def _turn(
    store: Store, watch: Watch, question: Question, folder: Path, by: str, now: datetime
) -> Trained:
    with store.read() as tx:
        since = models.since_training(tx, question)
    if not since.decisions:
        return Trained(question, f"{since}; nothing new to learn from")
    try:
        report = train(store, watch, question=question, folder=folder, by=by, now=now)
    except NeedsPerson as too_few:
        return Trained(question, f"{question}: {too_few}")
    ruling = report.ruling
    outcome = "in force now" if ruling.promote else "kept, not in force"
    return Trained(question, f"{since}; {report.model.id} {outcome}: {ruling.reason}", report)


def _answer(label: Label, question: Question) -> bool | None:
    return label.relevant if question == "relevance" else label.useful


def _taught(entry: Entry, label: Label, question: Question) -> Taught:
    counts = dict(features(read(entry.record)))
    if question == "usefulness":
        counts |= tag_features(entry.tags)
    return Taught(
        record_id=entry.record.id,
        counts=counts,
        yes=bool(_answer(label, question)),
        at=label.at,
        topics=entry.topics,
        stratum=read(entry.record).stratum,
    )


def _background(tx: Tx) -> list[Taught]:
    ids = catalog.ids(tx, role="background")[:BACKGROUND]
    return [
        Taught(
            record_id=entry.record.id,
            counts=features(read(entry.record)),
            yes=False,
            weight=BACKGROUND_WEIGHT,
        )
        for entry in entries(tx, ids=ids)
    ]


def _base(question: Question) -> tuple[Linear, str]:
    if question == "usefulness":
        return rule_line(), RULE
    packaged = Model.load()
    line = Linear(packaged.vocabulary, packaged.idf, packaged.weights, packaged.intercept)
    return line, packaged.id
