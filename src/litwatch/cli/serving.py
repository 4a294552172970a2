"""The command that opens the curators' pages."""

from __future__ import annotations

from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import app
from litwatch.errors import WrongSettings


@app.command()
def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8765,
    reviewer: Annotated[
        str, typer.Option(help="Your name, where nobody logs in; else LITWATCH_REVIEWER.")
    ] = "",
) -> None:
    """Open the curators' pages. Without accounts only on this machine (AUTH=none).

    Example: litwatch web --reviewer "A. Kurator"
    """
    import uvicorn

    from litwatch.settings import read
    from litwatch.web.app import create_app
    from litwatch.web.door import LOOPBACK
    from litwatch.web.house import open_house

    chosen = read(reviewer=reviewer)[0] if reviewer else doors.settings()
    if host not in LOOPBACK:
        if chosen.auth == "none":
            raise WrongSettings(
                f"litwatch web does not listen on {host} without log-in",
                "Set LITWATCH_AUTH to password or proxy, or leave --host out.",
            )
        if not chosen.web_origin:
            raise WrongSettings(
                f"litwatch web on {host} must know the address that people open",
                "Set LITWATCH_WEB_ORIGIN, such as https://watch.example.org.",
            )
    pages = create_app(open_house(chosen))
    show.say(f"litwatch is on http://{host}:{port}/ (end with Ctrl+C).")
    uvicorn.run(
        pages,
        host=host,
        port=port,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
    )
