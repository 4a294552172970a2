"""Your account: who you are here, what you may do, another password, ending log-ins."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.errors import WrongUse
from litwatch.report.register_words import role_name
from litwatch.review.accounts import end_sessions, needed, set_password
from litwatch.store import people
from litwatch.web.access import passwords
from litwatch.web.access.login import LoginRefused, log_in
from litwatch.web.access.modes import access_of
from litwatch.web.access.sessions import Sessions
from litwatch.web.access.wording import password_fault, rights_of
from litwatch.web.pages import clock_time, house_of, page, say_for
from litwatch.web.routes.appearance import own_path
from litwatch.web.who import Visitor, needs

router = APIRouter()
AnyPassword = Annotated[Visitor, needs("read", any_password=True)]


@router.get("/account")
def show_account(
    request: Request,
    visitor: AnyPassword,
    done: str = "",
    next: str = "/",  # noqa: A002 (the address says so)
) -> Response:
    """Who the visitor is and what they may do; first the password, if it is not their own."""
    return _account(request, visitor, done=done, back=next)


@router.post("/account/password")
def change_password(
    request: Request,
    visitor: AnyPassword,
    current: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Replace the password: log-ins elsewhere end, this one goes on with a new cookie."""
    house, sessions = house_of(request), _sessions(request)
    now = house.now()
    _ = say_for(request)._
    asked = partial(_account, request, visitor, back=next)
    if new != again:
        return asked(fault=_("The two new passwords differ."), at="again")
    if new == current:
        return asked(fault=_("That is the password you have. Choose another one."), at="new")
    wrong = passwords.fault_in(new, visitor.name)
    if wrong is not None:
        return asked(fault=password_fault(say_for(request), wrong), at="new")
    place = access_of(request).proxies.place_of(request)
    try:
        person = log_in(house.store, visitor.name, current, key=sessions.key, place=place, now=now)
    except LoginRefused as refused:
        words = _("That is not your password. Nothing was changed.")
        if refused.until is not None:
            words = _(
                "Too many attempts. Wait until {time} and try again.",
                time=clock_time(refused.until),
            )
        return asked(fault=words, at="current")
    made = passwords.hashed(new)
    with house.store.write() as tx:
        set_password(tx, person.id, made, by=visitor.name, now=now)
        changed = needed(tx, person.id)
    on = own_path(next) if next else "/account?done=password"
    back = RedirectResponse(on, status_code=303)
    sessions.issue(back, changed, now)
    return back


@router.post("/account/sessions")
def end_other_sessions(request: Request, visitor: Annotated[Visitor, needs("read")]) -> Response:
    """End the visitor's log-ins on all other machines."""
    house, sessions = house_of(request), _sessions(request)
    now = house.now()
    back = RedirectResponse("/account?done=sessions", status_code=303)
    with house.store.write() as tx:
        person = people.by_name(tx, visitor.name)
        if person is not None:
            end_sessions(tx, person.id, by=visitor.name, now=now)
            sessions.issue(back, needed(tx, person.id), now)
    return back


def _sessions(request: Request) -> Sessions:
    sessions = access_of(request).sessions
    if sessions is None:
        raise WrongUse(
            "nobody logs in with a password here", "The setting LITWATCH_AUTH says how one gets in."
        )
    return sessions


def _account(
    request: Request,
    visitor: Visitor,
    *,
    done: str = "",
    fault: str = "",
    at: str = "",
    back: str = "/",
) -> Response:
    house, say = house_of(request), say_for(request)
    status = 400 if fault else 200
    if not visitor.own_password:
        return page(
            request,
            "first_password.html.j2",
            status=status,
            shortest=passwords.SHORTEST,
            fault=fault,
            at=at,
            back=own_path(back),
        )
    with house.store.read() as tx:
        person = people.by_name(tx, visitor.name)
    return page(
        request,
        "account.html.j2",
        status=status,
        mode=access_of(request).mode,
        fixed_name=bool(house.settings.reviewer),
        mail=person.mail if person else "",
        role=role_name(say, visitor.role),
        rights=rights_of(say, visitor.role),
        shortest=passwords.SHORTEST,
        done=done,
        fault=fault,
        at=at,
    )
