"""/queue: one record at a time, a verdict by one key, saved once and told in words."""

from __future__ import annotations

from typing import Annotated, get_args
from urllib.parse import quote, unquote

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import FormData
from starlette.responses import Response

from litwatch.digest.edition import AUDIENCES
from litwatch.errors import WrongUse
from litwatch.pipeline.words import tag_record
from litwatch.review import answering
from litwatch.review.answering import Answer, Overtaken, ReasonMissing
from litwatch.review.pairs import blind
from litwatch.store.line import last_by, the_decision, version_of
from litwatch.store.ratings import Scale
from litwatch.web import queue_page as shows
from litwatch.web.keeping import memory_of
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.queue_page import Asked
from litwatch.web.reading import read
from litwatch.web.refusal_words import told
from litwatch.web.routes.appearance import is_https
from litwatch.web.who import Visitor, needs

router = APIRouter()

KEPT = 300  # skipped records: as many as a cookie of 4 kB holds
SCALES: tuple[Scale, ...] = get_args(Scale)


async def sent_form(request: Request) -> FormData:
    """The fields of the form."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent_form)]


@router.get("/queue")
def queue(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    topic: str = "",
    band: str = "",
    audience: str = "",
    order: str = "",
    at: str = "",
    left: str = "",
    past: Annotated[list[str], Query()] = [],  # noqa: B006 (FastAPI copies it)
    saved: int = 0,
) -> Response:
    """The next record, or the one `at`; `saved` names a decision just made or taken back."""
    asked = Asked(
        topic=topic,
        band=band,
        audience=audience,
        order=order,
        at=at,
        left=left,
        past=tuple(past),
        skipped=skipped_by(request),
    )
    return _filled(request, visitor, asked, saved=saved)


@router.post("/queue")
def answer(request: Request, visitor: Annotated[Visitor, needs("screen")], sent: Sent) -> Response:
    """Save a verdict, or do what the pressed button says."""
    asked = asked_in(request, sent)
    if "t" in sent:
        return _tag(request, visitor, asked, sent)
    match str(sent.get("v", "")):
        case "include" | "maybe" | "exclude":
            return _decide(request, visitor, asked, sent)
        case "undo":
            return _undo(request, visitor, asked, sent)
        case "skip":
            ids = (*asked.skipped, str(sent.get("id", "")))[-KEPT:]
            return _remember(request, asked, ids, left=ids[-1])
        case "unskip":
            return _remember(request, asked, ())
        case "note":
            return _note(request, visitor, asked, sent)
        case _:
            return _filled(request, visitor, _stay(asked, sent), typed=sent)


def asked_in(request: Request, sent: FormData) -> Asked:
    """The filters that a form carries."""

    def given(name: str) -> str:
        return str(sent.get(name, ""))

    return Asked(
        topic=given("topic"),
        band=given("band"),
        audience=given("audience"),
        order=given("order"),
        skipped=skipped_by(request),
    )


def skipped_by(request: Request) -> tuple[str, ...]:
    """The records that the visitor has skipped in this session of the browser."""
    kept = unquote(request.cookies.get("skipped", ""))
    return tuple(one for one in kept.split(" ") if one)


def _stay(asked: Asked, sent: FormData) -> Asked:
    return msgspec.structs.replace(asked, at=str(sent.get("id", "")), past=())


def _filled(
    request: Request,
    visitor: Visitor,
    asked: Asked,
    *,
    typed: FormData | None = None,
    saved: int = 0,
    said: str = "",
    wrong: str = "",
    focus: str = "",
    edit: str = "",
) -> Response:
    house, say, kept = house_of(request), say_for(request), memory_of(request)
    with house.store.read() as tx:
        shown = shows.shown(tx, house, kept.line, kept.seconds, asked, visitor, say, house.now())
        made = the_decision(tx, saved) if saved else shown.standing if typed is None else None
    if made is not None and made.reviewer == visitor.name:
        said = shows.saved_words(made, say)
    reading = shown.reading
    if asked.at and reading is None:
        raise WrongUse(
            f"no record {asked.at} is stored",
            "Go back to the queue.",
            common="unknown_record",
            about=asked.at,
        )
    values = dict(typed.items()) if typed is not None else {}
    return page(
        request,
        "queue.html.j2" if reading else "queue_empty.html.j2",
        status=422 if wrong else 200,
        asked=asked,
        shown=shown,
        reading=reading,
        typed=values,
        said=said,
        wrong=wrong,
        focus=focus or ("record" if said else ""),
        edit=edit,
        reasons=shows.reasons(say),
        bands=shows.band_names(say),
        topics=shows.topic_names(house.watch, kept.line.topics(), say),
        audiences=shows.audience_names(say),
        facets=shows.facet_choices(house.watch, say, [edit.split(":")[0]] if edit != "new" else [])
        if edit
        else [],
        scales=SCALES,
    )


def _decide(request: Request, visitor: Visitor, asked: Asked, sent: FormData) -> Response:
    house, say = house_of(request), say_for(request)
    own = str(sent.get("own_reason", "")).strip()
    given = Answer(
        record_id=str(sent.get("id", "")),
        version=str(sent.get("version", "")),
        verdict=str(sent["v"]),
        reason=own or str(sent.get("reason", "")),
        note=str(sent.get("note", "")),
        ratings=_ratings(sent),
    )
    try:
        with house.store.write() as tx:
            # Who reads as the second one must not be shown what the first has just said.
            second = given.record_id in blind(tx, house.watch, [given.record_id], visitor.name)
            made = answering.save(
                tx,
                given,
                audiences=AUDIENCES,
                reviewer=visitor.name,
                now=house.now(),
                anyway=second or sent.get("anyway") == "1",
            )
    except ReasonMissing:
        if _by_script(request):
            return JSONResponse({"ask": True}, status_code=422)
        return _step(request, "queue_reason.html.j2", 200, asked, sent, reasons=shows.reasons(say))
    except Overtaken as error:
        if _by_script(request):
            return JSONResponse({"ask": True}, status_code=409)
        return _overtaken(request, asked, sent, error)
    except WrongUse as error:
        if not given.record_id or _by_script(request):
            raise
        wrong = _words(error, request)
        return _filled(request, visitor, _stay(asked, sent), typed=sent, wrong=wrong)
    if _by_script(request):
        words = shows.saved_words(made, say)
        return JSONResponse({"said": words, "undo": made.id})
    return RedirectResponse(asked.address(saved=made.id), status_code=303)


def _by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _ratings(sent: FormData) -> dict[tuple[str, Scale], int]:
    found: dict[tuple[str, Scale], int] = {}
    for audience in AUDIENCES:
        for scale in SCALES:
            value = str(sent.get(f"{audience}-{scale}", ""))
            if value.isascii() and value.isdigit():
                found[audience, scale] = int(value)
    return found


def _words(error: WrongUse, request: Request) -> str:
    """A mistake in a form, in the reader's words where we know them."""
    _ = say_for(request)._
    if isinstance(error, answering.HalfRated):
        named = shows.audience_names(say_for(request))[error.audience]
        return _("Rate both scales for {audience}, or neither.", audience=named)
    return told(error, say_for(request)).line


