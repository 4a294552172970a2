"""What sources say has befallen a work: each event once, who tells it, and whether it still holds.

One retraction is often told twice, by the publisher and by Retraction Watch, with other days
and other notices (contract §3, trap 3). One kind in one year is one event; both sources stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import msgspec

from litwatch.records import Notice
from litwatch.records.notices import brings
from litwatch.records.retractions import REINSTATEMENT, RETRACTION_WATCH
from litwatch.status.changes import ALARMING

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that befell a work: `type` as in Notice, told by one notice or more."""

    type: str
    year: int | None
    told: tuple[Notice, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({one.source for one in self.told}))

    @property
    def first_seen(self) -> date | None:
        return min((one.first_seen for one in self.told if one.first_seen), default=None)

    @property
    def missing_since(self) -> date | None:
        """Since when nobody tells it any more; None while somebody does."""
        days = [one.missing_since for one in self.told]
        return max(day for day in days if day) if all(days) else None


def events(notices: Iterable[Notice]) -> tuple[Event, ...]:
    """The events that concern a record itself, by year; comments, data and reprints are none.

    A notice without a year belongs to the only event of its kind, where there is just one.
    """
    mine = [
        one
        for one in notices
        if one.direction == "in"
        and one.cleared is None
        and (brings(one) or one.type == REINSTATEMENT)
    ]
    found: dict[tuple[str, int | None], list[Notice]] = {}
    for one in mine:
        found.setdefault((one.type, _year(one)), []).append(one)
    for kind in {kind for kind, year in found if year is None}:
        years = [key for key in found if key[0] == kind and key[1] is not None]
        if len(years) == 1:
            found[years[0]] += found.pop((kind, None))
    return tuple(
        Event(type=kind, year=year, told=tuple(told))
        for (kind, year), told in sorted(found.items(), key=lambda one: (one[0][1] or 0, one[0][0]))
    )


def telling(state: str, notices: Iterable[Notice]) -> tuple[str, ...]:
    """The sources whose notices give a record this state, by name."""
    return tuple(sorted({one.source for one in notices if brings(one) == state}))


def reinstated(notices: Iterable[Notice]) -> bool:
    """Whether a source says that an alarming notice holds no longer: a person has to look.

    Retraction Watch's newest retraction or reinstatement decides for it (contract §3); a later
    correction or concern clears nothing. Or everybody who told it has taken it back.
    """
    live = [one for one in notices if one.cleared is None and one.direction == "in"]
    alarms = [one for one in live if brings(one) in ALARMING]
    decisive = max(
        (
            one
            for one in live
            if one.source == RETRACTION_WATCH
            and (one.type == REINSTATEMENT or brings(one) in ("retracted", "republished"))
        ),
        key=lambda one: (one.dated or date.min, one.type == REINSTATEMENT),
        default=None,
    )
    said = decisive is not None and decisive.type == REINSTATEMENT
    taken_back = bool(alarms) and all(one.missing_since for one in alarms)
    return bool(alarms) and (said or taken_back)


def _year(one: Notice) -> int | None:
    if one.dated is not None:
        return one.dated.year
    said = _YEAR.search(one.citation)
    return int(said[0]) if said else None
