"""Getting in and out: a password, a name on this machine, or a word on who is let in."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from litwatch.review.accounts import AccountFault, clean_name, log_out
from litwatch.store import people
from litwatch.web.access.login import LoginRefused, log_in
from litwatch.web.access.modes import NAME_COOKIE, access_of
from litwatch.web.access.wording import account_fault
from litwatch.web.pages import clock_time, house_of, page, say_for
from litwatch.web.routes.appearance import is_https, own_path
from litwatch.web.who import open_to_all, visitor_of

router = APIRouter()
_YEAR = 365 * 24 * 3600


@router.get("/login", dependencies=[open_to_all()])
def show_login(request: Request, next: str = "/") -> Response:  # noqa: A002 (the address says so)
    """The form to get in; who is in already goes on to the page that was asked for."""
    if visitor_of(request) is not None:
        return RedirectResponse(own_path(next), status_code=303)
    return _form(request, next)


@router.post("/login", dependencies=[open_to_all()])
def enter(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Let in whoever has the password, or on this machine whoever gives a name."""
    access, say = access_of(request), say_for(request)
    on = RedirectResponse(own_path(next), status_code=303)
    if access.mode == "none":
        try:
            signed = clean_name(name)
        except AccountFault as fault:
            return _form(request, next, 400, typed=name, fault=account_fault(say, fault))
        on.set_cookie(
            NAME_COOKIE,
            quote(signed),
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=is_https(request),
        )
        return on
    if access.sessions is None:
        return _form(request, next)
    house = house_of(request)
    now = house.now()
    try:
        person = log_in(
            house.store,
            name,
            password,
            key=access.sessions.key,
            place=access.proxies.place_of(request),
            now=now,
        )
    except LoginRefused as refused:
        _ = say._
        if refused.until is None:
            words = _("Name and password do not belong together. Try again.")
            return _form(request, next, 401, typed=name, fault=words)
        words = _(
            "Too many attempts. Wait until {time} and try again.", time=clock_time(refused.until)
        )
        return _form(request, next, 429, typed=name, fault=words)
    access.sessions.issue(on, person, now)
    return on


@router.post("/logout", dependencies=[open_to_all()])
def leave(request: Request) -> Response:
    """End the log-in, here and on other machines; on this machine alone forget the name."""
    access, visitor = access_of(request), visitor_of(request)
    out = RedirectResponse("/login", status_code=303)
    if access.mode == "none":
        out.delete_cookie(NAME_COOKIE)
    if access.sessions is not None:
        if visitor is not None:
            with house_of(request).store.write() as tx:
                person = people.by_name(tx, visitor.name)
                if person is not None:
                    log_out(tx, person.id)
        access.sessions.forget(out)
    return out


def _form(
    request: Request, back: str, status: int = 200, *, typed: str = "", fault: str = ""
) -> Response:
    access = access_of(request)
    status = 403 if access.mode == "proxy" else status
    return page(
        request,
        "login.html.j2",
        status=status,
        mode=access.mode,
        unknown=access.proxies.user_of(request),
        typed=typed,
        fault=fault,
        back=own_path(back),
    )
