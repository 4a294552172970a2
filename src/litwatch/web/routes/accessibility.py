"""The accessibility statement with its fault report, open to all, and the reports for an admin.

The statement follows Digg's template for the law on access to digital public service (2018:1937):
how accessible, what one can do, reporting, supervision, what is not accessible, how it was tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.review.faults import TooMany, answer_fault, report_fault
from litwatch.review.mistakes import Mistaken
from litwatch.store import faults
from litwatch.store.faults import FaultReport
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.typed import Typed, in_words
from litwatch.web.who import Visitor, needs, open_to_all

router = APIRouter()
Admin = Annotated[Visitor, needs("admin")]
ASSESSED = date(2026, 11, 29)  # the day that the statement's words were last true; change both


@router.get("/accessibility", dependencies=[open_to_all()])
def statement(request: Request, kept: int = 0, about: str = "") -> Response:
    """The statement. `about` fills in the page that a fault is reported on."""
    return _statement(request, kept=bool(kept), typed={"page": about})


@router.post("/accessibility", dependencies=[open_to_all()])
def report(request: Request, typed: Typed) -> Response:
    """Keep a report; a form with a mistake is shown again as it was typed."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            report_fault(tx, typed, now=now)
    except Mistaken as wrong:
        return _statement(request, typed=typed, mistakes=in_words(wrong.mistakes, say))
    except TooMany:
        return _statement(request, typed=typed, status=429)
    return RedirectResponse("/accessibility?kept=1#report", status_code=303)


@router.get("/faults")
def reports(request: Request, visitor: Admin, kept: int = 0) -> Response:
    """The reports that came in, the open ones first."""
    return _reports(request, kept=kept)


@router.post("/faults/{report_id}")
def answer(request: Request, visitor: Admin, report_id: int, typed: Typed) -> Response:
    """Close a report with an answer."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            before = answer_fault(tx, report_id, typed, by=visitor.name, now=now)
    except Mistaken as wrong:
        words = in_words(wrong.mistakes, say)
        return _reports(request, status=422, at=report_id, typed=typed, mistakes=words)
    mine = (before.answer, before.closed_by) == (typed.get("answer", "").strip(), visitor.name)
    if before.closed_at is not None and not mine:
        return _reports(request, status=409, at=report_id, typed=typed, other=before)
    return RedirectResponse(f"/faults?kept={report_id}", status_code=303)


def _statement(
    request: Request,
    *,
    typed: Mapping[str, str],
    kept: bool = False,
    mistakes: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "accessibility.html.j2",
        status=422 if mistakes else status,
        assessed=ASSESSED,
        contact=house_of(request).settings.mail_from,
        kept=kept,
        full=status == 429,
        typed=typed,
        mistakes=mistakes or {},
    )


def _reports(
    request: Request,
    *,
    kept: int = 0,
    status: int = 200,
    at: int = 0,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    other: FaultReport | None = None,
) -> Response:
    with house_of(request).store.read() as tx:
        found = faults.reports(tx)
    return page(
        request,
        "faults.html.j2",
        status=status,
        reports=found,
        waiting=sum(one.closed_at is None for one in found),
        kept=next((one for one in found if one.id == kept), None),
        at=at,
        typed=typed or {},
        mistakes=mistakes or {},
        other=other,
    )
