"""What became of each mail: written down before it goes, and again when it has an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, RowMapping, delete, select, update

from litwatch.store.bulk import put
from litwatch.store.engine import Tx
from litwatch.store.entries import month_bounds
from litwatch.store.tables import delivery, edition

DeliveryState = Literal["sending", "sent", "refused", "failed"]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One edition's mail to one address. `attempts` counts how often it was begun.

    One that stands in `sending` with an answer has lost its way; one without is being sent
    now, or its process was killed.
    """

    month: str
    revision: int
    mail: str
    state: DeliveryState
    attempts: int
    answer: str
    message_id: str
    at: datetime


def published_revision(tx: Tx, month: str) -> int | None:
    """The revision of a month that readers have now; None while nothing is published."""
    month_bounds(month)
    query = (
        select(edition.c.revision)
        .where(edition.c.month == month, edition.c.state.in_(("published", "corrected")))
        .order_by(edition.c.revision.desc())
    )
    found = tx.scalar(query.limit(1))
    return None if found is None else int(found)


def published_body(tx: Tx, month: str, revision: int) -> bytes:
    """What was published as a revision of a month, as the digest room encoded it."""
    where = (edition.c.month == month, edition.c.revision == revision)
    return bytes(tx.scalars(select(edition.c.body).where(*where)).one())


def deliveries(tx: Tx, month: str, revision: int) -> dict[str, Delivery]:
    """All mails of a revision, by address."""
    query = select(delivery).where(delivery.c.month == month, delivery.c.revision == revision)
    return {row["mail"]: _delivery(row) for row in tx.execute(query).mappings()}


def delivery_to(tx: Tx, month: str, revision: int, mail: str) -> Delivery | None:
    """One address's mail of a revision, or None when it was never begun."""
    row = tx.execute(select(delivery).where(*_key(month, revision, mail))).mappings().first()
    return None if row is None else _delivery(row)


def begin(
    tx: Tx,
    before: Delivery | None,
    month: str,
    revision: int,
    mail: str,
    message_id: str,
    now: datetime,
) -> None:
    """Write down, before anything is sent, that a mail is on its way."""
    row = {
        "month": month,
        "revision": revision,
        "mail": mail,
        "state": "sending",
        "attempts": (before.attempts if before else 0) + 1,
        "answer": "",
        "message_id": message_id,
        "at": now,
    }
    put(tx, delivery, [row], replace=("state", "attempts", "answer", "message_id", "at"))


def settle(
    tx: Tx, month: str, revision: int, mail: str, state: DeliveryState, answer: str, now: datetime
) -> None:
    """Write down what became of a mail. One that was erased meanwhile stays as it is."""
    tx.execute(
        update(delivery)
        .where(*_key(month, revision, mail), delivery.c.state == "sending")
        .values(state=state, answer=answer, at=now)
    )


def put_back(tx: Tx, before: Delivery | None, month: str, revision: int, mail: str) -> None:
    """Undo `begin`: nothing was handed over, and it says nothing of the recipient."""
    begun = (*_key(month, revision, mail), delivery.c.state == "sending")
    if before is None:
        tx.execute(delete(delivery).where(*begun))
    else:
        tx.execute(update(delivery).where(*begun).values(msgspec.structs.asdict(before)))


def _key(month: str, revision: int, mail: str) -> tuple[ColumnElement[bool], ...]:
    return delivery.c.month == month, delivery.c.revision == revision, delivery.c.mail == mail


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(**row)
