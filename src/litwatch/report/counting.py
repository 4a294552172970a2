"""Rows and a span → its figures. One function for a quarter and for the whole period. Pure.

An event belongs to the span in which it happened; what became of it is told as of the day of
the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median, quantiles

import msgspec

from litwatch.digest.counting import agreement
from litwatch.digest.key_messages import Happened
from litwatch.records import Verdict
from litwatch.report.followup import (
    Days,
    Faults,
    Figures,
    Heard,
    MessageEvent,
    Notices,
    Slides,
    TopicFigures,
)
from litwatch.report.spans import Span
from litwatch.store.alerts import Alert
from litwatch.store.faults import FaultReport
from litwatch.store.followup_rows import Followed, Found, Reading, Search, SlideTask
from litwatch.store.received_views import View
from litwatch.store.seminars import Seminar


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A record in the edition that showed it first; `full` with all fields, else on a list."""

    record_id: str
    topics: tuple[str, ...]
    at: datetime
    full: bool


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that was published, or a correction of one (`revision` above 1)."""

    revision: int
    at: datetime


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """All that has happened, whenever. `topics_of` has the topics of each record with any."""

    topics: tuple[str, ...]
    topics_of: Mapping[str, Collection[str]]
    seminars: Sequence[Seminar]
    found: Sequence[Found]
    searches: Sequence[Search]
    readings: Sequence[Reading]
    verdicts: Mapping[str, Verdict]
    verdicts_of: Mapping[str, Sequence[Verdict]]
    published: Sequence[Published]
    shown: Sequence[Shown]
    messages: Sequence[MessageEvent]
    slides: Sequence[SlideTask]
    decks: Sequence[Followed]
    alerts: Sequence[Alert]
    checks: Sequence[datetime]
    views: Sequence[View]
    faults: Sequence[FaultReport]


def figures(events: Events, span: Span) -> Figures:
    """The figures of a span."""
    held = [one for one in events.seminars if span.holds(one.day)]
    participants: Counter[str] = Counter()
    for one in held:
        participants.update(one.participants)
    read = [one for one in events.readings if span.holds(one.at)]
    ids = {one.record_id for one in read}
    said = Counter(events.verdicts[key] for key in ids if key in events.verdicts)
    shown = [one for one in events.shown if span.holds(one.at)]
    editions = [one for one in events.published if span.holds(one.at)]
    happened: Counter[Happened] = Counter(
        one.happened for one in events.messages if span.holds(one.on)
    )
    return Figures(
        span=span,
        seminars=len(held),
        audiences=dict(Counter(one.audience for one in held)),
        participants=dict(participants),
        found=_found(events, span),
        screened=len(ids),
        included=said["include"],
        put_off=said["maybe"],
        excluded=said["exclude"],
        published=len(shown),
        full=sum(one.full for one in shown),
        editions=sum(one.revision == 1 for one in editions),
        corrections=sum(one.revision > 1 for one in editions),
        topics=_topics(events, span, ids, shown),
        days=_days(read, span),
        agreement=agreement(ids, events.verdicts_of),
        messages=dict(happened),
        slides=_slides(events, span),
        notices=_notices(events, span),
        views=_views(events.views, span),
        faults=Faults(
            reported=sum(span.holds(one.at) for one in events.faults),
            closed=sum(span.holds(one.closed_at) for one in events.faults),
            open=sum(_open(one.at, one.closed_at, span.end) for one in events.faults),
        ),
    )


def first_found(events: Events) -> dict[str, datetime]:
    """When each record was first given by anything at all."""
    first: dict[str, datetime] = {}
    for record_id, _topic, at in events.found:
        first[record_id] = min(at, first.get(record_id, at))
    return first


def _found(events: Events, span: Span) -> int | None:
    """The records first given in the span; None where nothing was searched and nothing came."""
    number = sum(span.holds(at) for at in first_found(events).values())
    return number if number or any(span.holds(one.at) for one in events.searches) else None


def _topics(
    events: Events, span: Span, read: Collection[str], shown: Iterable[Shown]
) -> tuple[TopicFigures, ...]:
    """Each topic's figures, in the order of the watch; topic "" last, where it has any."""
    found = Counter(
        topic
        for record_id, topic, at in events.found
        # A record of a file that a search gives too is counted with the search's topic alone.
        if span.holds(at) and (topic or not events.topics_of.get(record_id))
    )
    searched = {one.topic for one in events.searches if span.holds(one.at)}
    by_topic: dict[str, list[str]] = {}
    for key in sorted(read):
        for topic in events.topics_of.get(key) or ("",):
            by_topic.setdefault(topic, []).append(key)
    published = Counter(topic for one in shown for topic in one.topics or ("",))
    told = []
    for topic in (*events.topics, ""):
        mine = by_topic.get(topic, [])
        line = TopicFigures(
            topic=topic,
            found=found[topic] if found[topic] or topic in searched or not topic else None,
            screened=len(mine),
            included=sum(events.verdicts.get(key) == "include" for key in mine),
            published=published[topic],
        )
        if topic or line.found or line.screened or line.published:
            told.append(line)
    return tuple(told)


