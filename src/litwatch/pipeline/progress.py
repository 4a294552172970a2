"""Progress: how far people have read, and about how much is left to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from litwatch.classify.stopping import ENOUGH, Progress, Seen, seen
from litwatch.records import Band
from litwatch.store import Tx
from litwatch.store.progress import Reading, readings


@dataclass(frozen=True)
class HowFar:
    """How far each band is read (None: not scored yet), and the estimate of what is left."""

    bands: Mapping[Band | None, Progress]
    seen: Seen | None

    @property
    def read(self) -> int:
        """The works that people have included or excluded."""
        return sum(band.read for band in self.bands.values())

    def sentences(self) -> list[str]:
        """What the counts say, in words; the first is the estimate or why there is none."""
        if self.seen is None:
            return [
                f"Decided so far: {self.read}. What is left to find cannot be told before "
                f"{ENOUGH} decisions are made in one band."
            ]
        told = self.seen
        lines = [
            f"Found {told.found} of about {told.total} works worth taking "
            f"(95 % interval {told.low}–{told.high}). An estimate, no reason to stop by itself."
        ]
        lines += [
            f"Not in it: {band.unread} unread {_name(key)} ones. Of their band {band.read} have "
            f"been decided; under {ENOUGH} nothing can be said."
            for key, band in self.bands.items()
            if band.unread and band.read < ENOUGH
        ]
        return lines


def how_far(tx: Tx) -> HowFar:
    """How far the queue has been read. A maybe is still unread."""
    return how_far_in(readings(tx))


def how_far_in(counts: Mapping[Reading, int]) -> HowFar:
    """How far the queue has been read, from counts that are known already."""
    bands = _by_band(counts)
    return HowFar(bands, seen(bands))


def _by_band(counts: Mapping[Reading, int]) -> dict[Band | None, Progress]:
    found: dict[Band | None, Progress] = {}
    for band in (*get_args(Band), None):
        of = {verdict: often for (key, verdict), often in counts.items() if key == band}
        if of or band is not None:
            taken, left = of.get("include", 0), of.get("exclude", 0)
            unread = of.get(None, 0) + of.get("maybe", 0)
            found[band] = Progress(read=taken + left, included=taken, unread=unread)
    return found


def _name(band: Band | None) -> str:
    return band or "unscored"
