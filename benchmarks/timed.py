"""The curators' pages served in processes of their own, with the server's time in each answer.

Server time is what the application takes, from a request's start to the head of its answer,
waiting for a thread of the pool included; the header `x-took` holds it, in milliseconds.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from litwatch.settings import Settings
from litwatch.web.serving import pages, serve

TOOK = "x-took"


class Timed:
    """Tells in a header how long the application took to answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = f"{(time.perf_counter() - start) * 1000:.2f}".encode()
                message["headers"] = [*message["headers"], (TOOK.encode(), took)]
            await send(message)

        await self.app(scope, receive, answer)


def timed_pages(settings: Settings) -> Timed:
    """The pages, warm: `litwatch web` answers sooner, and the first who ask wait."""
    app = pages(settings)
    app.state.memory.warm()
    print("warm", flush=True)
    return Timed(app)


def settings_of(home: Path) -> Settings:
    return Settings(home=home, digests=home / "digests", reviewer="A. Kurator")


@contextmanager
def running(home: Path, processes: int) -> Iterator[int]:
    """The port of the pages over a store in `home`, once every process is warm."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, __file__, str(home), str(port), str(processes)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        for _ in range(processes):
            assert server.stdout.readline() == "warm\n", "the pages did not start"
        print(f"{processes} processes, warm after {time.perf_counter() - began:.0f} s", flush=True)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


if __name__ == "__main__":
    serve(
        partial(timed_pages, settings_of(Path(sys.argv[1]))),
        "127.0.0.1",
        int(sys.argv[2]),
        processes=int(sys.argv[3]),
    )
