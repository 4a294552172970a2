"""Templates filled for a visitor: language, theme, menu and what the route passes."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, cast
from zoneinfo import ZoneInfo

import nh3
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from litwatch.language import LANGUAGES, Lang, Speech, speech
from litwatch.web.dates import published_when
from litwatch.web.house import House
from litwatch.web.places import main_places, other_places
from litwatch.web.who import visitor_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")
THEMES = ("light", "dark")
INLINE = {"i", "b", "u", "sub", "sup", "em", "strong"}


def house_of(request: Request) -> House:
    """The house that the app was made for."""
    return cast("House", request.app.state.house)


def language_of(request: Request) -> Lang:
    """The visitor's choice, else that of the settings."""
    chosen = request.cookies.get("lang")
    return next((lang for lang in LANGUAGES if lang == chosen), house_of(request).settings.lang)


def theme_of(request: Request) -> str:
    """`light`, `dark`, or nothing: as the system says."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def say_for(request: Request) -> Speech:
    """The words of the visitor's language."""
    return speech(language_of(request))


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template (`today.html.j2`) as an answer; `values` are its own beside the shared ones."""
    return HTMLResponse(filled(request, template, **values), status_code=status)


def filled(request: Request, template: str, **values: Any) -> str:
    """The template as text, for a whole page or a part of one."""
    say = say_for(request)
    visitor = visitor_of(request)
    here = request.url.path
    inside = visitor if visitor and visitor.own_password else None
    places = [p for p in main_places(say) if inside and (not p.right or inside.may(p.right))]
    others = [p for p in other_places(say) if not p.right or (inside and inside.may(p.right))]
    shared = {
        "say": say,
        "_": say._,
        "n": say.n,
        "lang": say.lang,
        "theme": theme_of(request),
        "keys_on": request.cookies.get("keys") != "off",
        "here": here,
        "visitor": visitor,
        "main_places": places,
        "other_places": others,
        "current": _current(here, [place.path for place in places]),
        "asset": asset,
        "may_log_out": house_of(request).settings.auth == "password",
    }
    return _environment().get_template(template).render(**shared, **values)


def _current(here: str, paths: list[str]) -> str:
    """The place of the menu that the page stands under."""
    below = [
        path for path in paths if here == path or (path != "/" and here.startswith(path + "/"))
    ]
    return max(below, key=len, default="")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("litwatch.web"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        inline=inline, unstopped=unstopped, when=published_when, local=local, clock=clock_time
    )
    return made


@cache
def asset(name: str) -> str:
    """The address of a static file, with its digest: it may be kept for ever."""
    content = resources.files("litwatch.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?{sha256(content).hexdigest()[:12]}"


def inline(html: str) -> Markup:
    """Text from a source with only the inline marks that a title or an abstract may hold."""
    return Markup(nh3.clean(html, tags=INLINE, attributes={}))  # noqa: S704 (cleaned)


def unstopped(title: str) -> str:
    """A title without its full stop, where our own sentence goes on after it."""
    return title.removesuffix(".")


def local(at: datetime) -> date:
    """The day in Stockholm of a UTC time."""
    return at.astimezone(STOCKHOLM).date()


def clock_time(at: datetime) -> str:
    """`06.10`, the time in Stockholm of a UTC time."""
    return f"{at.astimezone(STOCKHOLM):%H.%M}"
