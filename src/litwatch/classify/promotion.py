"""May a new model take the place of the one in force? Only when it is not worse. Pure.

Both are judged on the same decisions, later in time than all that the new one was trained on. A
small loss is within what chance does to so few records; a clear one refuses, and so does a test
on too few.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss

FEWEST = 20  # of each class: under this no claim is made, as for the bands
DRAWS = 400
SEED = 20261121
WORSE = 0.95  # share of the draws in which the new one must lose to be called worse


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A new model and the one in force on the same later records.

    `ap` and `brier` are (new, in force); `loses` is the share of bootstrap draws in which the
    new one has the lower average precision.
    """

    positives: int
    negatives: int
    ap: tuple[float, float]
    brier: tuple[float, float]
    loses: float


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the new model goes in force, and why, in words."""

    promote: bool
    reason: str
    compared: Compared | None = None


def compare(labels: Sequence[bool], new: Sequence[float], old: Sequence[float]) -> Compared:
    """The figures of two models' probabilities on the same records; both classes must stand."""
    truth, scores = np.array(labels), (np.array(new), np.array(old))
    random = np.random.default_rng(SEED)
    lost = drawn = 0
    while drawn < DRAWS:
        at = random.integers(0, len(truth), len(truth))
        if truth[at].all() or not truth[at].any():
            continue
        drawn += 1
        one, other = (average_precision_score(truth[at], each[at]) for each in scores)
        lost += one < other
    ap_new, ap_old = (round(float(average_precision_score(truth, s)), 4) for s in scores)
    brier_new, brier_old = (round(float(brier_score_loss(truth, s)), 4) for s in scores)
    return Compared(
        positives=int(truth.sum()),
        negatives=int((~truth).sum()),
        ap=(ap_new, ap_old),
        brier=(brier_new, brier_old),
        loses=round(lost / DRAWS, 3),
    )


def rule(labels: Sequence[bool], new: Sequence[float], old: Sequence[float]) -> Ruling:
    """Promote unless the test is too small, or the new model ranks or calibrates worse."""
    positives = sum(labels)
    negatives = len(labels) - positives
    if min(positives, negatives) < FEWEST:
        return Ruling(
            promote=False,
            reason=f"{positives} yes and {negatives} no among the later decisions are too few to "
            f"judge by: {FEWEST} of each are needed",
        )
    told = compare(labels, new, old)
    if told.loses >= WORSE:
        reason = f"it ranks worse: average precision {told.ap[0]} against {told.ap[1]}"
        return Ruling(promote=False, reason=reason, compared=told)
    if told.brier[0] > told.brier[1] * 1.1:
        reason = f"its probabilities are worse: Brier {told.brier[0]} against {told.brier[1]}"
        return Ruling(promote=False, reason=reason, compared=told)
    reason = (
        f"not worse on {len(labels)} later decisions: average precision {told.ap[0]} against "
        f"{told.ap[1]}, Brier {told.brier[0]} against {told.brier[1]}"
    )
    return Ruling(promote=True, reason=reason, compared=told)
