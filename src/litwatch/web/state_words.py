"""A work's state in words, with the class that draws it."""

from __future__ import annotations

from typing import NamedTuple

from litwatch.language import Speech
from litwatch.records import State


class Look(NamedTuple):
    """What a state is called, and its class in the style sheet."""

    words: str
    kind: str


def state_looks(say: Speech) -> dict[State, Look]:
    """Every state of a record as people read it."""
    _ = say._
    return {
        "retracted": Look(_("Retracted"), "retracted"),
        "republished": Look(_("Retracted and republished"), "retracted"),
        "withdrawn": Look(_("Withdrawn"), "retracted"),
        "concern": Look(_("The journal is investigating"), "concern"),
        "corrected": Look(_("Corrected"), "corrected"),
        "superseded": Look(_("There is a newer version"), "corrected"),
        "preprint_published": Look(_("The preprint is now an article"), "preprint"),
        "gone": Look(_("Gone from PubMed"), "concern"),
        "unknown": Look(_("A notice of an unknown kind"), "concern"),
        "ok": Look(_("No notice"), ""),
    }
