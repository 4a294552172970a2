"""Everything on one machine with one command: a Prefect server on loopback and the schedules.

    python flows/serve.py

With PREFECT_API_URL set, the server it names is used and none is started.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

HOST, PORT = "127.0.0.1", 4200
# Quiet, offline, patient: see Prefect's settings reference for each name.
DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "litwatch",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}


def start_server(port: int, patience: float = 120) -> subprocess.Popen[bytes]:
    """Start `prefect server` on loopback and return when it answers. Raises TimeoutError."""
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    )
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/api/health", timeout=2):
                return server
        except OSError:
            time.sleep(0.5)
    server.terminate()
    raise TimeoutError(f"the Prefect server did not answer on {HOST}:{port} in {patience:.0f} s")


def serve_flows() -> None:
    """Serve the seven deployments until interrupted."""
    from typing import TYPE_CHECKING, cast

    from prefect import serve

    import schedules
    from digest import digest
    from harvest import harvest
    from status import status
    from train import train
    from watch import watch

    if TYPE_CHECKING:
        from prefect.deployments.runner import RunnerDeployment

    deployments = [
        flow.to_deployment(
            name,
            schedule=schedule,
            parameters=parameters,
            concurrency_limit=schedules.ONE_AT_A_TIME,
        )
        for flow, name, schedule, parameters in (
            (harvest, "weekly", schedules.HARVEST, schedules.WEEKLY),
            (harvest, "sweep", schedules.SWEEP, schedules.MONTHLY),
            (status, "weekly", schedules.STATUS, {}),
            (watch, "daily", schedules.WATCH, {}),
            (watch, "monthly", schedules.WATCH_ALL, schedules.ALL_WORKS),
            (train, "monthly", schedules.TRAIN, {}),
            (digest, "monthly", schedules.DIGEST, {}),
        )
    ]
    serve(*cast("list[RunnerDeployment]", deployments))  # outside a loop these are no coroutines


def main() -> None:
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    server = None
    if "PREFECT_API_URL" not in os.environ:
        os.environ["PREFECT_API_URL"] = f"http://{HOST}:{PORT}/api"
        server = start_server(PORT)
    try:
        serve_flows()
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
