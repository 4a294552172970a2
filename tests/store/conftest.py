"""Stores to test on: SQLite always; PostgreSQL from Debian's binaries, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import psycopg
import pytest

from litwatch.records import Journal, Notice, PartialDate, Pmid, PublicationType, Record, Section
from litwatch.store import Store, create_or_upgrade, open_store

MakeRecord = Callable[..., Record]


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
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema of today, to be copied."""
    file = tmp_path_factory.mktemp("schema") / "litwatch.db"
    create_or_upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster) -> str:
    """A PostgreSQL database with the schema of today, to be copied."""
    cluster.run("CREATE DATABASE migrated")
    create_or_upgrade(cluster.url("migrated"))
    return "migrated"


_numbers = count(1)


@contextmanager
def _database(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield cluster.url(name)
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'litwatch.db'}"
        return
    with _database(request.getfixturevalue("cluster"), "template1") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """For what only concerns a file: damage, locks, backups."""
    shutil.copy(migrated_file, tmp_path / "litwatch.db")
    return f"sqlite:///{tmp_path / 'litwatch.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with the schema of today."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    template = request.getfixturevalue("migrated_template")
    with _database(request.getfixturevalue("cluster"), template) as url:
        yield url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def make_record() -> MakeRecord:
    """A small record of our own making; keywords replace its fields."""

    def make(pmid: str = "1", **fields: object) -> Record:
        given: dict[str, object] = {
            "pmid": Pmid(pmid),
            "title": f"Fatigue after infection {pmid}",
            "abstract": (Section(text="Nobody was followed."),),
            "journal": Journal(title="Journal of Tests", iso="J Tests", volume="3", pages="11-9"),
            "published": PartialDate(year=2021, month=6, raw="2021 Jun"),
            "created": date(2021, 6, 3),
            "revised": date(2021, 6, 4),
            "status": "MEDLINE",
            "publication_types": (PublicationType(ui="D016428", name="Journal Article"),),
            **fields,
        }
        return Record(**given)

    return make


@pytest.fixture
def retraction() -> Notice:
    return Notice(
        type="retraction", direction="in", ref_type="RetractionIn", pmid=Pmid("99"), citation="J T"
    )
