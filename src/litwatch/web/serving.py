"""The pages on a port: one process answers, or several that share it.

What a process keeps of the store it follows by questions to the store, at every request, so
that one sees at once what people have written through another.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from litwatch.errors import LitwatchError, WrongUse
from litwatch.pipeline.lifeline import leave_with_parent
from litwatch.settings import Settings
from litwatch.web.app import SERVER, create_app
from litwatch.web.house import open_house
from litwatch.web.readiness import make_ready

Make = Callable[[], ASGIApp]


class GaveUp(LitwatchError):
    """A process that answers has ended by itself; another would do the same."""

    exit_code = 3


def usual() -> int:
    """How many processes answer when nobody says: two, so that a search holds nobody else up.

    One where there is one core, and elsewhere than on Linux: macOS's own libraries do not bear a
    fork, and Windows has none.
    """
    return 2 if (os.cpu_count() or 1) > 1 and sys.platform == "linux" else 1


class OneEach:
    """Ends each connection with its answer, so that a free process takes the next request.

    Kept open, a browser's connections stay with the process that took them, busy or not; where
    both are idle that is nearly always the same one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, answer)


def serve(make: Make, host: str, port: int, *, processes: int = 1) -> None:
    """Answer on a port until Ctrl+C or SIGTERM. Each process calls `make` for an app of its own.

    Raises WrongUse when the port cannot be had, GaveUp when a process ends by itself.
    """
    listening = _listen(host, port)
    if processes == 1:
        _answer(make, listening)
    else:
        _share(make, listening, processes)


def pages(settings: Settings) -> FastAPI:
    """The pages of a house, made ready for many requests."""
    app = create_app(open_house(settings))
    make_ready(app)
    return app


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise WrongUse(
            f"litwatch cannot listen on {host}, port {port}: {error.strerror}",
            "End the program that does, or choose another port with --port.",
        ) from error


def _answer(make: Make, listening: socket.socket) -> None:
    with suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(make, factory=True, **SERVER)).run([listening])


def _share(make: Make, listening: socket.socket, processes: int) -> None:
    """Start the processes, put another in the place of each that is killed, end them all."""
    fork = get_context("fork")  # what is loaded is shared, and nothing is open yet

    def start() -> Any:
        one = fork.Process(target=_answer_for_parent, args=(make, listening))
        one.start()
        return one

    running: list[Any] = []
    try:
        for ending in (signal.SIGINT, signal.SIGTERM):  # a shell may have had the first ignored
            signal.signal(ending, signal.default_int_handler)
        while len(running) < processes:
            running.append(start())
        while True:
            wait([one.sentinel for one in running])
            for place, one in enumerate(running):
                if one.exitcode is None:
                    continue
                if one.exitcode >= 0:
                    raise GaveUp(
                        "a process that answers has ended by itself",
                        "Its own words stand above. Mend what they name and start again.",
                    )
                running[place] = start()
    except KeyboardInterrupt:
        pass
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.join()


def _answer_for_parent(make: Make, listening: socket.socket) -> None:
    # Uvicorn ends gracefully on both, and sends itself anew what ended it when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    leave_with_parent()
    _answer(lambda: OneEach(make()), listening)
