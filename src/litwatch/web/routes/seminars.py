"""Seminars held: the register, its totals, and the form to add one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.report import register_words as words
from litwatch.report.periods import periods
from litwatch.review.mistakes import Mistake, Mistaken
from litwatch.review.seminars import record_seminar, remove_seminar, restore_seminar
from litwatch.store import seminars
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.typed import Typed, in_words
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
Teacher = Annotated[Visitor, needs("teach")]


@router.get("/seminars")
def show(request: Request, visitor: Reader, kept: int = 0, was: int = 0, gone: int = 0) -> Response:
    """The seminars held. `kept`, `was` and `gone` name the one that was just written."""
    return _shown(request, kept=kept, was=was, gone=gone)


@router.post("/seminars")
def add(request: Request, visitor: Teacher, typed: Typed) -> Response:
    """Keep a seminar; a form with a mistake is shown again as it was typed."""
    house = house_of(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            done = record_seminar(tx, house.watch, typed, by=visitor.name, now=now)
    except Mistaken as wrong:
        return _shown(request, typed=typed, mistakes=wrong.mistakes)
    what = "kept" if done.new else "was"
    return RedirectResponse(f"/seminars?{what}={done.seminar.id}", status_code=303)


@router.post("/seminars/{seminar_id}/remove")
def remove(request: Request, visitor: Teacher, seminar_id: int) -> Response:
    """Take a seminar off the register."""
    house = house_of(request)
    now = house.now()
    with house.store.write() as tx:
        remove_seminar(tx, seminar_id, by=visitor.name, now=now)
    return RedirectResponse(f"/seminars?gone={seminar_id}", status_code=303)


@router.post("/seminars/{seminar_id}/restore")
def restore(request: Request, visitor: Teacher, seminar_id: int) -> Response:
    """Put a seminar back that was taken off by mistake."""
    house = house_of(request)
    with house.store.write() as tx:
        restore_seminar(tx, seminar_id, by=visitor.name)
    return RedirectResponse(f"/seminars?kept={seminar_id}", status_code=303)


def _shown(
    request: Request,
    *,
    kept: int = 0,
    was: int = 0,
    gone: int = 0,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, Mistake] | None = None,
) -> Response:
    house, say = house_of(request), say_for(request)
    with house.store.read() as tx:
        held = seminars.held(tx)
        removed = seminars.get(tx, gone) if gone else None
    counted = periods(held, ())
    return page(
        request,
        "seminars.html.j2",
        status=422 if mistakes else 200,
        held=held,
        kept=next((one for one in held if one.id in (kept, was)), None),
        twice=bool(was),
        gone=removed if removed and removed.removed_at else None,
        periods=[(words.period(one, say), one) for one in counted],
        units=words.units(say),
        audiences=words.audiences(say),
        modules=words.modules(house.watch),
        typed=typed or {},
        mistakes=in_words(mistakes or {}, say),
    )
