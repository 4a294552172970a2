"""What the sets are called on which a model was tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from litwatch.language import Speech


def set_name(name: str, topics: Mapping[str, str], say: Speech) -> str:
    """A set of the metrics as people call it; a name that is not known as it stands.

    The names are those of benchmarks/ and docs/model.md: `later`, `read, named: title`,
    `read, topic: me_cfs`.
    """
    _ = say._
    sets = {"later": _("Newer than the training"), "read": _("Read by hand")}
    parts = {
        "named: title": _("the condition named in the title"),
        "named: abstract": _("the condition named in the abstract"),
        "named: nowhere": _("the condition named nowhere"),
        **{f"topic: {topic}": words for topic, words in topics.items()},
    }
    whole, _comma, part = name.partition(", ")
    told = sets.get(whole, whole)
    return f"{told}, {parts.get(part, part)}" if part else told


def day(iso: str, say: Speech) -> str:
    """A day of the papers in words; a dash where they hold none."""
    return say.day(date.fromisoformat(iso)) if iso else "–"
