"""Reports that a page is hard to use, and what was answered."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import func, select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import fault_report


class FaultReport(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's report. It is open while `closed_at` is None; `mail` may be empty."""

    id: int
    page: str
    words: str
    mail: str
    at: datetime
    answer: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None


def add(tx: Tx, *, page: str, words: str, mail: str, now: datetime) -> int:
    """Keep a report; returns its number."""
    row = {"page": page, "words": words, "mail": mail, "at": now, "answer": "", "closed_by": ""}
    return add_row(tx, fault_report, row)


def count_since(tx: Tx, since: datetime) -> int:
    """How many reports have come since then."""
    query = select(func.count()).select_from(fault_report).where(fault_report.c.at >= since)
    return tx.scalar(query) or 0


def answer(tx: Tx, report_id: int, *, words: str, by: str, now: datetime) -> FaultReport:
    """Close an open report with an answer, and forget the address that it was to be sent to.

    Returns the report as it was before. Raises WrongUse when there is no such report.
    """
    before = get(tx, report_id)
    if before.closed_at is None:
        values = {"answer": words, "closed_by": by, "closed_at": now, "mail": ""}
        tx.execute(update(fault_report).where(fault_report.c.id == report_id).values(values))
    return before


def reports(tx: Tx) -> tuple[FaultReport, ...]:
    """All reports, the open ones first, newest first."""
    query = select(fault_report).order_by(
        fault_report.c.closed_at.is_not(None), fault_report.c.at.desc(), fault_report.c.id.desc()
    )
    return tuple(as_struct(FaultReport, row) for row in tx.execute(query).mappings())


def get(tx: Tx, report_id: int) -> FaultReport:
    """The report with this number. Raises WrongUse when there is none."""
    query = select(fault_report).where(fault_report.c.id == report_id)
    row = tx.execute(query).mappings().first()
    if row is None:
        raise WrongUse(
            f"there is no report {report_id}", "Go back to the list of reports.", common="not_here"
        )
    return as_struct(FaultReport, row)
