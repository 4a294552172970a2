"""How early a screening order brings what was included: the field's metrics.

An order is given as `found`: for each record, in the order it is screened, 1 if it was included
and 0 if not. All metrics are shares between 0 and 1, except WSS, which runs from −.05 upwards.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RECALL = 0.95
SHARE = 0.10

Found = NDArray[np.int64]


def recall_at(found: Found, share: float = SHARE) -> float:
    """The share of all included records that stand in the first `share` of the order.

    Called recall, or yield, at a share screened (O'Mara-Eves et al. 2015, Syst Rev 4:5). At least
    one record counts as screened. Raises ValueError when nothing was included.
    """
    screened = max(1, round(share * len(found)))
    return float(found[:screened].sum() / _included(found))


def screened_at(found: Found, recall: float = RECALL) -> float:
    """The share of the order to be screened until `recall` of the included are found.

    The number to find is rounded up, so that at least `recall` is reached. Raises ValueError when
    nothing was included.
    """
    needed = ceil(round(recall * _included(found), 9))
    return float((np.searchsorted(np.cumsum(found), needed) + 1) / len(found))


def work_saved(found: Found, recall: float = RECALL) -> float:
    """Work saved over sampling at a recall: WSS = (TN + FN) / N − (1 − recall).

    TN + FN are the records that need not be screened once `recall` is reached; sampling at
    random would save 1 − recall of the work for the same (Cohen et al. 2006, J Am Med Inform
    Assoc 13:206–219). −(1 − recall) is the worst: everything had to be screened. Raises ValueError
    when nothing was included.
    """
    return (1 - screened_at(found, recall)) - (1 - recall)


def _included(found: Found) -> int:
    count = int(found.sum())
    if not count:
        raise ValueError("no included record: recall is not defined")
    return count


class Ranked(NamedTuple):
    """How well a ranking parts included from excluded records."""

    average_precision: float
    auc: float


def ranked(truth: Found, ranking: NDArray[np.float64], weights: NDArray[np.int64]) -> Ranked:
    """Average precision and area under the ROC curve, with each record counted `weights` times.

    As scikit-learn's average_precision_score and roc_auc_score define them, ties included; those
    take milliseconds, too long for the thousands of draws of an interval.
    """
    order = np.argsort(-ranking, kind="stable")
    # Records of one rank count together.
    ends = np.append(np.flatnonzero(np.diff(ranking[order])), len(order) - 1)
    hits = np.cumsum((truth * weights)[order])[ends]
    shown = np.cumsum(weights[order])[ends]
    misses = shown - hits
    steps = np.diff(hits, prepend=0) / hits[-1]
    precision = hits / np.maximum(shown, 1)
    area = np.trapezoid(np.append(0, hits), np.append(0, misses))
    return Ranked(float(precision @ steps), float(area / (hits[-1] * misses[-1])))
