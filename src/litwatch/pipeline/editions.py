"""Editions: draft from the store, check the gates, publish what passed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Literal

import msgspec

from litwatch import __version__, exchange
from litwatch.digest import closed_gates, manifest, publish, render_html, render_markdown, select
from litwatch.digest.edition import ClosedGate, Edition, Item
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.language import Lang
from litwatch.pipeline.audit import missed_in
from litwatch.pipeline.months import check_month, days_of
from litwatch.records import Record
from litwatch.slides import build_edition_deck
from litwatch.store import Store, Tx, catalog, editions, entries, ledger, opinions
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
    now: datetime,
) -> tuple[Edition, dict[str, Record]]:
    """The edition of a month as the store has it now, and the records it speaks of."""
    first, last = days_of(month)
    with store.read() as tx:
        used = frozenset(
            item.id
            for row in editions.list_editions(tx)
            if row.state == "published"
            for item in shown(msgspec.json.decode(row.body, type=Edition))
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
    return edition, {entry.record.id: entry.record for entry in found}


def shown(edition: Edition) -> tuple[Item, ...]:
    """Every item a reader sees in an edition, full ones and those on short lists, once."""
    listed = (
        edition.items()
        + edition.guidelines
        + edition.upcoming
        + edition.debate
        + edition.mechanisms
        + edition.preprints
    )
    return tuple({item.id: item for item in listed}.values())


def _failures(tx: Tx, first: date, last: date) -> tuple[str, ...]:
    """The runs of these days in which a source was down, for the methods section."""
    return tuple(
        f"{run.started_at:%Y-%m-%d}: {run.note}"
        for run in ledger.runs(tx)
        if run.state == "source_down" and first <= run.started_at.date() <= last
    )


def files_of(
    edition: Edition, gates: Collection[ClosedGate], store: Store, lang: Lang
) -> dict[str, bytes]:
    """Every file of an edition by name; the manifest, last, holds the hash of each other one."""
    files = {
        "digest.html": render_html(edition, lang).encode(),
        "digest.md": render_markdown(edition, lang).encode(),
        "slides.pptx": build_edition_deck(edition, lang, closed={gate.item for gate in gates}),
    }
    with store.read() as tx:
        cited = list(entries(tx, ids=[item.id for item in shown(edition)]))
    for name, kind in (("references.ris", "ris"), ("references.json", "csl-json")):
        out = StringIO()
        exchange.write(kind, cited, out)
        files[name] = out.getvalue().encode()
    files["manifest.json"] = manifest(edition, files)
    return files


def content_hash(edition: Edition) -> str:
    """The SHA-256 of what an edition says, whenever it was made: what an approval names."""
    timeless = msgspec.structs.replace(edition, made_at=datetime.min)
    return hashlib.sha256(msgspec.json.encode(timeless)).hexdigest()


def draft(
    store: Store, watch: Watch, month: str, *, digests: Path, lang: Lang, now: datetime
) -> Draft:
    """Compose a month's draft, store it, and lay its files in `<digests>/<month>.draft/`."""
    check_month(month)
    _refuse_published(store, month)
    edition, records = compose(store, watch, month, state="draft", now=now)
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


def publish_edition(
    store: Store,
    watch: Watch,
    month: str,
    *,
    reviewer: str,
    approved: str | None = None,
    digests: Path,
    lang: Lang,
    now: datetime,
) -> Path:
    """Publish a drafted month, signed by a reviewer. Returns the folder of its files.

    `approved` is the hash of the draft that was read; another newest draft is then refused.

    Raises NeedsPerson while a gate is closed, WrongUse when there is no draft, no name, or
    the month is published already. Nothing is written before every gate is open.
    """
    check_month(month)
    if not reviewer.strip():
        raise WrongUse(
            "publishing needs a reviewer's name", "Give --reviewer NAME or set LITWATCH_REVIEWER."
        )
    folder = digests / month
    with store.read() as tx:
        latest = editions.latest(tx, month)
    if latest is None:
        raise WrongUse(
            f"there is no draft of {month}", f"Run `litwatch edition draft {month}` first."
        )
    if latest.state == "published":
        if folder.exists():
            _refuse_published(store, month)
        # A crash came between the signature and the files: lay out what was signed.
        signed = msgspec.json.decode(latest.body, type=Edition)
        return publish(files_of(signed, (), store, lang), folder)
    if approved is not None and approved != latest.sha256:
        raise NeedsPerson(
            f"the draft of {month} is no longer the one that was approved",
            "Read the newest draft and approve it with its own hash.",
        )
    gates = check(store, watch, month, now=now)
    if gates:
        raise NeedsPerson(
            f"{len(gates)} closed gate(s) keep {month} from being published",
            f"Run `litwatch edition check {month}` to see what to do.",
        )
    if folder.exists():
        raise WrongUse(
            f"{folder} exists, but the store knows of no such edition",
            "Move the folder away, or restore the store that published it.",
        )
    edition, _ = compose(store, watch, month, state="published", now=now)
    files = files_of(edition, (), store, lang)
    with store.write() as tx:
        editions.mark_published(
            tx,
            latest.id,
            reviewer.strip(),
            now,
            hashlib.sha256(files["manifest.json"]).hexdigest(),
            body=msgspec.json.encode(edition),
            sha256=content_hash(edition),
        )
    return publish(files, folder)


def _refuse_published(store: Store, month: str) -> None:
    with store.read() as tx:
        latest = editions.latest(tx, month)
    if latest is not None and latest.state == "published":
        raise WrongUse(
            f"{month} is published and is never changed",
            "What is new goes into the next month's edition.",
        )


def build_deck(
    store: Store,
    watch: Watch,
    month: str,
    *,
    template: Path | None,
    out: Path,
    lang: Lang,
    now: datetime,
) -> Path:
    """Write the deck of a month as the store has it now; returns the file.

    A file that exists is not overwritten: it may be a trainer's.
    """
    check_month(month)
    if out.exists():
        raise WrongUse(
            f"{out} exists and may hold a trainer's work", "Give another name with --out."
        )
    with store.read() as tx:
        latest = editions.latest(tx, month)
    if latest is not None and latest.state == "published":
        # What was published, not what the store would say today: only that has passed its gates.
        edition = msgspec.json.decode(latest.body, type=Edition)
        gates: tuple[ClosedGate, ...] = ()
    else:
        edition, records = compose(store, watch, month, state="draft", now=now)
        gates = closed_gates(edition, records)
    deck = build_edition_deck(
        edition,
        lang,
        template=template.read_bytes() if template else None,
        closed={gate.item for gate in gates},
    )
    write_whole(out, deck)
    return out


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside and move it, so that it is whole or not there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