def _step(
    request: Request, template: str, status: int, asked: Asked, sent: FormData, **values: object
) -> Response:
    """A step of its own, with all that was typed carried along."""
    left = ("v", "t", "reason", "own_reason", "anyway")
    carried = [(name, str(value)) for name, value in sent.multi_items() if name not in left]
    return page(request, template, status=status, asked=asked, carried=carried, **values)


def _overtaken(request: Request, asked: Asked, sent: FormData, error: Overtaken) -> Response:
    house, say = house_of(request), say_for(request)
    record_id = str(sent.get("id", ""))
    with house.store.read() as tx:
        version = str(version_of(tx, record_id))
    last = error.last
    return _step(
        request,
        "queue_overtaken.html.j2",
        409,
        asked,
        sent,
        record_id=record_id,
        version=version,
        last=last,
        theirs=shows.verdict_words(last.verdict, say) if last else "",
        their_reason=shows.reason_words(last.reason, say) if last else "",
        verdict=str(sent["v"]),
        yours=shows.verdict_words(str(sent["v"]), say),
        reason=str(sent.get("own_reason", "")).strip() or str(sent.get("reason", "")),
        reason_named=shows.reason_words(str(sent.get("reason", "")), say),
    )


def _undo(request: Request, visitor: Visitor, asked: Asked, sent: FormData) -> Response:
    house = house_of(request)
    with house.store.write() as tx:
        given = str(sent.get("undo", ""))
        last = last_by(tx, visitor.name)
        number = int(given) if given.isascii() and given.isdigit() and int(given) else 0
        number = number or (last.id if last else 0)
        if not number:
            return RedirectResponse(asked.address(), status_code=303)
        made = answering.undo(tx, number, reviewer=visitor.name, now=house.now())
    return RedirectResponse(asked.address(at=made.record_id, saved=made.id), status_code=303)


