"""Screening: a reviewer's verdict on a record, appended and signed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import get_args

from litwatch.errors import WrongUse
from litwatch.records import Decision, Verdict
from litwatch.store import Tx, catalog, screening

# A Swedish personal identity number: no patient data may enter free text (digest.md §8.10).
_PERSONAL_NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+]?\d{4}\b")


def seems_personal(text: str) -> bool:
    """Whether a free text looks as if it held a Swedish personal identity number."""
    return _PERSONAL_NUMBER.search(text) is not None


def check_free_text(text: str, what: str) -> None:
    """Raise WrongUse when a free text looks as if it held a personal identity number."""
    if seems_personal(text):
        raise WrongUse(
            f"{what} holds something that looks like a personal identity number",
            "Write the reason without any patient data.",
        )


def decide(
    tx: Tx, record_id: str, verdict: str, *, reviewer: str, reason: str = "", now: datetime
) -> Decision:
    """Append a reviewer's verdict on a stored record and return it.

    Raises WrongUse for an unknown verdict, a missing name, an exclusion without a reason,
    a record that is not stored, or a reason that seems to hold patient data.
    """
    if verdict not in get_args(Verdict):
        raise WrongUse(f"{verdict!r} is no verdict", "Say include, exclude or maybe.")
    if not reviewer.strip():
        raise WrongUse(
            "a decision needs a reviewer's name", "Give --reviewer NAME or set LITWATCH_REVIEWER."
        )
    if verdict == "exclude" and not reason.strip():
        raise WrongUse(
            f"excluding {record_id} needs a reason", "Give --reason, such as 'not our population'."
        )
    check_free_text(reason, "the reason")
    if catalog.get(tx, record_id) is None:
        raise WrongUse(
            f"no record {record_id} is stored", "Harvest or import it first, or check the id."
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
