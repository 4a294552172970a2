"""What the methods section says of the reading: how far two agreed, and what may be missed."""

from __future__ import annotations

from litwatch.classify.audit import Missed
from litwatch.digest.method import Agreement
from litwatch.language import Speech


def agreement_line(agreement: Agreement | None, say: Speech) -> str:
    """A sentence or two on how many records two people read, and how far they agreed."""
    _ = say._
    if agreement is None:
        return _("How many records were read by two people is not recorded.")
    read = say.number(agreement.read)
    if not agreement.read:
        return _("No record of the month has been read, so there is no agreement to measure.")
    if not agreement.twice:
        return _(
            "None of the {read} read records was read by two people, so how far readers agree "
            "is not known.",
            read=read,
        )
    told = _(
        "{twice} of {read} read records ({share} per cent) were read by two people, who judged "
        "{same} of them alike.",
        twice=say.number(agreement.twice),
        read=read,
        share=say.number(round(agreement.twice / agreement.read * 100, 1)),
        same=say.number(agreement.same),
    )
    return f"{told} {_kappa(agreement, say)}"


def _kappa(agreement: Agreement, say: Speech) -> str:
    _ = say._
    if agreement.kappa is None:
        return _("Kappa is not defined here: both readers gave every record the same verdict.")
    kappa = say.number(agreement.kappa, 2)
    if agreement.low is None or agreement.high is None:
        return _("Kappa {kappa}, without an interval: too few were read twice.", kappa=kappa)
    return _(
        "Kappa {kappa} (95% interval {low} to {high}).",
        kappa=kappa,
        low=say.number(agreement.low, 2),
        high=say.number(agreement.high, 2),
    )


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
