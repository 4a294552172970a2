"""The page in place of an item that waits for the visitor's own reading as a second reader."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import HTTPException, Request
from fastapi.responses import Response

from litwatch.store import catalog
from litwatch.web.filling import words_in
from litwatch.web.pages import house_of, page, say_for


def unread_page(
    request: Request, month: str, record: str, *, typed: Mapping[str, str] | None = None
) -> Response:
    """What stands in place of an item that waits for the visitor's own reading.

    What was `typed` on it before it did is shown, for it is not saved.
    """
    say, given = say_for(request), typed or {}
    with house_of(request).store.read() as tx:
        found = catalog.get(tx, record)
    if found is None:
        raise HTTPException(404)
    words = words_in(given, say)
    if why := given.get("why", "").strip():
        words = (*words, (say._("Why, in a few words"), why))
    return page(
        request,
        "item_unread.html.j2",
        status=200 if typed is None else 409,
        month=month,
        record=found,
        refused=typed is not None,
        typed=words,
    )
