"""Fitting: a linear model of counted examples, and margins from models that have not seen them."""

# scikit-learn and scipy carry no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from litwatch.classify.corpus import RARE, Corpus, weigh
from litwatch.classify.linear import Floats
from litwatch.errors import WrongUse

SEED = 20261121
FOLDS = 5
TERMS = 20_000
STRENGTH = 3.0  # C of the regression; 1–10 differ by less than the folds do


@dataclass(frozen=True)
class Fit:
    """A linear model over some columns of a corpus; `words` says which are no signs."""

    columns: NDArray[np.int64]
    words: NDArray[np.bool_]
    idf: Floats
    weights: Floats
    intercept: float

    def margins(self, counts: csr_matrix) -> Floats:
        """The margin of each row of the corpus' counts."""
        weighed = weigh(counts[:, self.columns], self.idf, self.words)
        return np.asarray(weighed @ self.weights + self.intercept, dtype=np.float64)


def fit(corpus: Corpus, chosen: NDArray[np.int64], seed: int = SEED) -> Fit:
    """A linear model of the chosen examples: terms, idf and weights come from them alone."""
    labels = corpus.labels[chosen]
    own = corpus.counts[chosen]
    in_records = np.bincount(own.indices, minlength=own.shape[1])
    columns = np.flatnonzero(in_records >= RARE)
    is_word = corpus.is_word[columns]
    idf = np.where(is_word, np.log((1 + len(chosen)) / (1 + in_records[columns])) + 1.0, 1.0)
    if len(columns) > TERMS:
        strength = _chi2(own, labels)[columns]
        strength[~is_word] = np.inf  # signs are few, and all are kept
        best = np.sort(np.argsort(-strength, kind="stable")[:TERMS])
        columns, idf, is_word = columns[best], idf[best], is_word[best]
    weighed = weigh(own[:, columns], idf, is_word)
    # As stored: 32 bits, so that a saved and loaded model scores to the last digit alike.
    idf = idf.astype(np.float32).astype(np.float64)
    line = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=seed, max_iter=1000)
    line.fit(weighed, labels, sample_weight=corpus.weights[chosen])
    weights = line.coef_[0].astype(np.float32).astype(np.float64)
    return Fit(columns, is_word, idf, weights, float(line.intercept_[0]))


def cross_margins(
    corpus: Corpus,
    chosen: NDArray[np.int64],
    seed: int = SEED,
    tested: NDArray[np.int64] | None = None,
) -> Floats:
    """The margin of each tested example from a model that has not seen it.

    Each model is trained on the chosen examples but one fold of the tested; without `tested`
    all chosen are. Raises WrongUse with fewer than two tested positives or negatives.
    """
    tested = chosen if tested is None else tested
    labels = corpus.labels[tested]
    positives, negatives = int(labels.sum()), len(labels) - int(labels.sum())
    if min(positives, negatives) < 2:
        raise WrongUse(
            f"{positives} positives and {negatives} negatives are too few to train on",
            "Give at least two of each; bands need twenty positives.",
        )
    margins = np.zeros(len(tested))
    folds = StratifiedKFold(min(FOLDS, positives, negatives), shuffle=True, random_state=seed)
    for _, held in folds.split(np.zeros(len(tested)), labels):
        seen = chosen[~np.isin(chosen, tested[held])]
        margins[held] = fit(corpus, seen, seed).margins(corpus.counts[tested[held]])
    return margins


def _chi2(counts: csr_matrix, labels: NDArray[np.int64]) -> Floats:
    """How far the records that hold a term differ from all in their share of positives (χ²)."""
    positive = np.repeat(labels, np.diff(counts.indptr))
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    observed = np.bincount(counts.indices, weights=positive, minlength=counts.shape[1])
    share = labels.mean()
    spread = held * share * (1 - share)
    strength: Floats = (observed - held * share) ** 2 / np.where(spread > 0, spread, 1.0)
    return strength
