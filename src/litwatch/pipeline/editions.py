"""Editions: draft from the store, check the gates, publish what passed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Literal, get_args

import msgspec

from litwatch import __version__, exchange
from litwatch.digest import closed_gates, manifest, publish, render_html, render_markdown, select
from litwatch.digest.edition import AUDIENCES, ClosedGate, Edition, Field
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.language import Lang
from litwatch.pipeline.months import check_month, days_of
from litwatch.records import Record
from litwatch.review.screening import check_free_text
from litwatch.slides import build_edition_deck
from litwatch.store import Store, Tx, catalog, editions, entries, ledger, opinions
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
            if row.state == "published" and row.month != month
            for item in msgspec.json.decode(row.body, type=Edition).items()
        )
        mine = list(entries(tx, month=month, roles=("watched", "imported")))
        # Works of earlier months whose notice came now stand in section 4, above all those used.
        older = catalog.noticed(tx, first, last) - {entry.record.id for entry in mine}
        found = mine + list(entries(tx, ids=older))
        edition = select(
            found,
            ledger.windows(tx, month=month),
            editions.written(tx, month),
            watch,
            month=month,
            state=state,
            revision=revision,
            model=opinions.latest_model(tx),
            schema=store.schema_revision,
            litwatch=__version__,
            used=used,
            failures=_failures(tx, first, last),
            now=now,
        )
    return edition, {entry.record.id: entry.record for entry in found}


def _failures(tx: Tx, first: date, last: date) -> tuple[str, ...]:
    """The runs of these days in which a source was down, for the methods section."""
    return tuple(
        f"{run.started_at:%Y-%m-%d}: {run.note}"
        for run in ledger.runs(tx)
        if run.state == "source_down" and first <= run.started_at.date() <= last
    )


def files_of(edition: Edition, store: Store, lang: Lang) -> dict[str, bytes]:
    """Every file of an edition by name; the manifest, last, holds the hash of each other one."""
    files = {
        "digest.html": render_html(edition, lang).encode(),
        "digest.md": render_markdown(edition, lang).encode(),
        "slides.pptx": build_edition_deck(edition, lang),
    }
    shown = [item.id for item in edition.items()]
    with store.read() as tx:
        cited = list(entries(tx, ids=shown))
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
    edition, records = compose(store, watch, month, state="draft", now=now)
    gates = closed_gates(edition, records)
    files = files_of(edition, store, lang)
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
    with store.read() as tx:
        latest = editions.latest(tx, month)
    if latest is None:
        raise WrongUse(
            f"there is no draft of {month}", f"Run `litwatch edition draft {month}` first."
        )
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
    edition, _ = compose(store, watch, month, state="published", now=now)
    files = files_of(edition, store, lang)
    folder = publish(files, digests / month)
    with store.write() as tx:
        editions.mark_published(
            tx,
            latest.id,
            reviewer.strip(),
            now,
            hashlib.sha256(files["manifest.json"]).hexdigest(),
        )
    return folder


def write_text(
    store: Store,
    month: str,
    record_id: str,
    field: str,
    text: str,
    *,
    audience: str | None,
    reviewer: str,
    role: str,
    now: datetime,
) -> None:
    """Append a person's words for one field of an item. Raises WrongUse for what is unknown."""
    check_month(month)
    if field not in get_args(Field):
        raise WrongUse(
            f"{field!r} is no field of an item", f"Fields: {', '.join(get_args(Field))}."
        )
    if audience is not None and audience not in AUDIENCES:
        raise WrongUse(f"{audience!r} is no audience", f"Audiences: {', '.join(AUDIENCES)}.")
    if not reviewer.strip():
        raise WrongUse(
            "a text needs its writer's name", "Give --reviewer NAME or set LITWATCH_REVIEWER."
        )
    check_free_text(text, "the text")
    with store.write() as tx:
        if catalog.get(tx, record_id) is None:
            raise WrongUse(f"no record {record_id} is stored", "Harvest or import it first.")
        editions.write_field(
            tx, month, record_id, field, audience, text.strip(), reviewer.strip(), role, now
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
        published = any(
            row.month == month and row.state == "published" for row in editions.list_editions(tx)
        )
    edition, _ = compose(store, watch, month, state="published" if published else "draft", now=now)
    deck = build_edition_deck(edition, lang, template=template.read_bytes() if template else None)
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
