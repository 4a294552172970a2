"""In which published editions a record stood: read once an edition, since those never change."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from litwatch.store.engine import Tx
from litwatch.store.tables import edition


class _Placed(msgspec.Struct, frozen=True):
    id: str = ""


class _Sections(msgspec.Struct, frozen=True):
    """The parts of an edition's body in which readers meet a record."""

    primary_care: tuple[_Placed, ...] = ()
    rehabilitation: tuple[_Placed, ...] = ()
    children: tuple[_Placed, ...] = ()
    older: tuple[_Placed, ...] = ()
    guidelines: tuple[_Placed, ...] = ()
    upcoming: tuple[_Placed, ...] = ()
    debate: tuple[_Placed, ...] = ()
    mechanisms: tuple[_Placed, ...] = ()
    preprints: tuple[_Placed, ...] = ()


class Appearance(NamedTuple):
    """A published revision of a month's edition."""

    month: str
    revision: int
    at: datetime


def appearances(tx: Tx, record_id: str) -> list[Appearance]:
    """The published editions that a record stood in, by month and revision."""
    rows = tx.execute(
        select(
            edition.c.id,
            edition.c.sha256,
            edition.c.month,
            edition.c.revision,
            edition.c.published_at,
        )
        .where(edition.c.published_at.is_not(None))
        .order_by(edition.c.month, edition.c.revision)
    ).all()
    return [
        Appearance(row.month, row.revision, row.published_at)
        for row in rows
        if record_id in _shown(tx, row.id, row.sha256)
    ]


_known: dict[tuple[int, str], frozenset[str]] = {}


def _shown(tx: Tx, edition_id: int, sha256: str) -> frozenset[str]:
    key = (edition_id, sha256)
    if key not in _known:
        body = tx.scalar(select(edition.c.body).where(edition.c.id == edition_id)) or b"{}"
        read = msgspec.json.decode(body, type=_Sections)
        _known[key] = frozenset(
            placed.id for name in read.__struct_fields__ for placed in getattr(read, name)
        )
    return _known[key]
