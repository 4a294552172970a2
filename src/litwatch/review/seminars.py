"""Seminars held: what was filled in, checked and signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from litwatch.review.mistakes import Filled, signed
from litwatch.store import Tx, seminars
from litwatch.store.seminars import Seminar
from litwatch.watch import Watch

# The audiences that the assignment names, then who else may sit in.
UNITS = ("vardcentral", "primarvardsrehab", "municipality", "specialist", "other")
AUDIENCES = ("vardcentral", "primarvardsrehab", "both")


class Kept(NamedTuple):
    """The seminar on the register, and whether it is new there."""

    seminar: Seminar
    new: bool


def record_seminar(
    tx: Tx, watch: Watch, typed: Mapping[str, str], *, by: str, now: datetime
) -> Kept:
    """Keep a seminar from the fields day, module, audience, remarks and one for each of UNITS.

    A seminar that stands there already in every field is not kept twice: a form may be sent
    twice. Raises Mistaken, and WrongUse without a name.
    """
    name = signed(by)
    filled = Filled(typed)
    day = filled.day("day", today=now.date())
    module = filled.choice("module", tuple(one.id for one in watch.modules))
    audience = filled.choice("audience", AUDIENCES)
    counts = {unit: filled.count(unit) for unit in UNITS}
    remarks = filled.text("remarks")
    if not any(counts.values()) and not filled.mistakes.keys() & set(UNITS):
        filled.mistakes["participants"] = "nobody"
    filled.refuse()
    assert day is not None  # noqa: S101 (a needed day without a mistake)
    participants = {unit: count for unit, count in counts.items() if count}
    same = (day, module, audience, participants, remarks)
    for one in seminars.held(tx):
        if (one.day, one.module, one.audience, one.participants, one.remarks) == same:
            return Kept(one, new=False)
    added = seminars.add(
        tx,
        day=day,
        module=module,
        audience=audience,
        participants=participants,
        remarks=remarks,
        added_by=name,
        now=now,
    )
    return Kept(added, new=True)


def remove_seminar(tx: Tx, seminar_id: int, *, by: str, now: datetime) -> Seminar:
    """Take a seminar off the register. Raises WrongUse for an unknown one or without a name."""
    return seminars.remove(tx, seminar_id, by=signed(by), now=now)


def restore_seminar(tx: Tx, seminar_id: int, *, by: str) -> Seminar:
    """Put a seminar back. Raises WrongUse for an unknown one or without a name."""
    signed(by)
    return seminars.restore(tx, seminar_id)
