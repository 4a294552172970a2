"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import (
    api,
    api_decisions,
    api_description,
    appearance,
    conflicts,
    edition,
    editions,
    item,
    publishing,
    queue,
    records,
    statements,
)

ROOMS = (
    api,
    api_decisions,
    api_description,
    appearance,
    conflicts,
    edition,
    editions,
    item,
    publishing,
    queue,
    records,
    statements,
)
