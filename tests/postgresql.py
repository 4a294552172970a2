"""PostgreSQL to test on: a server of our own from Debian's binaries, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

from litwatch.store import create_or_upgrade


def _bin_folder() -> Path | None:
    """Where initdb is: of the newest PostgreSQL that Debian has installed, else on the path."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of our own on loopback."""

    port: int
    user: str

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    binaries = _bin_folder()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL must be installed under CI (apt-get install postgresql)")
        pytest.skip("no PostgreSQL binaries: apt-get install postgresql")
    # initdb refuses to run as root, and its user must be able to reach the folder.
    as_root = os.geteuid() == 0
    become = ["runuser", "-u", "postgres", "--"] if as_root else []
    folder = Path(tempfile.mkdtemp(prefix="litwatch-pg-"))
    if as_root:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [*become, str(binaries / program), *arguments],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )

    try:
        # Swedish order is not that of the bytes: an export that leaned on it would show it.
        swedish = ("--locale-provider=icu", "--icu-locale=sv", "--locale=C.UTF-8", "-E", "UTF8")
        call("initdb", "-D", str(data), "-U", "litwatch", "-A", "trust", "-N", *swedish)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Cluster(port, "litwatch")
        finally:
            call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster) -> str:
    """A PostgreSQL database with the schema of today, to be copied."""
    cluster.run("CREATE DATABASE migrated")
    create_or_upgrade(cluster.url("migrated"))
    return "migrated"


_numbers = count(1)


@contextmanager
def database(cluster: Cluster, template: str) -> Iterator[str]:
    """The address of a copy of a database, dropped with the block."""
    name = f"test_{next(_numbers)}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield cluster.url(name)
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")
