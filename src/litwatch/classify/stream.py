"""Texts as one stream of numbers, so that their words and pairs are counted all at once.

Counting pairs in Python takes longer than the model itself. Here words are numbered in the order of
reading, and a pair is a number made of two. The terms are those of `features.features`; a test
holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from litwatch.classify.features import Text, words

GAP = -1  # between passages: what stands on either side is no pair
Places = NDArray[np.int64]


def stream(texts: Sequence[Text], number: Callable[[str], int]) -> tuple[Places, Places]:
    """The numbers of all words and signs in the order of reading, and the row of each.

    `number` gives a word's number. GAP stands after each passage and each sign.
    """
    at: list[int] = []
    lengths = []
    for text in texts:
        start = len(at)
        for passage in text.passages:
            at += map(number, words(passage))
            at.append(GAP)
        for sign in text.signs:
            at += (number(sign), GAP)
        lengths.append(len(at) - start)
    return np.array(at, dtype=np.int64), np.repeat(np.arange(len(texts)), lengths)


def pair(first: Places, second: Places, size: int) -> Places:
    """The number of a pair of words of a list of `size`; above that of any single word."""
    return (first + 1) * size + second
