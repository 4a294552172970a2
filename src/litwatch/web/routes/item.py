"""/editions/{month}/items/{record}: what people write of one item, its gates, its ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from litwatch.curriculum.refused import Refused
from litwatch.digest.edition import AUDIENCES, Item
from litwatch.pipeline.desk import Desk
from litwatch.pipeline.relating import bearing, say_relation
from litwatch.pipeline.writing import Clash, Typed, save_texts
from litwatch.review.rating import HIGHEST, LOWEST, rate
from litwatch.store.editions import PUBLISHED
from litwatch.store.ratings import Rating, ratings_of
from litwatch.store.statements import Relation
from litwatch.store.texts import last_role, texts_of
from litwatch.web.filling import Blank, blanks, holds_patient_data, typed_in
from litwatch.web.item_unread import unread_page
from litwatch.web.keeping import waiting_for
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.routes.edition import at_desk
from litwatch.web.routes.editions import Month
from litwatch.web.statement_words import fault
from litwatch.web.who import Visitor, needs

router = APIRouter()


async def typed_form(request: Request) -> Mapping[str, str]:
    """Every field of the form as text."""
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str)}


Typing = Annotated[Mapping[str, str], Depends(typed_form)]


@router.get("/editions/{month}/items/{record:path}")
def write_item(
    request: Request, month: Month, record: str, visitor: Annotated[Visitor, needs("screen")]
) -> Response:
    if record in waiting_for(request, visitor):
        return unread_page(request, month, record)
    at, item = _open(request, month, record, visitor)
    return item_page(request, at, item, visitor)


@router.post("/editions/{month}/items/{record:path}")
def save_item(
    request: Request,
    month: Month,
    record: str,
    visitor: Annotated[Visitor, needs("screen")],
    form: Typing,
) -> Response:
    """Save what was changed; or copy a quoted sentence into its field, which saves nothing."""
    house = house_of(request)
    say = say_for(request)
    if record in waiting_for(request, visitor):
        return unread_page(request, month, record, typed=form)
    at, item = _open(request, month, record, visitor)
    typed = typed_in(form, item)
    role = form.get("role", "").strip()
    if used := form.get("use", ""):
        typed = tuple(_with_quote(one, used, at, item, request) for one in typed)
        return item_page(request, at, item, visitor, typed=typed, role=role, done="used")
    faults = _faults(typed, role, say._)
    if faults:
        return item_page(request, at, item, visitor, typed=typed, role=role, faults=faults)
    saved = save_texts(
        house.store,
        month,
        record,
        typed,
        reviewer=visitor.name,
        role=role,
        now=house.now(),
    )
    if saved.clashes:
        at, item = _open(request, month, record, visitor)
        return item_page(request, at, item, visitor, typed=typed, role=role, clashes=saved.clashes)
    done = "saved" if saved.fields else "same"
    return RedirectResponse(f"/editions/{month}/items/{record}?done={done}", status_code=303)


@router.post("/editions/{month}/check")
def check_item(
    request: Request, month: Month, visitor: Annotated[Visitor, needs("screen")], form: Typing
) -> Response:
    """The gates that an item would close with what is typed now; nothing is stored."""
    at, item = _open(request, month, form.get("record", ""), visitor)
    typed, role = typed_in(form, item), form.get("role", "")
    return page(
        request, "item_check.html.j2", **_form_of(request, at, item, typed, role, clashes=())
    )


@router.post("/editions/{month}/rate")
def rate_item(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("screen")],
    record: Annotated[str, Form()],
    audience: Annotated[str, Form()],
    relevance: Annotated[int, Form()] = 0,
    newsworthiness: Annotated[int, Form()] = 0,
) -> Response:
    """Rate an item for an audience. The last rating counts, so a form may come twice."""
    house = house_of(request)
    scale = range(LOWEST, HIGHEST + 1)
    done = "rated" if relevance in scale and newsworthiness in scale else "not-rated"
    if done == "rated":
        with house.store.write() as tx:
            mine = {
                one.scale: one.value
                for one in ratings_of(tx, [record])
                if (one.audience, one.reviewer) == (audience, visitor.name)
            }
            if mine != {"relevance": relevance, "newsworthiness": newsworthiness}:
                rate(
                    tx,
                    record,
                    audience,
                    audiences=AUDIENCES,
                    relevance=relevance,
                    newsworthiness=newsworthiness,
                    reviewer=visitor.name,
                    now=house.now(),
                )
    return RedirectResponse(
        f"/editions/{month}/items/{record}?done={done}#ratings", status_code=303
    )


@router.post("/editions/{month}/relate")
def relate_item(
    request: Request, month: Month, visitor: Annotated[Visitor, needs("screen")], form: Typing
) -> Response:
    """Keep how an item bears on a key message, or take it back."""
    house = house_of(request)
    if (record := form.get("record", "")) in waiting_for(request, visitor):
        return unread_page(request, month, record, typed=form)
    at, item = _open(request, month, record, visitor)
    seen = form.get("seen", "")
    kind = form.get("kind", "")
    try:
        theirs = say_relation(
            house.store,
            house.watch,
            item.id,
            "" if kind == "new" else form.get("statement", ""),
            kind,
            month=month,
            why=form.get("why", ""),
            seen=int(seen) if seen.isdecimal() else 0,
            reviewer=visitor.name,
            now=house.now(),
        )
    except Refused as error:
        wrong = fault(say_for(request), error)
        return item_page(request, at, item, visitor, faults={"relation": wrong}, relation=form)
    if theirs is not None:
        return item_page(request, at, item, visitor, relation=form, theirs=theirs)
    return RedirectResponse(
        f"/editions/{month}/items/{item.id}?done=related#relations", status_code=303
    )


def _open(request: Request, month: str, record: str, visitor: Visitor) -> tuple[Desk, Item]:
    """The desk and an item on it; 404 when the month holds no such item for the visitor."""
    at = at_desk(request, month, visitor)
    item = at.item(record)
    if item is None or (at.latest is not None and at.latest.state in PUBLISHED):
        raise HTTPException(404)
    return at, item


def item_page(
    request: Request,
    at: Desk,
    item: Item,
    visitor: Visitor,
    *,
    typed: tuple[Typed, ...] = (),
    role: str | None = None,
    faults: Mapping[str, str] | None = None,
    clashes: tuple[Clash, ...] = (),
    done: str = "",
    relation: Mapping[str, str] | None = None,
    theirs: Relation | None = None,
) -> Response:
    """The form of an item; with what was typed and what is wrong with it, or others' words.

    `relation` is what was typed of a relation that was not kept, `theirs` what stands instead.
    """
    house = house_of(request)
    with house.store.read() as tx:
        said = ratings_of(tx, [item.id])
        last = last_role(tx, visitor.name)
    full = [one.id for one in at.edition.items()]
    return page(
        request,
        "item.html.j2",
        status=409 if clashes or theirs else 400 if faults else 200,
        ratings=_ratings(said, visitor.name),
        scale=range(LOWEST, HIGHEST + 1),
        place=full.index(item.id) + 1 if item.id in full else 0,
        size=len(full),
        faults=faults or {},
        clashing=bool(clashes),
        bearing=bearing(house.store, house.watch, item.id, say_for(request)),
        relation={key: (relation or {}).get(key, "") for key in ("statement", "kind", "why")},
        theirs=theirs,
        done=done or request.query_params.get("done", ""),
        **_form_of(request, at, item, typed, last if role is None else role, clashes=clashes),
    )


def _form_of(
    request: Request,
    at: Desk,
    item: Item,
    typed: tuple[Typed, ...],
    role: str,
    *,
    clashes: tuple[Clash, ...],
) -> dict[str, Any]:
    say = say_for(request)
    listed = item.id in {one.id for one in at.edition.listed()}
    with house_of(request).store.read() as tx:
        live = texts_of(tx, item.id, until=at.month)
    if typed:
        words = {(one.field, one.audience): one.text for one in typed}
        gates, advice = at.typed(item.id, words, role)
    else:
        gates = tuple(one for one in at.gates if one.item == item.id)
        advice = tuple(one for one in at.advice if one.item == item.id)
    fields: tuple[Blank, ...] = blanks(
        item,
        at.records.get(item.id),
        listed=listed,
        live=live,
        typed=typed,
        gates=gates,
        advice=advice,
        clashes=clashes,
        say=say,
    )
    return {
        "month": at.month,
        "item": item,
        "role": role,
        "fields": fields,
        "gates": gates,
        "elsewhere": [one for one in gates if one.field is None],
    }


def _with_quote(typed: Typed, used: str, at: Desk, item: Item, request: Request) -> Typed:
    """The field with its quoted sentence in it, after what stands there."""
    for one in _form_of(request, at, item, (), "", clashes=())["fields"]:
        mine = one.key == used and (one.field, one.audience) == (typed.field, typed.audience)
        if mine and one.quote and one.quote not in typed.text:
            return msgspec.structs.replace(typed, text=f"{typed.text} {one.quote}".strip())
    return typed


def _faults(typed: tuple[Typed, ...], role: str, _) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """What keeps the form from being saved, besides the fields' own errors."""
    faults = {}
    if any(holds_patient_data(one.text) for one in typed):
        faults["texts"] = _(
            "Nothing is saved: a text holds something that looks like a personal identity number."
        )
    if holds_patient_data(role):
        faults["role"] = _("Write a role, such as general practitioner.")
    if any(one.text.strip() for one in typed) and not role:
        faults["role"] = _("Write your role. Readers see it instead of your name.")
    return faults


def _ratings(said: tuple[Rating, ...], name: str) -> dict[str, dict[str, int]]:
    """Audience → scale → the visitor's own value; how others rated is theirs to tell."""
    found: dict[str, dict[str, int]] = {audience: {} for audience in AUDIENCES}
    for one in said:
        if one.reviewer == name:
            found[one.audience][one.scale] = one.value
    return found
