"""Every stored record once, as its source wrote it: for those who look for a few among all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from litwatch.records import Record, decode
from litwatch.store.engine import Tx
from litwatch.store.tables import record

_PAGE = 2000


def records_where(tx: Tx, wanted: Callable[[Record], bool]) -> Iterator[Record]:
    """The records that `wanted` says yes to, in the order of their ids; background ones too."""
    last = ""
    query = select(record.c.id, record.c.body).order_by(record.c.id).limit(_PAGE)
    while rows := tx.execute(query.where(record.c.id > last)).all():
        last = rows[-1][0]
        for _, body in rows:
            one = decode(body)
            if wanted(one):
                yield one
