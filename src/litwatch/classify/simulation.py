"""A review screened again by machine, with its labels hidden until a record is shown.

Two questions:

* one-off: two records are known, one included and one excluded; the screener orders the rest and
  learns anew from what it is shown, until all included ones are found;
* temporal: the older part is known, and the newer part is ordered in one go. That is what the
  update of a running review, or a month of a watch, looks like.

Orders come out as rows in the order of screening; the metrics are elsewhere.
"""

# scikit-learn carries no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from litwatch.classify.screener import LIVING, ONE_OFF, Margins, Rows, Screener, Texts, score

ONE_BY_ONE = 40  # a fortieth record on, five per cent of what is judged is shown at a time
FOLDS = 5
INNER_FOLDS = 3

Start = Literal["half_of_included", "three_quarters"]


class Split(NamedTuple):
    """Rows known before, and the rows that came after."""

    known: Rows
    new: Rows


class Told(NamedTuple):
    """For rows that a screener had not seen the labels of: its score and its probability."""

    rows: Rows
    scores: Margins
    probabilities: Margins


def priors(included: Sequence[bool], seed: int) -> Rows:
    """One included and one excluded record, drawn with `seed`."""
    random = np.random.default_rng(seed)
    labels = np.asarray(included)
    return np.array(
        [random.choice(np.flatnonzero(labels)), random.choice(np.flatnonzero(~labels))],
        dtype=np.int64,
    )


def screen(
    texts: Texts,
    included: Sequence[bool],
    start: Rows,
    screener: Screener = ONE_OFF,
    progress: Callable[[int, int], None] | None = None,
) -> Rows:
    """All rows but `start`, in the order in which they would be screened.

    Once every included record is found the rest follows by its last score. `progress` is told how
    many of the included are found, of how many.
    """
    labels = np.asarray(included).astype(np.int64)
    shown = list(start)
    while True:
        known = np.array(shown, dtype=np.int64)
        scores = score(texts, known, labels[known], screener)
        left = np.setdiff1d(np.arange(len(labels)), known)
        best = left[np.argsort(-scores[left], kind="stable")]
        if progress:
            progress(int(labels[known].sum()), int(labels.sum()))
        if labels[known].sum() == labels.sum():
            return np.concatenate([known[len(start) :], best])
        shown += best[: step(len(shown))].tolist()


def step(shown: int) -> int:
    """How many records are shown before the screener learns anew."""
    return max(1, shown // (ONE_BY_ONE // 2))


def split(when: Sequence[str], included: Sequence[bool], start: Start) -> Split | None:
    """The older and the newer records, by `when`; None where one part is too small to use.

    `half_of_included` ends the older part with the record that completes half of the included,
    `three_quarters` with three quarters of all records. The older part needs two of each label,
    the newer three included and one excluded.
    """
    labels = np.asarray(included)
    order = np.argsort(np.asarray(when), kind="stable")
    if start == "half_of_included":
        places = np.flatnonzero(labels[order])
        cut = int(places[(len(places) + 1) // 2 - 1]) + 1
    else:
        cut = int(0.75 * len(order))
    known, new = order[:cut], order[cut:]
    before, after = int(labels[known].sum()), int(labels[new].sum())
    if min(before, len(known) - before) < 2 or after < 3 or after == len(new):
        return None
    return Split(known, new)


def tell(texts: Texts, included: Sequence[bool], parts: Split, screener: Screener = LIVING) -> Told:
    """Scores and probabilities of the new records, learnt from the known ones alone.

    Scores become probabilities by a logistic curve (Platt 1999) over the known records, each scored
    without its own label.
    """
    labels = np.asarray(included).astype(np.int64)
    known, new = parts
    scores = score(texts, known, labels[known], screener)[new]
    held_out = np.zeros(len(labels))
    counts = np.bincount(labels[known], minlength=2)
    folds = StratifiedKFold(min(INNER_FOLDS, int(counts.min())), shuffle=True, random_state=0)
    for inner, outer in folds.split(known, labels[known]):
        rows = known[inner]
        held_out[known[outer]] = score(texts, rows, labels[rows], screener)[known[outer]]
    curve = LogisticRegression(C=1e6).fit(held_out[known, None], labels[known])
    return Told(new, scores, curve.predict_proba(scores[:, None])[:, 1])


def tell_all(
    texts: Texts,
    included: Sequence[bool],
    seed: int,
    screener: Screener = ONE_OFF,
) -> Told:
    """Scores and probabilities of every record, each from the other folds (five, by `seed`)."""
    labels = np.asarray(included).astype(np.int64)
    counts = np.bincount(labels, minlength=2)
    folds = StratifiedKFold(min(FOLDS, int(counts.min())), shuffle=True, random_state=seed)
    parts = [tell(texts, included, Split(*fold), screener) for fold in folds.split(labels, labels)]
    return Told(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.probabilities for part in parts]),
    )
