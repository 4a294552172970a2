"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import (
    api,
    api_decisions,
    api_description,
    appearance,
    bulk,
    conflicts,
    edition,
    editions,
    item,
    publishing,
    queue,
    record,
    records,
    statements,
    views,
)

ROOMS = (
    api,
    api_decisions,
    api_description,
    appearance,
    bulk,
    conflicts,
    edition,
    editions,
    item,
    publishing,
    queue,
    record,
    records,
    statements,
    views,
)
