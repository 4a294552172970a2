"""The pages by name: the order of the menu, and what stands under which place."""

from __future__ import annotations

import msgspec

from litwatch.language import Speech
from litwatch.review.roles import Right


class Place(msgspec.Struct, frozen=True):
    """A page: its address, its name, the right that it needs."""

    path: str
    name: str
    right: Right | None = "read"


def main_places(say: Speech) -> tuple[Place, ...]:
    """The pages of the menu, in the order of the work."""
    _ = say._
    return (
        Place("/", _("Today")),
        Place("/queue", _("Screen"), "screen"),
        Place("/conflicts", _("Disagreed"), "review"),
        Place("/records", _("Records")),
        Place("/editions", _("The edition")),
        Place("/statements", _("Key messages")),
        Place("/decks", _("Decks")),
        Place("/runs", _("Basis")),
    )


def other_places(say: Speech) -> tuple[Place, ...]:
    """The pages that the foot of every page leads to."""
    _ = say._
    return (
        Place("/alerts", _("Alerts")),
        Place("/strategies", _("Searches")),
        Place("/model", _("The model")),
        Place("/seminars", _("Seminars")),
        Place("/collaboration", _("Collaboration")),
        Place("/followup", _("Follow-up")),
        Place("/export", _("Export")),
        Place("/people", _("People"), "admin"),
        Place("/audit", _("Log"), "admin"),
        Place("/accessibility", _("Accessibility"), None),
        Place("/privacy", _("Privacy"), None),
    )
