"""Editions: composed and drafted from the store, and the gates that are closed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from litwatch import __version__
from litwatch.digest import closed_gates, publish, select
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.errors import WrongUse
from litwatch.language import Lang
from litwatch.pipeline.audit import missed_in
from litwatch.pipeline.edition_files import files_of
from litwatch.pipeline.months import check_month, days_of
from litwatch.records import Record
from litwatch.store import Store, Tx, catalog, editions, entries, ledger, opinions
from litwatch.store.editions import PUBLISHED
from litwatch.store.monthly import listed_in
from litwatch.watch import Watch


@dataclass(frozen=True)
class Draft:
    """A month as it stands: the edition, its closed gates, and where its files lie."""

    edition: Edition
    gates: tuple[ClosedGate, ...]
    folder: Path
    sha256: str


def compose(
    store: Store,
    watch: Watch,
    month: str,
    *,
    state: Literal["draft", "published"],
    revision: int = 1,
    trial: bool = False,
    now: datetime,
) -> tuple[Edition, dict[str, Record]]:
    """The edition of a month as the store has it now, and the records it speaks of.

    A month that was once drafted as a `trial` stays one.
    """
    first, last = days_of(month)
    with store.read() as tx:
        used = frozenset(
            item.id
            for row in editions.list_editions(tx)
            if row.state in PUBLISHED
            for item in msgspec.json.decode(row.body, type=Edition).shown()
        )
        mine = list(entries(tx, month=month, roles=("watched", "imported")))
        # What has no create date (RIS, CSV) counts in the month that it came to us.
        mine += [
            entry
            for entry in entries(tx, decision="include")
            if entry.record.created is None and first <= entry.first_seen.date() <= last
        ]
        # Works of earlier months whose notice came now stand in section 4, above all those used.
        older = catalog.noticed(tx, first, last)
        # And preprints that we have shown, when another record of their work comes.
        older |= used & {other.record.id for entry in mine for other in entry.work}
        older -= {entry.record.id for entry in mine}
        found = mine + list(entries(tx, ids=older))
        edition = select(
            found,
            [w for w in ledger.windows(tx, month=month) if w.source == catalog.PUBMED],
            editions.written(tx, month),
            watch,
            month=month,
            state=state,
            revision=revision,
            model=opinions.latest_model(tx),
            schema=store.schema_revision,
            litwatch=__version__,
            used=used,
            listed=listed_in(tx, month),
            failures=_failures(tx, first, last),
            audit=missed_in(tx, month),
            now=now,
        )
    trial = trial or _drafted_as_trial(store, month)
    edition = msgspec.structs.replace(edition, trial=trial)
    return edition, {entry.record.id: entry.record for entry in found}


def _failures(tx: Tx, first: date, last: date) -> tuple[str, ...]:
    """The runs of these days in which a source was down, for the methods section."""
    return tuple(
        f"{run.started_at:%Y-%m-%d}: {run.note}"
        for run in ledger.runs(tx)
        if run.state == "source_down" and first <= run.started_at.date() <= last
    )


def content_hash(edition: Edition) -> str:
    """The SHA-256 of what an edition says, whenever it was made: what an approval names."""
    timeless = msgspec.structs.replace(edition, made_at=datetime.min)
    return hashlib.sha256(msgspec.json.encode(timeless)).hexdigest()


def draft(
    store: Store,
    watch: Watch,
    month: str,
    *,
    trial: bool = False,
    digests: Path,
    lang: Lang,
    now: datetime,
) -> Draft:
    """Compose a month's draft, store it, and lay its files in `<digests>/<month>.draft/`.

    A `trial` and what is published of it are marked as such.
    """
    check_month(month)
    refuse_published(store, month)
    edition, records = compose(store, watch, month, state="draft", trial=trial, now=now)
    gates = closed_gates(edition, records)
    files = files_of(edition, gates, store, lang)
    folder = publish(files, digests / f"{month}.draft", replace=True)
    body = msgspec.json.encode(edition)
    sha256 = content_hash(edition)
    with store.write() as tx:
        editions.save_draft(tx, month, edition.revision, body, sha256, now)
    return Draft(edition, gates, folder, sha256)


def check(store: Store, watch: Watch, month: str, *, now: datetime) -> tuple[ClosedGate, ...]:
    """The gates that are closed for a month as the store has it now."""
    check_month(month)
    edition, records = compose(store, watch, month, state="draft", now=now)
    return closed_gates(edition, records)


def refuse_published(store: Store, month: str) -> None:
    with store.read() as tx:
        latest = editions.latest(tx, month)
    if latest is not None and latest.state in PUBLISHED:
        raise WrongUse(
            f"{month} is published and is never changed",
            "What is new goes into the next month's edition.",
        )


def _drafted_as_trial(store: Store, month: str) -> bool:
    with store.read() as tx:
        latest = editions.latest(tx, month)
    return latest is not None and msgspec.json.decode(latest.body, type=Edition).trial
