"""What has become of a work, in the words and the look it has wherever people read of it."""

from __future__ import annotations

from typing import Literal

from litwatch.language import Speech
from litwatch.records.notices import AlertState, State

Mood = Literal["", "retracted", "concern", "corrected", "preprint"]

# The class in the style sheets that draws a state.
MOODS: dict[AlertState, Mood] = {
    "retracted": "retracted",
    "republished": "retracted",
    "withdrawn": "retracted",
    "gone": "concern",
    "concern": "concern",
    "corrected": "corrected",
    "superseded": "corrected",
    "preprint_published": "preprint",
    "unknown": "concern",
    "ok": "",
    "reinstated": "corrected",
    "cites_retracted": "concern",
}


def state_label(say: Speech, state: AlertState) -> str:
    """The state as a heading or on a mark: `The journal is investigating`."""
    _ = say._
    return {
        "retracted": _("Retracted"),
        "republished": _("Retracted and republished"),
        "withdrawn": _("Withdrawn"),
        "concern": _("The journal is investigating"),
        "corrected": _("Corrected"),
        "superseded": _("There is a newer version"),
        "preprint_published": _("Published as an article"),
        "gone": _("No longer in PubMed"),
        "unknown": _("A notice of an unknown kind"),
        "ok": _("No notice"),
        "reinstated": _("Said to be reinstated"),
        "cites_retracted": _("Cites a retracted work"),
    }[state]


def state_phrase(say: Speech, state: State) -> str:
    """The state as the sentence `{work} is {what}.` says it: `under investigation by …`."""
    _ = say._
    return {
        "retracted": _("retracted"),
        "republished": _("retracted and republished"),
        "withdrawn": _("withdrawn"),
        "concern": _("under investigation by its journal"),
        "corrected": _("corrected"),
        "superseded": _("replaced by a newer version"),
        "preprint_published": _("published as an article"),
        "gone": _("gone from PubMed"),
        "unknown": _("named in a notice of an unknown kind"),
        "ok": _("without any notice"),
    }[state]
