"""Against a real Prefect server on loopback: the pinned pair starts, and the digest waits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from litwatch.sample.server import RunningServer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect-server")]
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path, prefect_home: Path) -> Iterator[dict[str, str]]:
    """A Prefect server with a home of its own; the environment that reaches it."""
    from serve import DEFAULTS, start_server  # type: ignore[import-not-found]

    port = free_port()
    before = dict(os.environ)
    os.environ.update(DEFAULTS, PREFECT_HOME=str(tmp_path / "prefect"))
    process = start_server(port)
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    try:
        yield dict(os.environ)
    finally:
        process.terminate()
        process.wait(timeout=60)
        os.environ.clear()
        os.environ.update(before)


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that sees the flows."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'flows')!r})\n{code}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        cwd=ROOT,
    )


def test_harvest_and_digest_on_a_real_server(
    server: dict[str, str],
    tmp_path: Path,
    june: list[str],
    pubmed_of: Callable[[list[str]], RunningServer],
) -> None:
    environment = {
        **server,
        "LITWATCH_HOME": str(tmp_path / "home"),
        "LITWATCH_DIGESTS": str(tmp_path / "digests"),
        "LITWATCH_EUTILS_URL": pubmed_of(june).url,
        "LITWATCH_NCBI_API_KEY": "loopback",
    }
    harvested = run(
        "from datetime import date\nfrom harvest import harvest\n"
        "print(harvest(topics=['me_cfs'], since=date(2021, 6, 1), until=date(2021, 6, 30)))",
        environment,
    )
    assert harvested.returncode == 0, harvested.stderr[-3000:]
    assert "'new': 450" in harvested.stdout


def test_the_served_digest_waits_for_a_person_and_publishes_what_they_approved(
    server: dict[str, str],
    tmp_path: Path,
    june: list[str],
    pubmed_of: Callable[[list[str]], RunningServer],
) -> None:
    environment = {
        **server,
        "LITWATCH_HOME": str(tmp_path / "home"),
        "LITWATCH_DIGESTS": str(tmp_path / "digests"),
        "LITWATCH_EUTILS_URL": pubmed_of(june).url,
        "LITWATCH_NCBI_API_KEY": "loopback",
    }
    # A quiet month: searched, and nothing found.
    searched = subprocess.run(
        [
            sys.executable,
            "-m",
            "litwatch",
            "harvest",
            "--since",
            "2021-07-01",
            "--until",
            "2021-07-31",
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert searched.returncode == 0, searched.stderr
    with subprocess.Popen(
        [sys.executable, str(ROOT / "flows" / "serve.py")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as serving:
        try:
            done = run(APPROVE, environment)
        finally:
            serving.terminate()
            serving.wait(timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    # Nothing was published while it waited, nor when it was resumed without an approval; then
    # the quiet month was.
    assert done.stdout.split() == [
        "Suspended", "False", "Suspended", "False", "COMPLETED",
    ], done.stderr[-2000:]  # fmt: skip
    assert (tmp_path / "digests" / "2021-07" / "digest.html").is_file()
    assert (tmp_path / "digests" / "2021-07" / "manifest.json").is_file()


# Start the served digest of a month without records, wait until it waits, resume it without an
# approval, which makes it wait again, approve, resume, wait for its end.
APPROVE = """
import os, subprocess, sys, threading
from pathlib import Path
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.flow_runs import resume_flow_run

tick = threading.Event()

def until(ready, tries=240):
    for _ in range(tries):
        found = ready()
        if found:
            return found
        tick.wait(0.5)
    raise SystemExit("waited in vain for " + ready.__name__)

with get_client(sync_client=True) as client:
    def deployed():
        try:
            return client.read_deployment_by_name("digest/monthly")
        except ObjectNotFound:
            return None
    until(deployed)
    flow_run = run_deployment("digest/monthly", parameters={"month": "2021-07"}, timeout=0)
    def state():
        return client.read_flow_run(flow_run.id).state
    waited = None
    def waits():
        now = state()
        waiting = now.name == "Suspended" and now.id != waited
        return now.name if waiting or now.is_final() else None
    def published():
        return (Path(os.environ["LITWATCH_DIGESTS"]) / "2021-07").exists()
    print(until(waits), published())
    waited = state().id
    resume_flow_run(flow_run.id)
    print(until(waits), published())
    def edition(*words):
        command = [sys.executable, "-m", "litwatch", "edition", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(done.stderr, file=sys.stderr)
        return done.stdout.strip()
    approved = edition("submit", "2021-07")
    edition("approve", "2021-07", "--sha256", approved, "--reviewer", "B. Granskare")
    resume_flow_run(flow_run.id)
    def ended():
        return state().type.value if state().is_final() else None
    print(until(ended))
    print(state().message, file=sys.stderr)
"""
