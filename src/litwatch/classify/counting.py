"""Counting by number: the margins of many texts at once, without a dictionary a text.

A vocabulary is numbered once, words and pairs apart; texts become one stream of numbers, and all
terms of all texts are counted by one sort. The sums are those of `Model.margin`, to the last digit
of a text read by itself: a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from litwatch.classify.features import Text, function_words, is_function_word
from litwatch.classify.linear import Floats, Linear
from litwatch.classify.signs import is_sign
from litwatch.classify.stream import pair, stream


class _Words(dict[str, int]):
    """Words to numbers; all that are not there have one number, the last but one."""

    unknown: int

    def __missing__(self, word: str) -> int:
        return self.unknown


@dataclass(frozen=True)
class Numbers:
    """A vocabulary by number. The arrays' last place stands for a gap between passages."""

    word: _Words
    single: NDArray[np.int64]  # the place of a word in the vocabulary, or -1
    in_pair: NDArray[np.bool_]
    counts: NDArray[np.bool_]  # neither a gap, a sign nor a function word
    pairs: NDArray[np.int64]  # rising
    pair_at: NDArray[np.int64]

    @classmethod
    def of(cls, vocabulary: Sequence[str]) -> Numbers:
        halves = [term.split(" ") for term in vocabulary]
        is_pair = [len(half) == 2 and not is_sign(half[0]) for half in halves]
        word = _Words()
        for term, half, paired in zip(vocabulary, halves, is_pair, strict=True):
            for each in half if paired else [term]:
                word.setdefault(each, len(word))
        for each in function_words():
            word.setdefault(each, len(word))
        word.unknown = len(word)
        size = len(word) + 2
        single, in_pair = np.full(size, -1), np.zeros(size, dtype=np.bool_)
        found = []
        for place, (term, half, paired) in enumerate(zip(vocabulary, halves, is_pair, strict=True)):
            if paired:
                first, second = word[half[0]], word[half[1]]
                in_pair[[first, second]] = True
                found.append(((first + 1) * size + second, place))
            else:
                single[word[term]] = place
        found.sort()
        counts = np.ones(size, dtype=np.bool_)
        counts[-1] = False
        for each, at in word.items():
            if is_sign(each) or is_function_word(each):
                counts[at] = False
        return cls(
            word,
            single,
            in_pair,
            counts,
            np.array([key for key, _ in found], dtype=np.int64),
            np.array([at for _, at in found], dtype=np.int64),
        )


def margins(
    numbers: Numbers, line: Linear, is_word: NDArray[np.bool_], texts: Sequence[Text]
) -> tuple[Floats, Floats]:
    """The linear margin of each text, and the share (0–1) of its words that the model knows.

    `numbers` are of the line's vocabulary, and `is_word` says which of its terms are no signs.
    Without a known term the margin is the intercept; without a word the share is 0.
    Each text is summed by itself, in the order of terms: company changes nothing.
    """
    rows = len(texts)
    at, row = stream(texts, numbers.word.__getitem__)
    single = numbers.single[at]
    first, second = at[:-1], at[1:]
    together = numbers.in_pair[first] & numbers.in_pair[second]
    pairs = pair(first[together], second[together], len(numbers.in_pair))
    spot = np.minimum(np.searchsorted(numbers.pairs, pairs), len(numbers.pairs) - 1)
    is_pair = numbers.pairs[spot] == pairs if len(numbers.pairs) else np.zeros(0, dtype=bool)
    size = max(1, len(line.vocabulary))
    known = single >= 0
    keys = np.concatenate(
        [
            row[known] * size + single[known],
            row[:-1][together][is_pair] * size + numbers.pair_at[spot[is_pair]],
        ]
    )
    keys, often = np.unique(keys, return_counts=True)
    row_of, term = np.divmod(keys, size)
    of_words = is_word[term]
    value = (1.0 + np.log(often)) * line.idf[term]
    squares = np.bincount(row_of, np.where(of_words, value * value, 0.0), minlength=rows)
    length = np.sqrt(np.where(squares > 0, squares, 1.0))
    value = np.where(of_words, value / length[row_of], value) * line.weights[term]
    margins = np.bincount(row_of, value, minlength=rows) + line.intercept
    counted = numbers.counts[at]
    read = np.bincount(row[counted], minlength=rows)
    understood = np.bincount(row[counted & known], minlength=rows).astype(np.float64)
    share: Floats = understood / np.maximum(1, read)
    return margins.astype(np.float64), share