def _remember(request: Request, asked: Asked, ids: tuple[str, ...], **more: object) -> Response:
    back = RedirectResponse(asked.address(**more), status_code=303)
    if not ids:
        back.delete_cookie("skipped")
        return back
    kept = quote(" ".join(dict.fromkeys(ids)))
    back.set_cookie("skipped", kept, httponly=True, samesite="lax", secure=is_https(request))
    return back


def _note(request: Request, visitor: Visitor, asked: Asked, sent: FormData) -> Response:
    house, say = house_of(request), say_for(request)
    text = str(sent.get("note", ""))
    stay = _stay(asked, sent)
    if not text.strip():
        return _filled(request, visitor, stay, typed=sent, focus="note")
    try:
        with house.store.write() as tx:
            answering.note(tx, stay.at, text, reviewer=visitor.name, now=house.now())
    except WrongUse as error:
        wrong = _words(error, request)
        return _filled(request, visitor, stay, typed=sent, wrong=wrong, focus="note")
    said = say._("The note is saved.")
    return _filled(request, visitor, stay, typed=sent, said=said, focus="record")


def _tag(request: Request, visitor: Visitor, asked: Asked, sent: FormData) -> Response:
    """Accept, change or add tags: `all`, `accept:F:V`, `edit:F:V`, `new`, `set`."""
    house, say = house_of(request), say_for(request)
    stay = _stay(asked, sent)
    what, _, rest = str(sent["t"]).partition(":")
    if what in ("edit", "new"):
        edit = rest if what == "edit" else "new"
        return _filled(request, visitor, stay, typed=sent, edit=edit, focus="edit")
    wanted: list[tuple[str, str, bool]] = []
    if what == "accept":
        facet, _, value = rest.partition(":")
        wanted = [(facet, value, False)]
    elif what == "all":
        with house.store.read() as tx:
            reading = read(tx, house.watch, stay.at, say)
        wanted = [(one.facet, one.value, False) for one in reading.proposals] if reading else []
    elif what == "set":
        old, new = (str(sent.get(name, "")).partition(":") for name in ("old_tag", "new_tag"))
        if old[0] and old != new:
            wanted.append((old[0], old[2], True))
        if new[0]:
            wanted.append((new[0], new[2], False))
    for facet, value, wrong in wanted:
        tag_record(
            house.store,
            house.watch,
            stay.at,
            facet,
            value,
            reviewer=visitor.name,
            now=house.now(),
            wrong=wrong,
        )
    said = say.n("{count} tag is saved.", "{count} tags are saved.", len(wanted))
    return _filled(request, visitor, stay, typed=sent, said=said, focus="tags")
