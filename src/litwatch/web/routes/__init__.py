"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import (
    accessibility,
    alerts,
    appearance,
    collaboration,
    decks,
    health,
    model,
    privacy,
    runs,
    seminars,
    strategies,
)

ROOMS = (
    accessibility,
    alerts,
    appearance,
    collaboration,
    decks,
    health,
    model,
    privacy,
    runs,
    seminars,
    strategies,
)
