"""Training: words and pairs by TF-IDF, signs as they are, logistic regression, Platt calibration.

Same examples, seed and libraries → same model, byte for byte. Examples in, model out: where labels
come from (strategies, readers, curators' decisions) is the caller's matter, and how much each
counts is its weight.
"""

# scikit-learn and scipy carry no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from litwatch.classify.bands import ENOUGH, Bands, cut
from litwatch.classify.features import FEATURES, Stratum, Text, is_function_word, read
from litwatch.classify.model import (
    FORMAT,
    Bin,
    Floats,
    Manifest,
    Measured,
    Model,
    Source,
    pack,
    sealed,
    sha256,
    vocabulary_bytes,
)
from litwatch.classify.signs import is_sign
from litwatch.classify.stream import GAP, pair, stream
from litwatch.errors import WrongUse
from litwatch.records import Record

SEED = 20261121
FOLDS = 5
RARE = 3  # a term in fewer records than this could point to one text
TERMS = 20_000
STRENGTH = 3.0  # C of the regression; 1–10 differ by less than the folds do

ABOUT = (
    "The probability that a record is about a watched condition, as far as the strategies' own "
    "words and the readings it was given teach it. It orders the reading and excludes nothing; "
    "it says nothing of quality, usefulness or truth."
)


@dataclass(frozen=True)
class Example:
    """What a model reads of a record, its label and how much it counts.

    `day` may be unknown; `topics` are the watched conditions that a positive is about; `stratum`
    is where one is named, as the text's signs or a reader have it. The last two are for metrics.
    """

    text: Text
    positive: bool
    weight: float = 1.0
    source: str = ""
    day: date | None = None
    topics: tuple[str, ...] = ()
    stratum: Stratum = "nowhere"

    @classmethod
    def of(
        cls,
        record: Record,
        positive: bool,
        source: str = "",
        *,
        weight: float = 1.0,
        topics: tuple[str, ...] = (),
    ) -> Example:
        """The example of a record; its day is the create date, else the year it was published."""
        day = record.created
        if day is None and record.published is not None and record.published.year:
            day = date(record.published.year, record.published.month or 1, 1)
        text = read(record)
        return cls(text, positive, weight, source, day, topics, text.stratum)


@dataclass(frozen=True)
class Corpus:
    """Counts of the examples' terms, a row each, with their labels and weights."""

    counts: csr_matrix
    vocabulary: tuple[str, ...]
    is_word: NDArray[np.bool_]
    labels: NDArray[np.int64]
    weights: Floats


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


def gather(examples: Sequence[Example]) -> Corpus:
    """The corpus of some examples; terms in fewer than RARE of them are left out.

    The counts are those of `features.features`, made for all examples at once: words are numbered,
    and a pair is the number of its first word times their count plus that of its second.
    """
    number: defaultdict[str, int] = defaultdict(count().__next__)
    at, row = stream([example.text for example in examples], number.__getitem__)
    said = list(number)
    empty = np.array([is_function_word(word) for word in said] + [True], dtype=np.bool_)
    alone = ~empty[at]
    first, second = at[:-1], at[1:]
    rare = np.append(np.bincount(at[at != GAP], minlength=len(said)) < RARE, True)
    paired = ~(rare[first] | rare[second] | (empty[first] & empty[second]))
    keys = np.concatenate([at[alone], pair(first[paired], second[paired], len(said))])
    rows = np.concatenate([row[alone], row[:-1][paired]])
    known, column, often = np.unique(keys, return_inverse=True, return_counts=True)
    frequent = often[column] >= RARE  # what stands three times may yet stand in fewer records
    counts = csr_matrix(
        (np.ones(int(frequent.sum())), (rows[frequent], column[frequent])),
        shape=(len(examples), len(known)),
    )
    counts.sum_duplicates()
    common = np.flatnonzero(np.bincount(counts.indices, minlength=len(known)) >= RARE)
    terms = [_term(int(key), said) for key in known[common]]
    order = sorted(range(len(terms)), key=terms.__getitem__)
    vocabulary = tuple(terms[place] for place in order)
    return Corpus(
        counts=counts[:, common[order]],
        vocabulary=vocabulary,
        is_word=np.array([not is_sign(term) for term in vocabulary], dtype=np.bool_),
        labels=np.array([int(example.positive) for example in examples], dtype=np.int64),
        weights=np.array([example.weight for example in examples]),
    )


def _term(key: int, said: Sequence[str]) -> str:
    first, second = divmod(key, len(said))
    return f"{said[first - 1]} {said[second]}" if first else said[second]


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


def cross_calibrated(margins: Floats, labels: NDArray[np.int64], seed: int = SEED) -> Floats:
    """Probabilities of held-out margins, each by a calibration that has not seen its label."""
    scores = np.zeros(len(margins))
    fewest = int(min(labels.sum(), len(labels) - labels.sum()))
    folds = StratifiedKFold(min(FOLDS, fewest), shuffle=True, random_state=seed)
    for seen, unseen in folds.split(margins, labels):
        scores[unseen] = sigmoid(margins[unseen], platt(margins[seen], labels[seen]))
    return scores


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
    line, calibration, own_bands = calibrated(corpus, np.arange(len(examples)), seed)
    bands = bands or own_bands
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
        topics=_positives_of_topics(examples, topics),
        reliability=reliability,
        libraries={
            "numpy": np.__version__,
            "python": platform.python_version(),
            "scikit-learn": sklearn.__version__,
        },
        weights_sha256=weights_hash,
        vocabulary_sha256=sha256(vocabulary_bytes(vocabulary)),
    )
    manifest = sealed(manifest)
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


def _chi2(counts: csr_matrix, labels: NDArray[np.int64]) -> Floats:
    """How far the records that hold a term differ from all in their share of positives (χ²)."""
    positive = np.repeat(labels, np.diff(counts.indptr))
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    observed = np.bincount(counts.indices, weights=positive, minlength=counts.shape[1])
    share = labels.mean()
    spread = held * share * (1 - share)
    strength: Floats = (observed - held * share) ** 2 / np.where(spread > 0, spread, 1.0)
    return strength


def weigh(counts: csr_matrix, idf: Floats, words: NDArray[np.bool_]) -> csr_matrix:
    """The counts as a model weighs them, a row a text; `words` says which columns are no signs."""
    """Counts weighed as the model does: the words of a row have length one, signs stand as they are."""
    at = counts.indices
    value = (1.0 + np.log(counts.data)) * idf[at]
    of_words = words[at]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    squares = np.bincount(row, weights=np.where(of_words, value * value, 0.0))
    length = np.sqrt(np.where(squares > 0, squares, 1.0))
    value = np.where(of_words, value / length[row], value)
    return csr_matrix((value, at, counts.indptr), shape=counts.shape)


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
