"""How long the rest of the queue takes, from a reviewer's own pace. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

ENOUGH = 5  # gaps; from fewer no pace can be told
BREAK = timedelta(minutes=10)  # a longer gap is a pause and no reading


def seconds_each(times: Sequence[datetime]) -> float | None:
    """The median seconds between a reviewer's decisions (newest first); None when too few."""
    gaps = [newer - older for newer, older in pairwise(times)]
    read = [gap.total_seconds() for gap in gaps if timedelta() <= gap < BREAK]
    return median(read) if len(read) >= ENOUGH else None


def minutes_left(times: Sequence[datetime], waiting: int) -> int | None:
    """About how many minutes as many records take, at least 1; None when no pace can be told."""
    each = seconds_each(times)
    return None if each is None else max(1, round(each * waiting / 60))
