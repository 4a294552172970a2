"""A stopping aid: about how much of what is worth taking has been seen. An estimate, never a rule.

For each band the share that people included among those they have read is carried over to those
they have not. The uncertainty of that share is a Beta distribution over a flat prior (Bayes;
Jeffreys would differ little), and the numbers for the unread are drawn from it.

The queue shows the highest-ranked first, so the read part of a band holds more than the unread:
the estimate errs towards more left to find. The unlikely band rests on the monthly audit sample.
Of a band with under twenty decisions nothing is said: a flat prior over a thousand unread would
only print itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec
import numpy as np

from litwatch.records import Band

DRAWS = 4_000
SEED = 20261121
ENOUGH = 20  # decisions in a band; under twenty an estimate would only look like one


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a queue has been read: counts of works in one band. A maybe is still unread."""

    read: int
    included: int
    unread: int


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """`found` works have been included of about `total` (95 % interval `low`–`high`) in the queue.

    `untold` are the unread of bands with under twenty decisions: they are in none of the numbers.
    """

    found: int
    total: int
    low: int
    high: int
    untold: int = 0


def seen(bands: Mapping[Band | None, Progress]) -> Seen | None:
    """The estimate over the bands that people have read twenty of; None where there is none.

    Records that no model has scored are a band of their own, None.
    """
    told = tuple(band for band in bands.values() if band.read >= ENOUGH)
    if not told:
        return None
    found = sum(band.included for band in bands.values())
    low, middle, high = _left(told)
    return Seen(
        found=found,
        total=found + middle,
        low=found + low,
        high=found + high,
        untold=sum(band.unread for band in bands.values() if band.read < ENOUGH),
    )


@lru_cache(maxsize=64)  # each page of the queue asks, mostly with the numbers of the page before
def _left(told: tuple[Progress, ...]) -> tuple[int, int, int]:
    """How many of the unread would be included: the ends and the middle of the interval."""
    random = np.random.default_rng(SEED)
    left = np.zeros(DRAWS, dtype=np.int64)
    for band in told:
        share = random.beta(1 + band.included, 1 + band.read - band.included, DRAWS)
        left += random.binomial(band.unread, share)
    low, middle, high = (round(float(q)) for q in np.quantile(left, (0.025, 0.5, 0.975)))
    return low, middle, high
