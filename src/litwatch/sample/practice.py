"""A house to practise in: June 2021 harvested and classified, nothing decided yet.

It is made once and then kept, with all that was decided in it, until `fresh` makes it anew. The
user's own database is never touched. While it is open, a loopback PubMed over its records
answers, so that an edition can be published without a connection.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from litwatch import doors
from litwatch.records import Record
from litwatch.sample.corpus import Corpus
from litwatch.sample.demo import LOOPBACK, SAMPLE, gather
from litwatch.sample.server import serve
from litwatch.sample.source import cache_folder, fetch_sample
from litwatch.sample.steps import Say, Steps
from litwatch.settings import Settings, read
from litwatch.store import Role, Store, catalog, create_or_upgrade, entries

TOTAL = 5
WATCHED: tuple[Role, ...] = ("watched",)


@contextmanager
def practice(
    *, home: Path | None = None, sample: Path | None = None, fresh: bool, say: Say, now: datetime
) -> Iterator[Settings]:
    """The settings of the house, valid while the block runs; made first where there is none.

    Raises SourceDown when the sample cannot be fetched and no file is given.
    """
    home = home or cache_folder().with_name("practice")
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    if not home.exists():
        _make(home, sample, say, now)
    settings = _settings(home, "")
    create_or_upgrade(settings.database)  # nobody's own data: no one need be asked
    with doors.store(settings) as store:
        corpus = Corpus(_watched(store))
    with serve(corpus) as server:
        yield _settings(home, server.url)


def _settings(home: Path, url: str) -> Settings:
    # A key lets us ask ten times a second; the loopback server takes any.
    given = {"eutils_url": url} if url else {}
    return read(
        home=home,
        database_url="",
        digests=home / "digests",
        ncbi_api_key=SecretStr("demo"),
        **given,
    )[0]


def _make(home: Path, sample: Path | None, say: Say, now: datetime) -> None:
    """Make the house beside its place and move it there whole, so that none is half made."""
    steps = Steps(say, TOTAL)
    steps.next(SAMPLE)
    records = fetch_sample(cache_folder(), file=sample)
    beside = home.with_name(f"{home.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    steps.next(LOOPBACK)
    with serve(Corpus.from_file(records)) as server:
        settings = _settings(beside, server.url)
        with doors.store(settings) as store:
            gather(store, doors.watch(settings), doors.eutils(settings), records, steps, now)
    beside.replace(home)


def _watched(store: Store) -> Iterator[tuple[Record, bytes]]:
    """The watched records, each with the bytes that PubMed gave."""
    with store.read() as tx:
        for entry in entries(tx, roles=WATCHED):
            if raw := catalog.raw_xml(tx, entry.record.id):
                yield entry.record, raw
