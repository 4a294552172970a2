"""How well scores tell positives from negatives, on records a model has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from litwatch.classify.bands import Bands, wilson
from litwatch.classify.manifest import Bin, Measured

# Steps of a reliability curve: fine where the cuts lie.
STEPS = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1.0)


def reliability(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[Bin, ...]:
    """How often records were positive, by their score; steps without records are left out."""
    steps = np.clip(np.digitize(scores, STEPS) - 1, 0, len(STEPS) - 2)
    curve = []
    for step in sorted(set(steps.tolist())):
        inside = steps == step
        records, positives = int(inside.sum()), int(labels[inside].sum())
        low, high = wilson(positives, records)
        curve.append(
            Bin(
                mean=round(float(scores[inside].mean()), 4),
                records=records,
                positives=positives,
                low=round(low, 4),
                high=round(high, 4),
            )
        )
    return tuple(curve)


def measure(
    positives: Sequence[float], negatives: Sequence[float], bands: Bands, note: str = ""
) -> Measured:
    """The metrics of held-out scores. Without both classes only counts and recall are given."""
    kept = sum(bands.of(score) != "unlikely" for score in positives)
    low, high = wilson(kept, len(positives))
    counts = Measured(
        positives=len(positives),
        negatives=len(negatives),
        kept=kept,
        recall_at_cut=round(kept / len(positives), 4) if positives else None,
        recall_low=round(low, 4),
        recall_high=round(high, 4),
        note=note,
    )
    if not positives or not negatives:
        return counts
    truth = [1] * len(positives) + [0] * len(negatives)
    scores = [*positives, *negatives]
    above = sum(bands.of(score) != "unlikely" for score in negatives)
    return Measured(
        positives=counts.positives,
        negatives=counts.negatives,
        auc=round(float(roc_auc_score(truth, scores)), 4),
        average_precision=round(float(average_precision_score(truth, scores)), 4),
        brier=round(float(brier_score_loss(truth, scores)), 4),
        kept=counts.kept,
        recall_at_cut=counts.recall_at_cut,
        recall_low=counts.recall_low,
        recall_high=counts.recall_high,
        negatives_above_cut=round(above / len(negatives), 4),
        note=note,
    )
