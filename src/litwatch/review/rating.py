"""Ratings: how relevant and how new a record is to an audience. Appended, never changed.

The two scales of 1 to 7 are those of McMaster PLUS (digest.md §5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from litwatch.errors import WrongUse
from litwatch.store import Tx, catalog
from litwatch.store.ratings import Rating, append_ratings

LOWEST, HIGHEST = 1, 7


def rate(
    tx: Tx,
    record_id: str,
    audience: str,
    *,
    audiences: Sequence[str],
    relevance: int,
    newsworthiness: int,
    reviewer: str,
    now: datetime,
) -> tuple[Rating, Rating]:
    """Append a reviewer's two ratings of a stored record for one of the audiences.

    Raises WrongUse for another audience, a value outside 1–7, a missing name or a record
    that is not stored.
    """
    if audience not in audiences:
        raise WrongUse(
            f"{audience!r} is no audience",
            f"Audiences: {', '.join(audiences)}.",
            common="unknown_choice",
        )
    for scale, value in (("relevance", relevance), ("newsworthiness", newsworthiness)):
        if not LOWEST <= value <= HIGHEST:
            raise WrongUse(
                f"{value} is outside the scale of {scale}",
                f"Rate {LOWEST} to {HIGHEST}.",
                common="unknown_choice",
            )
    who = reviewer.strip()
    if not who:
        raise WrongUse(
            "a rating needs a reviewer's name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
            common="no_name",
        )
    if catalog.get(tx, record_id) is None:
        raise WrongUse(
            f"no record {record_id} is stored",
            "Harvest or import it first, or check the id.",
            common="unknown_record",
            about=record_id,
        )
    said = (
        Rating(record_id, audience, "relevance", relevance, who, now),
        Rating(record_id, audience, "newsworthiness", newsworthiness, who, now),
    )
    append_ratings(tx, said)
    return said
