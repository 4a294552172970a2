"""From a draft to its readers: which step comes next, and why one was refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

import msgspec

from litwatch.digest.edition import ClosedGate
from litwatch.errors import LitwatchError
from litwatch.language import Speech
from litwatch.pipeline.desk import Desk
from litwatch.pipeline.publishing import LacksApproval, NotAsked
from litwatch.pipeline.revisions import Changed, GatesClosed
from litwatch.web.refusal_words import told

Next = Literal["write", "submit", "approve", "publish"]


class Refused(msgspec.Struct, frozen=True):
    """Why a step was not taken and what to do, in the visitor's language; `detail` in English."""

    what: str
    remedy: str
    detail: str


def next_step(at: Desk) -> Next:
    """What is to be done next with a month."""
    if at.gates:
        return "write"
    if at.state in (None, "draft"):
        return "submit"
    return "approve" if at.lacks else "publish"


def gates_by_item(gates: Iterable[ClosedGate]) -> dict[str, list[ClosedGate]]:
    """Record id → its closed gates; those of the whole month stand under an empty id."""
    found: dict[str, list[ClosedGate]] = defaultdict(list)
    for gate in gates:
        found[gate.item].append(gate)
    return dict(found)


def refusal_of(error: LitwatchError, say: Speech, *, unread: bool = False) -> Refused:
    """A refused step in words that say what to do on the page.

    Of what is `unread` by the visitor they must not tell, so they name no work and count no gate.
    """
    _ = say._
    detail = "" if unread else f"{error}. {error.remedy}"
    if isinstance(error, NotAsked):
        if unread:
            return Refused(
                _(
                    "The edition is not published: PubMed could not be asked what has become of "
                    "all works."
                ),
                _("Nothing is changed. Try again in a while."),
                detail,
            )
        return Refused(
            _(
                "The edition is not published: PubMed could not be asked what has become of "
                "{works}.",
                works=", ".join(error.ids),
            ),
            _("Nothing is changed. Try again in a while."),
            detail,
        )
    if isinstance(error, GatesClosed):
        if unread:
            return Refused(
                _("A gate is closed, so the edition goes no further."),
                _("Do what the gates here say, and read what waits for you."),
                detail,
            )
        return Refused(
            _("A gate is closed, so the edition goes no further."),
            _("Do what the gate says, then submit the edition anew."),
            detail,
        )
    if isinstance(error, Changed):
        return Refused(
            _("The edition has changed since it was drafted and read."),
            _("Read it again and submit it anew. Earlier approvals do not hold for it."),
            detail,
        )
    if isinstance(error, LacksApproval):
        return Refused(
            _("An approval is missing."),
            _("Ask somebody who wrote and decided nothing in the edition to approve it."),
            detail,
        )
    if error.common is not None:
        said = told(error, say)
        return Refused(said.what, said.remedy, detail)
    return Refused(
        _("That could not be done, and nothing is changed."),
        _("Read what the page says now, and go on from there."),
        detail,
    )
