"""Screening: a reviewer's verdict on a record, appended and signed."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from litwatch.errors import WrongUse
from litwatch.records import Decision, Verdict
from litwatch.records.free_text import check_free_text as check_free_text
from litwatch.store import Tx, catalog, screening


def decide(
    tx: Tx, record_id: str, verdict: str, *, reviewer: str, reason: str = "", now: datetime
) -> Decision:
    """Append a reviewer's verdict on a stored record and return it.

    Raises WrongUse for an unknown verdict, a missing name, an exclusion without a reason,
    a record that is not stored, or a reason that seems to hold patient data.
    """
    if verdict not in get_args(Verdict):
        raise WrongUse(
            f"{verdict!r} is no verdict", "Say include, exclude or maybe.", common="unknown_choice"
        )
    if not reviewer.strip():
        raise WrongUse(
            "a decision needs a reviewer's name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
            common="no_name",
        )
    if verdict == "exclude" and not reason.strip():
        raise WrongUse(
            f"excluding {record_id} needs a reason",
            "Give --reason, such as 'not our population'.",
            common="no_reason",
        )
    check_free_text(reason, "the reason")
    if catalog.get(tx, record_id) is None:
        raise WrongUse(
            f"no record {record_id} is stored",
            "Harvest or import it first, or check the id.",
            common="unknown_record",
            about=record_id,
        )
    decision = Decision(
        record_id=record_id,
        verdict=verdict,  # type: ignore[arg-type]  # checked above
        reviewer=reviewer.strip(),
        at=now,
        reason=reason.strip(),
    )
    screening.append_decision(tx, decision)
    return decision
