"""Learning from decisions: the model that was there first, corrected by what people decided.

A few hundred decisions cannot teach a model all words anew. So the base's own margin is one of
the features: where people's decisions say nothing the base speaks, and where they say otherwise
their words outweigh it. The outcome is again one linear model, which can be read and explained.

The base is always the packaged model (relevance) or the rule (usefulness), never the last local
one: what is learnt depends on today's decisions alone, and a changed decision leaves no trace.
"""

# scikit-learn and scipy carry no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from litwatch.classify.bands import Bands, cut
from litwatch.classify.calibration import platt, sigmoid
from litwatch.classify.corpus import RARE, weigh
from litwatch.classify.fitting import FOLDS, SEED
from litwatch.classify.linear import Floats, Linear
from litwatch.classify.signs import is_sign

STRENGTH = 1.0  # C of the correction; weaker than a model of its own, so that it stays one
TRUST = 0.5  # what a unit of the base's margin counts beside a word


@dataclass(frozen=True)
class Taught:
    """A record's features and what people said of it; `at` is None for a background record."""

    record_id: str
    counts: Mapping[str, int]
    yes: bool
    at: datetime | None = None
    weight: float = 1.0
    topics: tuple[str, ...] = ()
    stratum: str = ""


class Adapted(NamedTuple):
    """The corrected model, its calibration and bands from its own held-out folds."""

    line: Linear
    calibration: tuple[float, float]
    bands: Bands


def adapt(base: Linear, taught: Sequence[Taught], seed: int = SEED) -> Adapted:
    """The base corrected by decisions; both classes must stand at least twice."""
    wide = widened(base, taught)
    rows = _matrix(wide, [one.counts for one in taught])
    labels = np.array([int(one.yes) for one in taught], dtype=np.int64)
    weights = np.array([one.weight for one in taught])
    margins = np.zeros(len(taught))
    fewest = int(min(labels.sum(), len(labels) - labels.sum()))
    folds = StratifiedKFold(min(FOLDS, fewest), shuffle=True, random_state=seed)
    for seen, unseen in folds.split(margins, labels):
        held = _corrected(wide, rows[seen], labels[seen], weights[seen], seed)
        margins[unseen] = np.asarray(rows[unseen] @ held.weights + held.intercept)
    decided = np.array([one.at is not None for one in taught])
    calibration = platt(margins[decided], labels[decided])
    scores = np.array(sigmoid(margins[decided], calibration))
    bands = cut(scores[labels[decided] == 1].tolist())
    return Adapted(_corrected(wide, rows, labels, weights, seed), calibration, bands)


def probabilities(adapted: Adapted, taught: Sequence[Taught]) -> list[float]:
    """What an adapted model says of each record."""
    line = adapted.line
    rows = _matrix(line, [one.counts for one in taught])
    return sigmoid(np.asarray(rows @ line.weights + line.intercept), adapted.calibration)


def widened(base: Linear, taught: Sequence[Taught]) -> Linear:
    """The base with the terms that it does not know and that stand in several of the records."""
    known = set(base.vocabulary)
    in_records = Counter(term for one in taught for term in one.counts if term not in known)
    new = sorted(term for term, count in in_records.items() if count >= RARE)
    idf = [
        1.0 if is_sign(term) else np.log((1 + len(taught)) / (1 + in_records[term])) + 1.0
        for term in new
    ]
    return Linear(
        base.vocabulary + tuple(new),
        np.concatenate([base.idf, np.array(idf)]).astype(np.float32).astype(np.float64),
        np.concatenate([base.weights, np.zeros(len(new))]),
        base.intercept,
    )


def _corrected(
    base: Linear, rows: csr_matrix, labels: NDArray[np.int64], weights: Floats, seed: int
) -> Linear:
    margins = np.asarray(rows @ base.weights + base.intercept)
    beside = csr_matrix((TRUST * margins).reshape(-1, 1))
    line = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=seed, max_iter=1000)
    line.fit(hstack([rows, beside]).tocsr(), labels, sample_weight=weights)
    words, share = line.coef_[0][:-1], float(line.coef_[0][-1]) * TRUST
    merged = (words + share * base.weights).astype(np.float32).astype(np.float64)
    return Linear(
        base.vocabulary, base.idf, merged, float(line.intercept_[0]) + share * base.intercept
    )


def _matrix(line: Linear, counted: Sequence[Mapping[str, int]]) -> csr_matrix:
    place = {term: at for at, term in enumerate(line.vocabulary)}
    indptr, indices, data = [0], [], []
    for counts in counted:
        for term, count in counts.items():
            at = place.get(term)
            if at is not None:
                indices.append(at)
                data.append(float(count))
        indptr.append(len(indices))
    counts_of = csr_matrix((data, indices, indptr), shape=(len(counted), len(place)))
    words = np.array([not is_sign(term) for term in line.vocabulary], dtype=np.bool_)
    return weigh(counts_of, line.idf, words)
