"""One record: what it says, what is said of it, all that ever happened to it; notes and tags."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from litwatch import doors
from litwatch.errors import InvalidIdentifier, LitwatchError, SourceDown, WrongUse
from litwatch.pipeline.fetching import describe, fetch_one
from litwatch.pipeline.words import tag_record
from litwatch.records import Pmid, record_id
from litwatch.review import pairs
from litwatch.review.questions import told_to
from litwatch.review.screening import check_free_text
from litwatch.store import Tx, catalog, readings
from litwatch.store.by_identifier import stored_id
from litwatch.store.notes import Note, append_note, notes_of
from litwatch.store.timeline import OPINIONS, timeline
from litwatch.web.facet_list import Names
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.reading import read
from litwatch.web.refusal_words import told
from litwatch.web.refusals import status_of
from litwatch.web.tag_options import tag_options
from litwatch.web.timeline_words import days
from litwatch.web.who import Visitor, needs

router = APIRouter()
_LONGEST = 2000  # characters of a note
_TRIES = 2  # a person waits for the answer


@router.get("/records/{key:path}")
def record(request: Request, key: str, visitor: Annotated[Visitor, needs("read")]) -> Response:
    """The record; one that goes by another id leads there, an unknown PMID can be fetched."""
    return _shown(request, key, visitor)


def _shown(
    request: Request,
    key: str,
    visitor: Visitor,
    *,
    status: int = 200,
    wrong: str = "",
    typed: str = "",
) -> Response:
    house, say = house_of(request), say_for(request)
    names = Names(house.watch, say)
    with house.store.read() as tx:
        reading = read(tx, house.watch, key, say)
        if reading is None:
            known = _stored_under(tx, key)
            if known:
                return RedirectResponse(f"/records/{quote(known)}", status_code=303)
            return _unknown(request, key, visitor)
        blind = bool(pairs.blind(tx, house.watch, [key], visitor.name))
        asked = told_to(readings.questions_on(tx, key), visitor.name, blind=blind)
        events = [
            event
            for event in timeline(tx, key)
            if not blind or event.kind not in OPINIONS or event.by == visitor.name
        ]
    return page(
        request,
        "record.html.j2",
        status=status,
        reading=reading,
        blind=blind,
        asked=asked,
        days=days(events, names, say),
        names=names,
        tag_options=tag_options(house.watch, say.lang),
        may_screen=visitor.may("screen"),
        may_ask=visitor.may("screen"),
        wrong=wrong,
        typed=typed,
    )


def _stored_under(tx: Tx, key: str) -> str | None:
    try:
        return stored_id(tx, record_id(key))
    except InvalidIdentifier:
        return None


def _unknown(
    request: Request,
    key: str,
    visitor: Visitor,
    *,
    status: int = 404,
    problem: str = "",
    detail: str = "",
) -> Response:
    try:
        pmid: str | None = Pmid(key)
    except InvalidIdentifier:
        pmid = None
    return page(
        request,
        "record_unknown.html.j2",
        status=status,
        key=key,
        pmid=pmid,
        problem=problem,
        detail=detail,
        may_fetch=visitor.may("screen"),
    )


@router.post("/records/{key}/fetch")
def fetch(request: Request, key: str, visitor: Annotated[Visitor, needs("screen")]) -> Response:
    """Fetch a record from PubMed, keep it as imported, and go to it."""
    house, _ = house_of(request), say_for(request)._
    now = house.now()
    try:
        pmid = Pmid(key)
    except InvalidIdentifier:
        return _unknown(request, key, visitor)
    try:
        client = doors.eutils(house.settings, tries=_TRIES)
        got = fetch_one(house.store, client, pmid, now=now)
    except SourceDown:
        problem = _("PubMed does not answer. Nothing is lost; try again in a while.")
        return _unknown(request, key, visitor, status=503, problem=problem)
    except LitwatchError as error:
        said, status = told(error, say_for(request)), status_of(error)
        return _unknown(request, key, visitor, status=status, problem=said.line, detail=said.detail)
    if got.outcome == "stored":
        models = partial(doors.models, house.settings, house.store)
        describe(house.store, house.watch, models, got.record_id, now=now)
        return RedirectResponse(f"/records/{quote(got.record_id)}", status_code=303)
    problem = (
        _("PubMed has no record with this PMID. It may be mistyped, or taken out of PubMed.")
        if got.outcome == "absent"
        else _("PubMed's record cannot be read, so it was not stored. Tell an administrator.")
    )
    return _unknown(request, key, visitor, problem=problem)


@router.post("/records/{key:path}/note")
def note(
    request: Request,
    key: str,
    visitor: Annotated[Visitor, needs("screen")],
    text: Annotated[str, Form()] = "",
) -> Response:
    """Add a note for colleagues; the same note sent twice is kept once."""
    house, _ = house_of(request), say_for(request)._
    words = text.strip()
    wrong = ""
    if not words:
        wrong = _("The note is empty. Write what colleagues should know.")
    elif len(words) > _LONGEST:
        wrong = _("The note is too long. Write at most 2,000 characters.")
    else:
        try:
            check_free_text(words, "note")
        except WrongUse:
            wrong = _(
                "The note holds something that looks like a personal identity number. "
                "Write it without anything about patients."
            )
    if wrong:
        return _shown(request, key, visitor, status=400, wrong=wrong, typed=text)
    with house.store.write() as tx:
        if catalog.known(tx, [key]):
            mine = [one.text for one in notes_of(tx, key) if one.reviewer == visitor.name]
            if words not in mine[-1:]:
                append_note(tx, Note(key, words, visitor.name, house.now()))
    return RedirectResponse(f"/records/{quote(key)}#timeline", status_code=303)


@router.post("/records/{key:path}/tag")
def tag(
    request: Request,
    key: str,
    visitor: Annotated[Visitor, needs("screen")],
    tag: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "set",
) -> Response:
    """Set a tag in the visitor's name, or say that one does not hold."""
    house = house_of(request)
    facet, _, value = tag.partition(":")
    if not facet or not value:
        wrong = say_for(request)._("No tag is chosen. Choose one in the list.")
        return _shown(request, key, visitor, status=400, wrong=wrong)
    tag_record(
        house.store,
        house.watch,
        key,
        facet,
        value,
        reviewer=visitor.name,
        now=house.now(),
        wrong=do == "reject",
    )
    return RedirectResponse(f"/records/{quote(key)}#tags", status_code=303)
