"""What people call the stages that ran, and how each ended."""

from __future__ import annotations

from litwatch.language import Speech


def kinds(say: Speech) -> dict[str, str]:
    """The stages by the kind of their run; one that is not here keeps its own name."""
    _ = say._
    return {
        "harvest": _("Harvest"),
        "works": _("One work, once"),
        "crossref": _("What preprints have become"),
        "status": _("State of stored studies"),
        "watch": _("State of the studies we use"),
        "retraction-watch": _("The Retraction Watch file"),
        "recall": _("Recall of the searches"),
        "activate": _("A new version of a search"),
    }


def run_states(say: Speech) -> dict[str, str]:
    """How a run ended."""
    _ = say._
    return {
        "complete": _("Done"),
        "incomplete": _("Done, but not all came"),
        "running": _("Running, or broken off"),
        "source_down": _("A source did not answer"),
    }
