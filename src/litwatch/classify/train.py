"""Training: words and pairs by TF-IDF, signs as they are, logistic regression, Platt calibration.

Same examples, seed and libraries → same model, byte for byte. Examples in, model out: where labels
come from (strategies, readers, curators' decisions) is the caller's matter, and how much each
counts is its weight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from litwatch.classify.bands import ENOUGH, Bands, cut
from litwatch.classify.calibration import platt, sigmoid
from litwatch.classify.corpus import Corpus, Example, gather
from litwatch.classify.fitting import SEED, Fit, cross_margins, fit
from litwatch.classify.linear import Linear
from litwatch.classify.manifest import Bin, Manifest, Measured, Source
from litwatch.classify.model import Model, with_papers
from litwatch.records import Record

ABOUT = (
    "The probability that a record is about a watched condition, as far as the strategies' own "
    "words and the readings it was given teach it. It orders the reading and excludes nothing; "
    "it says nothing of quality, usefulness or truth."
)


def calibrated(
    corpus: Corpus, chosen: NDArray[np.int64], seed: int = SEED
) -> tuple[Fit, tuple[float, float], Bands]:
    """A model of the chosen examples with calibration and bands from its own held-out folds.

    Where at least ENOUGH of either label weigh more than 1, they alone calibrate: silver negatives
    are many and easy, and would press the middle of the scale down.
    """
    margins = cross_margins(corpus, chosen, seed)
    labels = corpus.labels[chosen]
    known = corpus.weights[chosen] > 1
    if min(np.bincount(labels[known], minlength=2)) < ENOUGH:
        known[:] = True
    calibration = platt(margins[known], labels[known])
    scores = np.array(sigmoid(margins, calibration))
    bands = cut(scores[labels == 1].tolist())
    return fit(corpus, chosen, seed), calibration, bands


def train_examples(
    examples: Sequence[Example],
    *,
    name: str,
    about: str = ABOUT,
    seed: int = SEED,
    strategies: dict[str, str] | None = None,
    metrics: dict[str, Measured] | None = None,
    topics: Sequence[str] = (),
    reliability: tuple[Bin, ...] = (),
    bands: Bands | None = None,
    corpus: Corpus | None = None,
) -> Model:
    """A model of all the examples; its id is `<name>-<first 8 hex of its weights>`.

    `bands` are those cut on later records, where there are such; without them they are cut on
    the model's own held-out folds. Of `topics` those without an example are listed as having none.

    Raises WrongUse with fewer than two positives or two negatives.
    """
    corpus = corpus or gather(examples)
    fitted, calibration, own_bands = calibrated(corpus, np.arange(len(examples)), seed)
    line = Linear(
        tuple(corpus.vocabulary[column] for column in fitted.columns),
        fitted.idf,
        fitted.weights,
        fitted.intercept,
    )
    days = sorted(example.day for example in examples if example.day)
    positives = int(corpus.labels.sum())
    told = Manifest(
        id=name,
        about=about,
        seed=seed,
        positives=positives,
        negatives=len(examples) - positives,
        sources=_sources(examples),
        first=days[0].isoformat() if days else "",
        last=days[-1].isoformat() if days else "",
        strategies=strategies or {},
        metrics=metrics or {},
        topics=_positives_of_topics(examples, topics),
        reliability=reliability,
    )
    return with_papers(line, calibration, bands or own_bands, told)


def train(
    positives: Sequence[Record],
    negatives: Sequence[Record],
    *,
    name: str = "local",
    seed: int = SEED,
) -> Model:
    """A model that tells positives from negatives. Raises WrongUse when either has under two.

    With fewer than 20 positives the model scores, but claims no bands: all is uncertain.
    """
    examples = [Example.of(record, positive=True) for record in positives]
    examples += [Example.of(record, positive=False) for record in negatives]
    return train_examples(examples, name=name, seed=seed)


def _positives_of_topics(examples: Sequence[Example], topics: Sequence[str]) -> dict[str, int]:
    found = Counter(topic for example in examples if example.positive for topic in example.topics)
    return {topic: found[topic] for topic in dict.fromkeys([*topics, *sorted(found)])}


def _sources(examples: Sequence[Example]) -> tuple[Source, ...]:
    return tuple(
        Source(
            name=name,
            positives=sum(e.positive for e in examples if e.source == name),
            negatives=sum(not e.positive for e in examples if e.source == name),
        )
        for name in sorted({example.source for example in examples})
    )
