"""Spans: which windows of dates a harvest has to close. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypedDict

from litwatch import search
from litwatch.search import And, Node, Not, Or, QuerySyntaxError, Term
from litwatch.store import Window
from litwatch.watch import Part, Topic

CREATED, INDEXED = "crdt", "mhda"  # when PubMed made the record; when it got its MeSH headings
OVERLAP = timedelta(days=3)  # NCBI's days are US Eastern and late: windows overlap (eutils.md §3.6)
SWEEP_OVERLAP = timedelta(days=45)  # the monthly sweep, for what came to the index very late
FIRST_LOOK = timedelta(days=31)  # without a watermark: the last month
BACKGROUND_DAYS = 5
_INDEXING = {"mesh", "majr", "sh", "nm"}

Watermarks = Callable[[Topic, Part, str], date | None]


class SpanKey(TypedDict):
    topic: str
    part: str
    fingerprint: str
    first: date
    last: date
    date_field: str


@dataclass(frozen=True)
class Span:
    """One window to close: a strategy part and the days it covers, both inclusive."""

    topic: Topic
    part: Part
    first: date
    last: date
    date_field: str = CREATED

    @property
    def key(self) -> SpanKey:
        """What makes a window the same window in the ledger."""
        return {
            "topic": self.topic.id,
            "part": self.part.id,
            "fingerprint": search.fingerprint(self.part.query),
            "first": self.first,
            "last": self.last,
            "date_field": self.date_field,
        }

    @property
    def term(self) -> str:
        return search.with_window(self.part.query, self.first, self.last, self.date_field)

    @property
    def name(self) -> str:
        """The strategy and its days, for people."""
        by = " by MeSH date" if self.date_field == INDEXED else ""
        return f"{self.topic.id} {self.part.id}".strip() + f", {self.first} to {self.last}{by}"


def plan_spans(
    topics: Iterable[Topic],
    watermarks: Watermarks,
    *,
    since: date | None,
    until: date,
    sweep: bool = False,
    unfinished: Sequence[Window] = (),
) -> list[Span]:
    """The windows to close: from `since`, else from each part's watermark less the overlap.

    A sweep reaches further back, and asks strategies with MeSH terms once more by the date on
    which records got their headings: what was created long ago can be hit for the first time
    on that day. A query without a watermark also covers the days of its `unfinished` windows,
    under this wording or an earlier one.
    """
    spans = []
    for topic in topics:
        for part in topic.parts:
            fields = (CREATED, INDEXED) if sweep and uses_mesh(part.query) else (CREATED,)
            for field in fields:
                mark = watermarks(topic, part, field)
                if since is not None:
                    first = since
                elif mark is not None:
                    first = mark - (SWEEP_OVERLAP if sweep else OVERLAP)
                else:
                    look = SWEEP_OVERLAP if sweep else FIRST_LOOK
                    first = min(
                        until - look,
                        *(
                            window.first
                            for window in unfinished
                            if (window.topic, window.part, window.date_field)
                            == (topic.id, part.id, field)
                        ),
                        until,
                    )
                spans.append(Span(topic, part, min(first, until), until, field))
    return spans


def uses_mesh(query: str) -> bool:
    """True if indexing can make a record match: the query asks for headings or substances."""
    try:
        return _asks_for_mesh(search.parse(query))
    except QuerySyntaxError:
        return False


def _asks_for_mesh(node: Node) -> bool:
    match node:
        case Term(tag=tag):
            return tag.partition(":")[0] in _INDEXING
        case And(children) | Or(children):
            return any(map(_asks_for_mesh, children))
        case Not(wanted, unwanted):
            return _asks_for_mesh(wanted) or _asks_for_mesh(unwanted)
    return False


def unfinished_spans(
    topics: Iterable[Topic], windows: Iterable[Window]
) -> tuple[list[Span], list[Window]]:
    """What earlier runs left open: spans of queries that are still asked, and the other windows.

    What is listed comes first: it only has to be fetched, and proves days of wider windows.
    """
    current = {
        (topic.id, part.id, search.fingerprint(part.query)): (topic, part)
        for topic in topics
        for part in topic.parts
    }
    spans, others = [], []
    for window in sorted(windows, key=lambda window: (not window.listed, window.id)):
        asked = current.get((window.topic, window.part, window.fingerprint))
        if asked is None:
            others.append(window)
        else:
            spans.append(Span(*asked, window.first, window.last, window.date_field))
    return spans, others


def covered(windows: Iterable[Window], planned: Sequence[Span]) -> list[Window]:
    """Windows that list nothing yet and whose days a span asks for otherwise.

    A wider one: without this, each day on which PubMed is down would leave one more window to
    ask for. Or one in a newer wording: the old one is never asked again, and the days would
    count as not searched for ever.
    """

    def asks_otherwise(span: Span, window: Window) -> bool:
        return (
            window.topic == span.topic.id
            and window.part == span.part.id
            and window.date_field == span.date_field
            and span.first <= window.first
            and window.last <= span.last
            and (window.first, window.last, window.fingerprint)
            != (span.first, span.last, search.fingerprint(span.part.query))
        )

    return [
        window
        for window in windows
        if not window.listed and any(asks_otherwise(span, window) for span in planned)
    ]


def halves(span: Span) -> tuple[Span, Span] | None:
    """The span cut in two by date; None when it is a single day."""
    if span.first >= span.last:
        return None
    middle = span.first + (span.last - span.first) // 2
    return replace(span, last=middle), replace(span, first=middle + timedelta(days=1))


def gaps(span: Span, proven: Iterable[Window]) -> list[Span]:
    """What is left of a span when some of its days are proven; those windows do not overlap."""
    left, day = [], span.first
    for window in proven:
        if day < window.first:
            left.append(replace(span, first=day, last=window.first - timedelta(days=1)))
        day = window.last + timedelta(days=1)
    if day <= span.last:
        left.append(replace(span, first=day))
    return left


def background_days(first: date, last: date) -> list[date]:
    """The seeded sample of days that background records are drawn from, in order."""
    span = (last - first).days + 1
    seed = random.Random(f"{first}/{last}")  # noqa: S311 (a sample, not a secret)
    days = seed.sample(range(span), min(BACKGROUND_DAYS, span))
    return [first + timedelta(days=offset) for offset in sorted(days)]
