"""The API described, for programs (OpenAPI) and for people (a page with examples)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from litwatch.web.api.description import describe
from litwatch.web.pages import house_of
from litwatch.web.routes import api, api_decisions
from litwatch.web.who import open_to_all

router = APIRouter()


@router.get("/api/v1/openapi.json", include_in_schema=False, dependencies=[open_to_all()])
def openapi(request: Request) -> JSONResponse:
    """The OpenAPI document, from our own host."""
    routes = [*api.router.routes, *api_decisions.router.routes]
    return JSONResponse(describe(routes, house_of(request)))
