"""The line: the queue's order held in memory, and moved forward by what people decide.

`review.queue` reads every waiting record, which is right for a command and too slow for a page:
here the same order (a test holds the two together) is built once and then kept. A decision or
an undo moves one record; new records, scores or samples build the line anew, in a thread of its
own, while people go on in the old one.
"""

from __future__ import annotations

import gc
import threading
import time
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Literal, NamedTuple

from litwatch.records import Verdict
from litwatch.review.queue import BANDS
from litwatch.store import Store, Tx, line, screening
from litwatch.store.decisions import live_verdicts
from litwatch.store.line import Pulse
from litwatch.store.others import stood_for
from litwatch.store.progress import Reading, counted, reading
from litwatch.store.screening import Waiting

Order = Literal["useful", "uncertain"]
Key = tuple[bool, int, float, float, str]

CHECKED_EVERY = 5.0  # seconds between looks at what a harvest or a model may have changed


class Choice(NamedTuple):
    """Which of those who wait: of a topic, a band, an audience; empty means all."""

    topic: str = ""
    band: str = ""
    audience: str = ""


ALL = Choice()


def useful_first(one: Waiting) -> Key:
    """The place of a record in the ordinary line (see review.queue)."""
    place = BANDS[one.band]
    return (one.verdict is not None, place, -one.usefulness, -one.score, one.record_id)


def uncertain_first(one: Waiting) -> Key:
    """Nearest to one half first: what a model learns most from (uncertainty sampling)."""
    unscored = one.band is None
    return (one.verdict is not None, int(unscored), abs(one.score - 0.5), 0.0, one.record_id)


@dataclass
class _Sorted:
    """Those who wait in one order; records of an audit sample stand apart until they are met.

    Lists that are lent to a walk are copied before the next change: a page walks a few steps of
    a hundred thousand, and copying for each would take it longer than all else.
    """

    key: Callable[[Waiting], Key]
    others: list[Key] = field(default_factory=list)
    drawn: list[Key] = field(default_factory=list)
    lent: bool = False

    def fill(self, waiting: Collection[Waiting]) -> None:
        self.others = sorted(self.key(one) for one in waiting if not is_drawn(one))
        self.drawn = sorted(self.key(one) for one in waiting if is_drawn(one))

    def lend(self) -> tuple[list[Key], list[Key]]:
        """The others and the drawn ones, which nobody may change."""
        self.lent = True
        return self.others, self.drawn

    def _own(self) -> None:
        if self.lent:
            self.others, self.drawn, self.lent = list(self.others), list(self.drawn), False

    def put(self, one: Waiting) -> None:
        self._own()
        insort(self.drawn if is_drawn(one) else self.others, self.key(one))

    def take(self, one: Waiting) -> None:
        self._own()
        row = self.drawn if is_drawn(one) else self.others
        key = self.key(one)
        place = bisect_left(row, key)
        if place < len(row) and row[place] == key:
            del row[place]


def is_drawn(one: Waiting) -> bool:
    """Whether a record waits as one of a monthly sample."""
    return one.audit is not None and one.verdict is None


@dataclass
class _State:
    """One build of the line, and what has been moved in it since."""

    pulse: Pulse
    basis: tuple[object, ...]
    waiting: dict[str, Waiting]
    above: int
    stood_for: Mapping[str, str]
    said: dict[str, Verdict]
    readings: Counter[Reading]
    topics: Mapping[str, frozenset[str]]
    audiences: Mapping[str, frozenset[str]]
    orders: dict[Order, _Sorted]
    counts: dict[Choice, int] = field(default_factory=dict)
    out: dict[frozenset[str], int] = field(default_factory=dict)  # see `Line.without`


