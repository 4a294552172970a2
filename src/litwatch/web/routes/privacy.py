"""What is stored about people, why and for how long. Open to all."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from litwatch.store.retention import LOGINS_KEPT
from litwatch.web.pages import house_of, page
from litwatch.web.who import open_to_all

router = APIRouter()


@router.get("/privacy", dependencies=[open_to_all()])
def privacy(request: Request) -> Response:
    """The privacy page; the contact is the functional mailbox of the settings, if any."""
    return page(
        request,
        "privacy.html.j2",
        days=LOGINS_KEPT.days,
        contact=house_of(request).settings.mail_from,
    )
