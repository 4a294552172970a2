"""The feed of what is published, for everybody: no log-in, no abstracts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from litwatch.digest.archive import ArchiveLine
from litwatch.pipeline.archive import feed_with
from litwatch.web.api.answers import tagged
from litwatch.web.pages import house_of, say_for
from litwatch.web.refusals import refuse
from litwatch.web.who import open_to_all

router = APIRouter()


@router.get("/feed.xml", dependencies=[open_to_all()])
def feed(request: Request) -> Response:
    """Editions, their items and what has been retracted since, as Atom (RFC 4287)."""
    house = house_of(request)
    root = house.settings.public_url

    def page_of(line: ArchiveLine) -> str:
        return f"{root}{line.folder}/digest.html" if root else f"/editions/{line.edition.month}"

    made = feed_with(
        house.store,
        house.settings.digests_folder,
        house.settings.lang,
        house.look,
        page=page_of,
    )
    if made is None:
        _ = say_for(request)._
        return refuse(
            request,
            404,
            _("Nothing is published yet."),
            _("The feed begins with the first edition."),
        )
    content, changed = made
    return tagged(request, content, "application/atom+xml", changed=changed)
