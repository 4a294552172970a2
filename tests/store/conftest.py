"""Stores to test on: SQLite always, PostgreSQL where its binaries are."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from litwatch.records import Journal, Notice, PartialDate, Pmid, PublicationType, Record, Section
from litwatch.store import Store, open_store

from ..postgresql import database

MakeRecord = Callable[..., Record]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'litwatch.db'}"
        return
    with database(request.getfixturevalue("cluster"), "template1") as url:
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
    with database(request.getfixturevalue("cluster"), template) as url:
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
