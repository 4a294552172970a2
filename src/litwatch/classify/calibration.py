"""Calibration: from margins to probabilities, by Platt's sigmoid."""

# scikit-learn carries no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from litwatch.classify.fitting import FOLDS, SEED
from litwatch.classify.linear import Floats


def platt(margins: Floats, labels: NDArray[np.int64]) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid (Platt 1999, with his targets against overfit)."""
    positives, total = int(labels.sum()), len(labels)
    high, low = (positives + 1) / (positives + 2), 1 / (total - positives + 2)
    # A soft target t is one example of weight t on one side and 1 − t on the other.
    target = np.where(labels == 1, high, low)
    line = LogisticRegression(C=1e6, solver="lbfgs", max_iter=1000, tol=1e-8)
    line.fit(
        np.concatenate([margins, margins]).reshape(-1, 1),
        np.concatenate([np.ones(total), np.zeros(total)]),
        sample_weight=np.concatenate([target, 1 - target]),
    )
    return float(line.coef_[0][0]), float(line.intercept_[0])


def sigmoid(margins: Floats, calibration: tuple[float, float]) -> list[float]:
    """The probabilities of margins by slope and offset."""
    slope, offset = calibration
    return [float(p) for p in 1.0 / (1.0 + np.exp(-(slope * margins + offset)))]


def cross_calibrated(margins: Floats, labels: NDArray[np.int64], seed: int = SEED) -> Floats:
    """Probabilities of held-out margins, each by a calibration that has not seen its label."""
    scores = np.zeros(len(margins))
    fewest = int(min(labels.sum(), len(labels) - labels.sum()))
    folds = StratifiedKFold(min(FOLDS, fewest), shuffle=True, random_state=seed)
    for seen, unseen in folds.split(margins, labels):
        scores[unseen] = sigmoid(margins[unseen], platt(margins[seen], labels[seen]))
    return scores
