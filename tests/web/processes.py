"""`litwatch web` in processes of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def process(
    home: Path, port: int, reviewer: str = "A. Kurator", *more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`litwatch web` as people start it: the process that starts those who answer."""
    command = [sys.executable, "-m", "litwatch", "web", "--port", str(port), *more]
    settings = {"LITWATCH_HOME": str(home), "LITWATCH_REVIEWER": reviewer}
    started = subprocess.Popen(
        command,
        cwd=home,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while True:
            assert time.monotonic() < until, "the pages did not start in 60 s"
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/static/queue.js", timeout=5):
                break
            time.sleep(0.05)
        yield started
    finally:
        started.kill()
        started.wait(timeout=30)


def until_closed(port: int) -> None:
    """Wait until nobody listens on the port any more."""
    until = time.monotonic() + 30
    while True:
        assert time.monotonic() < until, f"somebody still listens on port {port}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            return
        time.sleep(0.01)
