"""Views received from those we work with, and how each was handled: checked and signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from litwatch.errors import NeedsPerson
from litwatch.review.mistakes import Filled, signed
from litwatch.store import Tx, received_views
from litwatch.store.received_views import View

PARTIES = ("karolinska", "rpo", "patients", "municipality", "units", "other")


class Kept(NamedTuple):
    """The view on the register, and whether it is new there."""

    view: View
    new: bool


class HandledMeanwhile(NeedsPerson):
    """Somebody else has written what became of the view since the form was opened."""

    def __init__(self, view: View) -> None:
        super().__init__(
            f"{view.handled_by} has written what became of view {view.id} meanwhile",
            "Read it, and write again if more is to be said.",
        )
        self.view = view


def receive_view(tx: Tx, typed: Mapping[str, str], *, by: str, now: datetime) -> Kept:
    """Keep a view from the fields party, day, words and about.

    One that stands there already in every field is not kept twice. Raises Mistaken, and
    WrongUse without a name.
    """
    name = signed(by)
    filled = Filled(typed)
    party = filled.choice("party", PARTIES)
    day = filled.day("day", today=now.date())
    words = filled.text("words", needed=True)
    about = filled.text("about")
    filled.refuse()
    assert day is not None  # noqa: S101 (a needed day without a mistake)
    for one in received_views.received(tx):
        if (one.party, one.day, one.words, one.about) == (party, day, words, about):
            return Kept(one, new=False)
    added = received_views.add(
        tx, party=party, day=day, words=words, about=about, added_by=name, now=now
    )
    return Kept(added, new=True)


def version_of(view: View) -> str:
    """What a form carries to say which state of the view it was filled in on."""
    return view.handled_at.isoformat() if view.handled_at else ""


def handle_view(
    tx: Tx,
    view_id: int,
    typed: Mapping[str, str],
    *,
    by: str,
    now: datetime,
    seen: str | None = None,
) -> View:
    """Keep what became of a view, from the fields handled and informed (the RPO's day).

    `seen` is `version_of` the view that the writer had before them; None does not ask. The same
    words sent twice are kept once. Raises Mistaken, HandledMeanwhile, and WrongUse for an
    unknown view or without a name.
    """
    name = signed(by)
    filled = Filled(typed)
    handled = filled.text("handled", needed=True)
    informed = filled.day("informed", today=now.date(), needed=False)
    filled.refuse()
    before = received_views.get(tx, view_id)
    if (before.handled, before.informed, before.handled_by) == (handled, informed, name):
        return before
    if seen is not None and seen != version_of(before):
        raise HandledMeanwhile(before)
    return received_views.handle(tx, view_id, handled=handled, informed=informed, by=name, now=now)
