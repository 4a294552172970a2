"""A loopback Crossref over some works: for tests, never for others.

It answers what litwatch asks: works by `filter=doi:A,doi:B`, and one work by its DOI. As the
real one it leaves out of a list what it does not know, and answers 404 in plain text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

from litwatch.sample.answers import Answer
from litwatch.sample.server import RunningServer

Item = dict[str, Any]


def serve_crossref(items: Sequence[Item], port: int = 0) -> CrossrefServer:
    """A server that already listens on 127.0.0.1; port 0 takes a free one."""
    return CrossrefServer(partial(answer, items), port)


class CrossrefServer(RunningServer):
    """A loopback server at an address of its own kind."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"


def answer(items: Sequence[Item], tool: str, asked: Mapping[str, str]) -> Answer:
    """The answer to one request over some works; `tool` is the last part of its path."""
    held = {item["DOI"].lower(): item for item in items}
    if tool != "works":
        found = held.get(unquote(tool).lower())
        if found is None:
            return Answer(404, "text/plain", b"Resource not found.")
        return _json("work", found)
    wanted = asked.get("filter", "").split(",")
    if not all(each.startswith("doi:") for each in wanted):
        message = [{"type": "filter-not-available", "message": "This server filters by DOI only"}]
        body = json.dumps({"status": "failed", "message": message})
        return Answer(400, "application/json", body.encode())
    names = [name for name in asked.get("select", "").split(",") if name]
    chosen = [held[doi] for each in wanted if (doi := each[4:].lower()) in held]
    rows = [{name: one[name] for name in names if name in one} if names else one for one in chosen]
    return _json("work-list", {"total-results": len(rows), "items": rows[: int(asked["rows"])]})


def _json(kind: str, message: Mapping[str, Any]) -> Answer:
    body = {"status": "ok", "message-type": kind, "message": message}
    return Answer(200, "application/json", json.dumps(body).encode())
