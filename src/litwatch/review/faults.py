"""Reports of pages that are hard to use: open to all, so checked and held back when many come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from litwatch.errors import StoreBusy
from litwatch.review.mistakes import Filled, signed
from litwatch.store import Tx, faults
from litwatch.store.faults import FaultReport

# Anybody may write: more than this in an hour is a flood, not people.
MOST, SPAN = 20, timedelta(hours=1)


class TooMany(StoreBusy):
    """More reports came in an hour than people write."""


def report_fault(tx: Tx, typed: Mapping[str, str], *, now: datetime) -> int:
    """Keep a report from the fields page, words and mail (which may be empty).

    Returns its number. Raises Mistaken, and TooMany.
    """
    filled = Filled(typed)
    page = filled.text("page")
    words = filled.text("words", needed=True)
    mail = filled.mail("mail", needed=False)
    filled.refuse()
    for one in faults.reports(tx):
        if one.closed_at is None and (one.page, one.words, one.mail) == (page, words, mail):
            return one.id
    if faults.count_since(tx, now - SPAN) >= MOST:
        raise TooMany("many reports have come in the last hour", "Send it again in an hour.")
    return faults.add(tx, page=page, words=words, mail=mail, now=now)


def answer_fault(
    tx: Tx, report_id: int, typed: Mapping[str, str], *, by: str, now: datetime
) -> FaultReport:
    """Close a report with the field answer. Returns it as it was before: closed already, perhaps.

    Raises Mistaken, and WrongUse for an unknown report or without a name.
    """
    name = signed(by)
    filled = Filled(typed)
    words = filled.text("answer", needed=True)
    filled.refuse()
    return faults.answer(tx, report_id, words=words, by=name, now=now)
