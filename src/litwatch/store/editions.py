"""Editions as bytes with their hash, and the words people write in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import func, select, update

from litwatch.errors import WrongUse
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.ordering import PLACE
from litwatch.store.rows import add_row, as_struct
from litwatch.store.tables import edition, record, written_field

EditionState = Literal["draft", "in_review", "approved", "published", "corrected"]
PUBLISHED = frozenset[EditionState]({"published", "corrected"})


class StoredEdition(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of a month's edition. `body` is what the digest room encoded.

    `sha256` is the hash of the draft's content: what approvals name, also once published.
    """

    id: int
    month: str
    revision: int
    state: EditionState
    body: bytes
    sha256: str
    made_at: datetime
    published_at: datetime | None = None
    published_by: str | None = None
    manifest_sha256: str | None = None
    note: str = ""
    note_by: str = ""


class WrittenField(msgspec.Struct, frozen=True, kw_only=True):
    """A person's words in one field of an item; `version` counts how often it was written."""

    record_id: str
    field: str
    audience: str
    text: str
    reviewer: str
    role: str
    at: datetime
    version: int


def save_draft(
    tx: Tx,
    month: str,
    revision: int,
    body: bytes,
    sha256: str,
    now: datetime,
    *,
    note: str = "",
    note_by: str = "",
) -> StoredEdition:
    """Keep a draft; it replaces the draft of the same month and revision.

    Other content than before is a draft again, whoever had reviewed or approved the last.
    Raises WrongUse when that revision is published: published editions are never changed.
    """
    month_bounds(month)
    old = _one(tx, edition.c.month == month, edition.c.revision == revision)
    values: dict[str, Any] = {
        "state": "draft",
        "body": body,
        "sha256": sha256,
        "made_at": now,
        "note": note,
        "note_by": note_by,
    }
    if old is None:
        edition_id = add_row(tx, edition, {"month": month, "revision": revision, **values})
    elif old.state in PUBLISHED:
        raise WrongUse(
            f"edition {month} revision {revision} is published and stays as it is",
            f"Make a correction: `litwatch edition correct {month}`.",
            common="published",
            about=month,
        )
    else:
        edition_id = old.id
        if old.sha256 != sha256:
            tx.execute(update(edition).where(edition.c.id == edition_id).values(values))
    return _needed(tx, edition_id)


def latest(tx: Tx, month: str) -> StoredEdition | None:
    """The highest revision of a month, or None when it has no edition yet."""
    month_bounds(month)
    query = select(edition).where(edition.c.month == month).order_by(edition.c.revision.desc())
    row = tx.execute(query.limit(1)).mappings().first()
    return None if row is None else as_struct(StoredEdition, row)


def published(tx: Tx, month: str) -> StoredEdition | None:
    """What readers have of a month: its newest published revision, or None."""
    month_bounds(month)
    return _one(tx, edition.c.month == month, edition.c.state == "published")


def mark(tx: Tx, edition_id: int, state: Literal["draft", "in_review", "approved"]) -> None:
    """Say how far a draft has come."""
    tx.execute(update(edition).where(edition.c.id == edition_id).values(state=state))


def mark_published(
    tx: Tx, edition_id: int, who: str, now: datetime, manifest_sha: str, *, body: bytes
) -> StoredEdition:
    """Say who published a draft and when, and keep what was published in the draft's place.

    The revision that was published before it becomes `corrected`. Raises WrongUse when it is
    published already.
    """
    old = _needed(tx, edition_id)
    if old.state in PUBLISHED:
        raise WrongUse(
            f"edition {old.month} is already published, by {old.published_by}",
            "Make a correction instead.",
            common="published",
            about=old.month,
        )
    before = (edition.c.month == old.month, edition.c.state == "published")
    tx.execute(update(edition).where(*before).values(state="corrected"))
    values = {
        "state": "published",
        "published_at": now,
        "published_by": who,
        "manifest_sha256": manifest_sha,
        "body": body,
    }
    tx.execute(update(edition).where(edition.c.id == edition_id).values(values))
    return _needed(tx, edition_id)


def set_manifest(tx: Tx, edition_id: int, manifest_sha: str) -> None:
    """Name the manifest of the files that lie there, when a crash had them made anew."""
    query = update(edition).where(edition.c.id == edition_id)
    tx.execute(query.values(manifest_sha256=manifest_sha))


def list_editions(tx: Tx) -> tuple[StoredEdition, ...]:
    """All editions, by month and revision."""
    query = select(edition).order_by(edition.c.month, edition.c.revision)
    return tuple(as_struct(StoredEdition, row) for row in tx.execute(query).mappings())


def write_field(
    tx: Tx,
    month: str,
    record_id: str,
    field: str,
    audience: str | None,
    text: str,
    reviewer: str,
    role: str,
    now: datetime,
) -> int:
    """Append a person's words; returns the new row's id. Empty text takes the words back."""
    month_bounds(month)
    if tx.scalar(select(record.c.id).where(record.c.id == record_id)) is None:
        raise WrongUse(
            f"there is no record {record_id} in the store",
            "Check the PMID.",
            common="unknown_record",
            about=record_id,
        )
    row = {
        "month": month,
        "record_id": record_id,
        "field": field,
        "audience": audience or "",
        "text": text,
        "reviewer": reviewer,
        "role": role,
        "at": now,
    }
    return add_row(tx, written_field, row)


def written(tx: Tx, month: str) -> tuple[WrittenField, ...]:
    """The live words of a month: the last of each record, field and audience, if not empty."""
    month_bounds(month)
    key = (written_field.c.record_id, written_field.c.field, written_field.c.audience)
    live = (
        select(func.max(written_field.c.id).label("id"), func.count().label("version"))
        .where(written_field.c.month == month, written_field.c.field != PLACE)
        .group_by(*key)
        .subquery()
    )
    query = (
        select(written_field, live.c.version)
        .join(live, live.c.id == written_field.c.id)
        .where(written_field.c.text != "")
        .order_by(written_field.c.record_id, written_field.c.id)
    )
    return tuple(as_struct(WrittenField, row) for row in tx.execute(query).mappings())


def written_of(tx: Tx, record_id: str) -> tuple[tuple[str, WrittenField], ...]:
    """The live words on a record, each with the month it was written for, earliest month first."""
    mine = select(written_field.c.month).where(written_field.c.record_id == record_id)
    months = tx.scalars(mine.distinct().order_by(written_field.c.month)).all()
    return tuple(
        (month, words)
        for month in months
        for words in written(tx, month)
        if words.record_id == record_id
    )


def _one(tx: Tx, *conditions: Any) -> StoredEdition | None:
    row = tx.execute(select(edition).where(*conditions)).mappings().first()
    return None if row is None else as_struct(StoredEdition, row)


def _needed(tx: Tx, edition_id: int) -> StoredEdition:
    found = _one(tx, edition.c.id == edition_id)
    if found is None:
        raise WrongUse(f"there is no edition {edition_id}", "See `litwatch edition list`.")
    return found
