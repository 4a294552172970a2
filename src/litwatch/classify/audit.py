"""The monthly audit: unlikely records that people read anyway, and what that says of the rest.

Nothing is excluded by a machine for good. Each month a random sample of the unlikely band joins
the queue without any mark; what people include of it tells how many of the unread are missed.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection

import msgspec

from litwatch.classify.bands import wilson

SHARE = 0.05  # digest.md §8: at least 5 % or 20 low-ranked records are read by hand each month
FEWEST = 20


def sample_size(band: int) -> int:
    """How many of `band` unlikely records are read: 5 %, at least 20, at most all."""
    return min(band, max(FEWEST, math.ceil(band * SHARE)))


def draw(month: str, low_ranked: Collection[str]) -> dict[str, float]:
    """The records to read of a month's low-ranked ones, each with the place 0–1 that it draws.

    Random, but the same for the same month and records: ids are ordered by a hash, so whoever
    checks a sample can draw it again. When records come later the sample grows.
    """
    chosen = sorted(low_ranked, key=lambda record_id: place(month, record_id))
    # Where a record stands in the queue is another lot than whether it is drawn: those drawn
    # are the smallest of one lot, and would all stand at the top.
    return {
        record_id: place(f"{month} queue", record_id)
        for record_id in sorted(chosen[: sample_size(len(chosen))])
    }


def place(month: str, record_id: str) -> float:
    """A number in 0–1 that a record draws by lot in a month, the same each time."""
    digest = hashlib.sha256(f"{month} {record_id}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """What a sample says: `found` of `read` were included, of a band of `band` records.

    `low` and `high` bound the share (95 % Wilson score interval); `most` is the upper bound of
    records missed among those of the band that nobody has read.
    """

    band: int
    drawn: int
    read: int
    found: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """The share found among those read; None while none has been read."""
        return self.found / self.read if self.read else None

    @property
    def most(self) -> int:
        """At most so many of the unread are missed, by the upper bound."""
        return math.floor(self.high * (self.band - self.read))


def missed(*, band: int, drawn: int, read: int, found: int) -> Missed:
    """The miss rate of a month's sample with its interval."""
    low, high = wilson(found, read)
    return Missed(band=band, drawn=drawn, read=read, found=found, low=low, high=high)
