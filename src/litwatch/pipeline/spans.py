"""Spans: which windows of create dates a harvest has to close. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from litwatch import search
from litwatch.store import Window
from litwatch.watch import Part, Topic

OVERLAP = timedelta(days=3)  # NCBI's days are US Eastern and late: windows overlap (eutils.md §3.6)
FIRST_LOOK = timedelta(days=31)  # without a watermark: the last month
BACKGROUND_DAYS = 5


class SpanKey(TypedDict):
    topic: str
    part: str
    fingerprint: str
    first: date
    last: date


@dataclass(frozen=True)
class Span:
    """One window to close: a strategy part and the create dates it covers, both inclusive."""

    topic: Topic
    part: Part
    first: date
    last: date

    @property
    def key(self) -> SpanKey:
        """What makes a window the same window in the ledger."""
        return {
            "topic": self.topic.id,
            "part": self.part.id,
            "fingerprint": search.fingerprint(self.part.query),
            "first": self.first,
            "last": self.last,
        }

    @property
    def term(self) -> str:
        return search.with_window(self.part.query, self.first, self.last)


def plan_spans(
    topics: Iterable[Topic],
    watermarks: Callable[[Topic, Part], date | None],
    *,
    since: date | None,
    until: date,
) -> list[Span]:
    """The windows to close: from `since`, else from each part's watermark less the overlap."""
    spans = []
    for topic in topics:
        for part in topic.parts:
            mark = watermarks(topic, part)
            first = since or (mark - OVERLAP if mark else until - FIRST_LOOK)
            spans.append(Span(topic, part, min(first, until), until))
    return spans


def unfinished_spans(topics: Iterable[Topic], windows: Iterable[Window]) -> list[Span]:
    """The windows that earlier runs left open, as far as their query is still the topic's."""
    current = {
        (topic.id, part.id, search.fingerprint(part.query)): (topic, part)
        for topic in topics
        for part in topic.parts
    }
    return [
        Span(*current[key], window.first, window.last)
        for window in windows
        if (key := (window.topic, window.part, window.fingerprint)) in current
    ]


def halves(span: Span) -> tuple[Span, Span] | None:
    """The span cut in two by date; None when it is a single day."""
    if span.first >= span.last:
        return None
    middle = span.first + (span.last - span.first) // 2
    return (
        Span(span.topic, span.part, span.first, middle),
        Span(span.topic, span.part, middle + timedelta(days=1), span.last),
    )


def background_days(first: date, last: date) -> list[date]:
    """The seeded sample of days that background records are drawn from, in order."""
    span = (last - first).days + 1
    seed = random.Random(f"{first}/{last}")  # noqa: S311 (a sample, not a secret)
    days = seed.sample(range(span), min(BACKGROUND_DAYS, span))
    return [first + timedelta(days=offset) for offset in sorted(days)]
