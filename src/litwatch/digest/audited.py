"""What the methods section says of the low-ranked records: how many were read, what is missed."""

from __future__ import annotations

from litwatch.classify.audit import Missed
from litwatch.language import Speech


def audit_line(audit: Missed | None, say: Speech) -> str:
    """A sentence or two on a month's sample of low-ranked records."""
    if audit is None:
        return say._("No sample of low-ranked records has been drawn for the month.")
    if not audit.band:
        return say._("The model ranked no record of the month low.")
    drawn = say.n(
        "{count} of {band} low-ranked records was drawn by lot to be read.",
        "{count} of {band} low-ranked records were drawn by lot to be read.",
        audit.drawn,
        band=say.number(audit.band),
    )
    if not audit.read:
        unknown = say._("None has been read yet, so nothing is known of what was missed.")
        return f"{drawn} {unknown}"
    told = say._(
        "{read} have been read and {found} of them taken: {low} to {high} per cent of the "
        "low-ranked may be missed (95% interval), at most {most} records.",
        read=say.number(audit.read),
        found=say.number(audit.found),
        low=say.number(round(audit.low * 100, 1)),
        high=say.number(round(audit.high * 100, 1)),
        most=say.number(audit.most),
    )
    return f"{drawn} {told}"
