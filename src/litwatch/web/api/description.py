"""The description of the API (OpenAPI 3.1), made of the routes and of the shapes they answer in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from litwatch import __version__
from litwatch.web.api.shapes import SHAPES, Problem
from litwatch.web.house import House

ROOT = "/api/v1"
_REF = "#/components/schemas/{name}"
_WORDS = """\
Records, published editions and key messages for programs, and decisions back.

Errors are `{"error", "remedy"}`: what went wrong, and what to do. Lists go on at `next`. Answers
to reads carry an `ETag`; sent back as `If-None-Match` they cost a 304. A key that may not see
abstracts gets records without them, and `withheld` says so.
"""
_PROBLEMS = {
    400: "It cannot be done as asked.",
    401: "The key does not hold, or there is none.",
    403: "The role or the key does not allow it.",
    404: "There is no such thing.",
    409: "Something else stands there now.",
    422: "The request cannot be read.",
}


def tells(
    shape: type[msgspec.Struct], *problems: int, status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """What a route answers: its shape with `status`, and the problems that it may meet.

    Every route may meet 401 and 422, and 403 for a role that may not.
    """
    said: dict[int | str, dict[str, Any]] = {
        status: {"description": "Done.", "content": _content(shape)}
    }
    for code in sorted({401, 403, 422, *problems}):
        said[code] = {"description": _PROBLEMS[code], "content": _content(Problem)}
    return said


def _content(shape: type[msgspec.Struct]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=shape.__name__)}}}


def describe(routes: Sequence[BaseRoute], house: House) -> dict[str, Any]:
    """The OpenAPI document of these routes, as they are in this house."""
    made = get_openapi(
        title="litwatch",
        version=__version__,
        openapi_version="3.1.0",
        description=_WORDS,
        routes=routes,
    )
    _, components = msgspec.json.schema_components(SHAPES, ref_template=_REF)
    made.setdefault("components", {}).setdefault("schemas", {}).update(components)
    made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"key": []}] if house.settings.auth != "none" else [{}, {"key": []}]
    _name_topics(made, [topic.id for topic in house.watch.topics])
    return made


def _name_topics(made: dict[str, Any], topics: list[str]) -> None:
    """Say which topics there are: they are the house's, no part of the code."""
    for parameter in made["paths"][f"{ROOT}/records"]["get"]["parameters"]:
        if parameter["name"] == "topic":
            parameter["schema"] = {"type": "string", "enum": topics}
