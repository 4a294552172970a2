"""The log: everything that people have written, newest first, and its export."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from litwatch.exchange.cells import cell
from litwatch.language import Speech
from litwatch.report.register_words import role_name
from litwatch.review.log import WITHHELD, as_told_to
from litwatch.store import Tx, trail
from litwatch.web.keeping import memory_of
from litwatch.web.pages import STOCKHOLM, house_of, page, say_for
from litwatch.web.who import Visitor, needs

router = APIRouter()
PER_PAGE = 50


@router.get("/audit")
def show_log(
    request: Request,
    visitor: Annotated[Visitor, needs("admin")],
    who: str = "",
    month: str = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Response:
    """One page of what people did, by person and month."""
    say = say_for(request)
    span = _span(month)
    first, before = span or (None, None)
    with house_of(request).store.read() as tx:
        total = trail.how_many(tx, who=who, first=first, before=before)
        last = max(1, -(-total // PER_PAGE))
        number = min(page_number, last)
        found = trail.traces(
            tx,
            who=who,
            first=first,
            before=before,
            limit=PER_PAGE,
            offset=(number - 1) * PER_PAGE,
        )
        shown = list(as_told_to(visitor.name, found, _open(request, tx)))
        writers = trail.writers(tx)
    asked = {"who": who, "month": month if span else ""}
    return page(
        request,
        "audit.html.j2",
        traces=shown,
        kinds=_kind_names(say),
        what_of=lambda trace: _what(say, trace),
        total=total,
        number=number,
        last=last,
        writers=writers,
        who=who,
        month=month,
        odd_month=bool(month) and span is None,
        address=lambda to: "/audit?" + urlencode({**asked, "page": to}),
        csv_address="/audit.csv?" + urlencode(asked),
    )


@router.get("/audit.csv")
def export_log(
    request: Request, visitor: Annotated[Visitor, needs("admin")], who: str = "", month: str = ""
) -> Response:
    """The log as CSV: UTC time, person, kind, what it is about, value, words."""
    first, before = _span(month) or (None, None)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(trail.Trace.__struct_fields__)
    with house_of(request).store.read() as tx:
        found = trail.traces(tx, who=who, first=first, before=before)
        for trace in as_told_to(visitor.name, found, _open(request, tx)):
            at, *texts = (getattr(trace, name) for name in trail.Trace.__struct_fields__)
            rows.writerow([at.isoformat(), *map(cell, texts)])
    return Response(
        out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="litwatch-log.csv"'},
    )


def _open(request: Request, tx: Tx) -> set[str]:
    """The records on which a second verdict is still to be given."""
    return memory_of(request).seconds.still_open(tx)


def _span(month: str) -> tuple[datetime, datetime] | None:
    """The UTC times between which it is this month in Stockholm; None for what is no month."""
    try:
        first = date.fromisoformat(f"{month}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        start, end = (
            datetime.combine(day, time(), STOCKHOLM).astimezone(UTC) for day in (first, after)
        )
    except (ValueError, OverflowError):  # also the years at either end of the calendar
        return None
    return start, end


def _what(say: Speech, trace: trail.Trace) -> str:
    """The short value of a trace, with verdicts, roles and changes in words."""
    _ = say._
    if trace.what == WITHHELD:
        return _("shown when both have read")
    if trace.kind in ("decision", "undo"):
        verdicts = {
            "include": _("taken with"),
            "exclude": _("left out"),
            "maybe": _("put off"),
        }
        return verdicts.get(trace.what, trace.what)
    if trace.kind == "account":
        what, _space, role = trace.what.partition(" ")
        changes = {
            "added": _("added as {role}", role=role_name(say, role)),
            "role": _("is {role} now", role=role_name(say, role)),
            "left": _("has left"),
            "back": _("is back"),
            "password": _("got a new password"),
            "sessions": _("had log-ins ended"),
        }
        return changes.get(what, trace.what)
    return role_name(say, trace.what) if trace.kind == "approval" else trace.what


def _kind_names(say: Speech) -> dict[str, str]:
    """The kinds of the trail as a person reads them."""
    _ = say._
    return {
        "decision": _("Verdict"),
        "undo": _("Verdict taken back"),
        "tag": _("Tag"),
        "rating": _("Rating"),
        "note": _("Note on a record"),
        "works": _("One work or two"),
        "asked": _("Reading asked for"),
        "answered": _("Reading closed"),
        "resolution": _("Disagreement settled"),
        "text": _("Text of the edition"),
        "approval": _("Approval"),
        "publication": _("Published"),
        "outside": _("From outside PubMed"),
        "wording": _("Key message proposed"),
        "settled": _("Key message settled"),
        "relation": _("Relation to a key message"),
        "deck": _("Slides followed"),
        "task": _("Task done"),
        "alert": _("Alert seen"),
        "alarm_closed": _("Alarm closed"),
        "seminar": _("Seminar"),
        "view": _("View received"),
        "handled": _("View handled"),
        "fault": _("Fault report answered"),
        "strategy": _("Search changed"),
        "model": _("Model"),
        "account": _("Account"),
        "key": _("Key for a program"),
        "key_revoked": _("Key for a program withdrawn"),
        "subscriber": _("Subscriber"),
        "subscriber_left": _("Subscriber left"),
    }
