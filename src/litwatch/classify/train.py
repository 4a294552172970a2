"""Training: TF-IDF of words and pairs, logistic regression, Platt calibration on held-out folds.

Same examples, seed and libraries → same model, byte for byte. Every positive is shown twice,
once, with less weight, with the names of the conditions masked (see `names`); both copies
lie in one fold.
"""

# scikit-learn and scipy carry no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

from litwatch.classify.bands import Bands, cut
from litwatch.classify.features import FEATURES, passages, terms
from litwatch.classify.model import (
    FORMAT,
    Floats,
    Manifest,
    Measured,
    Model,
    Source,
    pack,
    sha256,
    vocabulary_bytes,
)
from litwatch.classify.names import masked
from litwatch.errors import WrongUse
from litwatch.records import Record

SEED = 20261121
FOLDS = 5
RARE = 3  # a term in fewer records than this could point to one text
TERMS = 40_000
# How much a masked copy weighs beside its original. Measured on held-out silver labels:
# 0 keeps 78 % of positives whose names are masked, 0.25 keeps 91 %, 1 keeps 95 %; average
# precision over all falls from .990 to .987 and .980. A quarter buys most for least.
MASKED_WEIGHT = 0.25
STRENGTH = 10.0  # C of the regression; 1–30 differ by less than the folds do

ABOUT = (
    "The probability that a record is about a watched condition, as far as the strategies' own "
    "words teach it (silver labels, not people's). It orders the reading and excludes nothing; "
    "it says nothing of quality, usefulness or truth."
)


@dataclass(frozen=True)
class Example:
    """A record's cleaned passages, its label, where it comes from and its day (may be unknown)."""

    texts: tuple[str, ...]
    positive: bool
    source: str = ""
    day: date | None = None

    @classmethod
    def of(cls, record: Record, positive: bool, source: str = "") -> Example:
        """The example of a record; its day is the create date, else the year it was published."""
        day = record.created
        if day is None and record.published is not None and record.published.year:
            day = date(record.published.year, record.published.month or 1, 1)
        return cls(passages(record), positive, source, day)


@dataclass(frozen=True)
class Corpus:
    """Term counts of the examples, and below them of the positives' masked copies."""

    counts: csr_matrix
    vocabulary: tuple[str, ...]
    labels: NDArray[np.int64]
    copy_of: NDArray[np.int64]  # row `len(labels) + i` is the masked copy of example copy_of[i]

    def rows(
        self, chosen: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Rows to train on for chosen examples, masked copies with them; labels and weights."""
        copies = np.flatnonzero(np.isin(self.copy_of, chosen))
        rows = np.concatenate([chosen, len(self.labels) + copies])
        labels = np.concatenate([self.labels[chosen], np.ones(len(copies), dtype=np.int64)])
        weights = np.concatenate([np.ones(len(chosen)), np.full(len(copies), MASKED_WEIGHT)])
        return rows, labels, weights


@dataclass(frozen=True)
class Fit:
    """A linear model over some columns of a corpus."""

    columns: NDArray[np.int64]
    idf: Floats
    weights: Floats
    intercept: float

    def margins(self, counts: csr_matrix) -> Floats:
        """The margin of each row of the corpus' counts."""
        weighed = _weigh(counts[:, self.columns], self.idf)
        return np.asarray(weighed @ self.weights + self.intercept, dtype=np.float64)


def gather(examples: Sequence[Example]) -> Corpus:
    """The corpus of some examples; terms in fewer than RARE of them are left out."""
    copies = [at for at, example in enumerate(examples) if example.positive]
    texts = [example.texts for example in examples] + [masked(examples[at].texts) for at in copies]
    place: dict[str, int] = {}
    indptr, indices, data = [0], [], []
    for passage in texts:
        for term, count in terms(passage).items():
            indices.append(place.setdefault(term, len(place)))
            data.append(count)
        indptr.append(len(indices))
    counts = csr_matrix(
        (np.array(data, dtype=np.float64), indices, indptr), shape=(len(texts), len(place))
    )
    in_records = np.bincount(counts[: len(examples)].indices, minlength=len(place))
    names = np.array(list(place))
    common = np.flatnonzero(in_records >= RARE)
    common = common[np.argsort(names[common])]
    return Corpus(
        counts=counts[:, common],
        vocabulary=tuple(str(name) for name in names[common]),
        labels=np.array([int(example.positive) for example in examples], dtype=np.int64),
        copy_of=np.array(copies, dtype=np.int64),
    )


def fit(corpus: Corpus, chosen: NDArray[np.int64], seed: int = SEED) -> Fit:
    """A linear model of the chosen examples: terms, idf and weights come from them alone."""
    rows, labels, weights_of_rows = corpus.rows(chosen)
    counts = corpus.counts[rows]
    own = corpus.counts[chosen]
    in_records = np.bincount(own.indices, minlength=own.shape[1])
    columns = np.flatnonzero(in_records >= RARE)
    idf = np.log((1 + len(chosen)) / (1 + in_records[columns])) + 1.0
    if len(columns) > TERMS:
        strength = np.nan_to_num(chi2(_weigh(counts[:, columns], idf), labels)[0])
        best = np.sort(np.argsort(-strength, kind="stable")[:TERMS])
        columns, idf = columns[best], idf[best]
    # As stored: 32 bits, so that a saved and loaded model scores to the last digit alike.
    idf = idf.astype(np.float32).astype(np.float64)
    line = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=seed, max_iter=1000)
    line.fit(_weigh(counts[:, columns], idf), labels, sample_weight=weights_of_rows)
    weights = line.coef_[0].astype(np.float32).astype(np.float64)
    return Fit(columns, idf, weights, float(line.intercept_[0]))


