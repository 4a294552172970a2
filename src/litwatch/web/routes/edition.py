"""/editions/{month}: what stands in the month's edition, in which order, and what is missing."""

from __future__ import annotations

from typing import Annotated, cast

import msgspec
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from litwatch.digest.edition import Item
from litwatch.digest.mail import render_mail
from litwatch.digest.ordering import ORDERED, Step
from litwatch.digest.render import render_html, render_item
from litwatch.language import LANGUAGES, Speech
from litwatch.pipeline.choosing import choose
from litwatch.pipeline.desk import Desk, desk, told
from litwatch.pipeline.edition_files import left_out
from litwatch.pipeline.reading import files_in
from litwatch.pipeline.revisions import newest
from litwatch.pipeline.writing import move_item
from litwatch.records import Decision
from litwatch.store import catalog
from litwatch.store.decisions import decisions_of
from litwatch.store.editions import PUBLISHED
from litwatch.web.filling import holds_patient_data, label_of
from litwatch.web.keeping import waiting_for
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.routes.editions import PRINTED, Month
from litwatch.web.steps import Refused, gates_by_item, next_step
from litwatch.web.who import Visitor, needs

router = APIRouter()


class Part(msgspec.Struct, frozen=True):
    """A section as it is put together: its items, and whether people choose their order."""

    key: str
    title: str
    items: tuple[Item, ...]
    ordered: bool


def parts_of(at: Desk, say: Speech) -> tuple[Part, ...]:
    """The sections that hold items, in reading order."""
    _ = say._
    named = (
        ("primary_care", _("For the health centre")),
        ("rehabilitation", _("For primary care rehabilitation")),
        ("guidelines", _("Guidelines and the world around")),
        ("upcoming", _("Under way")),
        ("debate", _("Debate")),
        ("preprints", _("Preprints")),
        ("mechanisms", _("Mechanisms in brief")),
    )
    return tuple(
        Part(key, title, items, key in ORDERED)
        for key, title in named
        if (items := getattr(at.edition, key))
    )


def at_desk(request: Request, month: str, visitor: Visitor) -> Desk:
    """The desk of a month, now, without what waits for the visitor's own reading."""
    house = house_of(request)
    return desk(
        house.store,
        house.watch,
        month,
        waiting=waiting_for(request, visitor),
        two_persons=house.settings.two_persons,
        now=house.now(),
    )


@router.get("/editions/{month}")
def show_edition(
    request: Request, month: Month, visitor: Annotated[Visitor, needs("read")]
) -> Response:
    return edition_page(request, month, visitor)


def edition_page(
    request: Request,
    month: str,
    visitor: Visitor,
    *,
    status: int = 200,
    refused: Refused | None = None,
    reason: str = "",
) -> Response:
    """The month's page: for those who make it with its desk, for others what was published.

    `refused` tells why a step was not taken; `reason` is what was typed for a correction.
    """
    house = house_of(request)
    published = told(house.store, month)
    values = {
        "month": month,
        "told": published,
        "files": [files_in(one.row, house.settings.digests_folder) for one in published],
        "done": request.query_params.get("done", ""),
        "refused": refused,
        "reason": reason,
    }
    latest_is_read = bool(published) and not _correction_is_made(request, month)
    if latest_is_read or not visitor.may("screen"):
        return page(request, "edition_read.html.j2", status=status, **values)
    at = at_desk(request, month, visitor)
    shown = [item.id for item in (*at.edition.shown(), *at.edition.waiting, *at.edition.further)]
    with house.store.read() as tx:
        decisions = decisions_of(tx, shown)
    return page(
        request,
        "edition.html.j2",
        status=status,
        at=at,
        step=next_step(at),
        parts=parts_of(at, say_for(request)),
        by_item=gates_by_item(at.gates),
        decisions=decisions,
        two_persons=house.settings.two_persons,
        left_out=left_out(at.edition),
        hints=[(one, label_of(one.field, None, say_for(request))) for one in at.advice],
        **values,
    )


def _correction_is_made(request: Request, month: str) -> bool:
    latest = newest(house_of(request).store, month)
    return latest is not None and latest.state not in PUBLISHED


@router.post("/editions/{month}/order")
def move(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("screen")],
    record: Annotated[str, Form()],
    section: Annotated[str, Form()],
    step: Annotated[str, Form()],
    seen: Annotated[str, Form()],
) -> Response:
    """Let an item change places with its neighbour, and go back to where it stands now."""
    house = house_of(request)
    if step not in ("up", "down"):
        raise HTTPException(400, "An item moves up or down")
    did = move_item(
        house.store,
        at_desk(request, month, visitor).edition,
        section,
        record,
        cast("Step", step),
        seen=seen.split(),
        reviewer=visitor.name,
        now=house.now(),
    )
    done = "moved" if did else "not-moved"
    return RedirectResponse(f"/editions/{month}?done={done}#{section}", status_code=303)


@router.post("/editions/{month}/decide")
def decide(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("screen")],
    record: Annotated[str, Form()],
    verdict: Annotated[str, Form()],
    seen: Annotated[int, Form()] = 0,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Include a record in the month, put it off or exclude it, as the queue does."""
    house = house_of(request)
    _ = say_for(request)._
    fault = ""
    if verdict == "exclude" and not reason.strip():
        fault = _("Say why it is excluded. Nothing is saved yet.")
    elif holds_patient_data(reason):
        fault = _(
            "The reason holds something that looks like a personal identity number. Nothing is "
            "saved. Take it away."
        )
    theirs: Decision | None = None
    if not fault:
        said = choose(
            house.store,
            house.watch,
            record,
            verdict,
            reason=reason,
            seen=seen,
            reviewer=visitor.name,
            now=house.now(),
        )
        if not said.clash:
            return RedirectResponse(f"/editions/{month}?done={verdict}#parts", status_code=303)
        theirs = said.decision
    with house.store.read() as tx:
        there = decisions_of(tx, [record]).get(record)
    return page(
        request,
        "edition_decide.html.j2",
        status=409 if theirs else 400,
        month=month,
        record=record,
        title=_title(request, record),
        verdict=verdict,
        reason=reason,
        seen=there[0] if there else 0,
        fault=fault,
        theirs=theirs,
    )


def _title(request: Request, record: str) -> str:
    with house_of(request).store.read() as tx:
        found = catalog.get(tx, record)
    if found is None:
        raise HTTPException(404)
    return found.title_html or found.title


@router.get("/editions/{month}/preview")
def preview(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("screen")],
    lang: str = "",
    form: str = "page",
    record: str = "",
) -> Response:
    """The draft as its readers will see it: the page, the mail, or one item of the page."""
    house = house_of(request)
    chosen = next((one for one in LANGUAGES if one == lang), house.settings.lang)
    at = at_desk(request, month, visitor)
    if record:
        item = at.item(record)
        if item is None:
            raise HTTPException(404)
        text = render_item(at.edition, item, chosen, house.look)
    elif form == "mail":
        text = render_mail(at.edition, chosen, house.look).html
    else:
        text = render_html(at.edition, chosen, house.look)
    return HTMLResponse(text, headers={"content-security-policy": PRINTED})
