"""The tutorial's pictures: its steps taken in Chromium, on an invented month.

    python docs/pictures/shoot.py [FOLDER]

Each picture is what the pages showed at that step, so the tutorial can be followed. Ends with 1
and the step's name when a step cannot be taken.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from invented import MONTH, corpus

from litwatch.sample.server import serve

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
LITWATCH = [sys.executable, "-m", "litwatch"]


@contextmanager
def pages(home: Path) -> Iterator[str]:
    """The pages over the invented month, harvested and classified; gives their address."""
    with serve(corpus()) as pubmed:
        env = {
            **os.environ,
            "LITWATCH_HOME": str(home),
            "LITWATCH_DIGESTS": str(home / "digests"),
            "LITWATCH_EUTILS_URL": pubmed.url,
            "LITWATCH_REVIEWER": "A. Kurator",
        }
        for command in (
            ["harvest", "--since", f"{MONTH}-01", "--until", f"{MONTH}-31"],
            ["classify"],
        ):
            subprocess.run([*LITWATCH, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([*LITWATCH, "web", "--port", str(port)], env=env)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/health")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (loopback)
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer in 60 s")
