"""Bands: where a probability becomes likely, uncertain or unlikely. Pure.

The lower cut is set on held-out scores (of folds that the model had not seen) so that
likely and uncertain together keep at least 99 % of the positives. The upper cut is a
calibrated probability of one half: likely means more likely than not. Under 20 positives
no claim is made: nothing is called unlikely, nothing likely.

A band orders the reading; it never excludes. A record leaves the queue only by a person's
decision, and the unlikely band is sampled every month.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from litwatch.records import Band

KEEP = 0.99
LIKELY = 0.5
ENOUGH = 20
_STEPS = 1e6


class Bands(msgspec.Struct, frozen=True, kw_only=True):
    """The two cuts, and what the lower one kept: `kept` of `positives`, share within low–high.

    Without a claim (`positives` < 20) the cuts are 0 and above 1, so all is uncertain.
    """

    unlikely_below: float = 0.0
    likely_from: float = 1.1
    positives: int = 0
    kept: int = 0
    low: float = 0.0
    high: float = 1.0

    @property
    def claimed(self) -> bool:
        """Whether there were enough positives to say anything of recall."""
        return self.positives >= ENOUGH

    def of(self, score: float) -> Band:
        """The band of a calibrated probability."""
        if score >= self.likely_from:
            return "likely"
        return "uncertain" if score >= self.unlikely_below else "unlikely"


def wilson(kept: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share (Wilson 1927); (0, 1) of nothing."""
    if total == 0:
        return 0.0, 1.0
    share = kept / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def cut(positives: Sequence[float]) -> Bands:
    """Bands from the calibrated held-out scores of known positives."""
    total = len(positives)
    if total < ENOUGH:
        return Bands(positives=total, kept=total)
    rising = sorted(positives)
    lost = math.floor(round(total * (1 - KEEP), 9))
    # Rounded down so that the positive that sets the cut stays above it.
    below = math.floor(rising[lost] * _STEPS) / _STEPS
    kept = sum(score >= below for score in positives)
    low, high = wilson(kept, total)
    return Bands(
        unlikely_below=below,
        likely_from=max(below, LIKELY),
        positives=total,
        kept=kept,
        low=round(low, 4),
        high=round(high, 4),
    )
