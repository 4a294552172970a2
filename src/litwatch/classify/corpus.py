"""Corpus: examples with their labels, counted all at once, and counts weighed as a model does."""

# scipy carries no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from litwatch.classify.features import Stratum, Text, is_function_word, read
from litwatch.classify.linear import Floats
from litwatch.classify.signs import is_sign
from litwatch.classify.stream import GAP, pair, stream
from litwatch.records import Record

RARE = 3  # a term in fewer records than this could point to one text


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


def weigh(counts: csr_matrix, idf: Floats, words: NDArray[np.bool_]) -> csr_matrix:
    """The counts as a model weighs them, a row a text; `words` says which columns are no signs.

    The words of a row have length one, signs stand as they are.
    """
    at = counts.indices
    value = (1.0 + np.log(counts.data)) * idf[at]
    of_words = words[at]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    squares = np.bincount(row, weights=np.where(of_words, value * value, 0.0))
    length = np.sqrt(np.where(squares > 0, squares, 1.0))
    value = np.where(of_words, value / length[row], value)
    return csr_matrix((value, at, counts.indptr), shape=counts.shape)
