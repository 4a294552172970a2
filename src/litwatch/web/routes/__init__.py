"""One module a page. Each has `router`; the app takes them in this order."""

from __future__ import annotations

from litwatch.web.routes import account, appearance, audit, login, people

ROOMS = (account, appearance, audit, login, people)
