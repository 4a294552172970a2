"""Ask an expert: a question on a record, the list of those for my role, and the answers."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.errors import WrongUse
from litwatch.review import questions as review
from litwatch.review.pairs import blind
from litwatch.review.screening import check_free_text
from litwatch.store import catalog, readings
from litwatch.store.works import records
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.refusals import refuse
from litwatch.web.who import Visitor, needs

router = APIRouter()
Text = Annotated[str, Form()]


@router.get("/records/{record_id:path}/ask")
def ask_page(
    request: Request, visitor: Annotated[Visitor, needs("screen")], record_id: str
) -> Response:
    """What experts were asked about a record, what they answered, and a form to ask more."""
    return _record_page(request, visitor, record_id)


@router.post("/records/{record_id:path}/ask")
def ask(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    record_id: str,
    role: Text = "",
    words: Text = "",
) -> Response:
    """Send a record with words to a role."""
    house = house_of(request)
    try:
        with house.store.write() as tx:
            review.ask(tx, record_id, role, words, by=visitor.name, now=house.now())
    except WrongUse:
        typed = {"role": role, "words": words}
        return _record_page(request, visitor, record_id, status=400, typed=typed)
    return RedirectResponse(f"/records/{quote(record_id)}/ask", status_code=303)


@router.get("/questions")
def show(request: Request, visitor: Annotated[Visitor, needs("answer")]) -> Response:
    """The questions that wait for my role, and those that I have asked."""
    return _page(request, visitor)


@router.post("/questions/{question_id}/answer")
def answer(
    request: Request,
    visitor: Annotated[Visitor, needs("answer")],
    question_id: int,
    text: Text = "",
) -> Response:
    """Answer a question of my role."""
    house = house_of(request)
    typed = {"id": question_id, "text": text}
    try:
        with house.store.write() as tx:
            review.answer(
                tx, question_id, text, by=visitor.name, role=visitor.role, now=house.now()
            )
    except review.AnsweredAlready:
        return _page(request, visitor, status=409, typed=typed, moved=True)
    except WrongUse:
        return _page(request, visitor, status=400, typed=typed)
    return RedirectResponse("/questions", status_code=303)


@router.post("/questions/{question_id}/withdraw")
def withdraw(
    request: Request, visitor: Annotated[Visitor, needs("answer")], question_id: int
) -> Response:
    """Ask no longer."""
    house = house_of(request)
    with house.store.write() as tx:
        review.withdraw(tx, question_id, by=visitor.name, role=visitor.role, now=house.now())
    return RedirectResponse("/questions", status_code=303)


def _record_page(
    request: Request,
    visitor: Visitor,
    record_id: str,
    *,
    status: int = 200,
    typed: dict[str, str] | None = None,
) -> Response:
    house, _ = house_of(request), say_for(request)._
    with house.store.read() as tx:
        if catalog.get(tx, record_id) is None:
            return refuse(
                request,
                404,
                _("There is no such record here."),
                _("Check the address, or search among the records."),
            )
        record = next(records(tx, [record_id]))
        asked = review.told_to(
            readings.questions_on(tx, record_id),
            visitor.name,
            blind=bool(blind(tx, house.watch, [record_id], visitor.name)),
        )
    return page(
        request,
        "ask.html.j2",
        status=status,
        record=record,
        asked=asked,
        experts=review.EXPERTS,
        typed=typed,
        personal=typed is not None and _personal(typed["words"]),
    )


def _page(
    request: Request,
    visitor: Visitor,
    *,
    status: int = 200,
    typed: dict[str, Any] | None = None,
    moved: bool = False,
) -> Response:
    house = house_of(request)
    with house.store.read() as tx:
        mine = review.for_role(tx, visitor.role)
        asked = readings.questions_by(tx, visitor.name)
        stands = readings.the_reading(tx, typed["id"]) if typed and moved else None
        every = [*mine, *asked, *([stands] if stands else [])]
        found = {one.id: one for one in records(tx, {each.record_id for each in every})}
    return page(
        request,
        "questions.html.j2",
        status=status,
        mine=mine,
        asked=asked,
        records=found,
        typed=typed,
        stands=stands,
        personal=typed is not None and _personal(typed["text"]),
        abstracts=visitor.may("screen"),
    )


def _personal(text: str) -> bool:
    """Whether a text looks as if it held a personal identity number."""
    try:
        check_free_text(text, "the text")
    except WrongUse:
        return True
    return False
