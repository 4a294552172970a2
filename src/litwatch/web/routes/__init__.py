"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import (
    account_tokens,
    api,
    api_decisions,
    api_description,
    appearance,
    export,
    feed,
)

ROOMS = (account_tokens, api, api_decisions, api_description, appearance, export, feed)
