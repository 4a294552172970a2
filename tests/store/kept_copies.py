"""What a record was before, as the tests look it up: its revisions, and the bytes of any copy."""

from __future__ import annotations

import zlib
from datetime import datetime

import msgspec
from sqlalchemy import select

from litwatch.store.engine import Tx
from litwatch.store.tables import raw, record_revision


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A later copy that differed from the stored one and took its place.

    `changed` names top-level fields of Record; `raw_before` and `raw_after` are the hashes of
    the bytes, which both stay. Equal hashes: the same bytes, read again by a better parser.
    """

    id: int
    record_id: str
    changed: tuple[str, ...]
    raw_before: str | None
    raw_after: str | None
    at: datetime


def revisions(tx: Tx, record_id: str) -> tuple[Revision, ...]:
    """Every later copy that took this record's place, oldest first."""
    mine = record_revision.c.record_id == record_id
    rows = tx.execute(select(record_revision).where(mine).order_by(record_revision.c.id)).mappings()
    return tuple(Revision(**{**row, "changed": tuple(row["changed"])}) for row in rows)


def raw_bytes(tx: Tx, sha256: str) -> bytes | None:
    """The bytes under a hash, such as those from before a revision; None when there are none."""
    packed = tx.scalar(select(raw.c.body).where(raw.c.sha256 == sha256))
    return None if packed is None else zlib.decompress(packed)
