"""Which alerts a used work asks for. Pure: the work, what it touches and what is told of it in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from litwatch.records import Notice, State
from litwatch.records.notices import AlertState, brings
from litwatch.status.changes import ALARMING
from litwatch.status.events import reinstated, telling

WAKING: frozenset[State] = ALARMING | {"gone"}
PUBMED = "pubmed"


class Touch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something of ours that uses a work.

    `id` is a key message's, a deck's number or an edition's name; `name` its words, the slide's
    title or empty. A slide has its `place`, its deck's `path`, whom to tell, and `via`, the key
    message through which it uses the work. `told` is the state that an edition's readers see.
    """

    kind: Literal["statement", "slide", "edition"]
    id: str
    name: str = ""
    place: int = 0
    path: str = ""
    owner: str = ""
    mail: str = ""
    via: str = ""
    told: State | None = None

    @property
    def same(self) -> tuple[str, str, str]:
        """What makes two sightings the same use: a slide may move."""
        return self.kind, self.id, self.name


class UsedWork(msgspec.Struct, frozen=True, kw_only=True):
    """A used work as it stands. `cites` are the retracted works in a review's reference list."""

    record_id: str
    title: str
    state: State
    notices: tuple[Notice, ...] = ()
    touches: tuple[Touch, ...] = ()
    cites: tuple[str, ...] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that should stand: for whom, why, who says so and what it touches."""

    record_id: str
    state: AlertState
    source: str
    touches: tuple[Touch, ...]


def wanted(work: UsedWork) -> tuple[Wanted, ...]:
    """The alerts that a used work asks for; none where everything that uses it tells its state."""
    touches = tuple(one for one in work.touches if not (one.told and one.told == work.state))
    if not touches:
        return ()
    found: list[tuple[AlertState, str]] = []
    if work.state in WAKING:
        # Without a link PubMed says it by publication type, title or by having deleted the record.
        found.append((work.state, ", ".join(telling(work.state, work.notices)) or PUBMED))
    if work.state in ALARMING and reinstated(work.notices):
        found.append(("reinstated", ", ".join(telling(work.state, work.notices))))
    if work.cites:
        found.append(("cites_retracted", ", ".join(work.cites)))
    return tuple(
        Wanted(record_id=work.record_id, state=state, source=source, touches=touches)
        for state, source in found
    )


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An alert of this work and state that is there already."""

    source: str
    touches: tuple[Touch, ...]
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None


def wakes_again(one: Wanted, there: Standing, notices: Iterable[Notice]) -> bool:
    """Whether an alert that somebody acknowledged or closed waits for a person again.

    It does when the work is used where it was not then, when a review's list holds another
    retracted work, and a closed one when a source has told something new since.
    """
    if there.acknowledged_at is None and there.closed_at is None:
        return False
    known = {touch.same for touch in there.touches}
    if any(touch.same not in known for touch in one.touches):
        return True
    if one.state == "cites_retracted":
        return not set(one.source.split(", ")) <= set(there.source.split(", "))
    closed = there.closed_at
    return closed is not None and any(
        brings(link) in ALARMING and link.first_seen and link.first_seen > closed.date()
        for link in notices
    )
