"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import appearance, bulk, record, records, views

ROOMS = (appearance, bulk, records, views, record)
