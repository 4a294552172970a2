"""Relevance: is a record about a watched condition? A ranking with a probability.

Nothing is ever excluded by a model. A prediction orders the queue and is shown as the
machine's; an unlikely record stays in the store and is sampled for reading every month.
"""

from __future__ import annotations

from collections.abc import Sequence

from litwatch.classify.model import READABLE, Model
from litwatch.records import Prediction, Record


def predict(model: Model, records: Sequence[Record]) -> list[Prediction]:
    """One Prediction a record, in the records' order.

    Each record is scored by itself: order and company change nothing. A text whose words the
    model hardly knows (another language, no text at all) is uncertain whatever its score; its
    `known` says so.

    Raises InvalidIdentifier for a record without any id.
    """
    found = []
    for record, (score, share) in zip(records, model.judge(records), strict=True):
        known = round(share, 2)
        band = model.bands.of(score) if known >= READABLE else "uncertain"
        found.append(
            Prediction(record_id=record.id, model=model.id, score=score, band=band, known=known)
        )
    return found
