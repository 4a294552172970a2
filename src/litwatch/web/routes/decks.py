"""The register of decks: what each uses and asks for; the published editions' decks to download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from litwatch.pipeline.decks import published_decks
from litwatch.review.decks import follow_again, forget_deck, register_deck
from litwatch.review.mistakes import Mistake, Mistaken
from litwatch.store import deck_slides, decks, tasks
from litwatch.web import register_words as words
from litwatch.web.pages import house_of, page, say_for
from litwatch.web.typed import Typed, in_words
from litwatch.web.who import Visitor, needs

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
Teacher = Annotated[Visitor, needs("teach")]
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@router.get("/decks")
def show(request: Request, visitor: Reader, kept: int = 0, was: int = 0, gone: int = 0) -> Response:
    """The decks that are followed. `kept`, `was` and `gone` name the one just written."""
    return shown(request, kept=kept, was=was, gone=gone)


@router.post("/decks")
def add(request: Request, visitor: Teacher, typed: Typed) -> Response:
    """Follow a deck; a form with a mistake is shown again as it was typed."""
    house = house_of(request)
    now = house.now()
    try:
        with house.store.write() as tx:
            done = register_deck(tx, house.watch, typed, by=visitor.name, now=now)
    except Mistaken as wrong:
        return shown(request, typed=typed, mistakes=wrong.mistakes)
    what = "kept" if done.new else "was"
    return RedirectResponse(f"/decks?{what}={done.deck.id}", status_code=303)


@router.post("/decks/{deck_id}/remove")
def remove(request: Request, visitor: Teacher, deck_id: int) -> Response:
    """Follow a deck no longer."""
    house = house_of(request)
    now = house.now()
    with house.store.write() as tx:
        forget_deck(tx, deck_id, by=visitor.name, now=now)
    return RedirectResponse(f"/decks?gone={deck_id}", status_code=303)


@router.post("/decks/{deck_id}/restore")
def restore(request: Request, visitor: Teacher, deck_id: int) -> Response:
    """Follow a deck again that was taken off by mistake."""
    house = house_of(request)
    with house.store.write() as tx:
        follow_again(tx, deck_id, by=visitor.name)
    return RedirectResponse(f"/decks?kept={deck_id}", status_code=303)


@router.get("/decks/edition/{name}.pptx", dependencies=[needs("read")])
def download(request: Request, name: str) -> Response:
    """A published edition's deck."""
    house = house_of(request)
    with house.store.read() as tx:
        files = dict(published_decks(tx, house.settings.digests_folder))
    if name not in files:  # only names that the store knows are ever opened
        raise HTTPException(404)
    return FileResponse(files[name], media_type=PPTX, filename=f"litwatch-{name}.pptx")


def shown(
    request: Request,
    *,
    kept: int = 0,
    was: int = 0,
    gone: int = 0,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, Mistake] | None = None,
    build_mistakes: Mapping[str, str] | None = None,
) -> Response:
    """The page of decks, with what was typed in one of its forms and what is wrong there."""
    house, say = house_of(request), say_for(request)
    with house.store.read() as tx:
        followed = decks.followed(tx)
        removed = decks.get(tx, gone) if gone else None
        editions = published_decks(tx, house.settings.digests_folder)
        slides = {one.id: deck_slides.slides_of(tx, one.id) for one in followed}
        asked = [task for task in tasks.tasks(tx) if task.done_at is None]
    return page(
        request,
        "decks.html.j2",
        status=422 if mistakes or build_mistakes else 200,
        followed=followed,
        slides=slides,
        tasks={one.id: [task for task in asked if task.deck_id == one.id] for one in followed},
        kept=next((one for one in followed if one.id in (kept, was)), None),
        twice=bool(was),
        gone=removed if removed and removed.removed_at else None,
        editions=[name for name, _file in editions],
        modules=words.modules(house.watch),
        typed=typed or {},
        mistakes=in_words(mistakes or {}, say),
        build_mistakes=build_mistakes or {},
    )
