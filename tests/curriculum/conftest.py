"""A small store with three invented records, and the packaged key messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from litwatch.records import Doi, Journal, Pmid, PublicationType, Record, Section
from litwatch.store import Store, Tx, catalog
from litwatch.watch import Watch, load_watch

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
MESSAGE = "m03s4"


def invented(pmid: int, title: str, *types: str) -> Record:
    return Record(
        pmid=Pmid(str(pmid)),
        doi=Doi(f"10.9999/example.{pmid}"),
        title=title,
        abstract=(Section(text="We asked 120 adults about pacing."),),
        journal=Journal(title="Example Journal"),
        created=date(2026, 10, 12),
        status="MEDLINE",
        publication_types=tuple(PublicationType(ui="D000000", name=name) for name in types),
    )


TRIAL = invented(90000001, "Pacing for adults with ME/CFS: a randomised trial")
PREPRINT = invented(90000002, "Pacing for adults with ME/CFS", "Preprint")
RETRACTED = invented(90000003, "Pacing cures everybody", "Retracted Publication")


@pytest.fixture(scope="session")
def watch() -> Watch:
    return load_watch()


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    """A transaction over the three records."""
    with store.write() as opened:
        records = (TRIAL, PREPRINT, RETRACTED)
        catalog.save(opened, [(one, b"") for one in records], source="invented", now=NOW)
        yield opened
