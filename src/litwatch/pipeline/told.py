"""Entries as they are shown and exported: reasons in words, facts read from the text."""

from __future__ import annotations

import msgspec

from litwatch.classify.population import facts
from litwatch.classify.reasons import spoken
from litwatch.language import Speech
from litwatch.store import Entry


def told(entry: Entry, say: Speech) -> Entry:
    """The entry with what nobody stores: words for the marks in its reasons, and its facts."""
    prediction = entry.prediction
    if prediction is not None and prediction.why is not None:
        prediction = msgspec.structs.replace(prediction, why=spoken(prediction.why, say))
    return msgspec.structs.replace(
        entry, prediction=prediction, facts=facts(entry.record, _design(entry))
    )


def _design(entry: Entry) -> str:
    """The design in force: a person's tag before the machine's; `other` where none is."""
    tags = [tag for tag in entry.tags if tag.facet == "design" and tag.state != "rejected"]
    tags.sort(key=lambda tag: tag.by == "machine")
    return tags[0].value if tags else "other"
