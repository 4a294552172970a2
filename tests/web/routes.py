"""The route table as a test walks it: every address with values that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fastapi.routing import APIRoute

from litwatch.web.routes import ROOMS

PLAUSIBLE = {
    "pmid": ("90000666", "90000001"),
    "record_id": ("90000666", "90000001"),
    "record": ("90000666", "90000001"),
    "month": ("2026-10",),
    "audience": ("vardcentral",),
    "field": ("bottom_line",),
    "statement": ("1.1",),
    "format": ("csv", "jsonl", "ris", "bibtex", "csl-json", "nbib"),
    "topic": ("me_cfs",),
    "name": ("digest.html",),
    "path": ("digest.html",),
}
OTHERWISE = ("1", "90000666")


class Address(NamedTuple):
    """A method and an address of the app, and the right that it asks for (None: nobody's)."""

    method: str
    path: str
    right: str | None


def routes() -> Iterator[APIRoute]:
    """Every route of every room."""
    for room in ROOMS:
        for route in room.router.routes:
            assert isinstance(route, APIRoute), route  # none that the tests would pass over
            yield route


def addresses() -> Iterator[Address]:
    """Every route and method of the app, its parameters filled in."""
    for route in routes():
        rights = {
            part.call.right  # type: ignore[union-attr]
            for part in route.dependant.dependencies
            if hasattr(part.call, "right")
        }
        right = next(iter(rights - {None}), None)
        for path in _filled(route.path):
            for method in sorted(route.methods):
                yield Address(method, path, right)


def _filled(path: str) -> list[str]:
    found = re.search(r"{(\w+)(:\w+)?}", path)
    if found is None:
        return [path]
    values = PLAUSIBLE.get(found[1], OTHERWISE)
    return [one for value in values for one in _filled(path.replace(found[0], value, 1))]
