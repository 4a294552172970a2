"""A screener: from the records judged so far, an order for the others. Features, balancer, classifier.

The base is a linear support vector machine on TF-IDF of words and pairs of words, with the
weights and settings of ASReview's ELAS u4 (published with ASReview 3, Apache-2.0). Two
things are added, each where it helped in trials (docs/evaluation.md):

* neighbours: a record's margin is drawn towards those of the records most like it (label
  propagation over a nearest-neighbour graph, one step);
* for a review that goes on, a second view (pieces of words) and the lower half of the new records as
  further negatives, since most of what a search brings is excluded.

A screener ranks; it does not exclude. Texts are read as they are, in any language.
"""

# scikit-learn and SciPy carry no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from litwatch.errors import BadInput

# ELAS u4, as ASReview publishes it.
SLACK = 0.11
RATIO = 9.8
COMMON = 0.95

NEAREST = 20
SHORTEST = 60  # words; titles without an abstract are like each other for want of text
_CHUNK = 250

Rows = NDArray[np.int64]
Margins = NDArray[np.float64]


class Screener(NamedTuple):
    """How a screener reads and learns.

    `smoothing` is the weight of a record's neighbours; `ramp` the number of included records at
    which it is reached (0: at once), for a few first ones say little. `pieces` adds the view of
    words' pieces, `weak_negatives` the lower half of what is not yet judged.
    """

    smoothing: float = 0.3
    ramp: int = 0
    pieces: bool = False
    weak_negatives: bool = False


ONE_OFF = Screener(ramp=20)
LIVING = Screener(pieces=True, weak_negatives=True)
PLAIN = Screener(smoothing=0.0)  # ELAS u4


class Texts:
    """The features of a set's texts; each is computed when a screener first asks for it.

    Weights of terms come from all texts, judged or not: those are there from the first day on.
    Asking for features raises BadInput where no word tells one text from another.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    @cached_property
    def words(self) -> Any:
        """TF-IDF of words and pairs: a sparse matrix, one row of length 1 for each text."""
        reader = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=COMMON)
        return self._read(reader)

    @cached_property
    def pieces(self) -> Any:
        """TF-IDF of three to five letters within words."""
        reader = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, max_df=COMMON
        )
        return self._read(reader)

    def _read(self, reader: TfidfVectorizer) -> Any:
        try:
            return reader.fit_transform(self._texts).tocsr()
        except ValueError as error:  # scikit-learn: no term is left
            raise BadInput(
                f"{len(self)} texts hold no words that tell them apart",
                "See whether title and abstract are in the right columns.",
            ) from error

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """Which texts are long enough for their likeness to mean something."""
        return np.array([len(text.split()) >= SHORTEST for text in self._texts])

    @cached_property
    def neighbours(self) -> Any:
        """Each text's NEAREST whole texts by cosine: a sparse matrix whose rows sum to 1 (or 0)."""
        candidates = np.flatnonzero(self.whole)
        parts = []
        for start in range(0, len(self), _CHUNK):
            rows = np.arange(start, min(start + _CHUNK, len(self)))
            alike = (self.words[rows] @ self.words[candidates].T).toarray()
            alike[rows[:, None] == candidates[None, :]] = 0
            if alike.shape[1] > NEAREST:
                least = np.partition(alike, -NEAREST, axis=1)[:, -NEAREST, None]
                alike[alike < least] = 0
            total = alike.sum(axis=1, keepdims=True)
            parts.append(sparse.csr_matrix(np.divide(alike, total, where=total > 0, out=alike)))
        near = sparse.vstack(parts).tocoo()
        shape = (len(self), len(self))
        return sparse.csr_matrix((near.data, (near.row, candidates[near.col])), shape=shape)


def score(texts: Texts, known: Rows, labels: Rows, screener: Screener = PLAIN) -> Margins:
    """A number for every text, higher where it is more like what was included.

    `known` are the rows that were judged, `labels` their 1 or 0; both labels must occur. The
    numbers order the texts and are no probabilities.
    """
    new = np.setdiff1d(np.arange(len(texts)), known)
    weights = balanced(labels)
    views = [texts.words, texts.pieces] if screener.pieces else [texts.words]
    rows, targets = known, labels
    if screener.weak_negatives:
        first = _margins(texts.words, known, labels, weights)
        low = new[np.argsort(first[new], kind="stable")[: len(new) // 2]]
        rows = np.concatenate([known, low])
        targets = np.concatenate([labels, np.zeros(len(low), dtype=labels.dtype)])
        usual = weights[labels == 0].mean()
        weights = np.concatenate([weights, np.full(len(low), usual)])
    margins: Margins = np.mean(
        [_standard(_margins(view, rows, targets, weights), new) for view in views], axis=0
    )
    strength = screener.smoothing * _share_of_ramp(int(labels.sum()), screener.ramp)
    if not strength:
        return margins
    smooth: Margins = (1 - strength) * margins + strength * (texts.neighbours @ margins)
    return np.where(texts.whole, smooth, margins)


def balanced(labels: Rows) -> Margins:
    """Weights that give all included together RATIO times the weight of all excluded; mean 1.

    ASReview's `balanced` balancer with ELAS u4's ratio.
    """
    included, excluded = int((labels == 1).sum()), int((labels == 0).sum())
    weights = np.where(labels == 1, 1.0, included / (RATIO * excluded))
    scaled: Margins = weights * (len(labels) / weights.sum())
    return scaled


def _share_of_ramp(included: int, ramp: int) -> float:
    return min(1.0, (included - 1) / ramp) if ramp else 1.0


def _margins(view: Any, rows: Rows, targets: Rows, weights: Margins) -> Margins:
    learner = LinearSVC(C=SLACK, random_state=0)
    learner.fit(view[rows], targets, sample_weight=weights)
    return np.asarray(learner.decision_function(view), dtype=np.float64)


def _standard(margins: Margins, new: Rows) -> Margins:
    """Centred and scaled by what is not judged yet, so that two views weigh the same."""
    of = margins[new] if len(new) else margins
    scaled: Margins = (margins - of.mean()) / (of.std() + 1e-12)
    return scaled