def cross_margins(corpus: Corpus, chosen: NDArray[np.int64], seed: int = SEED) -> Floats:
    """The margin of each chosen example from a model that has not seen it."""
    labels = corpus.labels[chosen]
    fewest = int(min(labels.sum(), len(labels) - labels.sum()))
    if fewest < 2:
        raise WrongUse(
            f"{int(labels.sum())} positives and {len(labels) - int(labels.sum())} negatives "
            "are too few to train on",
            "Give at least two of each; bands need twenty positives.",
        )
    margins = np.zeros(len(chosen))
    folds = StratifiedKFold(min(FOLDS, fewest), shuffle=True, random_state=seed)
    for seen, unseen in folds.split(np.zeros(len(chosen)), labels):
        margins[unseen] = fit(corpus, chosen[seen], seed).margins(corpus.counts[chosen[unseen]])
    return margins


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
    slope, offset = calibration
    return [float(p) for p in 1.0 / (1.0 + np.exp(-(slope * margins + offset)))]


def calibrated(
    corpus: Corpus, chosen: NDArray[np.int64], seed: int = SEED
) -> tuple[Fit, tuple[float, float], Bands]:
    """A model of the chosen examples with calibration and bands from its own held-out folds."""
    margins = cross_margins(corpus, chosen, seed)
    labels = corpus.labels[chosen]
    calibration = platt(margins, labels)
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
    corpus: Corpus | None = None,
) -> Model:
    """A model of all the examples; its id is `<name>-<first 8 hex of its weights>`.

    Raises WrongUse with fewer than two positives or two negatives.
    """
    corpus = corpus or gather(examples)
    line, calibration, bands = calibrated(corpus, np.arange(len(examples)), seed)
    vocabulary = tuple(corpus.vocabulary[column] for column in line.columns)
    weights_hash = sha256(pack(line.idf, line.weights, line.intercept, calibration, bands))
    days = sorted(example.day for example in examples if example.day)
    positives = int(corpus.labels.sum())
    manifest = Manifest(
        id=f"{name}-{weights_hash[:8]}",
        format=FORMAT,
        features=FEATURES,
        about=about,
        seed=seed,
        terms=len(vocabulary),
        positives=positives,
        negatives=len(examples) - positives,
        sources=_sources(examples),
        first=days[0].isoformat() if days else "",
        last=days[-1].isoformat() if days else "",
        strategies=strategies or {},
        bands=bands,
        metrics=metrics or {},
        libraries={
            "numpy": np.__version__,
            "python": platform.python_version(),
            "scikit-learn": sklearn.__version__,
        },
        weights_sha256=weights_hash,
        vocabulary_sha256=sha256(vocabulary_bytes(vocabulary)),
    )
    return Model(manifest, vocabulary, line.idf, line.weights, line.intercept, calibration, bands)


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


def _weigh(counts: csr_matrix, idf: Floats) -> csr_matrix:
    weighed: csr_matrix = counts.copy()
    weighed.data = 1.0 + np.log(weighed.data)
    scaled: csr_matrix = normalize(weighed @ diags(idf), copy=False)
    return scaled


def _sources(examples: Sequence[Example]) -> tuple[Source, ...]:
    return tuple(
        Source(
            name=name,
            positives=sum(e.positive for e in examples if e.source == name),
            negatives=sum(not e.positive for e in examples if e.source == name),
        )
        for name in sorted({example.source for example in examples})
    )
