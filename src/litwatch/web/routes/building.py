"""Building the deck of a seminar module: downloaded, on our own design or a trainer's template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from litwatch.errors import BadInput, WrongUse
from litwatch.language import Speech
from litwatch.pipeline.decks import module_deck
from litwatch.review.mistakes import Filled, Mistaken
from litwatch.slides import LayoutMissing
from litwatch.web.pages import house_of, say_for
from litwatch.web.routes.decks import PPTX, shown
from litwatch.web.typed import in_words
from litwatch.web.who import needs

router = APIRouter()
_LARGEST = 50 * 2**20  # bytes of a template; those with many pictures stay below
_ROLES = ("opening", "message", "chart")
_Filled = tuple[dict[str, str], bytes | None]


async def _filled(request: Request) -> _Filled:
    """The form's fields, and the template where one is given; one that is too large is cut."""
    async with request.form(max_files=1, max_fields=20) as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("template")
        if isinstance(file, UploadFile) and file.filename:
            return typed, await file.read(_LARGEST + 1)
    return typed, None


@router.get("/decks/module/{module}.pptx", dependencies=[needs("teach")])
def of_module(request: Request, module: str) -> Response:
    """The deck of a module in our own design, with what is new since its last seminar."""
    house = house_of(request)
    now = house.now()
    deck = module_deck(house.store, house.watch, module, lang=say_for(request).lang, now=now)
    return _download(deck, module, now.date())


@router.post("/decks/build", dependencies=[needs("teach")])
def build(request: Request, filled: Annotated[_Filled, Depends(_filled)]) -> Response:
    """The deck of a module on a trainer's template. Nothing is stored: sent twice, built twice."""
    house, say = house_of(request), say_for(request)
    now = house.now()
    typed, template = filled
    try:
        module, since = _asked(typed, [one.id for one in house.watch.modules], now.date())
    except Mistaken as wrong:
        return shown(request, typed=typed, build_mistakes=in_words(wrong.mistakes, say))
    if template is not None and len(template) > _LARGEST:
        large = say._("The template is larger than 50 MB. Take out its films and large pictures.")
        return shown(request, typed=typed, build_mistakes={"template": large})
    try:
        deck = module_deck(
            house.store,
            house.watch,
            module,
            lang=say.lang,
            now=now,
            since=since,
            template=template,
            layouts={role: name for role in _ROLES if (name := typed.get(role, "").strip())}
            if template is not None
            else None,
        )
    except WrongUse as wrong:
        return shown(request, typed=typed, build_mistakes={"template": _fault(wrong, say)})
    return _download(deck, module, now.date())


def _asked(typed: Mapping[str, str], modules: list[str], today: date) -> tuple[str, date | None]:
    """The module and the day that are asked for. Raises Mistaken."""
    form = Filled(typed)
    module = form.choice("build_module", tuple(modules))
    since = form.day("since", today=today, needed=False)
    form.refuse()
    return module, since


def _fault(wrong: WrongUse, say: Speech) -> str:
    """What is wrong with a template, and what to do."""
    _ = say._
    if isinstance(wrong, LayoutMissing):
        return _(
            "The template lacks a layout that is needed. Write below which of its own to use. "
            "It has: {names}.",
            names=", ".join(wrong.there),
        )
    if isinstance(wrong, BadInput):
        return _(
            "The template cannot be read. Save it in PowerPoint as a presentation (.pptx), "
            "without password and macros, and not as a template (.potx)."
        )
    return _(
        "The template’s slides stand upright. In PowerPoint choose Design, Slide Size, "
        "Widescreen or Standard (4:3), and save."
    )


def _download(deck: bytes, module: str, day: date) -> Response:
    name = f"litwatch-{module}-{day}.pptx"
    return Response(
        deck, media_type=PPTX, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