class Line:
    """The line of one store. Safe to ask from many threads.

    `audiences` gives the records of each audience; asked at each build.
    """

    def __init__(
        self, store: Store, audiences: Callable[[Tx], Mapping[str, frozenset[str]]]
    ) -> None:
        self._store = store
        self._audiences = audiences
        self._lock = threading.RLock()
        self._state: _State | None = None
        self._checked = 0.0
        self._checking = False

    def move(self, tx: Tx) -> None:
        """Bring the line to where `tx` is: apply decisions, look now and then for the rest."""
        with self._lock:
            if self._state is None:
                self._state = self._build(tx)
                self._checked = time.monotonic()
                return
            self._apply(tx, self._state)
            due = time.monotonic() - self._checked > CHECKED_EVERY
            if not due or self._checking:
                return
            self._checking = True
        threading.Thread(target=self._check, daemon=True).start()

    def check(self) -> None:
        """Build the line anew if what it rests on has changed."""
        with self._store.read() as tx:
            state = self._state
            if state is not None and line.basis(tx) == state.basis:
                return
            new = self._build(tx)
        gc.freeze()  # it lives on: looking through it for garbage would stop every page
        with self._lock:
            self._state = new

    def _check(self) -> None:
        try:
            self.check()
        finally:
            self._checked = time.monotonic()
            self._checking = False

    def _build(self, tx: Tx) -> _State:
        everyone, others = screening.screened(tx), stood_for(tx)
        waiting = [one for one in everyone if one.verdict in (None, "maybe")]
        orders: dict[Order, _Sorted] = {
            "useful": _Sorted(useful_first),
            "uncertain": _Sorted(uncertain_first),
        }
        for order in orders.values():
            order.fill(waiting)
        return _State(
            pulse=line.pulse(tx),
            basis=line.basis(tx),
            waiting={one.record_id: one for one in waiting},
            above=sum(map(_is_above, waiting)),
            stood_for=others,
            said={one.record_id: one.verdict for one in everyone if one.verdict is not None},
            readings=counted(everyone, others),
            topics=line.members(tx),
            audiences=self._audiences(tx),
            orders=orders,
        )

    def _apply(self, tx: Tx, state: _State) -> None:
        now = line.pulse(tx)
        if now.decision <= state.pulse.decision and now.undone <= state.pulse.undone:
            return  # nothing new, or a view that is older than the line
        touched = line.touched_since(tx, state.pulse)
        rows = {one.record_id: one for one in screening.waiting(tx, touched)}
        said = live_verdicts(tx, touched)
        for record_id in touched:
            self._place(state, record_id, rows.get(record_id), said.get(record_id))
        state.pulse = now

    def _place(
        self, state: _State, record_id: str, row: Waiting | None, verdict: Verdict | None
    ) -> None:
        before = state.said.pop(record_id, None)
        if verdict is not None:
            state.said[record_id] = verdict
        if row is not None and record_id not in state.stood_for:
            state.readings[reading(row._replace(verdict=before))] -= 1
            state.readings[reading(row)] += 1
        new = row if row is not None and row.verdict in (None, "maybe") else None
        state.out.clear()
        old = state.waiting.pop(record_id, None)
        if old is not None:
            state.above -= _is_above(old)
            for order in state.orders.values():
                order.take(old)
        if new is not None:
            state.waiting[record_id] = new
            state.above += _is_above(new)
            for order in state.orders.values():
                order.put(new)
        step = (new is not None) - (old is not None)
        if step and record_id not in state.stood_for:
            for choice in state.counts:
                state.counts[choice] += step * _fits(state, choice, new or old)

    def walk(self, choice: Choice = ALL, order: Order = "useful") -> Iterator[str]:
        """The ids in the line, each work once by the record that stands for it.

        The walk keeps the order that the line had when it began, and leaves out who has gone.
        """
        with self._lock:
            state = self._get()
            others, drawn = state.orders[order].lend()
            above, waiting = state.above, state.waiting
        if choice.band == "unlikely":
            # Here the sample would stand out at its drawn places: it stands where it ranks.
            keys: Iterable[Key] = merge(others, drawn)
        else:
            keys = _strewn(others, drawn, above, waiting)
        return self._once(state, keys, choice)

    def _once(self, state: _State, keys: Iterable[Key], choice: Choice) -> Iterator[str]:
        shown: set[str] = set()
        waiting = state.waiting
        for key in keys:
            one = waiting.get(key[-1])
            if one is None:
                continue
            first = waiting.get(state.stood_for.get(one.record_id, one.record_id))
            if first is None or first.record_id in shown or first.verdict != one.verdict:
                continue
            shown.add(first.record_id)
            if _fits(state, choice, first):
                yield first.record_id

    def count(self, choice: Choice = ALL) -> int:
        """How many works wait, of those chosen."""
        with self._lock:
            state = self._get()
            if choice not in state.counts:
                state.counts[choice] = sum(
                    _fits(state, choice, one)
                    for record_id, one in state.waiting.items()
                    if record_id not in state.stood_for
                )
            return state.counts[choice]

    def without(self, ids: frozenset[str]) -> int:
        """How many of these records do not stand in the line: a verdict has taken them out."""
        with self._lock:
            state = self._get()
            if ids not in state.out:
                state.out[ids] = len(ids.difference(state.waiting))
            return state.out[ids]

    def put_off(self, ids: frozenset[str]) -> int:
        """How many of these records count as put off in `readings`: maybe is what one has said."""
        with self._lock:
            state = self._get()
            return sum(
                record_id not in state.stood_for and state.waiting[record_id].verdict is not None
                for record_id in ids.intersection(state.waiting)
            )

    def readings(self) -> Counter[Reading]:
        """How many works stand in each band with each verdict (store.progress.readings)."""
        with self._lock:
            return +self._get().readings

    def topics(self) -> Sequence[str]:
        """The topics that have records."""
        with self._lock:
            return sorted(self._get().topics)

    def _get(self) -> _State:
        if self._state is None:
            with self._store.read() as tx:
                self._state = self._build(tx)
        return self._state


def _is_above(one: Waiting) -> bool:
    """Among the undecided likely and uncertain ones, between which a sample is strewn."""
    return not is_drawn(one) and one.verdict is None and BANDS[one.band] < 2


def _strewn(
    others: Iterable[Key], drawn: Iterable[Key], above: int, waiting: Mapping[str, Waiting]
) -> Iterator[Key]:
    """The keys with each drawn one before the place that its lot names (review.queue.line_up)."""
    placed = sorted(
        (int((one.audit or 0.0) * (above + 1)), place, key)
        for place, key in enumerate(drawn)
        if (one := waiting.get(key[-1]))
    )
    upcoming = 0
    for place, key in enumerate(others):
        while upcoming < len(placed) and placed[upcoming][0] <= place:
            yield placed[upcoming][2]
            upcoming += 1
        yield key
    for _, _, key in placed[upcoming:]:
        yield key


def _fits(state: _State, choice: Choice, one: Waiting | None) -> bool:
    if one is None:
        return False
    return (
        (not choice.band or one.band == choice.band)
        and (not choice.topic or one.record_id in state.topics.get(choice.topic, ()))
        and (not choice.audience or one.record_id in state.audiences.get(choice.audience, ()))
    )
