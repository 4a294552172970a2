"""Whether the pages and the store answer, for whoever watches the server."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from litwatch.errors import LitwatchError
from litwatch.store.revision import current_revision
from litwatch.web.pages import house_of
from litwatch.web.who import open_to_all

router = APIRouter()


@router.get("/health", dependencies=[open_to_all()])
def health(request: Request) -> PlainTextResponse:
    """`ok`, or 503 when the store does not answer. Says nothing of why: it is open to all."""
    try:
        with house_of(request).store.read() as tx:
            current_revision(tx)
    except LitwatchError:
        return PlainTextResponse("the store does not answer\n", status_code=503)
    return PlainTextResponse("ok\n")
