"""What the queue's page shows: the next record, how far one has come, what was just saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import get_args
from urllib.parse import urlencode

import msgspec

from litwatch.digest.edition import AUDIENCES
from litwatch.digest.items import audience_signs
from litwatch.language import Speech
from litwatch.pipeline.progress import HowFar, how_far_in
from litwatch.records import Band
from litwatch.review.answering import REASONS
from litwatch.review.line import Choice, Line, Order
from litwatch.review.pace import minutes_left
from litwatch.review.pairs import Seconds
from litwatch.store import Tx, catalog, line
from litwatch.store.line import Made, version_of
from litwatch.watch import Watch
from litwatch.web.house import House
from litwatch.web.pages import STOCKHOLM
from litwatch.web.reading import Reading, read
from litwatch.web.who import Visitor

_EVERY = 4
PACE_OVER = timedelta(days=14)
BUSY = timedelta(minutes=15)  # who decided this lately is at work
STEP = 5  # records between colleagues at work: further than one is read ahead of the other


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an address of the queue asks for. `past` are records that are being decided now.

    `left` is the record that one came from without deciding it.
    """

    topic: str = ""
    band: str = ""
    audience: str = ""
    order: str = ""
    at: str = ""
    left: str = ""
    past: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def choice(self) -> Choice:
        return Choice(self.topic, self.band, self.audience)

    @property
    def ordered(self) -> Order:
        return "uncertain" if self.order == "uncertain" else "useful"

    @property
    def chosen(self) -> dict[str, str]:
        """The filters and the order, as an address carries them."""
        given = {name: getattr(self, name) for name in ("topic", "band", "audience", "order")}
        return {name: value for name, value in given.items() if value}

    def address(self, **more: object) -> str:
        """The queue's address with the same filters."""
        asked = urlencode({**self.chosen, **more})
        return f"/queue?{asked}" if asked else "/queue"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """How far a reviewer has come today. `minutes` is None while no pace can be told."""

    done: int
    waiting: int
    number: int
    minutes: int | None

    @property
    def total(self) -> int:
        return self.done + self.waiting


def line_of(house: House) -> Line:
    """A line for the store of a house; the app keeps one."""

    def audiences(tx: Tx) -> Mapping[str, frozenset[str]]:
        direct = {one: line.tagged_with(tx, audience_signs(house.watch, one)) for one in AUDIENCES}
        # With no sign of either it concerns the health centre (digest.items.audiences).
        unsaid = frozenset(catalog.ids(tx)).difference(*direct.values())
        return {
            one: found | unsaid if one == "vardcentral" else found for one, found in direct.items()
        }

    return Line(house.store, audiences)


def next_in(
    kept: Line, asked: Asked, second: frozenset[str], turn: int, ahead: int = 0
) -> str | None:
    """The id of the record to show: the one asked for, else the first that was not skipped.

    `second` are the records that wait for this reader as the second one (review.pairs); one of
    them comes at every fourth `turn`, and at the end, so that nothing tells it from the others.
    `ahead` steps further down are taken where the line is that long: colleagues at the same
    hour then read different records.
    """
    if asked.at:
        return asked.at
    passed = {*asked.past, *asked.skipped}

    def first_of_second() -> str | None:
        return min(second.difference(passed), default=None)

    if turn % _EVERY == _EVERY - 1 and (theirs := first_of_second()):
        return theirs
    walked = (
        one
        for one in kept.walk(asked.choice, asked.ordered)
        if one not in passed and one not in second
    )
    near = list(islice(walked, ahead + 1))
    return near[-1] if near else first_of_second()


def steps_ahead(tx: Tx, visitor: Visitor, now: datetime) -> int:
    """How many records a visitor starts below the first, by who else has just decided."""
    busy = line.deciding_since(tx, now - BUSY)
    return STEP * sum(other < visitor.name for other in busy)


def skipped_left(kept: Line, asked: Asked) -> int:
    """How many of the skipped records still wait."""
    walked = kept.walk(asked.choice, asked.ordered)
    waiting = set(islice(walked, len(asked.skipped) + len(asked.past) + 1))
    return len(waiting.intersection(asked.skipped))


