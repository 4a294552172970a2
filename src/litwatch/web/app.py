"""The app: the door, the routes, the static files."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from litwatch import __version__
from litwatch.web import routes
from litwatch.web.access.modes import open_access
from litwatch.web.bearer import key_first
from litwatch.web.door import Door
from litwatch.web.house import House
from litwatch.web.keeping import Memory
from litwatch.web.refusals import handle_refusals

# How uvicorn serves the pages. Unasked it takes the address of a connection from X-Forwarded-For;
# here only the proxies that the settings list are believed, by the connection's own address.
SERVER: dict[str, Any] = {"log_level": "warning", "proxy_headers": False, "server_header": False}


class KeptFiles(StaticFiles):
    """Static files that a browser keeps: their addresses carry their digest."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(house: House) -> FastAPI:
    """The pages and the API over a house. Raises WrongSettings when nobody could get in."""
    app = FastAPI(
        title="litwatch", version=__version__, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.house = house
    app.state.memory = Memory(house)
    app.state.access = open_access(house)
    app.state.identify = key_first(house, app.state.access.identify)
    handle_refusals(app)
    fonts = Path(str(resources.files("litwatch.digest").joinpath("assets", "fonts")))
    static = Path(str(resources.files("litwatch.web").joinpath("static")))
    app.mount("/static/fonts", KeptFiles(directory=fonts))
    app.mount("/static", KeptFiles(directory=static))
    for room in routes.ROOMS:
        app.include_router(room.router)
    app.add_middleware(Door, origin=house.settings.web_origin)
    return app
