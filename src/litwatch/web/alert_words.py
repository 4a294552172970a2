"""What befalls works, and who says so, in words for the page of alerts."""

from __future__ import annotations

from litwatch.language import Speech
from litwatch.web.state_words import Look, state_looks


def alert_looks(say: Speech) -> dict[str, Look]:
    """Every state of a record, and of an alert beside them."""
    _ = say._
    return {
        **{str(state): look for state, look in state_looks(say).items()},
        "reinstated": Look(_("Said to be reinstated"), "corrected"),
        "cites_retracted": Look(_("Cites a retracted work"), "concern"),
    }


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
        "litwatch": say._("litwatch, from what is one work"),
    }