def place_of(
    tx: Tx, kept: Line, asked: Asked, second: frozenset[str], visitor: Visitor, now: datetime
) -> Place:
    """How far the visitor has come today, and how long the rest takes them."""
    midnight = now.astimezone(STOCKHOLM).replace(hour=0, minute=0, second=0, microsecond=0)
    times = line.times_of(tx, visitor.name, now - PACE_OVER)
    done = line.decided_by(tx, visitor.name, midnight)
    # What the first reader put off as maybe stands in the line already.
    waiting = kept.count(asked.choice) + kept.without(second)
    return Place(
        done=done,
        waiting=waiting,
        number=min(done + len(asked.past) + 1, max(done + waiting, 1)),
        minutes=minutes_left(times, waiting),
    )


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One filled page: a record with its version, the place in the line, and the estimate.

    `standing` is the reviewer's newest decision where it is on the record that was asked for;
    `before` is the record they read last, and `again` tells that it is the one shown.
    """

    reading: Reading | None
    version: str
    place: Place
    far: HowFar
    standing: Made | None
    undo: int
    before: str
    again: bool
    skipped: int


def shown(
    tx: Tx,
    house: House,
    kept: Line,
    seconds: Seconds,
    asked: Asked,
    visitor: Visitor,
    say: Speech,
    now: datetime,
) -> Shown:
    """What the page shows now."""
    kept.move(tx)
    second = frozenset[str]() if asked.chosen else seconds.of(tx, visitor.name)
    place = place_of(tx, kept, asked, second, visitor, now)
    turn, ahead = place.done + len(asked.past), steps_ahead(tx, visitor, now)
    record_id = next_in(kept, asked, second, turn, ahead)
    last = line.last_by(tx, visitor.name)
    # What is sent right now was read after all that is saved.
    before = next(iter(asked.past), "") or asked.left or (last.record_id if last else "")
    return Shown(
        reading=read(tx, house.watch, record_id, say) if record_id else None,
        version=str(version_of(tx, record_id)) if record_id else "",
        place=place,
        far=how_far_in(kept.readings()),
        standing=last if last and last.record_id == asked.at else None,
        undo=last.id if last else 0,
        before=before,
        again=bool(asked.at) and asked.at in (before, *asked.skipped),
        skipped=skipped_left(kept, asked) if asked.skipped else 0,
    )


def saved_words(made: Made, say: Speech) -> str:
    """What became of a decision, in words; `made` is read from the store."""
    _ = say._
    if made.undone:
        return _("Taken back: {id} waits again.", id=made.record_id)
    if made.verdict == "include":
        return _("Saved: you took {id}.", id=made.record_id)
    if made.verdict == "maybe":
        return _("Saved: you put off {id} as maybe.", id=made.record_id)
    reason = reason_words(made.reason, say)
    return _("Saved: you excluded {id}, {reason}.", id=made.record_id, reason=reason)


def reasons(say: Speech) -> dict[str, str]:
    """The reasons for an exclusion as they are stored, and as the reader says them."""
    _ = say._
    named = (
        _("wrong population"),
        _("wrong question"),
        _("wrong study type"),
        _("animal or laboratory study"),
        _("duplicate"),
    )
    return dict(zip(REASONS, named, strict=True))


def reason_words(reason: str, say: Speech) -> str:
    """A stored reason in the reader's language; a person's own words as they are."""
    return reasons(say).get(reason, reason)


def verdict_words(verdict: str, say: Speech) -> str:
    """A verdict in the reader's language."""
    _ = say._
    return {"include": _("Take"), "maybe": _("Maybe"), "exclude": _("Exclude")}[verdict]


def audience_names(say: Speech) -> dict[str, str]:
    """The audiences by id."""
    _ = say._
    return {"vardcentral": _("Health centre"), "primarvardsrehab": _("Primary care rehabilitation")}


def band_names(say: Speech) -> dict[str, str]:
    """The model's bands by id."""
    _ = say._
    named = (_("Likely"), _("Uncertain"), _("Unlikely"))
    return dict(zip(get_args(Band), named, strict=True))


def topic_names(watch: Watch, ids: Collection[str], say: Speech) -> dict[str, str]:
    """The topics that have records, in the watch's order, by their short names."""
    return {
        topic.id: (topic.name_sv if say.lang == "sv" else topic.name_en).partition(" (")[0]
        for topic in watch.topics
        if topic.id in ids
    }


def facet_choices(
    watch: Watch, say: Speech, among: Sequence[str] = ()
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The facets that people may set (those of `among`, else all): id, name, values by id."""
    swedish = say.lang == "sv"
    return [
        (
            facet.id,
            facet.label_sv if swedish else facet.label_en,
            [(value.id, value.sv if swedish else value.en) for value in facet.values],
        )
        for facet in watch.facets
        if facet.id not in ("relevance", "relation_to_statement")
        and (not among or facet.id in among)
    ]
