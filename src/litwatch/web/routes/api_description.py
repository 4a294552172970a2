"""The API described, for programs (OpenAPI) and for people (a page with examples)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from litwatch.web.api.description import describe
from litwatch.web.pages import house_of, page
from litwatch.web.routes import api, api_decisions
from litwatch.web.who import open_to_all

router = APIRouter()


@router.get("/api/v1/openapi.json", include_in_schema=False, dependencies=[open_to_all()])
def openapi(request: Request) -> JSONResponse:
    """The OpenAPI document, from our own host."""
    return JSONResponse(_described(request))


@router.get("/api", dependencies=[open_to_all()])
def readable(request: Request) -> HTMLResponse:
    """The routes with what they take, and how to ask."""
    told = _described(request)
    bodies = told["components"]["schemas"]
    routes = [
        {
            "name": f"{method.upper()} {path}",
            "parameters": [*said.get("parameters", ()), *_sent(said, bodies)],
        }
        for path, methods in told["paths"].items()
        for method, said in methods.items()
    ]
    settings = house_of(request).settings
    return page(
        request,
        "api.html.j2",
        routes=routes,
        root=settings.web_origin or str(request.base_url).rstrip("/"),
        with_keys=settings.auth != "none",
    )


def _sent(operation: dict[str, Any], bodies: dict[str, Any]) -> list[dict[str, str]]:
    """The keys of the body that an operation takes, told like its parameters."""
    if "requestBody" not in operation:
        return []
    shape = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    keys = bodies[shape.rpartition("/")[2]]["properties"]
    return [{"name": name, "description": key.get("description", "")} for name, key in keys.items()]


def _described(request: Request) -> dict[str, Any]:
    return describe([*api.router.routes, *api_decisions.router.routes], house_of(request))
