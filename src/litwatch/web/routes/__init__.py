"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import appearance, conflicts, questions, queue, today

ROOMS = (appearance, conflicts, questions, queue, today)
