"""What the pages of the basis stand on: how much each search brings, and how one search stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from litwatch import search
from litwatch.classify.bands import wilson
from litwatch.digest.counting import months_to, volumes
from litwatch.digest.items import Words
from litwatch.digest.method import Volume
from litwatch.digest.searching import span
from litwatch.pipeline.in_force import Standing, in_force, standings
from litwatch.pipeline.line_hits import LineHits, line_hits
from litwatch.search import Document, Finding
from litwatch.store import Tx, entries
from litwatch.store import recall as kept
from litwatch.store import strategies as versions_kept
from litwatch.store.monthly import listed_in
from litwatch.store.recall import Measured
from litwatch.store.strategies import StrategyVersion
from litwatch.store.volumes import new_by_month, searched_spans
from litwatch.watch import Topic, Watch


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """A measurement of a topic's recall, and the 95 % Wilson interval of its share."""

    measured: Measured
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.measured.recall.found / self.measured.recall.expected


class PartStanding(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a topic's strategy as it is in force.

    `hits` are the month's records that PubMed listed for it. The `matched` of the topic's stored
    records are those that `lines` are counted among.
    """

    id: str
    query: str
    standing: Standing
    findings: tuple[Finding, ...]
    hits: int
    matched: int = 0
    lines: tuple[LineHits, ...] = ()


class TopicStanding(msgspec.Struct, frozen=True, kw_only=True):
    """A topic's strategy: its parts, its course by month, its versions and its recall."""

    topic: Topic
    month: str
    parts: tuple[PartStanding, ...]
    volume: Volume | None = None
    versions: tuple[StrategyVersion, ...] = ()
    recall: tuple[Recalled, ...] = ()


def last_searched_month(tx: Tx, today: date) -> str:
    """The newest month that PubMed has been searched in, as 2026-10; this month before that."""
    ends = [one.last for one in searched_spans(tx, date.min, today)]
    return f"{min(max(ends, default=today), today):%Y-%m}"


def course(tx: Tx, watch: Watch, month: str) -> tuple[Volume, ...]:
    """Each topic's new records in the twelve months that end with this one."""
    first, last = span(months_to(month)[0])[0], span(month)[1]
    counts, spans = new_by_month(tx, first, last), searched_spans(tx, first, last)
    return volumes(month, counts, spans, watch.topics, Words(watch))


def all_standings(tx: Tx, watch: Watch, now: datetime) -> tuple[TopicStanding, ...]:
    """Every topic's strategy, without the numbers by line."""
    month = last_searched_month(tx, now.date())
    courses = {volume.topic.id: volume for volume in course(tx, watch, month)}
    listed = listed_in(tx, month)
    used = in_force(tx, watch)
    standing = {(each.topic, each.part): each for each in standings(tx, watch)}
    measured = _recalled(kept.history(tx))
    return tuple(
        TopicStanding(
            topic=topic,
            month=month,
            parts=tuple(
                PartStanding(
                    id=part.id,
                    query=part.query,
                    standing=standing[topic.id, part.id],
                    findings=search.lint(part.query, watch.mesh),
                    hits=listed.get((topic.id, part.id), 0),
                )
                for part in topic.parts
            ),
            volume=courses.get(topic.id),
            recall=measured.get(topic.id, ()),
        )
        for topic in used.topics
    )


def topic_standing(tx: Tx, watch: Watch, topic_id: str, now: datetime) -> TopicStanding:
    """One topic's strategy, with what each line gives. Raises WrongUse for an unknown topic."""
    watch.topic(topic_id)
    (found,) = (one for one in all_standings(tx, watch, now) if one.topic.id == topic_id)
    documents = [
        Document.of(entry.record) for entry in entries(tx, month=found.month, topic=topic_id)
    ]

    def counted(part: PartStanding) -> PartStanding:
        matched, lines = line_hits(part.query, documents, watch.mesh)
        return msgspec.structs.replace(part, matched=matched, lines=lines)

    return msgspec.structs.replace(
        found,
        parts=tuple(map(counted, found.parts)),
        versions=versions_kept.versions(tx, topic_id)[::-1],
    )


def _recalled(measurements: Iterable[Measured]) -> dict[str, tuple[Recalled, ...]]:
    """Each topic's measurements of its newest reference set and way, oldest first.

    Only what was measured on equal works in the same way can be compared.
    """
    found: dict[str, list[Measured]] = {}
    for one in measurements:
        if one.recall.expected:
            found.setdefault(one.recall.topic, []).append(one)
    told = {}
    for topic, each in found.items():
        newest = each[-1].recall
        told[topic] = tuple(
            Recalled(measured=one, low=low, high=high)
            for one in each
            if (one.recall.gold, one.recall.how) == (newest.gold, newest.how)
            for low, high in [wilson(one.recall.found, one.recall.expected)]
        )
    return told
