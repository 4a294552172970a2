"""What befalls works, and who says so, in words for the page of alerts."""

from __future__ import annotations

from typing import NamedTuple

from litwatch.language import Speech
from litwatch.records.notices import AlertState
from litwatch.records.state_words import MOODS, Mood, state_label


class Look(NamedTuple):
    """What a state is called, and its class in the style sheet."""

    words: str
    kind: Mood


def alert_looks(say: Speech) -> dict[AlertState, Look]:
    """Every state of a record, and of an alert beside them."""
    return {state: Look(state_label(say, state), mood) for state, mood in MOODS.items()}


def event_words(say: Speech) -> dict[str, str]:
    """What a source says has befallen a work, by the type of its notice."""
    _ = say._
    return {
        "retraction": _("Retraction"),
        "retracted_republished": _("Retraction, and republished"),
        "withdrawal": _("Withdrawal by the publisher"),
        "concern": _("Expression of concern"),
        "erratum": _("Correction"),
        "partial_retraction": _("Retraction of a part"),
        "corrected_republished": _("Corrected and republished"),
        "update": _("Newer version"),
        "reinstatement": _("Reinstatement"),
        "unknown": _("A notice of an unknown kind"),
    }


def source_names(say: Speech) -> dict[str, str]:
    """The sources by the names they give themselves."""
    return {
        "pubmed": "PubMed",
        "crossref": "Crossref",
        "retraction-watch": "Retraction Watch",
        "europepmc": "Europe PMC",
        "litwatch": say._("litwatch, from what is one study"),
    }
