"""/editions: every month, what readers have of it, and what comes from outside PubMed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from litwatch.errors import WrongUse
from litwatch.pipeline.months import check_month, month_before
from litwatch.pipeline.outside import add_outside
from litwatch.pipeline.reading import file_of
from litwatch.pipeline.shelf import shelf
from litwatch.store import editions, outside
from litwatch.store.editions import PUBLISHED
from litwatch.watch.bodies import names
from litwatch.web.filling import holds_patient_data
from litwatch.web.keeping import waiting_for
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.refusal_words import told
from litwatch.web.who import Visitor, needs

router = APIRouter()
# A published page brings its own style and fonts, and runs and fetches nothing.
PRINTED = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_KINDS = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "xml": "application/atom+xml; charset=utf-8",
    "json": "application/json",
}


def a_month(month: str) -> str:
    """The month of an address; 404 for what is none."""
    try:
        check_month(month)
    except WrongUse:
        raise HTTPException(404) from None
    return month


Month = Annotated[str, Depends(a_month)]


@router.get("/editions")
def list_editions(request: Request, visitor: Annotated[Visitor, needs("read")]) -> Response:
    house, now = house_of(request), house_of(request).now()
    volumes = shelf(
        house.store,
        house.watch,
        house.settings.digests_folder,
        waiting=waiting_for(request, visitor),
        two_persons=house.settings.two_persons,
        now=now,
    )
    return page(request, "editions.html.j2", volumes=volumes, last=month_before(now.date()))


@router.get("/editions/{month}/files/{name}", dependencies=[needs("read")])
def send_file(request: Request, month: Month, name: str, r: int = 0) -> Response:
    """A file of what was published: of the revision `r`, else of the one that readers have."""
    house = house_of(request)
    with house.store.read() as tx:
        row = next(
            (
                one
                for one in reversed(editions.list_editions(tx))
                if one.month == month and one.state in PUBLISHED and r in (0, one.revision)
            ),
            None,
        )
    content = file_of(row, name, house.settings.digests_folder) if row else None
    if row is None or content is None:
        raise HTTPException(404)
    kind = _KINDS.get(name.rpartition(".")[2])
    headers = {"content-security-policy": PRINTED}
    if kind is None:
        headers["content-disposition"] = f'attachment; filename="{month}-{name}"'
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


@router.get("/editions/outside", dependencies=[needs("screen")])
def list_outside(request: Request) -> Response:
    return outside_page(request)


def outside_page(
    request: Request, *, form: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> Response:
    """What people have added, and the form for more; with what was typed when it cannot be kept."""
    house = house_of(request)
    with house.store.read() as tx:
        found = outside.live(tx)
    bodies = dict.fromkeys(name for source in house.watch.grey_watch for name in names(source))
    return page(
        request,
        "outside.html.j2",
        status=400 if faults else 200,
        found=found,
        bodies=list(bodies),
        form=form or dict.fromkeys(("body", "title", "link", "day", "words"), ""),
        faults=faults or {},
        done=request.query_params.get("done", ""),
    )


@router.post("/editions/outside")
def add_outside_item(
    request: Request,
    visitor: Annotated[Visitor, needs("screen")],
    body: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    link: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    house = house_of(request)
    now = house.now()
    form = {"body": body, "title": title, "link": link, "day": day, "words": words}
    faults = _faults(request, form, now.date())
    if not faults:
        try:
            add_outside(
                house.store,
                house.watch,
                body=body,
                title=title,
                link=link.strip(),
                day=date.fromisoformat(day),
                words=words,
                reviewer=visitor.name,
                now=now,
            )
        except WrongUse as error:
            if _stands_there(request, form):
                return RedirectResponse("/editions/outside?done=added", status_code=303)
            faults = {"link": told(error, say_for(request)).line}
    if faults:
        return outside_page(request, form=form, faults=faults)
    return RedirectResponse("/editions/outside?done=added", status_code=303)


@router.post("/editions/outside/{item}/remove", dependencies=[needs("screen")])
def remove_outside_item(request: Request, item: int) -> Response:
    """Take an item back; once more changes nothing."""
    house = house_of(request)
    with house.store.write() as tx:
        if any(one.id == item for one in outside.live(tx)):
            outside.remove(tx, item, house.now())
    return RedirectResponse("/editions/outside?done=removed", status_code=303)


def _stands_there(request: Request, form: dict[str, str]) -> bool:
    """Whether the very same item was added before: the form came twice."""
    with house_of(request).store.read() as tx:
        return any(
            (one.link, f"{one.day}", one.title)
            == (form["link"].strip(), form["day"], " ".join(form["title"].split()))
            for one in outside.live(tx)
        )


def _faults(request: Request, form: dict[str, str], today: date) -> dict[str, str]:
    """What keeps the form from being kept: field → what to do."""
    _ = say_for(request)._
    house = house_of(request)
    faults = {}
    if form["body"] not in {name for source in house.watch.grey_watch for name in names(source)}:
        faults["body"] = _("Choose who published it.")
    if not form["title"].strip():
        faults["title"] = _("Write the title as they write it.")
    if not form["link"].strip().startswith(("https://", "http://")):
        faults["link"] = _("Write an address that begins with https://.")
    try:
        if date.fromisoformat(form["day"]) > today:
            faults["day"] = _("That day has not come yet. Write the day it was published.")
    except ValueError:
        faults["day"] = _("Write the day it was published, as 2026-11-03.")
    for name in ("title", "words"):
        if holds_patient_data(form[name]):
            faults[name] = _(
                "This looks like a personal identity number. Nothing is saved while it stands "
                "here. Take it away."
            )
    return faults
