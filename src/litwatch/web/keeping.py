"""What the app keeps between requests of two people's readings; made at the first asking."""

from __future__ import annotations

from threading import Lock
from typing import cast

from fastapi import Request

from litwatch.review.conflicts import differing
from litwatch.review.kept import Kept
from litwatch.review.pairs import alone
from litwatch.web.pages import house_of

_making = Lock()


def kept_alone(request: Request) -> Kept[str]:
    """What one person alone has read of the records for two."""
    state = request.app.state
    with _making:
        if not hasattr(state, "alone"):
            state.alone = alone(house_of(request).watch)
        return cast("Kept[str]", state.alone)


def kept_differing(request: Request) -> Kept[None]:
    """The records on which people differ."""
    state = request.app.state
    with _making:
        if not hasattr(state, "differing"):
            state.differing = differing()
        return cast("Kept[None]", state.differing)
