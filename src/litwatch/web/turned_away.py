"""What the door answers whom it does not let in: a page that leans on nothing, or JSON.

The host that the request names may be anyone's, so the page neither repeats it nor fetches
anything from it: the style sheet is in the page, and its digest in the policy.
"""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Literal, NamedTuple

from fastapi import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from litwatch.language import Speech, speech
from litwatch.web.bearer import API
from litwatch.web.pages import page, say_for


class Sheet(NamedTuple):
    """A style sheet for the page itself, and the policy that lets it count."""

    css: str
    policy: str


def turned_away(scope: Scope, status: Literal[400, 403]) -> Response:
    """Why a request was not let in, in the visitor's language; to a program in English."""
    request = Request(scope)
    if request.url.path.startswith(API):
        what, remedy = _words(status, speech("en"))
        return JSONResponse({"error": what, "remedy": remedy}, status)
    request.state.visitor = None  # nobody is asked who they are before they are let in
    what, remedy = _words(status, say_for(request))
    sheet = _sheet()
    answer = page(
        request,
        "turned_away.html.j2",
        status=status,
        what=what,
        remedy=remedy,
        code=status,
        sheet=sheet.css,
    )
    answer.headers["content-security-policy"] = sheet.policy
    return answer


def _words(status: Literal[400, 403], say: Speech) -> tuple[str, str]:
    """What is wrong with the request, and what to do."""
    _ = say._
    if status == 400:
        return (
            _("This address is not one that litwatch answers to."),
            _("Open it as the settings name it (LITWATCH_WEB_ORIGIN), or on 127.0.0.1."),
        )
    return (
        _("The form was sent from another site."),
        _("Go to the page in litwatch and send it there. Nothing was saved."),
    )


@cache
def _sheet() -> Sheet:
    """The pages' sheets without the fonts, which would be fetched."""
    static = resources.files("litwatch.web").joinpath("static")
    lines = [
        line
        for name in ("tokens.css", "litwatch.css")
        for line in static.joinpath(name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("@font-face")
    ]
    css = "\n".join(lines)
    digest = base64.b64encode(sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Sheet(css, policy)
