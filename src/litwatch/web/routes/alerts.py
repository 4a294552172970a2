"""Works that we use and whose state has changed, and the person who has seen it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.pipeline.changed_works import changed_works
from litwatch.pipeline.reinstating import close_alarm
from litwatch.pipeline.silences import silences
from litwatch.pipeline.touching import used_works
from litwatch.review.alerts import Acknowledged, acknowledge
from litwatch.review.mistakes import Mistaken
from litwatch.store.alerts import Alert
from litwatch.web.alert_words import alert_looks, event_words, source_names
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.typed import Typed, in_words
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
Reviewer = Annotated[Visitor, needs("review")]


@router.get("/alerts")
def show(request: Request, visitor: Reader, kept: int = 0, closed: int = 0) -> Response:
    """The works in use that are not as they were: what waits first, then the newest."""
    return _shown(request, kept=kept, closed=closed)


@router.post("/alerts/{alert_id}")
def seen(request: Request, visitor: Reviewer, alert_id: int, typed: Typed) -> Response:
    """Keep that somebody has seen an alert, and what they say of it."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            acknowledge(tx, alert_id, typed, by=visitor.name, now=now)
    except Mistaken as wrong:
        words = in_words(wrong.mistakes, say)
        return _shown(request, status=422, at=alert_id, typed=typed, mistakes=words)
    except Acknowledged as late:
        return _shown(request, status=409, at=alert_id, typed=typed, other=late.alert)
    return RedirectResponse(f"/alerts?kept={alert_id}", status_code=303)


@router.post("/alerts/{alert_id}/close")
def close(request: Request, visitor: Reviewer, alert_id: int, typed: Typed) -> Response:
    """Close an alarm that a source says holds no longer, with the reason."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            close_alarm(tx, alert_id, typed, by=visitor.name, now=now)
    except Mistaken as wrong:
        words = in_words(wrong.mistakes, say)
        return _shown(request, status=422, at=alert_id, typed=typed, mistakes=words, closing=True)
    return RedirectResponse(f"/alerts?closed={alert_id}", status_code=303)


def _shown(
    request: Request,
    *,
    status: int = 200,
    kept: int = 0,
    closed: int = 0,
    at: int = 0,
    closing: bool = False,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    other: Alert | None = None,
) -> Response:
    house, say = house_of(request), say_for(request)
    with house.store.read() as tx:
        uses = used_works(tx, house.watch)
        works = changed_works(tx, uses)
        unknown = silences(tx, uses.keys(), house.now())
    return page(
        request,
        "alerts.html.j2",
        status=status,
        works=works,
        waiting=sum(work.waits for work in works),
        looks=alert_looks(say),
        sources=source_names(say),
        befell=event_words(say),
        unknown=unknown,
        kept=next((one for one in works if one.alert and one.alert.id == kept), None),
        closed=next((one for one in works if one.alert and one.alert.id == closed), None),
        at=at,
        closing=closing,
        typed=typed or {},
        mistakes=mistakes or {},
        other=other,
    )
