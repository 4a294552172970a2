"""Views received per party and how they were handled: the register and its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.report import register_words as words
from litwatch.report.periods import periods
from litwatch.review.mistakes import Mistake, Mistaken
from litwatch.review.received_views import HandledMeanwhile, handle_view, receive_view, version_of
from litwatch.store import received_views
from litwatch.store.received_views import View
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.typed import Typed, in_words
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
Teacher = Annotated[Visitor, needs("teach")]


@router.get("/collaboration")
def show(request: Request, visitor: Reader, kept: int = 0, was: int = 0) -> Response:
    """The views received. `kept` and `was` name the one that was just written."""
    house, say = house_of(request), say_for(request)
    with house.store.read() as tx:
        received = received_views.received(tx)
    return _shown(
        request,
        received,
        kept=next((one for one in received if one.id in (kept, was)), None),
        twice=bool(was),
        say_words=in_words({}, say),
    )


@router.post("/collaboration")
def add(request: Request, visitor: Teacher, typed: Typed) -> Response:
    """Keep a view; a form with a mistake is shown again as it was typed."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            done = receive_view(tx, typed, by=visitor.name, now=now)
    except Mistaken as wrong:
        with house.store.read() as tx:
            received = received_views.received(tx)
        return _shown(request, received, typed=typed, say_words=in_words(wrong.mistakes, say))
    what = "kept" if done.new else "was"
    return RedirectResponse(f"/collaboration?{what}={done.view.id}", status_code=303)


@router.get("/collaboration/{view_id}")
def one(request: Request, visitor: Teacher, view_id: int) -> Response:
    """A view, with the form that says what became of it."""
    with house_of(request).store.read() as tx:
        view = received_views.get(tx, view_id)
    filled = {"handled": view.handled, "informed": str(view.informed or "")}
    return _one(request, view, typed=filled, seen=version_of(view))


@router.post("/collaboration/{view_id}")
def handle(request: Request, visitor: Teacher, view_id: int, typed: Typed) -> Response:
    """Keep what became of a view; who was faster is shown beside what was typed."""
    house = house_of(request)
    now, seen = house.now(), typed.get("seen", "")
    try:
        with house.store.write() as tx:
            handle_view(tx, view_id, typed, by=visitor.name, now=now, seen=seen)
    except Mistaken as wrong:
        with house.store.read() as tx:
            view = received_views.get(tx, view_id)
        return _one(request, view, typed=typed, seen=seen, mistakes=wrong.mistakes)
    except HandledMeanwhile as late:
        return _one(
            request, late.view, typed=typed, seen=version_of(late.view), status=409, other=late.view
        )
    return RedirectResponse(f"/collaboration?kept={view_id}", status_code=303)


def _shown(
    request: Request,
    received: tuple[View, ...],
    *,
    say_words: Mapping[str, str],
    kept: View | None = None,
    twice: bool = False,
    typed: Mapping[str, str] | None = None,
) -> Response:
    say = say_for(request)
    return page(
        request,
        "collaboration.html.j2",
        status=422 if say_words else 200,
        received=received,
        waiting=sum(not view.handled_at for view in received),
        kept=kept,
        twice=twice,
        periods=[(words.period(told, say), told) for told in periods((), received)],
        parties=words.parties(say),
        typed=typed or {},
        mistakes=say_words,
    )


def _one(
    request: Request,
    view: View,
    *,
    typed: Mapping[str, str],
    seen: str,
    mistakes: Mapping[str, Mistake] | None = None,
    status: int = 200,
    other: View | None = None,
) -> Response:
    say = say_for(request)
    return page(
        request,
        "view.html.j2",
        status=422 if mistakes else status,
        view=view,
        party=words.parties(say).get(view.party, view.party),
        typed=typed,
        seen=seen,
        other=other,
        mistakes=in_words(mistakes or {}, say),
    )