def _days(read: Sequence[Reading], span: Span) -> Days | None:
    """None where nothing with a create date was decided on."""
    both = [
        (one.created, (one.at.date() - one.created).days)
        for one in read
        if one.created and one.created <= one.at.date()
    ]
    if not both:
        return None
    days = [taken for _, taken in both]
    new = [taken for created, taken in both if created >= span.first]
    low, _, high = quantiles(days, n=4, method="inclusive") if len(days) > 1 else days * 3
    return Days(
        records=len(days),
        without=len(read) - len(days),
        median=float(median(days)),
        low=float(low),
        high=float(high),
        new=len(new),
        median_new=float(median(new)) if new else None,
    )


def _slides(events: Events, span: Span) -> Slides | None:
    """None until a deck has been read: then nobody knows which slides use what."""
    before = [one for one in events.slides if one.opened_at < span.end]
    decks = [one for one in events.decks if _open(one.added_at, one.removed_at, span.end)]
    known = any(one.read_at is not None for one in events.decks if one.added_at < span.end)
    if not before and not known:
        return None
    return Slides(
        asked=sum(span.holds(one.opened_at) for one in events.slides),
        done=sum(span.holds(one.done_at) for one in events.slides),
        waiting=sum(_open(one.opened_at, one.done_at, span.end) for one in before),
        decks=len(decks),
    )


def _notices(events: Events, span: Span) -> Notices | None:
    """None where no check was made to its end and no alert came: nobody looked."""
    mine = [one for one in events.alerts if span.holds(one.opened_at)]
    checks = sum(map(span.holds, events.checks))
    if not mine and not checks:
        return None
    days = [
        (one.acknowledged_at.date() - one.opened_at.date()).days
        for one in mine
        if one.acknowledged_at
    ]
    return Notices(
        opened=dict(Counter(one.state for one in mine)),
        seen=len(days),
        waiting=sum(one.acknowledged_at is None and one.closed_at is None for one in mine),
        median=float(median(days)) if days else None,
        longest=max(days, default=None),
        checks=checks,
    )


def _views(views: Iterable[View], span: Span) -> dict[str, Heard]:
    mine: dict[str, list[View]] = {}
    for one in views:
        if span.holds(one.day):
            mine.setdefault(one.party, []).append(one)
    return {
        party: Heard(
            received=len(said),
            handled=sum(one.handled_at is not None for one in said),
            informed=sum(one.informed is not None for one in said),
        )
        for party, said in sorted(mine.items())
    }


def _open(begun: datetime, ended: datetime | None, at: datetime) -> bool:
    """Whether something begun before this moment had not ended by then."""
    return begun < at and (ended is None or ended >= at)
