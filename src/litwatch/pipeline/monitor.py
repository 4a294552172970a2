"""Recall at every run: the packaged works that were found last time and are not any more.

Each work is tried on its stored abstract, else on its title, so that every run tries the same
works. What is measured is kept, and `trend` tells it run by run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from litwatch.pipeline.recall import tried
from litwatch.pipeline.tally import PartRecall
from litwatch.store import Store
from litwatch.store.recall import Measured
from litwatch.watch import Watch
from litwatch.watch.gold import read_gold


@dataclass(frozen=True, kw_only=True)
class Monitor:
    """What a run found of the known works: each topic's recall, the whole topics only."""

    gold: str
    topics: tuple[PartRecall, ...]

    @property
    def newly_missed(self) -> tuple[PartRecall, ...]:
        """The topics that miss a work which the last measurement found."""
        return tuple(topic for topic in self.topics if topic.newly_missed)

    def lines(self) -> list[str]:
        """What is to be told: the sums, then each change by its PMIDs."""
        found = sum(len(topic.found) for topic in self.topics)
        expected = sum(topic.expected for topic in self.topics)
        said = [
            f"Recall on {self.gold}: {found} of {expected} known works (one counts for each topic)"
        ]
        for topic in self.topics:
            query = "the same query" if topic.same_query else "the query changed"
            for what, works in (
                ("misses now", topic.newly_missed),
                ("finds again", topic.regained),
            ):
                if works:
                    ids = ", ".join(work.pmid for work in works)
                    said.append(f"{topic.topic} {what} {ids} ({query}, version {topic.version})")
        if not any(topic.before for topic in self.topics):
            said[0] += "; measured for the first time"
        elif len(said) == 1:
            said[0] += "; nothing lost since the last run"
        return said


def monitor(store: Store, watch: Watch, *, now: datetime) -> Monitor:
    """Measure the versions in force on the packaged set and keep it as a run; asks nobody."""
    gold = read_gold([topic.id for topic in watch.topics])
    measured = tried(store, watch, gold, now=now, titles=True)
    whole = tuple(part for part in measured.parts if not part.part)
    return Monitor(gold=gold.name, topics=whole)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Measurements of one topic in a row that all came out alike, by the same query."""

    first: Measured
    last: Measured
    runs: int
    newly_missed: tuple[str, ...]


def trend(measurements: Iterable[Measured]) -> tuple[Stretch, ...]:
    """Measurements (oldest first) by topic, set and way, one stretch for each change.

    Only what was measured on equal works in the same way is compared.
    """

    def series(each: Measured) -> tuple[str, str, str]:
        return each.recall.topic, each.recall.gold, each.recall.how

    return tuple(
        stretch
        for _, group in groupby(sorted(measurements, key=series), key=series)
        for stretch in _stretches(group)
    )


def _stretches(measured: Iterable[Measured]) -> Iterator[Stretch]:
    before: set[str] | None = None  # what the stretch before had missed or not tried
    for _, alike in groupby(measured, key=lambda each: each.recall):
        group = list(alike)
        recall = group[0].recall
        lost = () if before is None else tuple(p for p in recall.missed if p not in before)
        yield Stretch(first=group[0], last=group[-1], runs=len(group), newly_missed=lost)
        before = {*recall.missed, *recall.not_testable}
