"""The command that opens the curators' pages."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import app, now
from litwatch.errors import WrongSettings, WrongUse

if TYPE_CHECKING:
    from litwatch.settings import Settings


@app.command()
def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8765,
    processes: Annotated[
        int | None,
        typer.Option(
            help="Processes that answer; else two on Linux with two cores, one elsewhere.", min=1
        ),
    ] = None,
    reviewer: Annotated[
        str, typer.Option(help="Your name, where nobody logs in; else LITWATCH_REVIEWER.")
    ] = "",
    practice: Annotated[
        bool, typer.Option("--practice", help="In a house of its own with June 2021, kept apart.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make the house to practise in anew.")
    ] = False,
    sample: Annotated[str, typer.Option(help="The sample file, if it cannot be fetched.")] = "",
) -> None:
    """Open the curators' pages. Without accounts only on this machine (AUTH=none).

    Example: litwatch web --reviewer "A. Kurator"
    """
    from litwatch.store.retention import forget_logins
    from litwatch.web.access.modes import open_access
    from litwatch.web.house import open_house
    from litwatch.web.serving import pages, serve, usual

    if not practice and (fresh or sample):
        raise WrongUse("--fresh and --sample belong to --practice", "Add --practice.")
    with _practised(fresh, sample) if practice else nullcontext(doors.settings()) as settings:
        chosen = settings.model_copy(update={"reviewer": reviewer or settings.reviewer})
        _check_host(host, chosen)
        house = open_house(chosen)
        with house.store:
            open_access(house)  # a house that nobody could enter is refused here, once
            with house.store.write() as tx:
                forget_logins(tx, house.now())
        show.say(f"litwatch is on http://{host}:{port}/ (end with Ctrl+C).")
        serve(partial(pages, chosen), host, port, processes=processes or usual())


def _practised(fresh: bool, sample: str) -> AbstractContextManager[Settings]:
    from litwatch.sample.practice import practice

    file = Path(sample) if sample else None
    return practice(sample=file, fresh=fresh, say=show.say, now=now())


def _check_host(host: str, chosen: Settings) -> None:
    from litwatch.web.door import LOOPBACK

    if host in LOOPBACK:
        return
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
