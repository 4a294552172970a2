"""A model learnt from decisions, with its papers: from taught records to a Model and a ruling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from litwatch.classify.adapt import Adapted, Taught, adapt, probabilities
from litwatch.classify.bands import Bands
from litwatch.classify.evaluation import measure, reliability
from litwatch.classify.fitting import SEED
from litwatch.classify.linear import Linear
from litwatch.classify.manifest import Bin, Manifest, Measured, Source
from litwatch.classify.model import Model, with_papers
from litwatch.classify.promotion import Ruling, rule
from litwatch.errors import NeedsPerson

LATER = 0.3  # the share of decisions, newest by date, that the new model is judged on
FEWEST = 10  # decisions of each kind to learn from at all; to judge by, twenty are needed

ABOUT = {
    "relevance": "The probability that a record is about a watched condition, as the packaged model says "
    "and curators' decisions correct it. It orders the reading and excludes nothing; it says "
    "nothing of quality, usefulness or truth.",
    "usefulness": "The probability that curators would include a record, as their earlier decisions tell. It "
    "orders the reading and excludes nothing; it says nothing of quality or truth.",
}

Score = Callable[[Sequence[Taught]], list[float]]


class Learned(NamedTuple):
    """A model learnt from all decisions, and whether it may go in force."""

    model: Model
    ruling: Ruling


def refuse_too_few(taught: Sequence[Taught], question: str) -> None:
    """Raise NeedsPerson when decisions of either kind are too few to learn from."""
    decided = [one for one in taught if one.at is not None]
    yes = sum(one.yes for one in decided)
    no = len(decided) - yes
    if min(yes, no) >= FEWEST:
        return
    remedy = f"Decide on more records; at least {FEWEST} of each kind are needed to learn from."
    if question == "relevance":
        remedy += " Only an exclusion whose reason opens `off topic` says no to relevance."
    raise NeedsPerson(
        f"{yes} yes and {no} no are too few decisions to learn {question} from; the model in force stays",
        remedy,
    )


def learn(
    base: Linear,
    taught: Sequence[Taught],
    *,
    question: str,
    base_id: str,
    in_force: Score,
    topics: Sequence[str],
    strategies: Mapping[str, str],
    now: datetime,
) -> Learned:
    """The base corrected by decisions; judged on the newest of them by one that has not seen them.

    The model in force may have been taught some of the newest decisions, which only speaks for it.
    Raises NeedsPerson with too few decisions.
    """
    refuse_too_few(taught, question)
    background = [one for one in taught if one.at is None]
    decided = sorted(
        (one for one in taught if one.at is not None), key=lambda one: (one.at, one.record_id)
    )
    cut = len(decided) - round(len(decided) * LATER)
    earlier, later = [*decided[:cut], *background], decided[cut:]
    ruling = Ruling(promote=False, reason="the earlier decisions hold only one kind")
    metrics: dict[str, Measured] = {}
    curve: tuple[Bin, ...] = ()
    if len({one.yes for one in decided[:cut]}) == 2 and _twice(earlier):
        trial = adapt(base, earlier)
        scores = probabilities(trial, later)
        ruling = rule([one.yes for one in later], scores, in_force(later))
        metrics = _metrics(trial.bands, later, scores)
        curve = reliability(np.array(scores), np.array([int(one.yes) for one in later]))
    model = _model(
        adapt(base, [*decided, *background]),
        [*decided, *background],
        question=question,
        base_id=base_id,
        metrics=metrics,
        curve=curve,
        topics=topics,
        strategies=strategies,
        now=now,
    )
    return Learned(model, ruling)


def _twice(taught: Sequence[Taught]) -> bool:
    yes = sum(one.yes for one in taught)
    return min(yes, len(taught) - yes) >= 2


def _metrics(bands: Bands, later: Sequence[Taught], scores: Sequence[float]) -> dict[str, Measured]:
    """On the later decisions: of all, of each topic, and by where the condition is named."""

    def of(note: str, wanted: Callable[[Taught], bool]) -> Measured:
        kept = [(one.yes, score) for one, score in zip(later, scores, strict=True) if wanted(one)]
        yes = [score for said, score in kept if said]
        return measure(yes, [score for said, score in kept if not said], bands, note)

    found = {"later": of("the newest decisions, unseen", lambda one: True)}
    for topic in sorted({topic for one in later for topic in one.topics}):
        found[f"later, {topic}"] = of("", lambda one, topic=topic: topic in one.topics)  # type: ignore[misc]
    for stratum in sorted({one.stratum for one in later if one.stratum}):
        found[f"later, named: {stratum}"] = of("", lambda one, s=stratum: one.stratum == s)  # type: ignore[misc]
    return found


def _model(
    adapted: Adapted,
    taught: Sequence[Taught],
    *,
    question: str,
    base_id: str,
    metrics: dict[str, Measured],
    curve: tuple[Bin, ...],
    topics: Sequence[str],
    strategies: Mapping[str, str],
    now: datetime,
) -> Model:
    days = sorted(one.at.date() for one in taught if one.at)
    yes = sum(one.yes for one in taught)
    of_topic = Counter(topic for one in taught if one.yes for topic in one.topics)
    decided = [one for one in taught if one.at is not None]
    told = Manifest(
        id=f"{question}-{now:%Y.%m}",
        question=question,
        base=base_id,
        about=ABOUT[question],
        seed=SEED,
        positives=yes,
        negatives=len(taught) - yes,
        sources=(
            Source(
                name="decisions",
                positives=sum(one.yes for one in decided),
                negatives=sum(not one.yes for one in decided),
            ),
            Source(name="background", positives=0, negatives=len(taught) - len(decided)),
        ),
        first=days[0].isoformat(),
        last=days[-1].isoformat(),
        strategies=dict(strategies),
        metrics=metrics,
        topics={topic: of_topic[topic] for topic in topics},
        reliability=curve,
    )
    return with_papers(*adapted, told)
