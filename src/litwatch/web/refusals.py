"""Every answer that is not the page asked for: a readable page, or JSON for the API."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from litwatch.errors import (
    DiskFull,
    LitwatchError,
    NeedsPerson,
    SourceDown,
    SourceRefused,
    StoreBusy,
    WrongUse,
)
from litwatch.language import Speech
from litwatch.review.keys import VoidKey
from litwatch.web.bearer import API
from litwatch.web.pages import page, say_for
from litwatch.web.refusal_words import sentence, told
from litwatch.web.who import MayNot, NotLoggedIn, OnlyReads, PasswordFirst

_STATUS: tuple[tuple[type[LitwatchError], int], ...] = (
    (WrongUse, 400),
    (NeedsPerson, 409),
    (SourceDown, 503),
    (SourceRefused, 502),
    (StoreBusy, 503),
    (DiskFull, 507),
)


def status_of(error: LitwatchError) -> int:
    """The HTTP status of an error of ours; 500 for wrong settings and damaged data."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def refuse(
    request: Request, status: int, what: str, remedy: str = "", *, detail: str = ""
) -> Response:
    """What went wrong and what to do, as a page, or as JSON under /api; `detail` is in English."""
    if request.url.path.startswith(API):
        known_by = {"www-authenticate": "Bearer"} if status == 401 else None  # RFC 9110 §15.5.2
        return JSONResponse({"error": what, "remedy": remedy}, status, known_by)
    return page(
        request,
        "refusal.html.j2",
        status=status,
        what=what,
        remedy=remedy,
        detail=detail,
        code=status,
    )


def handle_refusals(app: FastAPI) -> None:
    """Let the app answer errors this way."""

    @app.exception_handler(LitwatchError)
    def ours(request: Request, error: LitwatchError) -> Response:
        status = status_of(error)
        if request.url.path.startswith(API):
            return refuse(request, status, sentence(str(error)), error.remedy)
        said = told(error, say_for(request))
        return refuse(request, status, said.what, said.remedy, detail=said.detail)

    @app.exception_handler(NotLoggedIn)
    def nobody(request: Request, error: NotLoggedIn) -> Response:
        _ = say_for(request)._
        if _is_page(request):
            return RedirectResponse(f"/login?next={_address(request)}", status_code=303)
        return refuse(
            request,
            401,
            _("You are not logged in."),
            _("Log in and do it again. Nothing was saved."),
        )

    @app.exception_handler(PasswordFirst)
    def password_first(request: Request, error: PasswordFirst) -> Response:
        _ = say_for(request)._
        if _is_page(request):
            return RedirectResponse(f"/account?next={_address(request)}", status_code=303)
        return refuse(
            request,
            403,
            _("Somebody else has set the password you have."),
            _("Choose your own under your account first. Nothing was saved."),
        )

    @app.exception_handler(MayNot)
    def may_not(request: Request, error: MayNot) -> Response:
        _ = say_for(request)._
        return refuse(
            request,
            403,
            _("Your role does not let you do this."),
            _("Ask an administrator if you need it. Nothing was saved."),
        )

    @app.exception_handler(OnlyReads)
    def only_reads(request: Request, error: OnlyReads) -> Response:
        _ = say_for(request)._
        return refuse(
            request,
            403,
            _("This key may only read."),
            _("Make a key that may write, if your role lets you. Nothing was saved."),
        )

    @app.exception_handler(VoidKey)
    def void_key(request: Request, error: VoidKey) -> Response:
        return refuse(request, 401, *_void(say_for(request), error))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        _ = say_for(request)._
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return refuse(
            request,
            422,
            _("The request cannot be read: {where}.", where=where),
            _("See /api for what it must hold.")
            if request.url.path.startswith(API)
            else _("Go back to the page and try again."),
        )

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        _ = say_for(request)._
        words = {
            404: (_("There is no such page."), _("Check the address, or go to the first page.")),
            405: (_("This address does not take that."), _("Go to the page and use its form.")),
        }
        what, remedy = words.get(error.status_code, (sentence(str(error.detail)), ""))
        answer = refuse(request, error.status_code, what, remedy)
        answer.headers.update(error.headers or {})  # such as Allow
        return answer

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        _ = say_for(request)._
        return refuse(
            request,
            500,
            _("Something broke in litwatch. What you had saved before is still there."),
            _("Try again. If it breaks again, tell an administrator the time and this address."),
        )


def _is_page(request: Request) -> bool:
    return request.method == "GET" and not request.url.path.startswith(API)


def _address(request: Request) -> str:
    """Path and query of the page that was asked for, as a query holds them."""
    return quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


def _void(say: Speech, error: VoidKey) -> tuple[str, str]:
    """What is wrong with a key, and what its owner can do."""
    _ = say._
    new = _("Make a new one under your account, at /account/tokens.")
    return {
        "unknown": (_("There is no such key."), _("Check that it was copied whole.")),
        "expired": (_("The key has expired."), new),
        "revoked": (_("The key has been revoked."), new),
        "left": (_("The key’s owner has left."), _("Use the key of somebody who works here.")),
    }[error.why]
