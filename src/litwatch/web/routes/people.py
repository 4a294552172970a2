"""People: who has an account, with which role, and who has left. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.report.register_words import role_name
from litwatch.review import accounts
from litwatch.review.accounts import AccountFault
from litwatch.review.roles import ROLES
from litwatch.store import Tx, people
from litwatch.web.access import passwords
from litwatch.web.access.modes import access_of
from litwatch.web.access.wording import account_fault, password_fault
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.who import Visitor, needs

router = APIRouter()
Admin = Annotated[Visitor, needs("admin")]


@router.get("/people", dependencies=[needs("admin")])
def list_people(request: Request, done: str = "") -> Response:
    """Everybody who has or had an account, and a form for one more."""
    return _people(request, done=done)


@router.post("/people")
def add(
    request: Request,
    visitor: Admin,
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    mail: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Open an account; its first password is one that the administrator has agreed on."""
    house, say = house_of(request), say_for(request)
    typed = {"name": name, "role": role, "mail": mail}
    made = None
    if access_of(request).mode == "password" or password:
        wrong = passwords.fault_in(password, name)
        if wrong is not None:
            return _people(request, fault=password_fault(say, wrong), typed=typed)
        made = passwords.hashed(password)
    now = house.now()
    try:
        with house.store.write() as tx:
            accounts.add_person(
                tx, name, role, mail=mail, password_hash=made, by=visitor.name, now=now
            )
    except AccountFault as fault:
        return _people(request, fault=account_fault(say, fault), typed=typed)
    return RedirectResponse("/people?done=added", status_code=303)


@router.post("/people/{person}/role")
def change_role(
    request: Request,
    visitor: Admin,
    person: int,
    role: Annotated[str, Form()] = "",
    was: Annotated[str, Form()] = "",
) -> Response:
    """Give a person another role; it holds from their next click."""

    def change(tx: Tx, now: datetime) -> None:
        accounts.change_role(tx, person, role, was=was, by=visitor.name, now=now)

    return _done(request, "role", change)


@router.post("/people/{person}/leave")
def leave(request: Request, visitor: Admin, person: int) -> Response:
    """Close an account. What its person has written stays."""
    return _done(
        request,
        "left",
        lambda tx, now: accounts.leave(tx, person, by=visitor.name, now=now),
    )


@router.post("/people/{person}/return")
def take_back(request: Request, visitor: Admin, person: int) -> Response:
    """Open the account of a person who had left."""
    return _done(
        request,
        "back",
        lambda tx, now: accounts.take_back(tx, person, by=visitor.name, now=now),
    )


@router.post("/people/{person}/password")
def reset_password(
    request: Request,
    visitor: Admin,
    person: int,
    password: Annotated[str, Form()] = "",
) -> Response:
    """Give a person who has forgotten theirs a new password; their log-ins end."""
    house, say = house_of(request), say_for(request)
    with house.store.read() as tx:
        known = people.by_id(tx, person)
    wrong = passwords.fault_in(password, known.name if known else "")
    if wrong is not None:
        return _people(request, fault=password_fault(say, wrong), at=person)
    made = passwords.hashed(password)

    def change(tx: Tx, now: datetime) -> None:
        accounts.set_password(tx, accounts.needed(tx, person).id, made, by=visitor.name, now=now)

    return _done(request, "password", change)


def _done(request: Request, done: str, change: Callable[[Tx, datetime], None]) -> Response:
    """Make a change and show the list again, or the list with what stands in the way."""
    house = house_of(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            change(tx, now)
    except AccountFault as fault:
        status = 409 if fault.kind == "changed" else 400
        return _people(request, status, fault=account_fault(say_for(request), fault))
    return RedirectResponse(f"/people?done={done}", status_code=303)


def _people(
    request: Request,
    status: int = 400,
    *,
    done: str = "",
    fault: str = "",
    at: int = 0,
    typed: dict[str, str] | None = None,
) -> Response:
    house, say = house_of(request), say_for(request)
    _ = say._
    with house.store.read() as tx:
        everybody = people.listed(tx)
    told = {
        "added": _("The account is open."),
        "role": _("The role is changed. It holds at once."),
        "left": _("The account is closed, and its log-ins have ended."),
        "back": _("The account is open again."),
        "password": _(
            "The password is changed. Give it to the person by another way than mail: they choose "
            "their own when they log in."
        ),
    }
    return page(
        request,
        "people.html.j2",
        status=status if fault else 200,
        mode=access_of(request).mode,
        here_now=[one for one in everybody if one.left_at is None],
        left=[one for one in everybody if one.left_at is not None],
        roles=[(role, role_name(say, role)) for role in ROLES],
        role_name=lambda role: role_name(say, role),
        shortest=passwords.SHORTEST,
        told=told.get(done, ""),
        fault=fault,
        at=at,
        typed=typed or {"name": "", "role": "reader", "mail": ""},
        adding=typed is not None,
    )
