"""What the assignment is followed up by: the values, for each quarter and for the whole period.

digest.md §10 names the figures. None is a figure that nothing in the store can tell: it is
written as not measured, never as zero.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from litwatch.digest.key_messages import Happened
from litwatch.digest.method import Agreement
from litwatch.digest.names import Name
from litwatch.records.notices import AlertState
from litwatch.report.spans import Span


class TopicFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A topic's records. `found` is None where the topic was not searched; topic "" has those
    that only a file brought.

    A record on two topics counts in both: topics do not add up to the whole.
    """

    topic: str
    found: int | None
    screened: int
    included: int
    published: int


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """Days from PubMed's create date to the first decision: the median and the middle half.

    `without` are records decided on that have no create date. `new` were created in the span:
    the others were found by searching backwards, which makes the median long.
    """

    records: int
    without: int
    median: float
    low: float
    high: float
    new: int
    median_new: float | None


class Slides(msgspec.Struct, frozen=True, kw_only=True):
    """Slides that had to be updated: asked for and done in the span, and waiting as it ended."""

    asked: int
    done: int
    waiting: int
    decks: int


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Alerts on works that we use, opened in the span, by the work's new state.

    `seen` have been acknowledged by a person; `median` and `longest` are the days it took.
    """

    opened: dict[AlertState, int]
    seen: int
    waiting: int
    median: float | None
    longest: int | None
    checks: int

    @property
    def all(self) -> int:
        """All alerts."""
        return sum(self.opened.values())


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Views received from a party, how many of them are handled, and told to the RPO."""

    received: int
    handled: int
    informed: int


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """Reports that a page is hard to use: come and closed in the span, open as it ended."""

    reported: int
    closed: int
    open: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of a span. Seminars and people by audience and by kind of unit."""

    span: Span
    seminars: int
    audiences: dict[str, int]
    participants: dict[str, int]
    found: int | None
    screened: int
    included: int
    put_off: int
    excluded: int
    published: int
    full: int
    editions: int
    corrections: int
    topics: tuple[TopicFigures, ...]
    days: Days | None
    agreement: Agreement
    messages: dict[Happened, int]
    slides: Slides | None
    notices: Notices | None
    views: dict[str, Heard]
    faults: Faults

    @property
    def people(self) -> int:
        """All participants; somebody who came twice counts twice."""
        return sum(self.participants.values())

    @property
    def heard(self) -> Heard:
        """The views of all parties."""
        return Heard(
            received=sum(one.received for one in self.views.values()),
            handled=sum(one.handled for one in self.views.values()),
            informed=sum(one.informed for one in self.views.values()),
        )


class SeminarLine(msgspec.Struct, frozen=True, kw_only=True):
    """A seminar that was held. Remarks are for colleagues and stay out."""

    day: date
    module: str
    audience: str
    participants: dict[str, int]


class MessageEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What two people did to a key message. Of a retired one `text` is what we said."""

    on: date
    statement: str
    happened: Happened
    text: str
    before: str = ""
    say_now: str = ""
    why: str = ""
    pmids: tuple[str, ...] = ()


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A published edition or a correction of one, with how many items it shows."""

    month: str
    revision: int
    on: date
    full: int
    listed: int


class RecallLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last recall of a topic on a reference set in the period, with its 95 % interval.

    `held_out` is False for the set that the strategies were tuned on: that is no proof.
    """

    topic: str
    gold: str
    held_out: bool
    how: Literal["offline", "live"]
    on: date
    found: int
    expected: int
    low: float
    high: float


class AlertLine(msgspec.Struct, frozen=True, kw_only=True):
    """An alert of the period on a grave change; `seen` is the day a person acknowledged it."""

    record_id: str
    state: AlertState
    on: date
    seen: date | None


class ViewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A view received, and what became of it; `informed` is the day the RPO was told."""

    day: date
    party: str
    about: str
    words: str
    handled: str
    informed: date | None


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """The report. Figures are counted to `until`: the period's last day, or today if sooner."""

    first: date
    last: date
    until: date
    made_at: datetime
    litwatch: str
    schema: str
    topics: tuple[Name, ...]
    modules: tuple[Name, ...]
    series: dict[str, tuple[str, ...]]  # audience → the modules it is to be given, in order
    whole: Figures
    quarters: tuple[Figures, ...]
    seminars: tuple[SeminarLine, ...]
    messages: tuple[MessageEvent, ...]
    in_force: int  # key messages that we say, as of the report's day
    editions: tuple[EditionLine, ...]
    recall: tuple[RecallLine, ...]
    alerts: tuple[AlertLine, ...]
    views: tuple[ViewLine, ...]
    reviewers: dict[str, int]  # role ("" where none is noted) → people who decided
