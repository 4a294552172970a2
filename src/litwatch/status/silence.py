"""Which sources have not answered for a work: what they would say now is not known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

# The watch runs on working days: over a weekend, and one failed run, nothing is amiss yet.
LONGEST = timedelta(days=4)


def silent(
    expected: Iterable[str], answered: Mapping[str, datetime], now: datetime
) -> dict[str, datetime | None]:
    """The expected sources that have not answered lately, with the last time; None: never."""
    return {
        source: answered.get(source)
        for source in expected
        if (at := answered.get(source)) is None or now - at > LONGEST
    }
