"""The page in place of an item that waits for the visitor's own reading as a second reader."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import HTTPException, Request
from fastapi.responses import Response

from litwatch.pipeline.writing import clean
from litwatch.store import catalog
from litwatch.store.texts import words_seen
from litwatch.web.filling import label_of, typed_anywhere
from litwatch.web.pages import house_of, page, say_for


def unread_page(
    request: Request, month: str, record: str, *, typed: Mapping[str, str] | None = None
) -> Response:
    """What stands in place of an item that waits for the visitor's own reading.

    What was `typed` in a form from before it did is shown, for it is not saved; not what others
    had written there and was left as it was seen.
    """
    say, given = say_for(request), typed or {}
    why = given.get("why", "").strip()
    with house_of(request).store.read() as tx:
        found = catalog.get(tx, record)
        words = [
            (label_of(one.field, one.audience, say), text)
            for one in typed_anywhere(given)
            if (text := clean(one.text)) and text != words_seen(tx, record, one.seen)
        ]
    if found is None:
        raise HTTPException(404)
    if why:
        words.append((say._("Why, in a few words"), why))
    return page(
        request,
        "item_unread.html.j2",
        status=200 if typed is None else 409,
        month=month,
        record=found,
        refused=typed is not None,
        typed=words,
    )
