"""The steps of an edition: submit, take back, approve, publish, correct. Each once, on a press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from litwatch import doors
from litwatch.errors import LitwatchError
from litwatch.pipeline.approving import approve, submit, withdraw
from litwatch.pipeline.edition_files import left_out
from litwatch.pipeline.editions import correct, draft
from litwatch.pipeline.publishing import publish_edition
from litwatch.pipeline.revisions import Changed, newest
from litwatch.pipeline.unread import unread_in
from litwatch.store.texts import last_role
from litwatch.web.filling import holds_patient_data
from litwatch.web.keeping import waiting_for
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.refusals import status_of
from litwatch.web.routes.edition import at_desk, edition_page
from litwatch.web.routes.editions import Month
from litwatch.web.steps import next_step, refusal_of
from litwatch.web.who import Visitor, needs

router = APIRouter()


@router.post("/editions/{month}/submit")
def submit_edition(
    request: Request, month: Month, visitor: Annotated[Visitor, needs("review")]
) -> Response:
    """Lay out the draft as the store has it now, and ask for a review of it."""
    house = house_of(request)

    def act() -> None:
        now = house.now()
        draft(
            house.store,
            house.watch,
            month,
            digests=house.settings.digests_folder,
            lang=house.settings.lang,
            look=house.look,
            now=now,
        )
        submit(house.store, house.watch, month, now=now)

    return _step(request, month, visitor, act, "submitted")


@router.post("/editions/{month}/withdraw")
def withdraw_edition(
    request: Request, month: Month, visitor: Annotated[Visitor, needs("review")]
) -> Response:
    """Make what is in review a draft again."""
    return _step(
        request, month, visitor, lambda: withdraw(house_of(request).store, month), "withdrawn"
    )


@router.post("/editions/{month}/approve")
def approve_edition(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("review")],
    sha256: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
) -> Response:
    """Approve the very draft that was read; the same person's second time changes nothing."""
    house = house_of(request)

    def act() -> None:
        approve(
            house.store,
            house.watch,
            month,
            sha256=sha256,
            reviewer=visitor.name,
            role=role,
            two_persons=house.settings.two_persons,
            now=house.now(),
        )

    return _step(request, month, visitor, act, "approved")


@router.get("/editions/{month}/publish")
def ask_to_publish(
    request: Request, month: Month, visitor: Annotated[Visitor, needs("edit")]
) -> Response:
    """The step on which one says once that readers shall have it."""
    at = at_desk(request, month, visitor)
    if at.latest is None or next_step(at) != "publish":
        return RedirectResponse(f"/editions/{month}", status_code=303)
    return page(
        request,
        "publish.html.j2",
        at=at,
        month=month,
        left_out=left_out(at.edition),
        role=_role(request, visitor),
    )


@router.post("/editions/{month}/publish")
def publish(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("edit")],
    sha256: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
) -> Response:
    """Publish the draft with this hash. Sent twice, it is published once."""
    house = house_of(request)

    def act() -> None:
        latest = newest(house.store, month)
        if latest is not None and latest.sha256 != sha256:
            raise Changed(f"{month} was drafted anew meanwhile", "Read the newest draft.")
        if _has(request, month, sha256):
            return
        try:
            publish_edition(
                house.store,
                partial(doors.eutils, house.settings),
                house.watch,
                month,
                reviewer=visitor.name,
                role=role,
                two_persons=house.settings.two_persons,
                digests=house.settings.digests_folder,
                lang=house.settings.lang,
                look=house.look,
                now=house.now(),
            )
        except LitwatchError:
            if not _has(request, month, sha256):
                raise

    return _step(request, month, visitor, act, "published")


@router.post("/editions/{month}/correct")
def correct_edition(
    request: Request,
    month: Month,
    visitor: Annotated[Visitor, needs("edit")],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Begin the next revision of a published month, with what readers are told of it."""
    house = house_of(request)

    def act() -> None:
        correct(
            house.store,
            house.watch,
            month,
            reason=reason,
            reviewer=visitor.name,
            digests=house.settings.digests_folder,
            lang=house.settings.lang,
            look=house.look,
            now=house.now(),
        )

    if not reason.strip() or holds_patient_data(reason):
        return edition_page(request, month, visitor, status=400, reason=reason or " ")
    return _step(request, month, visitor, act, "correcting", reason=reason)


def _step(
    request: Request,
    month: str,
    visitor: Visitor,
    act: Callable[[], None],
    done: str,
    *,
    reason: str = "",
) -> Response:
    """Take a step and go back to the month's page; refused, the page says why."""
    try:
        act()
    except LitwatchError as error:
        with house_of(request).store.read() as tx:
            unread = unread_in(tx, month, waiting_for(request, visitor))
        refused = refusal_of(error, say_for(request), unread=unread.count > 0)
        return edition_page(
            request, month, visitor, status=status_of(error), refused=refused, reason=reason
        )
    return RedirectResponse(f"/editions/{month}?done={done}", status_code=303)


def _has(request: Request, month: str, sha256: str) -> bool:
    """Whether readers have the draft with this hash already."""
    latest = newest(house_of(request).store, month)
    return latest is not None and (latest.state, latest.sha256) == ("published", sha256)


def _role(request: Request, visitor: Visitor) -> str:
    with house_of(request).store.read() as tx:
        return last_role(tx, visitor.name)
