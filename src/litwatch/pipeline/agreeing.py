"""How far two people agree, month by month, and how much was read by two of what was to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from litwatch.digest.counting import agreement, months_to
from litwatch.digest.method import Agreement
from litwatch.digest.searching import span
from litwatch.store import Tx, readings
from litwatch.store.decisions import verdicts_of
from litwatch.watch import Topic, Watch


@dataclass(frozen=True, kw_only=True)
class Twice:
    """Of a topic's records that were read, how many two people have read; `wanted` is 0–1."""

    topic: Topic
    wanted: float
    read: int
    twice: int


@dataclass(frozen=True, kw_only=True)
class Agreeing:
    """By the month in which records were created, as an edition counts them, and by topic."""

    months: tuple[tuple[str, Agreement], ...]
    topics: tuple[Twice, ...]


def agreeing(tx: Tx, watch: Watch, today: date) -> Agreeing:
    """The twelve months to today. Months and topics of which nothing was read are left out."""
    first, _ = span(months_to(f"{today:%Y-%m}")[0])
    read = readings.read_since(tx, first)
    verdicts = verdicts_of(tx, read)
    by_month: dict[str, list[str]] = defaultdict(list)
    for record_id, created in read.items():
        by_month[f"{created:%Y-%m}"].append(record_id)
    by_topic: dict[str, list[str]] = defaultdict(list)
    for record_id, topics in readings.topics_of(tx, read).items():
        for topic in topics:
            by_topic[topic].append(record_id)
    return Agreeing(
        months=tuple((month, agreement(by_month[month], verdicts)) for month in sorted(by_month)),
        topics=tuple(
            Twice(
                topic=topic,
                wanted=topic.double_share,
                read=len(by_topic[topic.id]),
                twice=sum(len(verdicts[record_id]) > 1 for record_id in by_topic[topic.id]),
            )
            for topic in watch.topics
            if by_topic[topic.id]
        ),
    )
