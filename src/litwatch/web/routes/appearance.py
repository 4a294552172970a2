"""Language, theme and single keys: a visitor's own choice, kept in cookies for a year."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from litwatch.language import LANGUAGES
from litwatch.web.pages import THEMES
from litwatch.web.who import open_to_all

router = APIRouter()
_YEAR = 365 * 24 * 3600
_CHOICES: dict[str, tuple[str, ...]] = {"lang": LANGUAGES, "theme": THEMES, "keys": ("on", "off")}


@router.post("/appearance", dependencies=[open_to_all()])
def choose(
    request: Request,
    lang: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    keys: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Keep what was chosen and go back to the page; `theme=system` forgets the theme."""
    back = RedirectResponse(own_path(request.headers.get("referer", "")), status_code=303)
    for name, value in (("lang", lang), ("theme", theme), ("keys", keys)):
        if value in _CHOICES[name]:
            back.set_cookie(
                name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=is_https(request)
            )
        elif value == "system":
            back.delete_cookie(name)
    return back


def own_path(address: str) -> str:
    """The path and query of an address: never another host, so nobody is led away."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path


def is_https(request: Request) -> bool:
    """Whether people reach the pages by https, so that cookies must not travel otherwise."""
    return bool(request.app.state.house.settings.web_origin.startswith("https://"))
